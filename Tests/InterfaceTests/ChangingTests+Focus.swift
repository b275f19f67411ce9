import Curation
import JSONLines
import TestSupport
import Testing

@testable import Interface

/// Which part has the focus after a change.
extension ChangingTests {
  @Test func `the focus goes with a text of a pair that is lowered and raised`() {
    var desk = Desk(Sample.pair)
    desk.press("Enter", "l")
    let before = desk.model.panes[0].part?.response
    desk.press("J")
    #expect(before == 0 && desk.model.panes[0].part?.response == 1)
    desk.press("K")
    #expect(desk.model.panes[0].part?.response == 0 && desk.record(1) == Sample.pair)
  }

  @Test func `a bare action at a record is about the part that has the focus`() {
    var desk = Desk(Sample.alpaca, Sample.pair)
    desk.press("Space", "Space", ":2 flag", "Enter", "b", "Enter")
    #expect(desk.marks(2).flags.first?.key.at == JSONPointer(["prompt"]))
    #expect(desk.model.panes[0].selection.count == 2)
    desk.press(":2 flag S1", "Enter")
    #expect(desk.marks(2).flags.contains { $0.key.category == "S1" && $0.key.at == nil })
  }

  @Test func `the last answer of a conversation stands for that of one with more turns`() {
    func chat(_ count: Int) -> String {
      let turns = (0..<count).map {
        #"{"role":"\#($0 % 2 == 0 ? "user" : "assistant")","content":"t\#($0)"}"#
      }
      return #"{"messages":[\#(turns.joined(separator: ","))]}"#
    }
    var desk = Desk([("c.jsonl", [chat(2), chat(6), chat(4)])])
    desk.press("Enter", "l", "Ctrl-N")
    #expect(desk.model.pane.part?.pointer == JSONPointer("/messages/5/content"))
    desk.press("Ctrl-N", "h", "h", "Ctrl-P")
    #expect(desk.model.pane.part?.pointer == JSONPointer("/messages/1/content"))
    desk.press("l", "l", "l", "l", "e", "!", "Ctrl-N", "!", "Ctrl-S")
    #expect(desk.record(2).contains("!t5") && desk.record(3).contains("!t3"))
    desk.press("gg", "1G", "Enter", "l", "e", "Ctrl-N")
    #expect(desk.editor?.text == "!t5", "also where nothing was changed")
  }

