import JSONLines

/// How to find the record that a change is about.
public enum RecordSearch: Hashable, Sendable {
  /// By number and hash, then by hash anywhere.
  case exact
  /// By hash alone, at every record that has it: for a part of a dataset, whose records are
  /// numbered differently.
  case byHash
  /// As `exact`; if the hash isn't found, a record in which all values that the changes replace are
  /// unchanged: the one at the number, or the only one there is.
  case rebasing
}

/// Finds the records that journals refer to. The dataset may have changed since: records moved,
/// edited or left out.
extension WorkingSet {
  /// Places the lanes whose records are indexed. A record at its own number is found at once; the
  /// others wait until the index is complete, and then cost one pass over the dataset.
  public mutating func place() {
    placeInserted(lanes.insertedKeys)
    if search == .byHash { return placeByHash() }
    let waiting = lanes.keys.filter { key in
      lanes[placementOf: key] == .pending
        && (key.inserted == nil || placementByRenewals(key) != nil)
    }
    guard !waiting.isEmpty else { return }
    let settled = settledPlaces(of: lanes.keys)
    var stray: [Lane.Key] = []
    // Where the removed one of several equal records was left out, its number and its hash are
    // those of one that stays.
    let copies = Set(
      waiting.filter { key in
        lanes[key]?.endsRemovedAsCopy == true && !isCurrent(key) && key.era.late ?? -1 < 0
          && lineage.outcome(key) == nil && settled[key.withoutEra] == nil
      })
    let areCopiesGone = source.isComplete && !copies.isEmpty && isAllGone
    for key in waiting {
      if copies.contains(key), areCopiesGone || !source.isComplete {
        if areCopiesGone { lanes[placementOf: key] = .leftOut } else { stray.append(key) }
        continue
      }
      guard let placement = placementByNumber(key, settled) else {
        stray.append(key)
        continue
      }
      attach(key, placement)
    }
    if source.isComplete, !stray.isEmpty { placeStray(stray) }
    let placed = Set(waiting).subtracting(source.isComplete ? [] : stray)
    refresh(Set(placed.compactMap { lanes[placementOf: $0]?.record }))
  }

  /// Whether the dataset has lost as many records as the changes leave out.
  private var isAllGone: Bool {
    let leftOut = lanes.keys.count { $0.base != nil && lanes[$0]?.endsLeftOut == true }
    return (lostCount ?? -1) >= leftOut
  }

  /// Attaches each lane to every record that has its hash. One that has the result of a lane isn't
  /// taken for the lane's record: it may be another one, and what becomes of a record must not
  /// depend on which others its shard has.
  private mutating func placeByHash() {
    let waiting = lanes.keys.filter { lanes[placementOf: $0] == .pending && $0.inserted == nil }
    guard source.isComplete, !waiting.isEmpty else { return }
    let places = locate(Set(waiting.compactMap(\.base)))
    var shared: [ContentHash: [Lane.Key]] = [:]
    for key in waiting {
      if let base = key.base, let first = places[base]?.first {
        lanes[placementOf: key] = .found(first)
        shared[base, default: []].append(key)
      } else {
        lanes[placementOf: key] = .missing
      }
    }
    for (hash, keys) in shared { attach(keys, toAll: places[hash] ?? []) }
    refresh(Set(lanes.records.filter { states[$0] == nil }))
  }

  /// Attaches lanes to equal records. These share their state, as many of both take much memory.
  private mutating func attach(_ keys: [Lane.Key], toAll numbers: [RecordNumber]) {
    var state: RecordState?
    for number in numbers {
      equalCounts[number] = number == numbers[0] ? numbers.count : 0
      // A record that a journal added has lanes of its own.
      let isFirst = lanes.keys(of: number).isEmpty
      for key in keys { lanes.attach(key, to: number) }
      if isFirst, let state {
        states[number] = state
        continue
      }
      refresh(number)
      if isFirst { state = states[number] }
    }
  }

  /// The number of records that a record's changes are for: itself, and if found by hash, those
  /// that equal it.
  func equalCount(of number: RecordNumber) -> Int { equalCounts[number] ?? 1 }

