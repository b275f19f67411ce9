import Curation
import Testing

@testable import Interface

/// Two responses side by side: what differs, and how to get there.
@Suite struct DiffTests {
  private func pair(_ chosen: String, _ rejected: String) -> String {
    #"{"prompt":"p","chosen":"\#(chosen)","rejected":"\#(rejected)"}"#
  }

  private func said(_ desk: Desk) -> String {
    desk.screen.first { $0.contains("rejected  ") } ?? ""
  }

  @Test func `differences are shown where responses are alike, always, or never`() {
    var desk = Desk(pair("the sky is blue", "the sky is black"), rows: 24, columns: 120)
    #expect(said(desk).contains("16 chars (+1)  1 diff, 71% "))
    desk.press("=", "=")
    #expect(!said(desk).contains("diff"))
    desk = Desk(pair("one two", "three four"), rows: 24, columns: 120)
    #expect(!said(desk).contains("diff"))
    desk.press("=")
    #expect(said(desk).contains("diffs"))
  }

  @Test func `differences that can't be seen are named`() {
    for (left, right, name) in [
      ("a  b", "a b", "white space"), ("caf\u{E9}", "cafe\u{301}", "Unicode form"),
      ("ab", "a\\u200bb", "unseen characters"),
    ] {
      var desk = Desk(pair(left, right), rows: 24, columns: 140)
      desk.press("=")
      #expect(said(desk).contains(name.prefix(10)), "\(said(desk))")
    }
    #expect(said(Desk(pair("a", "a"), rows: 24, columns: 120)).contains("same text"))
  }

  @Test func `the next difference comes to the screen in both columns`() {
    let same = String(repeating: "line\\n", count: 80)
    var desk = Desk(
      pair("\(same)HERE\\n\(same)x", "\(same)THERE\\n\(same)y"), rows: 24, columns: 120)
    desk.press("]d")
    #expect(desk.event == "difference 1 of 2")
    #expect(desk.screen.contains { $0.contains("HERE ") && $0.contains("THERE") })
    desk.press("]d", "]d")
    #expect(desk.event == "that was the last difference")
    desk.press("[d")
    #expect(desk.event == "difference 1 of 2")
    var plain = Desk(Sample.alpaca)
    plain.press("]d")
    #expect(plain.event.contains("no differences"))
  }

  @Test func `dialogues in one string stand as turns, what they share once`() {
    let start = "\\n\\nHuman: first\\n\\nAssistant: second\\n\\nHuman: third"
    let record =
      #"{"chosen":"\#(start)\n\nAssistant: good answer","rejected":"\#(start)\n\nAssistant: bad answer"}"#
    let desk = Desk(record, rows: 30, columns: 120)
    let text = desk.screen.joined(separator: "\n")
    #expect(desk.screen.count { $0.contains("first") } == 2, "in the list, and once as a turn")
    #expect(text.contains("good answer") && text.contains("bad answer"))
    #expect(said(desk).contains("1 diff"))
    var edited = desk
    edited.press("e", "Ctrl-S")
    #expect(edited.isBrowsing)
  }

  @Test func `a dialogue with an escaped or a missing speaker is shown all the same`() {
    for text in [
      "\\n\\nHuman: ", "\\n\\nHuman:x\\u000a\\u000aAssistant: y", "\\n\\nHuman: a\\nAssistant",
    ] {
      let desk = Desk(#"{"chosen":"\#(text)","rejected":"\#(text) z"}"#, rows: 24, columns: 120)
      #expect(desk.screen.contains { $0.contains("chosen") })
    }
  }
}
