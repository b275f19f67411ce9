public import JSONLines

/// The records of a dataset as they came. Storage reads them from a file, tests from an array.
public protocol RecordSource: AnyObject, Sendable {
  /// Records known so far; while a file is being indexed this grows, and what was known stays.
  var recordCount: Int { get }

  /// Whether `recordCount` is final.
  var isComplete: Bool { get }

  /// How the records stand in their file; decides whether a raw text may have line breaks.
  var container: Container { get }

  /// The bytes of a record: the value alone, white space around it trimmed.
  ///
  /// - Precondition: `number` is between 1 and `recordCount`.
  func bytes(of number: RecordNumber) -> Bytes

  /// What tells this file from others, without reading all of it; nil where nothing does.
  var fingerprint: ContentHash? { get }

  /// SHA-256 of any bytes.
  func hash(_ bytes: Bytes) -> ContentHash
}

extension RecordSource {
  public var fingerprint: ContentHash? { nil }

  public func contentHash(of number: RecordNumber) -> ContentHash {
    hash(bytes(of: number))
  }

  public func contains(_ number: RecordNumber) -> Bool {
    number.value >= 1 && number.value <= recordCount
  }
}
