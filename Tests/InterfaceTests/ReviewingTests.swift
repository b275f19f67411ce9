import Analysis
import Console
import Curation
import JSONLines
import TestSupport
import Testing

@testable import Interface

/// The review queue, ratings, repeating, turns, the veil, the history.
@Suite struct ReviewingTests {
  @Test func `what is wrong with a blind order is said by the numbers on the screen`() {
    let record =
      #"{"prompt":"p","responses":[\#((1...5).map { #"{"text":"r\#($0)","rank":\#($0)}"# }.joined(separator: ","))]}"#
    for seed in 1...8 {
      var desk = Desk([("r.jsonl", [record])], blind: seed)
      desk.press("r", "Ctrl-U", "rank 1,2,3,4", "Enter")
      #expect(desk.event.hasSuffix("the order leaves out response 5"))
      desk.press("Esc", "r", "Ctrl-U", "rank 2,1", "Enter")
      #expect(desk.event.hasSuffix("the order leaves out responses 3, 4, 5"))
    }
  }

  @Test(arguments: [
    "by:bob", "not chosen:a", "/chosen/1/content:a", "best=1", "len(rejected)>2", "disagree or x",
    "not suggested", "suggestion>0.9", "edited", "check:P14", "model:gpt", "/meta/source=web",
    "has:meta.generator",
  ])
  func `a blind review takes no filter or order that reveals something`(_ filter: String) {
    var desk = Desk([("r.jsonl", [Sample.pair])], blind: 1)
    desk.press("&", filter, "Enter")
    #expect(desk.event == "a blind review hides this" && desk.model.pane.choice.filter.isEmpty)
    desk.press(":sort len(chosen)", "Enter")
    #expect(desk.event == "a blind review hides this" && desk.model.pane.choice.order == nil)
    desk.press("&", "prompt:x", "Enter")
    #expect(desk.model.pane.choice.filter == "prompt:x")
  }

