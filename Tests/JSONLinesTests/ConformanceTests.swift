import Testing

@testable import JSONLines

/// What is JSON and what isn't, in the manner of the known suites: accepted (y), refused (n), and
/// what RFC 8259 leaves open (i), which Winnow decides.
@Suite struct ConformanceTests {
  private func isJSON(_ bytes: [UInt8]) -> Bool { (try? JSONNode.parse(Bytes(bytes))) != nil }
  private func isJSON(_ text: String) -> Bool { isJSON(Array(text.utf8)) }

  @Test(arguments: [
    "0", "-0", "1", "-1", "10", "123456789012345678901234567890", "0.0", "-0.1", "1.50", "0e1",
    "0E1", "0e+1", "0E-1", "1e400", "-1E-400", "1.25e0000", "20e1",
    "true", "false", "null", "\"\"", "[]", "{}", "[[]]", "[{}]", "{\"\":{}}", " [] ", "\t1\r\n",
    "[1,2]", "[ 1 , 2 ]", "[null,1,\"a\",{}]", "{\"a\":1}", "{\"a\":1,\"a\":2}", "{ \"a\" : 1 }",
    "{\"a\":[],\"b\":{}}", #""\"\\\/\b\f\n\r\t""#, #""\u0000""#, #""\u00e9\uABCD""#,
    #""\uD834\uDD1E""#, "\"\u{7F}\"", "\"é漢\u{1F600}\u{10FFFF}\"", "\"\u{2028}\u{2029}\"",
    "\"\u{FEFF}\"", "\"\u{FFFF}\"", "\"a/b\"", "\"//\"", "[\"[\",\"{\"]", "\"'\"",
  ]) func `valid JSON is accepted`(text: String) {
    #expect(isJSON(text))
  }

  @Test(arguments: [
    "", " ", "\n", "-", "+1", "01", "-01", "00", "1.", ".1", "-.1", "1.e1", "1e", "1e+", "1E-",
    "1e1.5", "0x1", "1_0", "1a", "--1", "- 1", "Infinity", "-Infinity", "NaN", "nan", "inf", "１",
    "True", "tru", "truee", "nul", "nulll", "undefined", "'a'", "a", "\"", "\"a", "a\"", "\"a\"b\"",
    "[", "]", "[1", "[1,", "[1,]", "[,1]", "[,]", "[1,,2]", "[1 2]", "[1;2]", "[\"a\" 1]", "[1}",
    "{", "}", "{]", "{\"a\"", "{\"a\":", "{\"a\":1", "{\"a\":1,", "{\"a\":1,}", "{,}", "{:1}",
    "{\"a\" 1}", "{\"a\"::1}", "{\"a\":1 \"b\":2}", "{a:1}", "{1:1}", "{null:1}", "{\"a\",1}",
    "[1]]", "[][]", "{}{}", "1 2", "[1]x", "//a", "/**/1", "1/**/", "[1]//", "#", "<a>",
    #""\x41""#, #""\a""#, #""\'""#, #""\0""#, #""\u""#, #""\u1""#, #""\u12""#, #""\u123""#,
    #""\u123g""#, #""\U0041""#, #""\u 041""#, #""\u+041""#, #""\"#, #""\""#, #"\"a""#, #"[\u0031]"#,
    "\"a\nb\"", "\"a\tb\"", "\"\u{0}\"", "\"\u{1F}\"", "\u{FEFF}1", "\u{A0}1", "1\u{0}", "\u{C}1",
    "\u{B}1", "\u{2028}1", "\u{2060}[]", "[\u{A0}]",
  ]) func `what isn't JSON is refused`(text: String) {
    #expect(!isJSON(text))
  }

