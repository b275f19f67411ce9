import Testing

@testable import Console

@Suite struct ScreenTests {
  private func written(
    _ text: String, columns: Int, at column: Int = 0, limit: Int? = nil
  ) -> (row: String, used: Int) {
    var screen = Screen(rows: 1, columns: columns)
    let used = screen.write(text, row: 0, column: column, limit: limit)
    return (screen.cells.map { $0.text.isEmpty ? "<" : $0.text }.joined(), used)
  }

  @Test func `text is cut at the edge of the screen and at the limit`() {
    #expect(written("hello", columns: 8) == ("hello   ", 5))
    #expect(written("hello", columns: 3) == ("hel", 3))
    #expect(written("hello", columns: 8, at: 6) == ("      he", 2))
    #expect(written("hello", columns: 8, limit: 2) == ("he      ", 2))
    #expect(written("hello", columns: 8, limit: 0) == ("        ", 0))
    #expect(written("hello", columns: 8, limit: -3) == ("        ", 0))
    #expect(written("hello", columns: 8, at: 9) == ("        ", 0))
  }

  @Test func `text can be scrolled out to the left`() {
    #expect(written("hello", columns: 4, at: -2) == ("llo ", 5))
    #expect(written("漢字", columns: 4, at: -1) == (" 字< ", 4))
    #expect(written("hello", columns: 4, at: -2, limit: 3) == ("l   ", 3))
  }

  @Test func `a wide glyph never stands in half`() {
    #expect(written("漢字", columns: 5) == ("漢<字< ", 4))
    #expect(written("漢字", columns: 3) == ("漢< ", 3))
    #expect(written("a漢字", columns: 8, limit: 4) == ("a漢<     ", 4))
  }

  @Test func `a stand-in is cut rather than left out`() {
    #expect(written("ab\u{200B}", columns: 5) == ("ab<20", 5))
  }

  @Test func `overwriting half of a wide glyph blanks the other half`() {
    var screen = Screen(rows: 1, columns: 4)
    screen.write("漢字", row: 0, column: 0)
    screen.write("a", row: 0, column: 1)
    #expect(screen.text == [" a字"])
    screen.write("b", row: 0, column: 2)
    #expect(screen.text == [" ab"])
  }

  @Test func `stand-ins are styled as no text can be`() {
    var screen = Screen(rows: 1, columns: 4)
    screen.write("a\u{1B}", row: 0, column: 0, style: Style(.user, on: .bar, .bold))
    #expect(screen[0, 0].style == Style(.user, on: .bar, .bold))
    #expect(screen[0, 1].style == .standIn(on: .bar))
    screen.restyle(row: 0, columns: 0..<4) { $0 = Style(.match, on: .selection) }
    #expect(screen[0, 0].style == Style(.match, on: .selection))
    #expect(screen[0, 1].style == .standIn(on: .selection))
  }

  @Test func `what is outside the screen is ignored`() {
    var screen = Screen(rows: 2, columns: 2)
    let blank = screen
    for (row, column) in [(-1, 0), (2, 0), (0, 2), (0, -9)] {
      screen.write("x", row: row, column: column)
      screen.fill(row: row, column: column, columns: 1, style: Style(.error))
      screen.restyle(row: row, columns: column..<column + 1) { $0.tone = .error }
    }
    #expect(screen == blank)
    #expect(Screen(rows: -1, columns: 5).cells.isEmpty)
  }

  @Test func `halves of wide glyphs stay together whatever is written`() {
    var random = SeededRandom(seed: 3)
    var screen = Screen(rows: 2, columns: 7)
    for _ in 0..<20_000 {
      let scalars = (0..<3).map { _ in trickyScalars.randomElement(using: &random) ?? "a" }
      let (row, column) = (
        Int.random(in: -1...2, using: &random), Int.random(in: -3...8, using: &random)
      )
      let limit = Bool.random(using: &random) ? Int.random(in: 0...6, using: &random) : nil
      let text = String(String.UnicodeScalarView(scalars))
      screen.write(text, row: row, column: column, limit: limit)
      for row in 0..<2 {
        for column in 0..<7 {
          let isWide = DisplayWidth.columns(of: screen[row, column].text) == 2
          let isFollowed = column < 6 && screen[row, column + 1].isContinuation
          #expect(isWide == isFollowed, "\(screen.cells.map(\.text))")
        }
        #expect(!screen[row, 0].isContinuation)
      }
    }
  }

  @Test func `an annotated screen shows text, styles and caret`() {
    var screen = Screen(rows: 3, columns: 12)
    screen.write("#1", row: 0, column: 0, style: Style(.dim))
    screen.write("漢\u{1B}", row: 0, column: 3, style: Style(.user, .bold))
    screen.fill(row: 2, column: 0, columns: 12, style: Style(on: .bar))
    screen.caret = Position(row: 0, column: 5)
    #expect(
      screen.annotated() == """
        3x12 caret 0,5
        |#1 漢^[
        ~0-1 dim, 3-4 user+bold, 5-6 standIn+reverse
        |
        |
        ~0-11 plain on bar

        """)
  }

  @Test func `boxes and rules are drawn`() {
    var screen = Screen(rows: 3, columns: 7)
    screen.write("xxxxxxx", row: 1, column: 0)
    screen.drawBox(row: 0, column: 0, rows: 3, columns: 4)
    screen.drawDivider(row: 0, column: 5, rows: 3)
    screen.drawRule(row: 2, column: 5, columns: 9)
    #expect(screen.text == ["┌──┐ │", "│  │x│x", "└──┘ ──"])
  }
}
