import JSONLines

/// Records that journals add. They follow the dataset's records in order of effect, and one that is
/// taken back keeps its place, so that the numbers of the others don't change.
///
///     dataset  #1 #2 ... #N        inserted  #N+1 (live)  #N+2 (taken back)  #N+3 (live)
extension WorkingSet {
  /// The number of records in the dataset itself.
  public var originalCount: Int { source.recordCount - slots.count }

  /// The number of records to show: without the inserted records at the end that were taken back.
  public var shownCount: Int {
    slots.isEmpty
      ? source.recordCount
      : (originalCount..<source.recordCount).last {
        states[RecordNumber(position: $0)]?.isInserted == true
      }.map { $0 + 1 } ?? originalCount
  }

  /// Numbers of the inserted records, including those that were taken back.
  public var insertedRecords: some BidirectionalCollection<RecordNumber> {
    (originalCount..<source.recordCount).lazy.map { RecordNumber(position: $0) }
  }

  /// Whether a number refers to a record, other than an inserted one that was taken back.
  public func isThere(_ number: RecordNumber) -> Bool {
    source.contains(number)
      && (slots.isEmpty || number.position < originalCount || states[number]?.isInserted == true)
  }

  /// The present numbers of the records that an entry is about, in its order, without repetition.
  public func records(of entry: Entry) -> [RecordNumber] { places(of: entry).uniqued }

  public func firstRecord(of entry: Entry) -> RecordNumber? {
    places(of: entry).first { _ in true }
  }

  /// The same, of each change.
  public func places(of entry: Entry) -> some Sequence<RecordNumber> {
    entry.changes.lazy.compactMap { place(of: $0) ?? $0.record }
  }

  /// A change of the record `number`, which it names as journals do.
  func change(of number: RecordNumber, _ body: Change.Body) -> Change {
    var change = Change(record: nil, base: nil, body)
    if number.position < originalCount {
      (change.record, change.base) = (number, source.contentHash(of: number))
    } else {
      change.inserted = slots[number.position - originalCount]
    }
    change.era = lineage.present
    return change
  }

  /// Names the records that an entry inserts, and keeps their texts.
  mutating func name(_ logged: LoggedEntry, at position: Int) -> LoggedEntry {
    guard logged.entry.kind == .insert else { return logged }
    var logged = logged
    // An entry without an id can't be referred to, so any unique name will do.
    let id = logged.entry.id ?? source.hash(Bytes("\(position) \(logged.name)"))
    for (index, change) in logged.entry.changes.enumerated() {
      guard case .insert(_, let now?, let dataset) = change.body else { continue }
      // A redo in a dataset that already has the record names it by number.
      if change.record != nil { continue }
      let name = change.inserted ?? InsertedName(entry: id, index: index)
      logged.entry.changes[index].inserted = name
      if insertions[name] == nil {
        insertions[name] = Insertion(text: Bytes(now), dataset: dataset)
      }
    }
    return logged
  }

