import Analysis
import Console
import Curation
import JSONLines

extension Model {
  /// Applies a message and returns the effects to carry out.
  public mutating func update(_ message: Message) -> [Effect] {
    let effects = react(to: message).map(signed)
    prepare()
    return effects + relationEffects()
  }

  /// The effect that continues a macro after a list or a search.
  private var waitingLine: [Effect] { macros.pending.isEmpty ? [] : [.nextLine] }

  /// Adds the seed of a blind review to an entry to be written.
  private func signed(_ effect: Effect) -> Effect {
    guard case .append(let index, var entry) = effect else { return effect }
    entry.blind = panes[index].blind
    return .append(pane: index, entry)
  }

  private mutating func react(to message: Message) -> [Effect] {
    if message.isCommanding, isBrowsing, question == nil { pane.named = nil }
    switch message {
    case .input(.key(let key)): return press(key)
    case .input(.paste(let text)): return paste(text)
    case .input(.mouse(let event)): return point(event)
    case .typed(let line):
      event = nil
      return run(line)
    case .input(.resized(let rows, let columns)):
      (self.rows, self.columns) = (rows, columns)
      fillWindow()
    case .committed(let index, let entry): return committed(entry, in: index)
    case .closed(let index, let text):
      refuseWriting(index, text)
      complain(text)
    case .appendFailed(let index, let entry, let text, let remedies):
      if !remedies.contains(.again) { refuseWriting(index, text) }
      if case .history = mode { mode = .browse }  // it shows no questions
      if remedies.isEmpty {
        saving = nil
        complain(text)
      } else {
        question = .unwritten(pane: index, entry, text, remedies)
      }
    case .reopened(let index, let set, let drafts, let note, let entry):
      panes[index].reopen(set)
      if isDoubled { panes[1 - index].reopen(set) }
      forgetRelations()
      panes[index].drafts = drafts
      say(note)
      if entry == nil { offerDraft() }
      return entry.map { [.append(pane: index, $0)] } ?? []
    case .reloaded(let index, let set):
      func conflicts(_ set: WorkingSet) -> Int {
        set.touchedStates.count { $0.value.conflict != nil }
      }
      let news = set.entryCount - panes[index].set.entryCount
      let disputes = conflicts(set) - conflicts(panes[index].set)
      panes[index].show(set)
      if isDoubled { panes[1 - index].show(set) }
      forgetRelations()
      let told: Phrase =
        news <= 0 ? "nothing is new" : news == 1 ? "1 entry is new" : "\(news) entries are new"
      if disputes > 0 {
        complain("\(told); records whose edits are in conflict since: \(disputes); ga decides")
      } else {
        say(told)
      }
    case .compared(let index, let serial, let findings):
      guard panes[index].choice.serial == serial else { break }
      panes[index].choice.compared = findings
      panes[index].loadPage()
    case .indexed(let index, let fraction):
      panes[index].refreshIndex(fraction: fraction)
      if index == search?.pane { search?.matches = nil }
      if fraction >= 1 { tellMissing(index) }
    case .searched(let result): return searched(result) + waitingLine
    case .searchEnded(let serial, let numbers): searchEnded(serial, numbers)
    case .listed(let result): return listed(result) + waitingLine
    case .surveying(let serial, let done, let count): surveying(serial, done, of: count)
    case .surveyed(let serial, let statistics): surveyed(serial, statistics)
    case .counted(let serial, let values): counted(serial, values)
    case .lines(let path, let lines, let text): return take(lines, of: path, for: text)
    case .partners(let number, let index, let partners, let isComplete):
      return show(partners, of: number, from: index, isComplete: isComplete)
    case .linked:
      isLinked = true
      return partnerEffects()
    case .related(let index, let edition, let found): related(index, edition, found)
    case .macro(let name, let lines, let count): return take(lines, ofMacro: name, count: count)
    case .nextLine: return playNextLine()
    case .editorReturned(let text): return editorReturned(text)
    case .notice(let text, let isProblem): event = Notice(text: text, isProblem: isProblem)
    }
    return []
  }

