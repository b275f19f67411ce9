public import Curation
import JSONLines

/// Stamps entries as Storage does, for tests that have no files: one writer, one journal.
public struct Journalist {
  public let journal: String
  public let actor: String
  public var lamport: Int
  /// The number of the last entry.
  public private(set) var sequence = 0
  private var last: ContentHash?

  public init(journal: String = "j-alice", actor: String = "alice", lamport: Int = 0) {
    self.journal = journal
    self.actor = actor
    self.lamport = lamport
  }

  /// `draft` with its number, chain and id.
  public mutating func seal(_ draft: Entry) -> LoggedEntry {
    sequence += 1
    lamport += 1
    var entry = draft
    entry.stamp = .init(
      sequence: sequence, previous: last, time: "2026-11-23T13:40:00.123Z", lamport: lamport)
    entry.id = ArraySource.hash(Array(journal.utf8) + entry.unsealedLine)
    last = entry.id
    return LoggedEntry(entry, journal: journal, actor: actor)
  }
}
