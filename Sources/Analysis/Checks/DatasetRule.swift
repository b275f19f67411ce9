import Curation

/// A rule that compares records, or checks the file.
struct DatasetRule: DescribedRule {
  let id: String
  let severity: Severity
  let title: String
  let explanation: String
  /// Typical false positives.
  let mistakes: String
  /// Whether it uses `RecordFacts.Pair.bias`.
  let readsStyle: Bool
  /// Begins a pass over all records.
  let begin: @Sendable (CheckLimits) -> any DatasetLook

  init(
    id: String, severity: Severity, title: String, explanation: String, mistakes: String,
    readsStyle: Bool = false, begin: @escaping @Sendable (CheckLimits) -> any DatasetLook
  ) {
    self.id = id
    self.severity = severity
    self.title = title
    self.explanation = explanation
    self.mistakes = mistakes
    self.readsStyle = readsStyle
    self.begin = begin
  }

  /// Creates a rule about the file's bytes between records.
  init(
    id: String, severity: Severity, title: String, explanation: String, mistakes: String,
    inFile look: @escaping @Sendable (FileFacts) -> [(RecordNumber?, Spot)]
  ) {
    self.init(
      id: id, severity: severity, title: title, explanation: explanation, mistakes: mistakes,
      begin: { _ in FileLook(look: look) })
  }
}

/// One pass of a rule over all records, in their order.
protocol DatasetLook {
  /// The findings in a record, given those before it.
  mutating func take(_ facts: RecordFacts) -> [Spot]
  /// The findings that need all records, in a record or in the file.
  ///
  /// - Parameter file: nil if the records aren't a whole file.
  mutating func end(_ file: FileFacts?) -> [(RecordNumber?, Spot)]
}

extension DatasetLook {
  mutating func take(_ facts: RecordFacts) -> [Spot] { [] }
  mutating func end(_ file: FileFacts?) -> [(RecordNumber?, Spot)] { [] }
}

private struct FileLook: DatasetLook {
  let look: @Sendable (FileFacts) -> [(RecordNumber?, Spot)]

  mutating func end(_ file: FileFacts?) -> [(RecordNumber?, Spot)] { file.map(look) ?? [] }
}

/// A pass of several rules over all records.
struct DatasetPass {
  private let rules: [DatasetRule]
  private var looks: [any DatasetLook]

  init(_ rules: [DatasetRule], _ limits: CheckLimits) {
    self.rules = rules
    looks = rules.map { $0.begin(limits) }
  }

  mutating func take(_ facts: RecordFacts) -> [Finding] {
    var found: [Finding] = []
    for place in looks.indices {
      let spots = looks[place].take(facts)
      for spot in spots { found.append(spot.finding(of: rules[place], in: facts.number)) }
    }
    return found
  }

  /// Reports what needs all records. There may be many findings, so they aren't collected.
  mutating func end(_ file: FileFacts?, _ body: (Finding) -> Void) {
    for place in looks.indices {
      for (number, spot) in looks[place].end(file) {
        body(spot.finding(of: rules[place], in: number))
      }
    }
  }
}
