import JSONLines

extension WorkingSet {
  /// An entry that redoes what was undone last.
  public func proposeRedo() throws(UndoError) -> Entry {
    guard let position = history.undone.last else { throw .nothingToRedo }
    return try proposeRedo(of: position)
  }

  /// An entry that redoes the one at `position`, which must be undone.
  public func proposeRedo(of position: Int) throws(UndoError) -> Entry {
    let logged = entries[position]
    guard let id = logged.entry.id, history.isUndone(logged.entry) else {
      throw .notUndone(logged.name)
    }
    var changes: [Change] = []
    var numbers: [RecordNumber] = []
    for old in logged.entry.changes.joiningPatches {
      guard let number = place(of: old) else {
        guard let again = insertion(again: old) else { throw .recordGone(logged.name) }
        changes.append(again)
        numbers.append(RecordNumber(source.recordCount + changes.count))  // where it will be
        continue
      }
      // The marks must be what they were before the change; else a later entry is in the way.
      guard marksAllow(old.body, on: number, by: author(of: position)) else {
        let later = laterMark(than: old, at: position, number)
        throw .standsInTheWay([later].compactMap(\.self), record: number)
      }
      var change = change(of: number, old.body)
      if change.isEdit, states[number]?.conflict != nil {
        // None of the record's edits is in effect.
        change.after = source.contentHash(of: number)
      } else if change.isEdit {
        var content = content(of: number)
        let before = content.bytes
        do { try apply(change.body, to: &content, overwriting: false) } catch {
          let others = steps(of: number).lazy.flatMap(\.step.changes)
          guard isMade(change, in: content, by: others) else {
            throw blocked(after: position, number)
          }
        }
        // What another reviewer did too would be done twice.
        if content.bytes != before, isMadeUnseen(old, at: position, number) {
          throw blocked(after: position, number)
        }
        change.after = source.hash(content.bytes)
      }
      changes.append(change)
      numbers.append(number)
    }
    try checkMarks(made: changes, at: numbers, since: position)
    var entry = Entry(logged.entry.kind, changes: changes, command: "redo \(logged.name)")
    entry.redoes = id
    return entry
  }

  /// Whether another entry in effect makes the same change to a record as the one at `position`,
  /// and neither had seen the other.
  private func isMadeUnseen(_ change: Change, at position: Int, _ number: RecordNumber) -> Bool {
    steps(of: number).contains { step, _ in
      step.changes.contains { $0.body == change.body }
        && entries[step.entry].journal != entries[position].journal
        && hasSeen(position, step.entry) != true && hasSeen(step.entry, position) != true
    }
  }
}
