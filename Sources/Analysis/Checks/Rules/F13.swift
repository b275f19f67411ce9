import Curation

extension DatasetRule {
  static let f13 = DatasetRule(
    id: "F13", severity: .warning, title: "a JSON array named .jsonl",
    explanation: "Readers of JSON Lines take the whole file for one record.",
    mistakes: "Loaders that look at the first byte, as pandas and Winnow do."
  ) { file in
    file.isArrayNamedLines ? [(nil, Spot("a JSON array in a file named .jsonl"))] : []
  }
}
