import Console
import Curation
import JSONLines

/// Carries out actions that change records or marks on them.
extension Model {
  mutating func change(_ action: Action, count: Int?) -> [Effect] {
    guard pane.page != nil || [.undo, .redo, .draft].contains(action) else {
      return refuse("there is no record here")
    }
    if [.flag, .rate, .note].contains(action), let obstacle = obstacleToWriting() {
      return refuse(obstacle)
    }
    switch action {
    case .undo, .redo:
      let more = steps(of: action, count) - 1
      guard more > 0 else { return travel(action) }
      // One at a time, each once the one before is in the journal, so that keys can interrupt it.
      macros.queue(Array(repeating: action.rawValue, count: more))
      return travel(action) + [.nextLine]
    case .draft: return openDraft(for: count)
    case .edit: beginEditing(at: pane.part?.pointer)
    case .editExternally: return beginEditingExternally(.part)
    case .editConversation: return beginEditingExternally(.conversation)
    case .editRecord: return beginEditingExternally(.record)
    case .flip: return carryOut(.flip)
    case .rank where pane.page?.reading.hasColumns != true:
      let isTree = pane.page?.reading.shape == .replyTree
      complain(
        isTree ? EditError.nothingToRank(.replyTree).text : "this record has no responses to rank")
    case .rank:
      say("best first: 3,1=2/4 (= is a tie, what follows / isn't acceptable)")
      mode = .prompt(PromptLine(.command, "rank "))
    case .lower, .raise:
      if let obstacle = obstacleToWriting() { return refuse(obstacle) }
      guard pane.part?.response != nil || pane.page?.reading.hasColumns != true else {
        complain("l goes to the response that is to be moved")
        break
      }
      let steps = count ?? 1
      return carryOut(.shift(response: pane.response + 1, by: action == .lower ? steps : -steps))
    case .remove: return carryOut(areRemoved ? .restore : .remove(why: nil))
    case .flag where pane.part?.role == .label && !pane.hasChosen: return chooseLabel()
    case .flag:
      var menu = FlagMenu(hazards, at: flaggedPlace, in: pane)
      if let lastTaxonomy { menu.show(lastTaxonomy) }
      mode = .flagMenu(menu)
    case .unflag: return carryOut(.unflag(taxonomy: nil, category: nil, at: nil))
    case .accept: return carryOut(.verdict(.accepted))
    case .discard: return carryOut(.verdict(.discarded))
    case .skip: return carryOut(.verdict(.skipped))
    case .rate: beginRating()
    case .repeatChange:
      switch lastChange {
      case .command(let command, let focus):
        return carryOut(command.refocused(from: focus, to: PartFocus(pane)))
      case .action(let action): return change(action, count: nil)
      case .line(let line): return run(line)
      case .typed: complain("what was typed last isn't repeated; P and :set put a text elsewhere")
      case nil: complain("there is no change to repeat yet")
      }
    case .deletePart, .takePartner, .agree, .refuse:
      let effects =
        switch action {
        case .deletePart: deletePart()
        case .takePartner: takePartner()
        default: answerSuggestion(agreeing: action == .agree)
        }
      if !effects.isEmpty { lastChange = .action(action) }
      return effects
    case .turn:
      let isRanked = pane.page?.reading.shape == .ranked
      mode = .prompt(PromptLine(.command, isRanked ? "response add " : "turn "))
      if !isRanked {
        say("Tab goes through insert, split, merge, up, down, role, duplicate, delete")
      }
    case .duplicate: return carryOut(.duplicate)
    case .note:
      let note = pane.set.state(of: pane.cursor)?.marks[pane.actor]?.notes[nil] ?? ""
      mode = .prompt(PromptLine(.note, note))
    default: complain("\(action.rawValue) does nothing here")
    }
    return []
  }

  /// The part that a new flag applies to: the focused one, or nil, the record, if there is a
  /// selection.
  var flaggedPlace: JSONPointer? { pane.hasChosen ? nil : pane.part?.pointer }

  /// How many entries an undo or a redo with a count takes; at least one, which may not be there.
  func steps(of action: Action, _ count: Int?) -> Int {
    let history = pane.set.history
    let most = (action == .undo ? history.done : history.undone).count
    return max(1, min(count ?? 1, most, 10_000))
  }

  /// Whether all records that a command works on are removed.
  var areRemoved: Bool { pane.targets.allSatisfy { pane.set.state(of: $0)?.isRemoved == true } }

  /// Checks a command on its targets, and requests its entry to be written.
  mutating func carryOut(_ command: Command) -> [Effect] {
    var isInsertion: Bool { if case .insert = command { true } else { false } }
    if let obstacle = obstacleToWriting(needsRecord: !isInsertion) { return refuse(obstacle) }
    guard let meant = unblinded(command) else { return [] }
    if case .verdict = command, let verdict = verdictOfFinishedReview() {
      return refuse(
        "all are reviewed, and this one is \(verdict.phrase); the same key again changes it")
    }
    let targets = pane.targets
    do {
      guard let entry = try pane.set.propose(meant, on: targets, actor: pane.actor) else {
        saving = nil
        if case .verdict = meant, let effects = passOver() { return effects }
        say("nothing to change: it is so already")
        return []
      }
      lastChange = .command(command, at: PartFocus(pane))
      return [.append(pane: active, entry)]
    } catch {
      saving = nil
      return refuse(error.text)
    }
  }

