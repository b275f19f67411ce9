import Console

extension Language {
  /// The translations of phrase formats, by the English format. Phrases without one are shown in
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

  /// The formats of messages from rules, trainers, the JSON parser and the expression library.
  static let ruleFormats = Set(chineseRuleLines.map(\.0))

  /// The pairs of English and Chinese formats, in the order of the file.
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
