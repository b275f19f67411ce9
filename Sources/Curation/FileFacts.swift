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
  /// Of a table: what is wrong with its rows.
  public var table = TableFaults()

  public init() {}
}

/// Faults of a table that can be read all the same.
public struct TableFaults: Hashable, Sendable {
  /// The numbers of rows with fewer cells than the header, and with more.
  public var shortRows = 0
  public var longRows = 0
  /// Whether the last quoted cell is never closed, so that it holds the rest of the file.
  public var isUnclosed = false
  /// The number of cells, or of lines of a plain text, with invalid UTF-8, which became U+FFFD.
  public var notUTF8 = 0
  /// The number of numbers that are NaN or infinite, which became null.
  public var notFinite = 0
  /// The names of columns with values that JSON has no type for, which became text or objects.
  public var foreignColumns: [String] = []

  public init() {}

  /// Adds those of another part of the same table.
  public mutating func add(_ part: TableFaults) {
    shortRows += part.shortRows
    longRows += part.longRows
    isUnclosed = isUnclosed || part.isUnclosed
    notUTF8 += part.notUTF8
    notFinite += part.notFinite
    foreignColumns += part.foreignColumns.filter { !foreignColumns.contains($0) }
  }
}
