import Curation
import JSONLines
import TestSupport
import Testing

@testable import Analysis

/// What each rule must find, and what it must not.
@Suite struct RuleTests {
  struct Example: CustomTestStringConvertible, Sendable {
    var rule: String
    var bad: String
    var good: String
    var testDescription: String { rule }
  }

  @Test(arguments: examples + qualityExamples + mendedExamples + nearMisses + foreign)
  func `a rule finds what is wrong, and nothing else`(
    _ example: Example
  )
    throws
  {
    var limits = CheckLimits()
    #expect(limits.set("context-tokens", 512) && !limits.set("nothing", 1))
    let checker = try Checker([example.rule], limits: limits)
    func found(_ text: String) -> [Finding] {
      checker.findings(in: Bytes(text), nil, of: RecordNumber(1), as: nil)
    }
    #expect(!found(example.bad).isEmpty, "\(example.bad)")
    #expect(found(example.good).isEmpty, "\(example.good)")
    #expect(found(example.bad).allSatisfy { $0.rule == example.rule && !$0.message.isEmpty })
  }

  /// Rules are passed over by what records have: that must lose nothing.
  func expectNothingIsMissed(in bytes: Bytes, _ place: String) {
    let record = CheckedRecord(RecordNumber(1), bytes, RecordState(), as: nil)
    for rule in Rule.ofRecords where !rule.mayFind(in: record.traits) {
      #expect(rule.spots(in: record).isEmpty, "\(rule.id) isn't asked about \(place)")
    }
    let apart = Rule.ofRecords.flatMap { $0.findings(in: record) }
    let together = RuleRun(Rule.ofRecords).findings(in: record)
    #expect(together == record.masking(apart, by: Rule.ofRecords), "\(place)")
  }

  @Test func `a rule that isn't asked finds nothing, in the examples of all others`() {
    for example in Self.examples + Self.qualityExamples + Self.mendedExamples {
      expectNothingIsMissed(in: Bytes(example.bad), example.bad)
      expectNothingIsMissed(in: Bytes(example.good), example.good)
    }
  }

