import JSONLines

extension Rule {
  static let q11 = Rule(
    "Q11", .warning, "repetition",
    """
    A stretch of 20 to 200 bytes comes four times or more in a row, one digit nine times (but not
    at the end of a round number or a fraction), or more than 0.3 of the lines (of 12 bytes or
    more, where there are six) are there before, or in a text of 400 bytes or more more than half of
    the runs of ten words.
    """,
    mistakes: "Songs, tables, data, and lines of code that repeat.", of: .answers
  ) { text, _ in
    if let range = Repetition.first(in: text.utf8) {
      let found = text.utf8[range].excerpt(40)
      return [Spot("repeated: \"\(found)\"", at: text.pointer, range)]
    }
    if text.survey.digits >= Repetition.digitRun, let range = Repetition.digits(in: text.utf8) {
      return [Spot("the same digit \(range.count) times", at: text.pointer, range)]
    }
    if let share = Repetition.lines(in: text) {
      let message = "\(Int(share * 100)) % of the lines stand there before"
      return [Spot(message, at: text.pointer, nil, .info)]
    }
    guard let share = Repetition.runs(in: text) else { return [] }
    let message = "\(Int(share * 100)) % of the runs of ten words stand there before"
    return [Spot(message, at: text.pointer)]
  }
}
