import Curation
import JSONLines

extension DatasetRule {
  static let q1 = DatasetRule(
    id: "Q1", severity: .warning, title: "the same record again",
    explanation: "All its bytes stand in an earlier record.",
    mistakes: "Records that are repeated to weigh more.", begin: { _ in RepeatedRecords() })
}

private struct RepeatedRecords: DatasetLook {
  private var records = FingerprintTable<(number: RecordNumber, bytes: Bytes)>()

  mutating func take(_ facts: RecordFacts) -> [Spot] {
    let first = records.insert((facts.number, facts.bytes), for: facts.fingerprint)
    guard let first, first.bytes == facts.bytes else { return [] }
    return [Spot("the same as \(first.number)")]
  }
}
