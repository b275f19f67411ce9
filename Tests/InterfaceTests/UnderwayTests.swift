import Analysis
import Console
import Curation
import JSONLines
import TestSupport
import Testing

@testable import Interface

/// Results that come while something else is done, and texts that are being typed.
@Suite struct UnderwayTests {
  private static func record(_ number: Int) -> String {
    #"{"instruction":"ask \#(number) \#(number == 3 ? "foo" : "bar")","input":"","output":"answer \#(number)"}"#
  }

  private func desk(rows: Int = 24, columns: Int = 120) -> Desk {
    Desk([("m.jsonl", (1...12).map(Self.record))], rows: rows, columns: columns)
  }

  /// A desk whose filter has found some records and goes on.
  private func filtering() -> Desk {
    var desk = desk()
    desk.press("&instruction:bar", "Enter")
    listed(&desk, [1, 2], .part)
    return desk
  }

  private func listed(_ desk: inout Desk, _ numbers: [Int], _ extent: ListResult.Extent) {
    let serial = desk.model.panes[0].choice.serial
    desk.take(
      .listed(
        ListResult(
          pane: 0, serial: serial, numbers: numbers.map { RecordNumber($0) }, extent)))
  }

  private func searches(_ desk: Desk) -> [SearchRequest] {
    desk.effects.compactMap { if case .search(let request) = $0 { request } else { nil } }
  }

  @Test func `a search is made again where it was made before`() {
    var desk = desk()
    for _ in 0..<2 {
      desk.press(":search foo", "Enter")
      let request = searches(desk).last
      desk.take(
        .searched(
          SearchResult(
            pane: 0, serial: request?.serial ?? 0, found: RecordNumber(3), wrapped: false)))
      #expect(desk.cursor == 3)
      desk.press("10G")
    }
    desk.press("/")
    desk.take(.input(.paste("foo")))
    #expect(searches(desk).count == 3)
    desk.press("Esc", "/", "bar", "Enter")
    #expect(Set(searches(desk).map(\.serial)).count == searches(desk).count)
  }

  @Test func `what works on the whole list waits for it`() {
    var desk = filtering()
    listed(&desk, [], .part)
    desk.press(":verdict discarded", "Enter")
    #expect(desk.appended.isEmpty)
    listed(&desk, [1, 2], .part)
    desk.press(":verdict discarded", "Enter")
    #expect(desk.model.question == nil && desk.event.contains("isn't whole yet"))
    desk.press("*")
    #expect(desk.model.pane.selection.isEmpty)
    desk.press(":replace /bar/x/", "Enter")
    #expect(desk.appended.isEmpty && desk.event.contains("isn't whole yet"))
    listed(&desk, [1, 2, 4], .whole(isArbitrary: false))
    desk.press(":verdict discarded", "Enter", "y")
    #expect(desk.appended.last?.changes.count == 3)
  }

  @Test func `counting doesn't end a filter`() {
    var desk = filtering()
    desk.press("S", "q")
    listed(&desk, [1, 2, 4, 5], .whole(isArbitrary: false))
    #expect(desk.model.pane.listCount == 4 && !desk.model.pane.choice.isRunning)
  }

  @Test func `a result doesn't move the cursor under what is open`() {
    for key in ["f", "e", "c"] {
      var desk = filtering()
      #expect(desk.cursor == 1)
      desk.press(key)
      listed(&desk, [4, 5], .whole(isArbitrary: false))
      #expect(desk.cursor == 1, "\(key)")
    }
  }

  @Test func `numbers before a command that isn't one on records select nothing`() {
    var desk = desk()
    for line in ["6 theme plain", "7 undo", "5-6 edit"] {
      desk.press(":" + line, "Enter")
      #expect(desk.model.pane.selection.isEmpty && desk.event.contains("command on records"))
    }
    desk.press(":5 edit", "Enter", "x", "Ctrl-S")
    #expect(desk.cursor == 5 && desk.record(5).contains("x"))
    #expect(desk.model.pane.selection.isEmpty)
    desk.press(":6 flag", "Enter")
    #expect(desk.cursor == 6 && desk.model.pane.selection.isEmpty)
    desk.press("Esc", ":7 accept", "Enter")
    #expect(desk.marks(7).verdict == .accepted)
  }

  @Test func `a flag or note on a record by its number isn't on those selected`() {
    var desk = desk()
    desk.press("Space", "Space", ":5 note", "Enter", "for five", "Enter")
    #expect(desk.appended.last?.changes.map(\.record) == [RecordNumber(5)])
    desk.press("Space", ":6 flag", "Enter", "a", "Enter")
    #expect(desk.appended.last?.changes.map(\.record) == [RecordNumber(6)])
  }

