import Curation
import Glibc
import JSONLines

/// One writer a journal: an exclusive `flock` on `NAME.lock`, held as long as this lives.
struct JournalLock: ~Copyable {
  private let file: Descriptor

  /// - Throws: `locked` with the holder's name, process and host.
  init(of journal: String, host: String, time: String) throws(JournalError) {
    let path = companionPath(of: journal, "lock")
    let file = try storing { () throws(StorageError) in
      try Descriptor(opening: path, O_RDWR | O_CREAT | O_NOFOLLOW, mode: 0o600, doing: "lock")
    }
    try Self.acquire(file, journal)
    let holder = JSONValue.object([
      .init("pid", .integer(Int(getpid()))), .init("host", .text(host)),
      .init("time", .text(time)),
    ])
    try Self.write(JSONWriter.bytes(holder) + [0x0A], to: file)
    self.file = file
  }

  private static func write(
    _ bytes: [UInt8], to file: borrowing Descriptor
  ) throws(JournalError) {
    do {
      try file.truncate(to: 0)
      try file.write(bytes)
    } catch {
      throw .storage(error)
    }
  }

  private static func acquire(
    _ file: borrowing Descriptor, _ journal: String
  ) throws(JournalError) {
    while flock(file.number, LOCK_EX | LOCK_NB) != 0 {
      if errno == EINTR { continue }
      if errno == EWOULDBLOCK { throw .locked(path: journal, holder: holder(file)) }
      break  // refused by the file system: the size check before each append goes on alone
    }
  }

  private static func holder(_ file: borrowing Descriptor) -> String {
    var buffer = [UInt8](repeating: 0, count: 512)
    let count = pread(file.number, &buffer, buffer.count, 0)
    let text = Bytes(Array(buffer.prefix(max(0, count))))
    guard let value = try? JSONValue.parse(text), let pid = value["pid"]?.integer else {
      return "another process"
    }
    let host = value["host"]?.string?.text ?? "an unknown host"
    let time = value["time"]?.string?.text ?? "an unknown time"
    return "process \(pid) on \(host), since \(time)"
  }
}