  mutating func press(_ key: Key) -> [Effect] {
    macros.end()
    if let question {
      if case .character(let scalar) = key { return answer(scalar, question) }
      return answer(nil, question)
    }
    // Esc and a quickly typed letter arrive as Alt and the letter, so outside the editor an Alt
    // key that isn't bound is taken for both. In the editor the letter would answer the question
    // that Esc asks, and in a line what was typed would be lost.
    if case .alt(let character) = key, let scalar = character.unicodeScalars.first,
      keyMode != .editor, !isTypingLine, !isBound(key)
    {
      return press(.escape) + press(.character(scalar))
    }
    // What can't be seen isn't changed; a text that is being typed is kept anyway.
    if !hasRoom, keyMode != .editor {
      return isBrowsing && [.character("q"), .character("Q")].contains(key) ? [.quit] : []
    }
    // Where nobody bound it with what is held, it is the key alone; a text has uses for both, and
    // so does a line, but for those that move by rows.
    let isInLine = isTypingLine && [.left, .right, .home, .end].contains(key.alone)
    if key.alone != key, keyMode != .editor, !isInLine, !isBound(key) {
      return press(key.alone)
    }
    switch mode {
    case .browse: return browse(key)
    case .prompt(let line): return type(key, into: line)
    case .flagMenu(let menu): return choose(key, in: menu)
    case .values(let menu): return choose(key, in: menu)
    case .contents(let menu): return choose(key, in: menu)
    case .statistics(let screen): return choose(key, in: screen)
    case .history(let screen): return choose(key, in: screen)
    case .rating(let menu): return choose(key, in: menu)
    case .help(let state): return readHelp(key, state)
    case .editor(let state): return type(key, into: state)
    }
  }

  /// Whether something has been typed at a prompt.
  private var isTypingLine: Bool {
    switch mode {
    case .prompt(let line): !line.isEmpty
    case .flagMenu(let menu): menu.isWritingNote && !menu.note.isEmpty
    case .values, .contents: openLine?.isEmpty == false
    case .help(let state): state.isTyping && !state.find.isEmpty
    default: false
    }
  }

  private func isBound(_ key: Key) -> Bool {
    keys.match(pressed + [key], in: keyMode) != .nothing
  }

  private mutating func paste(_ text: String) -> [Effect] {
    switch mode {
    case .editor(let state) where state.find != nil: find(pasted: text, in: state)
    case .editor(var state) where question == nil:
      guard text.utf8.count <= EditorState.inPlaceLimit,
        text.utf8.count + state.editor.text.utf8.count <= EditorState.inPlaceLimit
      else {
        complain("what is pasted is too large to edit in place; E edits the text in $EDITOR")
        return []
      }
      state.editor.insert(text)
      mode = .editor(state)
    case .prompt(var line):
      line.stopCompleting()
      line.insert(text)
      mode = .prompt(line)
      if line.kind == .search { return preview(line.text) }
    case .flagMenu(var menu) where menu.isWritingNote:
      menu.note.insert(text)
      mode = .flagMenu(menu)
    case .help(var state) where state.isTyping:
      state.find.insert(text)
      state.top = 0
      mode = .help(state)
    case .values(var values) where values.menu != nil:
      values.menu?.paste(text)
      mode = .values(values)
    case .contents(var contents):
      contents.menu.paste(text)
      mode = .contents(contents)
    case .browse: complain("pasted text goes nowhere here; press e to edit first")
    default: complain("pasted text goes nowhere here")
    }
    return []
  }

  // MARK: - Keys of browsing

  /// The maximum count, so that arithmetic with it can't overflow.
  static let countLimit = 1_000_000_000

  private mutating func browse(_ key: Key) -> [Effect] {
    if case .character(let scalar) = key, pressed.isEmpty, let digit = Int(String(scalar)),
      digit > 0 || count != nil
    {
      if count == nil, isAdjudicating { return decide(digit) }
      count = min((count ?? 0) * 10 + digit, Self.countLimit)
      return []
    }
    if count != nil, pressed.isEmpty, [.escape, .control("c")].contains(key) {
      count = nil
      return []
    }
    pressed.append(key)
    switch keys.match(pressed, in: keyMode) {
    case .beginning: return []
    case .nothing:
      let typed = KeyTable.name(pressed)
      (pressed, count) = ([], nil)
      return refuse("\(typed) does nothing here; \(helpKey) shows the keys")
    case .action(let action):
      let times = count
      (pressed, count) = ([], nil)
      event = nil
      recordInMacro(action, count: times)
      return perform(action, count: times)
    }
  }

