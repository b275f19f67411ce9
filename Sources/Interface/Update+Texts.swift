import Analysis
import Curation
import JSONLines

/// Edits texts in place or in an external editor, and keeps those that can't be saved.
extension Model {
  /// Opens the value at a pointer in the editor, or the whole record if it isn't JSON.
  mutating func beginEditing(at pointer: JSONPointer?) {
    if let obstacle = obstacleToEditing { return complain(obstacle) }
    guard let page = pane.page else { return }
    var shown: Int?
    if let pointer {
      let index = page.reading.parts.firstIndex { $0.pointer == pointer }
      guard let index else { return complain("\(pane.cursor) has no \(pointer)") }
      // A text that was scrolled goes on from there.
      shown = index == pane.place.focusedPart ? firstShown : nil
      if shown == nil { focusPart(index) }
    }
    guard var state = editorState() else { return }
    if let pointer = state.pointer, let root = try? JSONNode.parse(page.bytes) {
      // What is typed couldn't be saved.
      do { _ = try root.resolve(pointer, in: page.bytes) } catch { return complain(error.text) }
    }
    guard !state.isTooLarge else {
      return complain("this text is too large to edit in place; E opens it in $EDITOR")
    }
    if case .text = state.content,
      let offset = focusedFinding ?? focusedMatch ?? focusedReply ?? shown
    {
      state.editor.move(toByte: offset)
    }
    if pane.drafts.contains(where: { $0.record == state.record && $0.pointer == state.pointer }) {
      say("a text for this part is kept too: Esc, then `:draft` opens it")
    }
    mode = .editor(state)
  }

  /// The byte offset, in the decoded text of the focused part, at which a dialogue in one text goes
  /// on differently from the other side; nil for other parts.
  private var focusedReply: Int? {
    guard let page = pane.page, page.reading.shape == .transcripts, let part = pane.part,
      let column = page.column(ofPart: pane.place.focusedPart),
      page.columns.indices.contains(column),
      let reply = page.columns[column].blocks.first(where: { $0.part == pane.place.focusedPart })
    else { return nil }
    return TextSource(part.node, in: page.bytes).decodedOffset(of: reply.source.range.lowerBound)
  }

  /// The byte offset, in the decoded text of the focused part, of its first line on the screen; nil
  /// if that is where the text begins.
  private var firstShown: Int? {
    guard let page = pane.page, let part = pane.part else { return nil }
    let column = page.column(ofPart: pane.place.focusedPart)
    guard let area = Layout(self).area(ofColumn: column, pane: active) else { return nil }
    let shown = page.flow(ofColumn: column).lines(
      from: pane.place[topOfColumn: column], count: area.rows, columns: area.columns
    ).first { $0.block.part == pane.place.focusedPart }
    guard let shown, shown.block.kind == .text, !shown.isFirst else { return nil }
    return TextSource(part.node, in: page.bytes).decodedOffset(of: shown.text.range.lowerBound)
  }

  /// Scrolls to where the caret was in a text that is saved.
  mutating func revealCaret(of state: EditorState) {
    guard case .text = state.content, state.record == pane.cursor, let page = pane.page,
      let part = page.reading.parts.firstIndex(where: { $0.pointer == state.pointer })
    else { return }
    let caret = state.editor.caretByte
    if caret > 0 { reveal(caret - 1..<caret, ofPart: part) }
  }

  private mutating func editorState() -> EditorState? {
    guard let page = pane.page else { return nil }
    let isOpaque = page.reading.shape == .opaque
    guard var state = EditorState(isOpaque ? nil : pane.part, of: pane.cursor, bytes: page.bytes)
    else {
      complain("\(pane.cursor) isn't UTF-8; repair it with `winnow edit --raw`")
      return nil
    }
    state.bookmark = pane.set.bookmark(of: pane.cursor)
    state.shared = pane.part.flatMap { SharedPrompt($0, in: page.reading, page.bytes) }
    return state
  }

  /// Makes an editor for all turns and texts of the record as one text; if that isn't possible,
  /// tells the user and returns nil.
  private mutating func conversationState() -> EditorState? {
    let bytes = pane.set.bytes(of: pane.cursor)
    let reading = RecordReading(bytes, as: pane.shape)
    guard let conversation = ConversationText(reading, bytes) else {
      complain(
        "\(pane.cursor) has no turns or texts that can be edited together; gJ opens its JSON")
      return nil
    }
    var state = EditorState(conversation, of: pane.cursor)
    state.bookmark = pane.set.bookmark(of: pane.cursor)
    return state
  }

  /// Makes an editor for the whole record.
  private func wholeState() -> EditorState? {
    var state = EditorState.whole(pane.cursor, pane.set.bytes(of: pane.cursor))
    state?.bookmark = pane.set.bookmark(of: pane.cursor)
    return state
  }

