/// What a file looks like around its records.
public struct FileFacts: Hashable, Sendable {
  public var hasByteOrderMark = false
  public var isArrayNamedLines = false
  public var endsWithLineEnd = true
  /// The first line that ends in CR LF, and how many do.
  public var firstCarriageReturn: RecordNumber?
  public var carriageReturns = 0
  /// The record before the first empty line, and how many there are.
  public var firstEmptyLine: RecordNumber?
  public var emptyLines = 0

  public init() {}
}
