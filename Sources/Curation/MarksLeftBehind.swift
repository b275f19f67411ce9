public import JSONLines

extension WorkingSet {
  /// Places that marks are about and whose text an entry took away: sides that it swapped, responses that
  /// it moved or dropped. Marks stay at their pointers, where another text stands now.
  public func marksLeftBehind(by entry: Entry) -> [JSONPointer] {
    let verb = entry.command?.prefix { $0 != " " } ?? ""
    guard ["flip", "rank", "raise", "lower", "response"].contains(verb) else { return [] }
    let marked = Set(
      records(of: entry).compactMap { state(of: $0) }.flatMap { state in
        state.marks.values.flatMap { marks in
          marks.flags.compactMap(\.key.at) + marks.ratings.keys.compactMap(\.at)
            + marks.notes.keys.compactMap(\.self)
        }
      })
    let moved = entry.changes.flatMap(\.steps).flatMap { step -> [JSONPointer] in
      switch step {
      case .replace(let at, _): [at]
      case .move(let from, let to): [from, to]
      // What comes after it in its list moves up.
      case .remove(let at): [at.parent ?? at]
      case .test, .add: []
      }
    }
    // What the same command said is about the text that stands there now.
    let said = entry.changes.compactMap { change -> JSONPointer? in
      if case .rate(let key, _, _) = change.body { key.at } else { nil }
    }
    return marked.subtracting(said).filter { at in moved.contains { $0.contains(at) } }
      .sorted { $0.description < $1.description }
  }
}
