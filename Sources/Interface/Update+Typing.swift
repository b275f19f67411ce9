import Console
import Curation
import JSONLines

/// Handles keys in the editor, in a prompt and in the flag menu.
extension Model {
  // MARK: - Editor

  mutating func type(_ key: Key, into state: EditorState) -> [Effect] {
    var state = state
    if let find = state.find, let effects = type(key, finding: find, in: state) { return effects }
    state.find = nil
    event = nil
    if case .action(let action) = keys.match([key], in: .editor) {
      switch action {
      case .findText: state = beginFinding(in: state)
      case .save: return save(state, then: .closeEditor)
      case .saveAndNext: return saveAndMove(state, by: 1)
      case .saveAndPrevious: return saveAndMove(state, by: -1)
      case .selectText:
        state.editor.toggleSelection()
        if state.editor.anchor != nil { say("move to the other end; Ctrl-X cuts, Ctrl-T flags it") }
      case .copyText, .cutText:
        guard let text = state.editor.selectedText else {
          complain("nothing is selected; Ctrl-Space begins")
          break
        }
        if action == .cutText {
          state.editor.removeSelection()
        } else {
          state.editor.toggleSelection()
        }
        mode = .editor(state)
        cutText = text
        say(action == .cutText ? "cut; Ctrl-Y pastes" : "copied; Ctrl-Y pastes")
        return [.copy(text)]
      case .pasteText:
        if cutText.isEmpty {
          complain("nothing was cut or copied yet")
        } else {
          state.editor.insert(cutText)
        }
      case .flagText: return flagSelection(of: state)
      case .undoTyping:
        if !state.editor.undo() { complain("nothing to undo in this text") }
      case .redoTyping:
        if !state.editor.redo() { complain("nothing to redo in this text") }
      default:
        if state.isChanged {
          question = .unsavedText
        } else {
          mode = .browse
          // A kept text that says nothing new needn't be kept.
          return drop(state.draft, in: active)
        }
      }
      mode = .editor(state)
      return []
    }
    let before = state
    lazy var place = editorPlace(of: before)
    if !state.editor.take(
      key, page: max(1, (place?.area.rows ?? rows) - 2), columns: place?.layout.columns ?? columns)
    {
      complain("\(key.name) does nothing here; Ctrl-S saves, Esc leaves")
    }
    if [.control("k"), .control("u")].contains(key), !state.editor.cut.isEmpty {
      cutText = state.editor.cut
    }
    mode = .editor(state)
    return []
  }

  /// Opens the flag menu for the selected range of the text.
  private mutating func flagSelection(of state: EditorState) -> [Effect] {
    if state.isJSON {
      return refuse("of JSON only the whole part can be flagged: f, outside of the editor")
    }
    guard !state.isChanged, state.content == .text, let pointer = state.pointer else {
      return refuse("save first: a flag is about the text that is in the record")
    }
    guard let range = state.editor.selectedBytes else {
      return refuse("select what to flag first: Ctrl-Space, then move")
    }
    var menu = FlagMenu(hazards, at: pointer, in: pane)
    menu.range = range
    menu.selectedCount = state.editor.selectedText?.unicodeScalars.count
    if let lastTaxonomy { menu.show(lastTaxonomy) }
    pane.named = []
    mode = .flagMenu(menu)
    return []
  }

  /// Where the editor is on the screen.
  func editorPlace(of state: EditorState) -> EditorPlace? {
    let record = Layout(self).records.first { $0.pane == active }
    return record.map { EditorPlace(state, self, in: $0) }
  }

  private mutating func saveAndMove(_ state: EditorState, by step: Int) -> [Effect] {
    if pane.blind != nil, pane.part?.response != nil {
      // The same field of the next record would tell which of its responses it is.
      complain("a blind review edits a response by itself: Ctrl-S saves it")
      mode = .editor(state)
      return []
    }
    let next = pane.listing.place(step, from: state.record)
    // The whole of one record is no field that the next one has.
    guard let pointer = state.pointer else { return save(state, then: .closeEditor) }
    guard (0..<pane.listCount).contains(next) else {
      return save(state, then: .stay(isFirst: step < 0))
    }
    return save(state, then: .editRecord(pane.listing.number(at: next), pointer))
  }

  // MARK: - Prompt

  mutating func type(_ key: Key, into line: PromptLine) -> [Effect] {
    var line = line
    let history = typedLines[line.kind] ?? []
    let before = line.text
    let isCompleting = key == .tab || key == .backTab
    if isCompleting { event = nil } else { line.stopCompleting() }
    switch key {
    case .enter:
      mode = .browse
      return finish(line)
    case .escape, .control("c"): return leave(line)
    case .backspace where line.isEmpty: return leave(line)
    case .up, .control("p"): line.recall(1, from: history)
    case .down, .control("n"): line.recall(-1, from: history)
    case .tab, .backTab:
      let kind = line.kind
      line.complete(by: key == .tab ? 1 : -1) { completions(of: $0, kind) }
    default: _ = line.take(key)
    }
    mode = .prompt(line)
    return line.kind == .search && line.text != before ? preview(line.text) : []
  }

  private mutating func leave(_ line: PromptLine) -> [Effect] {
    (mode, event) = (.browse, nil)
    if line.draft != nil {
      say("the line stays kept: :draft opens it; emptied and entered, it goes")
    }
    return line.kind == .search ? giveUpSearch() : []
  }

