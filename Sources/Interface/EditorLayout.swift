import Console

/// An edited text wrapped to a width, with the position of its caret.
///
/// Only the lines around the caret are laid out, up to the given number of rows above and below.
/// The caret after a full row stands in the column behind it.
struct EditorLayout {
  struct Row: Hashable {
    /// The index of the text line, and the range of its characters in this row.
    var line: Int
    var characters: Range<Int>
  }

  private(set) var rows: [Row] = []
  /// The caret's index in `rows`, and its column on the screen.
  private(set) var caretRow = 0
  private(set) var caretColumn = 0
  let columns: Int

  static let tabWidth = 4

  init(_ editor: TextEditor, columns: Int, rows count: Int) {
    self.columns = max(2, columns)
    let first = max(0, editor.row - count)
    let last = min(editor.lines.count - 1, editor.row + count)
    for line in first...last {
      for range in Self.wrap(editor.lines[line], columns: self.columns) {
        rows.append(Row(line: line, characters: range))
      }
    }
    place(editor)
  }

  private mutating func place(_ editor: TextEditor) {
    for (index, row) in rows.enumerated() where row.line == editor.row {
      guard row.characters.contains(editor.column) || !isWrapped(index) else { continue }
      caretRow = index
      let before = editor.lines[row.line][row.characters.lowerBound..<editor.column]
      caretColumn = min(Self.width(of: before), columns)
      return
    }
  }

  /// Whether a row ends within a line, which goes on in the next row.
  func isWrapped(_ index: Int) -> Bool {
    index + 1 < rows.count && rows[index + 1].line == rows[index].line
  }

  /// Returns the rows to show in a window of `count` rows, centred on the caret as far as possible.
  func window(of count: Int) -> Range<Int> {
    let top = max(0, min(caretRow - count / 2, rows.count - count))
    return top..<min(rows.count, top + count)
  }

  /// Returns the index of the character at a screen column of a row.
  func character(at column: Int, in row: Row, of editor: TextEditor) -> Int {
    var used = 0
    for index in row.characters {
      let width = Self.width(of: editor.lines[row.line][index], at: used)
      if used + width > column { return index }
      used += width
    }
    let isLast = row.characters.upperBound == editor.lines[row.line].count
    return isLast ? row.characters.upperBound : row.characters.upperBound - 1
  }

  /// Returns the glyphs of a character; a tab's width depends on its column.
  static func glyphs(_ character: Character, at column: Int) -> [Glyph] {
    if character == "\t" {
      return Glyph.glyphs(String(repeating: " ", count: tabWidth - column % tabWidth))
    }
    return Glyph.glyphs(String(character))
  }

  /// Returns the index of the first of the blanks with which a line ends, that are marked as in a
  /// text that is read. The one before the caret may be followed by a word yet.
  static func endOfWords(_ line: Int, of editor: TextEditor) -> Int {
    let characters = editor.lines[line]
    let end = characters.lastIndex { $0 != " " && $0 != "\t" }.map { $0 + 1 } ?? 0
    let isAtEnd = editor.row == line && editor.column == characters.count
    return isAtEnd && end == characters.count - 1 ? characters.count : end
  }

  static func width(of character: Character, at column: Int) -> Int {
    glyphs(character, at: column).reduce(0) { $0 + $1.columns }
  }

  static func width(of characters: some Sequence<Character>) -> Int {
    characters.reduce(0) { $0 + width(of: $1, at: $0) }
  }

  /// Wraps a line into rows as a text that is read is wrapped. A tab's width depends on its row.
  private static func wrap(_ line: [Character], columns: Int) -> [Range<Int>] {
    var ranges: [Range<Int>] = []
    var start = 0
    repeat {
      var glyphs: [Glyph] = []
      // The index of each glyph's character.
      var characters: [Int] = []
      var used = 0
      var index = start
      while index < line.count, used <= columns {
        for glyph in Self.glyphs(line[index], at: used) {
          glyphs.append(glyph)
          characters.append(index)
          used += glyph.columns
        }
        index += 1
      }
      let end = Wrapping.line(startingAt: 0, in: glyphs, columns: columns).upperBound
      let next = end == glyphs.count ? index : max(start + 1, characters[end])
      ranges.append(start..<next)
      start = next
    } while start < line.count
    return ranges
  }
}
