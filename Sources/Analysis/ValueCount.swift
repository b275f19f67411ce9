public import Curation
import JSONLines

/// A value of a field, and how often it occurs.
public struct ValueCount: Hashable, Sendable {
  public var value: String
  public var count: Int

  /// The number of different values that are counted; others are passed over.
  public static let limit = 1_000_000

  /// Counts the records that have each value of a field, the most frequent first, and equally
  /// frequent ones in order. At most `limit` different ones are counted.
  ///
  /// - Returns: nil when cancelled.
  public static func values(
    of field: Query.Field, among numbers: [RecordNumber], in set: WorkingSet, as shape: Shape?,
    limit: Int = Self.limit, isCancelled: @Sendable () -> Bool = { false }
  ) -> [ValueCount]? {
    var counts: [ScalarKey: ValueCount] = [:]
    Parallel.inOrder(numbers.count) { range -> [[ScalarKey: String]] in
      if isCancelled() { return [] }
      return numbers[range].map { number in
        var record = QueryRecord(number, in: set, as: shape)
        return Dictionary(record.texts(of: field), uniquingKeysWith: { first, _ in first })
      }
    } take: { records, _ in
      for (key, text) in records.joined() where counts[key] != nil || counts.count < limit {
        counts[key, default: ValueCount(value: key.spelling(of: text), count: 0)].count += 1
      }
    }
    if isCancelled() { return nil }
    return counts.values.map { (count: $0, key: SortKey($0.value)) }
      .sorted { a, b in
        if a.count.count != b.count.count { return a.count.count > b.count.count }
        return (a.key, a.count.value) < (b.key, b.count.value)
      }.map(\.count)
  }
}
