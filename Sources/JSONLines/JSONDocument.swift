/// The one value that bytes hold, and what was seen while they were checked.
public struct JSONDocument: Sendable {
  public var root: JSONNode
  /// Whether an object in it may have a key twice: two of its keys have one length and the same ends,
  /// or one holds an escape. Most have none, which is told without a look.
  public var mayRepeatKeys: Bool
  /// Whether all of its strings are written in ASCII.
  public var isASCII: Bool

  /// Its own members; none where it isn't an object.
  public var members: JSONMembers

  /// White space around the value is allowed.
  ///
  /// - Throws: where and why the bytes aren't exactly one JSON value, or are nested deeper than 512.
  /// - Complexity: O(count): everything is checked, so that children need no checks.
  public static func parse(_ bytes: Bytes) throws(JSONSyntaxError) -> JSONDocument {
    var scanner = JSONScanner(bytes, keptMembers: JSONMembers.limit)
    let root = try scanner.document(bytes)
    let members =
      scanner.mayRepeatKeys
      ? JSONMembers(of: root, in: bytes) : JSONMembers(scanner.members, scanner.marks, in: bytes)
    return JSONDocument(
      root: root, mayRepeatKeys: scanner.mayRepeatKeys, isASCII: scanner.isASCII, members: members)
  }

  /// The same, with the error as a value.
  public static func parsed(_ bytes: Bytes) -> Result<JSONDocument, JSONSyntaxError> {
    Result { () throws(JSONSyntaxError) in try parse(bytes) }
  }
}

extension JSONNode {
  /// The one value that `bytes` hold, as `JSONDocument` has it.
  ///
  /// - Throws: where and why the bytes aren't exactly one JSON value, or are nested deeper than 512.
  public static func parse(_ bytes: Bytes) throws(JSONSyntaxError) -> JSONNode {
    var scanner = JSONScanner(bytes)
    return try scanner.document(bytes)
  }
}

extension JSONScanner {
  /// The one value that all bytes are.
  fileprivate mutating func document(_ bytes: Bytes) throws(JSONSyntaxError) -> JSONNode {
    skipWhitespace()
    let start = offset
    guard value() else {
      throw error ?? JSONSyntaxError(.unexpectedEnd, byteOffset: offset)
    }
    let node = JSONNode(bytes, start..<offset)
    skipWhitespace()
    guard offset == bytes.count else {
      throw JSONSyntaxError(.trailingBytes, byteOffset: offset)
    }
    return node
  }
}
