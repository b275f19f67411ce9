public import JSONLines

/// Facts about a file's bytes between its records.
public struct FileFacts: Hashable, Sendable {
  /// Whether each record is a line of JSON.
  public var isLines = false
  /// Whether there is no record, or none stays.
  public var isEmpty = false
  public var hasByteOrderMark = false
  /// What is wrong around the records of an array or map.
  public var fault: RecordScanner.Fault?
  public var isArrayNamedLines = false
  public var endsWithLineEnd = true
  /// The first record whose line ends in CR LF, and the number of such lines.
  public var firstCarriageReturn: RecordNumber?
  public var carriageReturns = 0
  /// The record before the first empty line, nil if that stands before all records, and the number
  /// of empty lines.
  public var firstEmptyLine: RecordNumber?
  public var emptyLines = 0
  /// Of a table: the numbers of rows with fewer cells than the header and with more, and of cells
  /// that aren't UTF-8, and whether the last quoted cell is never closed.
  public var shortRows = 0
  public var longRows = 0
  public var cellsNotUTF8 = 0
  public var hasOpenQuote = false

  public init() {}
}
