/// How a file holds its records.
public enum Container: String, Sendable, CaseIterable {
  /// One record on each line that isn't blank.
  case jsonl
  /// The elements of the one top-level array.
  case array
  /// The whole file is one record.
  case single
  /// The elements of a list in the one top-level object: `{"source": ..., "data": [...]}`.
  case wrapped
  /// The members of the one top-level object: `{"id 1": {...}, "id 2": {...}}`.
  case map
}

extension Container {
  /// Returns the container of a file, told from as few of its bytes as possible.
  ///
  /// - `jsonl` if the first value ends on its line and more follows on others, also if it is broken
  ///   there and the next line is a value.
  /// - `array` for a top-level array, but `single` if all its elements are turns of a conversation.
  /// - `wrapped` for a top-level object in which a list of records takes up much of the bytes,
  ///   `map` if its members are all objects that begin with the same key.
  /// - `single` for any other single value, and `jsonl` for bytes that aren't a JSON value.
  ///
  /// - Complexity: O(first line) for most files. An array on one line costs one search for a line
  ///   feed; a list of turns, or a value over several lines that isn't an array, is read whole.
  public static func detect(_ bytes: Bytes) -> Container {
    let start = firstValueOffset(in: bytes)
    guard start < bytes.count else { return .jsonl }
    let lineEnd = bytes.firstOffset(of: 0x0A, in: start..<bytes.count) ?? bytes.count
    let line = bytes.trimmed(start..<lineEnd)
    let isLast = bytes.trimmed(lineEnd..<bytes.count).isEmpty
    if bytes[start] == UInt8(ascii: "[") {
      // The first value can only end on this line if the line ends in its bracket.
      let mayClose = !isLast && bytes[line.upperBound - 1] == UInt8(ascii: "]")
      if mayClose && isOneValue(bytes, line) || !beginsAsArray(bytes, start) { return .jsonl }
      if !isLast, isBroken(bytes, start, lineEnd), beginsWithLine(bytes, from: lineEnd + 1) {
        return .jsonl
      }
      return isListOfTurns(bytes, start) ? .single : .array
    }
    if !isLast, isOneValue(bytes, line) { return .jsonl }
    let whole = bytes.trimmed(start..<bytes.count)
    guard isOneValue(bytes, whole) else { return .jsonl }
    let root = JSONNode(bytes, whole)
    if wrappedList(in: root, bytes) != nil { return .wrapped }
    return isMapOfRecords(root, bytes) ? .map : .single
  }

  /// Whether a file is one line that isn't an array of records, and so may be JSON Lines.
  public static func isOneLine(_ bytes: Bytes) -> Bool {
    let whole = bytes.trimmed(firstValueOffset(in: bytes)..<bytes.count)
    return bytes.firstOffset(of: 0x0A, in: whole) == nil && !whole.isEmpty
      && (bytes[whole.lowerBound] != UInt8(ascii: "[") || detect(bytes) == .single)
  }

  /// Names of lists inside a record, which aren't lists of records.
  private static let recordLists: Set<JSONString> = [
    "messages", "conversation", "conversations", "turns", "dialogue", "dialog", "responses",
    "answers", "completions", "outputs", "chosen", "rejected", "history", "tools", "tool_calls",
    "choices", "replies", "segments", "images", "context", "contexts", "candidates", "steps",
    "chat", "traj", "trajectory", "instances", "solutions", "generations", "functions", "function",
    "labels", "tags",
  ]

  /// Returns the list of records that a wrapper object holds, or nil. It is the first list whose
  /// name isn't in `recordLists` and that holds either objects that aren't turns, in more than a
  /// third of the bytes, or strings, in more than half of them. Its first element decides which.
  static func wrappedList(in root: JSONNode, _ bytes: Bytes) -> JSONNode.Member? {
    var found: JSONNode.Member?
    root.forEachMember(in: bytes) { member in
      if holdsRecords(member, of: root, bytes) { found = member }
      return found == nil
    }
    return found
  }

  /// Returns the list of records of an object that is known to be a wrapper, however few are left
  /// in it: the one of that name, else the only one that may be it; nil if that doesn't tell.
  static func list(in root: JSONNode, named name: JSONString?, _ bytes: Bytes) -> JSONNode.Member? {
    if name == nil, let list = wrappedList(in: root, bytes) { return list }
    let lists = root.members(in: bytes).filter { member in
      let key = JSONString(raw: bytes, member.key)
      return member.value.kind == .array && (name.map { $0 == key } ?? !recordLists.contains(key))
    }
    return lists.count == 1 ? lists[0] : nil
  }

