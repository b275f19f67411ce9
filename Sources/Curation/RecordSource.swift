public import JSONLines

/// The records of a dataset, unchanged. Storage reads them from a file, tests from an array.
public protocol RecordSource: AnyObject, Sendable {
  /// The number of records known so far. It grows while a file is being indexed.
  var recordCount: Int { get }

  /// Whether `recordCount` is final.
  var isComplete: Bool { get }

  /// How the file holds its records; decides whether a raw text may contain line breaks.
  var container: Container { get }

  /// Whether the last record is the rest of an array or a map whose syntax breaks there.
  var isBroken: Bool { get }

  /// The bytes of a record: the value alone, without white space around it.
  ///
  /// - Precondition: `number` is between 1 and `recordCount`.
  func bytes(of number: RecordNumber) -> Bytes

  /// The bytes of several records, for a thread that reads many: a source that all threads share
  /// gives them an owner of their own (`Bytes.apart`).
  func bytes(of numbers: ArraySlice<RecordNumber>) -> [Bytes]

  /// A hash that identifies the file without reading all of it; nil if there is none.
  var quick: ContentHash? { get }

  /// Facts about the file outside its records.
  ///
  /// - Precondition: the source is complete.
  var facts: FileFacts { get }

  /// SHA-256 of any bytes.
  func hash(_ bytes: Bytes) -> ContentHash
}

extension RecordSource {
  public var isBroken: Bool { false }
  public var quick: ContentHash? { nil }
  public var facts: FileFacts { FileFacts() }

  public func bytes(of numbers: ArraySlice<RecordNumber>) -> [Bytes] {
    numbers.map { bytes(of: $0) }
  }

  public func contentHash(of number: RecordNumber) -> ContentHash {
    hash(bytes(of: number))
  }

  public func contains(_ number: RecordNumber) -> Bool {
    number.value >= 1 && number.value <= recordCount
  }
}
