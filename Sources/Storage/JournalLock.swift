import Curation
import Glibc
import JSONLines

/// Ensures one writer per journal, by an exclusive `flock` on `NAME.lock` that is held until this
/// value is destroyed.
struct JournalLock: ~Copyable {
  private let file: Descriptor
  /// False where the file system has no locks. Then only the size check before each append detects
  /// a second writer.
  let isHeld: Bool

  /// Takes the lock.
  ///
  /// - Parameter patience: how long to wait for another holder, in milliseconds.
  /// - Throws: `locked` with the holder's process, host and time.
  init(of journal: String, host: String, time: String, patience: Int) throws(JournalError) {
    let path = companionPath(of: journal, "lock")
    let file = try storing { () throws(StorageError) in
      try Descriptor(opening: path, O_RDWR | O_CREAT | O_NOFOLLOW, mode: 0o600, doing: .lock)
    }
    let isHeld = try Self.acquire(file, journal, until: Clock.milliseconds() + patience)
    do {
      try file.truncate(to: 0)
      try file.write(LockHolder(process: getpid(), host: host, time: time).bytes)
    } catch {
      throw .storage(error)
    }
    self.file = file
    self.isHeld = isHeld
  }

  /// Tries to take the lock; returns false if the file system doesn't support locks.
  private static func acquire(
    _ file: borrowing Descriptor, _ journal: String, until end: Int
  ) throws(JournalError) -> Bool {
    while flock(file.number, LOCK_EX | LOCK_NB) != 0 {
      if errno == EINTR { continue }
      guard errno == EWOULDBLOCK else { return false }
      if Clock.milliseconds() >= end {
        throw .locked(path: journal, holder: LockHolder(readFrom: file))
      }
      usleep(20_000)
    }
    return true
  }
}

/// The process that writes a journal, as recorded in its lock.
public struct LockHolder: Hashable, Sendable {
  public var process: Int32
  public var host: String
  /// The time at which it took the lock, in RFC 3339.
  public var time: String

  /// Returns nil if the lock doesn't name a holder.
  fileprivate init?(readFrom file: borrowing Descriptor) {
    var buffer = [UInt8](repeating: 0, count: 512)
    let count = pread(file.number, &buffer, buffer.count, 0)
    guard let value = try? JSONValue.parse(Bytes(Array(buffer.prefix(max(0, count))))),
      let process = value["pid"]?.integer.flatMap({ Int32(exactly: $0) }),
      let host = value["host"]?.string?.text, let time = value["time"]?.string?.text
    else { return nil }
    self.init(process: process, host: host, time: time)
  }

  fileprivate init(process: Int32, host: String, time: String) {
    (self.process, self.host, self.time) = (process, host, time)
  }

  fileprivate var bytes: [UInt8] {
    let value = JSONValue.object([
      .init("pid", .integer(Int(process))), .init("host", .text(host)),
      .init("time", .text(time)),
    ])
    return JSONWriter.bytes(value) + [0x0A]
  }

  /// Asks the holder to close, by the signal of a lost terminal (SIGHUP): it then keeps unsaved
  /// text and ends. Only a process of this user on this host that has the lock's file open is
  /// asked.
  ///
  /// - Returns: whether the lock was released within two seconds.
  public func takeOver(_ journal: String, on thisHost: String) -> Bool {
    let path = companionPath(of: journal, "lock")
    guard host == thisHost, process != getpid(), hasOpen(path), kill(process, SIGHUP) == 0,
      let file = try? Descriptor(opening: path, O_RDWR | O_NOFOLLOW, doing: .lock)
    else { return false }
    for _ in 0..<100 {
      if flock(file.number, LOCK_EX | LOCK_NB) == 0 { return true }
      usleep(20_000)
    }
    return false
  }

  /// Whether the process has a file open. Its number may have been reused by another process.
  private func hasOpen(_ path: String) -> Bool {
    let files = "/proc/\(process)/fd"
    guard let wanted = FileStamp(of: path), let names = try? Folder.names(in: files) else {
      return false
    }
    return names.contains { FileStamp(of: "\(files)/\($0)")?.isSameFile(as: wanted) == true }
  }
}
