extension DatasetRule {
  static let p12 = DatasetRule(
    id: "P12", severity: .warning, title: "one completion with both labels",
    explanation: "Prompt and completion stand in an earlier record with the other label.",
    mistakes: "Two reviewers who differ, kept as both.")
}
