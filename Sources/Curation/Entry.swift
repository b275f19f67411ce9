public import JSONLines

/// One line of a journal: a transaction on one or many records.
public struct Entry: Hashable, Sendable {
  public enum Kind: String, Hashable, Sendable {
    case open, patch, raw, insert, flag, verdict, rate, note, order, resolve, remove, restore,
      recovered
  }

  /// What the writer of a journal adds: number, chain and clock. Unsealed lines have none.
  public struct Stamp: Hashable, Sendable {
    /// The line's number in the journal: 0, 1, 2 ... without gaps.
    public var sequence: Int
    public var previous: ContentHash?
    /// RFC 3339 in UTC, to the millisecond. For people; it doesn't affect the order.
    public var time: String
    /// One more than the highest in any journal that was loaded when this was written.
    public var lamport: Int

    public init(sequence: Int, previous: ContentHash?, time: String, lamport: Int) {
      self.sequence = sequence
      self.previous = previous
      self.time = time
      self.lamport = lamport
    }
  }

  /// Identifies a part of a transaction that was split over several lines.
  public struct Part: Hashable, Sendable {
    public var transaction: String
    /// From 1.
    public var part: Int
    public var of: Int
  }

  public var kind: Kind
  public var changes: [Change]
  /// The entry that this one undoes, or redoes.
  public var undoes: ContentHash?
  public var redoes: ContentHash?
  /// The command as it could be typed.
  public var command: String?
  /// The command's first word: `set`, `raise`.
  public var verb: Substring? { command?.prefix { $0 != " " } }
  public var why: String?
  /// The seed of the order in which responses were shown to a blind reviewer; else nil.
  public var blind: Int?
  /// The last sequence number known of each other journal, by its UUID, when this was written.
  public var sees: [String: Int] = [:]
  public var part: Part?
  public var header: JournalHeader?
  /// The author of an unsealed line.
  public var actor: String?
  public var stamp: Stamp?
  public var id: ContentHash?

  public init(_ kind: Kind, changes: [Change], command: String? = nil, why: String? = nil) {
    self.kind = kind
    self.changes = changes
    self.command = command
    self.why = why
  }

  /// The members that the entry's edits add, which a mistyped pointer does too.
  public var addedFields: [JSONPointer] {
    changes.flatMap(\.steps).compactMap { step in
      guard case .add(let pointer, _, index: _) = step,
        pointer.tokens.last.flatMap(JSONPointer.index) == nil
      else { return nil }
      return pointer
    }
  }
}

/// The contents of a journal's first line.
public struct JournalHeader: Hashable, Sendable {
  /// A UUID.
  public var journal: String
  public var actor: String
  public var host: String
  public var tool: String
  public var dataset: DatasetIdentity

  public init(
    journal: String, actor: String, host: String, tool: String, dataset: DatasetIdentity
  ) {
    self.journal = journal
    self.actor = actor
    self.host = host
    self.tool = tool
    self.dataset = dataset
  }
}

/// Identifies the file that a journal was made on. Another file is reported but is no error, as
/// each record is matched by its own hash.
public struct DatasetIdentity: Hashable, Sendable {
  public var name: String
  public var byteCount: Int
  public var container: Container
  /// Nil if it isn't known: the file wasn't indexed to its end yet.
  public var recordCount: Int?
  /// SHA-256 of the size in decimal digits, the first 64 KiB and the last 64 KiB.
  public var quick: ContentHash

  public init(
    name: String, byteCount: Int, container: Container, recordCount: Int? = nil, quick: ContentHash
  ) {
    self.name = name
    self.byteCount = byteCount
    self.container = container
    self.recordCount = recordCount
    self.quick = quick
  }
}
