import Console
import Curation
import JSONLines
import TestSupport
import Testing

@testable import Interface

/// Texts in the editor, and what is kept of them.
extension ChangingTests {
  @Test func `a change that cannot be written changes nothing and keeps what was typed`() {
    var desk = Desk(Sample.alpaca)
    desk.isDiskFull = true
    desk.press("e", "Ctrl-E", "!", "Ctrl-S")
    #expect(desk.typed == "Say hello!")
    #expect(desk.record(1) == Sample.alpaca)
    #expect(desk.model.question?.text.english == "not saved: no space left")
    desk.press("Esc")
    #expect(desk.typed == "Say hello!" && desk.model.question == nil)
    desk.press("Ctrl-S")
    desk.isDiskFull = false
    desk.press("r")
    #expect(desk.record(1).contains("Say hello!") && desk.isBrowsing)
  }

  @Test func `a text of an earlier session is kept until it is written, and no longer`() {
    var desk = Desk(Sample.alpaca)
    desk.model.panes[0].drafts = [
      Draft(
        record: RecordNumber(1), kind: .value, pointer: JSONPointer(key: "output"), text: "kept")
    ]
    desk.take(.typed("draft"))
    desk.isDiskFull = true
    desk.press("Ctrl-S")
    #expect(desk.model.question != nil && desk.model.panes[0].drafts.count == 1)
    desk.isDiskFull = false
    desk.press("r")
    #expect(desk.record(1).contains("kept") && desk.model.panes[0].drafts.isEmpty)
  }

  @Test func `invalid JSON stays in the editor until it is right or given up`() {
    var desk = Desk(Sample.tree)
    desk.press("l", "l", "l", "l", "l", "e")
    let original = desk.typed
    #expect(original == "2.50")
    desk.press("Ctrl-U", "Ctrl-K", "2.5.1", "Ctrl-S")
    #expect(desk.typed == "2.5.1")
    #expect(desk.event.contains("not JSON") && desk.appended.isEmpty)
    desk.press("Esc", "x")
    #expect(desk.typed == "2.5.1")
    // The caret is where it isn't JSON any more.
    desk.press("Ctrl-K", "Ctrl-S")
    #expect(desk.record(1).contains(#""score": 2.5,"#))
  }

  @Test func `leaving the editor with changes asks first`() {
    for (answer, saved) in [("s", true), ("d", false)] {
      var desk = Desk(Sample.alpaca)
      desk.press("e", "x", "Esc")
      #expect(desk.screen.contains { $0.contains("this text isn't saved") })
      desk.press(answer)
      #expect(desk.isBrowsing)
      #expect(desk.appended.isEmpty != saved)
    }
    var desk = Desk(Sample.alpaca)
    desk.press("e", "x", "Esc", "Esc", "y")
    #expect(desk.typed == "xySay hello")
  }

