import Curation
import Glibc
import JSONLines

/// A journal that has been read.
struct LoadedJournal {
  let text: JournalText
  /// The file's bytes, unpacked.
  let bytes: Bytes
  /// The file as it was read; nil if it was a pipe.
  let stamp: FileStamp?
  /// Whether the file is packed, so that nothing can be appended to it.
  private let isPacked: Bool

  init(path: String) throws(JournalError) {
    let (file, stamp, vouched) = try storing {
      () throws(StorageError) -> (FileMapping, FileStamp?, Int) in
      if FilePath.isPipe(path) { return (try StandardInput.mapped(path), nil, 0) }
      let file = try Descriptor(opening: path, O_RDONLY | O_NONBLOCK, doing: .openJournal)
      let first = try file.status()
      guard first.st_mode & S_IFMT == S_IFREG else { throw .notARegularFile(path: path) }
      // The head before the size: another process may append at any time, and then the head would
      // vouch for more than was read.
      let head = JournalHead(of: path, file)
      let stamp = FileStamp(try file.status())
      return (try FileMapping(file, byteCount: stamp.size), stamp, head?.size ?? 0)
    }
    let unpacked = try storing { () throws(StorageError) in
      try Decompression.unpacked(file, path: path)
    }
    isPacked = unpacked !== file
    self.stamp = stamp
    bytes = unpacked.bytes
    text = try JournalText(bytes, path: path, vouchedByteCount: vouched)
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
