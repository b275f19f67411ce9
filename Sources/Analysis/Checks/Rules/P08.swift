extension DatasetRule {
  static let p08 = DatasetRule(
    id: "P08", severity: .warning, title: "the same pair again",
    explanation: "Prompt, chosen and rejected stand in an earlier record.",
    mistakes: "Pairs that are repeated to weigh more.")
}
