public import Curation
public import JSONLines

/// What two records of different datasets must share to be partners.
public enum LinkKey: Hashable, Sendable {
  /// The prompt: the text before the answer, white space folded.
  case prompt
  /// What the user said last, white space folded: a turn, or an instruction with its input.
  case lastUser
  /// The record number.
  case number
  /// The value at a pointer.
  case pointer(JSONPointer)

  /// Parses `prompt`, `last-user`, `number` or a JSON Pointer.
  public init?(_ text: String) {
    switch text {
    case "prompt": self = .prompt
    case "last-user": self = .lastUser
    case "number": self = .number
    default:
      guard text.hasPrefix("/"), let pointer = JSONPointer(text) else { return nil }
      self = .pointer(pointer)
    }
  }

  /// The text that partners share; nil if the record has none.
  func text(of number: RecordNumber, in set: WorkingSet) -> String? {
    let bytes = set.bytes(of: number)
    switch self {
    case .number: return String(number.value)
    case .prompt:
      return RecordReading(bytes, as: set.shape).promptText(in: bytes).map(\.withSpaceFolded)
    case .lastUser:
      let said = RecordReading(bytes, as: set.shape).parts.filter { $0.role != .field }
      guard
        let last = said.lastRange(where: {
          $0.role == .user || $0.role == .prompt && $0.response == nil
        })
      else { return nil }
      let texts = said[last].compactMap { $0.node.words(in: bytes) }
      return texts.isEmpty ? nil : texts.joined(separator: "\n").withSpaceFolded
    case .pointer(let pointer):
      guard let root = try? JSONNode.parse(bytes), let node = try? root.resolve(pointer, in: bytes)
      else { return nil }
      if node.kind == .null { return nil }
      return node.textOrSpelling(in: bytes)
    }
  }
}

/// Finds the records of a dataset that share a link key, in about twelve bytes per record.
public struct LinkIndex: Sendable {
  public let key: LinkKey
  /// Hashes of the keys by position in the dataset; 0 if a record has no key.
  private var hashes: [UInt64] = []
  /// Positions ordered by hash.
  private var order: [UInt32] = []
  /// Whether a record without a partner has the one of the same number, and where it hasn't.
  private var linksNumbers = false
  private var otherwiseLinked: Set<UInt32> = []

  /// Reads all records.
  public init(_ set: WorkingSet, by key: LinkKey) {
    self.key = key
    let count = set.source.recordCount
    hashes.reserveCapacity(count)
    Parallel.inOrder(count) { range in
      range.map { Self.hash(RecordNumber(position: $0), in: set, by: key) }
    } take: { some, _ in
      hashes += some
    }
    order = (0..<UInt32(hashes.count)).sorted {
      (hashes[Int($0)], $0) < (hashes[Int($1)], $1)
    }
  }

  /// Strings hash by canonical equivalence, so the NFC and NFD forms of a prompt have the same
  /// hash. Values at a pointer, such as ids, are what their bytes are.
  private static func hash(_ number: RecordNumber, in set: WorkingSet, by key: LinkKey) -> UInt64 {
    guard let text = key.text(of: number, in: set), !text.isEmpty else { return 0 }
    var hasher = Hasher()
    if case .pointer = key { hasher.combine(JSONString(text)) } else { hasher.combine(text) }
    return max(1, UInt64(bitPattern: Int64(hasher.finalize())))
  }

  /// Links what has no partner by number, if two datasets are versions of each other: they have as
  /// many records, and at least half of them have the same key as the other's of the same number.
  /// Records that aren't alike are no versions of one.
  public static func linkVersions(
    _ a: inout LinkIndex, _ b: inout LinkIndex, of sets: (WorkingSet, WorkingSet)
  ) {
    let count = a.hashes.count
    guard count == b.hashes.count, a.key != .number else { return }
    func isSame(_ position: Int) -> Bool { a.hashes[position] == b.hashes[position] }
    guard (0..<count).count(where: { isSame($0) && a.hashes[$0] != 0 }) * 2 >= count else { return }
    let linked = (0..<count).filter { position in
      !isSame(position)
        && !(b.places(of: a.hashes[position]).isEmpty
          && a.places(of: b.hashes[position]).isEmpty
          && areAlike(RecordNumber(position: position), in: sets))
    }
    (a.linksNumbers, b.linksNumbers) = (true, true)
    a.otherwiseLinked = Set(linked.map(UInt32.init))
    b.otherwiseLinked = a.otherwiseLinked
  }

  /// Whether the records of one number may be versions of each other: by their ids, else by the
  /// words that they share.
  private static func areAlike(
    _ number: RecordNumber, in sets: (WorkingSet, WorkingSet)
  ) -> Bool {
    let bytes = [sets.0, sets.1].map { $0.bytes(of: number) }
    let ids = bytes.compactMap { bytes in
      (try? JSONNode.parse(bytes))?.member("id", in: bytes)?.textOrSpelling(in: bytes)
    }
    if ids.count == 2 { return JSONString(ids[0]) == JSONString(ids[1]) }
    let words = [sets.0, sets.1].map { set in
      Shingles(
        ComparedTexts(set: set, shape: set.shape, scope: .record).said(number).map(\.text),
        length: 1)
    }
    return words[0].similarity(to: words[1]) >= leastLikeness
  }

  private static let leastLikeness = 0.2

  /// The records of this dataset that are partners of `number` in another one, ascending.
  public func partners(of number: RecordNumber, in other: WorkingSet) -> [RecordNumber] {
    let found = places(of: number, in: other)
    if found.isEmpty, linksNumbers, number.position < hashes.count,
      !otherwiseLinked.contains(UInt32(number.position))
    {
      return [number]
    }
    return found.map(record)
  }

  /// The places, in the order of the keys, of the records that share `number`'s key.
  func places(of number: RecordNumber, in other: WorkingSet) -> Range<Int> {
    places(of: Self.hash(number, in: other, by: key))
  }

  func record(at place: Int) -> RecordNumber { RecordNumber(position: Int(order[place])) }

  /// Whether a record is at one of some places.
  func isThere(_ number: RecordNumber, among places: Range<Int>) -> Bool {
    guard let first = places.first, number.position < hashes.count else { return false }
    return hashes[number.position] == hashes[Int(order[first])]
  }

  /// The places of the records with a key's hash; at them, their numbers ascend.
  private func places(of wanted: UInt64) -> Range<Int> {
    guard wanted != 0 else { return 0..<0 }
    let first = order.partitioningIndex { hashes[Int($0)] >= wanted }
    return first..<order.partitioningIndex { hashes[Int($0)] > wanted }
  }
}
