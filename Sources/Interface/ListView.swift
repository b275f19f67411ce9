import Analysis
import Console
import Curation

/// Draws the records, one per line: number, marks, and the beginning of the text.
enum ListView {
  static func draw(_ model: Model, in area: Layout.Rectangle, on screen: inout Screen) {
    let pane = model.pane
    if pane.listCount == 0, pane.recordCount > 0 {
      screen.write(
        pane.choice.isRunning ? "filtering" : "no record matches", in: model.language,
        row: area.row, column: area.column + 1, style: Style(.dim), limit: area.columns - 1)
      return
    }
    if pane.recordCount == 0 {
      screen.write(
        pane.isIndexed ? "no records" : "looking for records", in: model.language, row: area.row,
        column: area.column, style: Style(.dim), limit: area.columns)
      return
    }
    let digits = max(3, String(pane.recordCount).count)
    for line in 0..<area.rows {
      guard pane.listTop + line < pane.listCount else { break }
      let number = pane.listing.number(at: pane.listTop + line)
      let isCursor = number == pane.cursor
      var summary = pane.summaries[number]
      if model.veils(number, of: pane) {
        summary?.text = Phrase("veiled").text(in: model.language)
      }
      let isSelected = pane.selection.contains(number)
      let cursor: Surface = model.focus == .list ? .cursor : .selection
      draw(
        number, summary, pane.relations[number] ?? nil, isSelected: isSelected,
        surface: isCursor ? cursor : isSelected ? .selection : .base,
        digits: digits, row: area.row + line, in: area, on: &screen)
    }
  }

  /// Draws one line of the list.
  ///
  /// - Parameter surface: the surface of the number alone. As the cursor doesn't restyle the whole
  ///   row, moving it sends a few cells, not two rows.
  private static func draw(
    _ number: RecordNumber, _ summary: ListSummary?, _ relation: Relation?, isSelected: Bool,
    surface: Surface, digits: Int, row: Int, in area: Layout.Rectangle, on screen: inout Screen
  ) {
    let ground: Surface = isSelected ? .selection : .base
    screen.fill(row: row, column: area.column, columns: area.columns, style: Style(on: ground))
    screen.fill(row: row, column: area.column, columns: digits + 2, style: Style(.dim, on: surface))
    let label = String(number.value)
    let padded = String(repeating: " ", count: max(0, digits - label.count)) + label
    var column = area.column
    if isSelected {
      screen.write("+", row: row, column: column, style: Style(.accent, on: surface, .bold))
    }
    column += 1
    column += screen.write(padded, row: row, column: column, style: Style(.dim, on: surface))
    if let relation {
      let tone: Tone = relation == .equal ? .dim : relation == .rejectedThere ? .error : .changed
      screen.write(relation.mark, row: row, column: column, style: Style(tone, on: surface, .bold))
    }
    guard let summary else { return }
    for (offset, mark) in summary.marks.enumerated() where mark != " " {
      screen.write(
        String(mark), row: row, column: column + 1 + offset,
        style: Style(tone(of: mark), on: ground, .bold))
    }
    column += 5
    let tone: Tone = summary.hasProblem ? .error : summary.isLeftOut ? .dim : .plain
    screen.write(
      summary.text, row: row, column: column, style: Style(tone, on: ground),
      limit: area.column + area.columns - column)
  }

  private static func tone(of mark: Character) -> Tone {
    switch mark {
    case "a": .success
    case "x", "-": .removed
    case "≠": .warning
    case "*": .changed
    case "!": .flagged
    case "?": .error
    case "n": .info
    case ">": .accent
    default: .dim
    }
  }
}
