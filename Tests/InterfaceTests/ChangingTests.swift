import Curation
import JSONLines
import TestSupport
import Testing

@testable import Interface

@Suite struct ChangingTests {
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

  @Test func `a verdict that cannot be written is not shown`() {
    var desk = Desk(Sample.alpaca)
    desk.isDiskFull = true
    desk.press("a")
    #expect(desk.marks(1).verdict == nil)
    #expect(!desk.screen.contains { $0.contains("accepted") })
  }

  @Test func `a selection stays where its change cannot be written`() {
    var desk = Desk(Sample.alpaca, Sample.pair, Sample.chat)
    desk.press("*")
    desk.isDiskFull = true
    desk.press("a")
    #expect(desk.model.panes[0].selection.count == 3)
  }

  @Test func `a flag's note is edited as any line is`() {
    var desk = Desk(Sample.pair)
    desk.press("f", "b", "Tab", "one two", "Home", "Delete", "End", "Ctrl-W", "x", "Enter")
    #expect(desk.marks(1).flags.map(\.note) == ["ne x"])
  }

  @Test func `the focus goes with a text of a pair that is lowered and raised`() {
    var desk = Desk(Sample.pair)
    desk.press("Enter", "l")
    let before = desk.model.panes[0].part?.response
    desk.press("J")
    #expect(before == 0 && desk.model.panes[0].part?.response == 1)
    desk.press("K")
    #expect(desk.model.panes[0].part?.response == 0 && desk.record(1) == Sample.pair)
  }

