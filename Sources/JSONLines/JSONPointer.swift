/// Where a value stands inside a record (RFC 6901): `/messages/0/content`; the record itself is "".
public struct JSONPointer: Hashable, Sendable {
  /// Unescaped reference tokens, outermost first.
  public var tokens: [JSONString]

  public init(_ tokens: [JSONString] = []) {
    self.tokens = tokens
  }

  public static let root = JSONPointer()

  /// Reads the form with slashes; nil where it doesn't begin with one, or has a `~` that is
  /// neither `~0` nor `~1`.
  public init?(_ text: JSONString) {
    guard !text.isEmpty else {
      self.init()
      return
    }
    guard text.wtf8.first == UInt8(ascii: "/") else { return nil }
    var tokens: [JSONString] = []
    for part in text.wtf8.dropFirst().split(
      separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    {
      guard let token = Self.unescaped(part) else { return nil }
      tokens.append(token)
    }
    self.init(tokens)
  }

  public init?(_ text: String) {
    self.init(JSONString(text))
  }

  private static func unescaped(_ part: ArraySlice<UInt8>) -> JSONString? {
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

  /// The form with slashes, escaped.
  public var string: JSONString {
    var bytes: [UInt8] = []
    for token in tokens {
      bytes.append(UInt8(ascii: "/"))
      for byte in token.wtf8 {
        switch byte {
        case UInt8(ascii: "~"): bytes += Array("~0".utf8)
        case UInt8(ascii: "/"): bytes += Array("~1".utf8)
        default: bytes.append(byte)
        }
      }
    }
    return JSONString(wtf8: bytes)
  }

  public func appending(_ token: JSONString) -> JSONPointer { JSONPointer(tokens + [token]) }
  public func appending(_ index: Int) -> JSONPointer { appending(JSONString(String(index))) }

  public var parent: JSONPointer? { tokens.isEmpty ? nil : JSONPointer(Array(tokens.dropLast())) }

  /// Whether this names `other`'s value or one that contains it.
  public func contains(_ other: JSONPointer) -> Bool { other.tokens.starts(with: tokens) }

  /// A token that can be an array index: digits without a leading zero.
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
  /// Nothing stands at the pointer.
  case missing(JSONPointer)
  /// An object on the way has two members with one key.
  case ambiguous(JSONPointer)
}

extension JSONNode {
  /// The value at `pointer` inside this one.
  ///
  /// - Throws: `missing` where there is none, `ambiguous` where an object on the way repeats a key.
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
      return member(token, in: bytes)
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
