import JSONLines

/// What tells chosen from rejected of one pair without reading them.
struct PairBias: Sendable {
  /// Scalars of chosen minus those of rejected.
  let difference: Int
  let chosen: StyleMarks
  let rejected: StyleMarks

  init(_ sides: CheckedRecord.Sides) {
    func scalars(_ utf8: [UInt8]) -> Int {
      utf8.withUnsafeBufferPointer { EncodedText($0).scalarCount }
    }
    difference = scalars(sides.chosen) - scalars(sides.rejected)
    chosen = StyleMarks(of: sides.chosen)
    rejected = StyleMarks(of: sides.rejected)
  }
}

extension Double {
  /// A share as people read it: `97 %`.
  var percent: String { "\(Int((self * 100).rounded())) %" }
}
