/// The changes that name a record by the same number and hash, in order of effect, without those
/// that were undone.
///
/// An edit and its undo cancel if both are in one lane, that is, if the dataset's record was the
/// same for both. If `apply` replaced the dataset in between, the undo is in the lane of the new
/// bytes, where it is an edit like any other:
///
///     #5 (base a…)   set x 1→2     set x 2→3
///     #5 (base b…)                             undo: set x 3→2
struct Lane: Sendable {
  struct Key: Hashable, Sendable {
    var record: RecordNumber?
    var base: ContentHash?
    var inserted: InsertedName?
    var era = Change.Era()

    init(record: RecordNumber?, base: ContentHash?) {
      (self.record, self.base) = (record, base)
    }

    init(_ change: Change) {
      // An inserted record is identified by its name alone.
      (record, base) = change.inserted == nil ? (change.record, change.base) : (nil, nil)
      (inserted, era) = (change.inserted, change.era)
    }

    var withoutEra: Key {
      var key = self
      key.era = .init()
      return key
    }

    func hash(into hasher: inout Hasher) {
      hasher.combine(record)
      hasher.combine(base ?? inserted?.entry)
      hasher.combine(inserted?.index)
    }
  }

  /// What one entry does to the lane's record.
  struct Step: Sendable {
    /// Position in the working set's entries.
    var entry: Int
    /// Those of the entry that are of this record; shares the entry's storage where they stand
    /// together.
    var changes: ArraySlice<Change>
    /// The reviewer whose marks these are. For an undo or a redo, that is the actor of the entry it
    /// names.
    var actor: String
    /// The entry that this step represents: itself, the one that it redoes, or the one that it
    /// undoes.
    var stands: Standing
  }

  enum Standing: Hashable, Sendable {
    case entry(ContentHash)
    case undone(ContentHash)
    /// An unsealed entry: nothing can refer to it.
    case anonymous
  }

  let key: Key
  private(set) var steps: [Step] = []
  /// The entries of this lane that an undo took away.
  private var takenBack: Set<ContentHash> = []
  /// All hashes that the record had after changes of this lane.
  private(set) var laterHashes: Set<ContentHash> = []
  private(set) var lastHash: ContentHash?
  /// The position after that of the last entry that edits the record.
  private(set) var endOfEdits = 0

  init(_ key: Key) {
    self.key = key
  }

  mutating func append(
    _ changes: ArraySlice<Change>, of entry: Entry, at position: Int, actor: String
  ) {
    for case let after? in changes.map(\.after) {
      laterHashes.insert(after)
      lastHash = after
      endOfEdits = position + 1
    }
    let stands: Standing
    if let undone = entry.undoes {
      // Two reviewers may undo the same entry: it is undone once.
      if takenBack.contains(undone) { return }
      if removeStep(.entry(undone)) {
        takenBack.insert(undone)
        return
      }
      stands = .undone(undone)
      steps.removeAll { $0.stands == stands }
    } else if let redone = entry.redoes {
      takenBack.remove(redone)
      if removeStep(.undone(redone)) { return }
      // If the undo was recorded in another lane, the step is still here, and takes effect again
      // now.
      stands = .entry(redone)
      steps.removeAll { $0.stands == stands }
    } else {
      stands = entry.id.map { .entry($0) } ?? .anonymous
    }
    steps.append(Step(entry: position, changes: changes, actor: actor, stands: stands))
  }

  private mutating func removeStep(_ standing: Standing) -> Bool {
    guard let place = steps.lastIndex(where: { $0.stands == standing }) else { return false }
    steps.remove(at: place)
    return true
  }

  /// The last of the changes that are of one of these kinds.
  private func last(of kinds: Set<Entry.Kind>) -> Change.Body? {
    steps.reversed().lazy.compactMap { step in
      step.changes.last { kinds.contains($0.operation) }?.body
    }.first
  }

  /// Whether the lane's inserted record was taken back.
  var isWithdrawn: Bool {
    if case .insert(_, let now, _)? = last(of: [.insert]) { now == nil } else { steps.isEmpty }
  }

  /// Whether the record is removed as one of several equal ones, and not restored since.
  var endsRemovedAsCopy: Bool {
    if case .remove(_, leavesCopy: true)? = last(of: [.remove, .restore]) { true } else { false }
  }

  /// Whether these changes, once applied, leave the record out of the dataset.
  var endsLeftOut: Bool {
    if case .remove? = last(of: [.remove, .restore]) { return true }
    var state = RecordState()
    for step in steps { state.marks.make(step) }
    return state.isDiscarded
  }
}

/// Where the dataset has the record of a lane.
public enum Placement: Hashable, Sendable {
  /// Not known yet: the dataset isn't indexed far enough.
  case pending
  /// The record at the lane's number has the lane's hash.
  case found(RecordNumber)
  /// The record is at another number.
  case moved(RecordNumber)
  /// The record already has the result of the changes.
  case applied(RecordNumber)
  /// The record has other bytes, but all values that the changes replace are unchanged.
  case rebased(RecordNumber)
  /// The record isn't there, as the changes leave it out.
  case leftOut
  case missing

  public var record: RecordNumber? {
    switch self {
    case .found(let number), .moved(let number), .applied(let number), .rebased(let number): number
    case .pending, .leftOut, .missing: nil
    }
  }

  /// Whether edits have yet to be made to the record.
  var isToBeEdited: Bool {
    switch self {
    case .found, .moved, .rebased: true
    default: false
    }
  }

  var isApplied: Bool { if case .applied = self { true } else { false } }
}