  @Test(arguments: ["END", "尾巴", "é", "END尾", "😀"])
  func `what was typed at the end of a long text is seen when it is saved`(_ typed: String) {
    let lines = (1...60).map { "第\($0)行" }.joined(separator: #"\n"#)
    var desk = Desk(#"{"text":"\#(lines)"}"#, rows: 24, columns: 80)
    desk.press("Enter", "e", "Ctrl-End")
    desk.take(.input(.paste(typed)))
    desk.press("Ctrl-S")
    #expect(desk.screen.contains { $0.contains("第60行" + typed) }, "\(desk.screen)")
  }

  @Test func `Alt with a letter never answers the question about unsaved text`() {
    var desk = Desk(Sample.alpaca)
    desk.press("e", "x", "Alt-d")
    #expect(desk.typed == "xSay hello")
    desk.press("Ctrl-U", "Alt-x")
    #expect(desk.typed == "Say hello")
    #expect(desk.marks(1).verdict == nil)
  }

  @Test func `saving and going on opens the same field of the next record`() {
    var desk = Desk(Sample.alpaca, Sample.alpaca, Sample.pair)
    desk.press("e", "1", "Ctrl-N")
    #expect(desk.cursor == 2 && desk.typed == "Say hello")
    desk.press("2", "Ctrl-P")
    #expect(desk.cursor == 1 && desk.typed == "1Say hello")
    #expect(desk.record(2).contains("2Say hello"))
  }

  @Test func `at the end of the list the editor stays open, saved, and says so`() {
    var desk = Desk(Sample.alpaca)
    desk.press("e", "!", "Ctrl-N", "x")
    #expect(desk.typed == "!xSay hello" && desk.appended.count == 1)
    desk.press("Ctrl-P")
    #expect(desk.event.contains("first record of the list") && desk.appended.count == 2)
    desk.press("Ctrl-N")
    #expect(desk.event.contains("last record of the list") && desk.appended.count == 2)
    #expect(desk.typed == "!xSay hello" && desk.marks(1).verdict == nil)
  }

  @Test func `a list is edited over several lines, and what isn't touched keeps its bytes`() {
    let calls = #"{"messages":[{"role":"assistant","tool_calls":[{"n" : 1.0,"id":"c1"}, 7 ]}]}"#
    var desk = Desk(calls)
    desk.press("Enter", "e")
    #expect(desk.typed == "[\n  {\n    \"n\": 1.0,\n    \"id\": \"c1\"\n  },\n  7\n]")
    desk.press("Down", "Down", "Down", "End", "Backspace", "Backspace", "2\"", "Ctrl-S")
    #expect(desk.record(1) == calls.replacing("c1", with: "c2"))
    #expect(desk.event.hasPrefix("set /messages/0/tool_calls/0/id"))
    desk.press("u")
    #expect(desk.record(1) == calls)
    desk.press("e", "Ctrl-Home", "Enter", "Ctrl-S")
    #expect(desk.isBrowsing && desk.event.contains("nothing changed"))
    desk.press("e", "Ctrl-T")
    #expect(desk.event.contains("only the whole part"))
    desk.press("Ctrl-Space", "Ctrl-End", "Ctrl-X", "{}", "Ctrl-S")
    #expect(desk.text.contains("this makes an object of a list") && desk.record(1) == calls)
    desk.press("Esc", "Ctrl-S", "s")
    #expect(desk.record(1) == #"{"messages":[{"role":"assistant","tool_calls":{}}]}"#)
  }

  @Test func `Ctrl-N in the editor of a whole record saves it and leaves`() {
    var desk = Desk(Sample.opaque, Sample.alpaca)
    desk.press("e", "x", "Ctrl-N")
    #expect(desk.isBrowsing && desk.record(1) != Sample.opaque)
  }

  @Test func `what is too large to edit in place isn't pasted either`() {
    var desk = Desk(Sample.alpaca)
    desk.press("e")
    desk.take(.input(.paste(String(repeating: "a\n", count: 70_000))))
    #expect(desk.event.hasPrefix("what is pasted is too large") && desk.editor?.lines.count == 1)
    desk.take(.input(.paste(String(repeating: "a\n", count: 30_000))))
    #expect(desk.editor?.lines.count == 30_001 && desk.editor?.row == 30_000)
  }

  @Test func `a text is found in the one that is edited, from the caret on and round its end`() {
    var desk = Desk(#"{"instruction":"q","input":"","output":"one two\ntwo 三 two"}"#)
    desk.press("l", "l", "e", "Ctrl-F", "t", "w")
    #expect(desk.editor?.selectedText == "tw" && desk.editor?.row == 0)
    #expect(desk.screen.last?.contains("next of 3") == true)
    desk.press("Ctrl-F")
    #expect(desk.editor?.row == 1 && desk.editor?.column == 2)
    desk.press("Ctrl-F", "Ctrl-F", "Enter")
    #expect(desk.editor?.row == 0 && desk.editor?.selectedText == "tw")
    desk.press("X")
    #expect(desk.editor?.text == "one Xo\ntwo 三 two")
    desk.press("Ctrl-Z", "Ctrl-Home", "Ctrl-F", "三", "Esc")
    #expect(desk.editor?.caretByte == 0 && desk.editor?.selectedText == nil)
    desk.press("Ctrl-F", "nowhere")
    #expect(desk.event == "nowhere: not found" && desk.editor?.caretByte == 0)
    desk.press("Enter")
    #expect(desk.event == "nowhere: not found" && desk.model.openLine != nil)
    desk.press("Backspace", "Ctrl-U")
    desk.take(.input(.paste("three")))
    #expect(desk.event == "three: not found")
    desk.press("Ctrl-U")
    desk.take(.input(.paste("two")))
    #expect(desk.editor?.selectedText == "two")
    desk.press("Ctrl-U", "/t.o$/", "Ctrl-S")
    #expect(desk.isBrowsing && desk.record(1).contains("one two"))
    desk.press("e", "Ctrl-F", "Enter")
    #expect(desk.editor?.selectedText == "tw", "what was found last is offered")
  }

  @Test func `a selection that was begun goes to the place that is found`() {
    var desk = Desk(#"{"instruction":"q","input":"","output":"one two three"}"#)
    desk.press("l", "l", "e", "Ctrl-Space", "Ctrl-F", "tw", "Enter")
    #expect(desk.editor?.selectedText == "one tw")
  }

  @Test func `a text that was scrolled is edited where it is shown`() {
    let lines = (0..<200).map { "line \($0)" }.joined(separator: "\\n")
    var desk = Desk(#"{"instruction":"q","input":"","output":"\#(lines)"}"#)
    desk.press("Enter", "l", "l", "PgDn", "PgDn", "e")
    let row = desk.editor?.row ?? 0
    #expect(row > 5)
    desk.press("X", "Ctrl-S")
    #expect(desk.screen.contains { $0.contains("Xline \(row)") })
  }

  @Test func `pasting nothing leaves what is selected`() {
    var desk = Desk(Sample.alpaca)
    desk.press("e", "Ctrl-Space", "Right", "Right", "Ctrl-Y")
    #expect(desk.typed == "Say hello" && desk.event == "nothing was cut or copied yet")
  }

  @Test func `a line of an earlier session stays kept until it is entered`() {
    var desk = Desk(Sample.alpaca)
    let kept = Draft(record: RecordNumber(1), kind: .command, pointer: nil, text: "note half")
    desk.model.panes[0].drafts = [kept]
    desk.press(":draft", "Enter")
    #expect(desk.model.unsaved == nil)
    desk.press("Esc")
    #expect(desk.model.panes[0].drafts == [kept])
    desk.press(":draft", "Enter", " more", "Enter")
    #expect(desk.marks(1).notes[nil] == "half more" && desk.model.panes[0].drafts.isEmpty)
  }

  @Test func `a text keeps what its record was when it began`() throws {
    var desk = Desk(Sample.alpaca)
    desk.press("e", "x")
    let bookmark = try #require(desk.model.unsaved?.bookmark)
    #expect(bookmark.bytes == ArraySource.hash(Array(Sample.alpaca.utf8)))
  }

  @Test func `a value whose place is ambiguous isn't opened`() {
    var desk = Desk(#"{"prompt":"p","prompt":"q","output":"d"}"#)
    desk.press("l", "e")
    #expect(desk.editor == nil && desk.text.contains("has a member twice"))
  }

  @Test func `up and down keep their column, and what is deleted to the line's end is pasted`() {
    var desk = Desk(#"{"text":"abcdef\n\nghijkl"}"#)
    desk.press("e", "Right", "Right", "Right", "Right", "Down", "Down", "X")
    #expect(desk.editor?.text == "abcdef\n\nghijXkl")
    desk.press("Ctrl-K", "Home", "Ctrl-Y")
    #expect(desk.editor?.text == "abcdef\n\nklghijX")
  }

  @Test func `what follows the caret in a long line is seen`() {
    var desk = Desk(Sample.alpaca)
    desk.press("&", String(repeating: "0123456789 ", count: 9) + "end")
    for _ in 0..<6 { desk.press("Left") }
    #expect(desk.text.contains("89 end"))
  }

  @Test func `saving and going on stays in the list`() {
    var desk = Desk(Sample.alpaca, Sample.pair, Sample.alpaca, Sample.alpaca)
    desk.press("&", "#1,4", "Enter", "e", "!", "Ctrl-N")
    #expect(desk.record(1) != Sample.alpaca && desk.model.panes[0].cursor == RecordNumber(4))
    #expect(desk.typed == "Say hello")
  }

  @Test func `going on to a record without the field closes the editor and says so`() {
    var desk = Desk(Sample.alpaca, Sample.pair)
    desk.press("e", "1", "Ctrl-N")
    #expect(desk.record(1).contains("1Say hello"))
    #expect(desk.event == "#2 has no /instruction")
    #expect(desk.typed == nil)
  }

  @Test func `a kept text opens where it was typed`() {
    var desk = Desk(#"{"text":"one\ntwo\nthree"}"#)
    desk.press("e", "Down", "new ", "Esc", "k", ":draft", "Enter", "!")
    #expect(desk.typed == "one\nnew !two\nthree")
  }

  @Test func `a kept text doesn't go over a newer one unsaid`() {
    var desk = Desk(Sample.alpaca)
    desk.press("e", "OLD ", "Esc", "k", "e")
    #expect(desk.event.contains("is kept too"))
    desk.press("NEW ", "Ctrl-S", ":draft", "Enter")
    #expect(desk.typed == "OLD Say hello" && desk.event.hasPrefix("the record has changed since"))
  }

  @Test func `the editor opens at the match, and in a dialogue at the answer`() {
    var desk = Desk(#"{"text":"one\ntwo \"three\" four"}"#)
    desk.press("/four", "Enter")
    let serial = desk.searches.last?.serial ?? 0
    desk.take(.searched(.init(pane: 0, serial: serial, found: RecordNumber(1), wrapped: false)))
    desk.press("Enter", "e", "X")
    #expect(desk.typed == "one\ntwo \"three\" Xfour")
    let sides = ["Yes.", "No."].map { #"\n\nHuman: q?\n\nAssistant: \#($0)"# }
    desk = Desk(#"{"chosen":"\#(sides[0])","rejected":"\#(sides[1])"}"#)
    desk.press("e", "X")
    #expect(desk.typed?.hasSuffix("Assistant: XYes.") == true)
  }
}
