import CSystem
import Glibc

/// A file that appears complete or not at all: written to a temporary file in its folder, synced,
/// and renamed. The temporary file has no name while it is written, where the file system can do
/// that, so that a process that is killed leaves nothing.
///
/// A pipe or a device is written directly, as it can't be replaced.
struct OutputFile: ~Copyable {
  private let file: Descriptor
  /// The path that the temporary file has before it is renamed; nil if the target is written
  /// directly.
  private let temporary: String?
  /// Whether the temporary file has its path from the beginning.
  private var isNamed = false
  private let target: String
  /// Whether a file that has the target's path in the end is replaced.
  private let mayReplace: Bool
  private var buffer: [UInt8] = []
  /// The number of bytes given to the file.
  private var sentCount = 0
  /// Nil unless the file's name asks for compression.
  private let compression: Compression?

  private static let bufferSize = 256 << 10

  /// Opens the output, as a temporary file beside the target unless that is a pipe or a device.
  ///
  /// - Parameters:
  ///   - path: the target; "-" is standard output.
  ///   - replacing: whether to allow replacing an existing file, which keeps its mode.
  ///   - mode: of a new file.
  init(_ path: String, replacing: Bool, mode: mode_t = 0o666) throws(StorageError) {
    if path == "-" {
      file = try Descriptor(duplicating: 1, path: "standard output")
      (temporary, target, compression, mayReplace) = (nil, "standard output", nil, true)
      return
    }
    var status = stat()
    let exists = stat(path, &status) == 0
    if !exists, errno == ELOOP { throw .system(path: path, doing: .create, code: ELOOP) }
    var link = stat()
    // A link to nothing stands there too.
    if !exists, !replacing, lstat(path, &link) == 0 { throw .outputExists(path: path) }
    let isRegular = status.st_mode & S_IFMT == S_IFREG
    if exists, !isRegular {
      file = try Descriptor(opening: path, O_WRONLY, doing: .writeTo)
      (temporary, target, compression, mayReplace) = (nil, path, nil, true)
      return
    }
    if exists, !replacing { throw .outputExists(path: path) }
    // The link's target is replaced, so that the link survives.
    let resolved = FilePath.target(of: path)
    // A name of its own, as the file's may be as long as names can be.
    let folder = FilePath(resolved).folder
    let place = "\(folder)/.winnow-\(RandomUUID.make().prefix(8)).tmp"
    let packing = try Compression(for: resolved)
    let mode = exists ? status.st_mode & 0o777 : mode
    var number = winnow_open_unnamed(folder, mode)
    isNamed = number < 0
    if isNamed { number = open(place, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode) }
    guard number >= 0 else { throw .system(path: path, doing: .create, code: errno) }
    file = Descriptor(adopting: number, path: path)
    if exists { Self.take(from: status, number) }
    if isNamed { winnow_remove_when_interrupted(place) }
    (temporary, target, compression, mayReplace) = (place, resolved, packing, exists || replacing)
  }

  /// Gives a new file the owner and the mode of the one that it replaces.
  private static func take(from old: stat, _ file: Int32) {
    fchmod(file, old.st_mode & 0o777)
    // Only root may do this, and needn't.
    _ = fchown(file, old.st_uid, old.st_gid)
  }

  /// Throws if no file can be made in the folder of `path`, and so none there.
  static func check(_ path: String) throws(StorageError) {
    var status = stat()
    // A pipe or a device is written itself.
    if stat(path, &status) == 0, status.st_mode & S_IFMT != S_IFREG { return }
    guard access(FilePath(FilePath.target(of: path)).folder, W_OK | X_OK) == 0 else {
      throw .system(path: path, doing: .create, code: errno)
    }
  }

  /// Whether writing to `path` would replace a regular file.
  static func wouldReplace(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
  }

  /// Appends bytes, buffering small pieces. On failure, the temporary file is removed.
  mutating func write(_ bytes: UnsafeRawBufferPointer) throws(StorageError) {
    do throws(StorageError) {
      if bytes.count >= Self.bufferSize {
        try flush()
        try send(bytes, isLast: false)
        return
      }
      buffer += bytes
      if buffer.count >= Self.bufferSize { try flush() }
    } catch {
      discard()
      throw error
    }
  }

  private mutating func flush() throws(StorageError) {
    var pending: [UInt8] = []
    swap(&pending, &buffer)
    try pending.withUnsafeBufferPointer { (bytes) throws(StorageError) in
      try send(UnsafeRawBufferPointer(bytes), isLast: false)
    }
    pending.removeAll(keepingCapacity: true)
    swap(&pending, &buffer)
  }

  private mutating func send(
    _ bytes: UnsafeRawBufferPointer, isLast: Bool
  ) throws(StorageError) {
    guard let compression else {
      try file.write(bytes)
      sentCount += bytes.count
      return
    }
    let file = file.number
    var count = 0
    try compression.pack(bytes, isLast: isLast) { (packed) throws(StorageError) in
      try writeAll(packed, to: file, path: target)
      count += packed.count
    }
    sentCount += count
  }

  /// Completes the file and moves it to its place.
  ///
  /// - Parameter finally: what to do in between with the complete file at a path.
  consuming func finish(
    _ finally: (String) throws(StorageError) -> Void = { _ in }
  ) throws(StorageError) {
    do throws(StorageError) {
      try flush()
      if compression != nil { try send(UnsafeRawBufferPointer(start: nil, count: 0), isLast: true) }
      guard let temporary else { return }
      // A file system that lies about what it wrote.
      guard Int(try file.status().st_size) == sentCount else {
        throw .system(path: target, doing: .write, code: EIO)
      }
      try file.synchronizeData()
      try giveName(temporary)
      try finally(temporary)
      try Self.put(temporary, at: target, replacing: mayReplace)
    } catch {
      discard()
      throw error
    }
  }

  /// Names the temporary file, if it has no name yet.
  private mutating func giveName(_ place: String) throws(StorageError) {
    guard !isNamed else { return }
    winnow_remove_when_interrupted(place)
    isNamed = true
    guard winnow_give_name(file.number, place) == 0 else {
      throw .system(path: target, doing: .create, code: errno)
    }
  }

  /// Renames a complete, synced file to its target.
  private static func put(
    _ whole: String, at target: String, replacing: Bool
  ) throws(StorageError) {
    let result = replacing ? rename(whole, target) : winnow_rename_to_new(whole, target)
    guard result == 0 else {
      if errno == EEXIST { throw .outputExists(path: target) }
      throw .system(path: target, doing: .renameTo, code: errno)
    }
    winnow_keep_when_interrupted(whole)
    try synchronizeFolder(of: target)
  }

  /// Moves a file that another program has written completely to its place.
  static func adopt(_ whole: String, at path: String) throws(StorageError) {
    let file = try Descriptor(opening: whole, O_RDONLY, doing: .open)
    try file.synchronizeData()
    var status = stat()
    if stat(path, &status) == 0 { take(from: status, file.number) }
    try put(whole, at: FilePath.target(of: path), replacing: true)
  }

  /// Removes the temporary file.
  func discard() {
    guard let temporary, isNamed else { return }
    unlink(temporary)
    winnow_keep_when_interrupted(temporary)
  }
}
