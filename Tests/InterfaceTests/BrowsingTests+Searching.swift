import Analysis
import Console
import Curation
import JSONLines
import TestSupport
import Testing

@testable import Interface

/// Searches in all records.
extension BrowsingTests {
  @Test func `what the help is to find is edited like any line`() {
    var desk = desk()
    desk.press("?", "/", "x", "$", "Left", "Left", "Del", "Ctrl-F")
    desk.take(.input(.paste("EDITOR\n")))
    #expect(desk.screen.last == " /$EDITOR" && desk.screen[2].contains("$EDITOR"))
    desk.press("Esc", "G", "/")
    desk.take(.input(.paste("EDITOR")))
    #expect(desk.screen[2].contains("$EDITOR"))
    desk.press("Ctrl-U", "Backspace")
    #expect(desk.screen.last?.hasPrefix(" j k scroll") == true)
  }

  @Test func `n in a record goes to its next place first`() {
    let lines = (0..<60).map { $0 % 20 == 0 ? "NEEDLE \($0)" : "line \($0)" }.joined(
      separator: "\\n")
    var desk = Desk(#"{"text":"\#(lines)"}"#, #"{"text":"NEEDLE there"}"#)
    desk.press("/", "NEEDLE", "Enter")
    func tell() {
      let serial = desk.searches.last?.serial ?? 0
      desk.take(.searched(.init(pane: 0, serial: serial, found: RecordNumber(1), wrapped: false)))
      desk.take(.searchEnded(serial: serial, [RecordNumber(1), RecordNumber(2)]))
    }
    tell()
    desk.press("Enter", "n")
    #expect(
      desk.event.contains("2 of 3 in #1") && desk.screen.contains { $0.contains("NEEDLE 20") })
    desk.press("n")
    #expect(desk.screen.contains { $0.contains("NEEDLE 40") })
    desk.press("N", "N")
    #expect(desk.screen.contains { $0.contains("NEEDLE 0") })
    desk.press("n", "z", "z", "n", "n")
    #expect(desk.model.panes[0].cursor == RecordNumber(2))
    desk.press("N")
    #expect(desk.model.panes[0].cursor == RecordNumber(1))
    #expect(desk.screen.contains { $0.contains("NEEDLE 40") })
  }

  @Test func `what is found in one pane isn't gone through in the other`() {
    var desk = Desk([
      ("a.jsonl", [#"{"text":"foo"}"#, #"{"text":"foo"}"#]), ("b.jsonl", [#"{"text":"b"}"#]),
    ])
    desk.press("/", "foo", "Enter")
    let serial = desk.searches.last?.serial ?? 0
    desk.take(.searched(.init(pane: 0, serial: serial, found: RecordNumber(1), wrapped: false)))
    desk.take(.searchEnded(serial: serial, [RecordNumber(1), RecordNumber(2)]))
    desk.press("Tab", "Tab", "n")
    #expect(desk.searches.last?.pane == 1)
    #expect(!desk.screen.contains { $0.contains("of 2 records have foo") })
  }

  @Test func `a search asks outside from the cursor on, and n from the next record on`() {
    var desk = desk()
    desk.press("j", "/", "answer", "Enter")
    #expect(desk.searches.last?.place == 1)
    #expect(desk.searches.last?.isBackward == false)
    let serial = desk.searches.last?.serial ?? 0
    #expect(desk.screen.contains { $0.contains("searching for answer") })
    desk.take(.searched(.init(pane: 0, serial: serial, found: RecordNumber(4), wrapped: false)))
    #expect(desk.cursor == 4)
    #expect(desk.model.panes[0].part?.name == "output")
    desk.press("n")
    #expect(desk.searches.last?.place == 4)
    let again = desk.searches.last?.serial ?? 0
    desk.take(.searched(.init(pane: 0, serial: again, found: RecordNumber(4), wrapped: true)))
    desk.press("N")
    #expect(desk.searches.last?.place == 2 && desk.searches.last?.isBackward == true)
  }

  @Test func `the answer to an older search is not shown`() {
    var desk = desk()
    desk.press("/", "one", "Enter", "/", "two", "Enter")
    let old = desk.searches[2].serial
    desk.take(.searched(.init(pane: 0, serial: old, found: RecordNumber(3), wrapped: false)))
    #expect(desk.cursor == 1)
    let new = desk.searches[5].serial
    desk.take(.searched(.init(pane: 0, serial: new, found: nil, wrapped: false)))
    #expect(desk.event == "two: not found")
  }

  @Test func `matches of a filtered list are no matches of all records`() {
    var desk = desk()
    desk.press("/two", "Enter")
    desk.take(.searchEnded(serial: desk.searches.last?.serial ?? 0, [RecordNumber(2)]))
    #expect(desk.model.search?.matches == [RecordNumber(2)])
    desk.press("& #1-2", "Enter", "Esc")
    #expect(desk.model.search != nil && desk.model.search?.matches == nil)
  }

  @Test func `a search given up leaves what was searched for before, and the focus`() throws {
    var desk = desk()
    desk.press("/hello", "Enter", "Enter", "l")
    let focus = desk.model.pane.place.focusedPart
    desk.press("/zzz", "Esc")
    #expect(desk.model.search?.text == "hello" && desk.model.pane.place.focusedPart == focus)
    desk.press("/b", "Backspace", "Enter")
    #expect(try desk.searches.last?.pattern == TextPattern(typed: "hello"))
  }

  @Test func `from a record that isn't listed the search goes on with the next one`() throws {
    var desk = Desk(Sample.alpaca, Sample.pair, Sample.alpaca, Sample.alpaca)
    desk.press("&", "#1,3-4", "Enter", "/hello", "Enter", ":2", "Enter")
    desk.take(.searchEnded(serial: try #require(desk.searches.last?.serial), [RecordNumber(1)]))
    desk.press("n")
    #expect(desk.searches.last?.place == 1)
  }

  @Test func `an empty search repeats the last one`() {
    var desk = desk()
    desk.press("n")
    #expect(desk.event.contains("nothing to search for"))
    desk.press("/", "Enter", "/", "x", "Enter")
    let serial = desk.searches[0].serial
    desk.take(.searched(.init(pane: 0, serial: serial, found: RecordNumber(2), wrapped: false)))
    desk.press("/", "Enter")
    #expect(
      desk.searches.map(\.pattern) == [TextPattern(.literal("x")), TextPattern(.literal("x"))])
  }

  @Test func `a match far down a long text is brought to the screen`() {
    let long =
      String(repeating: "filler words \\n", count: 3_000) + "needle"
      + String(repeating: " x", count: 99)
    var desk = Desk(Sample.pair, #"{"text": "\#(long)"}"#)
    desk.press("/", "needle", "Enter")
    let serial = desk.searches[5].serial
    desk.take(.searched(.init(pane: 0, serial: serial, found: RecordNumber(2), wrapped: false)))
    #expect(desk.screen.contains { $0.contains("needle") })
  }
}
