extension DatasetRule {
  static let f10 = DatasetRule(
    id: "F10", severity: .error, title: "records of several shapes",
    explanation: "Trainers decide from the first record what the others are.",
    mistakes: "Files that mix tasks for a loader of one's own.")
}
