import Testing

@testable import Console
@testable import Interface

/// The editor stands where its text is, with the rest of the record in sight.
@Suite struct EditorPlaceTests {
  @Test(arguments: [(24, 80), (40, 120), (60, 250)])
  func `an answer is edited below its question`(_ rows: Int, _ columns: Int) throws {
    var desk = Desk(Sample.alpaca, rows: rows, columns: columns)
    desk.press("Enter", "l", "l", "e", "New ")
    let lines = desk.screen
    let question = try #require(lines.firstIndex { $0.contains("Say hello") })
    let heading = try #require(lines.firstIndex { $0.contains("editing #1 output (changed)") })
    #expect(question < heading)
    #expect(lines[heading + 1].contains("New Hello there"))
    #expect(desk.model.view().caret?.row == heading + 1)
  }

  @Test func `a question is edited above its answer, which moves down as it grows`() throws {
    var desk = Desk(Sample.alpaca)
    desk.press("Enter", "e")
    let before = try #require(desk.screen.firstIndex { $0.contains("Hello there") })
    desk.press("Enter", "Enter")
    #expect(desk.screen.firstIndex { $0.contains("Hello there") } == before + 2)
  }

  @Test func `blanks at a line's end are seen, but not the one that is being typed`() {
    var desk = Desk(#"{"text": "one  \ntwo\n"}"#)
    func shows(_ line: String) -> Bool {
      desk.screen.contains { $0 == line || $0.hasPrefix(line + "  ") }
    }
    desk.press("Enter", "e")
    #expect(shows("one··"))
    desk.press("Down", "End", " ")
    #expect(shows("two") && !shows("two·"))
    desk.press(" ")
    #expect(shows("two··"))
    desk.press("x")
    #expect(shows("two  x"))
    desk.press("Up")
    #expect(shows("one··") && shows("two  x"))
  }

  @Test func `of a pair, the other side stays beside the edited one where there is room`() {
    var desk = Desk(Sample.pair, rows: 24, columns: 140)
    desk.press("Enter", "l", "e", "X")
    #expect(desk.text.contains("Which?") && desk.text.contains("XThis one"))
    #expect(desk.text.contains("That one"))
    desk.resize(24, 80)
    #expect(desk.text.contains("Which?") && desk.text.contains("XThis one"))
    #expect(!desk.text.contains("That one"))
  }

  @Test func `a text longer than the screen leaves a third to what is around it`() throws {
    let long = (1...200).map { "line \($0)" }.joined(separator: #"\n"#)
    let turns = (1...9).map { #"{"role": "user", "content": "question \#($0)"}"# }
    let list = (turns[..<5] + [#"{"role": "assistant", "content": "\#(long)"}"#] + turns[5...])
    var desk = Desk(#"{"messages": [\#(list.joined(separator: ", "))]}"#, rows: 40)
    desk.press("Enter", "l", "l", "l", "l", "l", "e")
    let heading = try #require(desk.screen.firstIndex { $0.contains("editing #1 assistant") })
    #expect(desk.screen[..<heading].contains { $0.contains("question 5") })
    #expect(desk.screen.contains { $0.contains("question 6") })
    let shown = desk.screen.count { $0.hasPrefix("line ") }
    #expect(shown >= 20)
    for _ in 0..<120 { desk.press("Down") }
    #expect(desk.text.contains("line 121") && desk.text.contains("question 5"))
  }

  @Test func `on a low screen, and as raw text, it has the whole area`() {
    var desk = Desk(Sample.alpaca, rows: 12)
    desk.press("Enter", "l", "l", "e")
    #expect(!desk.text.contains("Say hello") && desk.text.contains("Hello there"))
    desk = Desk(Sample.opaque)
    desk.press("Enter", "e")
    #expect(desk.text.split(separator: "cut off").count == 2)
  }

  @Test(arguments: [5, 30, 79])
  func `wrapped lines end in a sign, in the column behind the text`(_ width: Int) {
    let text = String(repeating: "abcdefghi ", count: 20)
    var desk = Desk(#"{"text": "\#(text)"}"#)
    desk.resize(24, width + 1 < 30 ? 30 : width + 1)
    desk.press("Enter", "e")
    let rows = desk.screen.filter { $0.contains("abc") }
    #expect(rows.count > 2)
    #expect(rows.dropLast().allSatisfy { $0.hasSuffix("\\") } && !rows.last!.hasSuffix("\\"))
  }
}
