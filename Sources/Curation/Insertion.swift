import JSONLines

/// Records that journals add to the dataset: they stand at its end, in order of effect, and keep
/// their place when they are taken back, so that no other changes its number.
///
///     dataset  #1 #2 ... #N        inserted  #N+1 (live)  #N+2 (taken back)  #N+3 (live)
extension WorkingSet {
  /// Records of the dataset itself.
  public var originalCount: Int { source.recordCount - slots.count }

  /// How many records there are to be shown: those at the end that were inserted and taken back are
  /// not among them.
  public var shownCount: Int {
    slots.isEmpty
      ? source.recordCount
      : (originalCount..<source.recordCount).last {
        states[RecordNumber(position: $0)]?.isInserted == true
      }.map { $0 + 1 } ?? originalCount
  }

  /// Numbers of the inserted records, those that were taken back included.
  public var insertedRecords: [RecordNumber] {
    slots.indices.map { RecordNumber(position: originalCount + $0) }
  }

  /// Whether a number stands for a record: that of one that was inserted and taken back doesn't.
  public func isThere(_ number: RecordNumber) -> Bool {
    source.contains(number)
      && (slots.isEmpty || number.position < originalCount || states[number]?.isInserted == true)
  }

  /// The records that an entry of the set is about, as they are numbered now, in its order.
  public func records(of entry: Entry) -> [RecordNumber] {
    var seen: Set<RecordNumber> = []
    return entry.changes.compactMap { place(of: $0) ?? $0.record }
      .filter { seen.insert($0).inserted }
  }

  /// A change of a record, named as the journal is to name it.
  func change(of number: RecordNumber, _ body: Change.Body) -> Change {
    guard number.position >= originalCount else {
      return Change(record: number, base: source.contentHash(of: number), body)
    }
    var change = Change(record: nil, base: nil, body)
    change.inserted = slots[number.position - originalCount]
    return change
  }

  /// Gives the inserted records of an entry their names, and keeps their texts.
  mutating func name(_ logged: LoggedEntry, at position: Int) -> LoggedEntry {
    guard logged.entry.kind == .insert else { return logged }
    var logged = logged
    // An entry without an id can't be referred to; its place names it as well as anything.
    let id = logged.entry.id ?? source.hash(Bytes("\(position) \(logged.name)"))
    for (index, change) in logged.entry.changes.enumerated() {
      guard case .insert(_, let now?, let dataset) = change.body else { continue }
      // A redo in a dataset that has the record already names it by its number.
      if change.record != nil { continue }
      let name = change.inserted ?? InsertedName(entry: id, index: index)
      logged.entry.changes[index].inserted = name
      if insertions[name] == nil {
        insertions[name] = Insertion(text: Bytes(now), dataset: dataset)
      }
    }
    return logged
  }

  /// Finds inserted records in the dataset, where `apply` has put them meanwhile, or gives them
  /// places after it.
  mutating func placeInserted() {
    let waiting = laneOrder.filter { $0.inserted != nil && placements[$0] == .pending }
    guard source.isComplete, !waiting.isEmpty else { return }
    let fingerprint = source.fingerprint
    var moved: [Lane.Key: ContentHash] = [:]
    for key in waiting {
      guard let insertion = key.inserted.flatMap({ insertions[$0] }), let fingerprint,
        let dataset = insertion.dataset, dataset != fingerprint
      else { continue }
      moved[key] = lanes[key]?.lastHash ?? source.hash(insertion.text)
    }
    let places = locate(Set(moved.values))
    var added: [(name: InsertedName, text: Bytes)] = []
    for key in waiting {
      guard let name = key.inserted, let insertion = insertions[name] else {
        placements[key] = .missing
        continue
      }
      if search == .byHash {
        placements[key] = .leftOut  // one part of a dataset has no end to add it to
      } else if let number = moved[key].flatMap({ places[$0]?.last }) {
        attach(key, .applied(number))
      } else if obstacle(adding: insertion.text) != nil {
        placements[key] = .missing
      } else {
        attach(key, .found(RecordNumber(position: source.recordCount + added.count)))
        added.append((name, insertion.text))
      }
    }
    if !added.isEmpty {
      source = ExtendedSource(source, added.map(\.text))
      slots += added.map(\.name)
    }
    for number in Set(waiting.compactMap { placements[$0]?.record }) { refresh(number) }
  }

  /// Why a record can't stand after the last one.
  private func obstacle(adding text: Bytes) -> EditError? {
    let container = source.container
    let hasPlace =
      switch container {
      case .jsonl: true
      case .array, .wrapped: originalCount > 0
      // One value on one line is a file of lines, too.
      case .single: originalCount == 1 && !source.bytes(of: RecordNumber(1)).contains(0x0A)
      case .map: false
      }
    if !hasPlace { return .noPlaceForRecord(container) }
    if container == .jsonl || container == .single, text.contains(0x0A) { return .lineBreakInRaw }
    do { _ = try JSONNode.parse(text) } catch { return .notJSON(error) }
    return nil
  }

  /// The change that adds a record.
  func insertion(_ text: [UInt8]) throws(EditError) -> [Change.Body] {
    guard source.isComplete else { throw .stillIndexing }
    let given = Bytes(text)
    let bytes = given.slice(given.trimmed(0..<given.count))
    if let obstacle = obstacle(adding: bytes) { throw obstacle }
    return [.insert(was: nil, now: Array(bytes), dataset: source.fingerprint)]
  }
}

/// What is inserted.
struct Insertion: Hashable, Sendable {
  var text: Bytes
  /// The file that it was to be added to.
  var dataset: ContentHash?
}

/// A dataset with records after its last.
///
/// - Precondition: the dataset is complete.
private final class ExtendedSource: RecordSource {
  private let original: any RecordSource
  private let originalCount: Int
  private let added: [Bytes]

  init(_ source: any RecordSource, _ texts: [Bytes]) {
    if let extended = source as? ExtendedSource {
      (original, originalCount) = (extended.original, extended.originalCount)
      added = extended.added + texts
    } else {
      (original, originalCount, added) = (source, source.recordCount, texts)
    }
  }

  var recordCount: Int { originalCount + added.count }
  var isComplete: Bool { true }
  var container: Container { original.container }
  var fingerprint: ContentHash? { original.fingerprint }

  func bytes(of number: RecordNumber) -> Bytes {
    number.position < originalCount
      ? original.bytes(of: number) : added[number.position - originalCount]
  }

  func hash(_ bytes: Bytes) -> ContentHash { original.hash(bytes) }
}
