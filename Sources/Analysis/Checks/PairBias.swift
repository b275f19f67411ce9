import JSONLines

/// What tells chosen from rejected of one pair without reading them.
struct PairBias: Sendable {
  /// Scalars of chosen minus those of rejected.
  let difference: Int
  let chosen: StyleMarks
  let rejected: StyleMarks

  init(_ sides: CheckedRecord.Sides, in record: CheckedRecord) {
    func survey(_ side: [UInt8], _ response: Int) -> EncodedText.Survey {
      // A text as long as the side is the side, and counted already.
      record.texts.first { $0.response == response && $0.utf8.count == side.count }?.survey
        ?? side.withUnsafeBufferPointer { EncodedText($0).survey }
    }
    let (first, second) = (survey(sides.chosen, 0), survey(sides.rejected, 1))
    difference = first.scalars - second.scalars
    chosen = StyleMarks(of: sides.chosen, first)
    rejected = StyleMarks(of: sides.rejected, second)
  }
}

extension Double {
  /// A share as people read it: `97 %`.
  var percent: String { "\(Int((self * 100).rounded())) %" }
}
