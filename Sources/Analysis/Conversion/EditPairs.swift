public import Curation
public import JSONLines

extension Example {
  /// What a person's edit of an answer teaches: the answer as it is now is preferred to the one
  /// before. Nil where no answer was edited.
  ///
  /// - Throws: where more than the answer differs, so that both answer different questions.
  public init?(
    editOf number: RecordNumber, in set: WorkingSet, as shape: Shape? = nil
  ) throws(Problem) {
    guard let state = set.state(of: number), let edited = state.edited else { return nil }
    if state.entries.contains(where: { set.isLive($0) && set.hides($0, of: number) }) {
      throw .missing("a text that may be shown: what was masked would be in the pair")
    }
    let before = try Example(set.source.bytes(of: number), as: shape)
    let now = try Example(edited, as: shape)
    guard let pair = try Self.pair(before.content, now.content) else { return nil }
    self = now
    content = pair
    guard
      let last = state.entries.last(where: { position in
        set.isLive(position)
          && set.entries[position].entry.changes.contains { $0.isEdit && $0.record == number }
      })
    else { return }
    let logged = set.entries[last]
    marks.append(.init("edited_by", .text(logged.actor)))
    if let time = logged.entry.stamp?.time { marks.append(.init("edited_at", .text(time))) }
    let reason = logged.entry.why ?? state.marks[logged.actor]?.notes[nil]
    if let reason { marks.append(.init("why", .text(reason))) }
  }

  /// The first answer that differs, and what both have before it; nil where none does.
  private static func pair(_ before: Content, _ now: Content) throws(Problem) -> Content? {
    switch (before, now) {
    case (.conversation(let old), .conversation(let new)):
      let shared = zip(old, new).prefix { $0 == $1 }.count
      guard shared < max(old.count, new.count) else { return nil }
      guard shared < min(old.count, new.count), new[shared].role == "assistant",
        old[shared].role == "assistant"
      else { throw .missing("the prompt as it was") }
      return .pair(
        prompt: Array(new[..<shared]), chosen: [new[shared]], rejected: [old[shared]])
    case (.pair(let oldPrompt, let chosen, let rejected), .pair(let prompt, let better, let other)):
      guard oldPrompt == prompt else { throw .missing("the prompt as it was") }
      if chosen != better { return .pair(prompt: prompt, chosen: better, rejected: chosen) }
      return other == rejected
        ? nil : .pair(prompt: prompt, chosen: other, rejected: rejected)
    case (.ranked(let old), .ranked(let new)):
      guard old.prompt == new.prompt, old.answers.count == new.answers.count else {
        throw .missing("the prompt and the answers as they were")
      }
      guard
        let (worse, better) = zip(old.answers, new.answers).first(where: { $0.turns != $1.turns })
      else { return nil }
      return .pair(prompt: new.prompt, chosen: better.turns, rejected: worse.turns)
    default: throw .missing("one answer, edited")
    }
  }

  /// What reviewers say of a record, as members for an object.
  public static func marks(_ state: RecordState?) -> JSONValue {
    var members: [JSONValue.Member] = []
    for (actor, marks) in (state?.marks ?? [:]).sorted(by: { $0.key < $1.key }) {
      var said: [JSONValue.Member] = []
      if let verdict = marks.verdict { said.append(.init("verdict", .text(verdict.rawValue))) }
      if !marks.flags.isEmpty {
        let flags = marks.flags.map { flag -> JSONValue in
          .object([
            .init("category", .text(flag.key.category)), .init("severity", .integer(flag.severity)),
          ])
        }
        said.append(.init("flags", .array(flags)))
      }
      for (key, value) in marks.ratings.sorted(by: { $0.key.text < $1.key.text })
      where !Suggestion.isAnswer(key) {
        said.append(.init(JSONString(key.text), .text(value.text)))
      }
      if let note = marks.notes[nil] { said.append(.init("note", .text(note))) }
      members.append(.init(JSONString(actor), .object(said)))
    }
    return .object(members)
  }
}

extension WorkingSet {
  /// Whether an entry masks something in a record: the journal holds the hash of the old text alone.
  fileprivate func hides(_ position: Int, of number: RecordNumber) -> Bool {
    entries[position].entry.changes.contains { change in
      guard change.record == number, case .patch(let steps) = change.body else { return false }
      return steps.contains { step in
        if case .test(_, .hash) = step { true } else { false }
      }
    }
  }
}
