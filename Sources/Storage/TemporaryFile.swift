import Glibc
import JSONLines

/// A file that is unlinked as soon as it is created. It holds data to be mapped that isn't in a
/// file of its own, such as standard input or the content of a compressed file.
struct TemporaryFile: ~Copyable {
  private let file: Descriptor

  init() throws(StorageError) {
    var template = Array("\(Self.folder())/winnow-XXXXXX".utf8CString)
    let number = mkstemp(&template)
    let path = String(
      decoding: template.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    guard number >= 0 else { throw .system(path: path, doing: .create, code: errno) }
    unlink(path)
    _ = fcntl(number, F_SETFD, FD_CLOEXEC)
    file = Descriptor(adopting: number, path: "a temporary file in \(Self.folder())")
  }

  private static func folder() -> String {
    guard let folder = getenv("TMPDIR"), folder.pointee != 0 else { return "/tmp" }
    return String(cString: folder)
  }

  /// The descriptor, for another program to write to.
  var number: Int32 { file.number }

  /// Writes the first `count` bytes of a buffer.
  func write(_ buffer: [UInt8], count: Int) throws(StorageError) {
    try buffer.withUnsafeBufferPointer { (whole) throws(StorageError) in
      try file.write(UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(whole)[0..<count]))
    }
  }

  func write(_ bytes: [UInt8]) throws(StorageError) { try file.write(bytes) }

  /// Maps what has been written.
  func mapped() throws(StorageError) -> FileMapping {
    try FileMapping(file, byteCount: Int(try file.status().st_size))
  }
}
