public import Curation
public import JSONLines

/// A rule that checks one record at a time.
public struct Rule: DescribedRule {
  /// A letter for the group, and a number: `P06`.
  public let id: String
  public let severity: Severity
  /// A summary in a few words.
  public let title: String
  /// What the problem means, and whom it harms.
  public let explanation: String
  /// Typical false positives.
  public let mistakes: String
  /// The rule finds nothing in a record without any of these traits; empty if it has to check every
  /// record.
  private(set) var needs: CheckedRecord.Traits
  /// The rule finds nothing in a record without any of these terms, ignoring letter case, and, if
  /// it checks texts, nothing in such a text; empty if it has to check all. The terms of all rules
  /// are searched for in one pass.
  let terms: [String]
  let look: Look

  enum Look: Sendable {
    /// Checks a record as a whole.
    case atRecord(@Sendable (CheckedRecord) -> [Spot])
    /// Checks each text of certain kinds separately.
    case atTexts(Texts, @Sendable (CheckedRecord.Text, CheckedRecord) -> [Spot])
  }

  /// The kinds of texts that a rule checks.
  public struct Texts: OptionSet, Sendable {
    public let rawValue: UInt8

    public init(rawValue: UInt8) { self.rawValue = rawValue }

    public static let answers = Texts(rawValue: 1)
    /// Texts other than answers.
    public static let prompts = Texts(rawValue: 2)
    public static let all: Texts = [.answers, .prompts]
    /// Strings that are neither: metadata, arguments of calls, everything in a record of unknown
    /// shape.
    static let asides = Texts(rawValue: 4)
  }

  private init(
    _ id: String, _ severity: Severity, _ title: String, _ explanation: String,
    mistakes: String, needs: CheckedRecord.Traits, terms: [String], _ look: Look
  ) {
    self.id = id
    self.severity = severity
    self.title = title
    self.explanation = explanation
    self.mistakes = mistakes
    self.needs = needs
    self.terms = terms
    self.look = look
  }

  init(
    _ id: String, _ severity: Severity, _ title: String, _ explanation: String,
    mistakes: String, needs: CheckedRecord.Traits = [], terms: [String] = [],
    _ look: @escaping @Sendable (CheckedRecord) -> [Spot]
  ) {
    self.init(
      id, severity, title, explanation, mistakes: mistakes, needs: needs, terms: terms,
      .atRecord(look))
  }

  init(
    _ id: String, _ severity: Severity, _ title: String, _ explanation: String,
    mistakes: String, needs: CheckedRecord.Traits = [], terms: [String] = [], of texts: Texts,
    _ look: @escaping @Sendable (CheckedRecord.Text, CheckedRecord) -> [Spot]
  ) {
    self.init(
      id, severity, title, explanation, mistakes: mistakes, needs: needs, terms: terms,
      .atTexts(texts) { text, record in
        // Of a dialogue in one string, answers are its last turn.
        let answer = texts == .answers ? text.lastAnswer : nil
        let spots = look(answer?.text ?? text, record)
        if spots.isEmpty { return spots }
        return spots.map { spot in
          var spot = spot
          if let start = answer?.start, let range = spot.range {
            spot.range = range.lowerBound + start..<range.upperBound + start
          }
          return spot.onCharacters(of: text)
        }
      })
  }

  /// The rule for records that aren't JSON only.
  var ofUnreadable: Rule {
    var rule = self
    rule.needs = .unreadable
    return rule
  }

  /// The findings in one record of the rules with a name or in a group.
  public static func findings(
    named name: String, _ number: RecordNumber, _ bytes: Bytes, in set: WorkingSet,
    as shape: Shape?
  ) -> [Finding] {
    let rules = ofRecords.filter { $0.id.isNamed(by: name) }
    guard !rules.isEmpty else { return [] }
    let record = CheckedRecord(number, bytes, set.state(of: number) ?? RecordState(), as: shape)
    return record.masking(rules.flatMap { $0.findings(in: record) }, by: rules)
  }

  func findings(in record: CheckedRecord) -> [Finding] {
    findings(of: mayFind(in: record.traits) ? spots(in: record) : [], in: record.number)
  }

  /// What the rule finds, regardless of `needs`.
  func spots(in record: CheckedRecord) -> [Spot] {
    switch look {
    case .atRecord(let look): look(record)
    case .atTexts(let texts, let look):
      record.textsAndAsides.flatMap {
        texts.isDisjoint(with: $0.kind) ? [] : look($0, record)
      }
    }
  }

  /// Whether a record with these traits may have what the rule looks for.
  func mayFind(in traits: CheckedRecord.Traits) -> Bool {
    traits.have(anyOf: needs)
  }

  func findings(of spots: [Spot], in number: RecordNumber) -> [Finding] {
    spots.map { $0.finding(of: self, in: number) }
  }
}
