import JSONLines
import TestSupport
import Testing

@testable import Curation

/// Changes of a conversation's turns, and that each can be taken back to the byte.
@Suite struct TurnEditTests {
  private static let record =
    #"{"messages": [{"role": "user", "content": "a"}, {"role":"assistant","content":"b c"},{"role":"user","content":"d"}], "n":1}"#

  private func result(_ edit: String, _ record: String = record) throws -> String {
    var writer = Journalist()
    var set = WorkingSet(ArraySource([record]), ownJournal: writer.journal)
    let command = try #require(try Command(typed: "turn \(edit)") { _ in nil })
    guard let draft = try set.propose(command, on: [.init(1)], actor: "alice") else {
      return "unchanged"
    }
    set.commit(writer.seal(draft))
    let text = String(decoding: set.bytes(of: .init(1)), as: UTF8.self)
    set.commit(writer.seal(try set.proposeUndo()))
    #expect(String(decoding: set.bytes(of: .init(1)), as: UTF8.self) == record)
    return text
  }

  @Test func `turns are deleted, moved, duplicated, given another role`() throws {
    #expect(
      try result("delete at /messages/1")
        == #"{"messages": [{"role": "user", "content": "a"}, {"role":"user","content":"d"}], "n":1}"#
    )
    #expect(
      try result("up at /messages/1/content").contains(#"[{"role":"assistant","content":"b c"}"#))
    #expect(try result("up at /messages/0") == "unchanged")
    #expect(
      try result("role system at /messages/0").contains(#"{"role": "system", "content": "a"}"#))
    let twice = try result("duplicate at /messages/2")
    #expect(twice.contains(#"{"role":"user","content":"d"},{"role": "user", "content": "d"}]"#))
  }

  @Test func `a part of a turn's content isn't a turn`() throws {
    let record =
      #"{"messages":[{"role":"user","content":[{"type":"text","text":"look"}]},{"role":"assistant","content":"a"}]}"#
    #expect(
      try result("delete at /messages/0/content/0/text", record)
        == #"{"messages":[{"role":"assistant","content":"a"}]}"#)
    #expect(
      try result("insert user at /messages/0/content/0/text", record).contains(
        #"]},{"role":"user","content":""},{"role""#))
  }

  @Test func `a new turn is laid out as the others are`() throws {
    let record = "[\n  {\n    \"from\": \"human\",\n    \"value\": \"one. two.\"\n  }\n]"
    let whole = "{\"conversations\": \(record)}"
    let turn = "  {\n    \"from\": \"human\",\n    \"value\": \"%\"\n  }"
    #expect(
      try result("split at /conversations/0 two", whole)
        == "{\"conversations\": [\n"
        + ["one.", "two."].map { turn.replacing("%", with: $0) }.joined(separator: ",\n") + "\n]}")
  }

  @Test func `turns are split and merged`() throws {
    let half =
      #"{"messages":[{"role":"user","content":"a \ud83d b|c"},{"role":"user","content":"d"}]}"#
    #expect(
      try result("split at /messages/0 |c", half).contains(
        #""content":"a \ud83d b"},{"role":"user","content":"|c"}"#))
    #expect(
      try result("merge at /messages/0", half).contains(#""content":"a \ud83d b|c\n\nd"}]"#))
    let split = try result("split at /messages/1 c")
    #expect(
      split.contains(#"{"role":"assistant","content":"b"},{"role": "assistant", "content": "c"}"#))
    let answers =
      #"{"messages":[{"role":"assistant","content":"b c"},{"role":"assistant","content":"d"}]}"#
    #expect(try result("merge at /messages/0", answers).contains(#""content":"b c\n\nd"}]"#))
    #expect(throws: CommandError.self) { try result("merge at /messages/1", answers) }
    #expect(throws: CommandError.self) { try result("merge at /messages/1") }
    let empty = #"{"messages":[{"role":"user","content":""},{"role":"user","content":"b"}]}"#
    #expect(try result("merge at /messages/0", empty).contains(#"[{"role":"user","content":"b"}]"#))
    #expect(throws: CommandError.self) { try result("split at /messages/1 nothing") }
  }

  @Test func `what a turn has beside its text is neither lost nor doubled`() throws {
    let turns =
      #"{"messages":[{"role":"assistant","content":"a"},{"role":"assistant","reasoning_content":"why","content":"b c","tool_calls":[{"id":"1"}]},{"role":"assistant","content":"d","weight":0},{"role":"assistant","content":"e","weight":1}]}"#
    let merged = try result("merge at /messages/0", turns)
    #expect(
      merged.contains(
        #"{"role":"assistant","content":"a\n\nb c","reasoning_content":"why","tool_calls":[{"id":"1"}]}"#
      ), "\(merged)")
    #expect(throws: CommandError.self) { try result("merge at /messages/2", turns) }
    let split = try result("split at /messages/1 c", turns)
    #expect(split.contains(#"{"role":"assistant","reasoning_content":"why","content":"b"}"#))
    #expect(
      split.contains(#"{"role":"assistant","content":"c","tool_calls":[{"id":"1"}]}"#), "\(split)")
  }

  @Test func `roles are named as the list's own turns name them`() throws {
    let shareGPT =
      #"{"conversations":[{"from":"human","value":"a"},{"from":"gpt","value":"b"}]}"#
    #expect(
      try result("insert user at /conversations/1", shareGPT).contains(
        #"{"from":"human","value":""}"#))
    #expect(
      try result("role assistant at /conversations/0", shareGPT).contains(
        #"{"from":"gpt","value":"a"}"#))
    #expect(
      try result("insert tool at /conversations/1", shareGPT).contains(#"{"from":"observation""#))
    #expect(try result("insert human at /messages/1").contains(#"{"role": "user", "content": ""}"#))
    #expect(try result("insert critic at /messages/1").contains(#"{"role": "critic""#))
  }

  @Test func `a new turn is built like its neighbours`() throws {
    #expect(
      try result(
        "insert gpt at /conversations/0", #"{"conversations":[{"from":"human","value":"a"}]}"#)
        == #"{"conversations":[{"from":"human","value":"a"},{"from":"gpt","value":""}]}"#)
    #expect(throws: CommandError.self) { try result("delete at /output", #"{"output":"a"}"#) }
  }
}
