import JSONLines

extension Rule {
  static let q11 = Rule(
    "Q11", .warning, "repetition",
    "A stretch of 20 to 200 bytes comes four times or more in a row.",
    mistakes: "Songs, tables, data, and lines of code that repeat."
  ) { record in
    record.texts.compactMap { text in
      guard text.isAnswer, let range = Repetition.first(in: text.utf8) else { return nil }
      let found = String(decoding: text.utf8[range].prefix(40), as: UTF8.self)
      return Spot("repeated: \"\(found)\"", at: text.pointer, range)
    }
  }
}
