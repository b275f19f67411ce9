import Curation

extension DatasetRule {
  static let p12 = DatasetRule(
    id: "P12", severity: .warning, title: "one completion with both labels",
    explanation: "Prompt and completion stand in an earlier record with the other label.",
    mistakes: "Two reviewers who differ, kept as both.", begin: { _ in OpposedLabels() })
}

private struct OpposedLabels: DatasetLook {
  /// The first record with each text, by the label that it has.
  private var good = FingerprintTable<RecordNumber>()
  private var bad = FingerprintTable<RecordNumber>()

  mutating func take(_ facts: RecordFacts) -> [Spot] {
    guard let label = facts.label else { return [] }
    let other: RecordNumber?
    if label.isGood {
      _ = good.insert(facts.number, for: label.texts)
      other = bad[label.texts]
    } else {
      _ = bad.insert(facts.number, for: label.texts)
      other = good[label.texts]
    }
    return other.map { [Spot("\($0) labels it the other way", at: label.pointer)] } ?? []
  }
}
