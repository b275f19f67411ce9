import Curation
import JSONLines

extension Rule {
  static let f08 = Rule(
    "F08", .warning, "NaN, Infinity, or a number too large",
    """
    Python writes NaN and Infinity, JSON has no such numbers, and other readers refuse the line. A
    number like 1e400 becomes infinite without a word.
    """,
    mistakes: "Where only Python reads the file, NaN may be meant.",
    needs: [.unreadable, .longNumbers]
  ) { record in
    if record.hasInfinity { return [Spot(record.reading.problem?.text ?? "NaN or Infinity")] }
    return record.numbers(from: CheckedRecord.longNumber).compactMap { node, pointer in
      let text = node.spelling(in: record.bytes)
      return Double(text)?.isInfinite == true ? Spot("\(text) is infinite", at: pointer) : nil
    }
  }
}
