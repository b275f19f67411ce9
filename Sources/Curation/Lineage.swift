/// The renewals that led to the dataset as it is, oldest first. They tell of each entry whether it
/// was made before the last of them, and if so, where its records are now.
struct Lineage: Sendable {
  private var steps: [Step] = []
  /// The places of those that left records out, after which the others have new numbers.
  private var moving: [Int] = []

  private struct Step: Sendable {
    var renewal: Renewal
    /// The number of the last entry that it knew of each journal.
    var known: [String: Int] = [:]
  }

  init() {}

  /// - Parameter entries: the entries of all journals. A journal in which the last known entry isn't
  ///   found counts as unknown: it was replaced by another.
  init(_ renewals: [Renewal], _ entries: [LoggedEntry]) {
    var sequences: [ContentHash: (journal: String, sequence: Int)] = [:]
    let wanted = Set(renewals.flatMap(\.known.values))
    for logged in entries {
      guard let id = logged.entry.id, let stamp = logged.entry.stamp, wanted.contains(id) else {
        continue
      }
      sequences[id] = (logged.journal, stamp.sequence)
    }
    steps = renewals.map { renewal in
      var step = Step(renewal: renewal)
      for (journal, id) in renewal.known {
        guard let found = sequences[id], found.journal == journal else { continue }
        step.known[journal] = found.sequence
      }
      return step
    }
    moving = steps.indices.filter { steps[$0].renewal.leftOut.count > 0 }
  }

  var last: Renewal? { steps.last?.renewal }

  /// Whether the dataset's last renewal knew a journal, so that its other entries came later.
  func knows(_ journal: String) -> Bool { steps.last?.known[journal] != nil }

  /// Marks the changes of an entry that a renewal knew as settled, and gives those that it couldn't
  /// make the present number of their record.
  func settling(_ logged: LoggedEntry) -> LoggedEntry {
    guard let sequence = logged.entry.stamp?.sequence,
      let first = steps.firstIndex(where: { $0.known[logged.journal] ?? -1 >= sequence })
    else { return logged }
    var logged = logged
    for index in logged.entry.changes.indices {
      settle(&logged.entry.changes[index], from: first)
    }
    return logged
  }

  private func settle(_ change: inout Change, from first: Int) {
    for place in first..<steps.count {
      let renewal = steps[place].renewal
      let number: RecordNumber?
      switch renewal.places[Lane.Key(change)] {
      case .made(let new): number = new
      case .leftOut: number = nil
      case .open(let new):
        change.record = new
        continue
      case .missing: continue
      case nil:
        guard change.inserted == nil, let old = change.record else { continue }
        number = renewal.number(after: old)
      }
      change.settled = .init(renewal: place, number: number.flatMap { present($0, after: place) })
      return
    }
  }

  /// Returns the present number of a record, from that after the renewal at `place`; nil if it was
  /// left out since.
  private func present(_ number: RecordNumber, after place: Int) -> RecordNumber? {
    var number: RecordNumber? = number
    for later in moving where later > place {
      number = number.flatMap { steps[later].renewal.number(after: $0) }
    }
    return number
  }
}

extension Change {
  /// That a renewal of the dataset has made the change.
  struct Settled: Hashable, Sendable {
    /// Its place among the renewals.
    var renewal: Int
    /// The record's present number; nil if it was left out since.
    var number: RecordNumber?
  }
}

extension WorkingSet {
  /// Whether a lane was begun after the dataset's last renewal, which therefore hasn't made it.
  func isCurrent(_ key: Lane.Key) -> Bool {
    guard lineage.last != nil, let first = lanes[key]?.firstEntry else { return false }
    let journal = entries[first].journal
    return lineage.knows(journal) || journalsOfThisFile.contains(journal)
  }

  /// Where the settled changes of the same record are, by its number and hash then: others that name
  /// it so were made before the renewal, by somebody whose journal came later.
  func settledPlaces() -> [Lane.Key: Placement] {
    var places: [Lane.Key: Placement] = [:]
    for key in laneOrder {
      guard let settled = key.settled, key.record != nil, key.base != nil else { continue }
      let name = Lane.Key(record: key.record, base: key.base)
      places[name] = settled.number.map { .found($0) } ?? .leftOut
    }
    return places
  }
}
