import Curation
import Glibc
import JSONLines

/// The file beside the journals in which each renewal of the dataset is a line. Without it records
/// are found by their bytes, which of equal records may be the wrong one.
struct RenewalLog {
  let path: String

  init(in folder: String) { path = "\(folder)/renewals.log" }

  /// Returns the lines, and the number of those that can't be read; none if there is no file.
  func read() throws(StorageError) -> (renewals: [Renewal], unread: Int) {
    guard let bytes = try WholeFile.readIfThere(path).map({ Bytes($0) }) else { return ([], 0) }
    var renewals: [Renewal] = []
    var unread = 0
    for line in bytes.lines().lazy.map(bytes.slice) {
      if var renewal = try? Renewal(line: line) {
        renewal.id = SHA256.hash(line)
        renewals.append(renewal)
      } else {
        unread += 1
      }
    }
    return (renewals, unread)
  }

  /// Adds a line, and syncs it.
  func append(_ renewal: Renewal) throws(StorageError) {
    try LineLog.open(path) { _ in true }?.append(renewal.line)
    try synchronizeFolder(of: path)  // the first line makes the file
  }
}

extension Dataset {
  /// Returns those of `renewals` that led to the file as it is, or as it was before lines were
  /// added at its end, oldest first; none if none of them made it, or if one of those before is
  /// missing. Reads the whole file only if it was copied, touched or added to since.
  func chain(of renewals: [Renewal]) -> [Renewal] {
    guard formats.isEmpty, let stamp = files.first?.stamp, files.count == 1 else { return [] }
    lazy var hash = SHA256.hash(bytes)
    var ends = renewals.filter {
      $0.file.isStamped(stamp) || $0.file.byteCount == byteCount && $0.file.hash == hash
    }
    // One that is as it was before a renewal was put back, and hasn't grown.
    if ends.isEmpty, container == .jsonl {
      let now = quick
      let isRestored = renewals.contains { $0.from == now }
      if !isRestored { ends = renewals.filter { hasGrown(from: $0.file) } }
    }
    let byID = Dictionary(renewals.map { ($0.id, $0) }) { first, _ in first }
    var longest: [Renewal] = []
    for end in ends {
      var chain = [end]
      var previous = end.previous
      while let id = previous, let renewal = byID[id] {
        chain.append(renewal)
        previous = renewal.previous
      }
      if previous == nil, chain.count >= longest.count { longest = chain }
    }
    return longest.reversed()
  }

  private func hasGrown(from file: RenewedFile) -> Bool {
    guard file.byteCount > 0, file.byteCount < byteCount, bytes[file.byteCount - 1] == 0x0A
    else { return false }
    let old = bytes.slice(0..<file.byteCount)
    return Self.quick(old) == file.quick && SHA256.hash(old) == file.hash
  }
}

extension RenewedFile {
  /// - Parameter path: the file, written completely.
  init(at path: String) throws(StorageError) {
    let file = try Descriptor(opening: path, O_RDONLY, doing: .open)
    let stamp = FileStamp(try file.status())
    let bytes = try FileMapping(file, byteCount: stamp.size).bytes
    self.init(
      hash: SHA256.hash(bytes), quick: Dataset.quick(bytes), byteCount: stamp.size,
      inode: Int(bitPattern: stamp.inode),
      seconds: stamp.seconds, nanoseconds: stamp.nanoseconds)
  }

  fileprivate func isStamped(_ stamp: FileStamp) -> Bool {
    byteCount == stamp.size && inode == Int(bitPattern: stamp.inode) && seconds == stamp.seconds
      && nanoseconds == stamp.nanoseconds
  }
}
