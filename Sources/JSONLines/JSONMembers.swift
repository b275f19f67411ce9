/// An object's members, found in one pass and looked up by name; of a repeated key, only the first.
///
/// Objects of records have few members, so a linear search is cheaper than hashing the keys. Most
/// lookups find nothing: a filter with one bit per key answers those without a search.
public struct JSONMembers: Sendable {
  public private(set) var all: [JSONNode.Member] = []
  private let bytes: Bytes
  /// The filter: for each key, one bit chosen by its length and its first and last bytes.
  @usableFromInline private(set) var marks: UInt64 = 0

  /// The maximum number of members read.
  static let limit = 1000

  /// Takes members that were found before, with distinct keys, and the filter bits of their keys.
  init(_ all: [JSONNode.Member], _ marks: UInt64, in bytes: Bytes) {
    (self.all, self.marks, self.bytes) = (all, marks, bytes)
  }

  public init(of node: JSONNode?, in bytes: Bytes) {
    self.bytes = bytes
    guard let node, node.kind == .object else { return }
    all.reserveCapacity(8)
    var walk = JSONNode.MemberWalk(node, in: bytes)
    while all.count < Self.limit, let member = walk.next() {
      let mark = walk.mark(of: member.key) ?? Self.mark(of: JSONString(raw: bytes, member.key))
      if marks & mark == 0 || !contains(member.key) {
        marks |= mark
        all.append(member)
      }
    }
  }

  @inlinable public subscript(key: JSONKey) -> JSONNode? {
    marks & key.mark == 0 ? nil : position(of: key).map { all[$0].value }
  }

  public subscript(named name: JSONString) -> JSONNode? {
    guard marks & Self.mark(of: name) != 0 else { return nil }
    return all.first { name.matches(bytes, $0.key) }?.value
  }

  /// The index in `all` of the member called `key`, or nil.
  public func position(of key: JSONKey) -> Int? {
    guard marks & key.mark != 0 else { return nil }
    return all.firstIndex { key.matches(bytes, $0.key) }
  }

  /// The decoded key of a member.
  public func name(_ member: JSONNode.Member) -> JSONString { JSONString(raw: bytes, member.key) }

  private func contains(_ key: Range<Int>) -> Bool {
    let name = JSONString(raw: bytes, key)
    return all.contains { name.matches(bytes, $0.key) }
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