  /// Finds inserted records in the dataset, if `apply` has added them since, or else places them
  /// after its end.
  ///
  /// - Parameter keys: the lanes that may wait for it.
  mutating func placeInserted(_ keys: [Lane.Key]) {
    let waiting = keys.filter { key in
      lanes[placementOf: key] == .pending && placementByRenewals(key) == nil
    }
    guard source.isComplete, !waiting.isEmpty else { return }
    let names = Set(waiting.compactMap(\.inserted))
    let settled = settledPlaces(
      of: lanes.insertedKeys.lazy.filter { $0.inserted.map(names.contains) ?? false })
    let moved = descents(of: waiting)
    let places = locate(Set(moved.values.flatMap(\.hashes)))
    for key in waiting {
      guard let name = key.inserted, let insertion = insertions[name] else {
        lanes[placementOf: key] = .missing
        continue
      }
      let place = settled[key.withoutEra]
      if search == .byHash {
        lanes[placementOf: key] = .leftOut  // a part of a dataset isn't where records are added
      } else if let place, place != .leftOut, place.record.map(source.contains) ?? true {
        attach(key, place)
      } else if let slot = insertion.slot {
        // Changes of several eras may concern one inserted record.
        attach(key, .found(RecordNumber(position: originalCount + slot)))
      } else if place == .leftOut, !isInsertedAgain(key) {
        lanes[placementOf: key] = placementOfAbsent(key)
      } else if let descent = moved[key],
        let number = descent.hashes.lazy.compactMap({ places[$0]?.last }).first(where: {
          $0.position >= descent.start
        })
      {
        attach(key, .applied(number))
      } else if moved[key]?.endsLeftOut == true {
        lanes[placementOf: key] = .leftOut
      } else if obstacle(adding: insertion.text) != nil {
        lanes[placementOf: key] = lanes[key]?.endsLeftOut == true ? .leftOut : .missing
      } else {
        attach(key, .found(RecordNumber(position: source.recordCount)))
        insertions[name]?.slot = slots.count
        slots.append(name)
        source = ExtendedSource(source, insertion.text)
      }
    }
    for number in Set(waiting.compactMap { lanes[placementOf: $0]?.record }) { refresh(number) }
  }

  /// Whether changes insert a record that a renewal left out.
  private func isInsertedAgain(_ key: Lane.Key) -> Bool {
    lanes[key]?.steps.contains { $0.changes.contains { $0.operation == .insert } } ?? false
  }

  /// How many of the records that a journal was begun on are there at least, by the quick hash of
  /// the file: what was added to it stands behind them, and isn't one of them that equals it. 0
  /// where more were left out than the journals say, as `--keep accepted` does.
  private func leastEnds() -> [ContentHash: Int] {
    let leftOut = lanes.keys.count { $0.base != nil && lanes[$0]?.endsLeftOut == true }
    let ends = entries.compactMap(\.entry.header?.dataset).compactMap { file in
      file.recordCount.map { (file.quick, $0 - leftOut <= originalCount ? $0 - leftOut : 0) }
    }
    return Dictionary(ends) { min($0, $1) }
  }

  /// What became of an inserted record after `apply` added it to the dataset.
  private struct Descent {
    /// The position from which on it may stand.
    var start: Int
    /// Its hash, and those after the edits made there, in their order.
    var hashes: [ContentHash]
    /// Whether it was left out of the dataset in the end.
    var endsLeftOut = false
  }

  /// What became of those of some inserted records that have to be looked for.
  private func descents(of keys: [Lane.Key]) -> [Lane.Key: Descent] {
    guard let quick = source.quick else { return [:] }
    let wanted = keys.compactMap { key -> (key: Lane.Key, text: Bytes, dataset: ContentHash)? in
      guard let insertion = key.inserted.flatMap({ insertions[$0] }),
        let dataset = insertion.dataset, isToBeFound(key, insertedInto: dataset, present: quick)
      else { return nil }
      return (key, insertion.text, dataset)
    }
    if wanted.isEmpty { return [:] }
    let later = Dictionary(lanes.keys.compactMap { key in key.base.map { ($0, key) } }) { $1 }
    let ends = leastEnds()
    var descents: [Lane.Key: Descent] = [:]
    for (key, text, dataset) in wanted {
      let hash = lanes[key]?.lastHash ?? source.hash(text)
      descents[key] = descent(of: hash, later, from: ends[dataset] ?? 0)
    }
    return descents
  }

  /// - Parameter later: the last lane that begins with each hash.
  private func descent(
    of hash: ContentHash, _ later: [ContentHash: Lane.Key], from start: Int
  ) -> Descent {
    var descent = Descent(start: start, hashes: [hash])
    while let key = descent.hashes.last.flatMap({ later[$0] }),
      key.record?.position ?? .max >= start, let lane = lanes[key]
    {
      descent.endsLeftOut = lane.endsLeftOut
      guard let next = lane.lastHash, !descent.hashes.contains(next) else { break }
      descent.hashes.append(next)
    }
    return descent
  }