  // MARK: - News from outside

  private mutating func refuseWriting(_ index: Int, _ reason: Phrase) {
    panes[index].readOnlyReason = reason
    if isDoubled { panes[1 - index].readOnlyReason = reason }
  }

  private mutating func committed(_ entry: LoggedEntry, in index: Int) -> [Effect] {
    let cursor = pane.cursor
    let effects = follow(entry, in: index)
    // The change may affect the record's partners. If the cursor moved, they were requested
    // already.
    return pane.cursor == cursor ? effects + partnerEffects() : effects
  }

  private mutating func follow(_ entry: LoggedEntry, in index: Int) -> [Effect] {
    let focused = panes[index].part?.pointer
    let before = panes[index].page
    panes[index].commit(entry)
    if index == active {
      // Where parts have come or gone, the text is shown from its beginning.
      let isOther = pane.page?.reading.parts.count != before?.reading.parts.count
      let part = pane.part(after: entry.entry, focused) ?? (isOther ? pane.place.focusedPart : nil)
      if let part { focusPart(part) }
    }
    if isDoubled { panes[1 - index].follow(panes[index]) }
    forgetRelations()
    if index == search?.pane || isDoubled { search?.matches = nil }
    let written = panes[index].set.entries.last?.entry ?? entry.entry
    if let account = panes[index].account(of: written, before: before) {
      let now = panes[index].page
      let isOther = before?.number == now?.number && before?.reading.shape != now?.reading.shape
      say(
        isOther
          ? "\(account); it is read as \(now?.reading.shape.rawValue ?? "") now" : account)
    }
    if case .history(let screen) = mode { mode = .history(screen.renewed(in: pane)) }
    let saved = saving
    saving = nil
    let dropped = drop(saved?.draft, in: index)
    switch saved?.next {
    case .closeEditor:
      if case .editor(let state) = mode { revealCaret(of: state) }
      mode = .browse
    case .stay(let isFirst):
      guard case .editor(let state) = mode else { break }
      mode = .browse
      beginEditing(at: state.pointer)
      if case .editor(var again) = mode {
        again.editor.move(toRow: state.editor.row, column: state.editor.column)
        mode = .editor(again)
      }
      sayEnd(isFirst: isFirst)
    case .editRecord(let number, let pointer):
      mode = .browse
      return dropped + edit(number, at: pointer)
    case nil where entry.entry.undoes == nil && entry.entry.redoes == nil:
      // The command has succeeded, so its targets are deselected.
      if panes[index].named == nil { panes[index].selection = [] }
      if index == active, entry.entry.kind == .insert, pane.listing.isAll,
        let last = pane.set.insertedRecords.last
      {
        return dropped + go(to: last)
      }
      return dropped + (index == active ? advanceReview(after: entry) : [])
    case nil where entry.entry.redoes != nil && entry.entry.kind == .insert && index == active:
      if let last = pane.set.records(of: entry.entry).last { return dropped + go(to: last) }
    case nil: break
    }
    return dropped
  }

  /// Tells the user if edits in a journal, or suggestions, match no record in this file.
  mutating func tellMissing(_ index: Int) {
    let end = panes[index].recordCount
    let stray = panes[index].suggestions.filter { $0.key.position >= end }.reduce(0) {
      $0 + $1.value.count
    }
    if stray > 0 { complain("suggestions for records that aren't there: \(stray)") }
    let count = panes[index].set.missingCount
    guard count > 0, panes[index].set.isPlaced else { return }
    let name = panes[index].name
    complain(
      count == 1
        ? "the edits of 1 record find no place in \(name); `winnow apply --dry-run` lists them"
        : "the edits of \(count) records find no place in \(name); `winnow apply --dry-run` lists them"
    )
  }
}
