import Curation
import Glibc
import JSONLines

/// A journal that has been read, with its path.
struct LoadedJournal {
  let path: String
  let text: JournalText

  init(path: String) throws(JournalError) {
    let (bytes, inode) = try storing { () throws(StorageError) -> (Bytes, UInt) in
      if path == "-" { return (try StandardInput.mapped().bytes, 0) }
      let file = try Descriptor(opening: path, O_RDONLY | O_NONBLOCK, doing: .openJournal)
      let status = try file.status()
      guard status.st_mode & S_IFMT == S_IFREG else { throw .notARegularFile(path: path) }
      return (try FileMapping(file, byteCount: Int(status.st_size)).bytes, UInt(status.st_ino))
    }
    let head = JournalHead(of: path, inode: inode)
    self.path = path
    text = try JournalText(bytes, path: path, vouchedByteCount: head?.size ?? 0)
  }

  /// Whether the journal is this actor's own on this host, and so the one to append to.
  func belongs(to actor: String, on host: String) -> Bool {
    let header = text.journals.last?.header
    return header?.actor == actor && header?.host == host
  }
}
