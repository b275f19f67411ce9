import Curation
import Glibc
import JSONLines

/// A journal that has been read.
struct LoadedJournal {
  let text: JournalText
  /// Whether the file is packed, so that nothing can be appended to it.
  private let isPacked: Bool

  init(path: String) throws(JournalError) {
    let (file, vouched) = try storing { () throws(StorageError) -> (FileMapping, Int) in
      if path == "-" { return (try StandardInput.mapped(), 0) }
      let file = try Descriptor(opening: path, O_RDONLY | O_NONBLOCK, doing: .openJournal)
      if FilePath.isPipe(path) { return (try StandardInput.mapped(file.number, path: path), 0) }
      let first = try file.status()
      guard first.st_mode & S_IFMT == S_IFREG else { throw .notARegularFile(path: path) }
      // The head before the size: another process may append at any time, and then the head would
      // vouch for more than was read.
      let head = JournalHead(of: path, file)
      let size = Int(try file.status().st_size)
      return (try FileMapping(file, byteCount: size), head?.size ?? 0)
    }
    let unpacked = try storing { () throws(StorageError) in
      try Decompression.unpacked(file, path: path)
    }
    isPacked = unpacked !== file
    text = try JournalText(unpacked.bytes, path: path, vouchedByteCount: vouched)
  }

  /// Whether the journal is this actor's own on this host, and so the one to append to. A merged
  /// file of several is nobody's.
  func belongs(to actor: String, on host: String) -> Bool {
    guard !isPacked, text.journals.count == 1, let header = text.journals[0].header else {
      return false
    }
    return header.actor == actor && header.host == host
  }
}
