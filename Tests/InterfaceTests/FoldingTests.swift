import Curation
import Testing

@testable import Interface

/// Reasoning is folded until it is asked for; any part can be.
@Suite struct FoldingTests {
  private func text(_ desk: Desk) -> String { desk.screen.joined(separator: "\n") }

  @Test func `reasoning behind white space is folded, too, and nothing else in angle brackets`() {
    let desk = Desk(
      #"{"prompt":"p","response":"\n <think>secret</think>\nanswer"}"#)
    #expect(desk.screen.contains { $0.contains("answer") })
    #expect(!desk.screen.contains { $0.contains("secret") })
    let other = Desk(#"{"prompt":"p","response":"say <think>secret</think>"}"#)
    #expect(other.screen.contains { $0.contains("secret") })
  }

  @Test func `what is searched for is unfolded`() {
    var desk = Desk(
      #"{"prompt":"2+2?","response":"<think>\nFirst I add.\n</think>\n\nIt is 4."}"#)
    desk.press("/", "First", "Enter")
    let serial = desk.searches.last?.serial ?? 0
    desk.take(.searched(.init(pane: 0, serial: serial, found: .init(1), wrapped: false)))
    #expect(text(desk).contains("First I add."))
  }

  @Test func `a think section begins folded, z unfolds it and folds it again`() {
    let record =
      #"{"prompt":"2+2?","response":"<think>\nFirst I add.\n</think>\n\nIt is 4."}"#
    var desk = Desk(record)
    desk.press("Enter", "l")
    #expect(text(desk).contains("<think>  12 chars folded, z unfolds"))
    #expect(text(desk).contains("It is 4.") && !text(desk).contains("First I add"))
    desk.press("z")
    #expect(text(desk).contains("First I add.") && text(desk).contains("</think>"))
    #expect(!text(desk).contains("folded"))
    desk.press("z")
    #expect(!text(desk).contains("First I add"))
    // Editing is about the whole text.
    desk.press("e")
    #expect(desk.typed?.hasPrefix("<think>\nFirst") == true)
  }

  @Test(arguments: ["reasoning_content", "reasoning", "thinking"])
  func `reasoning in a member of its own begins folded; other parts fold by key`(key: String) {
    let record =
      #"{"messages":[{"role":"user","content":"Why?"},{"role":"assistant","\#(key)":"Because of this.","content":"So."}]}"#
    var desk = Desk(record)
    #expect(text(desk).contains("assistant \(key)  16 chars folded"))
    #expect(!text(desk).contains("Because"))
    desk.press("Enter", "l", "z")
    #expect(text(desk).contains("Because of this."))
    desk.press("h", "z")
    #expect(text(desk).contains("user  4 chars folded"))
  }

  @Test func `reasoning that is no string is shown as what it is`() {
    let desk = Desk(
      #"{"messages":[{"role":"assistant","reasoning":{"effort":"high"},"content":"So."}]}"#)
    #expect(text(desk).contains("effort"))
  }

  @Test func `a think section that isn't closed is said to be so`() {
    let open = Desk(#"{"instruction":"q","output":"<think>so"}"#)
    #expect(open.screen.contains { $0.hasPrefix("<think> is never closed") })
    let closed = Desk(#"{"instruction":"q","output":"<think>so</think>a"}"#)
    #expect(!closed.screen.contains { $0.contains("never closed") })
  }

  @Test func `a think section that isn't closed, or isn't at the beginning, is text`() {
    for answer in ["<think>never ends", "Well <think>x</think>", "<thinking>x</think>"] {
      let desk = Desk(#"{"prompt":"q","response":"\#(answer)"}"#)
      #expect(text(desk).contains(answer) && !text(desk).contains("folded"))
    }
  }

  @Test func `folding is forgotten at the next record`() {
    var desk = Desk(Sample.alpaca, Sample.alpaca)
    desk.press("z")
    #expect(text(desk).contains("9 chars folded"))
    desk.press("j")
    #expect(!text(desk).contains("folded"))
  }
}
