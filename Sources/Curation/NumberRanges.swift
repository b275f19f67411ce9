import JSONLines

/// Record numbers in ascending order, kept as ranges.
public struct NumberRanges: Hashable, Sendable {
  private(set) var ranges: [ClosedRange<Int>] = []
  /// For each range, how many numbers are in those before it.
  private var counts: [Int] = []

  public init() {}

  /// The numbers of ranges in any order, which may overlap.
  public init(_ ranges: [ClosedRange<Int>]) {
    for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
      let least = max(range.lowerBound, (self.ranges.last?.upperBound ?? 0) &+ 1)
      if least > 0, least <= range.upperBound { append(least...range.upperBound) }
    }
  }

  public func contains(_ number: RecordNumber) -> Bool { place(of: number).isThere }

  var count: Int { (counts.last ?? 0) + (ranges.last?.count ?? 0) }

  /// Adds numbers above all that are there; returns false, and adds nothing, if they aren't.
  @discardableResult
  mutating func append(_ numbers: ClosedRange<Int>) -> Bool {
    let last = ranges.last?.upperBound ?? 0
    guard numbers.lowerBound > last else { return false }
    if numbers.lowerBound == last + 1, let open = ranges.indices.last {
      ranges[open] = ranges[open].lowerBound...numbers.upperBound
    } else {
      counts.append(count)
      ranges.append(numbers)
    }
    return true
  }

  /// Whether a number is there, and how many are below it.
  func place(of number: RecordNumber) -> (isThere: Bool, below: Int) {
    let place = ranges.partitioningIndex { $0.upperBound >= number.value }
    guard place < ranges.count else { return (false, count) }
    let inside = max(0, number.value - ranges[place].lowerBound)
    return (ranges[place].contains(number.value), counts[place] + inside)
  }
}
