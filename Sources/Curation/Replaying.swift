public import JSONLines

/// What a record becomes by its edits.
extension WorkingSet {
  /// The record's content after the edits of `steps`; if they are in conflict and a reviewer was
  /// decided for, after the edits that count.
  ///
  /// - Returns: also the positions of the entries whose edits aren't made.
  func outcome(
    of number: RecordNumber, through steps: [(step: Lane.Step, placement: Placement)],
    mayOverwrite: (Int) -> Bool = { _ in true }
  ) -> (content: RecordContent, conflict: ChangeError?, unmade: Set<Int>) {
    let (content, conflict) = replay(steps, on: number, mayOverwrite: mayOverwrite)
    guard conflict != nil else { return (content, nil, []) }
    let edits = steps.filter { step, placement in
      placement.isToBeEdited && step.changes.contains(where: \.isEdit)
    }
    let all = Set(edits.map(\.step.entry))
    guard let decided = decidedContent(of: number, steps) else { return (content, conflict, all) }
    let unmade = decided.conflict == nil ? all.subtracting(decided.counted) : all
    return (decided.content, decided.conflict, unmade)
  }

  /// The record's content after the edits of `steps`, up to the first that can't be made.
  ///
  /// - Parameter mayOverwrite: whether what the entry at a position adds may take the place of
  ///   another value.
  func replay(
    _ steps: [(step: Lane.Step, placement: Placement)], on number: RecordNumber,
    mayOverwrite: (Int) -> Bool = { _ in true }
  ) -> (RecordContent, ChangeError?) {
    var content = RecordContent(source.bytes(of: number))
    var before = versionsBefore[number].map { RecordContent($0) }
    // One writer alone overlaps no other's edits, which is what most records have.
    let edits = steps.filter { $0.step.changes.contains(where: \.isEdit) }
    let writers = Set(edits.map { UntestedSteps.Writer(of: entries[$0.step.entry]) })
    var untested = writers.count > 1 ? UntestedSteps(self) : nil
    for (step, placement) in steps where placement.isToBeEdited {
      for change in step.changes where change.isEdit {
        do {
          let isThere = try untested?.check(change, of: step.entry, against: content) == true
          if isThere { continue }
          if case .rebased = placement {
            try rebase(change.body, to: &content, from: &before)
          } else {
            try apply(change.body, to: &content, overwriting: mayOverwrite(step.entry))
          }
        } catch {
          if case .patch(.taken) = error { return (content, error) }
          let earlier = steps.prefix { $0.step.entry != step.entry }
          guard isMade(change, in: content, by: earlier.lazy.flatMap(\.step.changes)) else {
            return (content, error)
          }
          advance(&before, by: change.body)
        }
      }
    }
    return (content, nil)
  }

  /// The positions of the entries that put something in the place of another value of a record
  /// without a test, as lines may that are written by hand.
  private func overwriters(of number: RecordNumber) -> Set<Int> {
    let edits = steps(of: number).filter(\.placement.isToBeEdited).map(\.step)
    return Set(overwritingEdits(edits, on: number).map(\.entry))
  }

  /// Those edits of a record, with their entries, that put something in the place of another value
  /// without a test.
  func overwritingEdits(
    _ steps: [Lane.Step], on number: RecordNumber
  ) -> [(entry: Int, edit: Change)] {
    var content = RecordContent(source.bytes(of: number))
    var found: [(entry: Int, edit: Change)] = []
    for step in steps {
      for edit in step.changes where edit.isEdit {
        let places = (try? content.decoded())?.taken(by: edit.steps) ?? []
        if !places.isEmpty { found.append((step.entry, edit)) }
        try? apply(edit.body, to: &content)
      }
    }
    return found
  }

  /// The outcome without an entry. A later one may add where that one had made room: it is in
  /// conflict then.
  func outcome(
    of number: RecordNumber, without excluded: ContentHash
  ) -> (content: RecordContent, conflict: ChangeError?, unmade: Set<Int>) {
    let left = steps(of: number, without: excluded)
    let strict = outcome(of: number, through: left, mayOverwrite: { _ in false })
    guard case .patch(.taken)? = strict.conflict else { return strict }
    return outcome(of: number, through: left, mayOverwrite: overwriters(of: number).contains)
  }

  /// Whether a change that can't be made is there already: two reviewers made the same edit.
  func isMade(
    _ change: Change, in content: RecordContent, by others: some Sequence<Change>
  ) -> Bool {
    if change.body.isYetToRemove(from: content) || !content.holdsResult(of: change.body) {
      return false
    }
    return !change.body.isUntold(by: content)
      || change.after.map { $0 == source.hash(content.bytes) } ?? false
      || others.contains { $0.body == change.body }
  }

  /// The record's current content, to be edited further: in a conflict, that of the dataset.
  func content(of number: RecordNumber) -> RecordContent {
    if let content = latestContent(of: number) { return content }
    let made = outcome(of: number, through: steps(of: number))
    return made.conflict == nil ? made.content : RecordContent(source.bytes(of: number))
  }

  /// The record's bytes before the entry at `position`.
  public func bytes(of number: RecordNumber, before position: Int) -> Bytes {
    content(of: number, before: position).bytes
  }

  /// The record's content before the entry at `position`.
  func content(of number: RecordNumber, before position: Int) -> RecordContent {
    outcome(
      of: number, through: steps(of: number).filter { $0.step.entry < position }
    ).content
  }
}