  private mutating func finish(_ line: PromptLine) -> [Effect] {
    let text = line.text
    remember(text, line.kind)
    let isKept = !text.isEmpty && line.kind != .note  // the journal has the note
    let dropped = drop(line.draft, in: active)
    return (isKept ? [.keepLine(kind: line.kind.rawValue, text)] : []) + dropped
      + carryOut(line, text)
  }

  private mutating func carryOut(_ line: PromptLine, _ text: String) -> [Effect] {
    switch line.kind {
    case .search:
      recordInMacro(text.isEmpty ? "search-next" : "search \(text)")
      return finishSearch(text)
    case .filter:
      recordInMacro("filter \(text.isEmpty ? Self.noFilter : text)")
      return setFilter(text)
    case .sort:
      recordInMacro("sort \(text.isEmpty ? "number" : text)")
      return setOrder(text)
    case .field: return askValues(of: text)
    case .note:
      recordInMacro(Command.note(nil, text.isEmpty ? nil : text).line)
      return carryOut(.note(nil, text.isEmpty ? nil : text))
    case .command:
      guard !text.isEmpty else { return [] }
      // What begins or ends a macro isn't in it.
      let wasRecording = macros.recording != nil
      let effects = run(text)
      if wasRecording, event?.isProblem != true { recordInMacro(text) }
      // A line with a mistake in it is mended, not typed again.
      if event?.isProblem == true, effects.isEmpty, isBrowsing, isMistyped(text) {
        mode = .prompt(PromptLine(.command, text))
      }
      return effects
    }
  }

  // MARK: - Flag menu

  mutating func choose(_ key: Key, in menu: FlagMenu) -> [Effect] {
    var menu = menu
    // What the menu complained of is gone with the next key.
    if event?.isProblem == true { event = nil }
    if menu.isWritingNote, menu.note.take(key) {
      mode = .flagMenu(menu)
      return []
    }
    switch key {
    case .enter:
      guard let flag = menu.flag else {
        return refuse("choose a category by its letter, or type its code")
      }
      mode = .browse
      lastTaxonomy = menu.taxonomy
      recordInMacro(Command.flag(flag).line)
      return carryOut(.flag(flag))
    case .escape, .control("c"):
      mode = .browse
      return []
    case .tab: menu.isWritingNote.toggle()
    case .left: menu.changeTaxonomy(-1)
    case .right: menu.changeTaxonomy(1)
    case .up where !menu.isWritingNote: menu.move(-1)
    case .down where !menu.isWritingNote: menu.move(1)
    case .backspace: menu.deleteBackward()
    case .character(let scalar):
      if !menu.take(Character(scalar)) {
        complain("\(key.name) is no category, and no severity from 0 to 3")
      }
    default: break
    }
    mode = .flagMenu(menu)
    return []
  }
}

extension TextEditor {
  /// Handles a key in a text; returns false if it has no meaning there. Only keys that go by screen
  /// rows ask for the size of the page.
  mutating func take(
    _ key: Key, page: @autoclosure () -> Int, columns: @autoclosure () -> Int
  ) -> Bool {
    if case .held(let modifiers, let key) = key {
      if modifiers.contains(.shift) { extendSelection() } else { endExtending() }
      guard modifiers != .shift else { return move(key, page: page(), columns: columns()) }
      switch key {
      case .left: moveWordLeft()
      case .right: moveWordRight()
      case .home: moveToStart()
      case .end: moveToEnd()
      case .delete where modifiers.contains(.control): deleteWordForward()
      default: return move(key, page: page(), columns: columns())
      }
      return true
    }
    if key.isMoving || Self.movingKeys.contains(key) { endExtending() }
    return move(key, page: page(), columns: columns())
  }

  /// Keys of Emacs that move the caret.
  private static let movingKeys: Set<Key> = [
    .control("a"), .control("b"), .control("e"), .control("f"), .alt("b"), .alt("f"),
  ]

  private mutating func move(
    _ key: Key, page: @autoclosure () -> Int, columns: @autoclosure () -> Int
  ) -> Bool {
    // Rows that are too short don't change the column that one goes up and down in.
    if ![.up, .down, .pageUp, .pageDown].contains(key) { wantedColumn = nil }
    switch key {
    case .character(let scalar): insert(String(scalar))
    case .enter: insert("\n")
    case .tab: insert("\t")
    case .backspace: deleteBackward()
    case .delete, .control("d"): deleteForward()
    case .control("w"): deleteWordBackward()
    case .control("k"): deleteToLineEnd()
    case .control("u"): deleteToLineStart()
    case .left, .control("b"): moveLeft()
    case .right, .control("f"): moveRight()
    case .alt("b"): moveWordLeft()
    case .alt("f"): moveWordRight()
    case .home, .control("a"): moveToLineStart()
    case .end, .control("e"): moveToLineEnd()
    case .up: moveRow(-1, columns: columns(), page: page())
    case .down: moveRow(1, columns: columns(), page: page())
    case .pageUp: moveRow(-page(), columns: columns(), page: page())
    case .pageDown: moveRow(page(), columns: columns(), page: page())
    default: return false
    }
    return true
  }

  /// Moves the caret by screen rows, as the text is wrapped.
  private mutating func moveRow(_ step: Int, columns: Int, page: Int) {
    let layout = EditorLayout(self, columns: columns, rows: page + 1)
    let target = layout.caretRow + step
    guard layout.rows.indices.contains(target) else {
      return step < 0 ? moveToStart() : moveToEnd()
    }
    let row = layout.rows[target]
    let wanted = wantedColumn ?? layout.caretColumn
    move(toRow: row.line, column: layout.character(at: wanted, in: row, of: self))
    wantedColumn = wanted
  }
}
