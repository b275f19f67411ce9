import JSONLines

extension Rule {
  static let c16 = Rule(
    "C16", .error, "a think tag that isn't closed, or not opened",
    "What was to be reasoning is trained on as the answer, or the other way round.",
    mistakes: "A text about the tags, or reasoning that a template opens.",
    terms: ["<think>", "</think>"]
  ) { record in
    record.texts.compactMap { text in
      guard text.isAnswer else { return nil }
      let opened = text.utf8.occurrences(of: Array("<think>".utf8))
      let closed = text.utf8.occurrences(of: Array("</think>".utf8))
      if opened == closed {
        let isTurned =
          opened > 0
          && text.utf8.firstOffset(of: Array("</think>".utf8), from: 0) ?? 0
            < text.utf8.firstOffset(of: Array("<think>".utf8), from: 0) ?? 0
        return isTurned ? Spot("</think> stands before <think>", at: text.pointer) : nil
      }
      return Spot("<think> \(opened) times, </think> \(closed) times", at: text.pointer)
    }
  }
}
