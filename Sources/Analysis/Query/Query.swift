public import Curation
public import JSONLines

/// Which records: what is typed after `&`, `--where` and `winnow query`.
///
///     harmful output:sorry len(output)>2000 not flag:S10 (turns>=4 or role:tool)
///
/// Words beside each other must all hold.
public indirect enum Query: Hashable, Sendable {
  case all([Query])
  case any([Query])
  case not(Query)
  /// A text anywhere in the record's values.
  case contains(TextPattern)
  /// A text in one field.
  case field(Field, TextPattern)
  /// A field that is exactly this.
  case equals(Field, String)
  /// Whether a field is there.
  case has(Field)
  case comparison(Measure, Comparison, Measure)
  /// Record numbers, as ranges.
  case numbers([ClosedRange<Int>])
  /// Values of the record's id.
  case identified(Set<String>)
  case mark(Mark)
  case shape(Shape)
  case stage(Stage)
  /// A turn of this role.
  case role(String)
  case script(Script)
  /// Near the text of another record.
  case similar(RecordNumber)
  /// How it stands to the other dataset.
  case relation(Relation)
  /// Something that a rule finds in it.
  case check(String)
  /// One of a share of all, from 0 to 1, which a seed chooses by the records' numbers.
  case sampled(share: Double, seed: UInt64)

  /// Something said about a record, or done to it.
  public enum Mark: Hashable, Sendable {
    case edited, removed, conflicting, noted
    /// Any flag, or one of a category.
    case flagged(String?)
    /// Nobody's verdict, where nil.
    case verdict(Verdict?)
    /// An entry by somebody.
    case by(String)
    /// Reviewers whose verdicts differ.
    case disagreeing
  }

  /// A value of the record, named by a pointer, by a member's name, or by a part's name.
  public enum Field: Hashable, Sendable {
    case pointer(JSONPointer)
    case named(Name)
  }

  /// A field's name, with what finds it in a record.
  public struct Name: Hashable, Sendable, ExpressibleByStringLiteral {
    public let text: String
    let key: JSONString
    let role: Part.Role?
    /// The steps of a dotted path; empty without a dot.
    let path: [JSONString]

    public init(_ text: String) {
      self.text = text
      key = JSONString(text)
      role = Part.Role(rawValue: text)
      path = text.contains(".") ? text.split(separator: ".").map { JSONString(String($0)) } : []
    }

    public init(stringLiteral text: String) { self.init(text) }

    /// Whether a part has this name or role.
    func names(_ part: Part) -> Bool { part.role == role || part.name == text }
  }

  /// Something that can be counted.
  public enum Measure: Hashable, Sendable {
    case constant(Double)
    /// A number in the data, also one in a string.
    case value(Field)
    /// Unicode scalars in the strings of a field, as Python's `len` counts them; of all, where nil.
    case length(Field?)
    /// Words between white space; a Chinese or Japanese character is a word.
    case words(Field?)
    /// Which of the responses is the best by its rank, from 1; nothing where two are, or none is.
    case best
    case turns, responses, bytes, flags, severity, edits
    /// The mean of all reviewers' ratings on an axis.
    case rating(String)
  }

  public enum Comparison: String, Hashable, Sendable, CaseIterable {
    case atLeast = ">="
    case atMost = "<="
    case unequal = "!="
    case more = ">"
    case less = "<"
    case equal = "="

    func holds(_ a: Double, _ b: Double) -> Bool {
      switch self {
      case .atLeast: a >= b
      case .atMost: a <= b
      case .unequal: a != b
      case .more: a > b
      case .less: a < b
      case .equal: a == b
      }
    }
  }
}

extension Query.Measure {
  fileprivate var field: Query.Field? {
    switch self {
    case .value(let field): field
    case .length(let field), .words(let field): field
    default: nil
    }
  }
}

extension Query {
  /// The rules that it names.
  public var checks: [String] {
    switch self {
    case .check(let name): [name]
    case .all(let all), .any(let all): all.flatMap(\.checks)
    default: []
    }
  }

  /// A field as a person names it alone: `label`, `meta.source`, `/meta/source`; nil of anything else.
  public static func field(_ name: String) -> Field? {
    guard !name.isEmpty, !name.contains(where: \.isWhitespace),
      case .has(let field)? = try? Query("has:\(name)")
    else { return nil }
    return field
  }

  /// Whether it names rules that compare records, so that all have to be looked at first.
  public var comparesRecords: Bool { !comparingRules.isEmpty }

  /// Ids of the rules that compare records.
  var comparingRules: [String] {
    switch self {
    case .check(let name): DatasetRule.all.map(\.id).filter { $0.isNamed(by: name) }
    case .all(let all), .any(let all): all.flatMap(\.comparingRules)
    case .not(let query): query.comparingRules
    default: []
    }
  }

  /// The fields that it asks about.
  public var fields: [Field] {
    switch self {
    case .all(let all), .any(let all): all.flatMap(\.fields)
    case .not(let query): query.fields
    case .field(let field, _), .equals(let field, _), .has(let field): [field]
    case .comparison(let a, _, let b): [a, b].compactMap(\.field)
    default: []
    }
  }

  /// A word of it that asks about a second dataset.
  public var relation: Relation? {
    switch self {
    case .relation(let relation): relation
    case .all(let all), .any(let all): all.lazy.compactMap(\.relation).first
    case .not(let query): query.relation
    default: nil
    }
  }
}

/// Where a query is wrong, and how. Columns count characters from 1.
public struct QueryError: Error, Hashable, Sendable {
  public var column: Int
  public var reason: Reason

  public enum Reason: Error, Hashable, Sendable {
    case empty
    case unclosed(String)
    case unexpected(String)
    case missingOperand(after: String)
    case expression(String)
    case notANumber(String)
    case notAShare(String)
    /// A name that isn't one of the known ones.
    case unknown(kind: String, name: String, known: [String])
    case unreadable(path: String)
  }
}
