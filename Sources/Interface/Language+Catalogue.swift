import Console

extension Language {
  /// The formats of phrases in this language by the English ones. What isn't in it is said in
  /// English.
  var catalogue: [String: String] {
    switch self {
    case .english: [:]
    case .chinese: Self.chineseCatalogue
    }
  }

  private static let chineseCatalogue = Dictionary(chineseLines + chineseRuleLines) {
    first, _ in first
  }

  /// What rules and trainers say, and what is wrong with a record's JSON or an expression.
  static let ruleFormats = Set(chineseRuleLines.map(\.0))

  /// English and Chinese, line by line, as the file has them.
  static var chineseLines: [(String, String)] { lines(of: PackageResources.zh_txt) }
  static var chineseRuleLines: [(String, String)] { lines(of: PackageResources.zh_rules_txt) }

  private static func lines(of file: [UInt8]) -> [(String, String)] {
    String(decoding: file, as: UTF8.self).split(separator: "\n\n")
      .compactMap { pair in
        let lines = pair.split(separator: "\n")
        return lines.count == 2 ? (String(lines[0]), String(lines[1])) : nil
      }
  }
}

extension Screen {
  @discardableResult
  mutating func write(
    _ phrase: Phrase, in language: Language, row: Int, column: Int, style: Style = .plain,
    limit: Int? = nil
  ) -> Int {
    write(phrase.text(in: language), row: row, column: column, style: style, limit: limit)
  }
}
