public import Curation
import Glibc
import JSONLines

/// The session's own journal, open for appending: the only file that is written while records are
/// edited.
///
/// `append` returns only after one write of a whole line, a check of the file's size, and a sync. A
/// write that fails is truncated away and may be tried again.
public final class JournalFile {
  public let path: String
  public let header: JournalHeader
  private let lock: JournalLock
  private let file: Descriptor
  private var size: Int
  /// The last entry; nil before the first line.
  private var last: (sequence: Int, id: ContentHash)?
  /// Whether a failure left the file in an unknown state; nothing more is written to it then.
  private(set) var isClosed = false

  /// Whether a lock guarantees that there is no other writer. False where the file system has no
  /// locks.
  var isLocked: Bool { lock.isHeld }

  /// Opens an existing journal: takes its lock, and sets a torn tail aside.
  ///
  /// - Parameter known: the journal as it was read before; it is read again if it has changed.
  /// - Returns: the file, its content, and a message about what was set aside, if anything was.
  static func open(
    _ path: String, known: LoadedJournal? = nil, host: String, patience: Int = 0,
    clock: () -> String
  ) throws(JournalError) -> (JournalFile, JournalText, recovered: String?) {
    let lock = try JournalLock(of: path, host: host, time: clock(), patience: patience)
    let file = try storing { () throws(StorageError) in
      try Descriptor(opening: path, O_RDWR | O_APPEND | O_NOFOLLOW, doing: .open)
    }
    let stamp = try storing { () throws(StorageError) in FileStamp(try file.status()) }
    let (bytes, text): (Bytes, JournalText)
    if let known, known.stamp == stamp {
      (bytes, text) = (known.bytes, known.text)
    } else {
      bytes = try content(of: file)
      let vouched = JournalHead(of: path, file)?.size ?? 0
      text = try JournalText(bytes, path: path, vouchedByteCount: vouched)
    }
    guard text.isSealed, let header = text.journals.last?.header,
      let last = text.journals.last?.last, let id = last.id, let sequence = last.stamp?.sequence
    else { throw .unsealed(path: path) }
    let (size, recovered) = try mend(text, bytes, path, file)
    let journal = JournalFile(
      path: path, header: header, lock: lock, file: file, size: size, last: (sequence, id))
    return (journal, text, recovered)
  }

  private static func content(
    of file: borrowing Descriptor
  ) throws(JournalError) -> Bytes {
    do {
      return try FileMapping(file, byteCount: Int(try file.status().st_size)).bytes
    } catch {
      throw .storage(error)
    }
  }

  /// Sets a torn tail aside, or adds the missing LF to a complete last line. Returns the journal's
  /// size afterwards.
  private static func mend(
    _ text: JournalText, _ bytes: Bytes, _ path: String, _ file: borrowing Descriptor
  ) throws(JournalError) -> (size: Int, recovered: String?) {
    do {
      if let torn = text.tornRange {
        return (torn.lowerBound, try setAside(torn, of: bytes, path, file))
      }
      guard text.lacksFinalNewline else { return (text.soundByteCount, nil) }
      try file.write([0x0A])
      try file.synchronizeData()
      return (text.soundByteCount + 1, nil)
    } catch {
      throw .storage(error)
    }
  }

  /// Creates a journal with its first line.
  static func create(
    _ path: String, _ header: JournalHeader, lamport: Int, clock: () -> String
  ) throws(JournalError) -> (JournalFile, Entry) {
    let lock = try JournalLock(of: path, host: header.host, time: clock(), patience: 0)
    let file = try storing { () throws(StorageError) in
      let file = try Descriptor(
        opening: path, O_RDWR | O_APPEND | O_CREAT | O_NOFOLLOW, mode: 0o600, doing: .create)
      try synchronizeFolder(of: path)
      return file
    }
    let bytes = try content(of: file)
    // Another process may have begun it before this one had the lock.
    guard try JournalText(bytes, path: path).journals.isEmpty else {
      throw .begunElsewhere(path: path)
    }
    // A journal torn inside its first line is kept like any torn tail.
    if !bytes.isEmpty {
      _ = try storing { () throws(StorageError) in
        try setAside(0..<bytes.count, of: bytes, path, file)
      }
    }
    let journal = JournalFile(
      path: path, header: header, lock: lock, file: file, size: 0, last: nil)
    var entry = Entry(.open, changes: [])
    entry.header = header
    return (journal, try journal.append(entry, lamport: lamport, time: clock()))
  }