  @Test func `a blind order leaves the focus where it is, whatever it does to the record`() {
    let texts = (1...8).map { #"{"prompt":"q","chosen":"good \#($0)","rejected":"bad \#($0)"}"# }
    var desk = Desk([("r.jsonl", texts)], blind: 7)
    var flipped = 0
    for _ in texts {
      desk.press("l")
      let focused = desk.model.pane.place.focusedPart
      desk.press("r", "Ctrl-U", "rank 2,1", "Enter")
      #expect(desk.model.pane.place.focusedPart == focused)
      if desk.model.pane.set.state(of: desk.model.pane.cursor)?.edited != nil { flipped += 1 }
      desk.press("u")
      #expect(desk.model.pane.place.focusedPart == focused)
      desk.press("Ctrl-N")
    }
    #expect((1...7).contains(flipped), "both kinds are there")
  }

  @Test func `a blind list shows of a pair without a prompt the response that is shown first`() {
    let texts = (1...8).map { #"{"chosen":"good \#($0)","rejected":"bad \#($0)"}"# }
    let desk = Desk([("r.jsonl", texts)], blind: 7)
    let lists = (1...8).map { number in
      ListSummary(RecordNumber(number), in: desk.model.pane).text
    }
    #expect(lists.contains { $0.hasPrefix("good") } && lists.contains { $0.hasPrefix("bad") })
  }

  @Test func `a blind review tells no source in its list or menus`() {
    var desk = Desk(
      [
        (
          "r.jsonl",
          [#"{"model":"gpt-0","foo":"bar","meta":{"model_name":"gpt-0"},"teacherId":"gpt-0"}"#]
        )
      ],
      blind: 1)
    #expect(!desk.screen.contains { $0.contains("gpt-0") })
    desk.press(":values model", "Enter")
    #expect(desk.event == "a blind review hides this")
    let text = Desk([("r.jsonl", [#"{"source_text":"Guten Tag","foo":"Good day"}"#])], blind: 1)
    #expect(text.screen.contains { $0.contains("Guten Tag") }, "what is to be judged is shown")
  }

  @Test func `a blind review shows and decides nothing of other reviewers`() {
    var desk = Desk([("r.jsonl", [Sample.pair, Sample.pair])], blind: 1)
    desk.press("gr", "ga")
    #expect(desk.event == "a blind review hides this" && desk.model.review != nil)
    desk.press(":resolve bob", "Enter")
    #expect(desk.event == "a blind review hides this" && desk.model.pane.set.entries.isEmpty)
    desk.press("f")
    desk.take(.input(.paste("x")))
    #expect(desk.event == "pasted text goes nowhere here")
  }

  /// A record that two reviewers gave other prompts.
  private func disputed() throws -> WorkingSet {
    let record =
      #"{"prompt":"p","responses":[{"text":"one","rank":1},{"text":"two","rank":2}]}"#
    var set = WorkingSet(ArraySource([record]))
    let before = set
    for actor in ["bob", "carol"] {
      var writer = Journalist(journal: actor, actor: actor)
      let command = Command.set(JSONPointer(["prompt"]), .text("as \(actor) says"))
      let draft = try before.propose(command, on: [RecordNumber(1)], actor: actor)
      set.commit(writer.seal(try #require(draft)))
    }
    return set
  }

  @Test func `a blind review shows nobody's version of edits in conflict`() throws {
    for (blind, isTold) in [(nil, true), (3, false)] as [(Int?, Bool)] {
      let pane = Pane(name: "d.jsonl", actor: "alice", blind: blind, set: try disputed())
      var desk = Desk("{}", rows: 30, columns: 120)
      desk.model = Model([pane], rows: 30, columns: 120, hazards: Desk.hazards, themes: [])
      desk.press("Enter")
      let screen = desk.screen.joined(separator: "\n")
      for name in ["bob", "as carol says", "rank 1"] {
        #expect(screen.contains(name) == isTold, "\(name), \(String(describing: blind))")
      }
    }
  }

  static let records = (1...5).map { #"{"prompt":"p\#($0)","chosen":"a","rejected":"b"}"# }
  var desk = Desk([("data.jsonl", records)], rows: 30, columns: 120)

  @Test mutating func `a verdict goes on to the next record without one, and u comes back`() {
    desk.press("gr")
    #expect(desk.event.hasPrefix("a accepts"))
    desk.press("a", "x")
    #expect(desk.model.pane.cursor == RecordNumber(3))
    desk.press("u")
    #expect(desk.model.pane.cursor == RecordNumber(2))
    #expect(desk.marks(2).verdict == nil)
    desk.press("s", "a", "a", "x")
    #expect(desk.event.contains("all reviewed: 3 accepted, 1 discarded, 1 skipped"))
    let (last, verdict) = (
      desk.model.pane.cursor.value, desk.marks(desk.model.pane.cursor.value).verdict
    )
    desk.press("s")
    #expect(desk.event.contains("all are reviewed") && desk.marks(last).verdict == verdict)
    desk.press("s")
    #expect(desk.marks(last).verdict == .skipped)
    desk.press("gr")
    #expect(desk.model.review == nil)
  }

  @Test mutating func `a review that is done stays within its queue`() {
    desk.press("3G", "a", "1G", "&", "#3", "Enter", "1G", "gr")
    #expect(desk.cursor == 3 && desk.event.hasPrefix("all of these are reviewed"))
    desk.press("x")
    #expect(desk.marks(3).verdict == .accepted, "one key too many changes nothing")
  }

  @Test mutating func `a removed record needs no verdict, and removing it goes on`() {
    desk.press(":", "2 remove", "Enter", "gr", "a")
    #expect(desk.cursor == 3)
    desk.press("d")
    #expect(desk.cursor == 4 && desk.state(3).isRemoved)
    #expect(desk.screen[0].contains("review 2 of 4"))
    desk.press(":1 verdict skipped", "Enter")
    #expect(desk.cursor == 4)
    desk.press(":1 accept", "Enter")
    #expect(desk.cursor == 4)
    desk.press("a", "a")
    #expect(desk.event.contains("all reviewed: 3 accepted, 0 discarded, 0 skipped, 1 removed"))
    desk.press("gr", "& unreviewed", "Enter")
    #expect(desk.model.pane.listCount == 0)
  }

  @Test mutating func `the queue is what is flagged and has no verdict, from the first`() {
    desk.press(
      ":", "2 flag S10", "Enter", ":", "4 flag S1", "Enter", ":", "2 verdict accepted", "Enter")
    desk.model.beginsReview = true
    desk.start()
    #expect(desk.model.pane.listCount == 1)
    #expect(desk.model.pane.cursor == RecordNumber(4))
    desk.press("x")
    #expect(desk.event.contains("all reviewed"))
  }

  /// Suggests something for some of the five records.
  mutating func suggest(_ lines: String...) throws {
    let found = try lines.map { line in
      try Suggestion(try JSONValue.parse(line)) { code in
        HazardFlag.Key(taxonomy: "mlcommons", category: code)
      }
    }
    desk.model.panes[0].suggestions = Dictionary(grouping: found, by: \.record)
  }

  @Test mutating func `answering all that is suggested for a record goes on to the next`() throws {
    try suggest(
      #"{"record":2,"category":"S10"}"#, #"{"record":2,"command":"flip"}"#,
      #"{"record":4,"command":"verdict discarded"}"#, #"{"record":5,"command":"flip"}"#)
    desk.press("gr")
    #expect(desk.event.hasPrefix("+ agrees, - refuses"))
    #expect(desk.cursor == 2 && desk.screen[0].contains("answered 0 of 3"))
    desk.press("+")
    #expect(desk.cursor == 2, "something else is suggested for it")
    desk.press("-")
    #expect(desk.cursor == 4 && desk.screen[0].contains("answered 1 of 3"))
    desk.press("s")
    #expect(desk.cursor == 5 && desk.screen[0].contains("answered 1 of 3"))
    desk.press("u", "+")
    #expect(desk.cursor == 5 && desk.marks(4).verdict == .discarded)
    desk.press("u")
    #expect(desk.cursor == 4 && desk.marks(4).verdict == nil)
    desk.press("x")
    #expect(desk.cursor == 5 && desk.screen[0].contains("answered 2 of 3"))
    desk.press("+")
    #expect(desk.event.contains("all reviewed: 2 agreed with, 1 refused; gr ends the review"))
    desk.press("gr", "Esc", "Esc", "gr")
    #expect(
      desk.model.pane.choice.filter == "flagged unreviewed", "what is left out needs no answers")
  }

  @Test mutating func `plus answers what is suggested for all that is selected`() throws {
    try suggest(
      #"{"record":1,"command":"flip"}"#, #"{"record":2,"category":"S10"}"#,
      #"{"record":2,"command":"flip"}"#, #"{"record":4,"command":"flip"}"#)
    desk.press("Space", "Space", "Space", "+")
    #expect(desk.event == "agree: 2 suggestions on 2 records; u undoes")
    #expect(desk.record(1).contains(#""chosen":"b""#) && desk.state(2).isFlagged)
    #expect(desk.record(2) == Self.records[1] && desk.record(4) == Self.records[3])
    desk.press("u")
    #expect(desk.record(1) == Self.records[0] && !desk.state(2).isFlagged)
    desk.press(":", "3 flip", "Enter", ":", "5", "Enter", "Space", "+")
    #expect(desk.event == "nothing is suggested for these records")
    #expect(!desk.model.pane.selection.isEmpty)
  }

  @Test mutating func `the surest suggestions are found by their scores, and agreed with at once`()
    throws
  {
    try suggest(
      #"{"record":1,"command":"flip","score":0.95}"#, #"{"record":2,"command":"flip","score":0.4}"#,
      #"{"record":3,"command":"flip"}"#, #"{"record":4,"command":"flip","score":0.99}"#,
      #"{"record":2,"category":"S10","score":0.9}"#)
    for (filter, expected) in [
      ("suggestion>=0.9", [1, 2, 4]), ("suggestion!=0.9", [1, 4]), ("suggestion<1 #1-3", [1, 2]),
      ("not suggestion>0.5", [3, 5]),
    ] {
      desk.press("& \(filter)", "Enter")
      #expect(desk.model.pane.listed.map(\.value) == expected, "\(filter)")
    }
    desk.press("& suggestion>0.93", "Enter", "*", "+")
    #expect(desk.event == "agree: 2 suggestions on 2 records; u undoes")
    desk.press("& suggested", "Enter")
    #expect(desk.model.pane.listed.map(\.value) == [2, 3])
  }

  @Test mutating func `what is passed over twice isn't stayed at`() throws {
    try suggest(#"{"record":1,"command":"flip"}"#, #"{"record":3,"command":"flip"}"#)
    desk.press("gr", "s", "s")
    #expect(desk.cursor == 1)
    desk.press("s")
    #expect(desk.cursor == 3 && desk.event == "passed over #1")
    desk.press("+", "s")
    #expect(desk.cursor == 1 && desk.event == "this is the only one without an answer")
  }

  @Test func `a blind review's filters see what is added, and what only the user said`() {
    var desk = Desk([("r.jsonl", [Sample.pair, Sample.pair])], blind: 1)
    desk.press(":insert \(Sample.pair)", "Enter", "& #3", "Enter")
    #expect(desk.model.pane.listed == [RecordNumber(3)])
    desk.press("& unreviewed", "Enter")
    #expect(desk.model.pane.listed.count == 3)
  }

  @Test mutating func `suggested finds what is open, beside other conditions too`() throws {
    try suggest(#"{"record":2,"category":"S10"}"#, #"{"record":4,"command":"flip"}"#)
    desk.press("& suggested prompt:p4", "Enter")
    #expect(desk.model.pane.listed == [RecordNumber(4)])
    desk.press("-", "& not suggested", "Enter")
    #expect(desk.model.pane.listed.map(\.value) == [1, 3, 4, 5])
    desk.press("gr", "a")
    #expect(desk.screen[0].contains("review 1 of 4"), "a review of verdicts")
    desk.press("gr", "& #1-3 suggested", "Enter", "gr", "+", "gr")
    #expect(desk.event == "review ended: 1 agreed with, 0 refused")
    desk.press("gr")
    #expect(desk.event == "nothing is suggested for these records" && desk.model.review == nil)
  }

  @Test mutating func `a review goes on where it was left, round to what was passed over`() {
    desk.press("a", "j", "j", "x", "gr")
    #expect(desk.model.pane.cursor == RecordNumber(2))
    desk.press("Ctrl-N", "Ctrl-N", "a")
    #expect(desk.model.pane.cursor == RecordNumber(2), "round the end")
    #expect(desk.screen[0].contains("review 1 of 3"))
    desk.press("a")
    #expect(desk.model.pane.cursor == RecordNumber(4))
  }

  @Test func `the rate is of the last records`() {
    var review = Review()
    for second in 0..<6 { review.note("2026-11-23T23:59:5\(second).000Z") }
    #expect(review.perHour == 3600)
    review.note("2026-11-24T00:00:05.000Z")
    #expect(review.perHour == 6 * 3600 / 15, "over midnight")
  }

  @Test mutating func `R rates with two keys, a response where one is focused`() {
    desk.press("R", "h", "4")
    #expect(desk.marks(1).ratings == [RatingKey(axis: "helpful"): .score(4)])
    desk.press("Enter", "l", "R", "a", "n")
    let chosen = RatingKey(axis: "acceptable", at: JSONPointer(["chosen"]))
    #expect(desk.marks(1).ratings[chosen] == .acceptable(false))
    desk.press("R", "a", "0")
    #expect(desk.marks(1).ratings[chosen] == nil)
    desk.press("R", "h", "7")
    #expect(desk.event == "helpful of chosen: 1 to 5, 0 takes it off")
    desk.press("Esc")
    #expect(desk.isBrowsing)
  }

  @Test mutating func `the period does the last change again`() {
    desk.press(".")
    #expect(desk.event == "there is no change to repeat yet")
    desk.press(":", "flag S10 3 bad", "Enter", "j", ".", "j", ".")
    #expect(desk.marks(3).flags.map(\.note) == ["bad"])
    #expect(desk.appended.count == 3)
  }

  @Test mutating func `D deletes the focused field, and u brings it back`() {
    desk.press("Enter", "l", "l", "D")
    #expect(desk.record(1) == #"{"prompt":"p1","chosen":"a"}"#)
    desk.press("u")
    #expect(desk.record(1) == Self.records[0])
  }

  @Test mutating func `i changes turns`() {
    desk = Desk(
      #"{"messages":[{"role":"user","content":"a"},{"role":"assistant","content":"b"}]}"#)
    desk.press("Enter", "i", "role system", "Enter")
    #expect(desk.record(1).contains(#"{"role":"system","content":"a"}"#))
    desk.press("l", "D")
    #expect(desk.record(1) == #"{"messages":[{"role":"system","content":"a"}]}"#)
  }

  @Test mutating func `flagged records are veiled until V shows one`() {
    desk.press(":", "flag S10", "Enter", "V")
    #expect(desk.text.contains("veiled: this record is flagged"))
    #expect(!desk.text.contains("p1"))
    desk.press("y")
    #expect(desk.event == "veiled: this record is flagged; V shows it", "nor copied")
    desk.press("V")
    #expect(desk.text.contains("p1"))
    desk.press("j", "k")
    #expect(desk.text.contains("p1"), "the one that was asked for stays")
    desk.press("Enter", "e", "Z", "Ctrl-S", "V", "V", "H")
    #expect(desk.text.contains("#1 veiled") && !desk.text.contains("p1"), "nor in the history")
  }

  @Test mutating func `the history shows what was done, and takes one entry back`() {
    desk.press("a", "Enter", "e", "Z", "Ctrl-S", "H")
    var text = desk.text
    #expect(text.contains("history of #1 of data.jsonl  2 entries"))
    #expect(text.contains("- p1") && text.contains("+ Zp1"))
    desk.press("j", "u")
    #expect(desk.marks(1).verdict == nil)
    text = desk.text
    #expect(text.contains("(undone)  verdict accepted"))
    desk.press("u", "q")
    #expect(desk.marks(1).verdict == .accepted && desk.isBrowsing)
  }

  @Test mutating func `hidden characters are counted, and gx shows how they are written`() {
    desk = Desk(#"{"instruction":"pay\u200bpal","input":"","output":"a\u0007 b\n👨\u200d👩"}"#)
    #expect(desk.screen.contains { $0.contains("2 hidden characters") })
    desk.press("Enter", "gx")
    #expect(desk.text.contains(#""pay\u200bpal""#) && desk.text.contains(#"a\u0007 b\n"#))
    desk.press("gx")
    #expect(!desk.text.contains("u200b"))
  }

  @Test mutating func `the list can be given more room, and less`() {
    func divider() -> Int {
      desk.screen[2].firstIndex(of: "│").map {
        desk.screen[2].distance(from: desk.screen[2].startIndex, to: $0)
      } ?? 0
    }
    let usual = divider()
    desk.press(">")
    #expect(divider() == usual + 4)
    desk.press("3<")
    #expect(divider() == usual - 8)
    desk.press("40>")
    #expect(divider() <= 80, "the record keeps its room")
    desk.resize(24, 80)
    desk.press("99<")
    #expect(desk.screen.count == 24)
  }

  @Test mutating func `help begins with the keys of the place`() {
    desk.press("?")
    #expect(desk.screen[1].contains("In the list"))
    desk.press("q", "Enter", "?")
    #expect(desk.screen[1].contains("In the record"))
  }

  @Test mutating func `help is searched, and what does nothing in it doesn't end it`() {
    desk.press("?", "/", "undo the")
    #expect(desk.text.contains("/undo the") && !desk.text.contains("swap"))
    desk.press("Enter", "x", "f")
    #expect(desk.text.contains("/undo the") && desk.appended.isEmpty)
    desk.press("/", "no such thing", "Enter")
    #expect(desk.text.contains("nothing has no such thing"))
    desk.press("Esc")
    #expect(desk.screen[1].contains("In the list") && !desk.text.contains("/no such"))
    desk.press("Esc")
    #expect(desk.isBrowsing)
  }

  @Test mutating func `what is restored from the history stands in it`() {
    desk.press("Enter", "e", "Z", "Ctrl-S", "e", "Y", "Ctrl-S", "H", "j", "r")
    #expect(desk.text.contains("3 entries") && desk.text.contains("restore to"))
  }

  @Test mutating func `a replacement says its hits first`() {
    desk.press("&", "#1-3", "Enter", ":", "replace /^p/q/ in prompt", "Enter")
    #expect(desk.model.question?.text.english == "replace /^p/q/ in prompt: 3 hits in 3 records?")
    #expect(desk.appended.isEmpty)
    desk.press("y")
    #expect(
      desk.appended.count == 1 && desk.record(3).contains("q3") && !desk.record(4).contains("q4"))
    desk.press("u")
    #expect(desk.record(3) == Self.records[2])
  }

  /// The same corpus of commands by keys and as typed lines.
  @Test mutating func `keys and typed lines make the same entries`() {
    desk.press(
      "a", "j", "x", "j", "w", "j", "d", "j", "R", "h", "4", "u", "Ctrl-R", "c", "why", "Enter")
    var typed = Desk([("data.jsonl", Self.records)], rows: 30, columns: 120)
    for line in [
      "verdict accepted", "2", "verdict discarded", "3", "flip", "4", "remove", "5",
      "rate helpful 4", "undo", "redo", "note why",
    ] { typed.take(.typed(line)) }
    #expect(
      desk.appended.map { $0.unsealedContent() } == typed.appended.map { $0.unsealedContent() })
  }
}
