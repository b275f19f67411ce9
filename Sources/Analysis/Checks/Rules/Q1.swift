import Curation

extension DatasetRule {
  static let q1 = DatasetRule(
    id: "Q1", severity: .warning, title: "the same record again",
    explanation: "All its bytes stand in an earlier record.",
    mistakes: "Records that are repeated to weigh more.", begin: { _ in RepeatedRecords() })
}

private struct RepeatedRecords: DatasetLook {
  private var records: [RecordFacts.Hashed: RecordNumber] = [:]

  mutating func take(_ facts: RecordFacts) -> [Spot] {
    if let first = records[facts.bytes] { return [Spot("the same as \(first)")] }
    records[facts.bytes] = facts.number
    return []
  }
}
