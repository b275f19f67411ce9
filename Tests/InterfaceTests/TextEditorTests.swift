import Console
import TestSupport
import Testing

@testable import Interface

/// The same editor on one array of characters: nothing clever.
private struct NaiveEditor {
  var text: [Character]
  var caret = 0
  var before: [([Character], Int)] = []

  var line: Range<Int> {
    var (start, end) = (caret, caret)
    while start > 0, text[start - 1] != "\n" { start -= 1 }
    while end < text.count, text[end] != "\n" { end += 1 }
    return start..<end
  }

  mutating func take(_ key: Key) {
    let line = line
    switch key {
    case .character(let scalar): insert(Character(scalar))
    case .enter: insert("\n")
    case .tab: insert("\t")
    case .backspace where caret > 0:
      caret -= 1
      text.remove(at: caret)
    case .delete where caret < text.count: text.remove(at: caret)
    case .control("k"):
      if caret == line.upperBound {
        if caret < text.count { text.remove(at: caret) }
      } else {
        text.removeSubrange(caret..<line.upperBound)
      }
    case .control("u"):
      text.removeSubrange(line.lowerBound..<caret)
      caret = line.lowerBound
    case .control("w") where caret == line.lowerBound: take(.backspace)
    case .control("w"):
      var start = caret
      while start > line.lowerBound, !isWord(text[start - 1]) { start -= 1 }
      while start > line.lowerBound, isWord(text[start - 1]) { start -= 1 }
      text.removeSubrange(start..<caret)
      caret = start
    case .left: caret = max(0, caret - 1)
    case .right: caret = min(text.count, caret + 1)
    case .home: caret = line.lowerBound
    case .end: caret = line.upperBound
    default: break
    }
  }

  private mutating func insert(_ character: Character) {
    text.insert(character, at: caret)
    caret += 1
  }

  private func isWord(_ character: Character) -> Bool {
    character.isLetter || character.isNumber || character == "_"
  }
}

@Suite struct TextEditorTests {
  @Test func `what was undone is redone, until something else is typed`() {
    var editor = TextEditor("a")
    editor.moveToEnd()
    editor.insert("b")
    editor.moveToEnd()
    editor.insert("c")
    #expect(editor.undo() && editor.undo() && editor.text == "a")
    #expect(editor.redo() && editor.text == "ab")
    #expect(editor.redo() && editor.text == "abc" && !editor.redo())
    #expect(editor.undo() && editor.text == "ab")
    editor.insert("d")
    #expect(!editor.redo() && editor.text == "abd")
  }

  @Test func `the end of a line is before its CR`() {
    var editor = TextEditor("one\r\ntwo")
    editor.moveToLineEnd()
    editor.insert("!")
    #expect(editor.text == "one!\r\ntwo")
  }

