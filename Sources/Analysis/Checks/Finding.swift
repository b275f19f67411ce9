public import Curation
public import JSONLines

/// The severity of a finding.
public enum Severity: String, Hashable, Sendable, CaseIterable {
  /// A trainer fails, or drops the record.
  case error
  /// Training works, but the data is probably wrong.
  case warning
  case info

  public func isAtLeast(_ other: Severity) -> Bool {
    // From the most severe to the least.
    Self.allCases.prefix { $0 != other }.contains(self) || self == other
  }
}

/// A problem that a rule found in a record, or in the file as a whole.
public struct Finding: Hashable, Sendable {
  public var rule: String
  public var severity: Severity
  /// Nil for the whole file.
  public var record: RecordNumber?
  public var pointer: JSONPointer?
  /// A range in the decoded string at `pointer`, in UTF-8 bytes.
  public var range: Range<Int>?
  public var message: String
  /// An edit that fixes the problem, if it is clear how.
  public var fix: Command?
  /// What the selected trainer does with the record.
  public var outcome: Outcome?
  /// A replacement for the range, if it contains what nobody should read.
  var mask: String?

  /// Where it is, as it is shown: `#17 /output`; empty for the whole file.
  public var place: String {
    [record.map(\.description), pointer?.description].compactMap(\.self).joined(separator: " ")
  }

  /// Whether an edit fixes it: its own, or that of another finding in the same text.
  public var isMendable: Bool { fix != nil || mask != nil }
}

/// What a trainer does with a record.
public enum Outcome: String, Hashable, Sendable, CaseIterable {
  case kept, changed, truncated, dropped, crash
}

/// A place in a record where a rule found something.
struct Spot: Hashable {
  var message: String
  var pointer: JSONPointer?
  var range: Range<Int>?
  var fix: Command?
  /// A replacement for the range.
  var mask: String?
  /// The severity, if it differs from the rule's.
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
  /// The spot with the characters of its text whole that its range begins or ends in.
  func onCharacters(of text: CheckedRecord.Text) -> Spot {
    guard let range, pointer == text.pointer else { return self }
    func isInside(_ offset: Int) -> Bool {
      offset < text.utf8.count && text.utf8[offset].isContinuation
    }
    var (low, high) = (range.lowerBound, range.upperBound)
    while low > 0, isInside(low) { low -= 1 }
    while isInside(high) { high += 1 }
    var spot = self
    spot.range = low..<high
    return spot
  }

  func finding(of rule: some DescribedRule, in number: RecordNumber?) -> Finding {
    Finding(
      rule: rule.id, severity: severity ?? rule.severity, record: number, pointer: pointer,
      range: range, message: message, fix: fix, mask: mask)
  }
}

/// A rule as `check --list` and `--explain` describe it.
public protocol DescribedRule: Sendable {
  /// A letter for the group, and a number: `P06`.
  var id: String { get }
  var severity: Severity { get }
  /// A summary in a few words.
  var title: String { get }
  /// What the problem means, and whom it harms.
  var explanation: String { get }
  /// Typical false positives.
  var mistakes: String { get }
}
