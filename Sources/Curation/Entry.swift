public import JSONLines

/// What one entry does to one record. It holds the old and the new state, so it can be reversed.
public struct Change: Hashable, Sendable {
  /// The record's number in the dataset, and the SHA-256 of its bytes there. A hand-written change
  /// may lack one of them.
  public var record: RecordNumber?
  public var base: ContentHash?
  /// The record that an entry inserted, instead of a number and a hash.
  public var inserted: InsertedName?
  /// SHA-256 of the record's bytes after all live edits, this one included.
  public var after: ContentHash?
  public var body: Body
  /// When it was made. Not part of the journal.
  var era = Era()

  public init(
    record: RecordNumber?, base: ContentHash?, after: ContentHash? = nil, _ body: Body
  ) {
    self.record = record
    self.base = base
    self.after = after
    self.body = body
  }

  public enum Body: Hashable, Sendable {
    case patch([PatchStep])
    /// The whole record as text, without white space around it.
    case raw(was: [UInt8], now: [UInt8])
    case flag(was: HazardFlag?, now: HazardFlag?)
    case verdict(was: Verdict?, now: Verdict?)
    case rate(RatingKey, was: RatingValue?, now: RatingValue?)
    case note(at: JSONPointer?, was: String?, now: String?)
    /// The order of the responses, numbered as in the dataset's record.
    case order(was: RankOrder?, now: RankOrder?)
    /// The reviewer, by actor, whose judgements count where reviewers differ.
    case resolve(was: String?, now: String?)
    /// A new record's text; `dataset` is the quick hash of the file that it is added to.
    case insert(was: [UInt8]?, now: [UInt8]?, dataset: ContentHash?)
    /// `leavesCopy`: another record with the same bytes stays, so that only one of them goes.
    case remove(why: String?, leavesCopy: Bool = false)
    case restore(why: String?, leavesCopy: Bool = false)
  }

  public var operation: Entry.Kind {
    switch body {
    case .patch: .patch
    case .raw: .raw
    case .flag: .flag
    case .verdict: .verdict
    case .rate: .rate
    case .note: .note
    case .order: .order
    case .resolve: .resolve
    case .insert: .insert
    case .remove: .remove
    case .restore: .restore
    }
  }

  /// Whether it changes the record's bytes, and not only marks or membership.
  public var isEdit: Bool {
    switch body {
    case .patch, .raw: true
    default: false
    }
  }

  /// The steps of a patch; empty for other changes.
  public var steps: [PatchStep] {
    if case .patch(let steps) = body { steps } else { [] }
  }

  /// Whether it tests for all that it replaces or removes.
  var isTested: Bool {
    if case .patch(let steps) = body { steps.isTested } else { true }
  }
}

/// The name of an inserted record, which has no number in the dataset: the entry that inserted it,
/// with an index.
public struct InsertedName: Hashable, Sendable, CustomStringConvertible {
  public var entry: ContentHash
  /// The index among the entry's changes, from 0.
  public var index: Int

  public init(entry: ContentHash, index: Int) {
    (self.entry, self.index) = (entry, index)
  }

  /// Parses `HEX` or `HEX.2`.
  public init?(_ text: String) {
    let halves = text.split(separator: ".", omittingEmptySubsequences: false)
    guard (1...2).contains(halves.count), let entry = ContentHash(hex: String(halves[0])) else {
      return nil
    }
    let index = halves.count == 1 ? 0 : Int(halves[1]) ?? 0
    self.init(entry: entry, index: index)
    if description != text { return nil }  // only the canonical spelling
  }

  public var description: String { index == 0 ? entry.hex : "\(entry.hex).\(index)" }
}

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
