extension DatasetRule {
  static let q30 = DatasetRule(
    id: "Q30", severity: .info, title: "labels out of balance",
    explanation: """
      One value of a label, task or language is 95 % of all; or good and bad of KTO are further
      apart than 4 to 3, which TRL wants made good by weights.
      """,
    mistakes: "Sets that are one-sided on purpose.")
}
