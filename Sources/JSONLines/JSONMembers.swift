/// An object's members, looked up by name; of a repeated key, only the first.
///
/// Objects of records have few members, so a linear search is cheaper than hashing the keys. Most
/// lookups find nothing: a filter with one bit per key answers those without a search.
public struct JSONMembers: Sendable {
  private let bytes: Bytes
  /// The tape of the bytes, and the object's place on it, if its members are read there; else they
  /// are in `found`.
  private var tape: JSONTape?
  private var place = 0
  private var found: [JSONNode.Member] = []
  public private(set) var count = 0
  /// The filter: for each key, one bit chosen by its length and its first and last bytes.
  @usableFromInline private(set) var marks: UInt64 = 0

  /// The maximum number of members read.
  static let limit = 20_000
  /// Above this many, repeated keys are found by hashing.
  private static let few = 64
  /// Whether the object has more members than were read.
  public private(set) var isCut = false

  public init(of node: JSONNode?, in bytes: Bytes) {
    self.bytes = bytes
    guard let node, node.kind == .object else { return }
    if let tape = bytes.tape(with: node), let keys = tape.keys(of: Int(node.place), in: bytes) {
      (marks, count) = keys
      (self.tape, place) = (tape, Int(node.place))
      return
    }
    var walk = JSONNode.MemberWalk(node, in: bytes)
    var names: Set<JSONString> = []
    while let member = walk.next() {
      guard count < Self.limit else {
        isCut = true
        return
      }
      let mark = walk.mark ?? Self.mark(of: JSONString(raw: bytes, member.key))
      if count == Self.few, names.isEmpty {
        names = Set(found.map { JSONString(raw: bytes, $0.key) })
      }
      let isNew =
        count < Self.few
        ? marks & mark == 0 || !contains(member.key)
        : names.insert(JSONString(raw: bytes, member.key)).inserted
      guard isNew else { continue }
      marks |= mark
      found.append(member)
      count += 1
    }
  }

  @inlinable public subscript(key: JSONKey) -> JSONNode? {
    marks & key.mark == 0 ? nil : value(of: key)
  }

  @usableFromInline func value(of key: JSONKey) -> JSONNode? {
    guard let tape else { return first { key.matches(bytes, $0) }?.member.value }
    return find(key, on: tape).map { tape.node(at: $0.place + 1) }
  }

  public subscript(named name: JSONString) -> JSONNode? {
    guard marks & Self.mark(of: name) != 0 else { return nil }
    return first { name.matches(bytes, $0) }?.member.value
  }

  /// The index of the member called `key`, or nil.
  public func position(of key: JSONKey) -> Int? {
    guard marks & key.mark != 0 else { return nil }
    return tape.map { find(key, on: $0)?.index } ?? first { key.matches(bytes, $0) }?.index
  }

  /// The members in order.
  public var all: [JSONNode.Member] {
    var all: [JSONNode.Member] = []
    all.reserveCapacity(count)
    forEach { all.append($0) }
    return all
  }

  /// Calls `body` with each member in order.
  public func forEach(_ body: (JSONNode.Member) -> Void) {
    guard let tape else { return found.forEach(body) }
    var next = place + 1
    for _ in 0..<count {
      body(tape.member(at: next))
      next = tape.end(of: next)
    }
  }

  /// The place of a key on the tape, and the member's index.
  @inline(__always) private func find(
    _ key: JSONKey, on tape: JSONTape
  ) -> (place: Int, index: Int)? {
    // No key holds an escape: such an object's members are in `found`.
    let bit = UInt8(truncatingIfNeeded: key.mark.trailingZeroBitCount)
    var next = place + 1
    for index in 0..<count {
      let entry = tape[next]
      if entry.bit == bit, key.matches(bytes, entry.range) { return (next, index) }
      next = Int(entry.next)
    }
    return nil
  }

  /// The first member whose key is at a range that satisfies `isIt`, and its index.
  @inline(__always) private func first(
    where isIt: (Range<Int>) -> Bool
  ) -> (index: Int, member: JSONNode.Member)? {
    guard let tape else {
      return found.firstIndex { isIt($0.key) }.map { ($0, found[$0]) }
    }
    var next = place + 1
    for index in 0..<count {
      if isIt(tape[next].range) { return (index, tape.member(at: next)) }
      next = tape.end(of: next)
    }
    return nil
  }

  /// The decoded key of a member.
  public func name(_ member: JSONNode.Member) -> JSONString { JSONString(raw: bytes, member.key) }

  private func contains(_ key: Range<Int>) -> Bool {
    let name = JSONString(raw: bytes, key)
    return found.contains { name.matches(bytes, $0.key) }
  }

  private static func mark(of name: JSONString) -> UInt64 {
    guard let first = name.wtf8.first, let last = name.wtf8.last else { return 1 }
    return mark(first, last, name.wtf8.count)
  }

  /// The filter bit of the raw key (quotes included) at `range`; nil if the key holds an escape.
  @inline(__always) static func mark(
    ofRaw base: UnsafePointer<UInt8>, _ range: Range<Int>
  ) -> UInt64? {
    for offset in range where base[offset] == UInt8(ascii: "\\") { return nil }
    return mark(ofPlain: base, range)
  }

  /// The filter bit of the raw key (quotes included) at `range`, which must hold no escape.
  @inline(__always) static func mark(
    ofPlain base: UnsafePointer<UInt8>, _ range: Range<Int>
  ) -> UInt64 {
    guard range.count > 2 else { return 1 }
    return mark(base[range.lowerBound + 1], base[range.upperBound - 2], range.count - 2)
  }

  @inline(__always) static func mark(
    _ first: UInt8, _ last: UInt8, _ count: Int
  ) -> UInt64 {
    1 << ((UInt64(first) &* 5 &+ UInt64(last) &* 3 &+ UInt64(truncatingIfNeeded: count)) & 63)
  }
}
