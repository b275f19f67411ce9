import JSONLines

/// What tells chosen from rejected of one pair without reading them.
struct PairBias: Sendable {
  /// Scalars of chosen minus those of rejected.
  let difference: Int
  let chosen: StyleMarks
  let rejected: StyleMarks

  init(_ sides: CheckedRecord.Sides) {
    func survey(_ utf8: [UInt8]) -> EncodedText.Survey {
      utf8.withUnsafeBufferPointer { EncodedText($0).survey }
    }
    let (first, second) = (survey(sides.chosen), survey(sides.rejected))
    difference = first.scalars - second.scalars
    chosen = StyleMarks(of: sides.chosen, first)
    rejected = StyleMarks(of: sides.rejected, second)
  }
}

extension Double {
  /// A share as people read it: `97 %`.
  var percent: String { "\(Int((self * 100).rounded())) %" }
}
