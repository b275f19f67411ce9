import Curation
import JSONLines
import TestSupport
import Testing

@testable import Interface
@Suite struct ChangingTests {
  @Test func `a prompt that two dialogues share is edited in both, an answer in one`() {
    func record(_ chosen: String, _ rejected: String) -> String {
      #"{"chosen":"\#(chosen)","rejected":"\#(rejected)"}"#
    }
    func side(_ prompt: String, _ answer: String) -> String {
      #"\n\nHuman: \#(prompt)\n\nAssistant: \#(answer)"#
    }
    var desk = Desk(record(side("q?", "Yes."), side("q?", "No.")))
    // The caret begins at the answer.
    desk.press("e", "Up", "Up", "Ctrl-E", "!", "Ctrl-S")
    #expect(desk.record(1) == record(side("q?!", "Yes."), side("q?!", "No.")))
    desk.press("u")
    #expect(desk.record(1) == record(side("q?", "Yes."), side("q?", "No.")))
    desk.press("e", "Ctrl-E", "!", "Ctrl-S")
    #expect(desk.record(1) == record(side("q?", "Yes.!"), side("q?", "No.")))
    // An answer that ends as it did before isn't the end of the prompt.
    desk.press("u", "e", "Up", "Up", "Ctrl-E", "!", "Down", "Down", "Ctrl-A")
    for _ in 0..<11 { desk.press("Right") }
    desk.press("well, ", "Ctrl-S")
    #expect(desk.record(1) == record(side("q?!", "well, Yes."), side("q?!", "No.")))
    desk.press("e", "Ctrl-Home", "x", "Ctrl-S")
    #expect(desk.event.contains("it is read as pairwise now"))
    desk.press("u", "D")
    #expect(desk.event.contains("the whole dialogue is one text"))
  }

