import Console

extension Screen {
  /// Draws a frame over the screen, with a title in its upper edge and keys in its lower one.
  ///
  /// - Returns: the area inside.
  @discardableResult
  mutating func drawPanel(
    _ area: Layout.Rectangle, title: [Phrase], keys: Phrase, in language: Language
  ) -> Layout.Rectangle {
    drawBox(row: area.row, column: area.column, rows: area.rows, columns: area.columns)
    let edges: [(Int, String, Style)] = [
      (area.row, title.text(in: language), Style(.heading, on: .panel, .bold)),
      (area.row + area.rows - 1, keys.text(in: language), Style(.dim, on: .panel)),
    ]
    for (row, text, style) in edges {
      write(" \(text) ", row: row, column: area.column + 2, style: style, limit: area.columns - 4)
    }
    return Layout.Rectangle(
      row: area.row + 1, column: area.column + 1, rows: max(0, area.rows - 2),
      columns: max(0, area.columns - 2))
  }

  /// Draws the title of a full screen in its first row, and its keys in the last one.
  mutating func drawFrame(title: String, keys: String) {
    for (row, text, style) in [
      (0, title, Style(.title, on: .bar, .bold)), (rows - 1, keys, Style(.dim, on: .bar)),
    ] {
      fill(row: row, column: 0, columns: columns, style: Style(on: .bar))
      write(" " + text, row: row, column: 0, style: style, limit: columns)
    }
  }
}
