import TestSupport
import Testing

@testable import JSONLines

@Suite struct RewriteTests {
  /// `base` rewritten as the value that `text` spells.
  private func rewritten(_ base: String, _ text: String) throws -> String {
    String(decoding: try rewrite(Bytes(base), as: .parse(text)), as: UTF8.self)
  }

  @Test(arguments: 0..<60) func `a value that didn't change keeps every byte`(seed: Int) throws {
    var json = RandomJSON(seed: seed)
    for _ in 0..<20 {
      let base = Bytes([0x20, 0x0A] + json.spelled(json.value(depth: 4)) + [0x09])
      #expect(try rewrite(base, as: .parse(base)) == Array(base))
    }
  }

  @Test(arguments: 0..<60) func `what is written parses to the value`(seed: Int) throws {
    var json = RandomJSON(seed: seed)
    for _ in 0..<15 {
      let old = json.value(depth: 4)
      let base = Bytes(json.spelled(old))
      var new = old
      for _ in 0..<json.random.below(4) { new = json.changed(new, depth: 4) }
      #expect(try JSONValue.parse(Bytes(rewrite(base, as: new))) == new)
      let other = json.value(depth: 4)
      #expect(try JSONValue.parse(Bytes(rewrite(base, as: other))) == other)
    }
  }

