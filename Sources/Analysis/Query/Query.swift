public import Curation
public import JSONLines

/// A condition on records, as typed after `&`, `--where` and `winnow query`.
///
///     harmful output:sorry len(output)>2000 not flag:S10 (turns>=4 or role:tool)
///
/// Conditions without an operator between them must all hold.
public indirect enum Query: Hashable, Sendable {
  case all([Query])
  case any([Query])
  case not(Query)
  /// A text anywhere in the record's values.
  case contains(TextPattern)
  /// A text in the field's values.
  case field(Field, TextPattern)
  /// The field has exactly this value.
  case equals(Field, String, isQuoted: Bool)
  /// The field exists.
  case has(Field)
  case comparison(Measure, Comparison, Measure)
  /// The record's number is in one of the ranges.
  case numbers(NumberRanges)
  /// The record's id is one of these.
  case identified(Set<String>)
  case mark(Mark)
  case shape(Shape)
  case stage(Stage)
  /// The record has a turn of this role.
  case role(String)
  case script(Script)
  /// The text is similar to that of another record.
  case similar(RecordNumber)
  /// The relation to the other dataset.
  case relation(Relation)
  /// It has a suggestion that the user hasn't answered; see `naming(suggested:)`.
  case suggested
  /// A rule of this id or group finds something.
  case check(String)
  /// The record is in a random sample, whose share is from 0 to 1.
  case sampled(share: Double, seed: UInt64)

  /// A property that journals give a record.
  public enum Mark: Hashable, Sendable {
    case edited, removed, conflicting, noted
    /// A flag of this category; nil is any.
    case flagged(String?)
    /// This verdict; nil is none at all.
    case verdict(Verdict?)
    /// An entry by this actor.
    case by(String)
    /// Reviewers who disagree; see `RecordState.isDisputed`.
    case disagreeing
  }

  /// Values of a record, given by a pointer, a member's key, a dotted path, or a part's name or
  /// role.
  public enum Field: Hashable, Sendable {
    case pointer(JSONPointer)
    case named(Name)
  }

  /// A field's name, prepared for looking it up.
  public struct Name: Hashable, Sendable, ExpressibleByStringLiteral {
    public let text: String
    let key: JSONString
    let role: Part.Role?
    /// The keys of a dotted path; empty if there is no dot.
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

  /// A number that a record has.
  public enum Measure: Hashable, Sendable {
    case constant(Amount)
    /// A number in the data, which may be spelled in a string.
    case value(Field)
    /// The number of Unicode scalars (Python's `len`) in the strings of a field; nil is the whole
    /// record.
    case length(Field?)
    /// The number of words separated by white space; each Han, kana or Thai character is a word.
    case words(Field?)
    /// The number, from 1, of the response with the best rank, or if none has a rank, with the best
    /// score; none if several share it or one has neither.
    case best
    case turns, responses, bytes, flags, severity, edits
    /// The highest score of the suggestions that the user hasn't answered; see
    /// `Query.naming(suggested:)`.
    case suggestion
    /// The mean of the reviewers' ratings on an axis; yes is 1, no 0.
    case rating(String)
  }

  public enum Comparison: String, Hashable, Sendable, CaseIterable {
    case atLeast = ">="
    case atMost = "<="
    case unequal = "!="
    case more = ">"
    case less = "<"
    case equal = "="

    func holds(_ a: Amount, _ b: Amount) -> Bool {
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

extension Query.Field {
  /// What a name in quotes says: a pointer if it begins with a slash.
  init(quoted text: String) {
    let pointer = text.hasPrefix("/") ? JSONPointer(text) : nil
    self = pointer.map { .pointer($0) } ?? .named(.init(text))
  }

  /// As it is typed.
  public var name: String {
    switch self {
    case .pointer(let pointer): pointer.description
    case .named(let name): name.text
    }
  }
}

extension Query.Field {
  /// Whether it tells what a blind review hides: the sides of a pair, a response's rank, or where a
  /// text is from.
  var isRevealing: Bool {
    let name = name.lowercased()
    return Self.tellingNames.contains { name.contains($0) }
      || self.name.split { "./".contains($0) }.contains { Part.namesSource(String($0)) }
  }

  private static let tellingNames = [
    "chosen", "rejected", "preferred", "rank", "score", "reward", "rating", "better", "safer",
    "matching", "response_j", "response_k", "is_response",
  ]
}

extension Query.Measure {
  var isRevealing: Bool {
    switch self {
    case .best, .rating, .suggestion: true
    default: field?.isRevealing ?? false
    }
  }

  fileprivate var field: Query.Field? {
    switch self {
    case .value(let field): field
    case .length(let field), .words(let field): field
    default: nil
    }
  }
}

extension Query {
  /// The conditions that it is made of, without not, or, and brackets.
  var leaves: [Query] {
    switch self {
    case .all(let all), .any(let all): all.flatMap(\.leaves)
    case .not(let query): query.leaves
    default: [self]
    }
  }

  /// The rules that the query names, except under `not`.
  public var checks: [String] { checks(underNot: false) }

  /// - Parameter underNot: whether also those under `not` are named.
  func checks(underNot: Bool) -> [String] {
    switch self {
    case .check(let name): [name]
    case .all(let all), .any(let all): all.flatMap { $0.checks(underNot: underNot) }
    case .not(let query): underNot ? query.checks(underNot: true) : []
    default: []
    }
  }

  /// Parses a field alone: `label`, `meta.source`, `Response Quality`, `/meta/source`, also in
  /// quotes; nil for anything else.
  public static func field(_ name: String) -> Field? {
    let isQuoted = name.count > 1 && name.hasPrefix("\"") && name.hasSuffix("\"")
    let text = isQuoted ? name : quoted(name)
    guard !name.isEmpty, !name.allSatisfy(\.isWhitespace),
      case .has(let field)? = try? Query("has:\(text)")
    else { return nil }
    return field
  }

  /// Whether the query names rules that compare records, so that all records have to be checked
  /// first.
  public var comparesRecords: Bool { !comparingRules.isEmpty }

  /// Ids of the rules in the query that compare records.
  var comparingRules: [String] {
    leaves.flatMap { leaf in
      guard case .check(let name) = leaf else { return [String]() }
      return DatasetRule.all.map(\.id).filter { $0.isNamed(by: name) }
    }
  }

  /// The conditions of the query whose names may be mistyped, as queries of their own: that a field
  /// is there, a flag, a role, a rating, somebody's entries.
  public var named: [Query] {
    leaves.flatMap { leaf -> [Query] in
      switch leaf {
      case .field(let field, _), .equals(let field, _, _), .has(let field): [.has(field)]
      case .comparison(let a, _, let b):
        [a, b].compactMap { measure in
          if case .rating = measure { return .comparison(measure, .atLeast, .constant(Amount(0))) }
          return measure.field.map { .has($0) }
        }
      case .mark(.flagged(_?)), .mark(.by), .role: [leaf]
      default: []
      }
    }
  }

  /// Whether its answer tells what a blind review hides: who said something, how others judged, and
  /// which response they preferred, as an edit, or a finding about one side, does.
  public var isRevealing: Bool {
    leaves.contains { leaf in
      switch leaf {
      case .mark(.by), .mark(.disagreeing), .mark(.edited), .suggested, .check: true
      case .field(let field, _), .equals(let field, _, _), .has(let field): field.isRevealing
      case .comparison(let a, _, let b): [a, b].contains(where: \.isRevealing)
      default: false
      }
    }
  }

  /// Whether it asks for records with suggestions.
  private var asksForSuggestions: Bool {
    leaves.contains { leaf in
      switch leaf {
      case .suggested, .comparison(.suggestion, _, _): true
      default: false
      }
    }
  }

  /// Whether it finds no other records than those with suggestions.
  public var isOfSuggested: Bool {
    switch self {
    case .suggested, .comparison(.suggestion, _, _): true
    case .all(let all): all.contains(where: \.isOfSuggested)
    case .any(let all): all.allSatisfy(\.isOfSuggested)
    default: false
    }
  }

  /// The query for a matcher, which doesn't know suggestions: with the numbers of the records that
  /// have some.
  ///
  /// - Parameter scores: the highest score for each of those records; nil if none has one. Only a
  ///   query that asks for suggestions asks for them.
  public func naming<Failure>(
    suggested scores: () throws(Failure) -> [RecordNumber: Double?]
  ) throws(Failure) -> Query {
    asksForSuggestions ? named(by: try scores()) : self
  }

  private func named(by scores: [RecordNumber: Double?]) -> Query {
    func records(where isWanted: (Double?) -> Bool) -> Query {
      .numbers(
        NumberRanges(scores.filter { isWanted($0.value) }.map { $0.key.value...$0.key.value }))
    }
    switch self {
    case .suggested: return records { _ in true }
    case .comparison(.suggestion, let sign, .constant(let limit)):
      return records { $0.map { sign.holds(Amount($0), limit) } ?? false }
    case .all(let all): return .all(all.map { $0.named(by: scores) })
    case .any(let all): return .any(all.map { $0.named(by: scores) })
    case .not(let query): return .not(query.named(by: scores))
    default: return self
    }
  }

  /// The first relation in the query, which needs a second dataset; nil if there is none.
  public var relation: Relation? {
    leaves.lazy.compactMap { if case .relation(let relation) = $0 { relation } else { nil } }.first
  }
}

/// What is wrong with a query, and where. Columns count characters from 1.
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
    case notARecord(String)
    case notAShare(String)
    /// A name that isn't among the known ones.
    case unknown(kind: String, name: String, known: [String])
    case unreadable(path: String)
    /// There are too many parentheses or `not`s in each other.
    case tooDeep
  }
}
