extension Screen {
  /// Writes text from a cell to the right, with stand-ins for hidden scalars.
  ///
  /// A wide glyph of which only one half would fit becomes a blank. A stand-in is cut instead, so
  /// that no trace of hidden data vanishes at an edge.
  ///
  /// - Parameters:
  ///   - column: The first column; below 0 if the text is scrolled out to the left.
  ///   - limit: The maximum number of columns to use; the edge of the screen limits them in any
  ///     case.
  /// - Returns: The number of columns used, from `column` on.
  @discardableResult
  public mutating func write(
    _ text: String, row: Int, column: Int, style: Style = .plain, limit: Int? = nil
  ) -> Int {
    var line = LineWriter(row: row, column: column, limit: limit, style: style, columns: columns)
    var builder = GlyphBuilder()
    for scalar in text.unicodeScalars {
      if let glyph = builder.append(scalar) { line.write(glyph, to: &self) }
      if line.isFull { return line.used }
    }
    if let glyph = builder.finish() { line.write(glyph, to: &self) }
    return line.used
  }

  /// Writes glyphs from a cell to the right, by the same rules as text.
  ///
  /// - Returns: The number of columns used, from `column` on.
  @discardableResult
  public mutating func write(
    _ glyphs: some Sequence<Glyph>, row: Int, column: Int, style: Style = .plain,
    limit: Int? = nil
  ) -> Int {
    var line = LineWriter(row: row, column: column, limit: limit, style: style, columns: columns)
    for glyph in glyphs {
      line.write(glyph, to: &self)
      if line.isFull { break }
    }
    return line.used
  }
}

/// Places the glyphs of one line, one after another.
private struct LineWriter {
  private let row: Int
  private let start: Int
  /// The first column past the writable ones.
  private let edge: Int
  private let style: Style
  private var column: Int

  init(row: Int, column: Int, limit: Int?, style: Style, columns: Int) {
    self.row = row
    self.style = style
    self.column = column
    start = column
    let room = limit.map { max(0, $0) } ?? .max
    edge = max(column, room < columns - column ? column + room : columns)
  }

  var isFull: Bool { column >= edge }
  var used: Int { column - start }

  mutating func write(_ glyph: Glyph, to screen: inout Screen) {
    if glyph.isStandIn {
      writeCells(of: glyph, .standIn(on: style.surface), to: &screen)
    } else if column + glyph.columns > edge {
      pad(to: edge, &screen)
    } else if column < 0, column + glyph.columns > 0 {
      pad(to: column + glyph.columns, &screen)
    } else {
      writeCells(of: glyph, style, to: &screen)
    }
  }

  private mutating func pad(to end: Int, _ screen: inout Screen) {
    screen.fill(row: row, column: column, columns: end - column, style: style)
    column = end
  }

  /// Writes a glyph to its cells. A stand-in takes one cell per character, up to the edge.
  private mutating func writeCells(of glyph: Glyph, _ style: Style, to screen: inout Screen) {
    if glyph.columns == 1 || !glyph.isStandIn {
      screen.set(Cell(glyph.text, style: style), row: row, column: column)
      for right in column + 1..<column + glyph.columns {
        screen.set(Cell("", style: style), row: row, column: right)
      }
      column += glyph.columns
      return
    }
    for character in glyph.text {
      if isFull { return }
      screen.set(Cell(String(character), style: style), row: row, column: column)
      column += 1
    }
  }
}
