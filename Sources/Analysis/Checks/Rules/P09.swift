import Curation

extension DatasetRule {
  static let p09 = DatasetRule(
    id: "P09", severity: .warning, title: "the same pair the other way round",
    explanation: "An earlier record with this prompt prefers what this one rejects.",
    mistakes: "Two reviewers who differ, kept as both.", begin: { _ in TurnedPairs() })
}

private struct TurnedPairs: DatasetLook {
  private var pairs = FingerprintTable<RecordNumber>()

  mutating func take(_ facts: RecordFacts) -> [Spot] {
    guard let preference = facts.preference else { return [] }
    _ = pairs.insert(facts.number, for: preference.fingerprint)
    guard preference.chosen != preference.rejected,
      let first = pairs[preference.turned.fingerprint]
    else { return [] }
    return [Spot("\(first) prefers it the other way round")]
  }
}
