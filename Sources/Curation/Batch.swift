import JSONLines

/// Collects the changes of several commands into one entry. If several of them concern one record,
/// each sees the result of those before it, and their edits become one change, so that they are
/// checked, undone and masked together.
struct Batch {
  /// The working set after the commands so far.
  private(set) var set: WorkingSet
  var changes: [Change] { all.compactMap(\.self) }
  /// Nil in place of changes that cancelled each other.
  private var all: [Change?] = []
  private let before: WorkingSet
  private let actor: String
  private let repeated: Set<RecordNumber>
  /// For records with several commands, the indices of their changes in `all`.
  private var places: [RecordNumber: [Int]] = [:]

  init(_ numbers: [RecordNumber], on set: WorkingSet, actor: String) {
    (self.set, before, self.actor) = (set, set, actor)
    var seen: Set<RecordNumber> = []
    repeated = Set(numbers.filter { !seen.insert($0).inserted })
  }

  mutating func add(_ change: Change, of number: RecordNumber) {
    guard repeated.contains(number), change.operation != .insert else { return all.append(change) }
    set.commit(
      LoggedEntry(Entry(change.operation, changes: [change]), journal: "", actor: actor))
    for place in places[number] ?? [] {
      guard let first = all[place] else { continue }
      if first.isEdit, change.isEdit {
        let body = joined(first.body, change.body, number)
        all[place]?.body = body
        all[place]?.after = change.after
        return
      }
      if let subject = first.body.subject, subject == change.body.subject {
        if let body = first.body.ending(as: change.body) {
          all[place]?.body = body
        } else {
          all[place] = nil
        }
        return
      }
    }
    places[number, default: []].append(all.count)
    all.append(change)
  }

  /// One edit that has the effect of both.
  private func joined(
    _ first: Change.Body, _ second: Change.Body, _ number: RecordNumber
  ) -> Change.Body {
    if case (.patch(let steps), .patch(let more)) = (first, second) { return .patch(steps + more) }
    return .raw(was: Array(before.bytes(of: number)), now: Array(set.bytes(of: number)))
  }
}

extension Change.Body {
  /// The change of a mark from its value before this change to its value after `later`, which has
  /// the same subject; nil if those are equal.
  fileprivate func ending(as later: Change.Body) -> Change.Body? {
    guard case (.mark(let subject, let was, _), .mark(_, _, let now)) = (self, later), was != now
    else { return nil }  // also for a removal and its restoration
    return .mark(subject, was: was, now: now)
  }
}
