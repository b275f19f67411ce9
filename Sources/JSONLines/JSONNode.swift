/// A value as it stands in its bytes: what it is and where, nothing decoded.
///
/// Ranges are byte offsets, half-open, in the `Bytes` that the node was parsed from; the same bytes
/// must be handed to every method. Children are found by scanning when they are asked for, so a
/// node of any size costs nothing until it is looked into.
public struct JSONNode: Hashable, Sendable {
  public enum Kind: Hashable, Sendable {
    case object, array, string, number, bool, null
  }

  public var kind: Kind
  public var range: Range<Int>

  init(_ bytes: Bytes, _ range: Range<Int>) {
    self.range = range
    switch bytes[range.lowerBound] {
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
  /// The one value that `bytes` hold, white space around it allowed.
  ///
  /// - Throws: where and why the bytes aren't exactly one JSON value, or are nested deeper than 512.
  /// - Complexity: O(count): everything is checked, so that children need no checks.
  public static func parse(_ bytes: Bytes) throws(JSONSyntaxError) -> JSONNode {
    var scanner = JSONScanner(bytes)
    scanner.skipWhitespace()
    let start = scanner.offset
    guard scanner.value() else {
      throw scanner.error ?? JSONSyntaxError(.unexpectedEnd, byteOffset: scanner.offset)
    }
    let node = JSONNode(bytes, start..<scanner.offset)
    scanner.skipWhitespace()
    guard scanner.offset == bytes.count else {
      throw JSONSyntaxError(.trailingBytes, byteOffset: scanner.offset)
    }
    return node
  }

  /// Calls `body` with each member in order until it answers false. Not an object: never.
  public func forEachMember(in bytes: Bytes, _ body: (Member) -> Bool) {
    guard kind == .object else { return }
    var scanner = JSONScanner(bytes, at: range.lowerBound + 1, isChecked: true)
    while true {
      scanner.skipWhitespace()
      let keyStart = scanner.offset
      guard keyStart < range.upperBound - 1, scanner.string() else { return }
      let key = keyStart..<scanner.offset
      scanner.skipWhitespace()
      guard scanner.take(UInt8(ascii: ":")) else { return }
      scanner.skipWhitespace()
      let start = scanner.offset
      guard scanner.value(), body(Member(key: key, value: JSONNode(bytes, start..<scanner.offset)))
      else { return }
      scanner.skipWhitespace()
      guard scanner.take(UInt8(ascii: ",")) else { return }
    }
  }

  /// Calls `body` with each element in order until it answers false. Not an array: never.
  public func forEachElement(in bytes: Bytes, _ body: (JSONNode) -> Bool) {
    guard kind == .array else { return }
    var scanner = JSONScanner(bytes, at: range.lowerBound + 1, isChecked: true)
    while true {
      scanner.skipWhitespace()
      let start = scanner.offset
      guard start < range.upperBound - 1, scanner.value(),
        body(JSONNode(bytes, start..<scanner.offset))
      else { return }
      scanner.skipWhitespace()
      guard scanner.take(UInt8(ascii: ",")) else { return }
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
    forEachElement(in: bytes) { element in
      found.append(element)
      return found.count < limit
    }
    return found
  }

  /// The value of the first member called `name`, or nil.
  public func member(_ name: JSONString, in bytes: Bytes) -> JSONNode? {
    var found: JSONNode?
    forEachMember(in: bytes) { member in
      guard name.matches(bytes, member.key) else { return true }
      found = member.value
      return false
    }
    return found
  }

  /// Whether two members share a key, so that a pointer into this object names no single value.
  public func hasDuplicateMembers(in bytes: Bytes) -> Bool {
    var seen: Set<JSONString> = []
    var duplicate = false
    forEachMember(in: bytes) { member in
      duplicate = !seen.insert(JSONString(raw: bytes, member.key)).inserted
      return !duplicate
    }
    return duplicate
  }

  /// The text of a string value, decoded; nil for any other kind.
  public func string(in bytes: Bytes) -> JSONString? {
    kind == .string ? JSONString(raw: bytes, range) : nil
  }
}
