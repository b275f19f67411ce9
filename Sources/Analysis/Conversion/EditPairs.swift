public import Curation
public import JSONLines

extension Example {
  /// Preference pairs from edits: each answer as it is now is preferred to what it was before.
  /// Empty if no answer was edited.
  ///
  /// - Throws: if anything but answers was edited, so that the old and the new answer have
  ///   different prompts, or if a text was masked.
  public static func edits(
    of number: RecordNumber, in set: WorkingSet, as shape: Shape?
  ) throws(Problem) -> [Example] {
    guard let state = set.state(of: number), let edited = state.edited else { return [] }
    if state.entries.contains(where: { set.isLive($0) && set.hides($0, of: number) }) {
      throw .missing("a text that may be shown: what was masked would be in the pair")
    }
    let before = try Example(set.source.bytes(of: number), as: shape)
    let now = try Example(edited, as: shape)
    if before.content == now.content { return [] }
    guard before.tools == now.tools else { throw .missing("the prompt as it was") }
    let edits = set.edits(of: number, state)
    let isReordered = edits.contains { set.reorders($0) }
    return try pairs(before.content, now.content, isReordered).map { pair throws(Problem) in
      var example = now
      example.content = pair
      example.leaveOutJudgements()
      guard case .pair(_, let chosen, let rejected) = pair else { return example }
      guard chosen.saySomething, rejected.saySomething else {
        throw .missing("a text in the answer as it is, or as it was")
      }
      // Made by the last entry before which the record didn't have the answer as it is now.
      let origin = edits.last { position in
        (try? Example(set.bytes(of: number, before: position), as: shape))?.content.answers
          .contains(chosen) != true
      }
      if let origin = origin ?? edits.last { example.marks += set.editMarks(of: origin, state) }
      return example
    }
  }

  /// A pair for each answer that differs, with the prompt before it as it is now.
  ///
  /// - Parameter isReordered: whether an edit may have given the answers of a pair other sides.
  private static func pairs(
    _ before: Content, _ now: Content, _ isReordered: Bool
  ) throws(Problem) -> [Content] {
    switch (before, now) {
    case (.conversation(let old), .conversation(let new)):
      guard old.count == new.count else { throw .missing("the prompt as it was") }
      // What is trained on isn't what the answer says.
      let places = new.indices.filter { old[$0].withoutLoss != new[$0].withoutLoss }
      guard places.allSatisfy({ old[$0].role == "assistant" && new[$0].role == "assistant" }) else {
        throw .missing("the prompt as it was")
      }
      return places.map {
        .pair(prompt: Array(new[..<$0]), chosen: [new[$0]], rejected: [old[$0]])
      }
    case (.pair(let oldPrompt, let chosen, let rejected), .pair(let prompt, let better, let other)):
      guard oldPrompt == prompt else { throw .missing("the prompt as it was") }
      // A flip edits no answer. That a text is on the other side now makes none alone: the old
      // answer may be kept as the worse one.
      let isFlipped =
        isReordered
        ? chosen == other || rejected == better : chosen == other && rejected == better
      if isReordered, !isFlipped, chosen != better, rejected != other {
        throw .missing("an answer by which to tell which side was which")
      }
      let answers =
        isFlipped ? [(chosen, other), (rejected, better)] : [(chosen, better), (rejected, other)]
      return answers.filter { $0.map(\.withoutLoss) != $1.map(\.withoutLoss) }.map {
        .pair(prompt: prompt, chosen: $1, rejected: $0)
      }
    case (.ranked(let old), .ranked(let new)):
      guard old.prompt == new.prompt, old.answers.count == new.answers.count else {
        throw .missing("the prompt and the answers as they were")
      }
      return zip(old.answers, new.answers).filter { $0.turns != $1.turns }.map {
        .pair(prompt: new.prompt, chosen: $1.turns, rejected: $0.turns)
      }
    case (.labelled(let oldPrompt, let old, _), .labelled(let prompt, let new, _)):
      guard oldPrompt == prompt else { throw .missing("the prompt as it was") }
      return old == new ? [] : [.pair(prompt: prompt, chosen: new, rejected: old)]
    default: throw .missing("one answer, edited")
    }
  }

