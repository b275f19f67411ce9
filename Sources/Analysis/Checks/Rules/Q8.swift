import JSONLines

extension Rule {
  static let q8 = Rule(
    "Q8", .warning, "the answer repeats the prompt",
    "The answer is the question, word for word.",
    mistakes: "Tasks of copying, correcting and translating what needs no change."
  ) { record in
    let prompts = record.texts.filter { !$0.isAnswer }.map(\.trimmed).filter { $0.count > 8 }
    return record.texts.filter(\.isAnswer).compactMap { text in
      let answer = text.trimmed
      return prompts.contains { $0.count == answer.count && $0 == answer }
        ? Spot("the answer is the prompt", at: text.pointer) : nil
    }
  }
}
