import JSONLines

/// What a mark is about: only a later change of the same subject blocks an undo.
enum Subject: Hashable {
  case flag(HazardFlag.Key)
  case verdict
  case rating(RatingKey)
  case note(String?)
  case order, decision, removal, insertion
}

extension Change.Body {
  /// The change that reverses this one. A patch is returned as it is: reversing it needs the value.
  var swapped: Change.Body {
    switch self {
    case .patch: self
    case .raw(let was, let now): .raw(was: now, now: was)
    case .flag(let was, let now): .flag(was: now, now: was)
    case .verdict(let was, let now): .verdict(was: now, now: was)
    case .rate(let key, let was, let now): .rate(key, was: now, now: was)
    case .note(let at, let was, let now): .note(at: at, was: now, now: was)
    case .order(let was, let now): .order(was: now, now: was)
    case .resolve(let was, let now): .resolve(was: now, now: was)
    case .insert(let was, let now, let dataset): .insert(was: now, now: was, dataset: dataset)
    case .remove(let why, let leavesCopy): .restore(why: why, leavesCopy: leavesCopy)
    case .restore(let why, let leavesCopy): .remove(why: why, leavesCopy: leavesCopy)
    }
  }

  /// The subject of the mark; nil for edits.
  var subject: Subject? {
    switch self {
    case .patch, .raw: nil
    case .flag(let was, let now): (now ?? was).map { .flag($0.key) }
    case .verdict: .verdict
    case .rate(let key, _, _): .rating(key)
    case .note(let at, _, _): .note(at?.description)
    case .order: .order
    case .resolve: .decision
    case .insert: .insertion
    case .remove, .restore: .removal
    }
  }

  /// Whether it concerns the record itself, for all reviewers, and isn't one reviewer's judgement.
  var isShared: Bool { subject == .removal || subject == .insertion }
}
