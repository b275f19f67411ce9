import JSONLines

/// The renewals that led to the dataset as it is, oldest first. They tell of each entry whether it
/// was made before the last of them, and if so, where its records are now.
struct Lineage: Sendable {
  private var steps: [Step] = []
  /// The places of those that left records out, after which the others have new numbers.
  private var moving: [Int] = []
  /// For each journal, the renewals that read it, and the number of the last entry that they read.
  private var known: [String: [(step: Int, sequence: Int)]] = [:]
  /// The quick hash of the file that each journal was begun on.
  private var begun: [String: ContentHash] = [:]
  /// What each journal says to have seen of others, with the numbers of the entries that say so.
  private var seen: [String: [(sequence: Int, others: [String: Int])]] = [:]
  /// The quick hashes of the dataset before each renewal, and after the last: as the one before
  /// made it, and as it had grown by then.
  private var quickHashes: [Set<ContentHash>] = []

  private struct Step: Sendable {
    var renewal: Renewal
    /// The journals that it read.
    var known: Set<String> = []
  }

  init() {}

  /// - Parameters:
  ///   - entries: the entries of all journals. A journal in which the last entry that was read
  ///     isn't found counts as unknown, and so does one that comes in two versions.
  ///   - present: the quick hash of the dataset as it is.
  init(_ renewals: [Renewal], _ entries: [LoggedEntry], present: ContentHash?) {
    steps = renewals.map { Step(renewal: $0) }
    moving = steps.indices.filter { steps[$0].renewal.leftOut.count > 0 }
    guard !steps.isEmpty else { return }
    quickHashes = steps.map { Set([$0.renewal.from].compactMap(\.self)) }
    quickHashes.append(Set([present].compactMap(\.self)))
    for (place, step) in steps.enumerated() {
      quickHashes[place + 1].insert(step.renewal.file.quick)
    }
    var ids: [String: [Int: ContentHash]] = [:]
    var times: [String: String] = [:]
    var forked: Set<String> = []
    for logged in entries {
      if let header = logged.entry.header { begun[logged.journal] = header.dataset.quick }
      guard let id = logged.entry.id, let stamp = logged.entry.stamp else { continue }
      let other = ids[logged.journal, default: [:]].updateValue(id, forKey: stamp.sequence)
      if let other, other != id { forked.insert(logged.journal) }
      times[logged.journal] = max(times[logged.journal] ?? "", stamp.time)
    }
    for place in steps.indices {
      for (journal, last) in steps[place].renewal.known where !forked.contains(journal) {
        guard let there = ids[journal] else { continue }
        // Of a journal that has come only in part, or was put back as it once was, all is known,
        // unless it was gone on with.
        let isPart =
          there.keys.max() ?? 0 < last.sequence
          && times[journal] ?? "" <= steps[place].renewal.time
        guard there[last.sequence] == last.id || isPart else { continue }
        steps[place].known.insert(journal)
        known[journal, default: []].append((place, last.sequence))
      }
    }
  }

  var count: Int { steps.count }
  var last: Renewal? { steps.last?.renewal }

  /// The era of changes that are made now.
  var present: Change.Era { .init(renewals: count) }

  /// Notes what an entry says to have seen, for it and those after it.
  mutating func note(_ logged: LoggedEntry) {
    guard let sequence = logged.entry.stamp?.sequence else { return }
    for part in [logged.entry] + logged.parts where !part.sees.isEmpty {
      seen[logged.journal, default: []].append((sequence, part.sees))
    }
  }

  /// What a journal says to have seen of others, by the entry with a number.
  func seen(by journal: String, upTo sequence: Int) -> [String: Int] {
    let said = seen[journal, default: []]
    let next = said.partitioningIndex { $0.sequence > sequence }
    return next > 0 ? said[next - 1].others : [:]
  }

  /// When an entry was made.
  func era(of logged: LoggedEntry) -> Change.Era {
    guard count > 0 else { return present }
    let sequence = logged.entry.stamp?.sequence ?? .max
    let first = known[logged.journal]?.first { $0.sequence >= sequence }
    var era = Change.Era(renewals: first?.step ?? count)
    guard era.renewals > 0 else { return era }
    let begin = begun[logged.journal].flatMap { file in
      quickHashes.prefix(era.renewals + 1).lastIndex { $0.contains(file) }
    }
    if begin == era.renewals { return era }
    guard steps[era.renewals - 1].known.contains(logged.journal) else {
      era.late = begin ?? -1
      return era
    }
    // It goes on after the last renewal, unless it hasn't seen what others had done by then.
    let sees = seen(by: logged.journal, upTo: sequence)
    let before = (0..<era.renewals).last { hasSeen(steps[$0], logged.journal, sees) }
    let after = max(before.map { $0 + 1 } ?? 0, begin ?? 0)
    if after < era.renewals { era.late = after }
    return era
  }

  /// Whether the author of a journal had all other journals as far as a renewal had them.
  private func hasSeen(_ step: Step, _ journal: String, _ sees: [String: Int]) -> Bool {
    step.known.allSatisfy { other in
      guard other != journal, let last = step.renewal.known[other] else { return true }
      return sees[other] ?? -1 >= last.sequence
    }
  }

  /// Whether a file with this quick hash is one that renewals made the dataset of.
  func contains(_ quick: ContentHash) -> Bool {
    quickHashes.contains { $0.contains(quick) }
  }

