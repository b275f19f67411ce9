extension DatasetRule {
  static let q22 = DatasetRule(
    id: "Q22", severity: .warning, title: "the longer side is chosen",
    explanation: """
      A rule that looks at nothing but length would get 70 % of the pairs right (`bias`, of at
      least `bias-records`). A reward model learns it, and the policy then learns to be long.
      """,
    mistakes: "Where longer answers are better for their matter.")
}
