import JSONLines

/// A file of lines that appears complete or not at all.
public struct TextOutput: ~Copyable {
  private var file: OutputFile

  /// Opens the output.
  ///
  /// - Parameters:
  ///   - path: "-" is standard output.
  ///   - mode: of a new file.
  public init(_ path: String, replacing: Bool, mode: UInt32 = 0o666) throws(StorageError) {
    file = try OutputFile(path, replacing: replacing, mode: mode)
  }

  /// Appends bytes. On failure, nothing is left of the file.
  public mutating func write(_ bytes: [UInt8]) throws(StorageError) {
    try Bytes(bytes).withBuffer { (buffer) throws(StorageError) in try file.write(buffer) }
  }

  /// Writes a whole file.
  public static func write(
    _ bytes: [UInt8], to path: String, replacing: Bool, mode: UInt32 = 0o666
  ) throws(StorageError) {
    var output = try TextOutput(path, replacing: replacing, mode: mode)
    try output.write(bytes)
    try output.finish()
  }

  /// Writes a whole journal. It never takes the place of a dataset, which its folder of journals
  /// gives away.
  static func write(journal lines: [UInt8], to path: String, replacing: Bool) throws(StorageError) {
    if path != "-", Folder.exists(JournalFolder(of: path).path) { throw .outputIsInput(path: path) }
    try write(lines, to: path, replacing: replacing, mode: 0o600)
  }

  /// Completes the file and moves it to its place.
  ///
  /// - Parameter dataset: what it is made from: if that has changed meanwhile, nothing is left of
  ///   the file.
  public consuming func finish(from dataset: Dataset? = nil) throws(StorageError) {
    try file.finish { _ throws(StorageError) in try dataset?.checkUnchanged() }
  }
}
