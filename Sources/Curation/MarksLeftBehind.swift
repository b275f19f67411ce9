public import JSONLines

extension WorkingSet {
  /// Places that marks are about and whose text an entry moved or took away: sides that it swapped, items
  /// of lists that it moved or dropped, and those behind them. Marks stay at their pointers.
  public func marksLeftBehind(by entry: Entry) -> [JSONPointer] {
    let marked = Set(
      records(of: entry).compactMap { state(of: $0) }.flatMap { state in
        state.marks.values.flatMap { marks in
          marks.flags.compactMap(\.key.at) + marks.ratings.keys.compactMap(\.at)
            + marks.notes.keys.compactMap(\.self)
        }
      })
    guard !marked.isEmpty else { return [] }
    // What the same command said is about the text that stands there now.
    let said = entry.changes.compactMap { change -> JSONPointer? in
      if case .rate(let key, _, _) = change.body { key.at } else { nil }
    }
    let moved = entry.changes.map { Moves($0.steps) }
    return marked.subtracting(said).filter { at in moved.contains { $0.concern(at) } }
      .sorted { $0.description < $1.description }
  }
}

/// Whose text doesn't stand in its place after the steps of a change.
private struct Moves {
  /// Values that went away, or to each other's places.
  private var gone: [JSONPointer] = []
  /// Lists that grew or shrank: items from the index on stand elsewhere.
  private var shifted: [(list: JSONPointer, from: Int)] = []

  init(_ steps: [PatchStep]) {
    var before: [JSONPointer: PatchStep.Expectation] = [:]
    for case .test(let at, let value) in steps { before[at] = value }
    for step in steps {
      switch step {
      case .replace(let at, let value):
        let isOfAnother = before.contains { $0.key != at && $0.value == .value(value) }
        if isOfAnother, before[at] != .value(value) { gone.append(at) }
      case .move(let from, let to):
        shift(from)
        shift(to)
      case .remove(let at): shift(at)
      case .add(let at, _, _): if Self.item(at) != nil { shift(at) }
      case .test: break
      }
    }
  }

  private mutating func shift(_ at: JSONPointer) {
    if let item = Self.item(at) { shifted.append(item) } else { gone.append(at) }
  }

  private static func item(_ at: JSONPointer) -> (list: JSONPointer, from: Int)? {
    guard let list = at.parent, let index = at.tokens.last.flatMap(JSONPointer.index) else {
      return nil
    }
    return (list, index)
  }

  func concern(_ at: JSONPointer) -> Bool {
    if gone.contains(where: { $0.contains(at) }) { return true }
    return shifted.contains { list, from in
      let depth = list.tokens.count
      let tokens = at.tokens
      guard list.contains(at), tokens.count > depth else { return false }
      return JSONPointer.index(tokens[depth]).map { $0 >= from } ?? false
    }
  }
}
