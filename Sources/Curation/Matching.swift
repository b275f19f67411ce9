import JSONLines

/// How far the search for an entry's record goes.
public enum RecordSearch: Hashable, Sendable {
  /// By number and hash, then by hash anywhere.
  case exact
  /// By hash alone, wherever and however often it stands: for a part of a dataset, whose numbers
  /// aren't the dataset's.
  case byHash
  /// Where the hash isn't found, the record with the same id, or the one at the number, or the only one, in which all values that
  /// the changes replace are as they were.
  case rebasing
}

/// Finding the records that journals speak of. The dataset may have changed since: lines moved, an
/// edit already in it, records left out.
extension WorkingSet {
  /// Places the lanes whose records are indexed by now. Cheap for those at their own number; the
  /// others wait for the whole index, and then cost one pass over the dataset, if there are any.
  public mutating func place() {
    placeInserted()
    if search == .byHash { return placeByHash() }
    let waiting = laneOrder.filter { placements[$0] == .pending && $0.inserted == nil }
    var stray: [Lane.Key] = []
    for key in waiting {
      guard let placement = placementAtNumber(key) else {
        stray.append(key)
        continue
      }
      attach(key, placement)
    }
    if source.isComplete, !stray.isEmpty { placeStray(stray) }
    let placed = Set(waiting).subtracting(source.isComplete ? [] : stray)
    for number in Set(placed.compactMap { placements[$0]?.record }) { refresh(number) }
  }

  /// Gives each lane to every record with its hash.
  private mutating func placeByHash() {
    let waiting = laneOrder.filter { placements[$0] == .pending && $0.inserted == nil }
    guard source.isComplete, !waiting.isEmpty else { return }
    var wanted = Set(waiting.compactMap(\.base))
    for key in waiting { wanted.formUnion([lanes[key]?.lastHash].compactMap(\.self)) }
    let places = locate(wanted)
    for key in waiting {
      let found = key.base.flatMap { places[$0] } ?? []
      if let first = found.first {
        attach(key, .found(first))
        for other in found.dropFirst() { lanesByRecord[other, default: []].append(key) }
        copies[key] = found.count
      } else if let done = lanes[key]?.lastHash.flatMap({ places[$0]?.first }) {
        attach(key, .applied(done))
        copies[key] = 1
      } else {
        placements[key] = .missing
      }
    }
    for number in lanesByRecord.keys { refresh(number) }
  }

  /// How many groups of changes found no record.
  public var missingCount: Int {
    placements.count { key, placement in
      placement == .missing && lanes[key]?.steps.isEmpty == false
    }
  }

  /// Whether every lane has found its place or is known to have none.
  public var isPlaced: Bool { !placements.values.contains(.pending) }

  /// The placement at the lane's own number, where hash against hash decides it.
  private func placementAtNumber(_ key: Lane.Key) -> Placement? {
    guard let number = key.record, source.contains(number) else { return nil }
    guard let base = key.base else { return .found(number) }
    let hash = source.contentHash(of: number)
    if hash == base { return .found(number) }
    return hash == lanes[key]?.lastHash ? .applied(number) : nil
  }

  /// Places lanes whose record isn't at its number: by hash anywhere, else as already applied.
  private mutating func placeStray(_ stray: [Lane.Key]) {
    var wanted = Set(stray.compactMap(\.base))
    for key in stray { wanted.formUnion(lanes[key]?.laterHashes ?? []) }
    let places = locate(wanted)
    // Equal records are interchangeable, but each is taken once.
    var free = places
    for key in laneOrder {
      guard let number = placements[key]?.record, let base = key.base else { continue }
      free[base]?.removeAll { $0 == number }
    }
    var left: [Lane.Key] = []
    let order = Dictionary(uniqueKeysWithValues: zip(laneOrder, laneOrder.indices))
    for key in stray.sorted(by: { ($0.record ?? .init(.max)) < ($1.record ?? .init(.max)) }) {
      if let base = key.base, let number = free[base]?.first {
        free[base]?.removeFirst()
        attach(key, number == key.record || key.record == nil ? .found(number) : .moved(number))
      } else if let last = lanes[key]?.lastHash, let number = places[last]?.first {
        attach(key, .applied(number))
      } else {
        left.append(key)
      }
    }
    placeWithoutHash(left.sorted { (order[$0] ?? 0) < (order[$1] ?? 0) })
  }

