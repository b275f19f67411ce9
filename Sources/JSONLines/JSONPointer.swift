/// The path to a value inside a record (RFC 6901): `/messages/0/content`; the record itself is "".
public struct JSONPointer: Hashable, Sendable {
  /// The escaped text form.
  private var text = ShortBytes()
  private var escaped: [UInt8] { text.array }

  public init(_ tokens: [JSONString] = []) {
    for token in tokens { append(token) }
  }

  public init(key: JSONKey) { self = Self.root.appending(key: key) }

  public static let root = JSONPointer()

  /// Parses the escaped text form; nil if a text that isn't empty doesn't begin with `/`, or if it
  /// has a `~` that is neither `~0` nor `~1`.
  public init?(_ text: JSONString) {
    guard text.isEmpty || text.wtf8.first == UInt8(ascii: "/") else { return nil }
    guard text.wtf8.split(separator: UInt8(ascii: "/")).allSatisfy({ Self.unescaped($0) != nil })
    else { return nil }
    self.text = ShortBytes(text.wtf8)
  }

  public init?(_ text: String) {
    self.init(JSONString(text))
  }

  private static func unescaped(_ part: ArraySlice<UInt8>) -> JSONString? {
    guard part.contains(UInt8(ascii: "~")) else { return JSONString(wtf8: Array(part)) }
    var bytes: [UInt8] = []
    var rest = part
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "~") else {
        bytes.append(byte)
        continue
      }
      switch rest.popFirst() {
      case UInt8(ascii: "0"): bytes.append(UInt8(ascii: "~"))
      case UInt8(ascii: "1"): bytes.append(UInt8(ascii: "/"))
      default: return nil
      }
    }
    return JSONString(wtf8: bytes)
  }

  /// Unescaped reference tokens, outermost first.
  public var tokens: [JSONString] {
    escaped.dropFirst().split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
      .prefix(text.isEmpty ? 0 : .max)
      .compactMap { Self.unescaped($0) }  // never nil: the escapes were checked when it was parsed
  }

  /// The number of tokens.
  public var depth: Int { text.withBytes { $0.count { $0 == UInt8(ascii: "/") } } }

  /// The escaped text form.
  public var string: JSONString { JSONString(wtf8: escaped) }

  private mutating func append(_ token: JSONString) {
    token.wtf8.withUnsafeBufferPointer { append($0) }
  }

  private mutating func append(_ token: UnsafeBufferPointer<UInt8>) {
    text.append(UInt8(ascii: "/"))
    guard token.contains(where: { $0 == UInt8(ascii: "~") || $0 == UInt8(ascii: "/") }) else {
      return text.append(token)
    }
    for byte in token {
      switch byte {
      case UInt8(ascii: "~"), UInt8(ascii: "/"):
        text.append(UInt8(ascii: "~"))
        text.append(byte == UInt8(ascii: "~") ? UInt8(ascii: "0") : UInt8(ascii: "1"))
      default: text.append(byte)
      }
    }
  }

  private mutating func append(_ index: Int) {
    text.append(UInt8(ascii: "/"))
    if (0..<10).contains(index) {
      text.append(UInt8(ascii: "0") + UInt8(index))
    } else {
      for digit in String(index).utf8 { text.append(digit) }
    }
  }

  public func appending(_ token: JSONString) -> JSONPointer {
    var longer = self
    longer.append(token)
    return longer
  }

  /// - Parameter token: the range of a raw string, quotes included.
  public func appending(raw token: Range<Int>, of bytes: Bytes) -> JSONPointer {
    var longer = self
    EncodedText.lend(raw: bytes, token) { longer.append($0.bytes) }
    return longer
  }

  public func appending(key: JSONKey) -> JSONPointer {
    var longer = self
    key.withBytes { longer.append($0) }
    return longer
  }

  public func appending(_ index: Int) -> JSONPointer {
    var longer = self
    longer.append(index)
    return longer
  }

  /// A hash of the text form, as `Bytes.fingerprint` is.
  public var fingerprint: UInt64 { text.withBytes { EncodedText($0).fingerprint } }

  /// A pointer to the member `key` of the element at `index`.
  public func appending(_ index: Int, key: JSONKey) -> JSONPointer {
    var longer = self
    longer.append(index)
    key.withBytes { longer.append($0) }
    return longer
  }

  public var parent: JSONPointer? {
    let escaped = escaped
    guard let slash = escaped.lastIndex(of: UInt8(ascii: "/")) else { return nil }
    var shorter = JSONPointer()
    shorter.text = ShortBytes(escaped[..<slash])
    return shorter
  }

  /// Whether this points to the same value as `other`, or to one that contains it.
  public func contains(_ other: JSONPointer) -> Bool {
    text.withBytes { mine in
      other.text.withBytes { theirs in
        theirs.starts(with: mine)
          && (theirs.count == mine.count || theirs[mine.count] == UInt8(ascii: "/"))
      }
    }
  }

  /// The array index that a token spells, or nil: at most 15 digits, without a leading zero.
  public static func index(_ token: JSONString) -> Int? {
    guard let first = token.wtf8.first, token.wtf8.count < 16,
      token.wtf8.allSatisfy({ $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }),
      first != UInt8(ascii: "0") || token.wtf8.count == 1
    else { return nil }
    return Int(token.text)
  }
}

extension JSONPointer: CustomStringConvertible {
  public var description: String { string.text }
}

/// Why a pointer names no single value.
public enum JSONPointerError: Error, Hashable, Sendable {
  /// No value exists at the pointer.
  case missing(JSONPointer)
  /// An object on the path has two members with the same key.
  case ambiguous(JSONPointer)
}

extension JSONNode {
  /// The value at `pointer` inside this one.
  ///
  /// - Throws: `missing` if there is none, `ambiguous` if an object on the path repeats a key.
  public func resolve(
    _ pointer: JSONPointer, in bytes: Bytes
  ) throws(JSONPointerError) -> JSONNode {
    var node = self
    for token in pointer.tokens {
      guard let child = try node.child(token, in: bytes, of: pointer) else {
        throw .missing(pointer)
      }
      node = child
    }
    return node
  }

  private func child(
    _ token: JSONString, in bytes: Bytes, of pointer: JSONPointer
  ) throws(JSONPointerError) -> JSONNode? {
    switch kind {
    case .object:
      if hasDuplicateMembers(in: bytes) { throw .ambiguous(pointer) }
      return member(named: token, in: bytes)
    case .array:
      guard let wanted = JSONPointer.index(token) else { return nil }
      var index = 0
      var found: JSONNode?
      forEachElement(in: bytes) { element in
        if index == wanted { found = element }
        index += 1
        return found == nil
      }
      return found
    default: return nil
    }
  }
}
