import JSONLines

/// Changes that `apply` couldn't make, as suggestions to be reviewed: the same edits without the
/// tests that failed.
extension WorkingSet {
  /// Those suggestions whose records are in the dataset, at their numbers in it.
  ///
  /// - Precondition: the dataset is completely indexed.
  /// - Complexity: one pass over the dataset if a record isn't at the suggestion's number.
  public func placed(_ suggestions: [Suggestion]) -> [Suggestion] {
    func isAtNumber(_ suggestion: Suggestion) -> Bool {
      guard source.contains(suggestion.record) else { return false }
      return suggestion.base.map { $0 == source.contentHash(of: suggestion.record) } ?? true
    }
    let areAtNumber = suggestions.map(isAtNumber)
    let strays = zip(suggestions, areAtNumber).filter { !$1 }.map(\.0)
    var places = locate(Set(strays.compactMap(\.base)))
    // Equal records are interchangeable, but each takes what was meant for one.
    var taken: [RecordNumber: RecordNumber] = [:]
    return zip(suggestions, areAtNumber).compactMap { suggestion, isAtNumber in
      if isAtNumber { return suggestion }
      guard let base = suggestion.base,
        let number = taken[suggestion.record] ?? places[base]?.first
      else { return nil }
      if taken.updateValue(number, forKey: suggestion.record) == nil {
        places[base]?.removeAll { $0 == number }
      }
      var placed = suggestion
      placed.record = number
      return placed
    }
  }
}

extension Suggestion {
  /// - Parameter entry: a line of `apply --rejects`.
  public static func rejected(_ entry: Entry) -> [Suggestion] {
    entry.changes.compactMap { change in
      guard let record = change.record, let command = command(of: change.body) else { return nil }
      return Suggestion(
        record: record, command: command,
        reason: "not applied: \(entry.command ?? entry.kind.rawValue)",
        by: entry.actor, text: command.line ?? command.text, base: change.base)
    }
  }

  private static func command(of body: Change.Body) -> Command? {
    switch body {
    case .patch(let steps):
      let wanted = steps.filter { if case .test = $0 { false } else { true } }
      switch wanted.first {
      case .replace(let at, let value)? where wanted.count == 1: return .set(at, value)
      case .add(let at, let value, _)? where wanted.count == 1: return .set(at, value)
      case .remove(let at)? where wanted.count == 1: return .delete(at)
      default: return .patch(wanted)
      }
    case .raw(_, let now): return .raw(now)
    case .flag(_, let now?): return .flag(now)
    case .flag(let was?, nil):
      return .unflag(taxonomy: was.key.taxonomy, category: was.key.category, at: was.key.at)
    case .flag(nil, nil): return nil
    case .verdict(_, let now): return .verdict(now)
    case .rate(let key, _, let now): return .rate(key, now)
    case .note(let at, _, let now): return .note(at, now)
    case .order(_, let now): return now.map { .rank($0) }
    case .remove(let why, let leavesCopy): return .remove(why: why, leavesCopy: leavesCopy)
    case .restore: return .restore
    case .insert, .resolve: return nil
    }
  }
}
