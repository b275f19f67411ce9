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

  // Large cases are apart, as there may be a million changes, each in its entry and in its lane.
  public enum Body: Hashable, Sendable {
    case patch([PatchStep])
    /// The whole record as text, without white space around it.
    case raw(was: [UInt8], now: [UInt8])
    indirect case mark(Mark.Subject, was: Mark?, now: Mark?)
    /// A new record's text; `dataset` is the quick hash of the file that it is added to.
    indirect case insert(was: [UInt8]?, now: [UInt8]?, dataset: ContentHash?)
    /// `leavesCopy`: another record with the same bytes stays, so that only one of them goes.
    indirect case remove(why: String?, leavesCopy: Bool = false)
    indirect case restore(why: String?, leavesCopy: Bool = false)
  }

  public var operation: Entry.Kind {
    switch body {
    case .patch: .patch
    case .raw: .raw
    case .mark(let subject, _, _): subject.operation
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

extension Change.Body {
  /// What a mark, a removal or an insertion is about; nil for edits. Only a later change of the
  /// same subject blocks an undo.
  var subject: Subject? {
    switch self {
    case .patch, .raw: nil
    case .mark(let subject, _, _): .mark(subject)
    case .insert: .insertion
    case .remove, .restore: .removal
    }
  }

  enum Subject: Hashable {
    case mark(Mark.Subject)
    case removal, insertion
  }

  /// Whether it concerns the record itself, for all reviewers, and isn't one reviewer's judgement.
  var isShared: Bool { subject == .removal || subject == .insertion }

  /// The change that reverses this one. A patch is returned as it is: reversing it needs the value.
  var swapped: Change.Body {
    switch self {
    case .patch: self
    case .raw(let was, let now): .raw(was: now, now: was)
    case .mark(let subject, let was, let now): .mark(subject, was: now, now: was)
    case .insert(let was, let now, let dataset): .insert(was: now, now: was, dataset: dataset)
    case .remove(let why, let leavesCopy): .restore(why: why, leavesCopy: leavesCopy)
    case .restore(let why, let leavesCopy): .remove(why: why, leavesCopy: leavesCopy)
    }
  }
}

extension Change {
  /// Whether it takes back a record that was added.
  public var isWithdrawal: Bool { if case .insert(_, nil, _) = body { true } else { false } }
}
