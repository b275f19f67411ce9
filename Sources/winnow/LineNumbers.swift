import Curation
import Storage

/// Finds the line, from 1, on which a record begins. In ascending order of records, the file is
/// read only once.
final class LineNumbers {
  private let dataset: Dataset
  private var offset = 0
  private var line = 1

  init(_ dataset: Dataset) { self.dataset = dataset }

  func line(of number: RecordNumber) -> Int {
    guard number.position < dataset.recordCount else { return number.value }
    let start = dataset.range(of: number).lowerBound
    if start < offset { (offset, line) = (0, 1) }
    line += dataset.lineCount(in: offset..<start)
    offset = start
    return line
  }
}
