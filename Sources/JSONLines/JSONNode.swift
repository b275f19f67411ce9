/// A value as it stands in its bytes: what it is and where, nothing decoded.
///
/// Ranges are byte offsets, half-open, in the `Bytes` that the node was parsed from; the same bytes
/// must be handed to every method. Children are found by scanning when they are asked for, so a
/// node of any size costs nothing until it is looked into.
public struct JSONNode: Hashable, Sendable {
  public enum Kind: UInt8, Hashable, Sendable {
    case object, array, string, number, bool, null
  }

  public var kind: Kind
  public var range: Range<Int>

  init(_ bytes: Bytes, _ range: Range<Int>) {
    precondition(range.lowerBound >= 0 && range.upperBound <= bytes.count, "outside the bytes")
    self.init(bytes.base, range)
  }

  /// - Precondition: the range is inside what lies at `base`.
  init(_ base: UnsafePointer<UInt8>, _ range: Range<Int>) {
    self.range = range
    switch base[range.lowerBound] {
    case UInt8(ascii: "{"): kind = .object
    case UInt8(ascii: "["): kind = .array
    case UInt8(ascii: "\""): kind = .string
    case UInt8(ascii: "t"), UInt8(ascii: "f"): kind = .bool
    case UInt8(ascii: "n"): kind = .null
    default: kind = .number
    }
  }

  /// A member of an object; `key` is the key's range, quotes included.
  public struct Member: Hashable, Sendable {
    public var key: Range<Int>
    public var value: JSONNode
  }
}

extension JSONNode {
  /// The value of bytes that were parsed before: nothing is checked again. Nil of nothing.
  public static func known(_ bytes: Bytes) -> JSONNode? {
    let range = bytes.trimmed(0..<bytes.count)
    return range.isEmpty ? nil : JSONNode(bytes, range)
  }

  /// Calls `body` with each member in order until it answers false. Not an object: never.
  public func forEachMember(in bytes: Bytes, _ body: (Member) -> Bool) {
    var walk = MemberWalk(self, in: bytes)
    while let member = walk.next() {
      guard body(member) else { return }
    }
  }

  /// Goes from member to member; a plain loop over it costs less than a call a member.
  struct MemberWalk {
    private var scanner: JSONScanner
    private let end: Int

    init(_ node: JSONNode, in bytes: Bytes) {
      scanner = JSONScanner(bytes, at: node.range.lowerBound + 1, isChecked: true)
      end = node.kind == .object ? node.range.upperBound - 1 : 0
    }

    mutating func next() -> Member? {
      scanner.skipWhitespace()
      let keyStart = scanner.offset
      guard keyStart < end, scanner.string() else { return nil }
      let key = keyStart..<scanner.offset
      scanner.skipWhitespace()
      guard scanner.take(UInt8(ascii: ":")) else { return nil }
      scanner.skipWhitespace()
      let start = scanner.offset
      guard scanner.value() else { return nil }
      let value = JSONNode(scanner.base, start..<scanner.offset)
      scanner.skipWhitespace()
      // Without a comma the next turn ends at the bracket.
      _ = scanner.take(UInt8(ascii: ","))
      return Member(key: key, value: value)
    }

    /// The bit of a key in `JSONMembers`; nil where it holds an escape.
    func mark(of key: Range<Int>) -> UInt64? {
      JSONMembers.mark(ofRaw: scanner.base, key)
    }
  }

  /// Calls `body` with each element in order until it answers false. Not an array: never.
  public func forEachElement(in bytes: Bytes, _ body: (JSONNode) -> Bool) {
    var walk = ElementWalk(self, in: bytes)
    while let element = walk.next() {
      guard body(element) else { return }
    }
  }

  /// Goes from element to element.
  private struct ElementWalk {
    private var scanner: JSONScanner
    private let end: Int

    init(_ node: JSONNode, in bytes: Bytes) {
      scanner = JSONScanner(bytes, at: node.range.lowerBound + 1, isChecked: true)
      end = node.kind == .array ? node.range.upperBound - 1 : 0
    }

    mutating func next() -> JSONNode? {
      scanner.skipWhitespace()
      let start = scanner.offset
      guard start < end, scanner.value() else { return nil }
      let element = JSONNode(scanner.base, start..<scanner.offset)
      scanner.skipWhitespace()
      // Without a comma the next turn ends at the bracket.
      _ = scanner.take(UInt8(ascii: ","))
      return element
    }
  }

  /// Calls `body` with each string in this value that isn't a key, in order, at any depth.
  ///
  /// - Complexity: one pass; strings are found by their quotes, nothing else is looked at.
  public func forEachString(in bytes: Bytes, _ body: (JSONNode) -> Void) {
    if kind == .string { return body(self) }
    var scanner = JSONScanner(bytes, at: range.lowerBound, isChecked: true)
    while scanner.skipToQuote(before: range.upperBound) {
      let start = scanner.offset
      guard scanner.string() else { return }
      let end = scanner.offset
      scanner.skipWhitespace()
      if !scanner.take(UInt8(ascii: ":")) { body(JSONNode(bytes, start..<end)) }
    }
  }

  /// The members in order, at most `limit` of them.
  public func members(in bytes: Bytes, limit: Int = .max) -> [Member] {
    var found: [Member] = []
    forEachMember(in: bytes) { member in
      found.append(member)
      return found.count < limit
    }
    return found
  }

  /// The elements in order, at most `limit` of them.
  public func elements(in bytes: Bytes, limit: Int = .max) -> [JSONNode] {
    var found: [JSONNode] = []
    var walk = ElementWalk(self, in: bytes)
    while let element = walk.next() {
      found.append(element)
      if found.count >= limit { break }
    }
    return found
  }

  /// The value of the first member called `key`, or nil.
  public func member(_ key: JSONKey, in bytes: Bytes) -> JSONNode? {
    var walk = MemberWalk(self, in: bytes)
    while let member = walk.next() {
      if key.matches(bytes, member.key) { return member.value }
    }
    return nil
  }

  /// The value of the first member called `name`, or nil.
  public func member(named name: JSONString, in bytes: Bytes) -> JSONNode? {
    var walk = MemberWalk(self, in: bytes)
    while let member = walk.next() {
      if name.matches(bytes, member.key) { return member.value }
    }
    return nil
  }

  /// The first element; nil where there is none.
  public func firstElement(in bytes: Bytes) -> JSONNode? {
    var walk = ElementWalk(self, in: bytes)
    return walk.next()
  }

  /// Whether two members share a key, so that a pointer into this object names no single value.
  public func hasDuplicateMembers(in bytes: Bytes) -> Bool {
    var count = 0
    var marks: UInt64 = 0
    var mayHave = false
    var walk = MemberWalk(self, in: bytes)
    while let member = walk.next(), count <= Self.few {
      let mark = walk.mark(of: member.key)
      mayHave = mayHave || mark.map { marks & $0 != 0 } ?? true
      marks |= mark ?? 0
      count += 1
    }
    if !mayHave, count <= Self.few { return false }
    if count <= Self.few { return JSONMembers(of: self, in: bytes).all.count < count }
    var seen: Set<JSONString> = []
    var duplicate = false
    forEachMember(in: bytes) { member in
      duplicate = !seen.insert(JSONString(raw: bytes, member.key)).inserted
      return !duplicate
    }
    return duplicate
  }

  /// Members that are compared one by one.
  private static let few = 32

  /// The text of a string value, decoded; nil for any other kind.
  public func string(in bytes: Bytes) -> JSONString? {
    kind == .string ? JSONString(raw: bytes, range) : nil
  }
}
