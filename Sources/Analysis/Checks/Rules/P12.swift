import Curation

extension DatasetRule {
  static let p12 = DatasetRule(
    id: "P12", severity: .warning, title: "one completion with both labels",
    explanation: "Prompt and completion stand in an earlier record with the other label.",
    mistakes: "Two reviewers who differ, kept as both.", begin: { _ in OpposedLabels() })
}

private struct OpposedLabels: DatasetLook {
  private var labels: [UInt64: (number: RecordNumber, isGood: Bool)] = [:]

  mutating func take(_ facts: RecordFacts) -> [Spot] {
    guard let label = facts.label else { return [] }
    guard let first = labels[label.texts] else {
      labels[label.texts] = (facts.number, label.isGood)
      return []
    }
    guard first.isGood != label.isGood else { return [] }
    return [Spot("\(first.number) labels it the other way", at: label.pointer)]
  }
}
