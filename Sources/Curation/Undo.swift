import JSONLines

/// Why an entry can't be undone or redone.
public enum UndoError: Error, Hashable, Sendable {
  case nothingToUndo
  case nothingToRedo
  case noSuchEntry(String)
  case ambiguousEntry(String)
  /// The entry is undone already, is an undo itself, or has no changes.
  case notUndoable(String)
  case notUndone(String)
  /// Later entries, by name, changed the same thing.
  case standsInTheWay([String], record: RecordNumber)
  /// The entry with this name concerns a record that is no longer in the dataset.
  case recordGone(String)
  /// The entry masked a value, of which the journal has only the hash, and the dataset has it no
  /// more.
  case masked(String, record: RecordNumber)
}

extension WorkingSet {
  /// An entry that undoes the last change in the user's own journal, skipping changes to records
  /// that are no longer in the dataset (removed, and applied since).
  public func proposeUndo() throws(UndoError) -> Entry {
    var last = UndoError.nothingToUndo
    for position in history.done.reversed() {
      do { return try proposeUndo(of: position) } catch {
        guard case .recordGone = error else { throw error }
        last = error
      }
    }
    throw last
  }

  /// The names of the changes that `proposeUndo` skipped for this one, the last first.
  public func skipped(by undo: Entry) -> [String] {
    guard let target = undo.undoes.flatMap(history.position) else { return [] }
    return history.done.reversed().prefix { $0 != target }.map { entries[$0].name }
  }

  /// Whether an undo puts a text into the journal that was masked before.
  public func unmasks(_ undo: Entry) -> Bool {
    guard let masked = undo.undoes.flatMap(history.position) else { return false }
    return entries[masked].entry.changes.contains { $0.steps.contains(where: \.testsHash) }
  }

  /// The least number of an id's digits that name an entry.
  public static let entryDigits = 4

  /// The position of the entry that `name` refers to: the beginning of its id, or `actor:seq`.
  public func entry(named name: String) throws(UndoError) -> Int {
    let found = entries.indices.filter { position in
      let logged = entries[position]
      return logged.name == name
        || (name.count >= Self.entryDigits && logged.entry.id?.hex.hasPrefix(name) == true)
    }
    guard let first = found.first else { throw .noSuchEntry(name) }
    guard found.count == 1 else { throw .ambiguousEntry(name) }
    return first
  }

  /// The position of the entry with an id; nil if there is none.
  public func position(of id: ContentHash) -> Int? { history.position(of: id) }

  /// An entry's name if no other has it, else the beginning of its id: one person's journals of two
  /// machines both count from 1.
  public func uniqueName(of position: Int) -> String {
    let logged = entries[position]
    guard let id = logged.entry.id, entries.count(where: { $0.name == logged.name }) > 1 else {
      return logged.name
    }
    return String(id.hex.prefix(12))
  }

  /// An entry that undoes the one at `position`, completely or not at all.
  public func proposeUndo(of position: Int) throws(UndoError) -> Entry {
    // To undo a redo, undo the entry that it redid.
    var position = position
    while let id = entries[position].entry.redoes, let redone = history.position(of: id) {
      position = redone
    }
    let logged = entries[position]
    guard let id = logged.entry.id, isLive(position), !logged.entry.changes.isEmpty else {
      throw .notUndoable(logged.name)
    }
    var changes: [Change] = []
    var numbers: [RecordNumber] = []
    // In reverse: one entry may change a record several times.
    for change in logged.entry.changes.joiningPatches.reversed() {
      guard let number = place(of: change) else { throw .recordGone(logged.name) }
      changes.append(try inverse(of: change, at: position, id, on: number))
      numbers.append(number)
    }
    try checkMarks(made: changes, at: numbers, since: position)
    let kind = changes.first?.operation ?? logged.entry.kind
    var entry = Entry(kind, changes: changes, command: "undo \(logged.name)")
    entry.undoes = id
    return entry
  }

  /// The present number of the record that a change is about; nil if the record isn't found.
  public func place(of change: Change) -> RecordNumber? {
    if let number = lanes[placementOf: Lane.Key(change)]?.record { return number }
    // A record that was inserted again after a renewal had left it out.
    guard let name = change.inserted else { return nil }
    return lanes.insertedKeys.lazy.filter { $0.inserted == name }.compactMap {
      lanes[placementOf: $0]?.record
    }.last
  }

