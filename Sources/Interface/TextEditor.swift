import Console
import JSONLines

/// A text being edited: lines of characters, a caret, and undo within the text.
///
/// The caret moves by grapheme clusters. Scalars are preserved, so text that isn't edited stays
/// unchanged. The CR of a CR LF ends its line: the caret doesn't go behind it.
struct TextEditor: Hashable, Sendable {
  private(set) var lines: [[Character]]
  /// The row of the caret, and the index of the character after it.
  private(set) var row = 0
  private(set) var column = 0
  /// The start of the selection, which ends at the caret.
  private(set) var anchor: Place?
  /// Whether the selection was made with Shift; it ends when the caret moves without Shift.
  private var isExtending = false
  private var undoStack: [Snapshot] = []
  /// The undone changes, which can be redone until something else is typed.
  private var redoStack: [Snapshot] = []
  private var lastKind: Kind?
  /// The character typed last, and how many were since the last step.
  private var lastTyped: Character = " "
  private var typedCount = 0
  /// The screen column in which one goes up and down, also past shorter rows.
  var wantedColumn: Int?
  /// What was last deleted to an end of its line.
  private(set) var cut = ""

  private struct Snapshot: Hashable, Sendable {
    var lines: [[Character]]
    var row: Int
    var column: Int
  }

  /// Consecutive changes of the same kind are undone together.
  private enum Kind: Hashable, Sendable {
    case typing, deleting, other
  }

  private var snapshot: Snapshot { Snapshot(lines: lines, row: row, column: column) }

  private static let undoLimit = 2000

  init(_ text: String) {
    lines = text.lines.map(Array.init)
  }

  var text: String { lines.map { String($0) }.joined(separator: "\n") }

  // MARK: - Changing

  private mutating func remember(_ kind: Kind) {
    defer { lastKind = kind }
    wantedColumn = nil
    redoStack = []
    if kind == lastKind, kind != .other { return }
    undoStack.append(snapshot)
    // Each step holds all lines, though not their characters.
    let limit = max(200, min(Self.undoLimit, 2_000_000 / lines.count))
    if undoStack.count > limit { undoStack.removeFirst(undoStack.count - limit) }
  }

  /// Whether a line ends with CR LF.
  private func endsInCR(_ row: Int) -> Bool {
    row >= 0 && row + 1 < lines.count && lines[row].last == "\r"
  }

  /// The number of characters in a line, without the CR of a CR LF.
  private func count(ofRow row: Int) -> Int { lines[row].count - (endsInCR(row) ? 1 : 0) }

  /// Joins a line with the one below.
  private mutating func join(_ row: Int) {
    lines[row].removeSubrange(count(ofRow: row)...)
    lines[row] += lines[row + 1]
    lines.remove(at: row + 1)
  }

  /// A CR that came to the end of its line is behind the caret.
  private mutating func stayBeforeCR() { column = min(column, count(ofRow: row)) }

  /// Replaces the selection with a text, or inserts it at the caret. Its line breaks become CR LF
  /// if the lines around have that.
  mutating func insert(_ given: String) {
    let place = selection?.lowerBound.row ?? row
    let isOfCR = endsInCR(place) || endsInCR(place - 1)
    let text = isOfCR ? String(given.map { $0 == "\n" ? "\r\n" : $0 }) : given
    // What replaces a selection is undone with it.
    if !removeSelection() { remember(isWithinWord(text) ? .typing : .other) }
    if let character = text.first, text.count == 1 {
      (lastKind, lastTyped, typedCount) = (.typing, character, typedCount + 1)
    }
    let pieces = text.lines.map(Array.init)
    let tail = Array(lines[row][column...])
    // A combining mark typed after its letter joins it to one character.
    let head = String(lines[row][..<column]) + String(pieces[0])
    lines[row] = Array(head)
    column = lines[row].count
    if let last = pieces.dropFirst().last {
      lines.insert(contentsOf: pieces.dropFirst(), at: row + 1)
      row += pieces.count - 1
      column = last.count
    }
    lines[row] += tail
    stayBeforeCR()
  }

