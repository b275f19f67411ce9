extension DatasetRule {
  static let q4 = DatasetRule(
    id: "Q4", severity: .info, title: "a length far from the usual",
    explanation: """
      The logarithm of its length is more than 3.5 deviations from the median of its role
      (`length-deviations` in a file of rules), among 50 texts or more. Long stories among short
      answers are found as well as cut answers: sort by length and look.
      """,
    mistakes: "Sets that mix short answers and long documents.")
}
