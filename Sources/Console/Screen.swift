/// One cell of a screen.
public struct Cell: Hashable, Sendable {
  /// A spacing scalar with its marks; empty in the right half of a wide glyph.
  public let text: String
  public internal(set) var style: Style

  public init(_ text: String, style: Style = .plain) {
    self.text = text
    self.style = style
  }

  public static func blank(_ style: Style = .plain) -> Cell { Cell(" ", style: style) }

  /// Whether the cell is the right half of the wide glyph in the cell before it.
  public var isContinuation: Bool { text.isEmpty }
}

/// The position of a cell on a screen.
public struct Position: Hashable, Sendable {
  /// From 0 at the top.
  public var row: Int
  /// From 0 at the left.
  public var column: Int

  public init(row: Int, column: Int) {
    self.row = row
    self.column = column
  }
}

/// A whole screen as a value: views make it, tests compare it, and the terminal draws it.
///
/// Data enters only through ``write(_:row:column:style:limit:)``, which passes it to
/// ``GlyphBuilder``, so a screen can't hold a control sequence. Half of a wide glyph never remains:
/// overwriting one half blanks the other.
public struct Screen: Hashable, Sendable {
  public let rows: Int
  public let columns: Int
  /// All cells, row by row.
  public private(set) var cells: [Cell]
  /// The position of the terminal's own cursor, or `nil` to hide it.
  public var caret: Position?

  /// Makes a screen of blanks; negative sizes count as zero.
  public init(rows: Int, columns: Int, style: Style = .plain) {
    self.rows = max(0, rows)
    self.columns = max(0, columns)
    cells = Array(repeating: .blank(style), count: self.rows * self.columns)
  }

  /// The cell at a position.
  ///
  /// - Precondition: The position is on the screen.
  public subscript(row: Int, column: Int) -> Cell {
    precondition(contains(row: row, column: column), "outside the screen")
    return cells[row * columns + column]
  }

  public func contains(row: Int, column: Int) -> Bool {
    row >= 0 && row < rows && column >= 0 && column < columns
  }

  /// Blanks a run of cells. Cells outside the screen are ignored, as by all drawing methods.
  public mutating func fill(row: Int, column: Int, columns count: Int, style: Style) {
    for column in visible(column..<column + max(0, count)) {
      set(.blank(style), row: row, column: column)
    }
  }

  /// Changes the style of a run of cells and leaves their text alone. Stand-ins keep the style that
  /// marks them, but for its surface.
  public mutating func restyle(
    row: Int, columns range: Range<Int>, _ change: (inout Style) -> Void
  ) {
    guard row >= 0, row < rows else { return }
    for column in visible(range) {
      let index = row * columns + column
      let isStandIn = cells[index].style.tone == .standIn
      change(&cells[index].style)
      if isStandIn { cells[index].style = .standIn(on: cells[index].style.surface) }
    }
  }

  /// Copies a rectangle of cells from another screen; does nothing if that has another size.
  public mutating func take(
    rows: Range<Int>, columns range: Range<Int>, from other: Screen
  ) {
    guard other.rows == self.rows, other.columns == columns else { return }
    for row in rows.clamped(to: 0..<self.rows) {
      for column in visible(range) { set(other[row, column], row: row, column: column) }
    }
  }

  /// Sets one cell. Halves of wide glyphs that lose their other half become blanks.
  mutating func set(_ cell: Cell, row: Int, column: Int) {
    guard contains(row: row, column: column) else { return }
    let index = row * columns + column
    if cells[index].isContinuation, !cell.isContinuation {
      cells[index - 1] = .blank(cells[index - 1].style)
    }
    if !cells[index].isContinuation, column + 1 < columns, cells[index + 1].isContinuation {
      cells[index + 1] = .blank(cells[index + 1].style)
    }
    cells[index] = cell
  }

  private func visible(_ range: Range<Int>) -> Range<Int> { range.clamped(to: 0..<columns) }
}
