import Glibc
public import JSONLines

/// A file that lines are added to, each synced; what a line that was cut off left is dropped.
public struct LineLog: ~Copyable {
  private let file: Descriptor

  private init(_ file: consuming Descriptor) { self.file = file }

  /// - Parameters:
  ///   - path: made where it isn't there.
  ///   - begins: whether bytes are the beginning of a file of such lines.
  /// - Returns: nil for a file that holds something else, and is left as it is.
  public static func open(
    _ path: String, of begins: (Bytes) -> Bool
  ) throws(StorageError) -> LineLog? {
    let log = LineLog(
      try Descriptor(
        opening: path, O_RDWR | O_CREAT | O_APPEND | O_NOFOLLOW, mode: 0o600, doing: .create))
    let whole = try log.lines()
    if !whole.isEmpty, !begins(whole) { return nil }
    let last = (0..<whole.count).last { whole[$0] == 0x0A }
    let end = last.map { $0 + 1 } ?? 0
    guard end < whole.count else { return log }
    let tail = whole.slice(end..<whole.count)
    if (try? JSONNode.parse(tail)) != nil {
      try log.append([0x0A])  // it lacks nothing but its end
    } else {
      try log.file.truncate(to: end)
    }
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
