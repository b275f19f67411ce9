/// The changes that name one record by the same number and hash, in order of effect, without those
/// that were taken back.
///
/// An edit and its undo cancel when both stand in one lane, that is, when the dataset's record was
/// the same for both. When `apply` replaced the dataset in between, the undo stands in the lane of
/// the new bytes, and is an edit there:
///
///     #5 (base a…)   set x 1→2     set x 2→3
///     #5 (base b…)                             undo: set x 3→2
struct Lane: Sendable {
  struct Key: Hashable, Sendable {
    var record: RecordNumber?
    var base: ContentHash?
    var inserted: InsertedName?

    init(record: RecordNumber?, base: ContentHash?) {
      (self.record, self.base) = (record, base)
    }

    init(_ change: Change) {
      // An inserted record has no number of its own.
      (record, base) = change.inserted == nil ? (change.record, change.base) : (nil, nil)
      inserted = change.inserted
    }

    /// Hardly two lanes of one record have the same number.
    func hash(into hasher: inout Hasher) {
      hasher.combine(record)
      hasher.combine(base ?? inserted?.entry)
    }
  }

  /// What one entry does to the lane's record.
  struct Step: Sendable {
    /// Position in the working set's entries.
    var entry: Int
    var changes: [Change]
    /// Whose marks these are: of an undo or redo, those of the entry that it names.
    var actor: String
    /// The entry that this stands for: itself, or the one it applies again.
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
  /// Every hash that the record had under this lane's changes.
  private(set) var laterHashes: Set<ContentHash> = []
  private(set) var lastHash: ContentHash?

  init(_ key: Key) {
    self.key = key
  }

  mutating func append(
    _ changes: [Change], of entry: Entry, at position: Int, actor: String
  ) {
    for case let after? in changes.map(\.after) {
      laterHashes.insert(after)
      lastHash = after
    }
    let stands: Standing
    if let undone = entry.undoes {
      if removeStep(.entry(undone)) { return }
      stands = .undone(undone)
    } else if let redone = entry.redoes {
      if removeStep(.undone(redone)) { return }
      stands = .entry(redone)
    } else {
      stands = entry.id.map { .entry($0) } ?? .anonymous
    }
    // What was taken back in another lane still stands here, and counts again by itself.
    if stands != .anonymous, steps.contains(where: { $0.stands == stands }) { return }
    steps.append(Step(entry: position, changes: changes, actor: actor, stands: stands))
  }

  private mutating func removeStep(_ standing: Standing) -> Bool {
    guard let place = steps.lastIndex(where: { $0.stands == standing }) else { return false }
    steps.remove(at: place)
    return true
  }

  /// Whether an inserted record was taken back.
  var isWithdrawn: Bool {
    var isWithdrawn = steps.isEmpty
    for change in steps.flatMap(\.changes) {
      if case .insert(_, let now, _) = change.body { isWithdrawn = now == nil }
    }
    return isWithdrawn
  }

  /// Whether a record that already went through this lane is no longer in the dataset.
  var endsLeftOut: Bool {
    var isRemoved = false
    var isDiscarded = false
    for change in steps.flatMap(\.changes) {
      switch change.body {
      case .remove: isRemoved = true
      case .restore: isRemoved = false
      case .verdict(_, let now): isDiscarded = now == .discarded
      default: break
      }
    }
    return isRemoved || isDiscarded
  }
}

/// Where the record of a lane was found in the dataset.
public enum Placement: Hashable, Sendable {
  /// Not looked for yet: the index hasn't come so far.
  case pending
  /// The number and the hash are the record's.
  case found(RecordNumber)
  /// The bytes stand at another number.
  case moved(RecordNumber)
  /// The record already is what the changes made of it.
  case applied(RecordNumber)
  /// The record has other bytes, but all values that the changes replace.
  case rebased(RecordNumber)
  /// The changes left the record out, and it isn't there.
  case leftOut
  case missing

  public var record: RecordNumber? {
    switch self {
    case .found(let number), .moved(let number), .applied(let number), .rebased(let number): number
    case .pending, .leftOut, .missing: nil
    }
  }

  /// Whether edits still have to be made to the record.
  var isToBeEdited: Bool {
    switch self {
    case .found, .moved, .rebased: true
    default: false
    }
  }
}