  @Test func `a range is one of the focused part, where no other is named`() {
    var desk = desk()
    desk.press("Enter", ":flag S10 2 range 0-3", "Enter")
    guard case .mark(_, _, .flag(let flag)?)? = desk.appended.last?.changes.first?.body else {
      return #expect(Bool(false), "\(desk.event)")
    }
    #expect(flag.key.at == JSONPointer(["instruction"]) && flag.key.range == 0..<3)
    #expect(flag.note == nil)
  }

  @Test func `a record is inserted where the list is empty`() {
    var desk = desk()
    desk.press("&instruction:zzz", "Enter")
    listed(&desk, [], .whole(isArbitrary: false))
    desk.press(":insert {\"text\":\"t\"}", "Enter")
    #expect(desk.appended.count == 1)
    desk.press("gt")
    #expect(desk.model.notice?.text.text(in: .english).hasPrefix("no record matches") == true)
  }

  @Test func `what is wrong with a command is said in Chinese`() {
    var desk = desk()
    for (command, words) in [
      ("verdict foo", "结论为 accepted"), ("flag S10 9", "严重"), ("rate helpful 9", "评分为 1 到 5"),
      ("set", "写法如 set /output some text"), ("insert", "insert 后面要有"),
    ] {
      desk.press(":" + command, "Enter")
      let said = desk.model.notice?.text.text(in: .chinese) ?? ""
      #expect(said.contains(words), "\(command): \(said)")
      if !desk.isBrowsing { desk.press("Esc") }
    }
  }

  @Test func `Alt and a letter leave what is typed at a prompt`() {
    var desk = desk()
    desk.press("c", "a note", "Alt-d", "Enter")
    #expect(desk.marks(1).notes[nil] == "a note")
    #expect(!desk.state(1).isRemoved)
    desk.press(":", "Alt-j")
    #expect(desk.cursor == 2, "Esc and a letter")
  }

  @Test func `a selection with Shift ends where the caret moves by other means`() {
    for key in ["Ctrl-E", "Ctrl-F", "Alt-f"] {
      var desk = desk()
      desk.press("e", "Ctrl-Home", "Shift-Right", "Shift-Right", key, "Z", "Ctrl-S")
      #expect(desk.record(1).contains("ask"), "\(key)")
    }
    var desk = desk()
    desk.press("e", "Ctrl-Home", "Ctrl-Shift-Right", "Z", "Ctrl-Z", "!", "Ctrl-S")
    #expect(desk.record(1).contains("!ask") || desk.record(1).contains("ask!"))
  }

  @Test func `words that a command has no use for are refused`() {
    var desk = desk()
    for line in ["turn duplicate 5", "turn insert user hi", "rate helpful 4 5"] {
      desk.press(":" + line, "Enter")
      #expect(desk.appended.isEmpty, "\(line)")
    }
  }

  @Test func `a paste stays when Tab goes on`() {
    var desk = desk()
    desk.press(":verdict ", "Tab", "Tab")
    desk.take(.input(.paste("x")))
    desk.press("Tab")
    #expect(desk.screen.last?.contains("x") == true || desk.text.contains("x"))
    guard case .prompt(let line) = desk.model.mode else { return #expect(Bool(false)) }
    #expect(String(line.text).hasSuffix("x"))
  }

  @Test func `in the history, u on an undo redoes what it undid`() {
    var desk = desk()
    desk.press("a", "u", "H", "u")
    #expect(desk.marks(1).verdict == .accepted)
  }

  @Test func `the wheel scrolls what is under it`() {
    let long = (1...60).map { "line \($0)" }.joined(separator: "\\n")
    var desk = Desk(
      #"{"prompt":"\#(long)","chosen":"\#(long)","rejected":"b"}"#, rows: 30, columns: 120)
    desk.press("l")
    let before = (desk.model.pane.place.contextTop, desk.model.pane.place.columnTops)
    desk.take(.input(.mouse(MouseEvent(.wheelDown, row: 3, column: 60))))
    #expect(
      desk.model.pane.place.contextTop > before.0 && desk.model.pane.place.columnTops == before.1)
    desk.take(.input(.mouse(MouseEvent(.wheelDown, row: 20, column: 60))))
    #expect(desk.model.pane.place.columnTops[0] > before.1[0])
  }

  @Test func `the number of selected records stands before a long filter`() {
    var desk = desk(columns: 80)
    desk.press("&instruction:ask not instruction:/zzz/ len(output)>=3", "Enter", "*")
    #expect(desk.screen[0].contains("12 selected"))
  }

  @Test func `a filter of any length is shown in linear time`() {
    var desk = desk(columns: 80)
    desk.press("&")
    desk.take(.input(.paste("\"" + String(repeating: "fizz", count: 50_000) + "\"")))
    desk.press("Enter")
    #expect(desk.screen[0].contains(#"& "fizzfizzfizzf..zfizzfizz": 0"#), "\(desk.screen[0])")
  }
}
