import Curation

extension DatasetRule {
  static let f05 = DatasetRule(
    id: "F05", severity: .warning, title: "an empty line",
    explanation: "JSON Lines has none; some readers stop there with an error.",
    mistakes: "Readers that pass over empty lines."
  ) { file in
    guard file.emptyLines > 0 else { return [] }
    guard let first = file.firstEmptyLine else {
      return [(nil, Spot("empty lines: \(file.emptyLines), the first before all records"))]
    }
    return [(first, Spot("empty lines: \(file.emptyLines), the first after this record"))]
  }
}
