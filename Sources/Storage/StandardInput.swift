import Glibc

/// Standard input copied to a file, since datasets are memory-mapped.
enum StandardInput {
  /// Reads all of standard input into a temporary file and maps that.
  static func mapped() throws(StorageError) -> FileMapping {
    let output = try TemporaryFile()
    var buffer = [UInt8](repeating: 0, count: 1 << 20)
    while true {
      let count = read(0, &buffer, buffer.count)
      if count == 0 { return try output.mapped() }
      if count < 0 {
        if mayRetry(0, POLLIN) { continue }
        throw .system(path: "standard input", doing: .read, code: errno)
      }
      try output.write(buffer, count: count)
    }
  }
}
