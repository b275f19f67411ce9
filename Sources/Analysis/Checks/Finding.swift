public import Curation
public import JSONLines

/// How bad what a rule finds is.
public enum Severity: String, Hashable, Sendable, CaseIterable {
  /// A trainer ends with an error, or leaves the record out.
  case error
  /// It trains, and is probably wrong.
  case warning
  case info
}

/// What a rule found in a record, or in the file as a whole.
public struct Finding: Hashable, Sendable {
  public var rule: String
  public var severity: Severity
  /// Nil is the file.
  public var record: RecordNumber?
  public var pointer: JSONPointer?
  /// Half-open, in UTF-8 bytes of the decoded string at `pointer`.
  public var range: Range<Int>?
  public var message: String
  /// An edit that mends it, where that is clear.
  public var fix: Command?
  /// What the trainer that was asked about does with the record.
  public var outcome: Outcome?
  /// What may stand in place of the range, where nobody is to read it.
  var mask: String?

  /// Whether a fix mends it: its own, or that of another in the same text.
  public var isMendable: Bool { fix != nil || mask != nil }
}

/// What a trainer does with a record.
public enum Outcome: String, Hashable, Sendable, CaseIterable {
  case kept, changed, truncated, dropped, crash
}

/// Where in a record a rule found something, and what.
struct Spot: Hashable {
  var message: String
  var pointer: JSONPointer?
  var range: Range<Int>?
  var fix: Command?
  /// What may stand in place of the range.
  var mask: String?
  /// Where it differs from the rule's.
  var severity: Severity?

  init(
    _ message: String, at pointer: JSONPointer? = nil, _ range: Range<Int>? = nil,
    fix: Command? = nil, mask: String? = nil, _ severity: Severity? = nil
  ) {
    self.message = message
    self.pointer = pointer
    self.range = range
    self.fix = fix
    self.mask = mask
    self.severity = severity
  }
}

extension Spot {
  func finding(of rule: some DescribedRule, in number: RecordNumber?) -> Finding {
    Finding(
      rule: rule.id, severity: severity ?? rule.severity, record: number, pointer: pointer,
      range: range, message: message, fix: fix, mask: mask)
  }
}

/// What `check --list` and `--explain` say of a rule.
public protocol DescribedRule: Sendable {
  /// A letter for the group, and a number: `P06`.
  var id: String { get }
  var severity: Severity { get }
  /// In a few words.
  var title: String { get }
  /// What it means, and whom it hurts.
  var explanation: String { get }
  /// What it finds though nothing is wrong.
  var mistakes: String { get }
}