  /// Whether a character that is typed belongs to the word, with the blanks and signs after it,
  /// that is undone as one; begins another one if not.
  private mutating func isWithinWord(_ text: String) -> Bool {
    guard let new = text.first, text.count == 1, !new.isNewline, !lastTyped.isNewline,
      Self.isWordPart(lastTyped) || !Self.isWordPart(new), typedCount < Self.wordLimit
    else {
      typedCount = 0
      return false
    }
    return true
  }

  /// In scripts without blanks, this many characters are undone as one.
  private static let wordLimit = 20

  mutating func deleteBackward() {
    if removeSelection() { return }
    guard column > 0 || row > 0 else { return }
    remember(.deleting)
    defer { stayBeforeCR() }
    if column > 0 {
      lines[row].remove(at: column - 1)
      column -= 1
    } else {
      row -= 1
      column = count(ofRow: row)
      join(row)
    }
  }

  mutating func deleteForward() {
    if removeSelection() { return }
    defer { stayBeforeCR() }
    if column < count(ofRow: row) {
      remember(.deleting)
      lines[row].remove(at: column)
    } else if row + 1 < lines.count {
      remember(.other)
      join(row)
    }
  }

  mutating func deleteWordBackward() {
    if removeSelection() { return }
    guard column > 0 else { return deleteBackward() }
    let start = wordStart(before: column)
    remember(.other)
    lines[row].removeSubrange(start..<column)
    column = start
    stayBeforeCR()
  }

  mutating func deleteWordForward() {
    if removeSelection() { return }
    let end = wordEnd(after: column)
    guard end > column else { return deleteForward() }
    remember(.other)
    lines[row].removeSubrange(column..<end)
    stayBeforeCR()
  }

  mutating func deleteToLineEnd() {
    (anchor, cut) = (nil, "")
    let end = count(ofRow: row)
    guard column < end || row + 1 < lines.count else { return }
    remember(.other)
    cut = column < end ? String(lines[row][column..<end]) : "\n"
    if column < end { lines[row].removeSubrange(column..<end) } else { join(row) }
    stayBeforeCR()
  }

  mutating func deleteToLineStart() {
    (anchor, cut) = (nil, "")
    guard column > 0 else { return }
    remember(.other)
    cut = String(lines[row][..<column])
    lines[row].removeSubrange(..<column)
    column = 0
  }

  /// Undoes the last change; returns false if there is none.
  mutating func undo() -> Bool {
    step(from: \.undoStack, to: \.redoStack)
  }

  /// Redoes the change undone last; returns false if there is none.
  mutating func redo() -> Bool { step(from: \.redoStack, to: \.undoStack) }

  /// Restores the newest snapshot of one stack, and pushes the current state to the other.
  private mutating func step(
    from: WritableKeyPath<TextEditor, [Snapshot]>, to: WritableKeyPath<TextEditor, [Snapshot]>
  ) -> Bool {
    (lastKind, wantedColumn) = (nil, nil)
    anchor = nil
    guard let next = self[keyPath: from].popLast() else { return false }
    self[keyPath: to].append(snapshot)
    (lines, row, column) = (next.lines, next.row, next.column)
    return true
  }

  // MARK: - Selecting

  struct Place: Hashable, Comparable, Sendable {
    var row: Int
    var column: Int

    static func < (a: Place, b: Place) -> Bool { (a.row, a.column) < (b.row, b.column) }
  }

  /// Begins a selection at the caret, or ends it.
  mutating func toggleSelection() {
    lastKind = nil
    anchor = anchor == nil ? Place(row: row, column: column) : nil
    isExtending = false
  }

  /// Begins a selection if there is none; called before the caret moves with Shift held.
  mutating func extendSelection() {
    guard anchor == nil else { return }
    anchor = Place(row: row, column: column)
    isExtending = true
  }

  mutating func endExtending() {
    if isExtending { (anchor, isExtending) = (nil, false) }
  }

