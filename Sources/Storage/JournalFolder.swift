import Curation
import Glibc
import JSONLines

/// A folder in which a dataset's journals stand: `data.jsonl.winnow` beside it, or where that can't
/// be written, one of the user's own.
struct JournalFolder: Hashable {
  let path: String

  init(of dataset: String) {
    path = dataset + ".winnow"
  }

  /// The folder among `folders`, of this user, for a dataset by its place: a dataset that is moved
  /// leaves it behind.
  init(of dataset: String, among folders: String) throws(StorageError) {
    let place = try Self.place(of: dataset)
    path = "\(folders)/\(FilePath(place).name)-\(SHA256.hash(Array(place.utf8)).short).winnow"
  }

  /// Where a dataset lies, links followed. A split in several files is called by a name that none of
  /// them has: its folder tells.
  private static func place(of dataset: String) throws(StorageError) -> String {
    let file = FilePath(dataset)
    let isSplit = access(dataset, F_OK) != 0 && errno == ENOENT
    guard let resolved = FilePath.real(isSplit ? file.folder : dataset) else {
      throw .system(path: dataset, doing: .lookAt, code: errno)
    }
    return resolved + (isSplit ? "/" + file.name : "")
  }

  /// Paths of the journals in it, by name; none where there is no folder.
  func journals() throws(StorageError) -> [String] {
    try Folder.names(in: path).filter { $0.hasSuffix(".jsonl") && !$0.hasPrefix(".") }
      .map { "\(path)/\($0)" }
  }

  /// Makes the folder, readable by its owner alone, and tells git what in it isn't history.
  func create() throws(StorageError) {
    if Folder.exists(path) { return }
    try Folder.make(path)
    // Another session may make the same at the same time.
    let ignored = try Descriptor(
      opening: "\(path)/.gitignore", O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW, mode: 0o600,
      doing: .create)
    try ignored.write(Array("*.lock\n*.head\n*.draft\n*.torn-*\n.gitignore\n".utf8))
    try synchronizeFolder(of: "\(path)/.gitignore")
    try synchronizeFolder(of: path)
  }

  /// An actor as it stands in a file's name: 1 to 64 of `[A-Za-z0-9._-]`, no leading dot.
  static func sanitized(_ actor: String) -> String {
    let kept = actor.unicodeScalars.prefix(64).map { scalar -> Character in
      let isPlain =
        scalar.isASCII
        && (scalar.properties.isAlphabetic || scalar.properties.numericType != nil
          || "._-".unicodeScalars.contains(scalar))
      return isPlain ? Character(scalar) : "-"
    }
    var name = String(kept)
    if name.hasPrefix(".") { name = "-" + name.dropFirst() }
    return name.isEmpty ? "nobody" : name
  }
}

/// A journal that was read, and what was noticed.
struct LoadedJournal {
  let path: String
  let text: JournalText

  init(path: String) throws(JournalError) {
    let (bytes, inode) = try storing { () throws(StorageError) -> (Bytes, UInt) in
      if path == "-" { return (try StandardInput.mapped().bytes, 0) }
      let file = try Descriptor(opening: path, O_RDONLY, doing: .openJournal)
      let status = try file.status()
      guard status.st_mode & S_IFMT == S_IFREG else { throw .notARegularFile(path: path) }
      return (try FileMapping(file, byteCount: Int(status.st_size)).bytes, UInt(status.st_ino))
    }
    let head = JournalHead(of: path, inode: inode)
    self.path = path
    text = try JournalText(bytes, path: path, vouchedByteCount: head?.size ?? 0)
  }

  /// Whether this is the journal of one actor on one host, for them to append to.
  func belongs(to actor: String, on host: String) -> Bool {
    let header = text.journals.last?.header
    return header?.actor == actor && header?.host == host
  }
}
