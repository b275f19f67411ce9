import JSONLines

/// Superficial features that may distinguish chosen from rejected in a pair.
struct PairBias: Sendable {
  /// The difference in Unicode scalars, chosen minus rejected.
  let difference: Int
  let chosen: StyleMarks
  let rejected: StyleMarks

  init(_ sides: CheckedRecord.Sides, in record: CheckedRecord) {
    func survey(_ side: [UInt8], _ response: Int) -> EncodedText.Survey {
      // A text with the same length is the whole side, and surveyed already.
      record.texts.first { $0.response == response && $0.utf8.count == side.count }?.survey
        ?? side.withUnsafeBufferPointer { EncodedText($0).survey }
    }
    let (first, second) = (survey(sides.chosen, 0), survey(sides.rejected, 1))
    difference = first.scalars - second.scalars
    chosen = StyleMarks(of: sides.chosen, first)
    rejected = StyleMarks(of: sides.rejected, second)
  }
}
