import Interface
import Storage

// The words for errors of files.

extension ForeignFormat {
  var advice: String {
    switch self {
    case .gzip, .zstandard: "unpack it first"
    case .zip: "unpack it first with `unzip`"
    case .parquet: "convert it to JSON Lines first"
    case .utf16: "convert it first with `iconv -f UTF-16 -t UTF-8`"
    }
  }
}

extension LockHolder {
  var text: String { "process \(process) on \(host), since \(time)" }
}

extension JournalError.Damage {
  var text: String {
    switch self {
    case .entry(let error): error.text
    case .hash: "the line's id isn't the hash of its bytes"
    case .chain: "the line doesn't follow the one before it"
    case .notOpened: "the first line isn't an `open` entry"
    case .belowHead: "it is shorter than when it was last written"
    }
  }
}