  @Test func `D deletes a question of the history with its answer`() {
    var desk = Desk(#"{"instruction":"i","input":"","output":"o","history":[["a","b"],["c","d"]]}"#)
    desk.press("D")
    #expect(desk.record(1) == #"{"instruction":"i","input":"","output":"o","history":[["c","d"]]}"#)
  }

  @Test func `a count undoes and redoes as many steps`() {
    var desk = Desk(Sample.alpaca)
    desk.press("a", "x", "a", "x", "3u")
    #expect(desk.marks(1).verdict == .accepted)
    desk.press("9u")
    #expect(desk.marks(1).verdict == nil && desk.appended.count == 8)
    #expect(desk.event.hasPrefix("undid verdict accepted"))
    desk.press("2", "Ctrl-R")
    #expect(desk.marks(1).verdict == .discarded)
  }

  @Test func `a turn of the system is the first`() {
    var desk = Desk(
      #"{"messages":[{"role":"user","content":"q"},{"role":"assistant","content":"a"}]}"#)
    desk.press(":turn insert system", "Enter")
    #expect(
      desk.record(1).hasPrefix(#"{"messages":[{"role":"system","content":""},{"role":"user""#))
  }

  @Test func `an edit is appended, and shown once it is committed`() {
    var desk = Desk(Sample.alpaca)
    desk.press("e", "Ctrl-E", "!", "Ctrl-S")
    #expect(desk.appended.count == 1)
    #expect(desk.record(1).contains(#""Say hello!""#))
    #expect(desk.isBrowsing)
    #expect(desk.screen.contains { $0.contains("Say hello!") })
    #expect(
      desk.event.contains("set instruction on #1; u undoes") || desk.event.contains("u undoes"))
  }

  @Test func `what was done names a part as its heading does, the one of several by its number`() {
    var desk = Desk(Sample.chat)
    desk.press(":turn insert user at /messages/4", "Enter", ":set /messages/1/content 要带", "Enter")
    #expect(desk.event == "set user 1 on #1; u undoes")
    desk.press("u", "u")
    desk.press(":turn delete at /messages/3", "Enter")
    #expect(desk.event == "turn delete at tool on #1; u undoes")
    desk.press("u")
    #expect(desk.event == "undid turn delete at tool on #1; Ctrl-R redoes")
    desk.press(":set-json /extra 1", "Enter")
    #expect(desk.event == "set extra on #1, which had no such field; u undoes")
  }

  @Test func `another form of a letter is a change`() {
    var desk = Desk(#"{"instruction":"café","input":"","output":"x"}"#)
    desk.press("e", "Ctrl-E", "Backspace", "e", "\u{301}")
    #expect(desk.model.unsaved?.text.isIdentical(to: "cafe\u{301}") == true)
    desk.press("Ctrl-S")
    #expect(
      desk.appended.count == 1
        && desk.record(1).isIdentical(
          to: "{\"instruction\":\"cafe\u{301}\",\"input\":\"\",\"output\":\"x\"}")
    )
  }

  @Test func `a selection stays where its change cannot be written`() {
    var desk = Desk(Sample.alpaca, Sample.pair, Sample.chat)
    desk.press("*")
    desk.isDiskFull = true
    desk.press("a")
    #expect(desk.model.panes[0].selection.count == 3)
  }

  @Test func `a veiled record isn't shown by the editor or the contents either`() {
    var desk = Desk(Sample.alpaca)
    desk.press(":flag S1", "Enter", "V")
    for keys in ["e", "E", "gE", "gJ", "gt"] {
      desk.press(keys)
      #expect(desk.isBrowsing && desk.event.hasPrefix("veiled"), "\(keys)")
      #expect(!desk.text.contains("Hello there"))
    }
  }

  @Test func `:undo and :redo take the entry that they name`() {
    var desk = Desk(Sample.alpaca, Sample.pair)
    desk.press("a", "j", "x", ":", "undo alice:1", "Enter")
    #expect(desk.marks(1).verdict == nil && desk.marks(2).verdict == .discarded)
    desk.press(":", "redo alice:1", "Enter")
    #expect(desk.marks(1).verdict == .accepted)
    desk.press(":", "undo zz", "Enter")
    #expect(desk.marks(2).verdict == .discarded && desk.event.contains("zz"))
  }

  @Test func `a range on which nothing was done isn't left selected`() {
    var desk = Desk(Sample.alpaca, Sample.pair, Sample.alpaca)
    desk.press(":", "2-3 verdct accepted", "Enter", "x")
    #expect(desk.marks(1).verdict == .discarded && desk.marks(2).verdict == nil)
    desk.press(":", "2-3 flag", "Enter")
    #expect(desk.screen[0].contains("2 selected"), "the flag menu works on it")
    desk.press("Esc")
    #expect(!desk.screen[0].contains("selected"))
  }

  @Test func `a line about named records leaves the selection as it was`() {
    var desk = Desk(Sample.alpaca, Sample.pair, Sample.alpaca, Sample.alpaca)
    desk.press("Space", "Space", ":4 verdict accepted", "Enter")
    #expect(desk.marks(4).verdict == .accepted && desk.marks(1).verdict == nil)
    desk.press(":3-4 note", "Enter", "Esc", ":insert {bad", "Enter", "Esc")
    #expect(desk.model.panes[0].selection.count == 2)
    desk.press("x")
    #expect(desk.marks(1).verdict == .discarded && desk.marks(2).verdict == .discarded)
    #expect(desk.marks(3).verdict == nil && desk.model.panes[0].selection.isEmpty)
  }

  @Test func `the history shows long changes to their ends`() {
    let words = (1...400).map { "word\($0)" }.joined(separator: " ")
    var desk = Desk(#"{"instruction": "q", "input": "", "output": "\#(words) old"}"#)
    desk.press(":set /output new \(words) end", "Enter", "Enter", "H")
    #expect(desk.text.contains("- word1 ") && desk.text.contains("+ new word1 "))
    #expect(!desk.text.contains("word400") && desk.text.contains("Ctrl-D"))
    var seen = ""
    for _ in 0..<60 {
      desk.press("Ctrl-D")
      seen += desk.text
    }
    #expect(seen.contains("word400 old") && desk.text.contains("word400 end"))
    for _ in 0..<60 { desk.press("Ctrl-U") }
    #expect(desk.text.contains("- word1 "))
  }

  @Test func `the history scrolls through all records of an entry, and no farther`() {
    let records = (1...20).map { #"{"instruction": "q", "input": "", "output": "old\#($0)"}"# }
    var desk = Desk([("d.jsonl", records)])
    desk.press("*", ":replace /old/new/", "Enter", "y", "H")
    #expect(desk.text.contains("+ new1") && !desk.text.contains("+ new20"))
    for _ in 0..<60 { desk.press("Ctrl-D") }
    #expect(desk.text.contains("- old20") && desk.text.contains("+ new20"))
    #expect(desk.text.contains("#19"))
  }

  @Test func `a mend is repeated elsewhere`() {
    let shouted =
      #"{"messages": [{"role": "User", "content": "a"}, {"role": "assistant", "content": "b"}]}"#
    var desk = Desk(shouted, shouted)
    desk.press("&", "check:C03", "Enter", "+", "j", ".")
    #expect(desk.record(1) == desk.record(2) && desk.record(2) != shouted)
  }

  @Test func `a line for a record that isn't found, or for several, says so before it is entered`()
  {
    var desk = Desk(Sample.alpaca)
    let gone = Bookmark(bytes: ArraySource.hash(Array("gone".utf8)), file: nil)
    var kept = Draft(
      record: RecordNumber(1), kind: .command, pointer: nil, text: "note x", bookmark: gone)
    desk.model.panes[0].drafts = [kept]
    desk.press(":draft", "Enter")
    #expect(desk.text.contains("the record of this line isn't found"))
    desk.press("Esc")
    (kept.bookmark, kept.targetCount) = (nil, 3)
    desk.model.panes[0].drafts = [kept]
    desk.press(":draft", "Enter")
    #expect(desk.text.contains("this was for 3 records"))
  }

  @Test func `an answer that is one turn is deleted as a whole`() {
    var desk = Desk(
      #"{"conversations":[{"from":"human","value":"q"}],"chosen":{"from":"gpt","value":"a"},"rejected":{"from":"gpt","value":"b"}}"#
    )
    desk.press("l", "D")
    #expect(!desk.record(1).contains("chosen"), "\(desk.record(1))")
  }

  @Test func `what fails for all that a filter shows leaves nothing selected`() {
    var desk = Desk(Sample.alpaca, Sample.pair, Sample.alpaca)
    desk.press("&", "#1-2", "Enter", ":flag NOPE", "Enter", "Esc", "x")
    #expect(desk.marks(1).verdict == .discarded && desk.marks(2).verdict == nil)
  }

  @Test func `remove removes all, and d restores only what is removed altogether`() {
    var desk = Desk(Sample.alpaca, Sample.pair, Sample.alpaca)
    desk.press("d", "&", "#1-2", "Enter", ":remove", "Enter", "y")
    #expect(desk.state(1).isRemoved && desk.state(2).isRemoved && !desk.state(3).isRemoved)
    desk.press("Esc", "*", "d")
    #expect(desk.state(1).isRemoved && desk.state(3).isRemoved)
    desk.press("*", "d")
    #expect(!desk.state(1).isRemoved && !desk.state(3).isRemoved)
  }

  @Test func `the only record that a filter shows is asked about where the cursor is elsewhere`() {
    var desk = Desk(Sample.alpaca, Sample.pair, Sample.alpaca)
    desk.press("&", "#1", "Enter", ":3", "Enter", ":verdict accepted", "Enter", "y")
    #expect(desk.marks(1).verdict == .accepted && desk.marks(3).verdict == nil)
  }

  @Test func `undo works where the filter shows nothing`() {
    var desk = Desk(Sample.alpaca)
    desk.press("a", "Enter", "&", "output:nowhere", "Enter")
    #expect(desk.model.focus == .list && desk.event == "no record matches; Esc shows all")
    desk.press("u")
    #expect(desk.marks(1).verdict == nil)
    desk.press("Ctrl-R")
    #expect(desk.marks(1).verdict == .accepted)
  }

  @Test func `a turn of an unknown role is reached as any other`() {
    var desk = Desk(
      #"{"messages":[{"role":"user","content":"q"},{"role":"asistant","content":"a"},{"content":"b"}]}"#
    )
    desk.press("Enter", "l")
    #expect(desk.screen.contains { $0.contains("asistant (unknown role)") })
    desk.press("i", "role assistant", "Enter")
    #expect(desk.record(1).contains(#""role":"assistant","content":"a""#))
    desk.press("l", "D")
    #expect(!desk.record(1).contains(#""content":"b""#))
  }

  @Test func `a replacement asks before it changes a record that isn't seen`() {
    var desk = Desk([("t.jsonl", (1...3).map { #"{"text":"t\#($0)"}"# })])
    desk.press("&", "text:t3", "Enter", ":1", "Enter", ":replace /t/x/", "Enter")
    #expect(desk.model.isAsking && desk.model.pane.set.entries.isEmpty)
    desk.press("y")
    #expect(desk.model.pane.set.entries.count == 1)
    desk.press("u", ":3", "Enter", ":replace /t/x/", "Enter")
    #expect(!desk.model.isAsking && desk.model.pane.set.entries.count == 3)
  }

  @Test func `a record whose insertion is undone leaves the list and the selection`() {
    var desk = Desk(Sample.alpaca, Sample.pair)
    desk.press("gd", "Space", "u", "a")
    #expect(desk.marks(2).verdict == .accepted)
    desk.press("gd", "&", "instruction:hello", "Enter", "u", "*", "x")
    #expect(desk.marks(1).verdict == .discarded && !desk.event.contains("no such record"))
  }

  @Test func `all and ranges leave out what was added and taken back`() {
    var desk = Desk(Sample.alpaca, Sample.pair)
    desk.press("gd", "u", "gd", "*", "a")
    #expect([1, 2, 4].allSatisfy { desk.marks($0).verdict == .accepted }, "\(desk.event)")
    desk.press(":1-4 verdict discarded", "Enter")
    #expect([1, 2, 4].allSatisfy { desk.marks($0).verdict == .discarded }, "\(desk.event)")
    desk.press(":3 verdict discarded", "Enter")
    #expect(desk.event.contains("taken back"), "\(desk.event)")
  }

  @Test func `undoing an addition doesn't go to another record`() {
    var desk = Desk(Sample.alpaca, Sample.pair, Sample.alpaca)
    desk.press("&", "#2", "Enter", "gd")
    desk.press(":2", "Enter", "u")
    #expect(desk.model.panes[0].cursor == RecordNumber(2), "\(desk.event)")
  }

  @Test func `D on reasoning leaves the answer, D on the answer takes both`() {
    let turns =
      #"{"messages":[{"role":"user","content":"q"},{"role":"assistant","reasoning_content":"why","content":"a"}]}"#
    var desk = Desk(turns)
    desk.press("Enter", "l", "D")
    #expect(
      desk.record(1)
        == #"{"messages":[{"role":"user","content":"q"},{"role":"assistant","content":"a"}]}"#)
    desk.press("u", "l", "D")
    #expect(desk.record(1) == #"{"messages":[{"role":"user","content":"q"}]}"#)
  }

  @Test func `what was done last is repeated, a replacement too, typing not`() {
    let record = #"{"text":"colour"}"#
    var desk = Desk(record, record, record)
    desk.press("x", ":replace /colour/color/", "Enter", "j", ".")
    #expect(desk.record(1) == #"{"text":"color"}"# && desk.record(2) == #"{"text":"color"}"#)
    #expect(desk.marks(2).verdict == nil)
    desk.press("e", "A ", "Ctrl-S", "j", ".")
    #expect(desk.record(3) == record && desk.event.contains("isn't repeated"))
  }

  @Test func `a count where none is taken changes nothing and says so`() {
    var desk = Desk(Sample.alpaca, Sample.alpaca)
    desk.press("2x")
    #expect(desk.appended.isEmpty && desk.event.contains("discard takes no count"))
    desk.press("Enter", "2l")
    #expect(desk.model.pane.part?.name == "output")
  }

  @Test func `of a turn with several parts one is deleted, of one the turn`() {
    var desk = Desk(
      #"{"messages":[{"role":"user","content":[{"type":"text","text":"a"},{"type":"text","text":"b"}]},{"role":"assistant","content":"c"}]}"#
    )
    desk.press("Enter", "l", "D")
    #expect(desk.record(1).contains(#""content":[{"type":"text","text":"a"}]"#))
    desk.press("h", "h", "D")
    #expect(desk.record(1) == #"{"messages":[{"role":"assistant","content":"c"}]}"#)
  }

  @Test func `d removes and restores`() {
    var desk = Desk(Sample.alpaca)
    desk.press("d")
    #expect(desk.state(1).isRemoved && desk.screen.contains { $0.contains("removed") })
    desk.press("d")
    #expect(!desk.state(1).isRemoved)
  }

  @Test func `nothing is changed where writing is not allowed`() {
    var desk = Desk([("data.jsonl", [Sample.pair])], readOnly: "read-only: bob writes")
    for key in ["a", "x", "s", "d", "w", "J", "e", "E", "u", "F"] {
      desk.press(key)
      #expect(desk.event == "read-only: bob writes" && desk.isBrowsing, "\(key)")
    }
    #expect(desk.appended.isEmpty)
  }

  @Test func `the record as the file has it cannot be changed`() {
    var desk = Desk(Sample.pair)
    desk.press("w", "b", "b")
    #expect(desk.screen[0].contains("AS IN THE FILE"))
    #expect(desk.screen.contains { $0.contains("This one") })
    desk.press("w")
    #expect(desk.appended.count == 1)
    desk.press("b", "w")
    #expect(desk.record(1) == Sample.pair)
  }

  @Test func `undo goes to the record that it changes`() {
    var desk = Desk(Sample.alpaca, Sample.pair)
    desk.press("a", "j", "u")
    #expect(desk.cursor == 1 && desk.marks(1).verdict == nil)
  }

  @Test func `Backspace never changes data`() {
    var desk = Desk(Sample.pair)
    desk.press("Backspace", "Enter", "Backspace", "Del")
    #expect(desk.appended.isEmpty)
  }
}
