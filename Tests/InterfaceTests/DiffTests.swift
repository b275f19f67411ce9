import Console
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

  /// What stands out on the screen, by rows and columns.
  private func matched(_ desk: Desk) -> [String] {
    let screen = desk.model.view()
    var found: [String] = []
    for row in 0..<screen.rows {
      var text = ""
      for column in 0..<screen.columns {
        let cell = screen[row, column]
        if cell.style.tone == .match {
          text += cell.text
        } else if !text.isEmpty {
          found.append(text)
          text = ""
        }
      }
    }
    return found
  }

  @Test func `differences are shown where responses are alike, always, or never`() {
    var desk = Desk(pair("the sky is blue", "the sky is black"), rows: 24, columns: 120)
    #expect(said(desk).contains("16 (+1)  1 diff ─"))
    desk.press("=", "=")
    #expect(!said(desk).contains("diff"))
    desk = Desk(pair("one two", "three four"), rows: 24, columns: 120)
    #expect(!said(desk).contains("diff"))
    desk.press("=")
    #expect(said(desk).contains("1 diff"))
  }

  @Test func `a turn that was split differs from its first half on`() {
    var desk = Desk(
      #"{"messages":[{"role":"user","content":"q"},{"role":"assistant","content":"one. two."}]}"#,
      rows: 30, columns: 120)
    desk.press("Enter", "l", ":turn split two", "Enter", "b")
    let diff = desk.model.pane.page?.diff
    #expect(diff?.text(ofColumn: 1)?.english.hasPrefix("2 diffs") == true)
    desk.press("]d", "]d")
    #expect(desk.event == "difference 2 of 2" && matched(desk) == ["two."])
  }

  @Test func `of several responses each is compared with the first`() {
    let texts = ["the sky is blue now", "the sky is grey now", "no words in common"]
    let responses = texts.map { #"{"text":"\#($0)","rank":1}"# }.joined(separator: ",")
    var desk = Desk(
      #"{"prompt":"p","responses":[\#(responses)]}"#, rows: 24, columns: 200)
    let page = desk.model.pane.page
    #expect(page?.diff?.text(ofColumn: 0) == nil)
    #expect(page?.diff?.text(ofColumn: 1)?.english.hasPrefix("1 diff") == true)
    #expect(page?.diff?.text(ofColumn: 2) == nil, "not alike")
    #expect(page?.diff?.places.map { $0.keys.sorted() } == [[0, 1]])
    desk.press("=")
    #expect(desk.model.pane.page?.diff?.text(ofColumn: 2) != nil)
  }

  @Test func `a long shared beginning is folded, and its length counts all the same`() {
    let shared = String(repeating: "The same sentence again. ", count: 40)
    var desk = Desk(pair(shared + "Good.", shared + "Bad, alas."), rows: 24, columns: 120)
    #expect(desk.screen.contains { $0.contains("chars the same, z unfolds") })
    #expect(desk.model.pane.page?.lengths == [1005, 1010])
    desk.press("Enter", "l", "z")
    #expect(!desk.screen.contains { $0.contains("chars the same") })
    #expect(desk.model.pane.page?.lengths == [1005, 1010])
    desk.press("z")
    #expect(desk.screen.contains { $0.contains("chars the same, z unfolds") })
  }

  @Test func `the difference that the cursor is on stands out`() {
    var desk = Desk(pair("a red big dog", "a blue big cat"), rows: 24, columns: 120)
    desk.press("]d")
    let first = matched(desk)
    desk.press("]d")
    #expect(first == ["red", "blue"] && matched(desk) == ["dog", "cat"])
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
