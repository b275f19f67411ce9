extension Screen {
  /// The rows as text, without trailing blanks.
  public var text: [String] {
    (0..<rows).map { row in
      var line = ""
      for cell in self.row(row) { line += cell.text }
      return line.trimmingTrailingBlanks
    }
  }

  /// Returns the screen as readable text for the expectations of tests: its size and caret, then
  /// each row after `|`, and under it, after `~`, the runs of cells whose style isn't plain.
  ///
  ///     4x20 caret 1,3
  ///     |#1  What is it?
  ///     ~0-1 dim, 4-14 user+bold
  ///     |
  ///     |~
  ///     ~0-19 plain on bar
  ///
  /// Columns count from 0; a run includes both its ends.
  public func annotated() -> String {
    var lines = ["\(rows)x\(columns)"]
    if let caret { lines[0] += " caret \(caret.row),\(caret.column)" }
    for (row, line) in text.enumerated() {
      lines.append("|" + line)
      let runs = styleRuns(ofRow: row)
      if !runs.isEmpty { lines.append("~" + runs.joined(separator: ", ")) }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private func row(_ row: Int) -> ArraySlice<Cell> {
    cells[row * columns..<(row + 1) * columns]
  }

  private func styleRuns(ofRow row: Int) -> [String] {
    let styles = self.row(row).map(\.style)
    var runs: [String] = []
    var start = 0
    while start < styles.count {
      let style = styles[start]
      let end = styles[start...].firstIndex { $0 != style } ?? styles.count
      if style != .plain { runs.append("\(start)-\(end - 1) \(style)") }
      start = end
    }
    return runs
  }
}

extension Style: CustomStringConvertible {
  /// `user+bold on bar`: the tone, the emphasis added to it, and the surface if it isn't the base.
  public var description: String {
    ([tone.rawValue] + emphasis.names).joined(separator: "+")
      + (surface == .base ? "" : " on \(surface.rawValue)")
  }
}

extension Emphasis {
  fileprivate var names: [String] {
    let all: [(Emphasis, String)] = [
      (.bold, "bold"), (.dim, "dim"), (.italic, "italic"), (.underline, "underline"),
      (.reverse, "reverse"),
    ]
    return all.filter { contains($0.0) }.map(\.1)
  }
}

extension String {
  fileprivate var trimmingTrailingBlanks: String {
    guard let last = lastIndex(where: { $0 != " " }) else { return "" }
    return String(self[...last])
  }
}