  @Test func `CR LF is one line break to every key`() {
    func edited(_ change: (inout TextEditor) -> Void) -> String {
      var editor = TextEditor("abc\r\ndef\r\nghi")
      editor.move(toRow: 0, column: 1)
      change(&editor)
      return editor.text
    }
    #expect(edited { $0.deleteToLineEnd() } == "a\r\ndef\r\nghi")
    #expect(
      edited {
        $0.deleteToLineEnd(); $0.deleteToLineEnd()
      } == "adef\r\nghi")
    #expect(
      edited {
        $0.move(toRow: 1, column: 0); $0.deleteBackward()
      } == "abcdef\r\nghi")
    #expect(
      edited {
        $0.moveToLineEnd(); $0.deleteForward()
      } == "abcdef\r\nghi")
    #expect(edited { $0.insert("P\nQ\r\n") } == "aP\r\nQ\r\nbc\r\ndef\r\nghi")
    #expect(
      edited {
        $0.move(toRow: 0, column: 2)
        $0.extendSelection()
        $0.move(toRow: 1, column: 0)
        $0.insert("\n")
      } == "ab\r\ndef\r\nghi")
    #expect(
      edited {
        $0.moveToLineEnd(); $0.moveRight(); $0.insert("!")
      } == "abc\r\n!def\r\nghi")
  }

  @Test func `a CR that comes to the end of its line is behind the caret`() {
    var editor = TextEditor("ab\rX\n\nfoo")
    editor.moveToLineEnd()
    editor.deleteBackward()
    editor.deleteForward()
    editor.insert("z")
    #expect(editor.text == "abz\nfoo")
    for change in [
      { $0.deleteWordBackward() }, { $0.deleteToLineStart() }, { $0.insert("\r") },
      { (editor: inout TextEditor) in editor.deleteForward() },
    ] as [(inout TextEditor) -> Void] {
      var editor = TextEditor("a\rX\r\nb")
      editor.move(toRow: 0, column: 2)
      change(&editor)
      for _ in 0..<4 { editor.deleteForward() }
      editor.insert("z")
      #expect(editor.text.contains("z"))
    }
  }

  @Test func `a new line ends as the lines around it do`() {
    func broken(_ text: String, downs: Int = 0, rights: Int) -> String {
      var editor = TextEditor(text)
      for _ in 0..<downs { _ = editor.take(.down, page: 10, columns: 80) }
      for _ in 0..<rights { editor.moveRight() }
      editor.insert("\n")
      return editor.text
    }
    #expect(broken("one\r\ntwo", rights: 1) == "o\r\nne\r\ntwo")
    #expect(broken("one\r\ntwo", rights: 3) == "one\r\n\r\ntwo")
    #expect(broken("one\r\ntwo", rights: 4) == "one\r\n\r\ntwo")
    #expect(broken("one\r\ntwo", downs: 1, rights: 1) == "one\r\nt\r\nwo")
    #expect(broken("one\ntwo\r", downs: 1, rights: 1) == "one\nt\nwo\r")
  }

  private static let keys: [Key] = [
    .character("a"), .character("漢"), .character(" "), .character("_"), .character("."), .enter,
    .tab, .backspace, .delete, .control("k"), .control("u"), .control("w"), .left, .right, .home,
    .end,
  ]

  private func caret(_ editor: TextEditor) -> Int {
    editor.lines[..<editor.row].reduce(editor.column) { $0 + $1.count + 1 }
  }

  @Test(arguments: 0..<30) func `keys do what they would do to one string`(_ seed: Int) {
    var random = SeededRandom(seed: seed)
    let start = random.pick(["", "one two\nthree", "漢字\n\n\nend\n", "\n"])
    var editor = TextEditor(start)
    var naive = NaiveEditor(text: Array(start))
    for _ in 0..<400 {
      let key = random.pick(Self.keys)
      let isTaken = editor.take(key, page: 10, columns: 20)
      #expect(isTaken)
      naive.take(key)
      #expect(editor.text == String(naive.text))
      #expect(caret(editor) == naive.caret)
    }
  }

  @Test(arguments: 0..<20) func `undoing everything brings the text back`(_ seed: Int) {
    var random = SeededRandom(seed: seed)
    let start = "one two\nthree 漢字\n"
    var editor = TextEditor(start)
    for _ in 0..<150 { _ = editor.take(random.pick(Self.keys), page: 5, columns: 20) }
    while editor.undo() {}
    #expect(editor.text == start)
  }

  @Test func `the word after the caret is deleted`() {
    var editor = TextEditor("one, two\nthree")
    for _ in 0..<2 { _ = editor.take(.held(.control, .delete), page: 5, columns: 20) }
    #expect(editor.text == "\nthree")
    _ = editor.take(.held(.control, .delete), page: 5, columns: 20)
    #expect(editor.text == "three" && editor.undo() && editor.text == "\nthree")
  }

  @Test func `what is typed is undone word by word, and line by line`() {
    var editor = TextEditor("")
    for letter in "one two,\nthree".unicodeScalars {
      _ = editor.take(letter == "\n" ? .enter : .character(letter), page: 5, columns: 20)
    }
    var texts = [editor.text]
    while editor.undo() { texts.append(editor.text) }
    #expect(texts == ["one two,\nthree", "one two,\n", "one two,", "one ", ""])
  }

  @Test func `typing without a break is undone together, and moving breaks it`() {
    var editor = TextEditor("")
    for letter in "ab".unicodeScalars { _ = editor.take(.character(letter), page: 5, columns: 20) }
    editor.moveLeft()
    editor.insert("x")
    var texts = [editor.text]
    while editor.undo() { texts.append(editor.text) }
    #expect(texts == ["axb", "ab", ""])
  }

  @Test func `the caret steps over whole characters and deletes them whole`() {
    for character in ["e\u{301}", "👩\u{200D}👩\u{200D}👧", "🇯🇵", "\u{1112}\u{1161}\u{11AB}", "👍🏽"] {
      var editor = TextEditor("a\(character)b")
      editor.moveRight()
      editor.moveRight()
      #expect(editor.column == 2)
      editor.deleteBackward()
      #expect(editor.text == "ab")
    }
  }

  @Test func `a mark that is typed after its letter joins it`() {
    var editor = TextEditor("")
    for scalar in "e\u{301}\u{323}".unicodeScalars { editor.insert(String(scalar)) }
    #expect(editor.column == 1)
    #expect(Array(editor.text.unicodeScalars) == ["e", "\u{301}", "\u{323}"])
  }

  @Test(arguments: [
    "a\r\nb", "a\rb\r", "\r\n\r\n", "x\u{2028}y\u{85}z", "\u{301}a", "e\u{301}", "\u{E9}",
  ])
  func `what nobody touched goes out scalar for scalar`(_ text: String) {
    var editor = TextEditor(text)
    editor.moveToEnd()
    editor.insert("!")
    #expect(Array(editor.text.utf8) == Array((text + "!").utf8))
  }

  @Test func `pasted lines are parted where the text is`() {
    var editor = TextEditor("<>")
    editor.moveRight()
    editor.insert("one\ntwo\n")
    #expect(editor.lines.map { String($0) } == ["<one", "two", ">"])
    #expect(editor.row == 2 && editor.column == 0)
  }
}