  /// The selected range; nil if nothing is selected.
  var selection: Range<Place>? {
    let caret = Place(row: row, column: column)
    guard let anchor, anchor != caret else { return nil }
    return min(anchor, caret)..<max(anchor, caret)
  }

  var selectedText: String? {
    guard let selection else { return nil }
    let (start, end) = (selection.lowerBound, selection.upperBound)
    if start.row == end.row { return String(lines[start.row][start.column..<end.column]) }
    let middle = lines[start.row + 1..<end.row].map { String($0) }
    return
      ([String(lines[start.row][start.column...])] + middle + [
        String(lines[end.row][..<end.column])
      ])
      .joined(separator: "\n")
  }

  /// The selection as a range of the text's UTF-8 bytes; nil if nothing is selected.
  var selectedBytes: Range<Int>? {
    guard let selection else { return nil }
    return byte(at: selection.lowerBound)..<byte(at: selection.upperBound)
  }

  /// Selects a range of the text's UTF-8 bytes, until the caret moves; a selection that was begun
  /// before is extended to its end.
  mutating func select(bytes: Range<Int>) {
    if anchor == nil || isExtending {
      move(toByte: bytes.lowerBound)
      (anchor, isExtending) = (Place(row: row, column: column), true)
    }
    move(toByte: bytes.upperBound)
  }

  /// The caret's offset in the text's UTF-8 bytes.
  var caretByte: Int { byte(at: Place(row: row, column: column)) }

  private func byte(at place: Place) -> Int {
    lines[..<place.row].reduce(0) { $0 + String($1).utf8.count + 1 }
      + String(lines[place.row][..<place.column]).utf8.count
  }

  /// Deletes the selection; returns false if nothing is selected.
  @discardableResult
  mutating func removeSelection() -> Bool {
    defer { anchor = nil }
    guard let selection else { return false }
    remember(.other)
    let (start, end) = (selection.lowerBound, selection.upperBound)
    let tail = Array(lines[end.row][end.column...])
    lines[start.row] = Array(lines[start.row][..<start.column]) + tail
    lines.removeSubrange(start.row + 1..<end.row + 1)
    (row, column) = (start.row, start.column)
    stayBeforeCR()
    return true
  }

  // MARK: - Moving

  /// Moves the caret to the character at a byte offset of the text.
  mutating func move(toByte offset: Int) {
    var left = offset
    for (row, line) in lines.enumerated() {
      let count = String(line).utf8.count
      guard left <= count else {
        left -= count + 1
        continue
      }
      var column = 0
      while left > 0, column < line.count {
        left -= line[column].utf8.count
        column += 1
      }
      return move(toRow: row, column: column)
    }
  }

  mutating func move(toRow row: Int, column: Int) {
    (lastKind, wantedColumn) = (nil, nil)
    self.row = min(max(0, row), lines.count - 1)
    self.column = min(max(0, column), count(ofRow: self.row))
  }

  mutating func moveLeft() {
    if column > 0 {
      move(toRow: row, column: column - 1)
    } else if row > 0 {
      move(toRow: row - 1, column: .max)
    }
  }

  mutating func moveRight() {
    if column < count(ofRow: row) {
      move(toRow: row, column: column + 1)
    } else if row + 1 < lines.count {
      move(toRow: row + 1, column: 0)
    }
  }

  /// Moves to the start of the word; from the start of a line, to the end of the one above.
  mutating func moveWordLeft() {
    if column == 0 { return moveLeft() }
    move(toRow: row, column: wordStart(before: column))
  }

  /// Moves past the end of the word; from the end of a line, to the start of the one below.
  mutating func moveWordRight() {
    if column == count(ofRow: row) { return moveRight() }
    move(toRow: row, column: wordEnd(after: column))
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

  private func wordEnd(after column: Int) -> Int {
    var end = column
    let line = lines[row][..<count(ofRow: row)]
    while end < line.count, !Self.isWordPart(line[end]) { end += 1 }
    while end < line.count, Self.isWordPart(line[end]) { end += 1 }
    return end
  }

  private static func isWordPart(_ character: Character) -> Bool {
    character.isLetter || character.isNumber || character == "_"
  }
}
