import Analysis
import Console
import Curation
import JSONLines
import TestSupport
import Testing

@testable import Interface
@Suite struct BrowsingTests {
  func desk(_ count: Int = 5, rows: Int = 24, columns: Int = 80) -> Desk {
    let records = (1...count).map {
      #"{"instruction": "record \#($0)", "output": "answer \#($0)"}"#
    }
    return Desk([("data.jsonl", records)], rows: rows, columns: columns)
  }

  @Test(arguments: [
    ("j", 2), ("jjk", 2), ("k", 1), ("G", 50), ("Ggg", 1), ("7G", 7), ("7gg", 7), ("3j", 4),
    ("10jk", 10),
    ("999999999999G", 50), ("0j", 2),
  ])
  func `keys of vi move in the list`(_ keys: String, _ record: Int) {
    var desk = desk(50)
    desk.press(keys)
    #expect(desk.cursor == record)
    #expect(desk.screen.contains { $0.contains("record \(record)") })
  }

  @Test func `a long note is read whole where the record is read, and takes one row in the list`() {
    var desk = Desk(Sample.alpaca, Sample.alpaca)
    let words = (1...25).map { "word\($0)" }.joined(separator: " ")
    desk.press(":note \(words)", "Enter", "gg")
    #expect(desk.screen[21].contains("note: word1 ") && desk.screen[21].hasSuffix(".."))
    #expect(desk.screen.contains { $0.hasPrefix("   1   n ") }, "the list marks it")
    desk.press("Enter")
    let rows = desk.screen[18...21].joined()
    #expect(words.split(separator: " ").allSatisfy { rows.contains($0) }, "\(desk.screen)")
    // What is longer than the rows it may have is cut.
    desk.press(":note \(words) \(words) \(words) \(words)", "Enter", "gg", "Enter")
    #expect(desk.screen[16].contains("note: word1 ") && desk.screen[21].hasSuffix(".."))
  }

  @Test func `a click chooses a part, and the pane that it is in`() {
    var desk = Desk(
      [("a.jsonl", [Sample.pair]), ("b.jsonl", [Sample.pair])], rows: 30, columns: 140,
      link: .prompt)
    func click(_ text: String, last: Bool = false) {
      let screen = desk.model.view()
      let rows = desk.screen.indices.filter { desk.screen[$0].contains(text) }
      guard let row = last ? rows.last : rows.first else { return }
      let line = (0..<screen.columns).map { screen[row, $0].text }
      let columns = line.indices.filter { line[$0...].joined().hasPrefix(text) }
      let column = last ? columns.last : columns.first
      desk.take(.input(.mouse(.init(.press, row: row, column: column ?? 0))))
    }
    desk.start()
    desk.press("Enter")
    click("That one")
    #expect(desk.model.active == 0 && desk.model.pane.part?.name == "rejected")
    click("This one", last: true)
    #expect(desk.model.active == 1 && desk.model.pane.part?.name == "chosen")
    click("Which?")
    #expect(desk.model.pane.part?.name == "prompt" || desk.model.focus == .list)
  }

  @Test func `the mouse works in the editor, the help and the history too`() {
    var desk = desk(30)
    func mouse(_ action: MouseEvent.Action, _ row: Int = 10, _ column: Int = 3) {
      desk.take(.input(.mouse(.init(action, row: row, column: column))))
    }
    desk.press("Enter", "e")
    mouse(.press, 2, 3)
    #expect(desk.model.view().caret == Position(row: 2, column: 3))
    desk.press("X")
    #expect(desk.screen[2].hasPrefix("recXord 1"))
    mouse(.press, 20, 70)
    #expect(desk.model.view().caret == Position(row: 2, column: 4))
    desk.press("Ctrl-S", "?")
    let help = desk.screen
    mouse(.wheelDown)
    #expect(desk.screen[2] == help[5])
    mouse(.wheelUp)
    #expect(desk.screen == help)
    desk.press("q", ":", "1 verdict accepted", "Enter", "H")
    let history = desk.model.view()
    mouse(.wheelDown)
    #expect(desk.model.view() != history)
    mouse(.press, 4, 4)
    desk.press("q")
    #expect(desk.model.isBrowsing)
  }

