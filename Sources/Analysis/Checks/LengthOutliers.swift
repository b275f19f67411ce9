import Curation
import JSONLines

/// Lengths of all texts by role, to find those far from the usual.
struct LengthOutliers {
  /// A text's length and where it is, in sixteen bytes.
  private struct Length {
    var record: UInt32
    var scalars: UInt32
    var place: Int32
  }

  private var lengths: [Part.Role: [Length]] = [:]
  /// Pointers are few: the same in most records.
  private var places: [JSONPointer: Int32] = [:]
  private var pointers: [JSONPointer] = []

  /// Texts of a role from which on lengths are compared.
  private static let least = 50

  /// - Parameter scalars: the length of the text.
  mutating func add(
    _ scalars: Int, _ role: Part.Role, at pointer: JSONPointer, in record: RecordNumber
  ) {
    guard scalars > 0 else { return }
    let place = places[pointer] ?? Int32(pointers.count)
    if place == pointers.count {
      places[pointer] = place
      pointers.append(pointer)
    }
    lengths[role, default: []].append(
      Length(
        record: UInt32(clamping: record.value), scalars: UInt32(clamping: scalars), place: place))
  }

  /// Texts whose length is `deviations` from the median of their role, by the median absolute
  /// deviation of the logarithm (Iglewicz and Hoaglin's modified z-score).
  func found(_ deviations: Double) -> [(RecordNumber, JSONPointer, String)] {
    var found: [(RecordNumber, JSONPointer, String)] = []
    for (role, lengths) in lengths.sorted(by: { $0.key.rawValue < $1.key.rawValue })
    where lengths.count >= Self.least {
      let logarithms = lengths.map { logarithm(Double($0.scalars)) }
      let middle = median(logarithms)
      let spread = median(logarithms.map { abs($0 - middle) })
      guard spread > 0 else { continue }
      let usual = median(lengths.map { Double($0.scalars) })
      for (length, value) in zip(lengths, logarithms)
      where abs(0.6745 * (value - middle) / spread) > deviations {
        found.append(
          (
            RecordNumber(Int(length.record)), pointers[Int(length.place)],
            "\(length.scalars) characters; \(role.rawValue) has \(Int(usual)) in the median"
          ))
      }
    }
    return found.sorted { $0.0 < $1.0 }
  }

  private func median(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    return (sorted[sorted.count / 2] + sorted[(sorted.count - 1) / 2]) / 2
  }

  /// The binary logarithm to about a hundredth, which is all that a threshold needs.
  private func logarithm(_ value: Double) -> Double {
    Double(value.exponent) + (value.significand - 1) * (1 + 0.346 * (2 - value.significand))
  }
}
