import Glibc

/// An open file, closed when it goes out of scope. Calls resume after signals and partial
/// transfers.
struct Descriptor: ~Copyable {
  let number: Int32
  let path: String

  /// Opens a file.
  ///
  /// - Parameter doing: the caller's purpose, for the error.
  init(
    opening path: String, _ flags: Int32, mode: mode_t = 0, doing: StorageError.Action
  ) throws(StorageError) {
    var descriptor: Int32
    repeat {
      descriptor = open(path, flags | O_CLOEXEC, mode)
    } while descriptor < 0 && errno == EINTR
    guard descriptor >= 0 else { throw .system(path: path, doing: doing, code: errno) }
    number = descriptor
    self.path = path
  }

  /// Duplicates `other`: the new descriptor shares its file offset.
  init(duplicating other: Int32, path: String) throws(StorageError) {
    number = fcntl(other, F_DUPFD_CLOEXEC, 3)
    self.path = path
    guard number >= 0 else { throw .system(path: path, doing: .writeTo, code: errno) }
  }

  /// Takes ownership of an open file, which is closed with this descriptor.
  init(adopting number: Int32, path: String) {
    self.number = number
    self.path = path
  }

  deinit { close(number) }

  func status() throws(StorageError) -> stat {
    var status = stat()
    guard fstat(number, &status) == 0 else {
      throw .system(path: path, doing: .lookAt, code: errno)
    }
    return status
  }

  /// Writes all of `bytes` at the file offset, or at the end if the file is open for appending.
  func write(_ bytes: UnsafeRawBufferPointer) throws(StorageError) {
    try writeAll(bytes, to: number, path: path)
  }

  func write(_ bytes: [UInt8]) throws(StorageError) {
    try bytes.withUnsafeBufferPointer { (buffer) throws(StorageError) in
      try write(UnsafeRawBufferPointer(buffer))
    }
  }

  /// Makes the content durable: it survives a power failure from here on.
  func synchronizeData() throws(StorageError) {
    while fdatasync(number) != 0 {
      if errno == EINTR { continue }
      // A pipe or a device can't be synced, and needn't be.
      if errno == EINVAL || errno == EROFS { return }
      throw .system(path: path, doing: .sync, code: errno)
    }
  }

  func truncate(to size: Int) throws(StorageError) {
    while ftruncate(number, off_t(size)) != 0 {
      if errno != EINTR { throw .system(path: path, doing: .cutBack, code: errno) }
    }
  }
}

/// Whether a call that failed is to be tried again: a signal interrupted it, or the descriptor
/// doesn't block, as another program may have set it for all who share it, and is ready now.
func mayRetry(_ descriptor: Int32, _ events: Int32) -> Bool {
  if errno == EINTR { return true }
  guard errno == EAGAIN else { return false }
  var waiting = pollfd(fd: descriptor, events: Int16(events), revents: 0)
  return poll(&waiting, 1, -1) >= 0 || errno == EINTR
}

/// Writes all bytes, also to a descriptor that doesn't block.
///
/// - Parameter path: names the file in an error.
public func writeAll(
  _ bytes: UnsafeRawBufferPointer, to descriptor: Int32, path: String
) throws(StorageError) {
  var offset = 0
  while offset < bytes.count {
    guard let start = bytes.baseAddress else { return }
    let written = Glibc.write(descriptor, start + offset, bytes.count - offset)
    if written < 0 {
      if mayRetry(descriptor, POLLOUT) { continue }
      throw .system(path: path, doing: .write, code: errno)
    }
    offset += written
  }
}

/// Makes the folder's entries durable, after a file at `path` was created or renamed.
func synchronizeFolder(of path: String) throws(StorageError) {
  let folder = FilePath(path).folder
  let descriptor = try Descriptor(opening: folder, O_RDONLY | O_DIRECTORY, doing: .openFolder)
  while fsync(descriptor.number) != 0 {
    if errno == EINTR { continue }
    if errno == EINVAL || errno == EROFS { return }
    throw .system(path: folder, doing: .sync, code: errno)
  }
}