@Suite struct EditorLayoutTests {
  /// Moves to a character counted from the text's start.
  private func editor(_ text: String, caret: Int) -> TextEditor {
    var editor = TextEditor(text)
    for _ in 0..<caret { editor.moveRight() }
    return editor
  }

  @Test(arguments: [
    ("abc", 3, 0, 3), ("漢字", 1, 0, 2), ("漢字", 2, 0, 4), ("a\tb", 2, 0, 4), ("\t\t", 2, 0, 8),
    ("漢\tb", 2, 0, 4), ("a\u{301}b", 1, 0, 1), ("\u{1B}b", 1, 0, 2), ("\u{200B}b", 1, 0, 6),
    ("0123456789", 9, 0, 9), ("0123456789", 10, 0, 10), ("01234567漢", 8, 0, 8),
    ("012345678漢", 9, 1, 0), ("one two three", 8, 1, 0), ("one two three", 7, 0, 7),
    ("a\nb", 2, 1, 0), ("", 0, 0, 0),
  ])
  func `the caret is where its character is drawn`(
    _ text: String, _ caret: Int, _ row: Int, _ column: Int
  ) {
    let layout = EditorLayout(editor(text, caret: caret), columns: 10, rows: 20)
    #expect(layout.caretRow == row)
    #expect(layout.caretColumn == column)
  }

  @Test(arguments: 0..<30) func `rows cover every line, and the caret is always in the window`(
    _ seed: Int
  ) {
    var random = SeededRandom(seed: seed)
    let pieces = ["a", "word ", "漢", "\t", "\n", "e\u{301}", "\u{1B}", "-"]
    let text = (0..<random.below(120)).map { _ in random.pick(pieces) }.joined()
    let editor = editor(text, caret: random.below(text.count + 1))
    for columns in [2, 8, 31] {
      for rows in [1, 4, 200] {
        let layout = EditorLayout(editor, columns: columns, rows: rows)
        for line in Set(layout.rows.map(\.line)) {
          let covered = layout.rows.filter { $0.line == line }.map(\.characters)
          #expect(covered.flatMap { Array($0) } == Array(editor.lines[line].indices))
        }
        #expect(layout.window(of: rows).contains(layout.caretRow))
        #expect(layout.caretColumn <= columns)
      }
    }
  }

  @Test func `arrows with Ctrl go by words, with Shift they select`() {
    var editor = TextEditor("one two\nthree")
    func press(_ names: String...) {
      for name in names {
        guard let key = Key(name: name) else { continue }
        let isKnown = editor.take(key, page: 10, columns: 40)
        #expect(isKnown, "\(name)")
      }
    }
    press("Ctrl-Right", "Ctrl-Right")
    #expect(editor.column == 7)
    press("Ctrl-S-Left")
    #expect(editor.selectedText == "two")
    press("S-Left", "S-Left")
    #expect(editor.selectedText == "e two")
    press("Left")
    #expect(editor.selectedText == nil && editor.column == 1)
    press("Ctrl-End", "S-Home", "X")
    #expect(editor.text == "one two\nX")
    press("Ctrl-Home", "S-Down", "Del")
    #expect(editor.text == "X")
    editor = TextEditor("one\ntwo")
    press("Ctrl-Right", "Ctrl-Right")
    #expect((editor.row, editor.column) == (1, 0))
    press("Ctrl-Left")
    #expect((editor.row, editor.column) == (0, 3))
    press("Right", "Ctrl-W")
    #expect(editor.text == "onetwo")
  }

  @Test(arguments: 0..<20) func `going down and up again ends on the same row`(_ seed: Int) {
    var random = SeededRandom(seed: seed)
    let pieces = ["ab", "word ", "漢字", "\n", "\t"]
    let text = (0..<60).map { _ in random.pick(pieces) }.joined()
    var editor = editor(text, caret: random.below(text.count))
    let start = EditorLayout(editor, columns: 12, rows: 100)
    let row = start.rows[start.caretRow]
    guard start.caretRow + 1 < start.rows.count else { return }
    _ = editor.take(.down, page: 40, columns: 12)
    _ = editor.take(.up, page: 40, columns: 12)
    let end = EditorLayout(editor, columns: 12, rows: 100)
    #expect(end.rows[end.caretRow] == row)
  }
}
