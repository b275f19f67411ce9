import Console

/// Draws the latest message, or a question, at the bottom of the screen. One that is too long for
/// its row takes rows above it, over what is there, as long as it is shown.
enum NoticeView {
  /// Draws a message whose last line is in `row`; the lines that don't fit on half a screen are
  /// left out.
  static func draw(_ text: String, row: Int, style: Style, on screen: inout Screen) {
    let glyphs = Glyph.glyphs(text)
    let lines = lines(of: glyphs, columns: screen.columns).prefix(max(1, screen.rows / 2))
    let top = row + 1 - lines.count
    if lines.count > 1 { screen.drawRule(row: top - 1, column: 0, columns: screen.columns) }
    for (line, range) in lines.enumerated() {
      screen.fill(
        row: top + line, column: 0, columns: screen.columns, style: Style(on: style.surface))
      screen.write(
        glyphs[range], row: top + line, column: 1, style: style, limit: screen.columns - 1)
    }
  }

  /// Draws what just happened.
  static func draw(_ event: Model.Notice, in language: Language, row: Int, on screen: inout Screen)
  {
    let style = Style(event.isProblem ? .warning : .info)
    draw(event.text.text(in: language), row: row, style: style, on: &screen)
  }

  static func fits(_ text: String, columns: Int) -> Bool {
    lines(of: Glyph.glyphs(text), columns: columns).count < 2
  }

  private static func lines(of glyphs: [Glyph], columns: Int) -> [Range<Int>] {
    Wrapping.lines(glyphs, columns: columns - 2)
  }
}

extension Model {
  /// Whether the question or the message shown now needs more than its own row.
  var hasLongNotice: Bool {
    guard let text = (question?.text ?? event?.text)?.text(in: language) else { return false }
    return !NoticeView.fits(text, columns: columns)
  }
}
