import Glibc

/// Standard input copied to a file, since datasets are memory-mapped.
enum StandardInput {
  /// Reads all of standard input, which is `-`, or of another pipe, into a temporary file and maps
  /// that.
  static func mapped(_ path: String) throws(StorageError) -> FileMapping {
    if path == "-" { return try mapped(STDIN_FILENO, path: "standard input") }
    let pipe = try Descriptor(opening: path, O_RDONLY | O_NOCTTY | O_NONBLOCK, doing: .open)
    return try mapped(pipe.number, path: path)
  }

  private static func mapped(_ pipe: Int32, path: String) throws(StorageError) -> FileMapping {
    let output = try TemporaryFile()
    var buffer = [UInt8](repeating: 0, count: 1 << 20)
    while true {
      let count = read(pipe, &buffer, buffer.count)
      if count == 0 { return try output.mapped() }
      if count < 0 {
        if mayRetry(pipe, POLLIN) { continue }
        throw .system(path: path, doing: .read, code: errno)
      }
      try output.write(buffer, count: count)
    }
  }
}