  /// Why a record can't be added after the last one; nil if it can.
  func obstacle(adding text: Bytes) -> EditError? {
    let container = source.container
    let hasPlace =
      switch container {
      case .jsonl: true
      case .array: !source.isBroken
      case .wrapped: originalCount > 0 && !source.isBroken
      // A single value on one line can also be read as JSONL.
      case .single: originalCount == 1 && !source.bytes(of: RecordNumber(1)).contains(0x0A)
      case .map: false
      }
    if !hasPlace { return .noPlaceForRecord(container) }
    if container == .jsonl || container == .single, text.contains(0x0A) {
      return .change(.lineBreak)
    }
    do { _ = try JSONNode.parse(text) } catch { return .notJSON(error) }
    return nil
  }

  /// The change that inserts a record again that was taken back, and that a renewal of the dataset
  /// therefore left out; nil if that isn't so.
  func insertion(again change: Change) -> Change? {
    guard case .insert(nil, _?, _) = change.body, change.era != lineage.present else { return nil }
    var again = Change(record: nil, base: nil, change.body)
    again.inserted = change.inserted
    return again
  }

  /// The change that inserts a record.
  func insertion(_ text: [UInt8]) throws(EditError) -> [Change.Body] {
    guard source.isComplete else { throw .stillIndexing }
    let given = Bytes(text)
    let bytes = given.trimmed
    if let obstacle = obstacle(adding: bytes) { throw obstacle }
    return [.insert(was: nil, now: Array(bytes), dataset: source.quick)]
  }
}

/// The text of an inserted record.
struct Insertion: Hashable, Sendable {
  var text: Bytes
  /// The quick hash of the file that it was inserted into.
  var dataset: ContentHash?
  /// Its index among the records that follow the dataset's; nil if it isn't one of them.
  var slot: Int?
}

/// A dataset with further records after its last.
///
/// - Precondition: the dataset is complete.
private final class ExtendedSource: RecordSource {
  private let original: any RecordSource
  private let originalCount: Int
  private let added: Blocks
  let recordCount: Int

  /// Adds a record.
  init(_ source: any RecordSource, _ text: Bytes) {
    let extended = source as? ExtendedSource
    original = extended?.original ?? source
    recordCount = source.recordCount + 1
    originalCount = extended?.originalCount ?? source.recordCount
    added = (extended?.added ?? Blocks()).appending(text)
  }

  /// Records in blocks, of which adding one copies only the last.
  private struct Blocks {
    private static let size = 256
    private var full: [[Bytes]] = []
    private var last: [Bytes] = []

    func appending(_ text: Bytes) -> Blocks {
      var more = self
      more.last.append(text)
      if more.last.count == Self.size {
        more.full.append(more.last)
        more.last = []
      }
      return more
    }

    subscript(index: Int) -> Bytes {
      let (block, place) = index.quotientAndRemainder(dividingBy: Self.size)
      return block < full.count ? full[block][place] : last[place]
    }
  }

  var isComplete: Bool { true }
  var container: Container { original.container }
  var isBroken: Bool { original.isBroken }
  var quick: ContentHash? { original.quick }
  var facts: FileFacts { original.facts }

  func bytes(of number: RecordNumber) -> Bytes {
    number.position < originalCount
      ? original.bytes(of: number) : added[number.position - originalCount]
  }

  func bytes(of numbers: ArraySlice<RecordNumber>) -> [Bytes] {
    numbers.allSatisfy { $0.position < originalCount }
      ? original.bytes(of: numbers) : numbers.map { bytes(of: $0) }
  }

  func hash(_ bytes: Bytes) -> ContentHash { original.hash(bytes) }
}
