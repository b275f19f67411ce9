/// Why a file can't be read or written.
public enum StorageError: Error, Hashable, Sendable {
  /// A system call failed: on which path, doing what, with which errno.
  case system(path: String, doing: String, code: Int32)
  case notARegularFile(path: String)
  /// Gzip, Zstandard, Parquet ...: what it is, and how to get at the records.
  case notText(path: String, kind: ForeignFormat)
  /// A compressed file that can't be unpacked beyond this byte of it.
  case corrupt(path: String, byteOffset: Int)
  /// A dataset that was converted on the way in, which its output mustn't replace.
  case convertedDataset(path: String, Conversion)
  /// The dataset isn't the file any more that was opened.
  case datasetChanged(path: String)
  case outputExists(path: String)
  case outputIsInput(path: String)
}

/// What a file is that holds no readable records.
public enum ForeignFormat: String, Hashable, Sendable {
  case gzip, zstandard, parquet, utf16 = "UTF-16", zip

  /// By the first bytes.
  init?(_ start: some Collection<UInt8>) {
    let head = Array(start.prefix(4))
    func begins(_ magic: [UInt8]) -> Bool { head.starts(with: magic) }
    if begins([0x1F, 0x8B]) {
      self = .gzip
    } else if begins([0x28, 0xB5, 0x2F, 0xFD]) {
      self = .zstandard
    } else if begins(Array("PAR1".utf8)) {
      self = .parquet
    } else if begins([0xFF, 0xFE]) || begins([0xFE, 0xFF]) {
      self = .utf16
    } else if begins([0x50, 0x4B, 0x03, 0x04]) {
      self = .zip
    } else {
      return nil
    }
  }
}