  @Test(
    .enabled(if: !Repository.sharedData.isEmpty, "../shared/data isn't there"),
    arguments: Repository.sharedData
  ) func `a rule that isn't asked finds nothing in real data`(path: String) throws {
    let file = Bytes(try #require(Files.read(path)))
    let list = try? JSONNode.parse(file)
    let records =
      list?.elements(in: file, limit: 500).map { file.slice($0.range) }
      ?? file.split(separator: 0x0A).prefix(500).map { Bytes(Array($0)) }
    for (place, record) in records.enumerated() {
      expectNothingIsMissed(in: record, "\(path) \(place + 1)")
    }
  }

  @Test func `every rule of a record has its examples, but for bytes that no string can hold`() {
    let tried = Set((Self.examples + Self.qualityExamples).map(\.rule)).union(["F06"])
    #expect(Set(Rule.ofRecords.map(\.id)) == tried)
  }

  func found(
    _ records: [String], _ rule: String, facts: FileFacts? = nil, _ limits: CheckLimits = .init()
  ) throws -> [Int] {
    var numbers: [Int] = []
    let set = WorkingSet(ArraySource(records))
    let all = records.indices.map { RecordNumber(position: $0) }
    try Checker([rule], limits: limits).check(all, in: set, as: nil, facts: facts) {
      numbers.append($0.record?.value ?? 0)
    }
    return numbers
  }

  /// As Hugging Face datasets 5.2 fails with them: the first record stands in its first block.
  @Test(arguments: [
    ([#"{"a":1}"#], #"{"a":1,"b":null}"#), ([#"{"a":null}"#], #"{"a":"x"}"#),
    ([#"{"a":[]}"#], #"{"a":["x"]}"#), ([#"{"a":[null]}"#], #"{"a":["x"]}"#),
    ([#"{"a":[[]]}"#], #"{"a":[["x"]]}"#), ([#"{"a":1}"#], #"{"a":1.5}"#),
    ([#"{"a":1}"#], #"{"a":9223372036854775808}"#), ([#"{"a":[1]}"#], #"{"a":[2,1e30]}"#),
    ([#"{"a":"2026-11-28"}"#], #"{"a":""}"#),
    ([#"{"a":{"b":"2026-11-28T20:15+01:00"}}"#], #"{"a":{"b":"x"}}"#),
    ([#"{"m":[{"role":"x"}]}"#], #"{"m":[{"role":"x"},{"role":"x","weight":1}]}"#),
    ([#"{"a":null}"#, #"{"a":{"b":1}}"#], #"{"a":{"b":1,"c":2}}"#),
  ]) func `what comes too late for Arrow is found`(near: [String], late: String) throws {
    #expect(try foundLate(near, late) == [near.count + 2])
  }

  @Test(arguments: [
    ([#"{"a":1,"b":"x"}"#], #"{"b":null,"a":2.0}"#), ([#"{"a":1.5}"#], #"{"a":1}"#),
    ([#"{"a":"x"}"#, #"{"a":1}"#], #"{"a":{"b":1}}"#), ([#"{"a":[]}"#], #"{"a":[null]}"#),
    ([#"{"a":"2026-11-28"}"#, #"{"a":"x"}"#], #"{"a":"y"}"#),
    ([#"{"a":"2026-11-28"}"#], #"{"a":"2026-11-28 20:15:01Z"}"#),
    ([#"{"a":"2026-11-28T20:15:01.5Z"}"#], #"{"a":"x"}"#), ([#"{"a":"2026/11/28"}"#], #"{"a":""}"#),
    ([#"{"m":[{"role":"x"},{"role":"x","w":1}]}"#], #"{"m":[{"role":"x","z":1}]}"#),
    ([#"{"a":{"b":null}}"#, #"{"a":{"b":null,"c":1}}"#], #"{"a":{"b":1}}"#),
    ([#"{"m":[{"role":"x","w":1}]}"#], #"{"m":[{"role":"x"}]}"#),
    ([#"{"a":{}}"#], #"{"a":{"b":1}}"#),
    ([#"{"a":1}"#, #"{"b":null}"#, #"{"b":1.5}"#], #"{"a":3,"b":0.5}"#),
  ]) func `what Arrow takes late isn't found`(near: [String], late: String) throws {
    #expect(try foundLate(near, late) == [])
  }

  @Test func `a name with a dot is no path`() throws {
    let late = [#"{"a":{"b":1},"a.b":null}"#, #"{"a":{"b":null},"a.b":1}"#]
    var (limits, facts) = (CheckLimits(), FileFacts())
    (limits.arrowBlock, facts.isLines) = (10, true)
    let near = #"{"a":{"b":null},"a.b":null}"#
    #expect(try found([near, near] + late, "F17", facts: facts, limits) == [3, 4])
  }

  func foundLate(_ near: [String], _ late: String) throws -> [Int] {
    var limits = CheckLimits()
    limits.arrowBlock = near.reduce(0) { $0 + $1.utf8.count + 1 }
    let across = near[near.count - 1]
    var facts = FileFacts()
    #expect(try found(near + [across, late], "F17", facts: facts, limits) == [])
    facts.isLines = true
    #expect(try found(near + [late, late], "F17", facts: facts, limits) == [])
    return try found(near + [across, late], "F17", facts: facts, limits)
  }

  @Test func `records are compared with each other`() throws {
    let ab = Self.pair("a", "b")
    #expect(try found([ab, Self.pair("c", "d"), ab], "Q1") == [3])
    #expect(try found([ab, Self.pair("a", "b", #","n":1"#)], "P08") == [2])
    #expect(try found([ab, Self.pair("b", "a")], "P09") == [2])
    // Which text is which counts, not only that they are the same three.
    func triple(_ prompt: String, _ chosen: String, _ rejected: String) -> String {
      #"{"prompt":"\#(prompt)","chosen":"\#(chosen)","rejected":"\#(rejected)"}"#
    }
    let three = [triple("x", "y", "z"), triple("y", "x", "z"), triple("z", "x", "y")]
    #expect(try found(three, "P08").isEmpty && found(three, "P09").isEmpty)
    #expect(try found([ab, Self.pair("b", "c"), Self.pair("c", "a")], "P13") == [3])
    #expect(try found([ab, Self.pair("b", "c"), Self.pair("a", "c")], "P13") == [])
    // Two reversals that share an answer are no circle.
    let reversals = [ab, Self.pair("b", "a"), Self.pair("b", "c"), Self.pair("c", "b")]
    #expect(try found(reversals, "P13") == [])
    #expect(try found(reversals + [Self.pair("c", "a")], "P13") == [5])
    #expect(try found([ab, Self.sft("x")], "F10") == [2])
    #expect(
      try found(
        [#"{"text":"a","n":1}"#, #"{"text":"a","n":null}"#, #"{"text":"a","n":"1"}"#], "F11") == [3]
    )
    let turns = (0..<40).map { #"{"role":"user","content":"a","k\#($0)":1}"# }
    let many = ["\"a\"", "1"].map { value in
      #"{"messages":[\#(turns.joined(separator: ",")),{"role":"user","content":"a","meta":\#(value)}]}"#
    }
    #expect(try found(many, "F11") == [2])
    let calls = [#"{"a":1}"#, #""{}""#].map { arguments in
      #"{"messages":[{"role":"assistant","tool_calls":[{"function":{"arguments":\#(arguments)}}]}]}"#
    }
    #expect(try found(calls, "F11") == [2])
    #expect(try found([Self.sft("x"), Self.sft("y"), Self.sft("x")], "Q3") == [2])
    let kto = { (label: String) in #"{"prompt":"p","completion":"c","label":\#(label)}"# }
    #expect(try found([kto("true"), kto("false"), kto("true")], "P12") == [2, 3])
  }

  @Test func `lengths, labels and sides are looked at as a whole`() throws {
    let answers = (0..<60).map { Self.sft(String(repeating: "word ", count: 10 + $0 % 7)) }
    let long = Self.sft(String(repeating: "word ", count: 2000))
    #expect(try found(answers + [long], "Q4") == [61])
    #expect(try found(answers, "Q4") == [])
    let label = { (name: String) in #"{"text":"t","label":"\#(name)"}"# }
    #expect(try found([label("harmful"), label("harmfull"), label("safe")], "H01") == [2])
    #expect(try found([label("joy"), label("anger"), label("joy")], "H01") == [])
    let polar = ["Positive", "Negative", "Neutral"].flatMap {
      [String](repeating: label($0), count: 20)
    }
    #expect(try found(polar, "H01") == [])
    let kto = { (isGood: Bool) in #"{"prompt":"p","completion":"c","label":\#(isGood)}"# }
    #expect(try found((0..<60).map { kto($0 % 3 > 0) }, "Q30") == [0])
    #expect(try found((0..<60).map { kto($0 % 2 > 0) }, "Q30") == [])
    let longer = (0..<60).map { Self.pair("a much longer answer \($0)", "short \($0)") }
    #expect(try found(longer, "Q22") == [0])
    let mixed = (0..<60).map {
      $0 % 2 == 0 ? Self.pair("longer \($0)", "b") : Self.pair("b", "longer \($0)")
    }
    #expect(try found(mixed, "Q22") == [])
    let listed = (0..<60).map { Self.pair(#"So:\n- one \#($0)"#, "So: one \($0)") }
    #expect(try found(listed, "Q23") == [0])
    #expect(try found(mixed, "Q23") == [])
  }

  @Test func `a group names its rules, and nothing else is one`() throws {
    #expect(throws: Checker.UnknownRule.self) { try Checker(["Z9"]) }
    #expect(throws: Checker.UnknownRule.self) { try Checker(["P99"]) }
    #expect(try found([Self.pair("a", "a")], "P").count == 1)
    #expect(try found([Self.pair("a", "a")], "p1").count == 1)
  }

  @Test func `words are parted by any white space`() throws {
    let words = "You are a helpful pirate who never says his name"
    func record(_ space: String) -> String {
      let said = words.split(separator: " ").joined(separator: space)
      return #"""
        {"messages":[{"role":"system","content":"\#(words)"},{"role":"user","content":"a"},\#
        {"role":"assistant","content":"I am: \#(said)"}]}
        """#
    }
    #expect(
      try found([" ", "\u{3000}", "\u{A0}", "  \\n", "-"].map(record), "Q27") == [1, 2, 3, 4])
  }

  @Test func `what stands under a repeated key is found, and no other text is masked for it`()
    throws
  {
    let record = Bytes(
      #"{"prompt":"hi","completion":"b","prompt":"my mail is john.miller@gmail.com"}"#)
    let found = try Checker(["Q18"]).findings(in: record, nil, of: RecordNumber(1), as: nil)
    #expect(found.count == 1 && found[0].fix == nil)
  }

  @Test func `a mask leaves no trace of what it hides in the entry`() throws {
    let record = Self.sft(#"mail jane.doe@gmail.com or 13812345678 \u00e9"#)
    let finding = try #require(
      try Checker(["Q18"]).findings(in: Bytes(record), nil, of: RecordNumber(1), as: nil).first)
    let set = WorkingSet(ArraySource([record]))
    let fix = try #require(finding.fix)
    let entry = try #require(try set.propose(fix, on: [RecordNumber(1)], actor: "alice"))
    let line = String(decoding: JSONWriter.bytes(entry.unsealedContent(), .journal), as: UTF8.self)
    #expect(!line.contains("jane.doe") && !line.contains("13812345678"))
    #expect(line.contains("[email]") && line.contains("[mobile number]"))
  }
}
