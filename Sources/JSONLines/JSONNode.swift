/// A JSON value in its source bytes: its kind and its byte range, with nothing decoded.
///
/// Ranges are half-open byte offsets into the `Bytes` that the node was parsed from; the same bytes
/// must be passed to every method. Children are found on demand, so a node costs nothing until it
/// is looked into, whatever its size: in the bytes of a `JSONDocument` on its tape, in others by
/// scanning.
public struct JSONNode: Hashable, Sendable {
  public enum Kind: UInt8, Hashable, Sendable {
    case object, array, string, number, bool, null

    /// The kind of a valid value by its first byte.
    @inline(__always) init(first byte: UInt8) {
      switch byte {
      case UInt8(ascii: "{"): self = .object
      case UInt8(ascii: "["): self = .array
      case UInt8(ascii: "\""): self = .string
      case UInt8(ascii: "t"), UInt8(ascii: "f"): self = .bool
      case UInt8(ascii: "n"): self = .null
      default: self = .number
      }
    }
  }

  public var kind: Kind
  /// Whether it is known to be a string without escapes.
  @usableFromInline let isPlain: Bool
  /// Its place on the tape of its document; negative if it isn't from one.
  let place: Int32
  public var range: Range<Int>
  /// Of a string: what stands between the quotes.
  public var contents: Range<Int> { range.lowerBound + 1..<range.upperBound - 1 }

  init(_ bytes: Bytes, _ range: Range<Int>) {
    precondition(range.lowerBound >= 0 && range.upperBound <= bytes.count, "outside the bytes")
    self.init(bytes.base, range)
  }

  /// - Precondition: the range lies within the bytes at `base`.
  init(_ base: UnsafePointer<UInt8>, _ range: Range<Int>) {
    self.init(Kind(first: base[range.lowerBound]), range, at: -1, false)
  }

  init(_ kind: Kind, _ range: Range<Int>, at place: Int32, _ isPlain: Bool) {
    (self.kind, self.range, self.place, self.isPlain) = (kind, range, place, isPlain)
  }

  public static func == (a: JSONNode, b: JSONNode) -> Bool {
    a.kind == b.kind && a.range == b.range
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(kind)
    hasher.combine(range)
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
    private let tape: JSONTape?
    /// The next place on the tape.
    private var place: Int
    private var scanner: JSONScanner
    /// A place if there is a tape, else an offset.
    private let end: Int
    private var key = 0..<0

    init(_ node: JSONNode, in bytes: Bytes) {
      tape = bytes.tape(with: node)
      place = Int(node.place) + 1
      scanner = JSONScanner(bytes, at: node.range.lowerBound + 1, isChecked: true)
      let isObject = node.kind == .object
      end = isObject ? tape?.end(of: place - 1) ?? node.range.upperBound - 1 : 0
    }

    mutating func next() -> Member? {
      if let tape {
        guard place < end else { return nil }
        defer { place = tape.end(of: place) }
        let member = tape.member(at: place)
        key = member.key
        return member
      }
      scanner.skipWhitespace()
      let keyStart = scanner.offset
      guard keyStart < end, scanner.string() else { return nil }
      key = keyStart..<scanner.offset
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

    /// The filter bit in `JSONMembers` of the last member's key; nil if the key holds an escape.
    var mark: UInt64? { JSONMembers.mark(ofRaw: scanner.base, key) }
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
    private let tape: JSONTape?
    private var place: Int
    private var scanner: JSONScanner
    private let end: Int

    init(_ node: JSONNode, in bytes: Bytes) {
      tape = bytes.tape(with: node)
      place = Int(node.place) + 1
      scanner = JSONScanner(bytes, at: node.range.lowerBound + 1, isChecked: true)
      let isArray = node.kind == .array
      end = isArray ? tape?.end(of: place - 1) ?? node.range.upperBound - 1 : 0
    }

    mutating func next() -> JSONNode? {
      if let tape {
        guard place < end else { return nil }
        defer { place = tape.end(of: place) }
        return tape.node(at: place)
      }
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
    if let tape = bytes.tape(with: self) {
      for place in Int(place)..<tape.end(of: Int(place)) where tape[place].kind == .string {
        body(tape.node(at: place))
      }
      return
    }
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
    while walk.next() != nil, count <= Self.few {
      let mark = walk.mark
      mayHave = mayHave || mark.map { marks & $0 != 0 } ?? true
      marks |= mark ?? 0
      count += 1
    }
    if !mayHave, count <= Self.few { return false }
    if count <= Self.few { return JSONMembers(of: self, in: bytes).count < count }
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

  /// The value of a number that is spelled as an integer and fits an `Int`; nil for any other
  /// value.
  public func integer(in bytes: Bytes) -> Int? {
    guard kind == .number else { return nil }
    if range.count == 1 { return Int(bytes[range.lowerBound] - UInt8(ascii: "0")) }
    return Int(spelling(in: bytes))
  }

  /// The decoded text of a string value; nil for any other kind.
  public func string(in bytes: Bytes) -> JSONString? {
    kind == .string ? JSONString(raw: bytes, range, isPlain: isPlain) : nil
  }
}

extension Int {
  /// 2^53: every reader of JSON takes integers up to it exactly, also one that holds them as
  /// doubles.
  public static let exactLimit = 1 << 53
}