  /// The number of records that a lane's changes are for.
  func recordCount(_ key: Lane.Key) -> Int { lanes[placementOf: key]?.record.map(equalCount) ?? 0 }

  /// The number of lanes with changes for which no record was found.
  public var missingCount: Int { lanes.missingCount }

  /// The number of changes that name their record by its number alone, and not by its hash.
  public var unhashedCount: Int {
    lanes.keys.filter { $0.base == nil && $0.inserted == nil }
      .reduce(0) { $0 + (lanes[$1]?.steps.reduce(0) { $0 + $1.changes.count } ?? 0) }
  }

  /// Whether every lane was placed or is known to have no place.
  public var isPlaced: Bool { lanes.areAllPlaced }

  /// The placement that renewals of the dataset tell, or else the lane's own number; else nil.
  ///
  /// - Parameter settled: as `settledPlaces` gives them.
  private func placementByNumber(
    _ key: Lane.Key, _ settled: [Lane.Key: Placement]
  ) -> Placement? {
    func ifIndexed(_ placement: Placement) -> Placement? {
      placement.record.map { $0.position < originalCount } ?? true ? placement : nil
    }
    if let placement = placementByRenewals(key) { return ifIndexed(placement) }
    let isLateOfKnownFile = key.era.late ?? -1 >= 0
    let other = isLateOfKnownFile ? placementOfLate(key, settled) : settled[key.withoutEra]
    let place = other == .leftOut ? placementOfAbsent(key) : other.flatMap(ifIndexed)
    return isCurrent(key) ? placementAtNumber(key) ?? place : place ?? placementAtNumber(key)
  }

  /// The placement at the lane's own number, as far as the hash there tells; else nil.
  private func placementAtNumber(_ key: Lane.Key) -> Placement? {
    guard let number = key.record, source.contains(number) else { return nil }
    guard let base = key.base else { return .found(number) }
    let hash = source.contentHash(of: number)
    if hash == base { return .found(number) }
    return hash == lanes[key]?.lastHash ? .applied(number) : nil
  }

  /// Places lanes whose record isn't at its number: wherever the hash is found, else as already
  /// applied.
  private mutating func placeStray(_ stray: [Lane.Key]) {
    var wanted = Set(stray.compactMap(\.base))
    for key in stray { wanted.formUnion(lanes[key]?.laterHashes ?? []) }
    let places = locate(wanted)
    // Equal records are interchangeable, but each is taken only once.
    var taken: [ContentHash: Set<RecordNumber>] = [:]
    for key in lanes.keys {
      guard let number = lanes[placementOf: key]?.record, let base = key.base else { continue }
      taken[base, default: []].insert(number)
    }
    // The last is taken first.
    var free: [ContentHash: [RecordNumber]] = [:]
    for (base, numbers) in places {
      free[base] = numbers.reversed().filter { taken[base]?.contains($0) != true }
    }
    // Where there are fewer records than lanes for them, those whose result stands in the dataset
    // are applied already.
    let wanting = Dictionary(grouping: stray.compactMap(\.base)) { $0 }.mapValues(\.count)
    let scarce = Set(wanting.keys.filter { wanting[$0] ?? 0 > free[$0]?.count ?? 0 })
    var left: [Lane.Key] = []
    let order = Dictionary(uniqueKeysWithValues: zip(lanes.keys, 0...))
    for key in stray.sorted(by: { ($0.record ?? .init(.max)) < ($1.record ?? .init(.max)) }) {
      if let base = key.base, scarce.contains(base), let last = lanes[key]?.lastHash,
        last != base, let number = places[last]?.first
      {
        attach(key, .applied(number))
      } else if let base = key.base, let number = free[base]?.popLast() {
        attach(key, number == key.record || key.record == nil ? .found(number) : .moved(number))
      } else if let last = lanes[key]?.lastHash, let number = places[last]?.first {
        attach(key, .applied(number))
      } else if let same = key.base.flatMap({ places[$0] }), let first = same.first,
        key.record == nil
      {
        // All are named by their numbers as well.
        attach(key, .found(first))
      } else if let same = key.base.flatMap({ places[$0] }), same.count == 1,
        lanes[key]?.endsLeftOut == false, !isOfAnother(key, than: same[0])
      {
        // The only one has got another number, by which later changes name it.
        attach(key, .moved(same[0]))
      } else {
        left.append(key)
      }
    }
    placeWithoutHash(left.sorted { (order[$0] ?? 0) < (order[$1] ?? 0) })
  }

