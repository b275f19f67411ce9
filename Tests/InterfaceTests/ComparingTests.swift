import Analysis
import Curation
import JSONLines
import TestSupport
import Testing

@testable import Interface

/// Two datasets beside each other, by what is equal, changed, or only in one of them.
@Suite struct ComparingTests {
  func desk() -> Desk {
    var desk = Desk(
      [
        (
          "sft.jsonl",
          [
            #"{"instruction":"a","output":"one"}"#, #"{"instruction":"b","output":"two"}"#,
            #"{"instruction":"c","output":"three"}"#, #"{"instruction":"d","output":"bad"}"#,
          ]
        ),
        (
          "pairs.jsonl",
          [
            #"{"instruction":"a", "output":"one"}"#, #"{"instruction":"b","output":"2"}"#,
            #"{"prompt":"d","chosen":"good","rejected":"bad"}"#,
          ]
        ),
      ], rows: 30, columns: 120, link: .prompt)
    desk.start()
    return desk
  }

  @Test func `the same texts in another layout are the same, and other texts are not`() {
    let turns = { (answer: String) in
      #"{"prompt":[{"role":"user","content":"p"}],"chosen":[{"role":"assistant","content":"\#(answer)"}],"rejected":[{"role":"assistant","content":"r"}]}"#
    }
    for (answer, relation) in [("c", Relation.equal), ("d", .changed)] {
      let plain = Bytes(#"{"prompt":"p","chosen":"c","rejected":"r","id":1}"#)
      let set = WorkingSet(ArraySource([turns(answer)]))
      let other = Counterpart(set, as: nil) { _ in [RecordNumber(1)] }
      #expect(other.relation(of: RecordNumber(1), plain, as: nil) == relation)
    }
  }

  @Test func `pairs that prefer the other side aren't the same`() {
    let safety = { (better: Int) in
      #"{"prompt":"p","response_0":"c","response_1":"r","better_response_id":\#(better)}"#
    }
    for (better, relation) in [(0, Relation.equal), (1, .changed)] {
      let set = WorkingSet(ArraySource([safety(better)]))
      let other = Counterpart(set, as: nil) { _ in [RecordNumber(1)] }
      let pair = Bytes(#"{"prompt":"p","chosen":"c","rejected":"r"}"#)
      #expect(other.relation(of: RecordNumber(1), pair, as: nil) == relation)
    }
  }

  @Test func `many partners say together what each says alone`() {
    let texts = [
      #"{"prompt":"p","chosen":"a","rejected":"b"}"#,
      #"{"prompt":"p","rejected":"b","chosen":"a","score":1.0}"#,
      #"{"prompt":"p","score":10e-1,"rejected":"b","chosen":"a"}"#,
      #"{"prompt":"p","chosen":"b","rejected":"a"}"#, #"{"instruction":"p","output":"a"}"#,
      #"{"instruction":"p","output":" b "}"#, #"{"instruction":"p","output":""}"#,
      #"{"messages":[{"role":"user","content":"p"},{"role":"assistant","content":"a"}]}"#,
      #"{"prompt":"p","responses":[{"text":"a","rank":1},{"text":"b","rank":2}]}"#,
      #"{"prompt":"p","chosen":"a","rejected":"b","#, "{}", "[]",
    ]
    let set = WorkingSet(ArraySource(texts))
    let all = texts.indices.map { RecordNumber(position: $0) }
    let together = Counterpart(set, as: nil) { _ in all }
    let more = [
      #"{"prompt":"p","chosen":"c","rejected":"d"}"#, #"{"instruction":"p","output":"d"}"#,
    ]
    for text in texts + more {
      let alone = Set(
        all.map { partner in
          Counterpart(set, as: nil) { _ in [partner] }
            .relation(of: RecordNumber(1), Bytes(text), as: nil)
        })
      let expected: Relation =
        alone.contains(.rejectedThere)
        ? .rejectedThere : alone.contains(.equal) ? .equal : .changed
      let relation = together.relation(of: RecordNumber(1), Bytes(text), as: nil)
      #expect(relation == expected, "\(text)")
    }
  }

  @Test func `a range grows only as the cursor is moved in its own pane`() {
    var desk = desk()
    desk.press("Tab", "Tab", "v", "Tab", "Tab", "j", "j", "j")
    #expect(desk.model.panes[1].cursor == RecordNumber(3))
    #expect(desk.model.panes[1].selection.records.map(\.value) == [1])
    desk.press("Tab", "Tab", "k")
    #expect(desk.model.panes[1].selection.records.map(\.value).sorted() == [1, 2])
  }

  @Test func `a review is of its own pane`() {
    var desk = desk()
    desk.press("gr")
    #expect(desk.screen[0].contains("review 0 of 4"))
    desk.press("Tab", "Tab")
    #expect(!desk.screen[0].contains("review"))
    desk.press("a")
    #expect(desk.cursor == 1)
    desk.press("Tab", "Tab", "a")
    #expect(desk.cursor == 2 && desk.screen[0].contains("review 1 of 4"))
  }

  func listed(_ query: String) -> [Int] {
    listed(query, desk())
  }

  @Test func `a query finds what is equal, changed, and only here`() {
    #expect(listed("linked") == [1, 2, 4])
    #expect(listed("same-there") == [1])
    #expect(listed("differs-there") == [2, 4])
    #expect(listed("only-here") == [3])
    #expect(listed("rejected-there") == [4])
    #expect(listed("not rejected-there linked") == [1, 2])
  }

  @Test func `the title of the other dataset says how its record stands`() {
    var desk = desk()
    for expected in ["#1  equal", "#2  changed", "no partner", "#3  this answer is rejected here"] {
      #expect(desk.screen.joined(separator: "\n").contains(expected))
      desk.press("j")
    }
  }

  @Test func `versions of one dataset are linked by number where a prompt was changed`() {
    let records = (1...4).map { #"{"instruction":"do \#($0)","input":"","output":"o"}"# }
    var next = records
    next[1] = #"{"instruction":"do it","input":"","output":"o"}"#
    var desk = Desk([("a.jsonl", records), ("b.jsonl", next)], link: .prompt)
    desk.start()
    desk.press("j")
    #expect(desk.text.contains("#2  changed"))
    #expect(listed("differs-there", desk) == [2] && listed("only-here", desk) == [])
    // A record that another one took the place of isn't a version of it.
    next[1] = #"{"instruction":"sing a song","input":"","output":"la la"}"#
    var replaced = Desk([("a.jsonl", records), ("b.jsonl", next)], link: .prompt)
    replaced.start()
    #expect(listed("only-here", replaced) == [2] && listed("differs-there", replaced) == [])
    // Datasets that have little in common aren't.
    let others =
      records.prefix(1) + (2...4).map { #"{"instruction":"x \#($0)","input":"","output":"o"}"# }
    var other = Desk([("a.jsonl", records), ("b.jsonl", Array(others))], link: .prompt)
    other.start()
    #expect(listed("only-here", other) == [2, 3, 4])
  }

  func listed(_ query: String, _ desk: Desk) -> [Int] {
    var desk = desk
    desk.press("&", query, "Enter")
    let pane = desk.model.pane
    return pane.listing.numbers(of: pane.recordCount).map(\.value)
  }

  @Test func `the partner and what is said of it follow edits and their undoing`() {
    var desk = Desk(
      [
        ("a.jsonl", [#"{"instruction":"Q","output":"one"}"#]),
        ("b.jsonl", [#"{"instruction":"Q","output":"two"}"#]),
      ], rows: 30, columns: 120, link: .prompt)
    desk.start()
    func header() -> String { desk.screen.first { $0.contains(" b.jsonl") } ?? "" }
    #expect(header().contains("#1  changed"))
    desk.press(":", "set /output two", "Enter")
    #expect(header().contains("#1  equal"))
    desk.press("u")
    #expect(header().contains("#1  changed"))
    desk.press(":", "set /instruction other", "Enter")
    #expect(header().contains("no partner with this prompt"))
    desk.press("u")
    #expect(header().contains("#1  changed"))
  }

  @Test func `a filter that finds nothing leaves nothing to work on`() {
    var desk = Desk(Sample.pair, Sample.alpaca)
    desk.press("&", "zzzzz", "Enter", "a")
    #expect(desk.appended.isEmpty && desk.screen[22].contains("nothing to work on"))
    #expect(!desk.screen.contains { $0.contains("chosen") })
    desk.press("&", "Ctrl-U", "Enter", "a")
    #expect(desk.appended.count == 1)
  }

  @Test func `two panes on one dataset show each other's changes, and no partners`() {
    let records = (1...4).map { #"{"prompt":"p\#($0)","chosen":"a","rejected":"b"}"# }
    var desk = Desk(
      [("d.jsonl", records), ("d.jsonl", records)], rows: 30, columns: 120, link: nil)
    desk.start()
    desk.press("j", "a", "Tab", "Tab")
    #expect(desk.model.active == 1 && desk.model.pane.cursor.value == 1)
    #expect(desk.screen.contains { $0.hasPrefix("   2 a") })
    #expect(desk.screen.contains { $0.hasPrefix(" d.jsonl  #2") && $0.contains("d.jsonl  #1") })
    desk.press(")")
    #expect(desk.screen[28].contains("partners need a second dataset"))
    #expect(desk.effects.allSatisfy { if case .findPartners = $0 { false } else { true } })
  }

  @Test func `responses stand in columns, one alone, or one under the other`() {
    let texts = (1...3).map { #"{"text":"answer \#($0)","rank":\#($0)}"# }.joined(separator: ",")
    var desk = Desk(#"{"prompt":"q","responses":[\#(texts)]}"#, rows: 24, columns: 140)
    func rows() -> [[Int]] {
      (1...3).map { answer in
        desk.screen.indices.filter { desk.screen[$0].contains("answer \(answer)") }
      }
    }
    let columns = rows()
    #expect(columns[0] == columns[1] && columns[1] == columns[2] && columns[0].count == 1)
    desk.press("|")
    #expect(rows().map(\.count) == [1, 0, 0])
    desk.press("|")
    let stacked = rows()
    #expect(stacked.map(\.count) == [1, 1, 1])
    #expect(stacked[0][0] < stacked[1][0] && stacked[1][0] < stacked[2][0])
    desk.press("|")
    #expect(rows() == columns)
  }

  @Test func `stacked responses say that they go on below`() {
    let long = (1...20).map { "line \($0)" }.joined(separator: "\\n")
    let texts = [long, "short", long].map { #"{"text":"\#($0)","rank":1}"# }.joined(separator: ",")
    var desk = Desk(#"{"prompt":"q","responses":[\#(texts)]}"#, rows: 24, columns: 140)
    func signs() -> [Bool] {
      desk.screen.filter { $0.contains("rank 1") }.map { $0.contains("... more") }
    }
    #expect(signs().allSatisfy { !$0 })
    desk.press("|", "|")
    #expect(signs() == [true, false, true])
  }

  @Test func `a larger window is filled`() {
    let long = (1...60).map { "line \($0)" }.joined(separator: "\\n")
    var desk = Desk(#"{"text":"\#(long)"}"#, rows: 15, columns: 120)
    desk.press("Enter", "G")
    #expect(desk.text.contains("line 60") && !desk.text.contains("line 40\n"))
    desk.resize(30, 120)
    #expect(desk.text.contains("line 60") && desk.text.contains("line 40\n"))
    desk.resize(70, 120)
    #expect(desk.text.contains("line 60") && desk.text.contains("│ line 1\n"))
  }

  @Test func `the list marks how each record stands, anew after a change`() {
    var desk = desk()
    func marks() -> [String] {
      (1...4).map { number in
        let row = desk.screen.first { $0.hasPrefix("   \(number)") } ?? ""
        return String(row.dropFirst(4).prefix(1))
      }
    }
    #expect(marks() == [" ", " ", " ", " "])
    desk.take(.linked)
    #expect(marks() == ["=", "~", "<", "R"])
    desk.press("j", ":", "set /output 2", "Enter")
    #expect(marks() == ["=", "=", "<", "R"])
    desk.press("u")
    #expect(marks() == ["=", "~", "<", "R"])
    desk.press("Tab", "Tab")
    #expect(desk.screen.contains { $0.hasPrefix("   2~") })
  }

  @Test func `what a trainer does with the record is said, by the usual one or another`() {
    var desk = Desk(
      #"{"chosen":"The sky is blue.","rejected":"The sky is black."}"#,
      #"{"instruction":"a","input":"","output":"one"}"#, #"{"prompt":"a","chosen":"b"}"#)
    func said() -> String { desk.screen.suffix(3)[desk.screen.count - 3] }
    desk.press("p")
    #expect(said().contains("trl-dpo: changed") && said().contains("P06"))
    desk.press("j")
    #expect(said().contains("trl-sft: changed") || said().contains("trl-sft: crash"))
    desk.press(":", "trainer llama-factory-sft", "Enter")
    #expect(said().contains("llama-factory-sft: kept"))
    desk.press("j")
    #expect(said().contains("llama-factory-sft: "))
    desk.press("p")
    #expect(!said().contains("llama-factory"))
    desk.press(":", "trainer nobody", "Enter")
    #expect(desk.screen.joined(separator: "\n").contains("trainers: trl-sft, trl-dpo"))
  }

  @Test func `a record that was added and taken back is gone from the list`() {
    var desk = Desk(#"{"text":"a"}"#, #"{"text":"b"}"#)
    desk.press("gd")
    #expect(desk.screen[0].contains("of 3"))
    desk.press("G", "u")
    #expect(desk.screen[0].contains("#2 of 2"))
    desk.press("x")
    #expect(desk.marks(2).verdict == .discarded)
    desk.press("u", "Ctrl-R", "gd")
    #expect(desk.screen[0].contains("of 4") || desk.screen[0].contains("of 3"))
  }

  @Test func `an answer that the other dataset chooses is the same there`() {
    var desk = Desk(
      [
        ("sft.jsonl", [#"{"instruction":"a","output":"good"}"#]),
        ("pairs.jsonl", [#"{"prompt":"a","chosen":"good","rejected":"bad"}"#]),
      ], rows: 30, columns: 120, link: .prompt)
    desk.start()
    #expect(desk.screen.joined(separator: "\n").contains("the same answer is chosen"))
    desk.press("&", "same-there", "Enter")
    #expect(desk.model.pane.listCount == 1)
  }

  @Test func `with one dataset it is said that two are needed`() {
    var desk = Desk(#"{"text":"a"}"#)
    desk.press("&", "linked", "Enter")
    #expect(desk.screen.joined(separator: "\n").contains("linked compares two datasets"))
  }
}
