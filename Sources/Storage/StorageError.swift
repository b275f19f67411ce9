public import Curation
public import JSONLines

/// Why a file can't be read or written.
public enum StorageError: Error, Hashable, Sendable {
  /// No helper for Parquet is installed.
  case helperMissing(path: String)
  /// The Parquet helper failed; `why` is from its standard error.
  case helperFailed(path: String, helper: String, why: String)
  /// The records can't be the rows of a table.
  case notTabular(path: String, helper: String, why: String)
  /// The table would have another value than the record at this place.
  case changedByHelper(path: String, helper: String, record: RecordNumber, at: JSONPointer)
  /// A required program isn't installed.
  case programMissing(String)
  /// No answer came by HTTP; the text says why.
  case noAnswer(url: String, String)
  /// A system call failed; `code` is its errno.
  case system(path: String, doing: Action, code: Int32)
  case notARegularFile(path: String)
  /// A folder has no split, several, or not the one that was named; lists the splits.
  case splits(path: String, [String])
  /// The file isn't text; `kind` is what it is instead.
  case notText(path: String, kind: ForeignFormat)
  /// A compressed file can't be decompressed beyond this byte offset of it.
  case corrupt(path: String, byteOffset: Int)
  /// The dataset was converted when read, so the output must not replace it.
  case convertedDataset(path: String, Conversion)
  /// A file of the dataset has changed since it was opened.
  case datasetChanged(path: String)
  case outputExists(path: String)
  case outputIsInput(path: String)
  case outputIsJournal(path: String)
  /// Two outputs have the same path.
  case outputTwice(path: String)

  /// The purpose of a system call, as in "can't … PATH".
  public enum Action: String, Hashable, Sendable {
    case open, read, write, create, lock, map, pack, sync
    case lookAt = "look at"
    case writeTo = "write to"
    case cutBack = "cut back"
    case renameTo = "rename to"
    case openFolder = "open the folder"
    case readFolder = "read the folder"
    case createFolder = "create the folder"
    case createFolderIn = "create a folder in"
    case openJournal = "open the journal"

    public var isCreating: Bool {
      switch self {
      case .create, .createFolder, .createFolderIn: true
      default: false
      }
    }
  }
}

/// The kind of a file that holds no readable records.
public enum ForeignFormat: String, Hashable, Sendable {
  case gzip, zstandard, xz, bzip2, parquet, arrow = "Arrow", utf16 = "UTF-16", zip, pdf = "PDF"
  case picture = "a picture"
  case program = "a program"
  case sqlite = "an SQLite database"
  case binary = "binary data"

  private static let magics: [([UInt8], ForeignFormat)] = [
    ([0x1F, 0x8B], .gzip), ([0x28, 0xB5, 0x2F, 0xFD], .zstandard),
    // A skippable frame, as pzstd begins with.
    ([0x50, 0x2A, 0x4D, 0x18], .zstandard),
    ([0xFD, 0x37, 0x7A, 0x58], .xz), (Array("BZh".utf8), .bzip2), (Array("PAR1".utf8), .parquet),
    (Array("ARROW1".utf8), .arrow), ([0xFF, 0xFE], .utf16), ([0xFE, 0xFF], .utf16),
    ([0x50, 0x4B, 0x03, 0x04], .zip), (Array("%PDF-".utf8), .pdf),
    ([0x89, 0x50, 0x4E, 0x47], .picture), ([0xFF, 0xD8, 0xFF], .picture),
    (Array("GIF8".utf8), .picture), ([0x7F, 0x45, 0x4C, 0x46], .program),
    (Array("SQLite format 3".utf8), .sqlite),
  ]
  /// The number of bytes to examine.
  static let headBytes = 4 << 10

  /// Detects the kind by the first bytes of a file; nil if they look like text.
  init?(_ start: some Collection<UInt8>) {
    let head = Array(start.prefix(Self.headBytes))
    if let known = Self.magics.first(where: { head.starts(with: $0.0) }) {
      self = known.1
      return
    }
    // Text has hardly any control characters. A file of records may have broken bytes, but not that
    // many.
    let controls = head.count { $0 < 0x20 && !(0x08...0x0D).contains($0) && $0 != 0x1B }
    let opens = head.first { $0 > 0x20 }
    guard controls * 4 > head.count, opens != UInt8(ascii: "{"), opens != UInt8(ascii: "[") else {
      return nil
    }
    self = .binary
  }
}
