public import JSONLines

/// Whether a record goes into the curated dataset.
public enum Verdict: String, Hashable, Sendable, CaseIterable {
  case accepted, discarded, skipped
}

/// A kind of harm that a record, or a part of it, contains.
public struct HazardFlag: Hashable, Sendable {
  /// The identity of a flag: flagging the same again changes its severity and note.
  public struct Key: Hashable, Sendable {
    public var taxonomy: String
    public var category: String
    /// The flagged value; nil for the whole record.
    public var at: JSONPointer?
    /// The flagged stretch of the decoded string at `at`, in UTF-8 bytes.
    public var range: Range<Int>?

    public init(
      taxonomy: String, category: String, at: JSONPointer? = nil, range: Range<Int>? = nil
    ) {
      self.taxonomy = taxonomy
      self.category = category
      self.at = at
      self.range = range
    }

    /// The range as it is shown: `[3-9]`; empty if the whole value is flagged.
    public var stretch: String {
      range.map { "[\($0.lowerBound)-\($0.upperBound)]" } ?? ""
    }

    /// The taxonomy whose codes stand alone.
    public static let standardTaxonomy = "mlcommons"

    /// The category as it is typed: `S10`, or `house:A1` if it isn't of the standard taxonomy.
    public var code: String {
      taxonomy == Self.standardTaxonomy ? category : "\(taxonomy):\(category)"
    }
  }

  public static let severities = 0...3

  public var key: Key
  /// From 0 (negligible) to 3 (severe).
  public var severity: Int
  public var note: String?

  public init(_ key: Key, severity: Int, note: String? = nil) {
    self.key = key
    self.severity = severity
    self.note = note
  }
}

/// A quality that reviewers rate.
public struct RatingKey: Hashable, Sendable {
  /// `helpful`, `honest`, `harmless`, `acceptable`, or the reviewer's own.
  public var axis: String
  /// The rated value; nil for the whole record.
  public var at: JSONPointer?

  public init(axis: String, at: JSONPointer? = nil) {
    self.axis = axis
    self.at = at
  }
}

public enum RatingValue: Hashable, Sendable {
  /// 1 to 5.
  case score(Int)
  /// For the axis `acceptable` only.
  case acceptable(Bool)
}

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

  /// Whether it has a rating, and not only answers to suggestions.
  public var isRated: Bool { ratings.keys.contains { !Suggestion.isAnswer($0) } }

  /// Whether a mark is about a value inside the record.
  var hasPlaces: Bool {
    flags.contains { $0.key.at != nil } || ratings.keys.contains { $0.at != nil }
      || notes.keys.contains { $0 != nil }
  }

  public func flag(_ key: HazardFlag.Key) -> HazardFlag? { flags.first { $0.key == key } }

  /// Sets the mark that `change` is about to its new value.
  mutating func apply(_ change: Change.Body) {
    switch change {
    case .verdict(_, let now): verdict = now
    case .rate(let key, _, let now): ratings[key] = now
    case .note(let at, _, let now): notes[at] = now
    case .order(_, let now): order = now
    case .resolve(_, let now): decision = now
    case .flag(let was, let now):
      guard let key = (now ?? was)?.key else { return }
      if let place = flags.firstIndex(where: { $0.key == key }) {
        if let now { flags[place] = now } else { flags.remove(at: place) }
      } else if let now {
        flags.append(now)
      }
    case .patch, .raw, .insert, .remove, .restore: break
    }
  }
}
