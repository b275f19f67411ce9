import Curation
import JSONLines
import TestSupport
import Testing

@testable import Analysis

@Suite struct ReplacementTests {
  private let record = Bytes(
    Array(#"{"instruction":"Colour?","input":"","output":"colour, colour","id":"colour"}"#.utf8))

  private func result(_ text: String) throws -> [String: String] {
    let result = try Replacement(typed: text).result(in: record, as: nil)
    guard case .assign(let all)? = result?.command else { return [:] }
    return Dictionary(
      uniqueKeysWithValues: all.map { ($0.pointer.description, $0.value.string?.text ?? "") })
  }

  @Test func `what ties a call to its result and its tool stays`() throws {
    let turns = Bytes(
      Array(
        #"{"messages":[{"role":"user","content":"call it"},{"role":"assistant","content":null,"tool_calls":[{"id":"call_1","type":"function","function":{"name":"call","arguments":{"x":"call"}}}]},{"role":"tool","tool_call_id":"call_1","content":"7"}]}"#
          .utf8))
    let result = try Replacement(typed: "/call/invoke/").result(in: turns, as: nil)
    guard case .assign(let all)? = result?.command else { return #expect(Bool(false)) }
    #expect(
      all.map(\.pointer.description) == [
        "/messages/0/content", "/messages/1/tool_calls/0/function/arguments/x",
      ])
  }

  @Test func `it replaces in prompts and answers, or where it is told`() throws {
    #expect(try result("/colour/color/") == ["/output": "color, color"])
    #expect(
      try result("/colour/color/i") == ["/output": "color, color", "/instruction": "color?"])
    #expect(try result("/colour/color/ in /id") == ["/id": "color"])
    #expect(try result("/colour/color/i in instruction") == ["/instruction": "color?"])
    #expect(try result("/(c)olour, (c)olour/$2/ in output") == ["/output": "c"])
    #expect(try result("|colou?r,|a/b|") == ["/output": "a/b colour"])
    #expect(try result(#"/colour\b/\// in output"#) == ["/output": "/, /"])
    #expect(try result("/missing/x/") == [:])
    #expect(try result("/colour/colour/") == [:], "equal text is no change")
  }

  @Test(arguments: [
    "/colou?r/color/", "|a/b|c/d|i", #"/a\/b/\/\\\// in output"#, #"!\d+!\!! in /a"#,
    "/e\u{301}/\u{301}/",
  ]) func `what is kept of it reads back`(text: String) throws {
    let read = try Replacement(typed: text)
    #expect(read.text == "replace " + text)
    #expect(try Replacement(typed: String(read.text.dropFirst("replace ".count))) == read)
  }

  @Test func `hits are counted`() throws {
    #expect(try Replacement(typed: "/colour/color/").result(in: record, as: nil)?.hits == 2)
  }

  @Test(arguments: ["", "colour", "/a/b", "//b/", "/a/b/x", "/a/b/ at output", "/(/b/", "/a/$1/"])
  func `what is no replacement is refused`(text: String) {
    #expect(throws: Replacement.Problem.self) { try Replacement(typed: text) }
  }
}
