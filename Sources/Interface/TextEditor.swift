import Console

/// A text being typed: lines of characters, a caret, and undo within the text.
///
/// The caret steps over grapheme clusters; the text goes back out scalar for scalar, so what nobody
/// touched stays as it was.
struct TextEditor: Hashable, Sendable {
  private(set) var lines: [[Character]]
  /// The caret stands before this character of the row's line.
  private(set) var row = 0
  private(set) var column = 0
  private var undoStack: [Snapshot] = []
  private var lastKind: Kind?

  private struct Snapshot: Hashable, Sendable {
    var lines: [[Character]]
    var row: Int
    var column: Int
  }

  /// Typing that goes on without a break is undone together.
  private enum Kind: Hashable, Sendable {
    case typing, deleting, other
  }

  private static let undoLimit = 200

  init(_ text: String) {
    lines = Self.split(text)
  }

  /// Only LF parts lines; "\r\n" is one character and stays inside its line.
  private static func split(_ text: String) -> [[Character]] {
    var lines: [[Character]] = []
    var rest = Substring(text)
    while let newline = rest.unicodeScalars.firstIndex(of: "\n") {
      lines.append(Array(rest[..<newline]))
      rest = rest[rest.unicodeScalars.index(after: newline)...]
    }
    lines.append(Array(rest))
    return lines
  }

  var text: String { lines.map { String($0) }.joined(separator: "\n") }

  // MARK: - Changing

  private mutating func remember(_ kind: Kind) {
    defer { lastKind = kind }
    if kind == lastKind, kind != .other { return }
    undoStack.append(Snapshot(lines: lines, row: row, column: column))
    if undoStack.count > Self.undoLimit { undoStack.removeFirst() }
  }

  mutating func insert(_ text: String) {
    remember(text.count == 1 && text != " " ? .typing : .other)
    let pieces = Self.split(text)
    let tail = Array(lines[row][column...])
    // A mark that is typed after its letter joins it into one character.
    let head = String(lines[row][..<column]) + String(pieces[0])
    lines[row] = Array(head)
    column = lines[row].count
    for piece in pieces.dropFirst() {
      lines.insert(piece, at: row + 1)
      row += 1
      column = piece.count
    }
    lines[row] += tail
  }

  mutating func deleteBackward() {
    remember(.deleting)
    if column > 0 {
      lines[row].remove(at: column - 1)
      column -= 1
    } else if row > 0 {
      column = lines[row - 1].count
      lines[row - 1] += lines[row]
      lines.remove(at: row)
      row -= 1
    }
  }

  mutating func deleteForward() {
    if column < lines[row].count {
      remember(.deleting)
      lines[row].remove(at: column)
    } else if row + 1 < lines.count {
      remember(.other)
      lines[row] += lines[row + 1]
      lines.remove(at: row + 1)
    }
  }

  mutating func deleteWordBackward() {
    remember(.other)
    let start = wordStart(before: column)
    lines[row].removeSubrange(start..<column)
    column = start
  }

  mutating func deleteToLineEnd() {
    remember(.other)
    if column < lines[row].count {
      lines[row].removeSubrange(column...)
    } else if row + 1 < lines.count {
      lines[row] += lines[row + 1]
      lines.remove(at: row + 1)
    }
  }

  mutating func deleteToLineStart() {
    remember(.other)
    lines[row].removeSubrange(..<column)
    column = 0
  }

  /// Takes the last change back; false where there is none.
  mutating func undo() -> Bool {
    lastKind = nil
    guard let last = undoStack.popLast() else { return false }
    (lines, row, column) = (last.lines, last.row, last.column)
    return true
  }

  // MARK: - Moving

  mutating func move(toRow row: Int, column: Int) {
    lastKind = nil
    self.row = min(max(0, row), lines.count - 1)
    self.column = min(max(0, column), lines[self.row].count)
  }

  mutating func moveLeft() {
    if column > 0 {
      move(toRow: row, column: column - 1)
    } else if row > 0 {
      move(toRow: row - 1, column: .max)
    }
  }

  mutating func moveRight() {
    if column < lines[row].count {
      move(toRow: row, column: column + 1)
    } else if row + 1 < lines.count {
      move(toRow: row + 1, column: 0)
    }
  }

  mutating func moveWordLeft() { move(toRow: row, column: wordStart(before: column)) }

  mutating func moveWordRight() {
    var end = column
    let line = lines[row]
    while end < line.count, !Self.isWordPart(line[end]) { end += 1 }
    while end < line.count, Self.isWordPart(line[end]) { end += 1 }
    move(toRow: row, column: end)
  }

  mutating func moveToLineStart() { move(toRow: row, column: 0) }
  mutating func moveToLineEnd() { move(toRow: row, column: .max) }
  mutating func moveToStart() { move(toRow: 0, column: 0) }
  mutating func moveToEnd() { move(toRow: .max, column: .max) }

  private func wordStart(before column: Int) -> Int {
    var start = column
    let line = lines[row]
    while start > 0, !Self.isWordPart(line[start - 1]) { start -= 1 }
    while start > 0, Self.isWordPart(line[start - 1]) { start -= 1 }
    return start
  }

  private static func isWordPart(_ character: Character) -> Bool {
    character.isLetter || character.isNumber || character == "_"
  }
}
