import Curation
import JSONLines
import TestSupport
import Testing

@testable import Interface

/// Verdicts, flags, notes and ranks by keys.
extension ChangingTests {
  @Test func `swapped sides take their marks along, a turn that is gone too`() {
    var desk = Desk(Sample.pair)
    desk.press(":flag S1 2 at /rejected", "Enter", ":flip", "Enter")
    #expect(desk.screen.contains { $0.contains("2 at chosen") && $0.contains("S1") })
    #expect(!desk.event.contains("marks"))
    desk.press("u")
    #expect(desk.screen.contains { $0.contains("2 at rejected") && $0.contains("S1") })
  }

  @Test func `the flag menu says what belongs in a category`() {
    let summary = "False claims about a person that are likely to injure their reputation"
    var desk = Desk(
      [("data.jsonl", [Sample.alpaca])],
      hazards: Desk.hazards + [
        .init(taxonomy: "mlcommons", code: "S5", name: "Defamation", summary: summary)
      ])
    desk.press("f", "a")
    #expect(!desk.screen.contains { $0.contains("False claims") })
    desk.press("f")
    #expect(desk.screen.contains { $0.contains("False claims about a person that") })
    #expect(desk.screen.contains { $0.contains("their reputation") })
    #expect(desk.screen.contains { $0.contains("Defamation") }, "the category stays in view")
  }

  @Test func `a verdict that cannot be written is not shown`() {
    var desk = Desk(Sample.alpaca)
    desk.isDiskFull = true
    desk.press("a")
    #expect(desk.marks(1).verdict == nil)
    #expect(!desk.screen.contains { $0.contains("accepted") })
  }

  @Test func `a flag's note is edited as any line is`() {
    var desk = Desk(Sample.pair)
    desk.press("f", "b", "Tab", "one two", "Home", "Delete", "End", "Ctrl-W", "x", "Enter")
    #expect(desk.marks(1).flags.map(\.note) == ["ne x"])
  }

  @Test func `a note that cannot be written is not lost`() {
    var desk = Desk(Sample.alpaca)
    desk.isDiskFull = true
    desk.press("c", "a long note", "Enter")
    desk.isDiskFull = false
    desk.press("Esc", "c", "Up", "Enter")
    #expect(desk.marks(1).notes[nil] == "a long note")
  }

  @Test func `Up in the note of a flag leaves its category`() {
    var desk = Desk(Sample.alpaca)
    desk.press("f", "b", "Tab", "note", "Up", "Enter")
    #expect(desk.marks(1).flags.first?.key.category == "S2")
  }

  @Test(arguments: [30, 36, 46, 66, 80]) func `all answers to a question are shown`(columns: Int) {
    var desk = Desk(Sample.alpaca, rows: 12, columns: columns)
    desk.press("e", "x", "Esc")
    let hints = desk.screen.last ?? ""
    for answer in ["s saves", "k keeps", "d discards"] {
      #expect(hints.contains(answer), "\(hints)")
    }
  }

  @Test func `a digit behind a whole code is the severity`() {
    var desk = Desk(Sample.alpaca)
    desk.press("f", "S102", "Enter")
    #expect(desk.marks(1).flags.map(\.severity) == [2])
    #expect(desk.marks(1).flags.map(\.key.category) == ["S10"])
  }

  @Test func `flip exchanges chosen and rejected, and undo and redo go to and fro`() {
    var desk = Desk(Sample.pair)
    desk.press("w")
    let flipped = #"{"prompt": "Which?", "chosen": "That one", "rejected": "This one"}"#
    #expect(desk.record(1) == flipped && desk.event == "flip on #1; u undoes")
    desk.press("u")
    #expect(desk.record(1) == Sample.pair && desk.event == "undid flip on #1; Ctrl-R redoes")
    desk.press("Ctrl-R")
    #expect(desk.record(1) == flipped && desk.event == "redid flip on #1; u undoes")
    desk.press("u", "u")
    #expect(desk.event == "nothing to undo" && desk.record(1) == Sample.pair)
  }

  @Test func `marks that go with their text are counted`() {
    var desk = Desk(Sample.pair)
    desk.press(":note at /rejected why", "Enter", ":delete /rejected", "Enter")
    #expect(
      desk.event.hasPrefix(
        "delete rejected on #1; u undoes; marks taken off with their texts: 1"))
    desk.press("u")
    #expect(desk.record(1) == Sample.pair && desk.marks(1).notes.count == 1)
  }

  @Test func `rank takes a line, best first`() {
    var desk = Desk(Sample.ranked)
    desk.press("r", "3,1,4,2", "Enter")
    #expect(desk.record(1).contains(#"{"text": "C", "rank": 1}"#))
    #expect(desk.record(1).contains(#"{"text": "B", "rank": 4}"#))
    desk.press("r", "3,1", "Enter")
    #expect(desk.event.contains("leaves out responses 2, 4"))
    #expect(desk.appended.count == 1)
  }

  @Test(arguments: [("a", Verdict.accepted), ("x", .discarded), ("s", .skipped)])
  func `a verdict is one key`(_ key: String, _ verdict: Verdict) {
    var desk = Desk(Sample.alpaca)
    desk.press(key)
    #expect(desk.marks(1).verdict == verdict)
    #expect(desk.screen.contains { $0.contains(verdict.rawValue) })
    desk.press(key)
    #expect(desk.appended.count == 1)
    desk.press(":verdict none", "Enter")
    #expect(desk.marks(1).verdict == nil)
  }
}
