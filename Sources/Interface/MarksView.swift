import Console
import Curation

/// Draws findings, verdicts, flags and notes on the cursor's record, including those of other
/// reviewers: one row while the list has the focus, more while the record does.
enum MarksView {
  private struct Mark {
    /// The text, with a blank on either side.
    var glyphs: [Glyph]
    var tone: Tone
    var beginsRow = false
  }

  /// The part of a mark that is in one row.
  private struct Piece {
    var row: Int
    var column: Int
    var glyphs: ArraySlice<Glyph>
    var tone: Tone
    var isCut = false
  }

  /// Returns the number of rows that the marks need, within their limit.
  static func rows(_ model: Model) -> Int {
    let most = most(model)
    return most == 1 ? 1 : (place(marks(model), model.columns, most).last?.row ?? 0) + 1
  }

  private static func most(_ model: Model) -> Int {
    model.focus == .record && model.keyMode != .editor ? max(1, min(10, model.rows / 4)) : 1
  }

  static func draw(_ model: Model, rows: Range<Int>, on screen: inout Screen) {
    screen.drawRule(row: rows.lowerBound, column: 0, columns: screen.columns)
    for piece in place(marks(model), screen.columns, rows.count) {
      let (row, style) = (rows.lowerBound + piece.row, Style(piece.tone, [.bold]))
      let room = screen.columns - piece.column - (piece.isCut ? 2 : 0)
      let used = screen.write(
        piece.glyphs, row: row, column: piece.column, style: style, limit: max(0, room))
      if piece.isCut {
        let end = max(0, min(piece.column + used, screen.columns - 2))
        screen.write("..", row: row, column: end, style: style)
      }
    }
  }

  /// Places the marks one after another. A mark that doesn't fit begins a new row, one longer than
  /// a row is wrapped, and what exceeds the last row is cut.
  private static func place(_ marks: [Mark], _ columns: Int, _ most: Int) -> [Piece] {
    var pieces: [Piece] = []
    var (row, column) = (0, 1)
    for mark in marks {
      var rest = mark.glyphs[...]
      if mark.beginsRow, column > 1, row + 1 < most { (row, column) = (row + 1, 1) }
      while !rest.isEmpty {
        let width = rest.reduce(0) { $0 + $1.columns }
        guard width > columns - column else {
          pieces.append(Piece(row: row, column: column, glyphs: rest, tone: mark.tone))
          column += width + 1
          break
        }
        if row + 1 == most {
          pieces.append(
            Piece(row: row, column: column, glyphs: rest, tone: mark.tone, isCut: true))
          return pieces
        }
        if column == 1 {
          let line = Wrapping.line(
            startingAt: rest.startIndex, in: mark.glyphs, columns: columns - 2)
          pieces.append(
            Piece(row: row, column: column, glyphs: rest[..<line.upperBound], tone: mark.tone))
          rest = rest[line.upperBound...]
        }
        (row, column) = (row + 1, 1)
      }
    }
    return pieces
  }

  // MARK: - What there is to say

  private static func marks(_ model: Model) -> [Mark] {
    guard let page = model.pane.page, !model.pane.isOutOfList else { return [] }
    var list = MarkList(model: model, page: page)
    list.addAll(findings: most(model) == 1 ? 3 : 8)
    return list.marks.map { phrase, tone, beginsRow in
      let glyphs = Glyph.glyphs(" " + phrase.text(in: model.language) + " ")
      return Mark(glyphs: glyphs, tone: tone, beginsRow: beginsRow)
    }
  }
}
