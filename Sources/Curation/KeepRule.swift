public import JSONLines

/// Which records go into the curated dataset.
public enum KeepPolicy: String, Hashable, Sendable, CaseIterable {
  /// All except those removed or discarded.
  case undiscarded
  /// Those that a reviewer accepted and nobody discarded, as the verdict rule counts.
  case accepted
  /// All except those removed.
  case all
}

/// How the verdicts of several reviewers are combined.
public enum VerdictRule: String, Hashable, Sendable, CaseIterable {
  /// One reviewer is enough to discard.
  case anyDiscard = "any-discard"
  /// The more frequent of accepted and discarded; a tie discards.
  case majority
  /// The decision counts. If reviewers differ and nobody decided, the record is reported, and left
  /// out if one of them discards it.
  case adjudicated
}

/// Which records are kept, and how verdicts are combined.
public struct KeepRule: Hashable, Sendable {
  public var policy: KeepPolicy
  public var verdicts: VerdictRule

  public init(_ policy: KeepPolicy = .undiscarded, verdicts: VerdictRule = .anyDiscard) {
    self.policy = policy
    self.verdicts = verdicts
  }

  /// Whether a record counts as discarded, and whether as accepted. A decision overrides every
  /// rule.
  func verdict(_ state: RecordState) -> (isDiscarded: Bool, isAccepted: Bool) {
    let said = state.verdicts
    let discarding = said.count { $0 == .discarded }
    let accepting = said.count { $0 == .accepted }
    switch verdicts {
    case .anyDiscard, .adjudicated: return (discarding > 0, accepting > 0)
    case .majority: return (discarding > 0 && discarding >= accepting, accepting > discarding)
    }
  }
}

/// What `apply` does with a record.
public enum Disposition: Hashable, Sendable {
  case unchanged
  case edited(Bytes)
  case leftOut
}

extension WorkingSet {
  /// What `apply` does with a record. If its edits are in conflict, none of them is made.
  public func disposition(of number: RecordNumber, _ keep: KeepRule) -> Disposition {
    guard let state = states[number] else {
      return keep.policy == .accepted ? .leftOut : .unchanged
    }
    if state.isRemoved { return .leftOut }
    let (isDiscarded, isAccepted) = keep.verdict(state)
    switch keep.policy {
    case .undiscarded where isDiscarded: return .leftOut
    case .accepted where !isAccepted || isDiscarded: return .leftOut
    default: break
    }
    // `edited` is nil if nothing changes, or if edits are in conflict.
    return state.edited.map { .edited($0) } ?? .unchanged
  }
}
