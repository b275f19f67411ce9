/// How records stand in a file.
public enum Container: String, Sendable, CaseIterable {
  /// One record on each line that isn't blank.
  case jsonl
  /// The elements of the one top-level array.
  case array
  /// The whole file is one record.
  case single
  /// The elements of the list that the one top-level object holds: `{"source": ..., "data": [...]}`.
  case wrapped
  /// The members of the one top-level object: `{"id 1": {...}, "id 2": {...}}`.
  case map
}

extension Container {
  /// The container of a file, from as little of it as decides the matter.
  ///
  /// If the first value ends on its line and another follows, the file is JSONL. Else the elements
  /// of a top-level array are the records, unless all are turns of a conversation; so are the
  /// elements of the list that makes up most of a top-level object, or its members where all are
  /// objects; any other single value is one record. Bytes that don't begin with a value are lines.
  ///
  /// - Complexity: the first line for most files. An array on one line costs one search for a line
  ///   end; a list of turns, or a value over several lines that isn't an array, is read whole.
  public static func detect(_ bytes: Bytes) -> Container {
    let start = firstValueOffset(in: bytes)
    guard start < bytes.count else { return .jsonl }
    let lineEnd = bytes.firstOffset(of: 0x0A, in: start..<bytes.count) ?? bytes.count
    let line = bytes.trimmed(start..<lineEnd)
    let isLast = bytes.trimmed(lineEnd..<bytes.count).isEmpty
    if bytes[start] == UInt8(ascii: "[") {
      // Only a bracket at the end of the line can close the first value there.
      let mayClose = !isLast && bytes[line.upperBound - 1] == UInt8(ascii: "]")
      if mayClose && isOneValue(bytes, line) || !beginsAsArray(bytes, start) { return .jsonl }
      return isListOfTurns(bytes, start) ? .single : .array
    }
    if !isLast, isOneValue(bytes, line) { return .jsonl }
    let whole = bytes.trimmed(start..<bytes.count)
    guard isOneValue(bytes, whole) else { return .jsonl }
    let root = JSONNode(bytes, whole)
    if wrappedList(in: root, bytes) != nil { return .wrapped }
    return isMapOfRecords(root, bytes) ? .map : .single
  }

  /// Members of a record, whose lists are parts of it.
  private static let recordLists: Set<JSONString> = [
    "messages", "conversation", "conversations", "turns", "dialogue", "dialog", "responses",
    "answers", "completions", "outputs", "chosen", "rejected", "history", "tools", "tool_calls",
    "choices", "replies", "segments", "images", "context", "contexts", "candidates", "steps",
    "chat", "traj", "trajectory", "instances", "solutions", "generations", "functions", "function",
    "labels", "tags",
  ]

  /// The list of records in an object that is no record itself, under a name that isn't one of a
  /// record's: objects that aren't turns and make up a third of the bytes, or texts that
  /// are half of them.
  static func wrappedList(in root: JSONNode, _ bytes: Bytes) -> JSONNode? {
    guard root.kind == .object else { return nil }
    var found: JSONNode?
    root.forEachMember(in: bytes) { member in
      let node = member.value
      if node.kind == .array, node.range.count * 3 > root.range.count,
        !recordLists.contains(JSONString(raw: bytes, member.key)),
        let first = node.firstElement(in: bytes)
      {
        let isText = first.kind == .string && node.range.count * 2 > root.range.count
        if isText || first.kind == .object && !first.isTurn(in: bytes) { found = node }
      }
      return found == nil
    }
    return found
  }

  /// Whether all members, two or more, are objects with the same first member.
  private static func isMapOfRecords(_ root: JSONNode, _ bytes: Bytes) -> Bool {
    var count = 0
    var first: JSONString?
    var isMap = root.kind == .object
    root.forEachMember(in: bytes) { member in
      let key = member.value.members(in: bytes, limit: 1).first.map {
        JSONString(raw: bytes, $0.key)
      }
      isMap = key != nil && (first == nil || key == first)
      first = key
      count += 1
      return isMap
    }
    return isMap && count > 1
  }

  /// Whether the first thing in a file begins a JSON object or array.
  public static func beginsWithJSON(_ bytes: Bytes) -> Bool {
    let start = firstValueOffset(in: bytes)
    return start < bytes.count && [UInt8(ascii: "{"), UInt8(ascii: "[")].contains(bytes[start])
  }

  /// Past a byte order mark and blank lines.
  static func firstValueOffset(in bytes: Bytes) -> Int {
    var offset = byteOrderMarkLength(of: bytes)
    while offset < bytes.count, isWhitespace(bytes[offset]) { offset += 1 }
    return offset
  }

  /// Bytes of a byte order mark at the beginning: 3 or 0.
  public static func byteOrderMarkLength(of bytes: Bytes) -> Int {
    bytes.count >= 3 && bytes[0] == 0xEF && bytes[1] == 0xBB && bytes[2] == 0xBF ? 3 : 0
  }

  private static func isOneValue(_ bytes: Bytes, _ range: Range<Int>) -> Bool {
    do { _ = try JSONNode.parse(bytes.slice(range)) } catch {
      // Too deep to be looked into, but a value all the same where its brackets close.
      guard error.problem == .tooDeep else { return false }
      return RecordScanner.bracketedEnd(from: range.lowerBound, in: bytes) == range.upperBound
    }
    return true
  }

  /// Whether the bracket at `start` begins an array: closed at once, or with a valid element.
  private static func beginsAsArray(_ bytes: Bytes, _ start: Int) -> Bool {
    var scanner = JSONScanner(bytes, at: start + 1)
    scanner.skipWhitespace()
    return scanner.take(UInt8(ascii: "]")) || scanner.value() || scanner.error?.problem == .tooDeep
  }

  /// Whether the array at `start` is whole and each of its elements is a turn.
  private static func isListOfTurns(_ bytes: Bytes, _ start: Int) -> Bool {
    var scanner = JSONScanner(bytes, at: start + 1)
    while true {
      scanner.skipWhitespace()
      let element = scanner.offset
      guard scanner.value() else { return false }
      guard JSONNode(bytes, element..<scanner.offset).isTurn(in: bytes) else { return false }
      scanner.skipWhitespace()
      if scanner.take(UInt8(ascii: "]")) { return true }
      guard scanner.take(UInt8(ascii: ",")) else { return false }
    }
  }
}

extension JSONNode {
  /// Whether this is a turn of a conversation: an object with `role` and `content`, or `from` and
  /// `value`.
  public func isTurn(in bytes: Bytes) -> Bool {
    var (role, content, from, value) = (false, false, false, false)
    forEachMember(in: bytes) { member in
      func isNamed(_ key: JSONKey) -> Bool { key.matches(bytes, member.key) }
      role = role || isNamed("role")
      content = content || isNamed("content") || isNamed("tool_calls")
      from = from || isNamed("from")
      value = value || isNamed("value")
      return !(role && content || from && value)
    }
    return role && content || from && value
  }
}

extension Bytes {
  /// `range` without white space at either end.
  public func trimmed(_ range: Range<Int>) -> Range<Int> {
    var (low, high) = (range.lowerBound, range.upperBound)
    while low < high, isWhitespace(self[low]) { low += 1 }
    while high > low, isWhitespace(self[high - 1]) { high -= 1 }
    return low..<high
  }
}