  /// Whether a lane's changes were made to another one of equal records than those of the lanes
  /// that a record has: whoever made the later ones knew the earlier ones, but changed bytes that
  /// didn't have them.
  private func isOfAnother(_ key: Lane.Key, than number: RecordNumber) -> Bool {
    let keys = [key] + lanes.keys(of: number).filter { $0.base == key.base }
    let steps = keys.flatMap { key in (lanes[key]?.steps ?? []).map { (key, $0) } }
      .filter { $0.1.changes.contains(where: \.isEdit) }.sorted { $0.1.entry < $1.1.entry }
    var content = RecordContent(source.bytes(of: number))
    for (place, (own, step)) in steps.enumerated() {
      for change in step.changes where change.isEdit {
        if (try? apply(change.body, to: &content)) == nil { return false }
        guard let after = change.after, after != source.hash(content.bytes) else { continue }
        return steps[..<place].contains { other, earlier in
          other != own && UntestedSteps.knows(earlier.entry, step.entry, in: self)
        }
      }
    }
    return false
  }

  /// The last resorts: a lane that continues another, a record that already holds the new values, a
  /// record to rebase to, or a record that was left out.
  private mutating func placeWithoutHash(_ lanesLeft: [Lane.Key]) {
    var left = lanesLeft
    let neighbours = Neighbours(lanes)
    var count = Int.max
    while left.count < count {  // placing one lane may make another placeable
      count = left.count
      left.removeAll { key in
        guard let placement = linkedPlacement(key, neighbours) else { return false }
        attach(key, placement)
        return true
      }
    }
    let successors = successors?.versions(of: Set(left.compactMap(\.base))) ?? [:]
    var known: RebaseIndex?
    let source = source
    let unplaced = left.compactMap { lanes[$0] }
    func index() -> RebaseIndex {
      let index = known ?? RebaseIndex(unplaced, in: source)
      known = index
      return index
    }
    var absent: [Lane.Key] = []
    var rebased: [RecordNumber: [Lane.Key]] = [:]
    for key in left {
      guard let lane = lanes[key] else { continue }
      let successor = key.base.flatMap { successors[$0] }
      // Without that of its id, a record isn't found by what another one looks like.
      let number = self.successors == nil || search == .rebasing ? key.record : nil
      // One that was to be left out isn't what another record looks like.
      if !lane.endsLeftOut, let like = successor?.new ?? number, source.contains(like),
        holdsResult(of: lane, like)
      {
        attach(key, .applied(like))
      } else if let successor {
        attach(key, .rebased(successor.new))
        versionsBefore[successor.new] = successor.old
      } else if search == .rebasing, let number = rebasedRecord(lane, index) {
        rebased[number, default: []].append(key)
      } else {
        lanes[placementOf: key] = lane.steps.isEmpty ? .leftOut : .missing
        // What was removed after a renewal hasn't been left out yet.
        if lane.endsLeftOut, key.base != nil, !isCurrent(key) { absent.append(key) }
      }
    }
    for (number, keys) in rebased {
      // One record isn't what became of several that were changed together.
      let entries = keys.flatMap { key in Set((lanes[key]?.steps ?? []).map(\.entry)) }
      let areApart = Set(entries).count < entries.count
      for key in keys {
        if areApart, key.record != number {
          lanes[placementOf: key] = .missing
        } else {
          attach(key, .rebased(number))
        }
      }
    }
    let lost = lostCount ?? -1
    // A dataset that has grown tells nothing.
    if lost < 0 || absent.count <= lost { leaveOut(absent, left, neighbours) }
  }

