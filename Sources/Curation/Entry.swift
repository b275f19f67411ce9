public import JSONLines

/// What one entry does to one record: a resolved, reversible fact that holds old and new.
public struct Change: Hashable, Sendable {
  /// The record's number in the dataset, and SHA-256 of its bytes there. A hand-written change may
  /// lack one of the two.
  public var record: RecordNumber?
  public var base: ContentHash?
  /// The record that another entry inserted, in place of a number and a hash.
  public var inserted: InsertedName?
  /// SHA-256 of the record with all its live edits, this one included.
  public var after: ContentHash?
  public var body: Body

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
    /// The whole trimmed record as text.
    case raw(was: [UInt8], now: [UInt8])
    case flag(was: HazardFlag?, now: HazardFlag?)
    case verdict(was: Verdict?, now: Verdict?)
    case rate(RatingKey, was: RatingValue?, now: RatingValue?)
    case note(at: JSONPointer?, was: String?, now: String?)
    /// The order of the responses as they stand in the dataset's record.
    case order(was: RankOrder?, now: RankOrder?)
    /// The reviewer, by actor, whose word counts where reviewers differ.
    case resolve(was: String?, now: String?)
    /// A new record's text; `dataset` is the quick hash of the file that it is to be added to.
    case insert(was: [UInt8]?, now: [UInt8]?, dataset: ContentHash?)
    case remove(why: String?)
    case restore(why: String?)
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

  /// Whether it changes what `apply` writes for the record, and not only what is said about it.
  public var isEdit: Bool {
    switch body {
    case .patch, .raw: true
    default: false
    }
  }

  /// What a patch does; of any other change nothing.
  public var steps: [PatchStep] {
    if case .patch(let steps) = body { steps } else { [] }
  }

  /// Whether what it replaces is checked before.
  var isTested: Bool {
    if case .patch(let steps) = body { steps.isTested } else { true }
  }
}

/// An inserted record, by the entry that inserted it: it has no number in the dataset.
public struct InsertedName: Hashable, Sendable, CustomStringConvertible {
  public var entry: ContentHash
  /// Which of the entry's changes it is, from 0.
  public var index: Int

  public init(entry: ContentHash, index: Int) {
    (self.entry, self.index) = (entry, index)
  }

  /// Reads `HEX` or `HEX.2`.
  public init?(_ text: String) {
    let halves = text.split(separator: ".", omittingEmptySubsequences: false)
    guard (1...2).contains(halves.count), let entry = ContentHash(hex: String(halves[0])) else {
      return nil
    }
    let index = halves.count == 1 ? 0 : Int(halves[1]) ?? 0
    self.init(entry: entry, index: index)
    if description != text { return nil }  // one spelling
  }

  public var description: String { index == 0 ? entry.hex : "\(entry.hex).\(index)" }
}

/// One line of a journal: one transaction, to one record or to ten thousand.
public struct Entry: Hashable, Sendable {
  public enum Kind: String, Hashable, Sendable {
    case open, patch, raw, insert, flag, verdict, rate, note, order, resolve, remove, restore,
      recovered
  }

  /// What the writer adds: number, chain, clock. Unsealed lines have none.
  public struct Stamp: Hashable, Sendable {
    /// 0, 1, 2 ... in the journal, without a gap.
    public var sequence: Int
    public var previous: ContentHash?
    /// RFC 3339, UTC, milliseconds; for people, orders nothing.
    public var time: String
    /// 1 + the highest seen in any journal that was loaded when writing.
    public var lamport: Int

    public init(sequence: Int, previous: ContentHash?, time: String, lamport: Int) {
      self.sequence = sequence
      self.previous = previous
      self.time = time
      self.lamport = lamport
    }
  }

  /// A part of a transaction that was split over several lines.
  public struct Part: Hashable, Sendable {
    public var transaction: String
    /// From 1.
    public var part: Int
    public var of: Int
  }

  public var kind: Kind
  public var changes: [Change]
  /// The entry that this one takes back, or applies again.
  public var undoes: ContentHash?
  public var redoes: ContentHash?
  /// The command as one could type it.
  public var command: String?
  public var why: String?
  /// The seed of the order in which responses were shown; nil where nothing was hidden.
  public var blind: Int?
  /// What was known of other journals, by their id, when this was written.
  public var sees: [String: Int] = [:]
  public var part: Part?
  public var header: JournalHeader?
  /// Who, in an unsealed line.
  public var actor: String?
  public var stamp: Stamp?
  public var id: ContentHash?

  public init(_ kind: Kind, changes: [Change], command: String? = nil, why: String? = nil) {
    self.kind = kind
    self.changes = changes
    self.command = command
    self.why = why
  }
}

/// What a journal's first line says of it.
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

/// Which file a journal was made on. A file that differs is said, and is no error: each record is
/// matched by its own hash.
public struct DatasetIdentity: Hashable, Sendable {
  public var name: String
  public var byteCount: Int
  public var container: Container
  /// SHA-256 over the size (decimal digits), the first and the last 64 KiB.
  public var quick: ContentHash

  public init(name: String, byteCount: Int, container: Container, quick: ContentHash) {
    self.name = name
    self.byteCount = byteCount
    self.container = container
    self.quick = quick
  }
}
