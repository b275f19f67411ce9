extension Screen {
  /// Draws a horizontal line that starts at a cell and runs to the right.
  public mutating func drawRule(
    row: Int, column: Int, columns: Int, style: Style = Style(.border)
  ) {
    for column in column..<column + max(0, columns) {
      write("─", row: row, column: column, style: style)
    }
  }

  /// Draws a vertical line that starts at a cell and runs down.
  public mutating func drawDivider(
    row: Int, column: Int, rows: Int, style: Style = Style(.border)
  ) {
    for row in row..<row + max(0, rows) {
      write("│", row: row, column: column, style: style)
    }
  }

  /// Draws a frame of at least 2 by 2 cells and blanks its inside; does nothing if it is smaller.
  public mutating func drawBox(
    row: Int, column: Int, rows: Int, columns: Int,
    style: Style = Style(.border, on: .panel)
  ) {
    guard rows >= 2, columns >= 2 else { return }
    let (bottom, right) = (row + rows - 1, column + columns - 1)
    for inner in row...bottom {
      fill(row: inner, column: column, columns: columns, style: style)
      write("│", row: inner, column: column, style: style)
      write("│", row: inner, column: right, style: style)
    }
    for (edge, left, end) in [
      (row, "┌", "┐"), (bottom, "└", "┘"),
    ] {
      drawRule(row: edge, column: column, columns: columns, style: style)
      write(left, row: edge, column: column, style: style)
      write(end, row: edge, column: right, style: style)
    }
  }
}
