import JSONLines

/// Changes that `apply` couldn't make, as suggestions to be reviewed: the same edits without the
/// tests that failed.
extension WorkingSet {
  /// Those suggestions whose records are in the dataset, at their numbers in it. Changes that
  /// `apply` couldn't make, because their record has other bytes, are for the one at its number:
  /// whether that is the record, a person sees.
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
    let unmoved = Set(zip(suggestions, areAtNumber).filter { $1 && $0.base != nil }.map(\.0.record))
    // Equal records are interchangeable, but each takes what was meant for one.
    var free = locate(Set(strays.compactMap(\.base))).mapValues { numbers in
      Array(numbers.filter { !unmoved.contains($0) }.reversed())
    }
    var taken: [RecordNumber: RecordNumber] = [:]
    return zip(suggestions, areAtNumber).compactMap { suggestion, isAtNumber in
      if isAtNumber { return suggestion }
      guard let base = suggestion.base else { return nil }
      var placed = suggestion
      if let number = taken[suggestion.record] ?? free[base]?.popLast() {
        taken[suggestion.record] = number
        placed.record = number
      } else if suggestion.isAboutPresent, source.contains(suggestion.record) {
        placed.base = source.contentHash(of: suggestion.record)
        placed.reason = "\(placed.record) is changed, or another; " + (suggestion.reason ?? "")
      } else {
        return nil
      }
      return placed
    }
  }
}

extension Suggestion {
  /// The suggestions that repeat the changes of an entry which `apply` couldn't make.
  ///
  /// - Parameter entry: a line of `apply --rejects`.
  public static func rejected(_ entry: Entry) -> [Suggestion] {
    entry.changes.compactMap { change in
      guard let record = change.record, let command = command(of: change.body) else { return nil }
      var suggestion = Suggestion(
        record: record, command: command,
        reason: "not applied: \(entry.command ?? entry.kind.rawValue)",
        by: entry.actor, text: command.line ?? command.text, base: change.base)
      suggestion.isAboutPresent = true
      return suggestion
    }
  }

  private static func command(of body: Change.Body) -> Command? {
    switch body {
    case .patch(let steps):
      let wanted = steps.filter { if case .test = $0 { false } else { true } }
      switch wanted.first {
      case .replace(let at, let value)? where wanted.count == 1: return .set(at, value)
      // At an element's place a list grows, where setting would replace the element.
      case .add(let at, let value, _)? where wanted.count == 1 && !at.mayBeElement:
        return .set(at, value)
      case .remove(let at)? where wanted.count == 1: return .delete(at)
      default: return .patch(wanted)
      }
    case .raw(_, let now): return .raw(now)
    case .mark(_, _, let now?): return command(making: now)
    case .mark(let subject, _, nil): return command(takingOff: subject)
    case .remove(let why, let leavesCopy): return .remove(why: why, leavesCopy: leavesCopy)
    case .restore: return .restore
    case .insert: return nil
    }
  }

  private static func command(making mark: Mark) -> Command? {
    switch mark {
    case .flag(let flag): .flag(flag)
    case .verdict(let verdict): .verdict(verdict)
    case .rating(let key, let value): .rate(key, value)
    case .note(let at, let text): .note(at, text)
    case .order(let order): .rank(order)
    case .decision: nil
    }
  }

  private static func command(takingOff subject: Mark.Subject) -> Command? {
    switch subject {
    case .flag(let key): .unflag(taxonomy: key.taxonomy, category: key.category, at: key.at)
    case .verdict: .verdict(nil)
    case .rating(let key): .rate(key, nil)
    case .note(let at): .note(at, nil)
    case .order, .decision: nil
    }
  }
}

extension JSONPointer {
  /// Whether it may be an element of a list, or the place after the last one.
  fileprivate var mayBeElement: Bool {
    tokens.last.map { $0 == "-" || JSONPointer.index($0) != nil } ?? false
  }
}
