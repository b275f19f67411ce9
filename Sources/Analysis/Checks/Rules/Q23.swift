extension DatasetRule {
  static let q23 = DatasetRule(
    id: "Q23", severity: .warning, title: "a mark of style tells which side is chosen",
    explanation: """
      Where one side alone has a list, bold text, a heading, code, reasoning, an apology or the
      like, it is nearly always the same side: a model learns the mark and not the matter.
      """,
    mistakes: "Where the mark is what the preference is about.")
}
