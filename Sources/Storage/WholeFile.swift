import Glibc
import JSONLines

/// Reads and writes small files as a whole, such as settings and texts for an edit.
public enum WholeFile {
  /// Returns the bytes of the file at `path`, unpacked if they are packed; `-` is standard input.
  ///
  /// - Parameters:
  ///   - followsLink: whether a symbolic link is read as the file that it names.
  ///   - waits: whether standard input and pipes are read, which may take until somebody writes.
  public static func read(
    _ path: String, followsLink: Bool = true, waits: Bool = true
  ) throws(StorageError) -> [UInt8] {
    guard waits || !FilePath.isPipe(path) else {
      throw .notARegularFile(path: path)
    }
    return Array(try Decompression.unpacked(try mapped(path, followsLink), path: path).bytes)
  }

  /// Returns the bytes before a file's first line feed. Of one that isn't packed no more is read.
  static func firstLine(_ path: String) throws(StorageError) -> Bytes {
    let bytes = try Decompression.unpacked(try mapped(path, true), path: path).bytes
    return bytes.slice(0..<(bytes.firstOffset(of: 0x0A, in: 0..<bytes.count) ?? bytes.count))
  }

  private static func mapped(
    _ path: String, _ followsLink: Bool
  ) throws(StorageError) -> FileMapping {
    if FilePath.isPipe(path) { return try StandardInput.mapped(path) }
    let flags = O_RDONLY | O_NONBLOCK | (followsLink ? 0 : O_NOFOLLOW)  // no pipe waits
    let file = try Descriptor(opening: path, flags, doing: .open)
    let status = try file.status()
    guard status.st_mode & S_IFMT == S_IFREG else { throw .notARegularFile(path: path) }
    return try FileMapping(file, byteCount: Int(status.st_size))
  }

  /// Returns the bytes of a file; nil if it doesn't exist, or is a link that isn't followed.
  public static func readIfThere(
    _ path: String, followsLink: Bool = true
  ) throws(StorageError) -> [UInt8]? {
    do { return try read(path, followsLink: followsLink) } catch {
      let absent = [ENOENT, ENOTDIR, ENAMETOOLONG] + (followsLink ? [] : [ELOOP])
      if case .system(_, _, let code) = error, absent.contains(code) { return nil }
      throw error
    }
  }

  /// Writes a file that only its owner can read, whole or not at all: a file that was there stays
  /// until the new one is on the disk.
  ///
  /// - Parameter followsLink: whether a symbolic link stays one, and the file that it names is
  ///   written.
  public static func write(
    _ bytes: [UInt8], to path: String, followsLink: Bool = true
  ) throws(StorageError) {
    let target = followsLink ? FilePath.real(path) ?? path : path
    let place = FilePath(target)
    let new = "\(place.folder)/.\(getpid()).\(place.name)"
    do throws(StorageError) {
      let file = try Descriptor(
        opening: new, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW, mode: 0o600, doing: .create)
      try file.write(bytes)
      try file.synchronizeData()
      guard rename(new, target) == 0 else {
        throw .system(path: path, doing: .renameTo, code: errno)
      }
      try synchronizeFolder(of: target)
    } catch {
      unlink(new)
      throw error
    }
  }
}