  /// The number of records that the dataset has lost since the first of its journals was begun;
  /// negative if it has grown, nil if no journal tells how many there were. If more records than
  /// this are to be left out and can't be found, then some of them are still there, but changed.
  private var lostCount: Int? {
    let counts = entries.compactMap(\.entry.header?.dataset.recordCount)
    let added = lanes.insertedKeys.count { key in
      if case .applied? = lanes[placementOf: key] { return true }
      return lineage.outcome(key) != nil
    }
    return counts.max().map { $0 - originalCount + added }
  }

  /// Takes the records of `absent` as left out by an earlier `apply`, and with them the lanes that
  /// these continue.
  private mutating func leaveOut(
    _ absent: [Lane.Key], _ lanesLeft: [Lane.Key], _ neighbours: Neighbours
  ) {
    for key in absent { lanes[placementOf: key] = .leftOut }
    for key in lanesLeft.reversed() where lanes[placementOf: key] == .missing {
      let next = lanes[key]?.lastHash.flatMap { neighbours.beginning[$0] } ?? []
      if next.contains(where: { lanes[placementOf: $0] == .leftOut }) {
        lanes[placementOf: key] = .leftOut
      }
    }
  }

  /// The placement of a lane that another one continues, or that continues another one.
  private func linkedPlacement(_ key: Lane.Key, _ neighbours: Neighbours) -> Placement? {
    func record(of keys: [Lane.Key]?) -> RecordNumber? {
      keys?.lazy.filter { $0 != key }.compactMap { lanes[placementOf: $0]?.record }.first
    }
    // Applied changes first: an undo of all of them may have led back to the original bytes.
    if let last = lanes[key]?.lastHash, let number = record(of: neighbours.beginning[last]) {
      return .applied(number)
    }
    // Only what came later can continue it.
    let end = lanes[key]?.steps.last?.entry ?? .max
    return key.base.flatMap { base in
      record(of: neighbours.passing[base]?.filter { lanes[$0]?.steps.first?.entry ?? 0 < end })
    }.map { .found($0) }
  }

  /// Lanes, in their order, by the hashes of their records.
  private struct Neighbours {
    /// By the hash before the lane's changes.
    private(set) var beginning: [ContentHash: [Lane.Key]] = [:]
    /// By each hash after one of the lane's changes.
    private(set) var passing: [ContentHash: [Lane.Key]] = [:]

    init(_ lanes: LaneTable) {
      for key in lanes.keys {
        if let base = key.base { beginning[base, default: []].append(key) }
        guard key.inserted == nil else { continue }
        for hash in lanes[key]?.laterHashes ?? [] { passing[hash, default: []].append(key) }
      }
    }
  }

  private func holdsResult(of lane: Lane, _ number: RecordNumber) -> Bool {
    let edits = lane.steps.flatMap(\.changes).filter(\.isEdit)
    let content = RecordContent(source.bytes(of: number))
    if case .raw? = edits.last?.body { return content.holdsResult(of: edits[edits.count - 1].body) }
    let steps = edits.flatMap(\.steps)
    return steps.contains(where: \.leavesTrace) && content.holdsResult(of: .patch(steps))
  }

  /// The numbers of the dataset's records with these hashes, in file order. Costs one pass over the
  /// dataset.
  func locate(_ wanted: Set<ContentHash>) -> [ContentHash: [RecordNumber]] {
    guard !wanted.isEmpty else { return [:] }
    var places: [ContentHash: [RecordNumber]] = [:]
    for position in 0..<originalCount {
      let number = RecordNumber(position: position)
      let hash = source.contentHash(of: number)
      if wanted.contains(hash) { places[hash, default: []].append(number) }
    }
    return places
  }
}

extension PatchStep {
  /// Whether a record tells that it was made: that a list has no element at an index tells nothing.
  fileprivate var leavesTrace: Bool {
    switch self {
    case .add, .replace: true
    case .remove(let at): at.tokens.last.flatMap(JSONPointer.index) == nil
    case .test, .move: false
    }
  }
}
