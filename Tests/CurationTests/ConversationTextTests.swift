import JSONLines
import TestSupport
import Testing

@testable import Curation

/// A conversation as a text, and back.
@Suite struct ConversationTextTests {
  private func text(_ record: String) throws -> ConversationText {
    let bytes = Bytes(Array(record.utf8))
    return try #require(ConversationText(RecordReading(bytes), bytes))
  }

  private func result(_ record: String, _ edit: (String) -> String) throws -> String {
    let conversation = try text(record)
    let set = WorkingSet(ArraySource([record]))
    let command = try conversation.command(from: edit(conversation.text))
    guard let draft = try set.propose(command, on: [RecordNumber(1)], actor: "alice") else {
      return "unchanged"
    }
    var changed = set
    var writer = Journalist()
    changed.commit(writer.seal(draft))
    return String(decoding: changed.bytes(of: RecordNumber(1)), as: UTF8.self)
  }

  private let chat =
    #"{"id": 1, "messages": [{"role": "user", "content": "a\n=== b"}, {"role": "assistant", "content": null, "tool_calls": [{"id": "c"}]}, {"role": "assistant", "content": "z"}]}"#

  @Test func `what isn't touched is no change`() throws {
    #expect(try result(chat) { $0 } == "unchanged")
    for ending in [
      "", "\\n", "\\n\\n", "\\n=== x", "\\n\\\\=== x\\n", "\\r", "\\r\\n", "\\r\\n=== x",
    ] {
      let record =
        #"{"messages": [{"role": "user", "content": "a\#(ending)"}, {"role": "assistant", "content": "b\#(ending)"}]}"#
      #expect(try result(record) { $0 } == "unchanged", "\(ending)")
    }
    #expect(try result(#"{"instruction":"q","input":"","output":"a"}"#) { $0 } == "unchanged")
  }

  @Test func `turns are edited, added, moved and taken out`() throws {
    let record =
      #"{"messages": [{"role": "user", "content": "a"}, {"role": "assistant", "content": "b"}]}"#
    #expect(
      try text(record).text.hasSuffix("=== /messages/0 user\na\n\n=== /messages/1 assistant\nb\n"))
    #expect(
      try result(record) { $0.replacing("\nb\n", with: "\nbetter\n") }
        == record.replacing(#""b""#, with: #""better""#))
    #expect(
      try result(record) { $0 + "\n=== + user\nmore\n" }
        == #"{"messages": [{"role": "user", "content": "a"}, {"role": "assistant", "content": "b"}, {"role": "user", "content": "more"}]}"#
    )
    #expect(
      try result(record) { _ in "=== /messages/1 assistant\nb\n" }
        == #"{"messages": [{"role": "assistant", "content": "b"}]}"#)
    #expect(
      try result(record) { _ in "=== /messages/1 system\nb\n\n=== /messages/0 user\na\n" }
        == #"{"messages": [{"role": "system", "content": "b"}, {"role": "user", "content": "a"}]}"#)
  }

  @Test func `roles and names with white space are kept`() throws {
    for role in ["tool call", "a\\nb", "a\\tb", ""] {
      let record =
        #"{"messages": [{"role": "\#(role)", "content": "a"}, {"role": "user", "content": "b"}]}"#
      #expect(try result(record) { $0 } == "unchanged", "\(role)")
      #expect(
        try result(record) { $0.replacing("\nb\n", with: "\nc\n") }
          == record.replacing(#""b""#, with: #""c""#))
    }
    let named =
      #"{"prompt": "p", "answers": {"GPT 4": "a", "GPT": "b", "GPT 4 as JSON": "c"}}"#
    #expect(try text(named).text.contains("=== /answers/GPT 4\na\n"))
    #expect(try result(named) { $0 } == "unchanged")
    #expect(
      try result(named) { $0.replacing("\na\n", with: "\nd\n") }
        == named.replacing(#""a""#, with: #""d""#))
    let broken = #"{"prompt": "p", "answers": {"G\nPT": "a", "GPT": "b"}}"#
    #expect(
      ConversationText(RecordReading(Bytes(Array(broken.utf8))), Bytes(Array(broken.utf8))) == nil)
  }

  @Test func `roles are spelled as the list spells them`() throws {
    let record = #"{"conversations": [{"from": "human", "value": "a"}]}"#
    #expect(
      try result(record) { $0 + "\n=== + assistant\nb\n" }
        == #"{"conversations": [{"from": "human", "value": "a"}, {"from": "gpt", "value": "b"}]}"#)
    #expect(
      try result(record) { _ in "=== /conversations/0 assistant\na\n" }
        == #"{"conversations": [{"from": "gpt", "value": "a"}]}"#)
  }

  @Test func `a turn that is no text is edited as JSON`() throws {
    #expect(try text(chat).text.contains("=== /messages/1 as JSON\n{"))
    #expect(
      try result(chat) { $0.replacing(#""id":"c""#, with: #""id":"d""#) }
        == chat.replacing(#""id": "c""#, with: #""id": "d""#))
  }

  @Test func `what isn't understood is said with its line`() throws {
    func problem(_ edit: String) throws -> ConversationText.Problem? {
      do { _ = try text(chat).command(from: edit) } catch {
        return error as? ConversationText.Problem
      }
      return nil
    }
    #expect(try problem("=== /nowhere\nx") == .unknown(line: 1, "/nowhere"))
    #expect(try problem("\n=== /messages/7 user\nx") == .unknown(line: 2, "/messages/7"))
    if case .notJSON(line: 1, _) = try problem("=== /messages/1 as JSON\n{") {
    } else {
      Issue.record("a turn that isn't JSON")
    }
    let alpaca = #"{"instruction":"q","input":"","output":"a"}"#
    #expect(throws: ConversationText.Problem.noList(line: 1)) {
      try text(alpaca).command(from: "=== + user\nx")
    }
  }
}