  private init(
    path: String, header: JournalHeader, lock: consuming JournalLock,
    file: consuming Descriptor, size: Int, last: (sequence: Int, id: ContentHash)?
  ) {
    self.path = path
    self.header = header
    self.lock = lock
    self.file = file
    self.size = size
    self.last = last
  }

  /// Appends an entry as the next line. When this returns, the entry survives a power failure.
  ///
  /// - Returns: the entry with its sequence number, time and id.
  public func append(
    _ draft: Entry, lamport: Int, time: String
  ) throws(JournalError) -> Entry {
    if isClosed { throw .closed(path: path) }
    let stamp = Entry.Stamp(
      sequence: (last?.sequence ?? -1) + 1, previous: last?.id, time: time, lamport: lamport)
    let (entry, id, line) = draft.sealed(stamp)
    try write(line)
    size += line.count
    last = (stamp.sequence, id)
    noteHead()
    return entry
  }

  private func write(_ line: [UInt8]) throws(JournalError) {
    try checkInPlace()
    let before = try byteCount()
    guard before == size else { throw .grown(path: path, expected: size, found: before) }
    do throws(JournalError) {
      try storing { () throws(StorageError) in try file.write(line) }
      let found = try byteCount()
      if found > size + line.count {
        throw .grown(path: path, expected: size + line.count, found: found)
      }
      guard found == size + line.count else {
        throw .storage(.system(path: path, doing: .write, code: EIO))
      }
    } catch {
      cutBack(line.count)
      throw error
    }
    do { try file.synchronizeData() } catch {
      cutBack(line.count)
      isClosed = true  // after a failed sync, the content of the disk is unknown
      throw .storage(error)
    }
    try checkInPlace()
  }

  /// Whether the path still names this file, and not one that replaced it.
  var isInPlace: Bool {
    var (there, here) = (stat(), stat())
    return lstat(path, &there) == 0 && fstat(file.number, &here) == 0
      && there.st_dev == here.st_dev && there.st_ino == here.st_ino
  }

  /// Nobody would read what is written to a file that has been replaced.
  private func checkInPlace() throws(JournalError) {
    if !isInPlace { throw .replaced(path: path) }
  }

  private func byteCount() throws(JournalError) -> Int {
    do { return Int(try file.status().st_size) } catch { throw .storage(error) }
  }

  /// Truncates a failed write of at most `count` bytes away. If that fails too, or another process
  /// has written something behind it, the journal is closed.
  private func cutBack(_ count: Int) {
    do {
      if try byteCount() > size + count { return isClosed = true }
      try file.truncate(to: size)
      if try byteCount() == size { return }
    } catch {}  // the caller reports the failed write instead
    isClosed = true
  }

  /// Records in the head how far the journal is complete. The head is only a hint for the next
  /// open, so failures are ignored.
  private func noteHead() {
    guard let last,
      let note = try? JournalHead(size: size, sequence: last.sequence, id: last.id, file),
      let head = try? Descriptor(
        opening: JournalHead.path(of: path), O_WRONLY | O_CREAT | O_NOFOLLOW | O_NONBLOCK,
        mode: 0o600, doing: .write)
    else { return }
    _ = note.bytes.withUnsafeBytes { pwrite(head.number, $0.baseAddress, $0.count, 0) }
  }

  /// Copies torn bytes to a file of their own, and only then truncates them away. Returns a message
  /// about it.
  private static func setAside(
    _ torn: Range<Int>, of bytes: Bytes, _ path: String, _ file: borrowing Descriptor
  ) throws(StorageError) -> String {
    // An earlier torn end at the same byte keeps its file.
    var aside = companionPath(of: path, "torn-\(torn.lowerBound)")
    var number = 1
    while access(aside, F_OK) == 0 {
      number += 1
      aside = companionPath(of: path, "torn-\(torn.lowerBound)-\(number)")
    }
    let copy = try Descriptor(
      opening: aside, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, mode: 0o600, doing: .create)
    try copy.write(Array(bytes.slice(torn)))
    try copy.synchronizeData()
    try synchronizeFolder(of: aside)
    try file.truncate(to: torn.lowerBound)
    try file.synchronizeData()
    return "set aside \(torn.count) bytes at byte \(torn.lowerBound) in \(FilePath(aside).name)"
  }
}
