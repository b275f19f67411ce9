import Curation

extension DatasetRule {
  static let p08 = DatasetRule(
    id: "P08", severity: .warning, title: "the same pair again",
    explanation: "Prompt, chosen and rejected stand in an earlier record.",
    mistakes: "Pairs that are repeated to weigh more.", begin: { _ in RepeatedPairs() })
}

private struct RepeatedPairs: DatasetLook {
  private var pairs = FingerprintTable<RecordNumber>()

  mutating func take(_ facts: RecordFacts) -> [Spot] {
    guard let preference = facts.preference else { return [] }
    let first = pairs.insert(facts.number, for: preference.fingerprint)
    return first.map { [Spot("the same pair as \($0)")] } ?? []
  }
}
