import Curation
import JSONLines

/// The journals that a session has read, each once, and what an entry that follows them has to
/// know.
struct JournalSet {
  private(set) var entries: [LoggedEntry] = []
  /// The largest Lamport time of all entries.
  private(set) var lamport = 0
  /// The last sequence number of each journal but the session's own, by UUID.
  private(set) var seen: [String: Int] = [:]
  /// The sealed journals, by UUID.
  private var copies: [String: (path: String, journal: JournalText.Journal)] = [:]
  private var unsealedCount = 0

  /// Adds the entries of a journal. Of two copies of one journal the longer counts.
  ///
  /// - Parameter ownPath: the path of the session's own journal, if this is it or a copy of it.
  /// - Throws: `forked` if neither copy continues the other; `behind` if one continues the
  ///   session's own, which then can't be written to.
  mutating func add(
    _ journal: JournalText.Journal, path: String, ownPath: String?
  ) throws(JournalError) {
    note(lamport: journal.entries.map { $0.stamp?.lamport ?? 0 }.max() ?? 0)
    if let name = journal.header?.journal {
      if let last = journal.last?.stamp, ownPath == nil {
        seen[name] = max(seen[name] ?? 0, last.sequence)
      }
      if let other = copies[name] {
        let isLonger = journal.entries.count > other.journal.entries.count
        let (short, long) = isLonger ? (other.journal, journal) : (journal, other.journal)
        guard long.entries.contains(where: { $0.id == short.last?.id }) else {
          throw .forked(journal: name, paths: [other.path, path])
        }
        let longest = isLonger ? path : other.path
        if let ownPath, long.entries.count > short.entries.count, !Self.isOne(longest, ownPath) {
          throw .behind(path: ownPath, copy: longest)
        }
        guard isLonger else { return }
        entries.removeAll { $0.journal == name }
      }
      copies[name] = (path, journal)
    } else {
      unsealedCount += 1
    }
    entries += journal.logged(actor: FilePath(path).name, unsealed: unsealedCount)
  }

  private static func isOne(_ path: String, _ other: String) -> Bool {
    guard let one = FileStamp(of: path), let two = FileStamp(of: other) else { return false }
    return one.isSameFile(as: two)
  }

  /// The time of the next entry; the last one that readers take is kept.
  var nextLamport: Int { min(lamport + 1, Int.exactLimit - 1) }

  /// Notes the Lamport time of an entry that was written.
  mutating func note(lamport time: Int) { lamport = max(lamport, time) }
}
