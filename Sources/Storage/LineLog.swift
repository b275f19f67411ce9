import Glibc
public import JSONLines

/// A file to which lines are appended, each synced.
public struct LineLog: ~Copyable {
  private let file: Descriptor

  private init(_ file: consuming Descriptor) { self.file = file }

  /// Opens a log, completing or dropping an incomplete last line.
  ///
  /// - Parameters:
  ///   - path: the file, created if it doesn't exist.
  ///   - waits: whether to wait until another process that has it open closes it.
  ///   - begins: whether the bytes begin like a file of this kind.
  /// - Returns: nil if the file holds something else; it is then left unchanged.
  public static func open(
    _ path: String, waits: Bool = true, of begins: (Bytes) -> Bool
  ) throws(StorageError) -> LineLog? {
    let log = LineLog(
      try Descriptor(
        opening: path, O_RDWR | O_CREAT | O_APPEND | O_NOFOLLOW, mode: 0o600, doing: .create))
    guard try log.file.status().st_mode & S_IFMT == S_IFREG else {
      throw .notARegularFile(path: path)
    }
    // Until it is closed; without locks, hope is left.
    if flock(log.file.number, LOCK_EX | (waits ? 0 : LOCK_NB)) != 0, errno == EWOULDBLOCK {
      throw .system(path: path, doing: .lock, code: EWOULDBLOCK)
    }
    let whole = try log.content()
    if !whole.isEmpty, !begins(whole) { return nil }
    let last = (0..<whole.count).last { whole[$0] == 0x0A }
    let end = last.map { $0 + 1 } ?? 0
    guard end < whole.count else { return log }
    let tail = whole.slice(end..<whole.count)
    if (try? JSONNode.parse(tail)) != nil {
      try log.append([0x0A])  // only its LF is missing
    } else {
      try log.file.truncate(to: end)
    }
    return log
  }

  /// Returns the whole content.
  public func content() throws(StorageError) -> Bytes {
    try FileMapping(file, byteCount: Int(try file.status().st_size)).bytes
  }

  public func append(_ lines: [UInt8]) throws(StorageError) {
    try file.write(lines)
    try file.synchronizeData()
  }
}
