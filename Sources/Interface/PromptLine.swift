import Console
import Curation

/// A line typed at the bottom of the screen.
struct PromptLine: Hashable, Sendable {
  enum Kind: String, Hashable, Sendable {
    case search
    case command
    case note
    case filter, sort, field
  }

  var kind: Kind
  /// The line of an earlier session that this one was, kept until it is entered.
  var draft: Draft?
  /// Edits the text, which is one line.
  private var editor: TextEditor { didSet { isInForce = false } }
  /// How far back in the history the line is; 0 is the line being typed.
  private var historyIndex = 0
  private var typed = ""
  /// The candidates that Tab and S-Tab cycle through, once no common prefix is left to complete.
  private(set) var candidates: [String] = []
  private(set) var candidate: Int?

  /// Whether the text is the one in force, which the first character typed replaces. Any change and
  /// any move of the caret ends that.
  private(set) var isInForce = false

  init(_ kind: Kind, _ text: String = "") {
    self.kind = kind
    editor = Self.editor(text)
  }

  /// A line that begins with the text in force.
  init(_ kind: Kind, changing text: String) {
    self.init(kind, text)
    isInForce = !text.isEmpty
  }

  /// Returns the label in front of the text.
  func label(in language: Language) -> String {
    func named(_ name: Phrase) -> String {
      let name = name.text(in: language)
      return name.hasSuffix(":") ? name + " " : name  // a full-width colon includes its own blank
    }
    return switch kind {
    case .search: "/"
    case .command: ":"
    case .note: named("note:")
    case .filter: "&"
    case .sort: named("sort by:")
    case .field: named("values of:")
    }
  }

  private static func editor(_ text: String) -> TextEditor {
    var editor = TextEditor(flat(text))
    editor.moveToEnd()
    return editor
  }

  private static func flat(_ text: String) -> String {
    text.split(whereSeparator: \.isNewline).joined(separator: " ")
  }

  var text: String { editor.text }
  var characters: [Character] { editor.lines[0] }
  var isEmpty: Bool { characters.isEmpty }

  /// The index of the character after the caret.
  var caret: Int {
    get { editor.column }
    set { editor.move(toRow: 0, column: newValue) }
  }

  /// Replaces the text; the caret is at its end.
  private mutating func set(_ text: String) { editor = Self.editor(text) }

  mutating func clear() { set("") }

  mutating func insert(_ string: String) {
    if isInForce { clear() }
    editor.insert(Self.flat(string))
  }

  /// Handles a key that edits the line; returns false if it has another meaning.
  mutating func take(_ key: Key) -> Bool {
    switch key.alone {
    case .character(let scalar): insert(String(scalar))
    case .enter, .tab, .up, .down, .pageUp, .pageDown: return false
    case let alone:
      // No part of a line is selected.
      let isShifted = if case .held(let held, _) = key { held.contains(.shift) } else { false }
      // A key without a meaning changes nothing, and leaves the text in force.
      var edited = editor
      guard edited.take(isShifted ? alone : key, page: 1, columns: .max) else { return false }
      editor = edited
    }
    return true
  }

  /// Completes the line to the common prefix of all candidates; after that, cycles through them.
  ///
  /// - Parameter step: 1 for the next candidate, -1 for the previous one.
  mutating func complete(by step: Int, among find: (String) -> [String]) {
    isInForce = false
    if candidate == nil {
      candidates = find(text)
      guard !candidates.isEmpty else { return }
      let common = commonStart
      if common.count > characters.count || candidates.count == 1 {
        // After a colon or a bracket, the value follows without a blank.
        let isWhole = candidates.count == 1 && common.last != ":" && common.last != "("
        set(common + (isWhole ? " " : ""))
        return
      }
    }
    let count = candidates.count
    let next = candidate.map { ($0 + step + count) % count } ?? (step > 0 ? 0 : count - 1)
    candidate = next
    set(candidates[next])
  }

  /// Ends cycling, so that the next Tab completes the line as it is.
  mutating func stopCompleting() {
    candidate = nil
    candidates = []
  }

  /// The common prefix of all candidates.
  private var commonStart: Substring {
    candidates.dropFirst().reduce(candidates.first?[...] ?? "") { start, other in
      start.prefix(start.commonCount(with: other))
    }
  }

  /// The candidates without the leading words that they all share.
  var candidateNames: [String] {
    let words = commonStart.lastIndex { " :(".contains($0) }.map { commonStart[...$0].count } ?? 0
    return candidates.map { String($0.dropFirst(words)) }
  }

  /// Returns the range of candidate names to show in `columns`, with two blanks between them and
  /// dots at the ends. It includes the current one.
  func page(of names: [String], columns: Int) -> Range<Int> {
    let widths = names.map { DisplayWidth.columns(of: $0) + 2 }
    // Each page begins where the previous one ends, so pages don't shift while Tab cycles through
    // them.
    var first = 0
    while true {
      var (end, room) = (first + 1, columns - 8 - widths[first])
      while end < widths.count, widths[end] <= room {
        room -= widths[end]
        end += 1
      }
      if end > candidate ?? 0 { return first..<end }
      first = end
    }
  }

  /// Recalls an earlier line (1) or a later one (-1) from the history.
  mutating func recall(_ step: Int, from history: [String]) {
    let index = historyIndex + step
    guard index >= 0, index <= history.count else { return }
    if historyIndex == 0 { typed = text }
    historyIndex = index
    set(index == 0 ? typed : history[history.count - index])
  }
}

extension Substring {
  /// Returns the length of the common prefix, in characters.
  fileprivate func commonCount(with other: String) -> Int {
    zip(self, other).prefix { $0 == $1 }.count
  }
}
