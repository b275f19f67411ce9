public import Curation

/// Why a journal can't be used.
public enum JournalError: Error, Hashable, Sendable {
  case storage(StorageError)
  /// A line that was complete once is damaged. Lines count from 1, bytes from 0.
  case damaged(path: String, line: Int, byteOffset: Int, reason: Damage)
  /// A valid line that this version doesn't understand.
  case notUnderstood(path: String, line: Int, reason: EntryError)
  /// Another process writes the journal; `holder` is nil if its lock names none.
  case locked(path: String, holder: LockHolder?)
  /// Another session of the same actor began the journal after this one opened.
  case begunElsewhere(path: String)
  /// The journal isn't sealed, so an appended entry would have no chain.
  case unsealed(path: String)
  /// A failed write couldn't be truncated away, so nothing more is written.
  case closed(path: String)
  /// The file was replaced or removed while it was open. What was written last isn't in the file
  /// that stands there now.
  case replaced(path: String)
  /// Two copies of one journal, neither of which continues the other.
  case forked(journal: String, paths: [String])
  /// The session's own journal ends before a copy of it does.
  case behind(path: String, copy: String)
  /// Another process wrote to the file; sizes in bytes.
  case grown(path: String, expected: Int, found: Int)

  public enum Damage: Hashable, Sendable {
    case entry(EntryError)
    /// The line's id isn't the hash of its bytes.
    case hash
    /// The line has CR LF at its end.
    case lineEnds
    /// The line is one of those with which git marks a conflict.
    case conflictMarker
    /// `seq` or `prev` doesn't follow from the previous line.
    case chain
    /// The first line isn't an `open`.
    case notOpened
    /// The file is shorter than its head says.
    case belowHead
  }
}

/// Runs `body` and rethrows its storage errors as journal errors.
func storing<T: ~Copyable>(
  _ body: () throws(StorageError) -> T
) throws(JournalError) -> T {
  do { return try body() } catch { throw .storage(error) }
}
