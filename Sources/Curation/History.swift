/// What can be undone and redone: two lists of entries of the user's own journal.
///
/// A new change is appended to `done` and clears `undone`; an undo moves its entry to `undone`, a
/// redo moves it back. Entries are never removed from the journal itself.
public struct History: Hashable, Sendable {
  /// The UUID of the user's own journal; nil until it has been created.
  public private(set) var journal: String?
  /// Positions in the working set's entries, oldest first.
  public private(set) var done: [Int] = []
  public private(set) var undone: [Int] = []
  /// Ids of the entries, of any journal, that are undone now.
  private var takenBack: Set<ContentHash> = []
  private var positions: [ContentHash: Int] = [:]
  /// Positions of the entries of the user's own journal.
  private var own: Set<Int> = []

  init(journal: String?) {
    self.journal = journal
  }

  /// Sets the journal if there was none: the first entry of a session creates it.
  mutating func adopt(_ journal: String) {
    if self.journal == nil { self.journal = journal }
  }

  func isUndone(_ entry: Entry) -> Bool {
    entry.id.map { isTakenBack($0) } ?? false
  }

  func isTakenBack(_ id: ContentHash) -> Bool { takenBack.contains(id) }

  func position(of id: ContentHash) -> Int? { positions[id] }

  mutating func note(_ logged: LoggedEntry, at position: Int) {
    let entry = logged.entry
    if let id = entry.id { positions[id] = position }
    let isOwn = logged.journal == journal
    if isOwn { own.insert(position) }
    if let id = entry.undoes {
      takenBack.insert(id)
      guard let target = positions[id] else { return }
      if let place = done.lastIndex(of: target) { done.remove(at: place) }
      if isOwn { undone.append(target) }
    } else if let id = entry.redoes {
      takenBack.remove(id)
      guard let target = positions[id] else { return }
      if let place = undone.lastIndex(of: target) { undone.remove(at: place) }
      // Two copies of an actor's journal may both redo it.
      if isOwn || own.contains(target), !done.contains(target) { done.append(target) }
    } else if isOwn, !entry.changes.isEmpty {
      done.append(position)
      undone = []
    }
  }
}
