import Curation

extension DatasetRule {
  static let f02 = DatasetRule(
    id: "F02", severity: .warning, title: "a byte order mark",
    explanation:
      "The file begins with EF BB BF; many readers take it for a part of the first record.",
    mistakes: "Programs on Windows that want the mark."
  ) { file in
    file.hasByteOrderMark ? [(nil, Spot("the file begins with a byte order mark"))] : []
  }
}
