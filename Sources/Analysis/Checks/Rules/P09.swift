extension DatasetRule {
  static let p09 = DatasetRule(
    id: "P09", severity: .warning, title: "the same pair the other way round",
    explanation: "An earlier record with this prompt prefers what this one rejects.",
    mistakes: "Two reviewers who differ, kept as both.")
}
