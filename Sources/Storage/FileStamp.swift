import Glibc

/// The metadata by which to notice that a file changed.
struct FileStamp: Hashable, Sendable {
  let device: UInt
  let inode: UInt
  let size: Int
  let seconds: Int
  let nanoseconds: Int

  /// Returns nil if no file is found at `path`.
  init?(of path: String) {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    self.init(status)
  }

  init(_ status: stat) {
    device = UInt(status.st_dev)
    inode = UInt(status.st_ino)
    size = Int(status.st_size)
    seconds = status.st_mtim.tv_sec
    nanoseconds = status.st_mtim.tv_nsec
  }

  func isSameFile(as other: FileStamp) -> Bool {
    device == other.device && inode == other.inode
  }
}