  /// The marks of all reviewers, as an object with a member for each.
  public static func marks(_ state: RecordState?) -> JSONValue {
    var members: [JSONValue.Member] = []
    for (actor, marks) in (state?.marks ?? [:]).sorted(by: { $0.key < $1.key }) {
      var said: [JSONValue.Member] = []
      if let verdict = marks.verdict { said.append(.init("verdict", .text(verdict.rawValue))) }
      if !marks.flags.isEmpty {
        said.append(.init("flags", .array(marks.flags.map(\.value))))
      }
      for (key, value) in marks.judgements.sorted(by: { $0.key.text < $1.key.text }) {
        switch value {
        case .score(let score): said.append(.init(JSONString(key.text), .integer(score)))
        case .acceptable(let isSo): said.append(.init(JSONString(key.text), .bool(isSo)))
        }
      }
      for (at, note) in marks.notesByPlace {
        said.append(.init(JSONString(at.map { "note of \($0)" } ?? "note"), .text(note)))
      }
      members.append(.init(JSONString(actor), .object(said)))
    }
    return .object(members)
  }
}

extension Example {
  /// Leaves out, by name, what the record says of its answers beside each other: it isn't about
  /// those of a pair of edits.
  fileprivate mutating func leaveOutJudgements() {
    let judging = others.filter { other in
      let words = other.key.text.words
      return words.last.map(Self.judgements.contains) == true
        || words.suffix(2) == ["response", "id"]
    }
    others.removeAll { judging.contains($0) }
    answerMembers.formUnion(judging.map(\.key.text))
  }

  private static let judgements: Set = [
    "margin", "score", "scores", "rating", "ratings", "reward", "rewards", "rank", "chosen",
    "rejected", "better", "safer", "preferred", "preference", "winner", "confidence",
  ]
}

extension Example.Content {
  /// The answers, one by one.
  fileprivate var answers: [[Example.Turn]] {
    switch self {
    case .conversation(let turns): turns.map { [$0] }
    case .pair(_, let chosen, let rejected): [chosen, rejected]
    case .ranked(let ranking): ranking.answers.map(\.turns)
    default: []
    }
  }
}

extension WorkingSet {
  /// The positions of the entries that edited a record, and weren't undone.
  fileprivate func edits(of number: RecordNumber, _ state: RecordState) -> [Int] {
    state.entries.filter { position in
      isLive(position)
        && entries[position].entry.changes.contains { $0.isEdit && place(of: $0) == number }
    }
  }

  /// Whether an entry gives responses another order.
  fileprivate func reorders(_ position: Int) -> Bool {
    let verb = entries[position].entry.verb
    return ["rank", "flip", "raise", "lower", "resolve"].contains(verb)
  }

  /// Members that say who made an entry, when and why.
  fileprivate func editMarks(of position: Int, _ state: RecordState) -> [JSONValue.Member] {
    let logged = entries[position]
    var marks: [JSONValue.Member] = [.init("edited_by", .text(logged.actor))]
    if let time = logged.entry.stamp?.time { marks.append(.init("edited_at", .text(time))) }
    let reason = logged.entry.why ?? state.marks[logged.actor]?.notes[nil]
    if let reason { marks.append(.init("why", .text(reason))) }
    return marks
  }

  /// Whether an entry masks a value of a record, so that the journal has only the hash of the old
  /// one.
  fileprivate func hides(_ position: Int, of number: RecordNumber) -> Bool {
    entries[position].entry.changes.contains { change in
      guard case .patch(let steps) = change.body else { return false }
      return place(of: change) == number
        && steps.contains { step in
          if case .test(_, .hash) = step { true } else { false }
        }
    }
  }
}

extension [Example.Turn] {
  /// Whether there is anything in an answer: a text, parts or calls.
  fileprivate var saySomething: Bool {
    contains { turn in
      let isBlank = turn.content == .null || turn.text.map { [UInt8]($0.utf8).isBlank } == true
      return !isBlank || !turn.calls.isEmpty
    }
  }
}
