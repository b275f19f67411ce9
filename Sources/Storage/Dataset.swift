public import Curation
import Dispatch
import Glibc
public import JSONLines
import Synchronization

/// A dataset file, open for reading. Calls of `index`, from any thread, extend the index of its
/// records; entries that exist never change.
public final class Dataset: RecordSource {
  public let path: String
  public let container: Container
  /// The key of the list that holds the records, in a wrapper.
  public let list: JSONString?
  public let byteCount: Int
  private let mapping: FileMapping
  /// `quick` of all bytes.
  private let quickHash: ContentHash
  /// The formats that were read as JSON, from the outside in.
  public let formats: [SourceFormat]
  /// The faults of a table that was converted.
  public let tableFaults: TableFaults
  /// The files as they were when their bytes were last known to be those of `mapping`.
  private let origin: Mutex<Origin>
  /// The records indexed so far. The lock is held only for a lookup or an append.
  private let state: Mutex<Indexing>
  /// The scanner that continues the indexing, on one thread at a time.
  private let scanner: Mutex<RecordScanner>

  private struct Origin {
    /// Empty for standard input.
    var files: [(path: String, stamp: FileStamp)]
    /// A hash of the mapping; nil until it is computed, or if the mapping isn't the file itself.
    var hash: UInt64?
    let isMapped: Bool
  }

  private struct Indexing {
    /// The scanner's state at the end of `index`.
    var scanner: RecordScanner
    var index = RecordIndex()

    /// The byte offsets of a record and of the next; nil if that isn't known.
    func place(of number: RecordNumber) -> (start: Int, next: Int?) {
      let next = number.position + 1
      return (index[number.position], next < index.count ? index[next] : nil)
    }
  }

  /// The number of bytes that one scanner indexes before `state` is updated.
  private static let stretch = 8 << 20

  /// Opens a file and indexes its first records.
  ///
  /// - Parameters:
  ///   - container: the container format; nil detects it.
  ///   - list: the key of a wrapper's list; nil detects it.
  ///   - source: the format, if the name doesn't tell; nil goes by the name.
  ///   - isShard: whether one line is a record, whatever it looks like, unless the name tells.
  ///   - readingAhead: how many bytes to index at once; `index` does the rest.
  ///   - path: the file; `-` and other pipes are read to their end.
  /// - Throws: if the file doesn't exist, isn't regular, or isn't text.
  public convenience init(
    path: String, as container: Container? = nil, list: JSONString? = nil,
    from source: SourceFormat? = nil, isShard: Bool = false, readingAhead: Int = 1 << 20
  ) throws(StorageError) {
    if FilePath.isPipe(path) {
      try self.init(
        "standard input", try StandardInput.mapped(path), [], as: container, list: list,
        from: source, isShard: isShard, readingAhead: readingAhead)
      return
    }
    let files = try DatasetFolder.files(of: path) ?? [path]
    if files.count > 1 {
      let (lines, opened, faults) = try Self.joined(files)
      let first = FilePath(files[0])
      // The split's own name, so that its journal isn't taken for one of the first file.
      let split = DatasetFolder.split(of: first.name, in: first.folder) ?? first.name
      try self.init(
        "\(first.folder)/\(split)", lines, opened, as: container, readingAhead: readingAhead,
        [.parts], faults)
      return
    }
    let path = files[0]
    let descriptor = try Descriptor(opening: path, O_RDONLY | O_NOCTTY | O_NONBLOCK, doing: .open)
    let status = try descriptor.status()
    guard status.st_mode & S_IFMT == S_IFREG else { throw .notARegularFile(path: path) }
    let mapping = try FileMapping(descriptor, byteCount: Int(status.st_size))
    try self.init(
      path, mapping, [(path, FileStamp(status))], as: container, list: list, from: source,
      isShard: isShard, readingAhead: readingAhead)
  }

