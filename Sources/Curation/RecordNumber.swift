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

  /// Parses a number or a range as they are typed: `17`, `#17`, `17-40`.
  ///
  /// - Parameter end: where a range without an end, `17-`, ends; nil takes none.
  /// - Returns: numbers from 1 on; nil for anything else.
  public static func range(
    typed text: some StringProtocol, openTo end: Int? = nil
  ) -> ClosedRange<Int>? {
    let ends = text.drop { $0 == "#" }.split(separator: "-", omittingEmptySubsequences: false)
    guard (1...2).contains(ends.count), ends.allSatisfy({ $0.first != "+" }),
      let low = Int(ends[0]), low > 0
    else { return nil }
    let high = ends.count == 1 ? low : ends[1].isEmpty ? end : Int(ends[1])
    return high.flatMap { low <= $0 ? low...$0 : nil }
  }

  public static func < (a: RecordNumber, b: RecordNumber) -> Bool { a.value < b.value }
}

extension RecordNumber: CustomStringConvertible {
  public var description: String { "#\(value)" }
}