  @Test(
    arguments: [
      [0x80], [0xBF], [0xC0, 0x80], [0xC1, 0xBF], [0xC2], [0xC2, 0x22], [0xE0, 0x80, 0x80],
      [0xE0, 0x9F, 0xBF], [0xE2, 0x82], [0xED, 0xA0, 0x80], [0xED, 0xBF, 0xBF], [0xEF, 0xBF],
      [0xF0, 0x80, 0x80, 0x80], [0xF0, 0x8F, 0xBF, 0xBF], [0xF0, 0x9F, 0x98],
      [0xF4, 0x90, 0x80, 0x80],
      [0xF5, 0x80, 0x80, 0x80], [0xF8, 0x88, 0x80, 0x80, 0x80], [0xFC], [0xFE], [0xFF], [0xE9],
      [0xC3, 0x28], [0xE2, 0x28, 0xA1], [0xE2, 0x82, 0x28], [0xF0, 0x28, 0x8C, 0xBC],
      [0xF0, 0x9F, 0x98, 0x28],
    ] as [[UInt8]]) func `invalid UTF-8 in a string is refused`(sequence: [UInt8])
  {
    #expect(!isJSON([0x22] + sequence + [0x22]))
    #expect(!isJSON(Array("{\"a".utf8) + sequence + Array("\":1}".utf8)))
    #expect(!isJSON(sequence))
    let padded = [0x22] + [UInt8](repeating: 0x61, count: 15) + sequence + [0x22]
    #expect(throws: JSONSyntaxError(.invalidUTF8, byteOffset: 16)) {
      try JSONNode.parse(Bytes(padded))
    }
  }

  @Test func `every scalar is accepted in a string and every other two bytes refused`() {
    for first in UInt8(0x80)...0xFF {
      for second in UInt8(0x20)...0xFF where second != 0x22 && second != 0x5C {
        let isValid = String(validating: [first, second], as: UTF8.self) != nil
        #expect(isJSON([0x22, first, second, 0x22]) == isValid, "\(first) \(second)")
      }
    }
    for value in stride(from: UInt32(0x20), to: 0x110000, by: 61) {
      guard let scalar = Unicode.Scalar(value), value != 0x22, value != 0x5C else { continue }
      #expect(isJSON("\"\(Character(scalar))\""), "U+\(String(value, radix: 16))")
    }
  }

  @Test(arguments: [
    #""\ud800""#, #""\udc00""#, #""\ud800\ud800""#, #""\udc00\ud800""#, #""\ud800a""#,
    #""\uDFFF\u0041""#, #"{"\ud800":1}"#,
  ]) func `lone surrogate escapes are accepted, as the grammar has them`(text: String) {
    #expect(isJSON(text))
  }

  @Test(arguments: [("[", "]"), ("{\"a\":", "}")])
  func `512 levels are read, 513 are too deep`(open: String, close: String) {
    func nested(_ depth: Int, _ inner: String) -> String {
      String(repeating: open, count: depth) + inner + String(repeating: close, count: depth)
    }
    #expect(isJSON(nested(511, "[]")))
    #expect(isJSON(nested(512, "1")))
    #expect(throws: JSONSyntaxError(.tooDeep, byteOffset: 512 * open.utf8.count)) {
      try JSONNode.parse(Bytes(nested(513, "1")))
    }
  }

  @Test func `100,000 levels, closed or not, are refused without a crash`() {
    let open = String(repeating: "[", count: 100_000)
    #expect(!isJSON(open))
    #expect(!isJSON(open + String(repeating: "]", count: 100_000)))
    #expect(!isJSON(String(repeating: "{\"a\":", count: 100_000)))
  }

  @Test(
    arguments: [
      ("[1,x]", .unexpectedByte(0x78), 3), ("[1,", .unexpectedEnd, 3), ("", .unexpectedEnd, 0),
      ("[1]  2", .trailingBytes, 5), ("\"a\u{1}\"", .controlCharacter(1), 2),
      (#"["\q"]"#, .invalidEscape, 2), ("[-x]", .invalidNumber, 2),
      ("[tru]", .unexpectedByte(0x5D), 4),
      ("{\"a\":1,}", .unexpectedByte(0x7D), 7), ("\"abc", .unexpectedEnd, 4),
      ("{\"a\"}", .unexpectedByte(0x7D), 4),
    ] as [(String, JSONSyntaxError.Problem, Int)])
  func `an error tells what and at which byte`(
    text: String, problem: JSONSyntaxError.Problem, offset: Int
  ) {
    #expect(throws: JSONSyntaxError(problem, byteOffset: offset)) {
      try JSONNode.parse(Bytes(text))
    }
  }

  @Test func `every beginning of a valid text is refused`() {
    let text = Array(#"{"k\u00e9":[1.5e3,true,null,"é\ud834\udd1e",{"a":[]}],"z":"#.utf8) + [0x22]
    for count in 0..<text.count { #expect(!isJSON(Array(text.prefix(count))), "\(count)") }
    #expect(isJSON(text + Array("\"}".utf8)))
  }
}
