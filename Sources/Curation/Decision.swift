public import JSONLines

/// Deciding between reviewers: whose word counts for a record on which they differ.
extension RecordState {
  /// The reviewer, by actor, whose word counts; nil where nobody decided, or those who did differ.
  public var decision: String? {
    let said = Set(marks.values.compactMap(\.decision))
    return said.count == 1 ? said.first : nil
  }

  /// The marks that count: everybody's, or those of the one whose word it is.
  public var counted: [Marks] {
    if let decision { return [marks[decision]].compactMap(\.self) }
    return Array(marks.values)
  }

  /// The verdicts that count.
  public var verdicts: [Verdict] { counted.compactMap(\.verdict) }

  /// What one reviewer alone says of it, without what the edits made of it.
  public func asSaid(by actor: String) -> RecordState {
    var state = RecordState()
    state.marks = marks.filter { $0.key == actor }
    state.isRemoved = isRemoved
    state.conflict = conflict
    return state
  }

  /// Whether edits are in conflict, or verdicts, flags or orders differ, and nobody decided. Whoever gave
  /// a verdict or a flag judged the record: what they didn't flag has no such harm for them.
  public var isDisputed: Bool {
    if conflict != nil { return true }
    guard decision == nil else { return false }
    if Set(verdicts).count > 1 { return true }
    if Set(marks.values.compactMap { $0.order?.text }).count > 1 { return true }
    let judging = marks.values.filter { $0.verdict != nil || !$0.flags.isEmpty }
    return Set(judging.map { Set($0.flags.map(\.key.category)) }).count > 1
  }
}

extension WorkingSet {
  /// Who edited or marked a record, in alphabetical order; a decision alone doesn't count.
  public func reviewers(of number: RecordNumber) -> [String] {
    Set(
      steps(of: number, without: nil).filter { step, _ in
        step.changes.contains { $0.operation != .resolve }
      }.map(\.step.actor)
    ).sorted()
  }

  /// The record with the edits of one reviewer alone; nil where they made none, or none that can be
  /// made without the others'.
  public func bytes(of number: RecordNumber, by actor: String) -> Bytes? {
    let own = steps(of: number, without: nil).filter { $0.step.actor == actor }
    let (content, conflict) = replay(own, on: number)
    return content.isEdited && conflict == nil ? content.bytes : nil
  }

  /// The steps that count where a decision was made: those of the reviewer whose word it is, and
  /// what was done after the decision.
  func decided(
    _ steps: [(step: Lane.Step, placement: Placement)]
  ) -> [(step: Lane.Step, placement: Placement)]? {
    var said: [String: String] = [:]
    var last = 0
    for (place, (step, _)) in steps.enumerated() {
      for case .resolve(_, let now) in step.changes.map(\.body) {
        said[step.actor] = now
        last = place
      }
    }
    guard Set(said.values).count == 1, let actor = said.values.first else { return nil }
    return steps.enumerated().filter { $0.offset > last || $0.element.step.actor == actor }
      .map(\.element)
  }
}
