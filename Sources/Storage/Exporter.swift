public import Curation
import JSONLines

/// Writes the curated dataset: runs of unchanged bytes are copied from the input, edited records
/// spliced in, and left-out records skipped along with their separator.
public struct Exporter {
  private let dataset: Dataset
  private let set: WorkingSet
  private let keep: KeepRule

  /// - Precondition: `dataset` is indexed to its end.
  public init(_ dataset: Dataset, _ set: WorkingSet, keep: KeepRule) {
    self.dataset = dataset
    self.set = set
    self.keep = keep
  }

  /// The destination of the output.
  public enum Destination: Hashable, Sendable {
    case standardOutput
    /// A file; `replacing` allows it to overwrite an existing one.
    case file(String, replacing: Bool)
  }

  /// Writes the dataset and returns the number of records written.
  public func write(to destination: Destination) throws(StorageError) -> Int {
    let (path, replacing) =
      switch destination {
      case .standardOutput: ("-", false)
      case .file(let path, let replacing): (path, replacing)
      }
    if path != "-", dataset.isSameFile(as: path) { throw .outputIsInput(path: path) }
    return try write(to: path, replacing: replacing)
  }

  /// Replaces the dataset itself, once the new one is complete and `session` has noted what became
  /// of the records. Returns the number of records written.
  public func renew(_ session: JournalSession) throws(StorageError) -> Int {
    if let format = dataset.formats.last {
      throw .convertedDataset(path: dataset.path, format)
    }
    return try write(to: dataset.path, replacing: true) { (whole) throws(StorageError) in
      let file = try RenewedFile(at: whole)
      if let renewal = set.renewal(keep, to: file) { try session.note(renewal) }
      try dataset.checkUnchanged()
    }
  }

  /// - Parameter finally: what to do when the file is complete, and not yet in its place.
  private func write(
    to path: String, replacing: Bool, finally: (String) throws(StorageError) -> Void = { _ in }
  ) throws(StorageError) -> Int {
    try dataset.checkUnchanged()
    var output = try OutputFile(path, replacing: replacing)
    let written: Int
    do {
      written = try write(to: &output)
      try dataset.checkUnchanged()
    } catch {
      output.discard()
      // What another program has cut off the dataset can't be written.
      try dataset.checkInPlace()
      throw error
    }
    try output.finish(finally)
    return written
  }

  private func write(to output: inout OutputFile) throws(StorageError) -> Int {
    var written = dataset.recordCount
    /// The input offset up to which everything is written or skipped.
    var cursor = 0
    var keptAny = false
    var previous = 0
    for number in specialRecords() {
      switch set.disposition(of: number, keep) {
      case .unchanged: continue
      case .edited(let bytes):
        keptAny = keptAny || number.position > previous
        let range = dataset.range(of: number)
        try copy(cursor..<range.lowerBound, to: &output)
        try append(bytes, to: &output)
        cursor = range.upperBound
        keptAny = true
      case .leftOut:
        keptAny = keptAny || number.position > previous
        written -= 1
        cursor = try skip(number, from: cursor, keptAny: keptAny, to: &output)
      }
      previous = number.position + 1
    }
    let inserted = insertedRecords()
    guard !inserted.isEmpty else {
      try copy(cursor..<dataset.byteCount, to: &output)
      if isEndMended { try append(closing, to: &output) }
      return written
    }
    let isLastKept =
      dataset.recordCount > 0
      && set.disposition(of: RecordNumber(dataset.recordCount), keep) != .leftOut
    try write(
      inserted, from: cursor, keptAny: keptAny || isLastKept, isLastKept: isLastKept, to: &output)
    return written + inserted.count
  }

  /// Whether the rest of an array or a map whose syntax breaks there was edited or left out, and
  /// its closing bracket with it. A file without the opening bracket has none.
  private var isEndMended: Bool {
    guard let broken = dataset.brokenOffset else { return false }
    return broken > Container.firstValueOffset(in: dataset.bytes)
      && set.disposition(of: RecordNumber(dataset.recordCount), keep) != .unchanged
  }

  private var closing: Bytes {
    switch dataset.container {
    case .jsonl, .single: Bytes("")
    case .array: Bytes("]\n")
    case .wrapped: Bytes("]}\n")
    case .map: Bytes("}\n")
    }
  }

  // MARK: - Inserted records

  private func insertedRecords() -> [Bytes] {
    set.insertedRecords.compactMap { number in
      switch set.disposition(of: number, keep) {
      case .leftOut: nil
      case .unchanged: set.source.bytes(of: number)
      case .edited(let bytes): bytes
      }
    }
  }

