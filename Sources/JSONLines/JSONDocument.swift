/// The one JSON value of some bytes, with facts that its validation yields.
public struct JSONDocument: Sendable {
  /// The bytes, with the places of all values. Looking into the nodes with these scans nothing
  /// again.
  public var bytes: Bytes
  public var root: JSONNode
  /// Whether some object in the value may repeat a key. False is certain; true means that two keys
  /// of one object share a filter bit of `JSONMembers`, or that a key holds an escape.
  public var mayRepeatKeys: Bool
  /// Whether all strings are spelled in ASCII; their escapes may stand for other characters.
  public var isASCII: Bool

  /// The root's members; empty if it isn't an object.
  public var members: JSONMembers

  /// Parses bytes that hold exactly one JSON value; white space around it is allowed.
  ///
  /// - Throws: `JSONSyntaxError` if the bytes aren't exactly one JSON value, or are nested deeper
  ///   than 512.
  /// - Complexity: O(n) in the number of bytes. Everything is validated, so that reading children
  ///   needs no checks.
  public static func parse(_ bytes: Bytes) throws(JSONSyntaxError) -> JSONDocument {
    var scanner = JSONScanner(bytes, notes: true)
    let found: JSONNode
    do {
      found = try scanner.document(bytes)
    } catch {
      scanner.notes?.deallocate()
      throw error
    }
    var (bytes, root) = (bytes, found)
    if let notes = scanner.notes {
      bytes = notes.tape(for: bytes)
      root = bytes.tape?.node(at: 0) ?? found
    }
    return JSONDocument(
      bytes: bytes, root: root, mayRepeatKeys: scanner.mayRepeatKeys, isASCII: scanner.isASCII,
      members: JSONMembers(of: root, in: bytes))
  }
}

extension JSONNode {
  /// Parses bytes that hold exactly one JSON value, as `JSONDocument.parse(_:)` does, and returns
  /// its node.
  ///
  /// - Throws: `JSONSyntaxError` if the bytes aren't exactly one JSON value, or are nested deeper
  ///   than 512.
  public static func parse(_ bytes: Bytes) throws(JSONSyntaxError) -> JSONNode {
    var scanner = JSONScanner(bytes)
    return try scanner.document(bytes)
  }
}

extension JSONScanner {
  /// Reads the one value that makes up all of `bytes`.
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
