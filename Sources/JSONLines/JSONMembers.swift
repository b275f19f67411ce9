/// An object's members, found in one pass, to be asked for by name: the first of each key.
///
/// There are few, so going through them costs less than hashing their keys would. Which names can't
/// be among them is told by one bit each, as most questions are answered with no.
public struct JSONMembers: Sendable {
  public private(set) var all: [JSONNode.Member] = []
  private let bytes: Bytes
  /// A bit for the length and the ends of each key.
  @usableFromInline private(set) var marks: UInt64 = 0

  /// More members than these aren't looked at.
  static let limit = 1000

  /// Members that were found before, none of them twice.
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

  /// The place in `all` of the member called `key`.
  public func position(of key: JSONKey) -> Int? {
    guard marks & key.mark != 0 else { return nil }
    return all.firstIndex { key.matches(bytes, $0.key) }
  }

  /// The key of a member, decoded.
  public func name(_ member: JSONNode.Member) -> JSONString { JSONString(raw: bytes, member.key) }

  private func contains(_ key: Range<Int>) -> Bool {
    let name = JSONString(raw: bytes, key)
    return all.contains { name.matches(bytes, $0.key) }
  }

  private static func mark(of name: JSONString) -> UInt64 {
    guard let first = name.wtf8.first, let last = name.wtf8.last else { return 1 }
    return mark(first, last, name.wtf8.count)
  }

  /// The bit of the raw key (quotes included) at `range`; nil where it holds an escape.
  @inline(__always) static func mark(
    ofRaw base: UnsafePointer<UInt8>, _ range: Range<Int>
  ) -> UInt64? {
    for offset in range where base[offset] == UInt8(ascii: "\\") { return nil }
    return mark(ofPlain: base, range)
  }

  /// The bit of the raw key (quotes included) at `range`, which holds no escape.
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
