/// The one value that bytes hold, and what was seen while they were checked.
public struct JSONDocument: Hashable, Sendable {
  public var root: JSONNode
  /// Whether an object in it may have a key twice: two of its keys have one length and the same ends,
  /// or one holds an escape. Most have none, which is told without a look.
  public var mayRepeatKeys: Bool
  /// Whether all of its strings are written in ASCII.
  public var isASCII: Bool

  /// White space around the value is allowed.
  ///
  /// - Throws: where and why the bytes aren't exactly one JSON value, or are nested deeper than 512.
  /// - Complexity: O(count): everything is checked, so that children need no checks.
  public static func parse(_ bytes: Bytes) throws(JSONSyntaxError) -> JSONDocument {
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
    return JSONDocument(root: node, mayRepeatKeys: scanner.mayRepeatKeys, isASCII: scanner.isASCII)
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
    try JSONDocument.parse(bytes).root
  }

  /// The same, with the error as a value.
  public static func parsed(_ bytes: Bytes) -> Result<JSONNode, JSONSyntaxError> {
    JSONDocument.parsed(bytes).map(\.root)
  }
}
