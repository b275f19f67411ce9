extension DatasetRule {
  static let q3 = DatasetRule(
    id: "Q3", severity: .info, title: "the same prompt with another answer",
    explanation: "Fine where several answers are meant, else one of them is wrong.",
    mistakes: "Sets with several answers to a prompt.")
}
