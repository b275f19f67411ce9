import Glibc

/// Standard input as a file, since a dataset is read where it lies.
public enum StandardInput {
  /// Copies standard input to a new temporary file, which the caller removes once it is open.
  public static func spool() throws(StorageError) -> String {
    var template = Array("\(temporaryFolder())/winnow-XXXXXX".utf8CString)
    let number = mkstemp(&template)
    let path = String(
      decoding: template.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    guard number >= 0 else { throw .system(path: path, doing: "create", code: errno) }
    defer { close(number) }
    var buffer = [UInt8](repeating: 0, count: 1 << 20)
    while true {
      let count = read(0, &buffer, buffer.count)
      if count == 0 { return path }
      if count < 0 {
        if errno == EINTR { continue }
        unlink(path)
        throw .system(path: "standard input", doing: "read", code: errno)
      }
      try buffer.withUnsafeBufferPointer { (whole) throws(StorageError) in
        try writeAll(
          UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(whole)[0..<count]), to: number,
          path: path)
      }
    }
  }

  static func temporaryFolder() -> String {
    guard let folder = getenv("TMPDIR"), folder.pointee != 0 else { return "/tmp" }
    return String(cString: folder)
  }
}
