public import JSONLines

/// A text that was typed and isn't saved.
public struct Draft: Hashable, Sendable {
  public var record: RecordNumber
  public var kind: Kind
  /// The edited value; nil means the whole record's raw text.
  public var pointer: JSONPointer?
  public var text: String
  /// What the record was when the text began.
  public var bookmark: Bookmark?
  /// The number of records that a command line was for.
  public var targetCount = 1

  /// What the text is: a value, a record's JSON, its turns, or a command line.
  public enum Kind: String, Hashable, Sendable {
    case value, record, conversation, command
  }

  public init(
    record: RecordNumber, kind: Kind, pointer: JSONPointer?, text: String,
    bookmark: Bookmark? = nil
  ) {
    self.record = record
    self.kind = kind
    self.pointer = pointer
    self.text = text
    self.bookmark = bookmark
  }

  /// Compares texts byte for byte, not by canonical equivalence, and not what the record was.
  public static func == (one: Draft, other: Draft) -> Bool {
    (one.record, one.kind, one.pointer) == (other.record, other.kind, other.pointer)
      && one.text.isIdentical(to: other.text)
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(record)
    hasher.combine(kind)
  }
}
