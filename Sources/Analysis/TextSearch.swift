public import Curation
public import JSONLines

/// A literal looked for in the decoded text of records: `中` is found where it is written `\u4e2d`,
/// and `n` isn't found in `\n`.
public struct TextSearch: Hashable, Sendable {
  public let text: String
  private let wanted: [UInt8]
  /// Whether the bytes of a record that holds the text must hold `wanted` or a `\u`.
  private let isPlain: Bool

  /// Nil for an empty text.
  public init?(_ text: String) {
    guard !text.isEmpty else { return nil }
    self.text = text
    wanted = Array(text.utf8)
    isPlain = !wanted.contains { $0 < 0x20 || $0 == 0x22 || $0 == 0x5C || $0 == 0x2F }
  }

  /// Whether the record has the text in one of its strings, keys included. In a record that isn't
  /// JSON its bytes are searched.
  ///
  /// - Complexity: O(bytes); records that can't hold it cost one search over their bytes.
  public func matches(_ bytes: Bytes) -> Bool {
    if isPlain, bytes.firstOffset(of: wanted) == nil, bytes.firstOffset(of: Self.escape) == nil {
      return false
    }
    guard let root = try? JSONNode.parse(bytes) else {  // an opaque record
      return bytes.firstOffset(of: wanted) != nil
    }
    return matches(root, in: bytes)
  }

  private static let escape = Array("\\u".utf8)

  private func matches(_ node: JSONNode, in bytes: Bytes) -> Bool {
    var isFound = false
    switch node.kind {
    case .object:
      node.forEachMember(in: bytes) { member in
        isFound =
          matches(JSONString(raw: bytes, member.key)) || matches(member.value, in: bytes)
        return !isFound
      }
    case .array:
      node.forEachElement(in: bytes) { element in
        isFound = matches(element, in: bytes)
        return !isFound
      }
    case .string:
      isFound = node.string(in: bytes).map(matches) ?? false
    case .number, .bool, .null:
      isFound = bytes.slice(node.range).firstOffset(of: wanted) != nil
    }
    return isFound
  }

  private func matches(_ string: JSONString) -> Bool {
    Bytes(string.wtf8).firstOffset(of: wanted) != nil
  }

  /// The first of some records that has the text; nil where none has, or when cancelled.
  ///
  /// - Parameters:
  ///   - numbers: which records, in the order to look.
  ///   - isCancelled: asked once for every few records.
  public func first(
    in set: WorkingSet, _ numbers: some Sequence<RecordNumber>, isCancelled: () -> Bool
  ) -> RecordNumber? {
    for (count, number) in numbers.enumerated() {
      if count % 64 == 0, isCancelled() { return nil }
      if matches(set.bytes(of: number)) { return number }
    }
    return nil
  }
}
