import Analysis
import Curation
import JSONLines
import TestSupport
import Testing

@testable import Interface

/// A record beside its partner, text by text.
extension ComparingTests {
  @Test func `a record is scrolled together with its partner, part by part`() {
    func dialogue(_ name: String, lengths: [Int], fields: String = "") -> String {
      let turns = lengths.enumerated().map { turn, lines in
        let text = (0..<lines).map { "\(name)\(turn) line \($0)" }.joined(separator: "\\n")
        return #"{"role":"\#(turn % 2 == 0 ? "user" : "assistant")","content":"\#(text)"}"#
      }
      return #"{"messages":[\#(turns.joined(separator: ","))]\#(fields)}"#
    }
    var desk = Desk(
      [
        ("a.jsonl", [dialogue("a", lengths: [1, 12, 1, 40])]),
        ("b.jsonl", [dialogue("b", lengths: [1, 90, 1, 80], fields: #","id":1,"more":"m""#)]),
      ], rows: 24, columns: 120, link: .number)
    desk.start()
    func tops() -> [Flow.Place] { desk.model.panes.map(\.place.contextTop) }
    desk.press("Enter", "}", "}", "}")
    #expect(desk.text.contains("a3 line 0") && desk.text.contains("b3 line 0"))
    desk.press("2", "0", "j")
    #expect(desk.text.contains("a3 line 19") && desk.text.contains("b3 line 39"))
    #expect(tops()[0].block == tops()[1].block)
    desk.press("G")
    #expect(desk.text.contains("a3 line 39") && desk.text.contains("b3 line 79"))
    // A search leads both.
    desk.press("/", "a1 line 11", "Enter")
    let serial = desk.searches.last?.serial ?? 0
    desk.take(.searched(.init(pane: 0, serial: serial, found: RecordNumber(1), wrapped: false)))
    #expect(desk.text.contains("a1 line 11") && desk.text.contains("b1 line 82"))
    // From the other pane too.
    desk.press("Tab", "Enter", "g", "g")
    #expect(tops().allSatisfy { $0 == Flow.Place(block: 0, offset: $0.offset) })
    // A turn that only one of them has stands for none.
    var other = Desk(
      [
        ("a.jsonl", [dialogue("a", lengths: [1, 90])]),
        ("b.jsonl", [dialogue("b", lengths: [1, 90, 1, 80], fields: #","system":"s""#)]),
      ], rows: 24, columns: 120, link: .number)
    other.start()
    other.press("Enter", "3", "0", "j")
    #expect(other.text.contains("a1 line 2") && other.text.contains("b1 line 2"))
  }

  @Test func `parts of one text stand for each other, and between them those of one role`() {
    func page(_ turns: [(String, String)]) -> RecordPage {
      let turns = turns.map { #"{"role":"\#($0)","content":"\#($1)"}"# }
      return RecordPage(
        RecordNumber(1), Bytes(Array(#"{"messages":[\#(turns.joined(separator: ","))]}"#.utf8)),
        as: nil)
    }
    let a = page([("user", "q"), ("assistant", "a"), ("user", "r"), ("assistant", "b")])
    let b = page([
      ("system", "s"), ("user", "q"), ("assistant", "other"), ("user", "new"),
      ("assistant", "more"),
      ("user", "r"), ("assistant", "b"), ("user", "end"),
    ])
    #expect((0..<4).map { Alignment(partsOf: a, b).partner(of: $0) } == [1, 2, 5, 6])
    #expect(
      (0..<8).map { Alignment(partsOf: b, a).partner(of: $0) } == [nil, 0, 1, nil, nil, 2, 3, nil])
    #expect(
      Alignment(partsOf: b, a).partner(before: 4) == 1
        && Alignment(partsOf: b, a).partner(before: 0) == nil)
  }

  @Test func `reasoning is unfolded in both panes`() {
    let record = { (answer: String) in
      #"{"messages":[{"role":"user","content":"q"},{"role":"assistant","content":"<think>why \#(answer)</think>\#(answer)"}]}"#
    }
    var desk = Desk(
      [("a.jsonl", [record("one")]), ("b.jsonl", [record("two")])], rows: 24, columns: 120,
      link: .prompt)
    desk.start()
    desk.press("Enter", "}", "z")
    #expect(desk.text.contains("why one") && desk.text.contains("why two"))
    desk.press("z")
    #expect(!desk.text.contains("why one") && !desk.text.contains("why two"))
  }

  @Test func `differences of partners are gone through in both panes`() {
    func text(_ word: String) -> String {
      (0..<80).map { $0 % 40 == 30 ? "\(word) \($0)" : "line \($0)" }.joined(separator: "\\n")
    }
    var desk = Desk(
      [
        ("a.jsonl", [#"{"instruction":"a","output":"\#(text("cat"))"}"#]),
        ("b.jsonl", [#"{"instruction":"a","output":"\#(text("dog"))"}"#]),
      ], rows: 24, columns: 120, link: .prompt)
    desk.start()
    desk.press("Enter", "]d", "]d")
    #expect(desk.event.contains("difference 2 of 2"))
    #expect(desk.screen.contains { $0.contains("cat 70") && $0.contains("dog 70") })
    desk.press("[d")
    #expect(desk.screen.contains { $0.contains("cat 30") && $0.contains("dog 30") })
    #expect(desk.model.panes.allSatisfy { $0.part?.name == "output" }, "which P puts")
  }

  @Test func `of responses one at a time both partners show the same`() {
    let other = Sample.pair.replacing("That one", with: "Another one")
    var desk = Desk([("a", [Sample.pair]), ("b", [other])], columns: 110, link: .prompt)
    desk.start()
    desk.press("Enter", "l", "l")
    #expect(desk.model.panes.allSatisfy { $0.part?.name == "rejected" })
    #expect(desk.text.contains("That one") && desk.text.contains("Another one"))
    desk.press("h")
    #expect(desk.model.panes.allSatisfy { $0.part?.name == "chosen" })
  }

  @Test func `pairs of two files are compared with their partners until responses are asked for`() {
    func pair(_ word: String) -> String {
      #"{"prompt":"p","chosen":"one two \#(word) four five six","rejected":"one two nine four five six"}"#
    }
    var desk = Desk(
      [("a.jsonl", [pair("three")]), ("b.jsonl", [pair("3")])], rows: 30, columns: 160,
      link: .prompt)
    desk.start()
    desk.press("Enter", "]d")
    #expect(desk.event.contains("difference 1 of 1"))
    desk.press("=", "]d")
    #expect(desk.event.contains("difference 1 of"))
    #expect(!desk.model.panes[0].showsPartnerDiff)
  }

  @Test func `partners may differ in more places than the responses do`() {
    func pair(_ a: String, _ b: String) -> String {
      #"{"prompt":"p","chosen":"\#(a) two three four five \#(b) seven eight nine ten","#
        + #""rejected":"\#(a) two three four five \#(b) seven eight 9 ten"}"#
    }
    var desk = Desk(
      [("a.jsonl", [pair("one", "six")]), ("b.jsonl", [pair("1", "6")])], rows: 30, columns: 160,
      link: .prompt)
    desk.start()
    desk.press("Enter", "]d", "]d", "]d", "]d")
    #expect(desk.model.panes[0].page?.diff?.places.count == 1)
    #expect(desk.event.contains("difference 4 of 4"))
    #expect(desk.screen.contains { $0.contains("9 ten") })
    // Those of the responses are numbered anew.
    desk.press("=")
    #expect(desk.screen.contains { $0.contains("9 ten") })
    desk.press("]d")
    #expect(desk.event.contains("difference 1 of 1"))
  }

  @Test func `partners that differ are compared word by word`() throws {
    var desk = Desk(
      [
        ("a.jsonl", [#"{"instruction":"a","output":"one two three four"}"#]),
        ("b.jsonl", [#"{"instruction":"a","output":"one two 3 four"}"#]),
      ], rows: 30, columns: 120, link: .prompt)
    desk.start()
    func differing(_ pane: Int) throws -> [String] {
      let page = try #require(desk.model.panes[pane].page)
      let ranges = desk.model.panes[pane].partnership.diff?.context ?? [:]
      return ranges.values.flatMap(\.self).map {
        String(decoding: page.bytes.slice($0), as: UTF8.self)
      }
    }
    #expect(try differing(0) == ["three"] && differing(1) == ["3"])
    // An edit is compared anew; equal records have nothing to show.
    desk.press(":", "set /output one two 3 four", "Enter")
    #expect(try differing(0).isEmpty && differing(1).isEmpty)
    #expect(desk.model.panes[0].partnership.diff != nil)
  }

  @Test func `turns that two long dialogues share can all be read`() {
    let turns = (1...12).map { #"\n\nHuman: question \#($0)\n\nAssistant: reply \#($0)"# }.joined()
    let sides = ["one", "two"].map { turns + #"\n\nHuman: last\n\nAssistant: \#($0)"# }
    var desk = Desk(
      [("d.jsonl", [#"{"chosen":"\#(sides[0])","rejected":"\#(sides[1])"}"#])], rows: 24,
      columns: 80)
    func shows(_ text: String) -> Bool { desk.screen.joined(separator: "\n").contains(text) }
    desk.press("Enter")
    #expect(shows("question 1") && shows("... more") && !shows("last"))
    var pages = 0
    while shows("... more"), pages < 20 {
      desk.press("PgDn")
      pages += 1
    }
    #expect(pages > 1 && shows("last") && shows("one"))
    desk.press("gg")
    #expect(shows("question 1") && shows("... more"))
    desk.press("G")
    #expect(shows("last") && !shows("... more"))
    desk.press("k", "k", "k")
    #expect(shows("... more"))
  }
}
