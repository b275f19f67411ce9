extension DatasetRule {
  static let h01 = DatasetRule(
    id: "H01", severity: .warning, title: "an unknown label",
    explanation: """
      A value of `label` that hardly any record has, and that is nearly spelled as another one or
      as a common label of harm: probably a slip. Rare values of sets with a hundred labels of
      another kind are said too.
      """,
    mistakes: "A label that is new.")
}
