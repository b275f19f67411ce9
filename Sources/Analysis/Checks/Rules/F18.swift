import Curation

extension DatasetRule {
  static let f18 = DatasetRule(
    id: "F18", severity: .error, title: "no records",
    explanation:
      "Hugging Face datasets fails at an empty file; a trainer has nothing to learn from.",
    mistakes: "A file that is to be filled."
  ) { file in
    file.isEmpty ? [(nil, Spot("there is no record"))] : []
  }
}
