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

  /// The axis on which a response is acceptable or not.
  public static let acceptability = "acceptable"

  /// Whether a response is acceptable.
  public static func acceptable(at pointer: JSONPointer) -> RatingKey {
    RatingKey(axis: acceptability, at: pointer)
  }

  /// Whether a rating of this axis can have a value.
  func takes(_ value: RatingValue) -> Bool {
    if case .acceptable = value { axis == Self.acceptability } else { axis != Self.acceptability }
  }

  /// What ratings are sorted by.
  var name: String { "\(axis) \(at?.description ?? "")" }
}

public enum RatingValue: Hashable, Sendable {
  /// 1 to 5.
  case score(Int)
  /// For the axis `acceptable` only.
  case acceptable(Bool)

  /// The score; 1 for what is acceptable, else 0.
  public var number: Double {
    switch self {
    case .score(let score): Double(score)
    case .acceptable(let isSo): isSo ? 1 : 0
    }
  }
}

/// One judgement of a reviewer.
public enum Mark: Hashable, Sendable {
  // Large cases are apart, as there may be a million marks.
  indirect case flag(HazardFlag)
  case verdict(Verdict)
  indirect case rating(RatingKey, RatingValue)
  /// At nil, about the whole record.
  case note(JSONPointer?, String)
  /// The order of the responses, numbered as in the dataset's record.
  case order(RankOrder)
  /// The reviewer, by actor, whose judgements count where reviewers differ.
  case decision(String)

  /// What a mark is about: of each subject a reviewer has at most one mark.
  public enum Subject: Hashable, Sendable {
    indirect case flag(HazardFlag.Key)
    case verdict
    case rating(RatingKey)
    case note(JSONPointer?)
    case order, decision

    /// The value that it is about; nil for the whole record.
    public var at: JSONPointer? {
      switch self {
      case .flag(let key): key.at
      case .rating(let key): key.at
      case .note(let at): at
      case .verdict, .order, .decision: nil
      }
    }

    var operation: Entry.Kind {
      switch self {
      case .flag: .flag
      case .verdict: .verdict
      case .rating: .rate
      case .note: .note
      case .order: .order
      case .decision: .resolve
      }
    }
  }

  /// The text that a person gave it, if any.
  var note: String? {
    switch self {
    case .note(_, let text): text
    case .flag(let flag): flag.note
    case .verdict, .rating, .order, .decision: nil
    }
  }

  public var subject: Subject {
    switch self {
    case .flag(let flag): .flag(flag.key)
    case .verdict: .verdict
    case .rating(let key, _): .rating(key)
    case .note(let at, _): .note(at)
    case .order: .order
    case .decision: .decision
    }
  }
}
