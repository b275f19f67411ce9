import JSONLines

/// A file of lines that appears complete or not at all.
public struct TextOutput: ~Copyable {
  private var file: OutputFile

  /// Opens the output.
  ///
  /// - Parameter path: "-" is standard output.
  public init(_ path: String, replacing: Bool) throws(StorageError) {
    file = try OutputFile(path, replacing: replacing)
  }

  /// Appends bytes. On failure, nothing is left of the file.
  public mutating func write(_ bytes: [UInt8]) throws(StorageError) {
    try Bytes(bytes).withBuffer { (buffer) throws(StorageError) in try file.write(buffer) }
  }

  /// Writes a whole file.
  public static func write(
    _ bytes: [UInt8], to path: String, replacing: Bool
  ) throws(StorageError) {
    var output = try TextOutput(path, replacing: replacing)
    try output.write(bytes)
    try output.finish()
  }

  public consuming func finish() throws(StorageError) { try file.finish() }
}
