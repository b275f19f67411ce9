import Curation

extension DatasetRule {
  static let f04 = DatasetRule(
    id: "F04", severity: .info, title: "no line end after the last record",
    explanation: "A program that appends would join two records.",
    mistakes: "Never: `printf '\\n' >> FILE` mends it."
  ) { file in
    file.endsWithLineEnd || !file.isLines ? [] : [(nil, Spot("the last line has no line end"))]
  }
}
