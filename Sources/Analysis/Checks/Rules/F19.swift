import Curation

extension DatasetRule {
  static let f19 = DatasetRule(
    id: "F19", severity: .error, title: "a table with broken rows",
    explanation: """
      One quote too many or too few joins rows of a CSV file to one, or cuts them; the records after
      it are others than were meant. Cells that aren't UTF-8 are read with U+FFFD, and written so.
      """,
    mistakes: "Tables whose last cells are left out on purpose."
  ) { file in
    let broken = [
      (
        file.table.isUnclosed ? 1 : 0,
        "a quote is never closed; the rest of the file is in one cell"
      ),
      (file.table.shortRows, "rows with fewer cells than the first: \(file.table.shortRows)"),
      (file.table.longRows, "rows with more cells than the first: \(file.table.longRows)"),
    ].filter { $0.0 > 0 }.map { (nil as RecordNumber?, Spot($0.1)) }
    let unread = Spot(
      "cells or lines that aren't UTF-8: \(file.table.notUTF8)", at: nil, nil, .warning)
    return broken + (file.table.notUTF8 > 0 ? [(nil, unread)] : [])
  }
}