  /// The last resorts: a lane that goes on where another one ended, a record that holds the new
  /// values, one that was left out.
  private mutating func placeWithoutHash(_ lanesLeft: [Lane.Key]) {
    var left = lanesLeft
    var wasPlaced = true
    while wasPlaced {  // each lane that is placed may let the next one be
      wasPlaced = false
      for key in left {
        guard let placement = linkedPlacement(key) else { continue }
        attach(key, placement)
        left.removeAll { $0 == key }
        wasPlaced = true
      }
    }
    let successors = successors?.numbers(of: Set(left.compactMap(\.base))) ?? [:]
    for key in left {
      guard let lane = lanes[key] else { continue }
      if let number = key.record, source.contains(number), holdsResult(of: lane, number) {
        attach(key, .applied(number))
      } else {
        // The record with the same id before one that only holds the same values.
        let rebased =
          search == .rebasing ? key.base.flatMap { successors[$0] } ?? rebasedRecord(lane) : nil
        if let rebased { attach(key, .rebased(rebased)) }
        if rebased != nil { continue }
        placements[key] = lane.endsLeftOut ? .leftOut : lane.steps.isEmpty ? .leftOut : .missing
      }
    }
  }

  /// Where a lane stands by its neighbours: it goes on where one ended, or one goes on where it
  /// ended.
  private func linkedPlacement(_ key: Lane.Key) -> Placement? {
    // First what was applied already: an undo of all may have led back to the first bytes.
    if let number = lanes[key].flatMap({ continuingRecord($0) }) { return .applied(number) }
    return continuedRecord(key).map { .found($0) }
  }

  /// The record whose edits in another lane made the bytes that this lane begins with.
  private func continuedRecord(_ key: Lane.Key) -> RecordNumber? {
    guard let base = key.base else { return nil }
    for other in laneOrder where other != key && other.inserted == nil {
      guard lanes[other]?.laterHashes.contains(base) == true,
        let number = placements[other]?.record
      else { continue }
      return number
    }
    return nil
  }

  /// The record on which another lane goes on where this one ended: its edits were applied once.
  private func continuingRecord(_ lane: Lane) -> RecordNumber? {
    guard let last = lane.lastHash else { return nil }
    for next in laneOrder where next != lane.key && next.base == last {
      if let number = placements[next]?.record { return number }
    }
    return nil
  }

  /// The record in which every value that the lane's edits replace is as it was: the one at its
  /// number, else the only one of all.
  private func rebasedRecord(_ lane: Lane) -> RecordNumber? {
    let edits = lane.steps.flatMap(\.changes).filter(\.isEdit)
    guard !edits.isEmpty, edits.allSatisfy(\.isTested) else { return nil }
    func fits(_ number: RecordNumber) -> Bool {
      var content = RecordContent(source.bytes(of: number))
      do {
        for edit in edits { try content.apply(edit.body, hash: source.hash) }
      } catch {
        return false
      }
      return true
    }
    if let number = lane.key.record, source.contains(number), fits(number) { return number }
    let all = (0..<source.recordCount).lazy.map { RecordNumber(position: $0) }.filter(fits)
    let first = Array(all.prefix(2))
    return first.count == 1 ? first[0] : nil
  }

  private func holdsResult(of lane: Lane, _ number: RecordNumber) -> Bool {
    let edits = lane.steps.flatMap(\.changes).filter(\.isEdit)
    let content = RecordContent(source.bytes(of: number))
    if case .raw? = edits.last?.body { return content.holdsResult(of: edits[edits.count - 1].body) }
    let steps = edits.flatMap { change -> [PatchStep] in
      if case .patch(let steps) = change.body { steps } else { [] }
    }
    return !steps.isEmpty && content.holdsResult(of: .patch(steps))
  }

  /// Where in the dataset records with these hashes stand, in file order.
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
