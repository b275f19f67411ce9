public import Curation
public import JSONLines

/// What makes two records of different datasets partners.
public enum LinkKey: Hashable, Sendable {
  /// The same prompt: what stands before the answer, white space folded.
  case prompt
  /// The same last turn of the user.
  case lastUser
  /// The same record number.
  case number
  /// The same value at a pointer.
  case pointer(JSONPointer)

  /// Reads `prompt`, `last-user`, `number` or a JSON Pointer.
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

  /// The text that partners share; nil where the record has none.
  func text(of number: RecordNumber, _ bytes: Bytes) -> String? {
    switch self {
    case .number: return String(number.value)
    case .prompt: return RecordReading(bytes).promptText(in: bytes).map(\.withSpaceFolded)
    case .lastUser:
      let parts = RecordReading(bytes).parts
      let last = parts.last { $0.role == .user || $0.role == .prompt && $0.response == nil }
      return last?.node.string(in: bytes).map { $0.text.withSpaceFolded }
    case .pointer(let pointer):
      guard let root = try? JSONNode.parse(bytes), let node = try? root.resolve(pointer, in: bytes)
      else { return nil }
      return JSONValue(node, in: bytes).string?.text
        ?? String(decoding: bytes.slice(node.range), as: UTF8.self)
    }
  }
}

/// Which records of a dataset share a link key, in twelve bytes a record.
public struct LinkIndex: Sendable {
  public let key: LinkKey
  /// By position in the dataset; 0 where a record has no key.
  private var hashes: [UInt64] = []
  /// Positions ordered by hash.
  private var order: [UInt32] = []

  /// Reads all records.
  ///
  /// - Returns: nil when cancelled.
  public init?(_ set: WorkingSet, by key: LinkKey, isCancelled: () -> Bool) {
    self.key = key
    hashes.reserveCapacity(set.source.recordCount)
    for position in 0..<set.source.recordCount {
      if position % 64 == 0, isCancelled() { return nil }
      hashes.append(Self.hash(RecordNumber(position: position), in: set, by: key))
    }
    order = (0..<UInt32(hashes.count)).sorted {
      (hashes[Int($0)], $0) < (hashes[Int($1)], $1)
    }
  }

  /// Strings hash by canonical equivalence, so NFC and NFD of a prompt are one.
  private static func hash(_ number: RecordNumber, in set: WorkingSet, by key: LinkKey) -> UInt64 {
    guard let text = key.text(of: number, set.bytes(of: number)), !text.isEmpty else { return 0 }
    var hasher = Hasher()
    hasher.combine(text)
    return max(1, UInt64(bitPattern: Int64(hasher.finalize())))
  }

  /// The records here that are partners of `number` in another dataset, ascending.
  public func partners(of number: RecordNumber, in other: WorkingSet) -> [RecordNumber] {
    let wanted = Self.hash(number, in: other, by: key)
    guard wanted != 0 else { return [] }
    var low = 0
    var high = order.count
    while low < high {
      let middle = (low + high) / 2
      if hashes[Int(order[middle])] < wanted { low = middle + 1 } else { high = middle }
    }
    var found: [RecordNumber] = []
    while low < order.count, hashes[Int(order[low])] == wanted {
      found.append(RecordNumber(position: Int(order[low])))
      low += 1
    }
    return found
  }
}
