import JSONLines

/// Makes a record what it was after an earlier entry.
extension WorkingSet {
  /// The edit that makes the record what it was just after the entry called `name`.
  func restoring(
    _ number: RecordNumber, to name: String
  ) throws(EditError) -> [Change.Body] {
    let position: Int?
    do { position = try entry(named: name) } catch {
      if case .ambiguousEntry = error { throw .ambiguousEntry(name) }
      position = nil
    }
    guard let position, entries[position].entry.changes.contains(where: { place(of: $0) == number })
    else { throw .noSuchEntry(name) }
    let entry = entries[position].entry
    if history.isUndone(entry) { throw .undone(name) }
    // An entry that was undone and redone took effect when it was redone.
    let made = steps(of: number).last { step, _ in
      entry.id.map { step.stands == .entry($0) } ?? false
    }
    let end = made?.step.entry ?? position
    let then = try earlierBytes(of: number, after: end)
    return try change(number, into: then) + (isBack(number, after: end) ? [.restore(why: nil)] : [])
  }

  /// Whether a record that is left out now wasn't after the entry at `position`.
  private func isBack(_ number: RecordNumber, after position: Int) -> Bool {
    guard states[number]?.isRemoved == true else { return false }
    if let then = setAsItWas(number, after: position) {
      return then.state(of: number)?.isRemoved != true
    }
    let last = steps(of: number).lazy.filter { $0.step.entry <= position }
      .flatMap(\.step.changes).last { [.remove, .restore].contains($0.operation) }
    return last?.operation != .remove
  }

  /// The edit that makes a record what it was.
  private func change(
    _ number: RecordNumber, into then: Bytes
  ) throws(EditError) -> [Change.Body] {
    let now = bytes(of: number)
    if then.elementsEqual(now) { return [] }
    guard let old = try? JSONValue.parse(now), let new = try? JSONValue.parse(then),
      !old.hasDuplicateMembers, !new.hasDuplicateMembers
    else { return [.raw(was: Array(now), now: Array(then))] }
    let steps = old.patch(to: new)
    return steps.isEmpty ? [] : [.patch(steps)]
  }
}
