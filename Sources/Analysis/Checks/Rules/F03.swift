import Curation

extension DatasetRule {
  static let f03 = DatasetRule(
    id: "F03", severity: .warning, title: "lines end in CR LF",
    explanation: "Readers that split at LF leave a CR at the end of each line.",
    mistakes: "Readers on Windows."
  ) { file in
    guard file.carriageReturns > 0 else { return [] }
    return [(file.firstCarriageReturn, Spot("lines that end in CR LF: \(file.carriageReturns)"))]
  }
}
