/// The number of a record in its dataset, from 1, not counting blank lines.
public struct RecordNumber: Hashable, Comparable, Sendable {
  public var value: Int

  public init(_ value: Int) {
    self.value = value
  }

  /// The number of the record at `position`, which counts from 0.
  public init(position: Int) {
    value = position + 1
  }

  public var position: Int { value - 1 }

  public static func < (a: RecordNumber, b: RecordNumber) -> Bool { a.value < b.value }
}

extension RecordNumber: CustomStringConvertible {
  public var description: String { "#\(value)" }
}
