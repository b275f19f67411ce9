import JSONLines

extension Rule {
  static let c16 = Rule(
    "C16", .error, "a think tag that isn't closed, or not opened",
    """
    What was to be reasoning is trained on as the answer, or the other way round. Tags between two
    backticks of a line aren't looked at.
    """,
    mistakes: "A text about the tags, also in a block of code, or reasoning that a template opens.",
    terms: ["<think>", "</think>"], of: .answers
  ) { text, _ in
    let (begin, end) = (Array("<think>".utf8), Array("</think>".utf8))
    let (opened, closed) = (text.utf8.occurrences(of: begin), text.utf8.occurrences(of: end))
    guard opened == closed else {
      if text.occurrences(outsideTicks: begin) == text.occurrences(outsideTicks: end) { return [] }
      return [Spot("<think> \(opened) times, </think> \(closed) times", at: text.pointer)]
    }
    var (open, close) = (0, 0)
    while let first = text.utf8.firstOffset(of: begin, from: open),
      let last = text.utf8.firstOffset(of: end, from: close)
    {
      if last < first { return [Spot("</think> stands before <think>", at: text.pointer)] }
      (open, close) = (first + begin.count, last + end.count)
    }
    return []
  }
}
