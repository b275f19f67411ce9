/// The lanes of a working set, each with its placement, in the order of their first entry.
struct LaneTable: Sendable {
  private var places: [Lane.Key: Int32] = [:]
  private var lanes: [Lane] = []
  /// Where the lanes' records are, by the lanes' places.
  private var placements: [Placement] = []
  /// The places of the lanes that are attached to each record; of most records it is one.
  private var attached: [RecordNumber: Attached] = [:]
  /// The keys of inserted records, in the same order.
  private(set) var insertedKeys: [Lane.Key] = []

  /// The keys in the order of the lanes.
  var keys: some Collection<Lane.Key> { lanes.lazy.map(\.key) }

  /// Nil if there is no such lane.
  subscript(key: Lane.Key) -> Lane? { place(of: key).map { lanes[$0] } }

  /// Where the record of a lane is; nil if there is no such lane, which can't be placed either.
  subscript(placementOf key: Lane.Key) -> Placement? {
    get { place(of: key).map { placements[$0] } }
    set { if let place = place(of: key), let newValue { placements[place] = newValue } }
  }

  /// Adds what an entry does to a record. The first such change makes a lane, to be placed.
  mutating func add(
    _ changes: ArraySlice<Change>, to key: Lane.Key, of entry: Entry, at position: Int,
    actor: String
  ) {
    let place = place(of: key) ?? lanes.count
    if place == lanes.count {
      places[key] = Int32(place)
      lanes.append(Lane(key))
      placements.append(.pending)
      if key.inserted != nil { insertedKeys.append(key) }
    }
    lanes[place].append(changes, of: entry, at: position, actor: actor)
  }

  // MARK: - Records

  private struct Attached: Sendable {
    var first: Int32
    var others: [Int32]?
  }

  /// The records that lanes are attached to, in no order.
  var records: some Collection<RecordNumber> { attached.keys }

  /// Lets a record have a lane's changes.
  mutating func attach(_ key: Lane.Key, to number: RecordNumber) {
    guard let place = places[key] else { return }
    if attached[number]?.others != nil {
      attached[number]?.others?.append(place)
    } else if attached[number] != nil {
      attached[number]?.others = [place]
    } else {
      attached[number] = Attached(first: place)
    }
  }

  /// The keys of a record's lanes, in the order in which they were attached.
  func keys(of number: RecordNumber) -> [Lane.Key] {
    guard let found = attached[number] else { return [] }
    return ([found.first] + (found.others ?? [])).map { lanes[Int($0)].key }
  }

  // MARK: - Placement

  /// The number of lanes with changes for which no record was found.
  var missingCount: Int {
    lanes.indices.count { placements[$0] == .missing && !lanes[$0].steps.isEmpty }
  }

  /// Whether no lane waits to be placed.
  var areAllPlaced: Bool { !placements.contains(.pending) }

  private func place(of key: Lane.Key) -> Int? { places[key].map(Int.init) }
}

extension Entry {
  /// The changes of each lane, in the order of their first ones.
  var changesByLane: [(key: Lane.Key, changes: ArraySlice<Change>)] {
    var found: [(key: Lane.Key, changes: ArraySlice<Change>)] = []
    var places: [Lane.Key: Int] = [:]
    var rest = changes[...]
    while let first = rest.first {
      let key = Lane.Key(first)
      let run = rest.prefix { Lane.Key($0) == key }
      rest = rest[run.endIndex...]
      if let place = places[key] {
        found[place].changes += run
      } else {
        places[key] = found.count
        found.append((key, run))
      }
    }
    return found
  }
}
