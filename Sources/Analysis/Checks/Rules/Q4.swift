import Curation
import JSONLines

extension DatasetRule {
  static let q4 = DatasetRule(
    id: "Q4", severity: .info, title: "a length far from the usual",
    explanation: """
      The logarithm of its length is more than 3.5 deviations from the median of its role
      (`length-deviations` in a file of rules), among 50 texts or more. Long stories among short
      answers are found as well as cut answers: sort by length and look.
      """,
    mistakes: "Sets that mix short answers and long documents.", begin: { LengthsLook($0) })
}

/// Collects the lengths of all texts by role, to find unusual ones.
private struct LengthsLook: DatasetLook {
  /// How many deviations count as unusual.
  let deviations: Double

  /// A text's length and place, in twelve bytes.
  private struct Length {
    var record: UInt32
    var scalars: UInt32
    var place: Int32
  }

  /// Roles are few, so a linear search is cheaper than hashing.
  private var lengths: [(role: Part.Role, all: [Length])] = []
  /// Indices in `pointers`.
  private var places = FingerprintTable<Int32>()
  private var pointers: [JSONPointer] = []

  /// The minimum number of texts of a role for lengths to be compared.
  private static let least = 50

  init(_ limits: CheckLimits) { deviations = limits.lengthDeviations }

  mutating func take(_ facts: RecordFacts) -> [Spot] {
    // Indexed access: passing a length along would copy it.
    for index in facts.lengths.indices where facts.lengths[index].scalars > 0 {
      let one = Length(
        record: UInt32(clamping: facts.number.value),
        scalars: UInt32(clamping: facts.lengths[index].scalars),
        place: place(of: facts.lengths[index].pointer))
      let role = facts.lengths[index].role
      if let known = lengths.firstIndex(where: { $0.role == role }) {
        lengths[known].all.append(one)
      } else {
        lengths.append((role, [one]))
      }
    }
    return []
  }

  private mutating func place(of pointer: JSONPointer) -> Int32 {
    let next = Int32(pointers.count)
    if let known = places.insert(next, for: pointer.fingerprint) { return known }
    pointers.append(pointer)
    return next
  }

  mutating func end(_ file: FileFacts?) -> [(RecordNumber?, Spot)] {
    found().map { number, pointer, text in (number, Spot(text, at: pointer)) }
  }

  /// Texts whose length is more than `deviations` from the median of their role, by the median
  /// absolute deviation of the logarithm (Iglewicz and Hoaglin's modified z-score).
  private func found() -> [(RecordNumber, JSONPointer, String)] {
    var found: [(RecordNumber, JSONPointer, String)] = []
    for (role, lengths) in lengths.sorted(by: { $0.role.rawValue < $1.role.rawValue })
    where lengths.count >= Self.least {
      let sorted = lengths.map(\.scalars).inOrder
      let middle = median(of: sorted.count) { logarithm(Double(sorted[$0])) }
      let nearest = distances(from: middle, sorted)
      let spread = median(of: sorted.count) { nearest[$0] }
      guard spread > 0 else { continue }
      let usual = median(of: sorted.count) { Double(sorted[$0]) }
      for length in lengths {
        let value = logarithm(Double(length.scalars))
        guard abs(0.6745 * (value - middle) / spread) > deviations else { continue }
        found.append(
          (
            RecordNumber(Int(length.record)), pointers[Int(length.place)],
            "\(length.scalars) characters; \(role.rawValue) has \(Int(usual)) in the median"
          ))
      }
    }
    return found.sorted { $0.0 < $1.0 }
  }

  /// The distances of the logarithms of sorted lengths from `middle`, in ascending order: as many
  /// as a median needs.
  private func distances(from middle: Double, _ sorted: [UInt32]) -> [Double] {
    var above = sorted.firstIndex { logarithm(Double($0)) >= middle } ?? sorted.count
    var below = above - 1
    var distances: [Double] = []
    while distances.count <= sorted.count / 2 {
      let down = below >= 0 ? middle - logarithm(Double(sorted[below])) : .infinity
      let up = above < sorted.count ? logarithm(Double(sorted[above])) - middle : .infinity
      distances.append(min(down, up))
      if down < up { below -= 1 } else { above += 1 }
    }
    return distances
  }

  /// - Parameter value: returns the value at an index of the sorted values.
  private func median(of count: Int, _ value: (Int) -> Double) -> Double {
    (value(count / 2) + value((count - 1) / 2)) / 2
  }

  /// The binary logarithm, to about a hundredth, which suffices for a threshold.
  private func logarithm(_ value: Double) -> Double {
    Double(value.exponent) + (value.significand - 1) * (1 + 0.346 * (2 - value.significand))
  }
}

extension [UInt32] {
  /// The numbers in ascending order. Nearly all lengths are below 65,536: these are counted.
  fileprivate var inOrder: [UInt32] {
    guard count > 1 << 12 else { return sorted() }
    var counts = [Int](repeating: 0, count: 1 << 16)
    var others: [UInt32] = []
    for number in self {
      if number < 1 << 16 { counts[Int(number)] += 1 } else { others.append(number) }
    }
    var all: [UInt32] = []
    all.reserveCapacity(count)
    for (number, count) in counts.enumerated() {
      for _ in 0..<count { all.append(UInt32(number)) }
    }
    return all + others.sorted()
  }
}
