extension DatasetRule {
  static let q1 = DatasetRule(
    id: "Q1", severity: .warning, title: "the same record again",
    explanation: "All its bytes stand in an earlier record.",
    mistakes: "Records that are repeated to weigh more.")
}
