import Analysis
import Console
import Curation

/// A search in the text that is being edited.
struct TextFind: Sendable {
  /// What is to be found, as it is typed.
  var line: PromptLine
  /// The editor before the search, to which giving it up goes back.
  let origin: TextEditor
  /// The number of places in the text; nil while the line is no pattern.
  var count: Int?
}

extension Model {
  /// Opens the line in which a text to be found is typed, with the one found last.
  mutating func beginFinding(in state: EditorState) -> EditorState {
    var state = state
    let last = typedLines[.search]?.last ?? ""
    var find = TextFind(line: PromptLine(.search, changing: last), origin: state.editor)
    restart(&find, in: &state)
    // Nobody asked for it in this text yet.
    if find.count == 0 { event = nil }
    return state
  }

  /// Adds what is pasted to what is to be found.
  mutating func find(pasted text: String, in state: EditorState) {
    guard var find = state.find else { return }
    var state = state
    event = nil
    find.line.insert(text)
    restart(&find, in: &state)
    mode = .editor(state)
  }

  /// Handles a key while a text to be found in the editor is typed.
  ///
  /// - Returns: nil if the key is the editor's own, which ends the search where it is.
  mutating func type(_ key: Key, finding find: TextFind, in state: EditorState) -> [Effect]? {
    let action: Action? =
      if case .action(let action) = keys.match([key], in: .editor) { action } else { nil }
    if action == .save { return nil }
    var (find, state) = (find, state)
    event = nil
    defer { mode = .editor(state) }
    if action == .cancel || key == .backspace && find.line.isEmpty {
      (state.editor, state.find) = (find.origin, nil)
      return []
    }
    if key == .enter {
      let text = find.line.text
      if !text.isEmpty, find.count ?? 0 == 0 {
        complain("\(text): not found")
        return []
      }
      state.find = nil
      if !text.isEmpty { say("found: what is typed replaces it, an arrow leaves it") }
      remember(text, .search)
      return text.isEmpty ? [] : [.keepLine(kind: PromptLine.Kind.search.rawValue, text)]
    }
    let before = find.line.text
    switch key {
    case _ where action == .findText: show(&find, in: &state, isNext: true)
    case .up: find.line.recall(1, from: typedLines[.search] ?? [])
    case .down: find.line.recall(-1, from: typedLines[.search] ?? [])
    default: _ = find.line.take(key)
    }
    if find.line.text != before { restart(&find, in: &state) } else { state.find = find }
    return []
  }

  /// Goes to the first place from the caret on that the search began at.
  private mutating func restart(_ find: inout TextFind, in state: inout EditorState) {
    state.editor = find.origin
    show(&find, in: &state, isNext: false)
    state.find = find
  }

  /// Goes to the next place that has what is to be found, round the end of the text.
  ///
  /// - Parameter isNext: whether to leave the place that the caret is at.
  private mutating func show(_ find: inout TextFind, in state: inout EditorState, isNext: Bool) {
    find.count = nil
    let text = find.line.text
    let pattern: TextPattern?
    do { pattern = try TextPattern(typed: text) } catch {
      return complain("the expression isn't whole: \(Phrase(said: error.message))")
    }
    guard let pattern else { return }
    let places = pattern.ranges(in: Array(state.editor.text.utf8))
    find.count = places.count
    let caret = state.editor.caretByte
    guard
      let place = places.first(where: { isNext ? $0.lowerBound >= caret : $0.upperBound > caret })
        ?? places.first
    else { return complain("\(text): not found") }
    state.editor.select(bytes: place)
  }
}
