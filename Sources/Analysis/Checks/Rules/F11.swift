extension DatasetRule {
  static let f11 = DatasetRule(
    id: "F11", severity: .warning, title: "a field of another type than before",
    explanation: """
      Arrow, under Hugging Face datasets, gives each column one type and fails at the first record
      that differs; null counts as none.
      """,
    mistakes: "Loaders that don't go through Arrow.")
}