  /// What to open in an external editor.
  enum ExternalSubject { case part, conversation, record }

  mutating func beginEditingExternally(_ subject: ExternalSubject) -> [Effect] {
    if let obstacle = obstacleToEditing { return refuse(obstacle) }
    let state =
      switch subject {
      case .part: editorState()
      case .conversation: conversationState()
      case .record: wholeState()
      }
    guard let state else { return [] }
    editedExternally = state
    return [.edit(state.draft(of: state.original), pane: active, isJSON: state.isJSON)]
  }

  mutating func editorReturned(_ result: ExternalText) -> [Effect] {
    guard var state = editedExternally else { return [] }
    editedExternally = nil
    switch result {
    case .failed(let why):
      return refuse(why)
    case .unsaved(let text, let why):
      return keep(text.withoutLineEndAdded(to: state.original), of: state, why)
    case .text(let returned):
      let text = returned.withoutLineEndAdded(to: state.original)
      guard !text.isIdentical(to: state.original) else {
        say("nothing changed")
        return []
      }
      if case .conversation = state.content, text.allSatisfy(\.isWhitespace) {
        return refuse("the file came back empty, so nothing is changed")
      }
      if text.utf8.count > EditorState.inPlaceLimit { return saveLarge(text, for: state) }
      state.editor = TextEditor(text)
      return save(state, then: .closeEditor)
    }
  }

  /// Saves a text that is too large for the built-in editor. It is kept until it is in the journal,
  /// as no editor holds it.
  private mutating func saveLarge(_ text: String, for state: EditorState) -> [Effect] {
    let command: Command
    do { command = try state.command(saving: text) } catch {
      return keep(text, of: state, error.text)
    }
    do {
      guard let draft = try pane.set.propose(command, on: [state.record], actor: pane.actor) else {
        say("nothing changed")
        return drop(state.draft, in: active)
      }
      let kept = keep(text, of: state)
      saving = Saving(draft: pane.drafts.last)
      lastChange = .typed
      return kept + [.append(pane: active, draft)]
    } catch {
      return keep(text, of: state, error.text)
    }
  }

  /// Keeps a text that couldn't be saved, and tells the user why.
  private mutating func keep(_ text: String, of state: EditorState, _ why: Phrase) -> [Effect] {
    complain("\(why); the text is kept: :draft opens it again")
    return keep(text, of: state)
  }

  /// Keeps a text that isn't saved, for `:draft`.
  mutating func keep(_ text: String, of state: EditorState) -> [Effect] {
    let draft = state.draft(of: text)
    pane.drafts.removeAll { $0 == draft || $0 == state.draft }
    pane.drafts.append(draft)
    let old = state.draft == draft ? nil : state.draft
    return [.keepDraft(draft, pane: active)] + (old.map { [.dropDraft($0, pane: active)] } ?? [])
  }

  /// Saves the editor's text as an edit. A text that can't be saved stays in the editor, as does
  /// one of another type than the value until the user says so.
  mutating func save(
    _ state: EditorState, then next: AfterSaving, mayChangeType: Bool = false
  ) -> [Effect] {
    mode = .editor(state)
    let text = state.editor.text
    let command: Command
    do { command = try state.command(saving: text) } catch {
      if case .json(let error) = error {
        var state = state
        state.editor.move(toByte: error.byteOffset)
        mode = .editor(state)
      }
      return refuse("\(error.text); correct it, or leave with Esc")
    }
    if !mayChangeType, let change = state.changeOfType {
      question = .otherType(change, then: next)
      return []
    }
    do {
      guard
        let draft = try pane.set.propose(command, on: [state.record], actor: pane.actor)
      else {
        if case .stay(let isFirst) = next {
          sayEnd(isFirst: isFirst)
          return []
        }
        say("nothing changed")
        mode = .browse
        let dropped = drop(state.draft, in: active)
        if case .editRecord(let number, let pointer) = next {
          return dropped + edit(number, at: pointer)
        }
        return dropped
      }
      saving = Saving(next: next, draft: state.draft)
      lastChange = .typed
      recordInMacro(command.line)
      return [.append(pane: active, draft)]
    } catch {
      return refuse("\(error.text); leave with Esc")
    }
  }

  /// Goes to a record, and edits what stands there for the part that has the focus, else what is at
  /// the pointer.
  mutating func edit(_ number: RecordNumber, at pointer: JSONPointer) -> [Effect] {
    let (focused, before) = (pane.place.focusedPart, pane.page)
    let effects = go(to: number)
    let part = before.flatMap { pane.page?.focusablePart(like: focused, of: $0) }
    let isTurn = before?.reading.parts.first { $0.pointer == pointer }?.role.isTurn == true
    let other = part.flatMap { pane.page?.reading.parts[$0].pointer }
    if other == nil, isTurn {
      complain("\(number) has no turn of this role")
    } else {
      beginEditing(at: other ?? pointer)
    }
    return effects
  }

