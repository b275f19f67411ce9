import Console

// What menus and full screens have in common.

extension Key {
  /// Returns by how many rows a key moves in a menu or a full-screen list; nil for any other key.
  ///
  /// - Parameter page: the number of visible rows.
  func menuStep(page: Int) -> Int? {
    switch self {
    case .up, .character("k"): -1
    case .down, .character("j"): 1
    case .pageUp, .control("b"): -max(1, page)
    case .pageDown, .control("f"), .character(" "): max(1, page)
    case .home, .character("g"): -Self.farAway
    case .end, .character("G"): Self.farAway
    default: nil
    }
  }

  /// More rows than any menu has.
  private static let farAway = 1 << 40
}

extension Int {
  /// Returns the index after a step in a list, at most its ends.
  func moved(by step: Int, in count: Int) -> Int {
    Swift.min(Swift.max(0, self + step), Swift.max(0, count - 1))
  }

  /// Returns the indices of a list that are shown around this one, if there are more than rows.
  func surroundings(rows: Int, of count: Int) -> Range<Int> {
    let rows = Swift.max(0, rows)
    let top = Swift.min(Swift.max(0, self - rows / 2), Swift.max(0, count - rows))
    return top..<Swift.min(count, top + rows)
  }
}

extension Screen {
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
