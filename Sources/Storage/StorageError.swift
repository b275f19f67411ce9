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
  /// The table would have another value than the record at this place; nil if that isn't JSON.
  case changedByHelper(path: String, helper: String, record: RecordNumber, at: JSONPointer?)
  /// A required program isn't installed.
  case programMissing(String)
  /// A system call failed; `code` is its errno.
  case system(path: String, doing: Action, code: Int32)
  case notARegularFile(path: String)
  /// A folder has no split, several, or not the one that was named; lists the splits.
  case splits(path: String, [String])
  /// The file isn't text; `kind` is what it is instead.
  case notText(path: String, kind: ForeignFormat)
  /// A compressed file can't be decompressed beyond this byte offset of it.
  case corrupt(path: String, byteOffset: Int)
  /// A compressed file becomes more than this many times as large, as only one made for that does.
  case expandsTooFar(path: String, factor: Int)
  /// The dataset was converted when read, so the output must not replace it.
  case convertedDataset(path: String, SourceFormat)
  /// A file of the dataset has changed since it was opened.
  case datasetChanged(path: String)
  case outputExists(path: String)
  case outputIsInput(path: String)
  case outputIsJournal(path: String)
  /// Two outputs have the same path.
  case outputTwice(path: String)
  /// A journal, or a folder of them, is another user's, who doesn't let this one in.
  case closedJournals(path: String)

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
