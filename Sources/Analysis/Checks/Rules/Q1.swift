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
    // Looks up and inserts in one access.
    let first = { (number: inout RecordNumber) in number }(
      &records[facts.bytes, default: facts.number])
    return first == facts.number ? [] : [Spot("the same as \(first)")]
  }
}