  /// Says that the list has no record beyond the cursor's.
  mutating func sayEnd(isFirst: Bool) {
    complain(
      isFirst ? "this is the first record of the list" : "this is the last record of the list")
  }

  // MARK: - Drafts

  /// Forgets a text of an earlier session, which was saved or given up, and offers the next.
  mutating func drop(_ draft: Draft?, in index: Int) -> [Effect] {
    guard let draft else { return [] }
    for index in isDoubled ? panes.indices : index..<index + 1 {
      panes[index].drafts.removeAll { $0 == draft }
    }
    offerDraft()
    return [.dropDraft(draft, pane: index)]
  }

  /// Opens the text that an interrupted session left.
  ///
  /// - Parameter number: of the record that it is for; nil opens the newest text.
  mutating func openDraft(for number: Int?) -> [Effect] {
    let drafts = isDoubled ? panes.flatMap(\.drafts) : pane.drafts
    guard let draft = drafts.last(where: { number == nil || $0.record.value == number }) else {
      if let number {
        return refuse("no text from an earlier session is for \(RecordNumber(number))")
      }
      let other = panes.first { !$0.drafts.isEmpty }
      complain(
        other.map {
          "the text from an earlier session is for the other pane, \($0.name): Tab goes there"
        }
          ?? "there is no text from an earlier session")
      return []
    }
    let found = draft.bookmark.map { pane.set.number(of: $0, at: draft.record) } ?? draft.record
    let number = found ?? draft.record
    let effects = go(to: number)
    guard pane.cursor == number, found != nil || pane.isIndexed else {
      complain("\(draft.record) isn't known yet, or not there any more")
      return effects
    }
    let isFound = found != nil
    return effects
      + (draft.kind == .command
        ? openLine(of: draft, isFound: isFound) : openText(of: draft, isFound: isFound))
  }

  /// Opens the command line that a draft is, at the cursor's record.
  private mutating func openLine(of draft: Draft, isFound: Bool) -> [Effect] {
    var line = PromptLine(.command, draft.text)
    line.draft = draft
    mode = .prompt(line)
    if !isFound {
      complain(
        "the record of this line isn't found, this is another: Enter does it here, Esc leaves it kept"
      )
    } else if draft.targetCount > 1, !pane.hasChosen {
      complain(
        "this was for \(grouped(draft.targetCount)) records, Enter does it here alone; Esc leaves it kept"
      )
    }
    return []
  }

  /// Opens a draft's text in the editor, at the cursor's record.
  private mutating func openText(of draft: Draft, isFound: Bool) -> [Effect] {
    if let obstacle = obstacleToEditing { return refuse(obstacle) }
    guard var state = state(of: draft) else { return [] }
    state.draft = draft
    if !isFound { state.bookmark = draft.bookmark }
    if draft.text.utf8.count > EditorState.inPlaceLimit {
      // What comes back from the editor would be saved at once.
      guard isFound else {
        complain("the record of this text isn't found; the text stays kept")
        return []
      }
      editedExternally = state
      return [.edit(state.draft(of: draft.text), pane: active, isJSON: state.isJSON)]
    }
    state.editor = TextEditor(draft.text)
    state.editor.move(toByte: draft.text.endOfChange(from: state.original))
    mode = .editor(state)
    let now = pane.set.bookmark(of: pane.cursor)?.bytes
    if !isFound {
      complain("the record of this text isn't found; this is another: Ctrl-S saves it, Esc asks")
    } else if draft.bookmark.map({ $0.bytes != now }) == true {
      complain(
        "the record has changed since this was typed: Ctrl-S puts it in place of what is there now")
    } else {
      say("this text was not saved last time: Ctrl-S saves it, Esc asks")
    }
    return []
  }

  private mutating func state(of draft: Draft) -> EditorState? {
    switch draft.kind {
    case .conversation: return conversationState()
    case .record: return wholeState()
    case .value, .command:
      if let pointer = draft.pointer,
        let index = pane.page?.reading.parts.firstIndex(where: { $0.pointer == pointer })
      {
        focusPart(index)
      } else if draft.pointer != nil {
        complain("\(pane.cursor) has no \(draft.pointer?.description ?? "") any more")
        return nil
      }
      return editorState()
    }
  }
}

extension String {
  /// The byte offset behind what differs from another text; 0 if nothing does.
  fileprivate func endOfChange(from other: String) -> Int {
    if isIdentical(to: other) { return 0 }
    let same = zip(utf8.reversed(), other.utf8.reversed()).prefix { $0 == $1 }.count
    return utf8.count - same
  }
}
