import Curation
import Glibc
import JSONLines

/// The file beside the journals in which each renewal of the dataset is a line. Losing it loses no
/// edit: records are found by their bytes then.
struct RenewalLog {
  let path: String

  init(in folder: String) { path = "\(folder)/renewals.log" }

  /// Returns the lines that can be read; a line that can't be breaks the chain of renewals.
  func read() -> [Renewal] {
    guard
      let file = try? Descriptor(opening: path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK, doing: .open),
      let status = try? file.status(), status.st_mode & S_IFMT == S_IFREG,
      let bytes = try? FileMapping(file, byteCount: Int(status.st_size)).bytes
    else { return [] }
    var renewals: [Renewal] = []
    var start = 0
    while start < bytes.count {
      let end = bytes.firstOffset(of: 0x0A, in: start..<bytes.count) ?? bytes.count
      if let renewal = try? Renewal(line: bytes.slice(start..<end)) { renewals.append(renewal) }
      start = end + 1
    }
    return renewals
  }

  /// Adds a line, and syncs it.
  func append(_ renewal: Renewal, time: String) throws(StorageError) {
    try LineLog.open(path) { _ in true }?.append(renewal.line(time: time))
    try synchronizeFolder(of: path)  // the first line makes the file
  }
}

extension Dataset {
  /// Returns those of `renewals` that led to the file as it is, oldest first; none if the last of
  /// them made another file. Reads all of it only if it was copied since.
  func chain(of renewals: [Renewal]) -> [Renewal] {
    guard conversions.isEmpty, let stamp = files.first?.stamp, files.count == 1 else { return [] }
    lazy var hash = SHA256.hash(bytes)
    let last = renewals.lastIndex {
      $0.file.isStamped(stamp) || $0.file.byteCount == byteCount && $0.file.hash == hash
    }
    guard let last else { return [] }
    var chain = [renewals[last]]
    for earlier in renewals[..<last].reversed() where earlier.file.hash == chain[0].previous {
      chain.insert(earlier, at: 0)
    }
    return chain
  }
}

extension RenewedFile {
  /// - Parameter path: the file, written completely.
  init(at path: String) throws(StorageError) {
    let file = try Descriptor(opening: path, O_RDONLY, doing: .open)
    let stamp = FileStamp(try file.status())
    let bytes = try FileMapping(file, byteCount: stamp.size).bytes
    self.init(
      hash: SHA256.hash(bytes), byteCount: stamp.size, inode: Int(stamp.inode),
      seconds: stamp.seconds, nanoseconds: stamp.nanoseconds)
  }

  fileprivate func isStamped(_ stamp: FileStamp) -> Bool {
    byteCount == stamp.size && inode == Int(stamp.inode) && seconds == stamp.seconds
      && nanoseconds == stamp.nanoseconds
  }
}