  private func inverse(
    of change: Change, at position: Int, _ id: ContentHash, on number: RecordNumber
  ) throws(UndoError) -> Change {
    var inverse = self.change(of: number, change.body.swapped)
    let position = effectivePosition(of: id, on: number) ?? position
    if let later = laterMark(than: change, at: position, number) {
      throw .standsInTheWay([later], record: number)
    }
    guard marksAllow(inverse.body, on: number, by: author(of: position)) else {
      throw .standsInTheWay([], record: number)
    }
    if case .insert = change.body {
      let later = steps(of: number).map(\.step).filter {
        $0.entry > position && $0.actor != author(of: position)
      }
      guard later.isEmpty else {
        let names = later.map { entries[$0.entry].name }.uniqued
        throw .standsInTheWay(names, record: number)
      }
    }
    guard change.isEdit else { return inverse }
    let lane = Lane.Key(inverse)
    let cancels =
      lane == Lane.Key(change) || lanes[placementOf: Lane.Key(change)]?.isToBeEdited == true
    if cancels, states[number]?.conflict != nil {
      return canceller(of: change, id, on: number)
    }
    let rest = cancels ? replayedState(of: number, without: id) : nil
    let left = rest?.edited ?? source.bytes(of: number)
    var now = content(of: number)
    // Another reviewer made the same change, and it stays made.
    if let rest, rest.conflict == nil, left == now.bytes {
      return canceller(of: change, id, on: number)
    }
    do {
      if case .patch(let steps) = change.body {
        guard let before = try earlierValue(change, at: position, number, now) else {
          throw UndoError.masked(entries[position].name, record: number)
        }
        inverse.body = .patch(try steps.inverse(before: before))
      }
      try apply(inverse.body, to: &now, overwriting: false)
    } catch let error as UndoError {
      throw error
    } catch {  // whatever the error: the entry's result is no longer there
      throw blocked(after: position, number)
    }
    inverse.after = source.hash(now.bytes)
    // Leaving out the entry must give the same result; otherwise a later edit builds on it.
    if let rest, rest.conflict != nil || left != now.bytes {
      throw blocked(after: position, number)
    }
    return inverse
  }

  /// The inverse of a change that isn't in effect by itself: of one side of a conflict, where none
  /// of the record's edits is, so that any can be undone, which may end the conflict; or of one
  /// that another reviewer made too. It mostly only cancels the entry.
  private func canceller(
    of change: Change, _ id: ContentHash, on number: RecordNumber
  ) -> Change {
    var inverse = self.change(of: number, change.body.swapped)
    if case .patch(let steps) = change.body {
      inverse.body = .patch(steps.withOldValues.reversed().flatMap { $0 ?? [] })
    }
    let rest = replayedState(of: number, without: id)
    inverse.after = source.hash(rest.edited ?? source.bytes(of: number))
    return inverse
  }

  /// The position at which an entry takes effect on a record: its own, or that of the redo that
  /// applied it again.
  private func effectivePosition(of id: ContentHash, on number: RecordNumber) -> Int? {
    let steps = lanes.keys(of: number).flatMap { lanes[$0]?.steps ?? [] }
    return steps.filter { $0.stands == .entry(id) }.map(\.entry).max()
  }

  /// The value before `change`, from the edits before it. If the dataset already has the change,
  /// the value is computed back from the present one, which gives all but the positions of removed
  /// members; nil if one was masked, so that only its hash is known.
  private func earlierValue(
    _ change: Change, at position: Int, _ number: RecordNumber, _ now: RecordContent
  ) throws(ChangeError) -> JSONValue? {
    let key = Lane.Key(change)
    if lanes[placementOf: key]?.isToBeEdited == true {
      return try content(of: number, before: position).decoded()
    }
    var value = try now.decoded()
    guard case .patch(let steps) = change.body else { return value }
    if steps.contains(where: \.testsHash) { return nil }
    try value.takeBack(steps)
    return value
  }

  /// What concerns a record as it was just after the entry at `position`, if something later took
  /// back, or made again, what had been done until then; else nil.
  func setAsItWas(_ number: RecordNumber, after position: Int) -> WorkingSet? {
    func concerns(_ entry: Entry) -> Bool { entry.changes.contains { place(of: $0) == number } }
    let hasTurned = entries[(position + 1)...].contains { logged in
      (logged.entry.undoes ?? logged.entry.redoes) != nil && concerns(logged.entry)
    }
    guard hasTurned else { return nil }
    var then = WorkingSet(
      source, as: shape, ownJournal: history.journal, search: search, successors: successors)
    // The numbers of inserted records are counted.
    then.load(
      entries[...position].filter { logged in
        logged.entry.changes.isEmpty || logged.entry.kind == .insert || concerns(logged.entry)
      })
    return then
  }

