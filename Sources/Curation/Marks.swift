public import JSONLines

/// One reviewer's judgements of a record, which don't change it.
public struct Marks: Hashable, Sendable {
  public var verdict: Verdict?
  public var flags: [HazardFlag] = []
  public var ratings: [RatingKey: RatingValue] = [:]
  /// Notes by the value that they are about; nil is the whole record.
  public var notes: [JSONPointer?: String] = [:]
  /// The notes sorted by pointer, with that of the whole record first.
  public var notesByPlace: [(at: JSONPointer?, note: String)] {
    notes.map { (at: $0.key, note: $0.value) }
      .sorted { $0.at?.description ?? "" < $1.at?.description ?? "" }
  }
  /// The order of the responses, numbered as in the dataset's record.
  public var order: RankOrder?
  /// The reviewer, by actor, whose judgements this reviewer decided should count.
  public var decision: String?

  public init() {}

  public var isEmpty: Bool { self == Marks() }

  /// Whether the reviewer judged the record, by more than a note, a decision or the answer to a
  /// suggestion.
  public var isJudgement: Bool {
    verdict != nil || !flags.isEmpty || order != nil || isRated
  }

  /// Whether the reviewer gave a verdict or a flag. What such a reviewer didn't flag, they consider
  /// harmless.
  public var judgesHarm: Bool { verdict != nil || !flags.isEmpty }

  /// Whether it has a rating, and not only answers to suggestions.
  public var isRated: Bool { ratings.keys.contains { !Suggestion.isAnswer($0) } }

  /// The ratings but for answers to suggestions, which are kept as such.
  public var judgements: [RatingKey: RatingValue] {
    ratings.filter { !Suggestion.isAnswer($0.key) }
  }

  /// Whether a mark is about a value inside the record.
  var hasPlaces: Bool {
    flags.contains { $0.key.at != nil } || ratings.keys.contains { $0.at != nil }
      || notes.keys.contains { $0 != nil }
  }

  public func flag(_ key: HazardFlag.Key) -> HazardFlag? { flags.first { $0.key == key } }

  /// The mark of a subject. A flag that is changed keeps its place among the flags.
  public subscript(subject: Mark.Subject) -> Mark? {
    get {
      switch subject {
      case .flag(let key): flag(key).map(Mark.flag)
      case .verdict: verdict.map(Mark.verdict)
      case .rating(let key): ratings[key].map { .rating(key, $0) }
      case .note(let at): notes[at].map { .note(at, $0) }
      case .order: order.map(Mark.order)
      case .decision: decision.map(Mark.decision)
      }
    }
    set {
      guard let mark = newValue else { return remove(subject) }
      switch mark {
      case .flag(let flag):
        if let place = flags.firstIndex(where: { $0.key == flag.key }) {
          flags[place] = flag
        } else {
          flags.append(flag)
        }
      case .verdict(let now): verdict = now
      case .rating(let key, let value): ratings[key] = value
      case .note(let at, let text): notes[at] = text
      case .order(let now): order = now
      case .decision(let actor): decision = actor
      }
    }
  }

  private mutating func remove(_ subject: Mark.Subject) {
    switch subject {
    case .flag(let key): flags.removeAll { $0.key == key }
    case .verdict: verdict = nil
    case .rating(let key): ratings[key] = nil
    case .note(let at): notes[at] = nil
    case .order: order = nil
    case .decision: decision = nil
    }
  }

  /// The subjects of all marks; flags in their order.
  var subjects: [Mark.Subject] {
    flags.map { .flag($0.key) } + ratings.keys.map(Mark.Subject.rating)
      + notes.keys.map(Mark.Subject.note) + (order == nil ? [] : [.order])
      + (verdict == nil ? [] : [.verdict]) + (decision == nil ? [] : [.decision])
  }

  /// The change of one mark; none if it is so already.
  func change(_ subject: Mark.Subject, to mark: Mark?) -> [Change.Body] {
    let was = self[subject]
    // Notes are texts, of which composed and decomposed letters are different ones.
    let isSame = was == mark && (was?.note ?? "").isIdentical(to: mark?.note ?? "")
    return isSame ? [] : [.mark(subject, was: was, now: mark)]
  }
}
