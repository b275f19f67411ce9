import Glibc
public import JSONLines

/// A file that lines are added to, each synced; what a line that was cut off left is dropped.
public struct LineLog: ~Copyable {
  private let file: Descriptor

  private init(_ file: consuming Descriptor) { self.file = file }

  /// - Parameter path: made where it isn't there.
  public static func open(_ path: String) throws(StorageError) -> LineLog {
    let log = LineLog(
      try Descriptor(
        opening: path, O_RDWR | O_CREAT | O_APPEND | O_NOFOLLOW, mode: 0o600, doing: "create"))
    let whole = try log.lines()
    let last = (0..<whole.count).last { whole[$0] == 0x0A }
    let end = last.map { $0 + 1 } ?? 0
    if end < whole.count { try log.file.truncate(to: end) }
    return log
  }

  /// All that stands in it.
  public func lines() throws(StorageError) -> Bytes {
    try FileMapping(file, byteCount: Int(try file.status().st_size)).bytes
  }

  public func append(_ lines: [UInt8]) throws(StorageError) {
    try file.write(lines)
    try file.synchronizeData()
  }
}