  @Test(arguments: ["", ":", "i"])
  func `a long message takes the rows it needs until another key`(_ keys: String) {
    var desk = desk(30)
    desk.press(keys)
    let before = desk.screen
    let words = (1...40).map { "word\($0)" }.joined(separator: " ")
    desk.take(.notice("\(words) end", isProblem: true))
    let text = desk.screen.joined(separator: " ").split(separator: " ").joined(separator: " ")
    #expect(text.contains("\(words) end"))
    #expect(desk.screen[...15] == before[...15] && desk.model.listPlace == nil)
    if !keys.isEmpty { #expect(desk.screen[22] == before[22]) }
    desk.press("Esc", "k")
    #expect(desk.screen[...20] == self.desk(30).screen[...20])
  }

  @Test func `a message longer than half the screen is cut`() {
    var desk = desk(30)
    let before = desk.screen
    desk.take(.notice("\(String(repeating: "word ", count: 2000))", isProblem: true))
    #expect(desk.screen[...9] == before[...9] && desk.screen[11].hasPrefix(" word word"))
    #expect(desk.screen[23] == before[23])
  }

  @Test func `the list shows what a person says first in a dialogue of one string`() {
    let desk = Desk(
      ####"{"text":"Below.\n\n### Human: What now?### Assistant: a"}"####,
      #"{"chosen":"\n\nHuman: Why?\n\nAssistant: x","rejected":"\n\nHuman: Why?\n\nAssistant: y"}"#,
      #"{"transcript":"\n\nHuman: Who?\n\nAssistant: x","rating":1,"min_harmlessness_score_transcript":0.5}"#
    )
    #expect(desk.screen[1].hasPrefix("   1     What now?"))
    #expect(desk.screen[2].hasPrefix("   2     Why?"))
    #expect(desk.screen[3].hasPrefix("   3     Who?"))
  }

  @Test func `while keys come fast the record and the title stay, and the list goes on`() {
    for (rows, columns) in [(24, 80), (30, 120)] {
      var desk = Desk(
        [("d.jsonl", ["one", "two", "three"].map { #"{"text":"\#($0) 你好"}"# })], rows: rows,
        columns: columns)
      let first = desk.model.view()
      desk.press("j", "j")
      let hurried = desk.model.view(over: first)
      let layout = Layout(desk.model)
      guard let list = layout.list, let record = layout.records.first?.whole else {
        Issue.record("a list and a record are shown")
        return
      }
      let settled = desk.model.view()
      for row in 0..<rows {
        for column in 0..<columns {
          let isList =
            (list.row..<list.row + list.rows).contains(row)
            && (list.column..<list.column + list.columns).contains(column)
          let isRecord =
            (record.row..<record.row + record.rows).contains(row)
            && (record.column..<record.column + record.columns).contains(column)
          if isList { #expect(hurried[row, column] == settled[row, column]) }
          if isRecord || row == 0 { #expect(hurried[row, column] == first[row, column]) }
        }
      }
      #expect(hurried != settled && hurried != first)
      // A menu over the record, or a list of another size, is another place.
      let place = desk.model.listPlace
      desk.press("f")
      #expect(place != nil && desk.model.listPlace == nil)
      desk.press("Esc")
      #expect(desk.model.listPlace == place)
      desk.press(">")
      #expect(desk.model.listPlace != place)
      desk.press("<")
      // Anything but moving in the list draws all; so does another size.
      desk.press("Enter")
      #expect(desk.model.view(over: first) == desk.model.view())
      desk.press("q", ":")
      #expect(desk.model.view(over: first) == desk.model.view())
      desk.press("Esc")
      #expect(desk.model.view(over: Screen(rows: 3, columns: 3)) == desk.model.view())
    }
  }

  @Test func `a key that does nothing says so and drops its count`() {
    var desk = desk()
    desk.press("3", "ö", "j")
    #expect(desk.cursor == 2)
    desk.press("gy")
    #expect(desk.event == "gy does nothing here; ? shows the keys")
  }

  @Test func `q goes back from the record and then quits`() {
    var desk = desk()
    desk.press("Enter", "q")
    #expect(!desk.quits)
    desk.press("q")
    #expect(desk.quits)
    var other = self.desk()
    other.press("Enter", "Q")
    #expect(other.quits)
  }

  @Test func `a session starts at record 1 with the list and the first part in focus`() {
    let desk = desk()
    #expect(desk.cursor == 1 && desk.model.focus == .list)
    #expect(desk.model.panes[0].part?.name == "instruction")
  }

  @Test func `Esc and q leave the help`() {
    for key in ["Esc", "q"] {
      var desk = desk()
      desk.press("?")
      #expect(desk.screen[0] == " Keys")
      desk.press("G", "gg", "j", "PgDn", "k", key)
      #expect(desk.isBrowsing && !desk.quits)
    }
  }

  @Test func `the focus goes through the parts and stops at the ends`() {
    var desk = Desk(Sample.chat)
    desk.press("Enter", "h")
    #expect(desk.event == "that is the first part")
    var names: [String] = []
    for _ in 0..<4 {
      names.append(desk.model.panes[0].part?.name ?? "")
      desk.press("}")
    }
    #expect(
      names == ["system", "user", "tool_calls", "tool"] || names[0...1] == ["system", "user"])
    desk.press("9l", "l")
    #expect(desk.event == "that is the last part")
  }

  @Test func `where nobody differs there is nothing to decide`() {
    var desk = desk()
    desk.press("&", "#1", "Enter", "ga")
    #expect(desk.event == "none of the listed records is in dispute" && desk.model.review == nil)
  }

  @Test func `a macro says what was done`() {
    var desk = Desk(Sample.alpaca, Sample.pair, Sample.alpaca)
    desk.press("a", "j", "a", ":record m", "Enter", "2u", "d", "d", "&", "Ctrl-U", "Enter")
    desk.press("o", "Ctrl-U", "Enter", ":verdct accepted", "Enter")
    #expect(
      desk.model.macros.recording?.lines
        == ["undo", "undo", "remove", "restore", "filter \"\"", "sort number"])
    desk.press("gm", "&", "#1-2", "Enter", ":filter \"\"", "Enter")
    #expect(desk.model.panes[0].listing.isAll)
  }

  @Test func `a macro ends where the list does`() {
    var desk = desk(4)
    desk.press("gm", "m", "Enter", ":verdict skipped", "Enter", "Ctrl-N", "gm")
    desk.press(":play m 9", "Enter")
    #expect((1...4).allSatisfy { desk.marks($0).verdict == .skipped })
    #expect(desk.event == "this is the last record of the list: m ended in round 3 of 9")
    #expect(desk.model.pane.set.entries.count == 4)
    desk.press("2G", "2@")
    #expect(desk.event == "played m" || desk.event.hasSuffix("u undoes"))
  }

  @Test func `a macro is played at least once`() {
    var desk = desk()
    desk.press(":play m -1", "Enter")
    #expect(desk.event == "it is said like play NAME 5")
  }

  @Test func `a part chosen in the contents is so many parts on in a macro`() {
    var desk = desk()
    desk.press("gm", "m", "Enter", "gt", "j", "Enter", "gt", "k", "Enter")
    #expect(desk.model.macros.recording?.lines == ["open", "next-part 1", "previous-part 1"])
    desk.press("gt", "/", "nowhere", "Esc", "/", "output", "Enter")
    #expect(desk.model.pane.part?.name == "output")
  }

  @Test func `scrolling a record down to its end and up again shows the same as before`() {
    let text = (1...200).map { "line \($0)" }.joined(separator: "\\n")
    var desk = Desk(#"{"text": "\#(text)"}"#)
    desk.press("Enter")
    let first = desk.screen
    desk.press("G")
    #expect(desk.screen.contains { $0.contains("line 200") })
    let last = desk.screen
    desk.press("j")
    #expect(desk.screen == last)
    desk.press("300k")
    #expect(desk.screen == first)
    for _ in 0..<40 { desk.press("Ctrl-D") }
    #expect(desk.screen == last)
    desk.press("gg")
    #expect(desk.screen == first)
  }

  @Test func `copying hands the text out as it is`() {
    var desk = Desk(Sample.hostile)
    desk.press("y")
    let copied = desk.effects.compactMap { if case .copy(let text) = $0 { text } else { nil } }
    #expect(copied.first?.hasPrefix("a\u{1B}[31mred\u{1B}]0;title\u{7}") == true)
  }

  @Test func `pasted text goes into the editor as one insertion, and nowhere else`() {
    var desk = desk()
    desk.take(.input(.paste("dddd\nx")))
    #expect(desk.appended.isEmpty && desk.event.contains("goes nowhere"))
    desk.press("e")
    desk.take(.input(.paste("a\nb")))
    #expect(desk.typed == "a\nbrecord 1")
    desk.press("Ctrl-Z")
    #expect(desk.typed == "record 1")
  }

  @Test func `the next edit and the one before are found`() {
    var desk = desk()
    desk.press("3G", "a", "5G", "a", "gg", "]e")
    #expect(desk.cursor == 3)
    desk.press("]e", "]e")
    #expect(desk.cursor == 5 && desk.event.contains("no later record"))
    desk.press("[e")
    #expect(desk.cursor == 3)
  }

  @Test func `an empty dataset can be looked at`() {
    var desk = Desk([("empty.jsonl", [])])
    for key in [
      "j", "k", "G", "gg", "l", "e", "E", "f", "a", "d", "w", "J", "u", "n", "y", "*", "Space",
    ] {
      desk.press(key)
      if !desk.isBrowsing { desk.press("Esc") }
      #expect(desk.appended.isEmpty)
    }
    #expect(desk.screen.contains { $0.contains("no records") })
  }

  @Test func `a record whose insertion is undone is gone from the screen, until it is redone`() {
    var desk = Desk([("empty.jsonl", [])])
    desk.press(":", #"insert {"prompt":"only one"}"#, "Enter")
    #expect(desk.text.contains("only one"))
    desk.press("u")
    #expect(!desk.text.contains("only one") && !desk.text.contains("removed"))
    desk.press("Ctrl-R")
    #expect(desk.text.contains("only one"))
  }

  @Test func `where no record matches, no partner is shown`() {
    var desk = Desk([("a.jsonl", [Sample.pair]), ("b.jsonl", [Sample.pair])], link: .prompt)
    desk.start()
    #expect(desk.text.contains("beside b.jsonl: #1"))
    desk.press("&", "nowhere", "Enter")
    #expect(desk.text.contains("no record matches"))
    #expect(!desk.text.contains("beside") && !desk.text.contains("─ prompt"))
  }

  @Test func `a changed text offers itself to be kept, an unchanged one does not`() {
    var desk = desk()
    #expect(desk.model.unsaved == nil)
    desk.press("j", "e")
    #expect(desk.model.unsaved == nil)
    desk.press("x")
    #expect(desk.model.unsaved?.record == RecordNumber(2))
    #expect(desk.model.unsaved?.pointer == JSONPointer("/instruction"))
    #expect(desk.model.unsaved?.text == "xrecord 2")
  }
}