  /// What renewals made of the changes that name a record alike.
  enum Outcome: Hashable {
    /// They were made, or superseded; the record's present number, nil if it was left out.
    case settled(RecordNumber?)
    /// They are still to be made, to the record of this number, whatever its bytes.
    case open(RecordNumber)
  }

  /// Nil if no renewal knew where their record is.
  func outcome(_ key: Lane.Key) -> Outcome? {
    var open: RecordNumber?
    for place in steps.indices.dropFirst(key.era.renewals) {
      let renewal = steps[place].renewal
      let number: RecordNumber?
      switch renewal.places[key] {
      case .made(let new): number = new
      case .leftOut: number = nil
      case .open(let new):
        open = new
        continue
      case .missing: continue
      case nil:
        guard let old = open ?? (key.inserted == nil ? key.record : nil) else { continue }
        number = renewal.number(after: old)
      }
      return .settled(number.flatMap { present($0, after: place) })
    }
    return open.map { .open($0) }
  }

  /// The present number of a record of an earlier file of this quick hash; nil if it was left out,
  /// or renewals don't know that file.
  func present(_ number: RecordNumber, of file: ContentHash) -> RecordNumber? {
    quickHashes.lastIndex { $0.contains(file) }.flatMap { present(number, after: $0 - 1) }
  }

  /// Returns the present number of a record, from that after the renewal at `place`; nil if it was
  /// left out since. -1 is before the first.
  func present(_ number: RecordNumber, after place: Int) -> RecordNumber? {
    var number: RecordNumber? = number
    for later in moving where later > place {
      number = number.flatMap { steps[later].renewal.number(after: $0) }
    }
    return number
  }
}

extension Change {
  /// When a change was made. Changes of different eras that name a record alike, by number and
  /// hash, may mean different ones.
  struct Era: Hashable, Sendable {
    // Every change has one, so it is small.
    private var made: Int32 = 0
    private var known: Int32?

    init(renewals: Int = 0, late: Int? = nil) {
      (self.renewals, self.late) = (renewals, late)
    }

    /// The number of renewals before it.
    var renewals: Int {
      get { Int(made) }
      set { made = Int32(clamping: newValue) }
    }

    /// If it may have been made before these, without knowing of them: the number of renewals
    /// before the file that its author had at least; -1 if that isn't known.
    var late: Int? {
      get { known.map { Int($0) } }
      set { known = newValue.map { Int32(clamping: $0) } }
    }
  }
}

extension WorkingSet {
  /// Whether the changes were made after the dataset's last renewal, which therefore lacks them.
  func isCurrent(_ key: Lane.Key) -> Bool { lineage.count > 0 && key.era == lineage.present }

  /// The placement that the dataset's renewals tell; nil if they don't.
  func placementByRenewals(_ key: Lane.Key) -> Placement? {
    switch lineage.outcome(key) {
    case .settled(let number): number.map { .applied($0) } ?? .leftOut
    case .open(let number): .found(number)
    case nil: nil
    }
  }

  /// Where the records of those lanes are that are settled, by the names that these give them, with
  /// their era and without: others that name them so were made without knowing of the renewal.
  func settledPlaces(of keys: some Sequence<Lane.Key>) -> [Lane.Key: Placement] {
    var places: [Lane.Key: Placement] = [:]
    guard lineage.count > 0 else { return places }
    for key in keys where key.inserted != nil || key.record != nil && key.base != nil {
      guard case .settled(let number)? = lineage.outcome(key) else { continue }
      let place = number.map { Placement.found($0) } ?? .leftOut
      places[key] = place
      places[key.withoutEra] = place
    }
    return places
  }

  /// The placement of late changes by the file that their journal was begun on; nil if that doesn't
  /// tell.
  func placementOfLate(_ key: Lane.Key, _ settled: [Lane.Key: Placement]) -> Placement? {
    guard let generation = key.era.late, generation >= 0, let number = key.record else {
      return nil
    }
    var name = key
    name.era = .init(renewals: generation)
    if let place = settled[name] { return place }
    guard let now = lineage.present(number, after: generation - 1) else { return .leftOut }
    guard now.position < originalCount else { return nil }
    return key.base == nil || source.contentHash(of: now) == key.base ? .found(now) : nil
  }

  /// Whether an inserted record has to be looked for in the dataset: nothing else tells whether it
  /// is in there.
  ///
  /// - Parameter present: the quick hash of the dataset as it is.
  func isToBeFound(
    _ key: Lane.Key, insertedInto file: ContentHash, present: ContentHash
  ) -> Bool {
    if lineage.count == 0 { return file != present }
    return key.era.renewals == lineage.count && key.era.late != nil && !lineage.contains(file)
  }

  /// The placement of changes that were made without knowing of a renewal that left their record
  /// out: if they edit it, or take it back in, that is missed.
  func placementOfAbsent(_ key: Lane.Key) -> Placement {
    let isWanted = lanes[key]?.steps.contains { $0.changes.contains(where: \.wantsRecord) } ?? false
    return isWanted && lanes[key]?.endsLeftOut == false ? .missing : .leftOut
  }
}

extension Change {
  /// Whether the change is lost without its record: an edit, or one that takes it back in.
  fileprivate var wantsRecord: Bool {
    switch body {
    case .patch, .raw, .restore, .mark(.verdict, .verdict(.discarded)?, _): true
    case .insert, .remove, .mark: false
    }
  }
}