  @Test func `the editor goes on in a turn of the same role, or says that there is none`() {
    func turn(_ role: String, _ text: String) -> String {
      #"{"role":"\#(role)","content":"\#(text)"}"#
    }
    func chat(_ turns: String...) -> String { #"{"messages":[\#(turns.joined(separator: ","))]}"# }
    var desk = Desk([
      (
        "r.jsonl",
        [
          chat(
            turn("system", "s"), turn("user", "u1"), turn("assistant", "a1"), turn("user", "u2"),
            turn("assistant", "a2")), chat(turn("user", "v1"), turn("assistant", "b1")),
          chat(turn("assistant", "c1")),
        ]
      )
    ])
    desk.press("Enter", "l", "e", "Ctrl-N")
    #expect(desk.editor?.text == "v1")
    desk.press("Ctrl-N")
    #expect(desk.event == "#3 has no turn of this role" && desk.isBrowsing)
  }

  @Test func `turns are gone through by their first parts`() {
    var desk = Desk(
      #"{"messages":[{"role":"user","content":"q"},{"role":"assistant","reasoning_content":"r","content":"a"},{"role":"user","content":"q2"}]}"#
    )
    desk.press("Enter", "}", "}")
    #expect(desk.model.pane.part?.pointer == JSONPointer("/messages/2/content"))
    desk.press("{")
    #expect(desk.model.pane.part?.pointer == JSONPointer("/messages/1/reasoning_content"))
  }

  @Test func `what has the focus stays on the screen where a part goes`() {
    let turns = (0..<30).map {
      #"{"role":"user","content":"u\#($0)"},{"role":"assistant","reasoning_content":"r\#($0)","content":"a\#($0)"}"#
    }
    var desk = Desk(#"{"messages":[\#(turns.joined(separator: ","))]}"#)
    desk.press("Enter", "40l", "D")
    #expect(desk.screen.contains { $0.hasPrefix("> ") || $0.contains(" > ") })
  }

  @Test func `the next record is shown at the same part, also from the list`() {
    var desk = Desk(Sample.alpaca, Sample.alpaca)
    desk.press("l", "l", "Ctrl-N")
    #expect(desk.cursor == 2 && desk.model.pane.part?.pointer == JSONPointer(key: "output"))
  }

  @Test func `the focus goes on with the turn that was added or moved, and with a neighbour`() {
    let turns = (0..<6).map {
      #"{"role":"\#($0 % 2 == 0 ? "user" : "assistant")","content":"t\#($0)"}"#
    }
    var desk = Desk(#"{"messages":[\#(turns.joined(separator: ","))]}"#)
    func focused(_ desk: Desk) -> String? {
      let pane = desk.model.panes[0]
      return pane.page.flatMap { page in pane.part?.node.string(in: page.bytes)?.text }
    }
    desk.press("Enter", "}", "}", "}", ":", "turn up", "Enter")
    #expect(focused(desk) == "t3")
    desk.press(":", "turn up", "Enter")
    #expect(
      desk.record(1).contains(
        #""t0"},{"role":"assistant","content":"t3"},{"role":"assistant","content":"t1""#))
    desk.press("D")
    #expect(focused(desk) == "t1")
    desk.press("u")
    #expect(focused(desk) == "t3")
    desk.press(":", "turn insert user", "Enter")
    #expect(
      focused(desk) == "" && desk.model.panes[0].part?.pointer.description == "/messages/2/content")
  }

  @Test func `beside a record the same part of the next one is focused`() {
    var desk = Desk(Sample.pair, Sample.pair)
    desk.press("Enter", "l", "l")
    let pointer = desk.model.panes[0].part?.pointer
    desk.press("Ctrl-N")
    #expect(desk.model.panes[0].part?.pointer == pointer)
  }

  @Test func `J and K move the focused response, and the focus stays on it`() {
    var desk = Desk(Sample.ranked, columns: 160)
    desk.press("l", "J")
    #expect(desk.record(1).contains(#"{"text": "A", "rank": 2}, {"text": "B", "rank": 1}"#))
    #expect(desk.model.panes[0].response == 0)
    desk.press("K")
    #expect(desk.record(1) == Sample.ranked)
    desk.press("K")
    #expect(desk.event.contains("so already") && desk.appended.count == 2)
    desk.press("3J")
    #expect(desk.record(1).contains(#"{"text": "A", "rank": 4}"#))
  }

  @Test func `a change of a part is repeated on the part that has the focus`() {
    var desk = Desk(Sample.ranked, Sample.ranked, Sample.ranked)
    desk.press("Enter", "l", "R", "h", "2", "l", "l", ".")
    #expect(desk.event == "rate helpful 2 at response 3 on #1; u undoes")
    desk.press("f", "a", "Enter", "h", ".")
    #expect(desk.event == "flag S1 1 at response 2 on #1; u undoes")
    desk.press("Tab", "j", "Enter", "l", "D", "Tab", "j", "Enter", "l", "l", "l", ".")
    #expect(desk.record(2).contains(#"[{"text": "B""#) && !desk.record(3).contains(#""C""#))
  }

  @Test func `only a focused response is moved, and only if there is a place to move it to`() {
    var desk = Desk(Sample.ranked)
    desk.press("Enter", "K")
    #expect(desk.event.hasPrefix("l goes to the response") && desk.appended.isEmpty)
    desk.press("l", "K")
    #expect(desk.event.hasPrefix("nothing to change") && desk.appended.isEmpty)
    desk.press("J")
    #expect(desk.event.contains("now 2,1,3,4"))
  }

  @Test func `the focus stays on the screen`() {
    let turns = (1...30).map { #"{"role":"user","content":"question \#($0)."}"# }
    var desk = Desk(#"{"messages":[\#(turns.joined(separator: ","))]}"#)
    desk.press("Enter", "G")
    #expect(desk.text.contains("> user"))
    desk.press("D")
    #expect(desk.record(1).contains("question 1.") && desk.appended.count == 1)
    desk.press("u", "g", "g")
    #expect(desk.text.contains("> user") && desk.text.contains("question 1."))
    // Below the prompt and its fields are the responses.
    desk = Desk(
      #"{"prompt":"p","chosen":"a\nb\nc\nd\ne\nf","rejected":"x","m":1,"n":2}"#, rows: 12,
      columns: 60)
    desk.press("Enter", "PgDn", "PgDn")
    #expect(desk.text.contains("> chosen"))
    desk.press("PgDn", "PgDn")
    #expect(desk.text.contains("\nf"))
  }
}
