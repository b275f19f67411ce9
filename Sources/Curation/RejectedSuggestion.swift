import JSONLines

/// Changes that `apply` couldn't make, as suggestions to be reviewed: the same edits without the
/// tests that failed.
extension Suggestion {
  /// - Parameter entry: a line of `apply --rejects`.
  public static func rejected(_ entry: Entry) -> [Suggestion] {
    entry.changes.compactMap { change in
      guard let record = change.record, let command = command(of: change.body) else { return nil }
      return Suggestion(
        record: record, command: command,
        reason: "not applied: \(entry.command ?? entry.kind.rawValue)",
        by: entry.actor, text: command.line ?? command.text)
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