  @Test(arguments: 0..<40)
  func `a changed string keeps the bytes of its head and its tail`(seed: Int) throws {
    var json = RandomJSON(seed: seed)
    for _ in 0..<20 {
      let (head, old, new, tail) = ("H", "x\(json.string().text)", "y\(json.string().text)", "T")
      func spelled(_ text: String) -> [UInt8] {
        Array(json.spelled(.text(text)).dropFirst().dropLast())
      }
      let (rawHead, rawTail) = (spelled(head + "é中/"), spelled("/中é" + tail))
      let before = Array(#"{"k" : ["#.utf8) + [0x22] + rawHead
      let after = rawTail + Array(#"" ] , "z":1.50}"#.utf8)
      let base = Bytes(before + spelled(old + "|") + after)
      let value = JSONValue.object([
        .init("k", .array([.text(head + "é中/" + new + "!" + "/中é" + tail)])),
        .init("z", try .parse("1.50")),
      ])
      let written = try rewrite(base, as: value)
      #expect(written.starts(with: before))
      #expect(written.reversed().starts(with: after.reversed()))
      #expect(try JSONValue.parse(Bytes(written)) == value)
    }
  }

  @Test(arguments: 0..<40)
  func `moved elements carry their bytes and the separators stay`(seed: Int) throws {
    var json = RandomJSON(seed: seed)
    let spaces = ["", " ", "\n  ", "\t", " \r\n"]
    for _ in 0..<20 {
      let count = 1 + json.random.below(6)
      // The index makes each element another one.
      let values = (0..<count).map { JSONValue.array([.integer($0), json.value()]) }
      let raws = values.map { json.spelled($0) }
      let gaps = (0...count).map { index -> [UInt8] in
        let (a, b) = (json.random.pick(spaces), json.random.pick(spaces))
        return Array((index == 0 ? "[" + a : index == count ? a + "]" : a + "," + b).utf8)
      }
      func text(_ order: [Int]) -> [UInt8] {
        zip(gaps, order.map { raws[$0] } + [[]]).flatMap { $0 + $1 }
      }
      let order = (0..<count).shuffled(using: &json.random)
      let written = try rewrite(
        Bytes(text(Array(0..<count))), as: .array(order.map { values[$0] }))
      #expect(written == text(order))
    }
  }

  @Test(arguments: [
    (
      #"{"q": "2+2?", "a" : "fi\u0076e", "score": 2.50}"#,
      #"{"q":"2+2?","a":"four","score":2.50}"#,
      #"{"q": "2+2?", "a" : "four", "score": 2.50}"#
    ),
    (#"{"a":1,"b":2}"#, #"{"a":1,"b":2,"c":3}"#, #"{"a":1,"b":2,"c":3}"#),
    (#"{"a": 1, "b": 2}"#, #"{"a":1,"b":2,"c":3}"#, #"{"a": 1, "b": 2, "c": 3}"#),
    (
      #"{ "a" : 1 , "b" : 2 }"#, #"{"a":1,"b":2,"c":[1,2]}"#,
      #"{ "a" : 1 , "b" : 2 , "c" : [1 , 2] }"#
    ),
    (
      "{\n  \"a\": 1,\n  \"b\": 2\n}", #"{"a":1,"b":2,"c":3}"#,
      "{\n  \"a\": 1,\n  \"b\": 2,\n  \"c\": 3\n}"
    ),
    ("{\n  \"a\": 1\n}", #"{"a":1,"c":3}"#, "{\n  \"a\": 1,\n  \"c\": 3\n}"),
    ("{\n  \"a\": 1,\n  \"b\": 2\n}", #"{"b":2}"#, "{\n  \"b\": 2\n}"),
    ("{\n  \"a\": 1,\n  \"b\": 2\n}", #"{"a":1}"#, "{\n  \"a\": 1\n}"),
    ("[\n  1,\n  2,\n  3\n]", "[1,3]", "[\n  1,\n  3\n]"),
    ("[\n  1,\n  2\n]", "[1,5,2]", "[\n  1,\n  5,\n  2\n]"),
    ("[\n  1,\n  2\n]", "[2,1]", "[\n  2,\n  1\n]"),
    ("[1, 2,3]", "[3,2,1]", "[3, 2,1]"),
    ("[1, 2]", "[1,2,3]", "[1, 2, 3]"),
    ("[ ]", "[]", "[ ]"), ("[ ]", "[1]", "[1]"), ("{\"a\":[ ]}", #"{"a":[]}"#, "{\"a\":[ ]}"),
    (
      #"{"a":{"n":"x","r":1},"b":{"n":"y","r":2}}"#, #"{"a":{"n":"x","r":2},"b":{"n":"y","r":1}}"#,
      #"{"a":{"n":"x","r":2},"b":{"n":"y","r":1}}"#
    ),
    ("1.50", "1.5", "1.5"), ("\"a\"", "{}", "{}"), (#""\u0041b""#, #""Ac""#, #""\u0041c""#),
  ]) func `a change shows in its own place alone`(
    base: String, value: String, expected: String
  ) throws {
    #expect(try rewritten(base, value) == expected)
  }

  @Test(arguments: [
    // The string's own habits, else the record's, else raw.
    (#"{"a":"x\/y"}"#, #"{"a":"x/y/z"}"#, #"{"a":"x\/y\/z"}"#),
    (#"{"a":"x/y"}"#, #"{"a":"x/y/z"}"#, #"{"a":"x/y/z"}"#),
    (#"{"a":"\u4e2d"}"#, #"{"a":"中文"}"#, #"{"a":"\u4e2d\u6587"}"#),
    (#"{"a":"\u4E2D"}"#, #"{"a":"中文é"}"#, #"{"a":"\u4E2D\u6587\u00E9"}"#),
    (#"{"a":"中"}"#, #"{"a":"中文"}"#, #"{"a":"中文"}"#),
    (#"{"a":"x"}"#, #"{"a":"x中/"}"#, #"{"a":"x中/"}"#),
    (#"{"a":"x","b":"\u4e2d\/"}"#, #"{"a":"x文/","b":"中/"}"#, #"{"a":"x\u6587\/","b":"\u4e2d\/"}"#),
    (#"{"a":"中","b":"\u4e2d"}"#, #"{"a":"中文","b":"中文"}"#, #"{"a":"中文","b":"\u4e2d\u6587"}"#),
    (#"{"a":"\u4e2d"}"#, #"{"a":"中\ud83d\ude00"}"#, #"{"a":"\u4e2d\ud83d\ude00"}"#),
    (#"{"a":"\u4e2d"}"#, #"{"a":"中","b":"文"}"#, #"{"a":"\u4e2d","b":"\u6587"}"#),
    (#"{"a":"x"}"#, #"{"a":"x\ud800"}"#, #"{"a":"x\ud800"}"#),
    (#"{"a":"x\ud800"}"#, #"{"a":"y\ud800"}"#, #"{"a":"y\ud800"}"#),
    (#"{"a":"\ud83d x"}"#, #"{"a":"\ud83d 😀"}"#, #"{"a":"\ud83d 😀"}"#),
  ]) func `new text is written as the record writes it`(
    base: String, value: String, expected: String
  ) throws {
    #expect(try rewritten(base, value) == expected)
  }

  @Test(arguments: 0..<30)
  func `removing members and elements leaves the bytes of the others`(seed: Int) throws {
    var json = RandomJSON(seed: seed)
    for _ in 0..<20 {
      let values = (0..<4).map { JSONValue.array([.integer($0), json.value()]) }
      let raws = values.map { Bytes(json.spelled($0)) }
      let comma = Array(json.random.pick([",", ", ", " ,", ",\n\t"]).utf8)
      let text = Array("[".utf8) + Array(raws.joined(separator: comma)) + Array("]".utf8)
      let kept = (0..<4).filter { _ in !json.random.oneIn(3) }
      guard !kept.isEmpty else { continue }
      let written = try rewrite(Bytes(text), as: .array(kept.map { values[$0] }))
      let expected =
        Array("[".utf8) + Array(kept.map { raws[$0] }.joined(separator: comma)) + Array("]".utf8)
      #expect(written == expected)
    }
  }

  @Test func `an object with a member twice is written anew where it changes`() throws {
    #expect(try rewritten(#"{"a":1, "a":2}"#, #"{"a":1,"a":2}"#) == #"{"a":1, "a":2}"#)
    let written = try rewritten(#"{"a":1, "a":2}"#, #"{"a":1,"a":3}"#)
    #expect(try JSONValue.parse(written) == .parse(#"{"a":1,"a":3}"#))
  }

  @Test func `bytes that aren't JSON are refused`() {
    #expect(throws: JSONSyntaxError(.unexpectedEnd, byteOffset: 1)) {
      try rewrite(Bytes("["), as: .null)
    }
  }
}
