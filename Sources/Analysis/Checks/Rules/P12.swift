import Curation

extension DatasetRule {
  static let p12 = DatasetRule(
    id: "P12", severity: .warning, title: "one completion with both labels",
    explanation: "Prompt and completion stand in an earlier record with the other label.",
    mistakes: "Two reviewers who differ, kept as both.", begin: { _ in OpposedLabels() })
}

private struct OpposedLabels: DatasetLook {
  private var labels = FingerprintTable<(number: RecordNumber, isGood: Bool)>()

  mutating func take(_ facts: RecordFacts) -> [Spot] {
    guard let label = facts.label else { return [] }
    let first = labels.insert((facts.number, label.isGood), for: label.texts)
    guard let first, first.isGood != label.isGood else { return [] }
    return [Spot("\(first.number) labels it the other way", at: label.pointer)]
  }
}