  private static func holdsRecords(
    _ member: JSONNode.Member, of root: JSONNode, _ bytes: Bytes
  ) -> Bool {
    let (size, whole) = (member.value.range.count, root.range.count)
    guard size * 3 > whole, let first = firstRecord(of: member, bytes) else { return false }
    return first.kind == .object || size * 2 > whole
  }

  /// The first element of a list that may be one of records: a string, or an object that is no
  /// turn.
  private static func firstRecord(of member: JSONNode.Member, _ bytes: Bytes) -> JSONNode? {
    guard member.value.kind == .array,
      !recordLists.contains(JSONString(raw: bytes, member.key)),
      let first = member.value.firstElement(in: bytes)
    else { return nil }
    return first.kind == .string || first.kind == .object && !first.isTurn(in: bytes) ? first : nil
  }

  /// The keys of lists of objects in a wrapper beside the one that holds its records.
  ///
  /// - Complexity: O(n) in the bytes.
  public static func lists(inWrapper bytes: Bytes, beside list: JSONString) -> [String] {
    let whole = bytes.slice(firstValueOffset(in: bytes)..<bytes.count)
    guard let root = try? JSONNode.parse(whole) else { return [] }
    return root.members(in: whole).filter { member in
      JSONString(raw: whole, member.key) != list
        && firstRecord(of: member, whole)?.kind == .object
    }.map { whole.text(raw: $0.key) }
  }

  /// Whether all members (at least two) are objects whose first keys are equal.
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

  /// Whether a file begins with a JSON object or array, after a byte order mark and white space.
  public static func beginsWithJSON(_ bytes: Bytes) -> Bool {
    let start = firstValueOffset(in: bytes)
    return start < bytes.count && [UInt8(ascii: "{"), UInt8(ascii: "[")].contains(bytes[start])
  }

  /// The offset of the first byte after a byte order mark and white space.
  public static func firstValueOffset(in bytes: Bytes) -> Int {
    var offset = byteOrderMarkLength(of: bytes)
    while offset < bytes.count, bytes[offset].isJSONSpace { offset += 1 }
    return offset
  }

  /// The length of a byte order mark at the beginning, in bytes: 3 or 0.
  public static func byteOrderMarkLength(of bytes: Bytes) -> Int {
    bytes.count >= 3 && bytes[0] == 0xEF && bytes[1] == 0xBB && bytes[2] == 0xBF ? 3 : 0
  }

  private static func isOneValue(_ bytes: Bytes, _ range: Range<Int>) -> Bool {
    do { _ = try JSONNode.parse(bytes.slice(range)) } catch {
      // Nested too deep to be parsed, but still one value if its brackets close at its end.
      guard error.problem == .tooDeep else { return false }
      return RecordScanner.bracketedEnd(from: range.lowerBound, in: bytes) == range.upperBound
    }
    return true
  }

  /// Whether the bracket at `start` begins an array: what follows is its closing bracket or a valid
  /// element.
  private static func beginsAsArray(_ bytes: Bytes, _ start: Int) -> Bool {
    var scanner = JSONScanner(bytes, at: start + 1)
    scanner.skipWhitespace()
    return scanner.take(UInt8(ascii: "]")) || scanner.value() || scanner.error?.problem == .tooDeep
  }

  /// Whether the array at `start` is broken on its first line, or by a list on the next one.
  private static func isBroken(_ bytes: Bytes, _ start: Int, _ lineEnd: Int) -> Bool {
    var scanner = JSONScanner(bytes, at: start + 1)
    scanner.skipWhitespace()
    while scanner.offset <= lineEnd {
      guard scanner.value() else { return scanner.offset <= lineEnd }
      scanner.skipWhitespace()
      if scanner.take(UInt8(ascii: "]")) { return false }
      guard scanner.take(UInt8(ascii: ",")) else {
        return scanner.offset <= lineEnd
          || scanner.offset < bytes.count && bytes[scanner.offset] == UInt8(ascii: "[")
      }
      scanner.skipWhitespace()
    }
    return false
  }

  /// Whether the next line that isn't blank is one value.
  private static func beginsWithLine(_ bytes: Bytes, from offset: Int) -> Bool {
    var start = offset
    while start < bytes.count, bytes[start].isJSONSpace { start += 1 }
    let end = bytes.firstOffset(of: 0x0A, in: start..<bytes.count) ?? bytes.count
    return isOneValue(bytes, bytes.trimmed(start..<end))
  }

  /// Whether the array at `start` is complete and all its elements are turns.
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
  /// Whether this is a turn of a conversation: an object with `role` and `content` or `tool_calls`,
  /// or with `from` and `value`.
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
    while low < high, self[low].isJSONSpace { low += 1 }
    while high > low, self[high - 1].isJSONSpace { high -= 1 }
    return low..<high
  }

  /// The bytes without white space at either end.
  public var trimmed: Bytes { slice(trimmed(0..<count)) }
}
