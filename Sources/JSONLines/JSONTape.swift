/// Where the values of a JSON document are: its keys and values in order, noted while they were
/// validated. Looking into a node of such a document scans nothing again.
///
/// It refers to storage that owns the document's bytes: whoever has the bytes has the tape too, and
/// it must not outlive them.
struct JSONTape: @unchecked Sendable {
  // Sendable, because the entries aren't written once a tape refers to them.

  /// A key or a value.
  struct Entry {
    /// The offset of its first byte, and that after its last.
    var start: UInt32
    var end: UInt32
    /// The place after a value and everything in it; for a key, that after its value.
    var next: UInt32
    /// Nil for a key.
    var kind: JSONNode.Kind?
    /// The number of a key's filter bit in `JSONMembers`, or `escaped`.
    var bit: UInt8
    /// Whether a string holds no escape.
    var isPlain = false

    /// Stands for the filter bit of a key that holds an escape.
    static let escaped: UInt8 = 64

    var range: Range<Int> { Int(start)..<Int(end) }
  }

  /// A key's value comes directly after it, elements and members after what contains them.
  private let entries: UnsafePointer<Entry>
  private let count: Int

  fileprivate init(_ notes: JSONTapeNotes) {
    (entries, count) = (UnsafePointer(notes.entries), notes.count)
  }

  subscript(place: Int) -> Entry {
    precondition(place >= 0 && place < count, "place outside the tape")
    return entries[place]
  }

  /// The value at a place.
  func node(at place: Int) -> JSONNode {
    let entry = self[place]
    return JSONNode(
      entry.kind ?? .null, entry.range, at: Int32(truncatingIfNeeded: place), entry.isPlain)
  }

  /// The place after a value and everything in it; for a key, that after its value.
  func end(of place: Int) -> Int { Int(self[place].next) }

  /// The member whose key is at a place.
  func member(at place: Int) -> JSONNode.Member {
    .init(key: self[place].range, value: node(at: place + 1))
  }

  /// The filter bits of the keys of an object, and the number of keys; nil if there are more than
  /// `mostKeys`, if one holds an escape, or if one comes twice.
  func keys(of place: Int, in bytes: Bytes) -> (marks: UInt64, count: Int)? {
    var (marks, count): (UInt64, Int) = (0, 0)
    var next = place + 1
    while next < end(of: place) {
      let key = self[next]
      guard key.bit != Entry.escaped, count < Self.mostKeys else { return nil }
      let mark: UInt64 = 1 << UInt64(key.bit)
      if marks & mark != 0, hasKey(like: key, before: next, of: place, in: bytes) { return nil }
      marks |= mark
      count += 1
      next = Int(key.next)
    }
    return (marks, count)
  }

  /// The maximum number of keys that are compared with each other.
  private static let mostKeys = 128

  /// Whether a key of an object is spelled like one before it.
  private func hasKey(like key: Entry, before end: Int, of place: Int, in bytes: Bytes) -> Bool {
    let spelling = bytes.slice(key.range)
    var next = place + 1
    while next < end {
      if self[next].bit == key.bit, bytes.slice(self[next].range) == spelling { return true }
      next = self.end(of: next)
    }
    return false
  }
}

/// What a scanner notes for a tape. Whoever begins notes has to make a tape of them, or to
/// deallocate them.
struct JSONTapeNotes {
  fileprivate private(set) var entries: UnsafeMutablePointer<JSONTape.Entry>
  private(set) var count = 0
  private var capacity = 32

  /// Documents with more entries, or with more bytes than `UInt32` counts, have no tape.
  static let limit = 1 << 20

  init() { entries = .allocate(capacity: capacity) }

  /// - Returns: its place.
  mutating func append(_ range: Range<Int>, _ kind: JSONNode.Kind?, bit: UInt8 = 0) -> Int {
    if count == capacity { grow() }
    entries[count] = .init(
      start: UInt32(truncatingIfNeeded: range.lowerBound),
      end: UInt32(truncatingIfNeeded: range.upperBound), next: 0, kind: kind, bit: bit)
    count += 1
    return count - 1
  }

  /// Notes that the value at a place ends, and that everything in it has been noted.
  mutating func close(_ place: Int, at end: Int, isPlain: Bool) {
    precondition(place < count, "place outside the notes")
    entries[place].end = UInt32(truncatingIfNeeded: end)
    entries[place].next = UInt32(truncatingIfNeeded: count)
    entries[place].isPlain = isPlain
    if place > 0, entries[place - 1].kind == nil {
      entries[place - 1].next = entries[place].next
    }
  }

  private mutating func grow() {
    let larger = UnsafeMutablePointer<JSONTape.Entry>.allocate(capacity: capacity * 2)
    larger.update(from: entries, count: count)
    entries.deallocate()
    (entries, capacity) = (larger, capacity * 2)
  }

  func deallocate() { entries.deallocate() }

  /// The same bytes with a tape of the notes, which owns these from now on.
  func tape(for bytes: Bytes) -> Bytes {
    Bytes(owner: JSONTapeStorage(self, of: bytes), base: bytes.base, count: bytes.count)
  }
}

/// Owns a tape and its document's bytes.
private final class JSONTapeStorage {
  let tape: JSONTape
  private let notes: JSONTapeNotes
  private let bytes: Bytes

  init(_ notes: JSONTapeNotes, of bytes: Bytes) {
    (tape, self.notes, self.bytes) = (JSONTape(notes), notes, bytes)
  }

  deinit { notes.deallocate() }
}

extension Bytes {
  /// The tape of these bytes, if it has `node`; nil if not, as for most bytes.
  @inline(__always) func tape(with node: JSONNode) -> JSONTape? { node.place < 0 ? nil : tape }

  /// The tape of these bytes; nil if they have none.
  var tape: JSONTape? { (owner as? JSONTapeStorage)?.tape }
}