  private init(
    _ path: String, _ lying: FileMapping, _ opened: [(path: String, stamp: FileStamp)],
    as container: Container?, list: JSONString? = nil, from source: SourceFormat? = nil,
    isShard: Bool = false, readingAhead: Int,
    _ before: [SourceFormat] = [], _ earlier: TableFaults = TableFaults()
  ) throws(StorageError) {
    var mapping = lying
    var formats = before
    var faults = earlier
    switch ForeignFormat(mapping.bytes.prefix(ForeignFormat.headBytes)) {
    case .gzip:
      mapping = try Decompression.gunzip(mapping.bytes, path: path)
      formats.append(.gzip)
    case .zstandard:
      mapping = try Decompression.unzstd(mapping.bytes, path: path)
      formats.append(.zstandard)
    case .parquet where opened.count == 1:
      (mapping, faults) = try Parquet.lines(of: path)
      formats.append(.parquet)
    case let kind?: throw .notText(path: path, kind: kind)
    case nil: break
    }
    var container = container
    let isUnnamed = source == nil && !SourceFormat.isNamedOtherwise(path)
    if isShard, container == nil, isUnnamed, mapping.bytes.isOneLine { container = .jsonl }
    let mayBeTable = container == nil && before.isEmpty && !formats.contains(.parquet)
    let known = mayBeTable ? SourceFormat.of(path, mapping.bytes) : nil
    if let format = source ?? known {
      (mapping, faults) = try format.lines(of: mapping.bytes)
      formats.append(format)
    }
    self.path = path
    self.mapping = mapping
    quickHash = Self.quick(mapping.bytes)
    self.formats = formats
    tableFaults = faults
    origin = Mutex(Origin(files: opened, isMapped: opened.count == 1 && formats.isEmpty))
    byteCount = mapping.bytes.count
    let isLines = SourceFormat.isNamedLines(path) || formats.last?.isUnpacking == false
    if container == nil, isLines, Container.isOneLine(mapping.bytes) { container = .jsonl }
    var indexing = Indexing(scanner: RecordScanner(mapping.bytes, as: container, list: list))
    self.container = indexing.scanner.container
    self.list = indexing.scanner.list
    indexing.scanner.scan(mapping.bytes, into: &indexing.index, budget: readingAhead)
    state = Mutex(indexing)
    scanner = Mutex(indexing.scanner)
  }

  /// The bytes of the file, read as JSON.
  public var bytes: Bytes { mapping.bytes }

  public var recordCount: Int { state.withLock { $0.index.count } }
  public var isComplete: Bool { state.withLock { $0.scanner.isFinished } }

  /// The number of bytes indexed so far, for showing progress.
  public var indexedByteCount: Int { state.withLock { $0.scanner.offset } }

  /// The byte offset at which the array's syntax breaks; everything from there is one opaque
  /// record. Nil if it doesn't break.
  public var brokenOffset: Int? { state.withLock { $0.scanner.brokenOffset } }

  public var isBroken: Bool { brokenOffset != nil }

  /// What is wrong around the records of an array or map.
  public var containerFault: RecordScanner.Fault? { state.withLock { $0.scanner.fault } }

  /// Indexes about `budget` more bytes. Returns whether everything is indexed.
  @discardableResult
  public func index(budget: Int = .max) -> Bool {
    scanner.withLock { scanner in
      var left = budget
      while left > 0, !scanner.isFinished {
        let stretch = min(left, Self.stretch)
        let scanners = scanner.scanners(for: left / stretch, of: stretch, in: mapping.bytes)
        for (moved, found) in Self.scan(mapping.bytes, scanners, budget: stretch) {
          scanner = moved
          left -= stretch
          state.withLock {
            $0.index.append(found)
            $0.scanner = moved
          }
        }
      }
      return scanner.isFinished
    }
  }

  /// Lets each scanner find the records in its next `budget` bytes, on all cores.
  private static func scan(
    _ bytes: Bytes, _ scanners: [RecordScanner], budget: Int
  ) -> [(RecordScanner, RecordIndex)] {
    let results = Mutex([Int: (RecordScanner, RecordIndex)]())
    DispatchQueue.concurrentPerform(iterations: scanners.count) { place in
      var (scanner, found) = (scanners[place], RecordIndex())
      scanner.scan(bytes, into: &found, budget: budget)
      results.withLock { $0[place] = (scanner, found) }
    }
    return results.withLock { results in scanners.indices.compactMap { results[$0] } }
  }

  /// Returns the number of LF bytes in a byte range.
  public func lineCount(in range: Range<Int>) -> Int {
    var count = 0
    var start = range.lowerBound
    while let end = mapping.bytes.firstOffset(of: 0x0A, in: start..<range.upperBound) {
      count += 1
      start = end + 1
    }
    return count
  }

  /// Returns the byte range of a record in the file.
  public func range(of number: RecordNumber) -> Range<Int> {
    let (scanner, place) = state.withLock { ($0.scanner, $0.place(of: number)) }
    return scanner.range(from: place.start, upTo: place.next, in: mapping.bytes)
  }

  /// Returns the byte offset of a record in the file.
  public func start(of number: RecordNumber) -> Int {
    state.withLock { $0.index[number.position] }
  }

  public func bytes(of number: RecordNumber) -> Bytes {
    mapping.bytes.slice(range(of: number))
  }

  public func bytes(of numbers: ArraySlice<RecordNumber>) -> [Bytes] {
    let (scanner, places) = state.withLock { state in
      (state.scanner, numbers.map { state.place(of: $0) })
    }
    let bytes = mapping.bytes.apart
    return places.map { bytes.slice(scanner.range(from: $0.start, upTo: $0.next, in: bytes)) }
  }

  public func hash(_ bytes: Bytes) -> ContentHash { SHA256.hash(bytes) }

  /// What a journal stores to recognise the file: name, size, container, and a hash of the size and
  /// the first and last 64 KiB.
  public var identity: DatasetIdentity {
    DatasetIdentity(
      name: FilePath(path).name, byteCount: byteCount, container: container,
      quick: quickHash)
  }