  @Test func `a note that cannot be written is not lost`() {
    var desk = Desk(Sample.alpaca)
    desk.isDiskFull = true
    desk.press("c", "a long note", "Enter")
    desk.isDiskFull = false
    desk.press("Esc", "c", "Up", "Enter")
    #expect(desk.marks(1).notes[nil] == "a long note")
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
    desk.press(":3-4 note", "Enter", "Esc", ":insert {bad", "Enter")
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

  @Test func `a bare action at a record is about the part that has the focus`() {
    var desk = Desk(Sample.alpaca, Sample.pair)
    desk.press("Space", "Space", ":2 flag", "Enter", "b", "Enter")
    #expect(desk.marks(2).flags.first?.key.at == JSONPointer(["prompt"]))
    #expect(desk.model.panes[0].selection.count == 2)
    desk.press(":2 flag S1", "Enter")
    #expect(desk.marks(2).flags.contains { $0.key.category == "S1" && $0.key.at == nil })
  }

  @Test func `Ctrl-N in the editor of a whole record saves it and leaves`() {
    var desk = Desk(Sample.opaque, Sample.alpaca)
    desk.press("e", "x", "Ctrl-N")
    #expect(desk.isBrowsing && desk.record(1) != Sample.opaque)
  }

  @Test func `pasting nothing leaves what is selected`() {
    var desk = Desk(Sample.alpaca)
    desk.press("e", "Ctrl-Space", "Right", "Right", "Ctrl-Y")
    #expect(desk.typed == "Say hello" && desk.event == "nothing was cut or copied yet")
  }

  @Test func `Up in the note of a flag leaves its category`() {
    var desk = Desk(Sample.alpaca)
    desk.press("f", "b", "Tab", "note", "Up", "Enter")
    #expect(desk.marks(1).flags.first?.key.category == "S2")
  }

  @Test func `a mend is repeated elsewhere`() {
    let shouted =
      #"{"messages": [{"role": "User", "content": "a"}, {"role": "assistant", "content": "b"}]}"#
    var desk = Desk(shouted, shouted)
    desk.press("&", "check:C03", "Enter", "+", "j", ".")
    #expect(desk.record(1) == desk.record(2) && desk.record(2) != shouted)
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

  @Test func `an answer that is one turn is deleted as a whole`() {
    var desk = Desk(
      #"{"conversations":[{"from":"human","value":"q"}],"chosen":{"from":"gpt","value":"a"},"rejected":{"from":"gpt","value":"b"}}"#
    )
    desk.press("l", "D")
    #expect(!desk.record(1).contains("chosen"), "\(desk.record(1))")
  }

  @Test(arguments: [30, 36, 46, 66, 80]) func `all answers to a question are shown`(columns: Int) {
    var desk = Desk(Sample.alpaca, rows: 12, columns: columns)
    desk.press("e", "x", "Esc")
    let hints = desk.screen.last ?? ""
    for answer in ["s saves", "k keeps", "d discards"] {
      #expect(hints.contains(answer), "\(hints)")
    }
  }

  @Test func `up and down keep their column, and what is deleted to the line's end is pasted`() {
    var desk = Desk(#"{"text":"abcdef\n\nghijkl"}"#)
    desk.press("e", "Right", "Right", "Right", "Right", "Down", "Down", "X")
    #expect(desk.editor?.text == "abcdef\n\nghijXkl")
    desk.press("Ctrl-K", "Home", "Ctrl-Y")
    #expect(desk.editor?.text == "abcdef\n\nklghijX")
  }

  @Test func `the next record is shown at the same part, also from the list`() {
    var desk = Desk(Sample.alpaca, Sample.alpaca)
    desk.press("l", "l", "Ctrl-N")
    #expect(desk.cursor == 2 && desk.model.pane.part?.pointer == JSONPointer(key: "output"))
  }

  @Test func `what follows the caret in a long line is seen`() {
    var desk = Desk(Sample.alpaca)
    desk.press("&", String(repeating: "0123456789 ", count: 9) + "end")
    for _ in 0..<6 { desk.press("Left") }
    #expect(desk.text.contains("89 end"))
  }

  @Test func `what fails for all that a filter shows leaves nothing selected`() {
    var desk = Desk(Sample.alpaca, Sample.pair, Sample.alpaca)
    desk.press("&", "#1-2", "Enter", ":flag NOPE", "Enter", "y", "x")
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

  @Test func `saving and going on stays in the list`() {
    var desk = Desk(Sample.alpaca, Sample.pair, Sample.alpaca, Sample.alpaca)
    desk.press("&", "#1,4", "Enter", "e", "!", "Ctrl-N")
    #expect(desk.record(1) != Sample.alpaca && desk.model.panes[0].cursor == RecordNumber(4))
    #expect(desk.typed == "Say hello")
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

  @Test func `a digit behind a whole code is the severity`() {
    var desk = Desk(Sample.alpaca)
    desk.press("f", "S102", "Enter")
    #expect(desk.marks(1).flags.map(\.severity) == [2])
    #expect(desk.marks(1).flags.map(\.key.category) == ["S10"])
  }

  @Test func `going on to a record without the field closes the editor and says so`() {
    var desk = Desk(Sample.alpaca, Sample.pair)
    desk.press("e", "1", "Ctrl-N")
    #expect(desk.record(1).contains("1Say hello"))
    #expect(desk.event == "#2 has no /instruction")
    #expect(desk.typed == nil)
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

  @Test func `a change of a part is repeated on the part that has the focus`() {
    var desk = Desk(Sample.ranked, Sample.ranked, Sample.ranked)
    desk.press("Enter", "l", "R", "h", "2", "l", "l", ".")
    #expect(desk.event == "rate helpful 2 at response 3 on #1; u undoes")
    desk.press("f", "a", "Enter", "h", ".")
    #expect(desk.event == "flag S1 1 at response 2 on #1; u undoes")
    desk.press("Tab", "j", "Enter", "l", "D", "Tab", "j", "Enter", "l", "l", "l", ".")
    #expect(desk.record(2).contains(#"[{"text": "B""#) && !desk.record(3).contains(#""C""#))
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

  @Test func `only a focused response is moved, and only if there is a place to move it to`() {
    var desk = Desk(Sample.ranked)
    desk.press("Enter", "K")
    #expect(desk.event.hasPrefix("l goes to the response") && desk.appended.isEmpty)
    desk.press("l", "K")
    #expect(desk.event.hasPrefix("nothing to change") && desk.appended.isEmpty)
    desk.press("J")
    #expect(desk.event.contains("now 2,1,3,4"))
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
    desk.press("w", "b")
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
