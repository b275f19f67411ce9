import CSystem
import Glibc

/// A file that appears whole or not at all: written beside its place, synced, renamed.
///
/// A pipe or a device is written straight, as there is no other way.
struct OutputFile: ~Copyable {
  private let file: Descriptor
  /// The unfinished file; nil where output goes straight to its place.
  private let temporary: String?
  private let target: String
  private var buffer: [UInt8] = []
  /// Where the name asks for it.
  private let compression: Compression?

  private static let bufferSize = 256 << 10

  /// - Parameters:
  ///   - path: "-" is standard output.
  ///   - replacing: whether a file that exists may be replaced.
  init(_ path: String, replacing: Bool) throws(StorageError) {
    if path == "-" {
      file = try Descriptor(duplicating: 1, path: "standard output")
      (temporary, target, compression) = (nil, "standard output", nil)
      return
    }
    var status = stat()
    let exists = stat(path, &status) == 0
    let isRegular = status.st_mode & S_IFMT == S_IFREG
    if exists, !isRegular {
      file = try Descriptor(opening: path, O_WRONLY, doing: "write to")
      (temporary, target, compression) = (nil, path, nil)
      return
    }
    if exists, !replacing { throw .outputExists(path: path) }
    let resolved = exists ? Self.resolved(path) : path
    let place = "\(resolved).\(getpid()).tmp"
    do throws(StorageError) {
      file = try Descriptor(
        opening: place, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW,
        mode: exists ? status.st_mode & 0o777 : 0o666, doing: "create")
    } catch {
      guard case .system(_, let doing, let code) = error else { throw error }
      throw .system(path: path, doing: doing, code: code)
    }
    if exists { fchmod(file.number, status.st_mode & 0o777) }
    winnow_remove_when_interrupted(place)
    (temporary, target, compression) = (place, resolved, Compression(for: resolved))
  }

  /// `path` with symbolic links followed, so that a link stays one.
  private static func resolved(_ path: String) -> String {
    guard let real = realpath(path, nil) else { return path }
    defer { free(real) }
    return String(cString: real)
  }

  /// Adds bytes; large pieces go out as they lie, small ones are gathered.
  mutating func write(_ bytes: UnsafeRawBufferPointer) throws(StorageError) {
    if bytes.count >= Self.bufferSize {
      try flush()
      try send(bytes, isLast: false)
      return
    }
    buffer += bytes
    if buffer.count >= Self.bufferSize { try flush() }
  }

  private mutating func flush() throws(StorageError) {
    try buffer.withUnsafeBufferPointer { (bytes) throws(StorageError) in
      try send(UnsafeRawBufferPointer(bytes), isLast: false)
    }
    buffer.removeAll(keepingCapacity: true)
  }

  private func send(_ bytes: UnsafeRawBufferPointer, isLast: Bool) throws(StorageError) {
    guard let compression else { return try file.write(bytes) }
    let file = file.number
    try compression.pack(bytes, isLast: isLast) { (packed) throws(StorageError) in
      try writeAll(packed, to: file, path: target)
    }
  }

  /// Ends the file and puts it in its place.
  consuming func finish() throws(StorageError) {
    do throws(StorageError) {
      try flush()
      if compression != nil { try send(UnsafeRawBufferPointer(start: nil, count: 0), isLast: true) }
      guard let temporary else { return }
      try file.synchronizeData()
      guard rename(temporary, target) == 0 else {
        throw .system(path: target, doing: "rename to", code: errno)
      }
      winnow_remove_when_interrupted(nil)
      try synchronizeFolder(of: target)
    } catch {
      discard()
      throw error
    }
  }

  /// Removes what was written so far.
  func discard() {
    guard let temporary else { return }
    unlink(temporary)
    winnow_remove_when_interrupted(nil)
  }
}