  /// Writes the rest of the input and the inserted records after its last: in JSON Lines with the
  /// input's line ends, in an array with the separator of its last two elements.
  private func write(
    _ inserted: [Bytes], from cursor: Int, keptAny: Bool, isLastKept: Bool,
    to output: inout OutputFile
  ) throws(StorageError) {
    let bytes = dataset.bytes
    if dataset.container == .jsonl || dataset.container == .single {
      let newline = bytes.firstOffset(of: 0x0A, in: 0..<bytes.count)
      let isWindows = newline.map { $0 > 0 && bytes[$0 - 1] == 0x0D } ?? false
      let lineEnd = Bytes(isWindows ? "\r\n" : "\n")
      try copy(cursor..<bytes.count, to: &output)
      let isOpen = bytes.count > 0 && bytes[bytes.count - 1] != 0x0A && isLastKept
      for record in inserted {
        if isOpen { try append(lineEnd, to: &output) }
        try append(record, to: &output)
        if !isOpen { try append(lineEnd, to: &output) }
      }
      return
    }
    let end =
      dataset.recordCount > 0
      ? max(cursor, dataset.range(of: RecordNumber(dataset.recordCount)).upperBound)
      : (bytes.firstOffset(of: UInt8(ascii: "["), in: 0..<bytes.count) ?? 0) + 1
    try copy(cursor..<end, to: &output)
    for (index, record) in inserted.enumerated() {
      if keptAny || index > 0 { try append(separator, to: &output) }
      try append(record, to: &output)
    }
    try copy(end..<bytes.count, to: &output)
  }

  /// The bytes between the last two elements of an array. With only one element, a comma and the
  /// blanks before that element.
  private var separator: Bytes {
    let bytes = dataset.bytes
    if dataset.recordCount == 0 { return Bytes(",") }
    let last = dataset.range(of: RecordNumber(dataset.recordCount))
    guard dataset.recordCount > 1 else {
      var start = last.lowerBound
      while start > 0, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[start - 1]) { start -= 1 }
      return Bytes([UInt8(ascii: ",")] + Array(bytes.slice(start..<last.lowerBound)))
    }
    let before = dataset.range(of: RecordNumber(dataset.recordCount - 1))
    return bytes.slice(before.upperBound..<last.lowerBound)
  }

  /// The records that may need more than copying, ascending.
  private func specialRecords() -> [RecordNumber] {
    keep.policy == .accepted
      ? (0..<dataset.recordCount).map { RecordNumber(position: $0) }
      : set.touchedRecords.filter { $0.position < dataset.recordCount }
  }

  /// Skips a record, after copying the input before it that stays. Returns the offset at which the
  /// input continues.
  ///
  /// In JSON Lines a record is removed with its line. In an array it is removed with the gap before
  /// it, or, as long as nothing has been kept, with the gap after it.
  private func skip(
    _ number: RecordNumber, from cursor: Int, keptAny: Bool, to output: inout OutputFile
  ) throws(StorageError) -> Int {
    let range = dataset.range(of: number)
    let bytes = dataset.bytes
    guard [.array, .wrapped, .map].contains(dataset.container) else {
      let line = lineRange(of: range, in: bytes)
      try copy(cursor..<max(cursor, line.lowerBound), to: &output)
      return line.upperBound
    }
    if keptAny {
      // The gap starts at the end of the previous record, which may have been left out as well.
      let before = dataset.range(of: RecordNumber(number.value - 1)).upperBound
      try copy(cursor..<max(cursor, before), to: &output)
      return range.upperBound
    }
    // Nothing is kept yet: the text before the first record stays, and the gap after this one goes.
    // In a map the name goes with its record.
    let isMap = dataset.container == .map
    if number.value == 1 {
      let start = isMap ? RecordScanner.memberStart(after: cursor, in: bytes) : range.lowerBound
      try copy(cursor..<start, to: &output)
    }
    guard number.value < dataset.recordCount else {
      // A comma that nothing followed.
      if case .trailingComma(let comma)? = dataset.containerFault { return comma + 1 }
      return range.upperBound
    }
    return isMap
      ? RecordScanner.memberStart(after: range.upperBound, in: bytes)
      : dataset.start(of: RecordNumber(number.value + 1))
  }

  private func lineRange(of range: Range<Int>, in bytes: Bytes) -> Range<Int> {
    // Without its only record nothing of the file remains.
    guard dataset.container == .jsonl else { return 0..<bytes.count }
    var start = range.lowerBound
    while start > 0, bytes[start - 1] == 0x20 || bytes[start - 1] == 0x09 { start -= 1 }
    let newline = bytes.firstOffset(of: 0x0A, in: range.upperBound..<bytes.count)
    return start..<(newline.map { $0 + 1 } ?? bytes.count)
  }

  private func copy(_ range: Range<Int>, to output: inout OutputFile) throws(StorageError) {
    try append(dataset.bytes.slice(range), to: &output)
  }

  private func append(_ bytes: Bytes, to output: inout OutputFile) throws(StorageError) {
    try bytes.withBuffer { (buffer) throws(StorageError) in try output.write(buffer) }
  }
}