  /// The record's bytes after the entry at `position`. Edits that the dataset already has are taken
  /// back from its present value.
  ///
  /// - Throws: if a later edit doesn't tell what was there before.
  func earlierBytes(of number: RecordNumber, after position: Int) throws(EditError) -> Bytes {
    let all = steps(of: number)
    let later = all.filter { $0.step.entry > position && $0.step.changes.contains(where: \.isEdit) }
    guard later.contains(where: \.placement.isApplied) else {
      return setAsItWas(number, after: position)?.bytes(of: number)
        ?? bytes(of: number, before: position + 1)
    }
    do throws(ChangeError) {
      var content = content(of: number)
      for change in later.reversed().flatMap({ $0.step.changes.reversed() }) {
        switch change.body {
        case .patch(let steps):
          if steps.contains(where: \.testsHash) { throw .textDiffers }
          var value = try content.decoded()
          try value.takeBack(steps)
          content = RecordContent(Bytes(JSONWriter.bytes(value)))
        case .raw(let was, _): content = RecordContent(Bytes(was))
        default: continue
        }
      }
      return content.bytes
    } catch {
      throw .change(error)
    }
  }

  /// The name of a later entry that changed the same mark, by the same actor unless all reviewers
  /// share the mark; or nil.
  func laterMark(
    than change: Change, at position: Int, _ number: RecordNumber
  ) -> String? {
    guard let subject = change.body.subject else { return nil }
    let actor = author(of: position)
    // Of a bulk entry only the changes of this record.
    for (step, _) in steps(of: number)
    where step.entry > position && isLive(step.entry) {
      guard change.body.isShared || author(of: step.entry) == actor else { continue }
      if step.changes.contains(where: { $0.body.subject == subject }) {
        return entries[step.entry].name
      }
    }
    return nil
  }

  /// Whether the marks are those that `body` replaces; true for an edit, which has its own tests.
  func marksAllow(
    _ body: Change.Body, on number: RecordNumber, by actor: String
  ) -> Bool {
    let state = state(of: number) ?? RecordState()
    return switch body {
    case .patch, .raw: true
    // Where a conflict keeps marks from being moved, those of the journals are others.
    case .mark(let subject, let was, _):
      (state.marks[actor] ?? Marks())[subject] == was
        || (loggedMarks(of: number)[actor] ?? Marks())[subject] == was
    case .insert(let was, _, _): state.isInserted == (was != nil)
    // Also one that a decision keeps.
    case .remove: !state.isRemoved && state.remover == nil
    case .restore: state.isRemoved || state.remover != nil
    }
  }

  /// Names the later edits of a record that stand in the way: those of the same values, and those
  /// that stand in the way of these; or else all.
  func blocked(after position: Int, _ number: RecordNumber) -> UndoError {
    var places = edited(by: position, number)
    let later = (state(of: number)?.entries ?? []).filter { later in
      later > position && isLive(later) && !edited(by: later, number).isEmpty
    }
    var same: [Int] = []
    for entry in later.sorted() {
      let edited = edited(by: entry, number)
      let isSame = edited.contains { place in
        places.contains { $0.contains(place) || place.contains($0) }
      }
      guard isSame else { continue }
      same.append(entry)
      places += edited
    }
    let names = (same.isEmpty ? later : same).map { entries[$0].name }
    return .standsInTheWay(names, record: number)
  }

  /// The values of a record that an entry edited; for one that came into a list or left it, the
  /// list, whose indices it shifted.
  private func edited(by position: Int, _ number: RecordNumber) -> [JSONPointer] {
    entries[position].entry.changes.filter { $0.isEdit && place(of: $0) == number }
      .flatMap { change -> [JSONPointer] in
        guard case .patch(let steps) = change.body else { return [.root] }
        return steps.flatMap { step -> [JSONPointer] in
          switch step {
          case .test: return []
          case .replace(let at, _): return [at]
          case .remove, .add, .move:
            return step.pointers.map { at in
              let isElement = at.tokens.last.flatMap(JSONPointer.index) != nil
              return isElement ? at.parent ?? .root : at
            }
          }
        }
      }
  }
}

extension [Change] {
  /// The same changes, with patches of one record that follow each other as one.
  var joiningPatches: [Change] {
    reduce(into: []) { joined, change in
      guard case .patch(let more) = change.body, var last = joined.last,
        case .patch(let steps) = last.body, Lane.Key(last) == Lane.Key(change)
      else { return joined.append(change) }
      last.body = .patch(steps + more)
      last.after = change.after
      joined[joined.count - 1] = last
    }
  }
}
