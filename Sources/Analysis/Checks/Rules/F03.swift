extension DatasetRule {
  static let f03 = DatasetRule(
    id: "F03", severity: .warning, title: "lines end in CR LF",
    explanation: "Readers that split at LF leave a CR at the end of each line.",
    mistakes: "Readers on Windows.")
}