  /// Deletes the focused turn, response or field.
  private mutating func deletePart() -> [Effect] {
    guard let page = pane.page else { return [] }
    guard let part = pane.part else {
      return refuse("this record has no parts; gJ opens it as text")
    }
    let isTurn = part.role.isTurn
    // A question and its answer.
    if isTurn, let round = part.pointer.round { return carryOut(.delete(round)) }
    if isTurn, let item = part.pointer.contentItem, let list = item.parent,
      let root = try? JSONNode.parse(page.bytes),
      let content = try? root.resolve(list, in: page.bytes),
      content.elements(in: page.bytes, limit: 2).count > 1
    {
      return carryOut(.delete(item))
    }
    // Reasoning, and calls, are less than their turn.
    if isTurn, part.pointer.isBesideText,
      page.reading.parts.contains(where: {
        $0.pointer != part.pointer && $0.pointer.parent == part.pointer.parent && $0.role != .field
      })
    {
      return carryOut(.delete(part.pointer))
    }
    if isTurn, page.reading.shape != .alpaca, part.pointer.depth > 2 {
      return carryOut(.turn(.delete, at: part.pointer))
    }
    let isDialogue =
      page.reading.shape == .dialogue && part.role == .text
      || page.reading.shape == .transcripts && part.response != nil
    if isDialogue {
      return refuse("the whole dialogue is one text: e edits it, :remove leaves the record out")
    }
    if page.reading.shape == .replyTree, isTurn {
      return refuse("all other messages reply to this one: d removes the record")
    }
    if page.reading.shape == .ranked, let response = part.response, pane.blind == nil {
      return carryOut(.dropResponse(response + 1))
    }
    // An answer that is one turn goes with what says who speaks.
    if part.response != nil, let whole = part.pointer.parent,
      let node = try? JSONNode.parse(page.bytes).resolve(whole, in: page.bytes),
      node.isTurn(in: page.bytes)
    {
      return carryOut(.delete(whole))
    }
    return carryOut(.delete(part.pointer))
  }

  /// Replaces the focused part's value with that of the partner's corresponding part.
  private mutating func takePartner() -> [Effect] {
    guard panes.count == 2, let part = pane.part, let page = pane.page,
      let other = panes[1 - active].page,
      isDoubled || panes[1 - active].partnership.numbers?.isEmpty == false
    else {
      return refuse("there is no partner beside this record")
    }
    guard pane.targets == [pane.cursor] else {
      return refuse(
        "P is for one record, each has a partner of its own: Esc deselects, a macro does many")
    }
    let theirs = other.reading.parts
    let twin =
      Alignment(partsOf: page, other).partner(of: pane.place.focusedPart).map { theirs[$0] }
      ?? theirs.first { $0.pointer == part.pointer }
    guard let twin,
      twin.pointer == part.pointer
        || twin.node.kind == part.node.kind && twin.beginsTurn == part.beginsTurn
          && Alignment.areAlike(twin, part),
      let value = try? JSONValue.parse(other.bytes.slice(twin.node.range))
    else {
      return refuse("the partner has no \(part.title)")
    }
    return carryOut(.set(part.pointer, value))
  }

  private mutating func travel(_ action: Action) -> [Effect] {
    travel { set throws(UndoError) in
      try action == .undo ? set.proposeUndo() : set.proposeRedo()
    }
  }

  mutating func travel(
    _ propose: (WorkingSet) throws(UndoError) -> Entry
  ) -> [Effect] {
    if let obstacle = obstacleToWriting(needsRecord: false) { return refuse(obstacle) }
    do {
      let entry = try propose(pane.set)
      // The cursor stays if its record is among those changed, or if they go.
      let numbers = pane.set.records(of: entry)
      let isStaying = numbers.contains(pane.cursor) || entry.changes.allSatisfy(\.isWithdrawal)
      let number = isStaying ? nil : numbers.min()
      if number != nil { pane.selection.endRange() }
      let effects = number.map { go(to: $0) } ?? []
      return effects + [.append(pane: active, entry)]
    } catch {
      return refuse(error.text)
    }
  }
}

extension JSONPointer {
  /// The part of a turn's content, such as a text or an image, that the value is or belongs to; nil
  /// if it belongs to none.
  fileprivate var contentItem: JSONPointer? {
    guard let place = tokens.lastIndex(where: { $0 == "content" || $0 == "value" }),
      place + 1 < tokens.count, JSONPointer.index(tokens[place + 1]) != nil
    else { return nil }
    return JSONPointer(Array(tokens[...(place + 1)]))
  }

  /// Whether it points to the reasoning or the calls of a turn.
  fileprivate var isBesideText: Bool {
    guard let key = tokens.last else { return false }
    return (RecordReading.reasoningKeys + RecordReading.callKeys).contains { key.text == $0.text }
  }

  /// The round of `history` that the value belongs to; nil if it belongs to none.
  fileprivate var round: JSONPointer? {
    tokens.count == 3 && tokens[0] == "history" ? parent : nil
  }
}
