/// A JSON value in its source bytes: its kind and its byte range, with nothing decoded.
///
/// Ranges are half-open byte offsets into the `Bytes` that the node was parsed from; the same bytes
/// must be passed to every method. Children are found by scanning on demand, so a node costs
/// nothing until it is looked into, whatever its size.
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

  /// - Precondition: the range lies within the bytes at `base`.
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
  /// The value of bytes that were parsed before and aren't validated again; nil if they are blank.
  public static func known(_ bytes: Bytes) -> JSONNode? {
    let range = bytes.trimmed(0..<bytes.count)
    return range.isEmpty ? nil : JSONNode(bytes, range)
  }

  /// Calls `body` with each member in order until it returns false; does nothing if this isn't an
  /// object.
  public func forEachMember(in bytes: Bytes, _ body: (Member) -> Bool) {
    var walk = MemberWalk(self, in: bytes)
    while let member = walk.next() {
      guard body(member) else { return }
    }
  }

  /// Iterates over members; a loop over this costs less than a closure call per member.
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
      // There is no comma after the last member: the next call then stops at the closing brace.
      _ = scanner.take(UInt8(ascii: ","))
      return Member(key: key, value: value)
    }

    /// The filter bit of a key in `JSONMembers`; nil if the key holds an escape.
    func mark(of key: Range<Int>) -> UInt64? {
      JSONMembers.mark(ofRaw: scanner.base, key)
    }
  }

  /// Calls `body` with each element in order until it returns false; does nothing if this isn't an
  /// array.
  public func forEachElement(in bytes: Bytes, _ body: (JSONNode) -> Bool) {
    var walk = ElementWalk(self, in: bytes)
    while let element = walk.next() {
      guard body(element) else { return }
    }
  }

  /// Iterates over elements.
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
      // There is no comma after the last element: the next call then stops at the closing bracket.
      _ = scanner.take(UInt8(ascii: ","))
      return element
    }
  }

  /// Calls `body` with each string in this value that isn't a key, in order, at any depth.
  ///
  /// - Complexity: one pass that finds strings by their quotes and parses nothing else.
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

  /// The first element, or nil.
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

  /// Up to this many members, duplicates are found without hashing the keys.
  private static let few = 32

  /// The decoded text of a string value; nil for any other kind.
  public func string(in bytes: Bytes) -> JSONString? {
    kind == .string ? JSONString(raw: bytes, range) : nil
  }
}
