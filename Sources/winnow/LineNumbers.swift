import Curation
import Storage

/// Finds the line of the file, from 1, on which a record begins. In ascending order of records, the
/// file is read only once.
final class LineNumbers {
  private let dataset: Dataset
  private var offset = 0
  private var line = 1

  init(_ dataset: Dataset) { self.dataset = dataset }

  /// Nil for an inserted record, and in a table, whose rows became lines when it was read.
  func line(of number: RecordNumber) -> Int? {
    guard number.position < dataset.recordCount,
      dataset.formats.allSatisfy(\.isUnpacking)
    else { return nil }
    let start = dataset.range(of: number).lowerBound
    if start < offset { (offset, line) = (0, 1) }
    line += dataset.lineCount(in: offset..<start)
    offset = start
    return line
  }
}
