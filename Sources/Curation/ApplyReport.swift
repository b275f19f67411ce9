import JSONLines

/// The outcome of applying the working set's journals. Entries are counted by their changes, each
/// of which concerns one record.
public struct ApplyReport: Sendable {
  public var records = 0
  public var written = 0
  /// How many there are of each kind.
  public private(set) var counts: [Count: Int] = [:]
  /// The numbers of the records in the dataset that the absent changes were made for.
  public private(set) var absentRecords: [RecordNumber] = []
  public var problems: [Problem] = []
  /// If records are found by hash alone: for each base hash, how many changes it has (none, if they
  /// are in conflict), how many of these don't test, and how many records received them.
  public var taken: [(base: ContentHash, changes: Int, untested: Int, records: Int)] = []

  /// What is counted, in the order of the report.
  public enum Count: String, Hashable, Sendable, CaseIterable {
    /// Changes made to a record at its own number.
    case applied
    /// Changes made to a record with the same bytes at another number.
    case moved
    /// Changes made to a record that has other bytes.
    case rebased
    /// Of the changes made, edits that replace or remove a value without testing for the old one,
    /// as hand-written ones may.
    case untested
    /// Edits that weren't made, as a decision between reviewers is for another one's.
    case overruled
    /// Changes that the dataset already holds.
    case alreadyApplied
    /// Of these, changes that leave out a record that isn't in the dataset: it was left out before,
    /// or it has changed since and is kept.
    case absent
    /// Records to which no edit is made, because one of them fails.
    case inConflict
    /// Changes whose record isn't in the dataset.
    case notFound
    /// Records that journals added.
    case inserted
    /// Records that journals added, but that aren't added here, as this is only a part of the
    /// dataset.
    case insertedElsewhere
    /// Removals of one of several equal records, which aren't made if records are found by their
    /// bytes alone: those don't tell which one stays.
    case copiesKept
    /// Records left out because they were removed.
    case removed
    /// Others left out because they were discarded.
    case discarded
    /// Records without a verdict that aren't removed.
    case unreviewed
    /// Records that reviewers judged differently, and nobody decided; see
    /// `RecordState.differences`.
    case disagreeing
    /// Changes made to further records with the same bytes.
    case copies
  }

  public private(set) subscript(count: Count) -> Int {
    get { counts[count] ?? 0 }
    set { counts[count] = newValue }
  }

  /// A record whose changes weren't made; reported once.
  public struct Problem: Hashable, Sendable {
    public var record: RecordNumber?
    /// The number of records: this one, and if found by hash, those that equal it.
    public var count = 1
    public var base: ContentHash?
    /// The names of the entries concerned.
    public var entries: [String]
    public var reason: Reason
    /// The changes that weren't made, one entry for each original one, for `--rejects`.
    public var rejected: [Entry]
  }

  public enum Reason: Hashable, Sendable {
    case notFound
    /// A new record can't be added.
    case notAdded(EditError)
    /// One of the record's edits can't be made, so none is.
    case conflict(ChangeError)
    /// Reviewers judged differently, and nobody decided.
    case undecided(isLeftOut: Bool)
  }

  public var isClean: Bool { problems.isEmpty }

  /// - Precondition: the working set's lanes are placed.
  public init(_ set: WorkingSet, keep: KeepRule) {
    records = set.originalCount
    self[.inserted] = set.insertedRecords.count { set.states[$0]?.isInserted == true }
    for key in set.lanes.keys { count(key, in: set) }
    var reviewed = 0
    for (number, state) in set.states {
      if !state.verdicts.isEmpty || state.isRemoved, set.isThere(number) { reviewed += 1 }
      guard number.position < records || state.isInserted else { continue }
      if state.isUndecided { self[.disagreeing] += 1 }
      guard set.disposition(of: number, keep) == .leftOut else { continue }
      if state.isRemoved {
        self[.removed] += 1
      } else if keep.verdict(state).isDiscarded {
        self[.discarded] += 1
      }
    }
    self[.unreviewed] = records + set.insertedRecords.count(where: set.isThere) - reviewed
    for number in set.states.keys.sorted() where set.equalCounts[number] != 0 {
      addConflict(number, in: set)
      if keep.verdicts == .adjudicated { addUndecided(number, in: set, keep) }
    }
  }

