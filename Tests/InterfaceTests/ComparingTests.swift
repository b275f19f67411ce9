import Analysis
import Curation
import Testing

@testable import Interface

/// Two datasets beside each other, by what is equal, changed, or only in one of them.
@Suite struct ComparingTests {
  private func desk() -> Desk {
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

  private func listed(_ query: String) -> [Int] {
    var desk = desk()
    desk.press("&", query, "Enter")
    let pane = desk.model.pane
    return pane.listing.numbers(of: pane.recordCount).map(\.value)
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
