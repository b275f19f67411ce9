extension DatasetRule {
  static let p13 = DatasetRule(
    id: "P13", severity: .warning, title: "preferences that go round in a circle",
    explanation: "For one prompt A is better than B, B than C, and C than A.",
    mistakes: "Preferences of several people, which may go round.")
}
