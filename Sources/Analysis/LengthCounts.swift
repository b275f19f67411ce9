/// The distribution of the lengths of some texts, in Unicode scalars.
struct LengthCounts: Hashable {
  /// The least length of each bucket.
  static let bounds = [0, 1, 16, 64, 256, 1024, 4096, 16384, 65536]

  var buckets = [Int](repeating: 0, count: Self.bounds.count)
  var total = 0
  var most = 0
  var records = 0
  /// Lengths that aren't in a histogram yet, in order of addition; merging puts them into that of
  /// the sum.
  private var fresh: [Int] = []
  /// The histogram: one bin per length up to 255, above that 128 bins between two powers of two.
  private var fine: [Int] = []

  mutating func add(_ length: Int) {
    fresh.append(length)
    buckets[Self.bounds.lastIndex { $0 <= length } ?? 0] += 1
    total += length
    most = max(most, length)
    records += 1
  }

  mutating func add(_ other: LengthCounts) {
    for index in buckets.indices { buckets[index] += other.buckets[index] }
    total += other.total
    most = max(most, other.most)
    records += other.records
    for length in other.fresh {
      let place = Self.place(of: length)
      if place >= fine.count { fine += Array(repeating: 0, count: place + 1 - fine.count) }
      fine[place] += 1
    }
  }

  private static func place(of length: Int) -> Int {
    guard length > 255 else { return length }
    let shift = Int.bitWidth - length.leadingZeroBitCount - 8
    return shift * 128 + (length >> shift)
  }

  /// The length that `share` percent of the records don't exceed.
  func percentile(_ share: Int) -> Int {
    var left = (records * share + 99) / 100
    for (place, count) in fine.enumerated() {
      left -= count
      guard left <= 0 else { continue }
      let shift = max(0, place / 128 - 1)
      // The middle of the bin.
      return min(most, shift == 0 ? place : (place % 128 + 128) << shift + 1 << (shift - 1))
    }
    return most
  }
}
