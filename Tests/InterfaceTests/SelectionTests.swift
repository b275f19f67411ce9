import Curation
import TestSupport
import Testing

@testable import Interface

@Suite struct SelectionTests {
  private func desk() -> Desk {
    Desk(Sample.alpaca, Sample.pair, Sample.alpaca, Sample.chat, Sample.alpaca)
  }

  private func selection(_ desk: Desk) -> [Int] {
    desk.model.panes[0].selection.records.map(\.value).sorted()
  }

  @Test func `an order keeps what is selected, a filter clears it and says so`() {
    var desk = Desk([("t.jsonl", (1...4).map { #"{"text":"t\#($0)","n":\#($0)}"# })])
    desk.press("Space", "Space", "o", "-n", "Enter")
    #expect(desk.model.pane.selection.count == 2)
    desk.press("&", "n>1", "Enter")
    #expect(desk.model.pane.selection.isEmpty && desk.event == "selection cleared")
  }

  @Test func `nothing is selected where nothing is listed`() {
    var desk = desk()
    desk.press("&", "nowhere", "Enter", "Space")
    #expect(desk.event == "no record matches: there is nothing to work on")
    #expect(selection(desk).isEmpty)
  }

  @Test func `Space selects a record and goes on, and takes it out again`() {
    var desk = desk()
    desk.press("Space", "j", "Space")
    #expect(selection(desk) == [1, 3] && desk.cursor == 4)
    #expect(desk.screen[0].contains("2 selected"))
    desk.press("gg", "Space")
    #expect(selection(desk) == [3])
  }

  @Test func `a range is added to what is selected`() {
    var desk = desk()
    desk.press("Space", "Space", "j", "v", "j")
    #expect(selection(desk) == [1, 2, 4, 5])
  }

  @Test func `a range goes from where it began to the cursor`() {
    var desk = desk()
    desk.press("j", "v", "2j")
    #expect(selection(desk) == [2, 3, 4])
    desk.press("k")
    #expect(selection(desk) == [2, 3])
    desk.press("gg")
    #expect(selection(desk) == [1, 2])
    desk.press("v", "G")
    #expect(selection(desk) == [1, 2])
  }

  @Test func `a replacement that is declined leaves what was selected before`() {
    var desk = desk()
    desk.press("Space", ":1-5 replace /a/b/", "Enter")
    #expect(desk.model.question != nil && desk.screen[0].contains("5 selected"))
    desk.press("n")
    #expect(selection(desk) == [1] && desk.appended.isEmpty)
  }

  @Test func `undo elsewhere doesn't extend a range`() {
    var desk = desk()
    desk.press("G", "a", "gg", "v", "u")
    #expect(desk.cursor == 5 && selection(desk) == [1])
  }

  @Test func `Esc behind a count drops only that`() {
    var desk = desk()
    desk.press("Space", "12", "Esc")
    #expect(selection(desk) == [1] && desk.model.count == nil)
  }

  @Test func `undo leaves the cursor on a record that it changes`() {
    var desk = desk()
    desk.press("*", "a", "3j")
    let cursor = desk.cursor
    desk.press("u")
    #expect(desk.cursor == cursor)
    desk.press("Ctrl-R")
    #expect(desk.cursor == cursor)
  }

  @Test func `Esc clears the selection and changes nothing else`() {
    var desk = desk()
    desk.press("*", "Esc")
    #expect(selection(desk).isEmpty && desk.appended.isEmpty)
    #expect(desk.event == "selection cleared")
  }

  @Test(arguments: ["a", "x", "s", "d", "f", ":note seen"])
  func `a mark on a selection is one entry and one undo`(_ keys: String) {
    var desk = desk()
    desk.press("*", keys)
    if keys == "f" { desk.press("b", "2") }
    if keys.count > 1 || keys == "f" { desk.press("Enter") }
    #expect(desk.appended.count == 1)
    #expect(Set(desk.appended[0].changes.compactMap(\.record?.value)) == [1, 2, 3, 4, 5])
    #expect(selection(desk).isEmpty)
    desk.press("u")
    #expect((1...5).allSatisfy { desk.marks($0).isEmpty && !desk.state($0).isRemoved })
  }

  @Test func `a command that one record of a selection refuses changes none of them`() {
    var desk = desk()
    desk.press("j", "v", "j", "w")
    #expect(desk.appended.isEmpty)
    #expect(desk.event.contains("#3") && desk.event.contains("no preference to flip"))
    #expect(selection(desk) == [2, 3])
  }

  @Test func `a flag on a selection is at the place that each record has`() {
    var desk = desk()
    desk.press("*", "f", "b", "Enter")
    for number in 1...5 {
      let place = desk.marks(number).flags.first?.key.at
      let value = desk.model.panes[0].set.bytes(of: RecordNumber(number))
      let reading = RecordReading(value)
      #expect(place == nil || reading.parts.contains { $0.pointer == place }, "#\(number)")
    }
  }
}
