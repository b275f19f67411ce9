public import JSONLines

/// Decisions between reviewers: whose judgements count for a record on which they differ.
extension RecordState {
  /// The reviewer, by actor, whose judgements count; nil if nobody decided, or the decisions
  /// differ.
  public var decision: String? {
    let said = Set(marks.values.compactMap(\.decision))
    return said.count == 1 ? said.first : nil
  }

  /// The marks that count: those of the reviewer decided for, else everybody's.
  public var counted: [Marks] {
    if let decision { return [marks[decision]].compactMap(\.self) }
    return Array(marks.values)
  }

  /// The verdicts that count.
  public var verdicts: [Verdict] { counted.compactMap(\.verdict) }

  /// The state with the marks of one reviewer alone, and without the edited bytes.
  public func asSaid(by actor: String) -> RecordState {
    var state = blinded(for: actor)
    (state.edited, state.conflict) = (nil, conflict)
    return state
  }

  /// Whether a reviewer accepted the record that another one removed.
  private var isContested: Bool {
    remover != nil && marks.contains { $0.key != remover && $0.value.verdict == .accepted }
  }

  /// Whether the reviewer decided for accepted the record that another one removed.
  var isKeptByDecision: Bool {
    guard let decision, let remover, decision != remover else { return false }
    return marks[decision]?.verdict == .accepted
  }

  /// Whether edits are in conflict, or reviewers judged differently and nobody decided.
  public var isDisputed: Bool { conflict != nil || isUndecided }

  /// Whether reviewers judged differently, and nobody decided.
  public var isUndecided: Bool { decision == nil && !differences.isEmpty }

  /// The state as a blind reviewer may ask about it: without what others said of the record.
  fileprivate func blinded(for actor: String) -> RecordState {
    var own = self
    own.marks = marks.filter { $0.key == actor }
    if remover != actor { (own.isRemoved, own.remover) = (false, nil) }
    (own.conflict, own.entries) = (nil, [])
    return own
  }

  /// What reviewers judged differently, and what each said.
  public struct Difference: Hashable, Sendable {
    /// `verdict`, the axis of a rating and its place, `rank`, or a category of harm.
    public var subject: String
    /// By actor.
    public var said: [String: String]
  }

  /// What reviewers judged differently, whatever was decided: verdicts, orders, flags, and ratings
  /// that are two or more apart (`acceptable`: at all). Flags are compared among the reviewers who
  /// judge harm.
  public var differences: [Difference] {
    guard marks.count > 1 || remover != nil else { return [] }  // the common case
    var verdicts = marks.compactMapValues { $0.verdict?.rawValue }
    if isContested, let remover { verdicts[remover] = "removed" }
    let keys = Set(marks.values.flatMap(\.judgements.keys))
    let ratings = keys.sorted { $0.text < $1.text }.compactMap { key -> Difference? in
      let rated = marks.compactMapValues { $0.ratings[key] }
      let numbers = rated.values.map(\.number)
      guard let low = numbers.min(), let high = numbers.max(),
        high - low >= (key.axis == RatingKey.acceptability ? 1 : 2)
      else { return nil }
      return Difference(subject: key.text, said: rated.mapValues(\.text))
    }
    let judging = marks.filter(\.value.judgesHarm).mapValues { Set($0.flags.map(\.key.category)) }
    let flags = Set(judging.values.joined()).sorted().map { category in
      Difference(
        subject: category,
        said: judging.mapValues { $0.contains(category) ? "flagged" : "not flagged" })
    }
    let others = [
      Difference(subject: "verdict", said: verdicts),
      Difference(subject: "rank", said: marks.compactMapValues { $0.order?.text }),
    ]
    return (others + ratings + flags).filter { Set($0.said.values).count > 1 }
  }
}

extension WorkingSet {
  /// The set as it may be searched in a blind review: without what others said of records.
  public func blinded(for actor: String) -> WorkingSet {
    var set = self
    set.states = states.mapValues { $0.blinded(for: actor) }
    return set
  }

  /// The reviewers who edited or marked a record, sorted; a decision, and the order that it gives,
  /// don't count.
  public func reviewers(of number: RecordNumber) -> [String] {
    Set(
      steps(of: number).filter { step, _ in
        !step.changes.isEmpty && !step.changes.contains { $0.operation == .resolve }
      }.map(\.step.actor)
    ).sorted()
  }

  /// The record with the edits of one reviewer alone; nil if they made none, or if these can't be
  /// made without those of others.
  public func bytes(of number: RecordNumber, by actor: String) -> Bytes? {
    let own = steps(of: number).filter { $0.step.actor == actor }
    let (content, conflict) = replay(own, on: number)
    return content.isEdited && conflict == nil ? content.bytes : nil
  }

  /// The positions of the entries whose edits a decision leaves out, for another reviewer's.
  func overruled(on number: RecordNumber) -> Set<Int> {
    guard states[number]?.decision != nil else { return [] }
    return outcome(of: number, through: steps(of: number)).unmade
  }

  /// The record's content after the edits that count once reviewers decided: those of the one
  /// decided for, and all that follow the decision; if these can't be made alone, then with those
  /// of others that the one decided for had seen. Nil if nobody decided, or the decisions differ.
  ///
  /// - Returns: also the positions of the entries that count.
  func decidedContent(
    of number: RecordNumber, _ steps: [(step: Lane.Step, placement: Placement)]
  ) -> (content: RecordContent, conflict: ChangeError?, counted: Set<Int>)? {
    var said: [String: String] = [:]
    var last = 0
    for (place, (step, _)) in steps.enumerated() {
      for case .mark(.decision, _, let now) in step.changes.map(\.body) {
        said[step.actor] = if case .decision(let actor)? = now { actor } else { nil }
        last = place
      }
    }
    guard Set(said.values).count == 1, let actor = said.values.first else { return nil }
    func counted(
      besideSeenBy entry: Int? = nil
    ) -> (content: RecordContent, conflict: ChangeError?, counted: Set<Int>) {
      let counted = steps.enumerated().filter { offset, element in
        let isSeen = entry.map { hasSeen($0, element.step.entry) == true } ?? false
        return offset > last || element.step.actor == actor || isSeen
      }
      let (content, conflict) = replay(counted.map(\.element), on: number)
      return (content, conflict, Set(counted.map(\.element.step.entry)))
    }
    let alone = counted()
    let edit = steps[..<last].last {
      $0.step.actor == actor && $0.step.changes.contains(where: \.isEdit)
    }
    guard alone.conflict != nil, let edit else { return alone }
    let together = counted(besideSeenBy: edit.step.entry)
    return together.conflict == nil ? together : alone
  }

  /// Whether the author of an entry had seen one of another journal; nil if that isn't known, as of
  /// lines without a stamp.
  func hasSeen(_ position: Int, _ other: Int) -> Bool? {
    let (logged, one) = (entries[position], entries[other])
    guard let stamp = logged.entry.stamp, let then = one.entry.stamp else { return nil }
    let last = lineage.seen(by: logged.journal, upTo: stamp.sequence)[one.journal] ?? -1
    return then.sequence <= last
  }
}