  static func quick(_ bytes: Bytes) -> ContentHash {
    let edge = 64 << 10
    var sample = Array(String(bytes.count).utf8)
    sample += bytes.slice(0..<min(edge, bytes.count))
    sample += bytes.slice(max(0, bytes.count - edge)..<bytes.count)
    return SHA256.hash(sample)
  }

  public var quick: ContentHash? { quickHash }

  public var facts: FileFacts {
    let bytes = mapping.bytes
    var facts = FileFacts()
    facts.hasByteOrderMark = bytes.count >= 3 && bytes.prefix(3).elementsEqual([0xEF, 0xBB, 0xBF])
    facts.endsWithLineEnd = bytes.isEmpty || bytes[bytes.count - 1] == 0x0A
    facts.fault = formats.isEmpty ? containerFault : nil
    facts.isLines = container == .jsonl && formats.allSatisfy(\.isUnpacking)
    facts.isArrayNamedLines = container == .array && SourceFormat.isNamedLines(path)
    facts.table = tableFaults
    guard container == .jsonl, formats.isEmpty else { return facts }
    let first = recordCount > 0 ? start(of: RecordNumber(1)) : bytes.count
    facts.emptyLines = bytes.slice(0..<first).count { $0 == 0x0A }
    let (scanner, index) = state.withLock { ($0.scanner, $0.index) }
    for position in 0..<index.count {
      let number = RecordNumber(position: position)
      let next = position + 1 < index.count ? index[position + 1] : bytes.count
      let end = scanner.range(from: index[position], upTo: next, in: bytes).upperBound
      if end + 1 == next { continue }
      let gap = bytes.slice(end..<next)
      if gap.count > 1, gap.firstOffset(of: [0x0D, 0x0A]) != nil {
        facts.firstCarriageReturn = facts.firstCarriageReturn ?? number
        facts.carriageReturns += 1
      }
      let empty = gap.count { $0 == 0x0A } - 1
      if empty > 0 {
        if facts.emptyLines == 0 { facts.firstEmptyLine = number }
        facts.emptyLines += empty
      }
    }
    return facts
  }

  /// Checks that the files still have the sizes, times and inodes that they had at opening.
  ///
  /// - Throws: `datasetChanged`.
  public func checkUnchanged() throws(StorageError) {
    if mapping.hasShrunk, let file = files.first { throw .datasetChanged(path: file.path) }
    try check { _, _ in true }
  }

  /// The files with their stamps; empty for standard input.
  var files: [(path: String, stamp: FileStamp)] { origin.withLock { $0.files } }

  /// Computes a hash of the file's bytes, so that a later change of its time alone is known as
  /// such. Reads all of them.
  public func rememberBytes() {
    guard origin.withLock({ $0.isMapped }), !mapping.hasShrunk else { return }
    let hash = mapping.bytes.fingerprint
    origin.withLock { if isUnchanged(0, of: &$0) { $0.hash = hash } }
  }

  /// Whether a file is as it was opened, or was only touched since: then its new time is noted.
  private func isUnchanged(_ place: Int, of origin: inout Origin) -> Bool {
    let (path, stamp) = origin.files[place]
    guard let now = FileStamp(of: path) else { return false }
    if now == stamp { return true }
    guard now.isSameFile(as: stamp), now.size == stamp.size, let hash = origin.hash,
      !mapping.hasShrunk, mapping.bytes.fingerprint == hash
    else { return false }
    origin.files[place].stamp = now
    return true
  }

  /// Checks that the files are still those that were opened, unless they are gone: record numbers
  /// are those of these files.
  ///
  /// - Throws: `datasetChanged`.
  func checkInPlace() throws(StorageError) {
    try check { path, _ in FileStamp(of: path) != nil }
  }

  private func check(
    filesWhere isMeant: (_ path: String, _ stamp: FileStamp) -> Bool
  ) throws(StorageError) {
    let changed = origin.withLock { origin in
      origin.files.indices.first { place in
        isMeant(origin.files[place].path, origin.files[place].stamp)
          && !isUnchanged(place, of: &origin)
      }.map { origin.files[$0].path }
    }
    if let changed { throw .datasetChanged(path: changed) }
  }

  /// Whether `path` is one of the dataset's files, by device and inode.
  public func isSameFile(as path: String) -> Bool { FileStamp(of: path).map(isSameFile) ?? false }

  /// Whether standard output goes into one of the dataset's files.
  public var isStandardOutput: Bool {
    var status = stat()
    return fstat(STDOUT_FILENO, &status) == 0 && isSameFile(FileStamp(status))
  }

  private func isSameFile(_ stamp: FileStamp) -> Bool {
    origin.withLock { $0.files.contains { $0.stamp.isSameFile(as: stamp) } }
  }
}

extension Bytes {
  /// Whether they are one line, and not blank.
  fileprivate var isOneLine: Bool {
    let line = trimmed(0..<count)
    return !line.isEmpty && firstOffset(of: 0x0A, in: line) == nil
  }
}