  private mutating func count(_ key: Lane.Key, in set: WorkingSet) {
    guard let lane = set.lanes[key] else { return }
    let unmade = set.lanes[placementOf: key]?.record.map(set.overruled) ?? []
    let leftOut = lane.steps.filter { unmade.contains($0.entry) }
      .flatMap { $0.changes.filter(\.isEdit) }
    var changes = lane.steps.reduce(-leftOut.count) { $0 + $1.changes.count }
    let untested =
      lane.steps.reduce(-leftOut.count { !$0.isTested }) { $0 + $1.changes.count { !$0.isTested } }
      + set.blindAdditions(lane, key)
    if set.search == .byHash {
      if lane.endsRemovedAsCopy {
        self[.copiesKept] += 1
        changes -= 1
      }
      if key.inserted != nil {
        if !lane.isWithdrawn { self[.insertedElsewhere] += 1 }
        return
      }
      let isInConflict =
        set.lanes[placementOf: key]?.record.map { set.states[$0]?.conflict != nil } ?? false
      if let base = key.base, changes > 0 {
        taken.append(
          isInConflict
            ? (base, 0, 0, set.recordCount(key))
            : (base, changes, untested, set.recordCount(key)))
      }
    }
    switch set.lanes[placementOf: key] ?? .missing {
    case .found(let number), .moved(let number), .rebased(let number):
      guard set.states[number]?.conflict == nil else { return }
      let start = set.startOfEdits(key, on: number)
      let done = lane.steps.reduce(0) {
        $0 + ($1.entry < start ? $1.changes.count(where: \.isEdit) : 0)
      }
      changes -= done
      self[.alreadyApplied] += done
      self[.overruled] += leftOut.count
      switch set.lanes[placementOf: key] {
      case .moved: self[.moved] += changes
      case .rebased: self[.rebased] += changes
      default: self[.applied] += changes
      }
      self[.copies] += changes * (set.recordCount(key) - 1)
      self[.untested] += untested
    case .applied: self[.alreadyApplied] += changes
    case .leftOut:
      self[.alreadyApplied] += changes
      if set.lineage.outcome(key) != nil { return }
      self[.absent] += changes
      if changes > 0, let number = key.record { absentRecords.append(number) }
    case .missing, .pending:
      guard !lane.steps.isEmpty else { return }
      self[.notFound] += changes
      // A part of a dataset naturally lacks the records of the other parts.
      if set.search == .byHash { return }
      let obstacle = key.inserted.flatMap { set.insertions[$0] }
        .flatMap { set.obstacle(adding: $0.text) }
      problems.append(
        Problem(
          record: key.record, base: key.base,
          entries: lane.steps.map { set.entries[$0.entry].name },
          reason: obstacle.map { .notAdded($0) } ?? .notFound,
          rejected: lane.steps.flatMap { set.rejected($0) }))
    }
  }

  private mutating func addConflict(_ number: RecordNumber, in set: WorkingSet) {
    guard let conflict = set.states[number]?.conflict else { return }
    let count = set.equalCount(of: number)
    self[.inConflict] += count
    let steps = set.steps(of: number)
      .filter { $0.placement.isToBeEdited && $0.step.changes.contains(where: \.isEdit) }
      .map(\.step)
    let base = set.source.contentHash(of: number)
    problems.append(
      Problem(
        record: number, count: count, base: base,
        entries: steps.map { set.entries[$0.entry].name }.uniqued,
        reason: .conflict(conflict),
        rejected: steps.flatMap { set.rejected($0, at: number, base) }))
  }
}

extension ApplyReport {
  private mutating func addUndecided(
    _ number: RecordNumber, in set: WorkingSet, _ keep: KeepRule
  ) {
    guard let state = set.state(of: number), state.isUndecided else { return }
    let subjects = Set(state.differences.map(\.subject))
    let steps = set.steps(of: number).map(\.step).filter { step in
      step.changes.contains { $0.body.judges.map(subjects.contains) ?? false }
    }
    problems.append(
      Problem(
        record: number, count: set.equalCount(of: number),
        base: set.source.contentHash(of: number),
        entries: steps.map { set.entries[$0.entry].name },
        reason: .undecided(isLeftOut: set.disposition(of: number, keep) == .leftOut), rejected: []))
  }
}

extension Change.Body {
  /// What it judges, as `RecordState.Difference` names it; nil if it judges nothing.
  fileprivate var judges: String? {
    switch self {
    case .remove, .mark(.verdict, _, _): "verdict"
    case .mark(.order, _, _): "rank"
    case .mark(.rating(let key), _, _): key.text
    case .mark(.flag(let key), _, _): key.category
    default: nil
    }
  }
}

extension WorkingSet {
  /// A step as entries of their own, one for each run of changes of one operation, without stamp
  /// and id.
  ///
  /// - Parameters:
  ///   - number: the record's present number; nil keeps the one that the changes have.
  ///   - base: the hash of its bytes.
  fileprivate func rejected(
    _ step: Lane.Step, at number: RecordNumber? = nil, _ base: ContentHash? = nil
  ) -> [Entry] {
    let logged = entries[step.entry]
    var changes = Array(step.changes)
    if let number {
      for place in changes.indices {
        (changes[place].record, changes[place].base) = (number, base)
        changes[place].inserted = nil
      }
    }
    var entry = Entry(
      logged.entry.kind, changes: changes, command: logged.entry.command, why: logged.entry.why)
    entry.actor = logged.actor
    return entry.split(byteCount: .max)
  }
}

extension WorkingSet {
  /// How many edits of a lane that were written by hand put something in the place of another value
  /// without a test: additions and moves, beside those that replace or remove.
  fileprivate func blindAdditions(_ lane: Lane, _ key: Lane.Key) -> Int {
    let isByHand = lane.steps.contains { entries[$0.entry].journal.isEmpty }
    guard isByHand, let number = lanes[placementOf: key]?.record else { return 0 }
    return overwritingEdits(lane.steps, on: number).count(where: \.edit.isTested)
  }
}
