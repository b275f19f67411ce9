public import Curation
public import JSONLines

/// One rule: what it looks for, and how.
public struct Rule: DescribedRule {
  /// A letter for the group, and a number: `P06`.
  public let id: String
  public let severity: Severity
  /// In a few words.
  public let title: String
  /// What it means, and whom it hurts.
  public let explanation: String
  /// What it finds though nothing is wrong.
  public let mistakes: String
  /// It finds nothing in a record that has none of these; empty where it has to look at every record.
  let needs: CheckedRecord.Traits
  /// It finds nothing in a record whose texts have none of these, whatever their letter case, and, where
  /// it looks at texts, in a text that has none; empty where it has to look at every one. All rules'
  /// terms are looked for in one pass.
  let terms: [String]
  let look: Look

  enum Look: Sendable {
    /// At a record as a whole.
    case atRecord(@Sendable (CheckedRecord) -> [Spot])
    /// At each text of some, by itself.
    case atTexts(Texts, @Sendable (CheckedRecord.Text, CheckedRecord) -> [Spot])
  }

  /// Which texts a rule looks at.
  public struct Texts: OptionSet, Sendable {
    public let rawValue: UInt8

    public init(rawValue: UInt8) { self.rawValue = rawValue }

    public static let answers = Texts(rawValue: 1)
    /// What isn't an answer.
    public static let prompts = Texts(rawValue: 2)
    public static let all: Texts = [.answers, .prompts]
    /// Strings that are neither: metadata, arguments of calls, all of a record of unknown shape.
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
      .atTexts(texts, look))
  }

  /// What the rules of a name or a group find in one record.
  public static func findings(
    named name: String, _ number: RecordNumber, _ bytes: Bytes, in set: WorkingSet,
    as shape: Shape?
  ) -> [Finding] {
    let rules = ofRecords.filter { $0.id.isNamed(by: name) }
    guard !rules.isEmpty else { return [] }
    let record = CheckedRecord(number, bytes, set.state(of: number) ?? RecordState(), as: shape)
    return record.masking(rules.flatMap { $0.findings(in: record) })
  }

  func findings(in record: CheckedRecord) -> [Finding] {
    findings(of: mayFind(in: record.traits) ? spots(in: record) : [], in: record.number)
  }

  /// What it finds when it is asked whatever the record has.
  func spots(in record: CheckedRecord) -> [Spot] {
    switch look {
    case .atRecord(let look): look(record)
    case .atTexts(let texts, let look):
      record.textsAndAsides.flatMap {
        texts.isDisjoint(with: $0.kind) ? [] : look($0, record)
      }
    }
  }

  /// Whether a record with these may have what it looks for.
  func mayFind(in traits: CheckedRecord.Traits) -> Bool {
    traits.have(anyOf: needs)
  }

  func findings(of spots: [Spot], in number: RecordNumber) -> [Finding] {
    spots.map { $0.finding(of: self, in: number) }
  }
}
