import Curation
import JSONLines

extension Rule {
  static let f15 = Rule(
    "F15", .error, "an example without a prompt or an answer",
    """
    A prompt or an answer that is null, or a prompt that is empty: loaders crash, leave the record out,
    or write "None" for it.
    """,
    mistakes: "Answers without a prompt, where plain text is taught on purpose."
  ) { record in
    // Most records have no null and no empty string.
    var isSuspect = false
    record.fields.forEach {
      isSuspect =
        isSuspect || $0.value.kind == .null || $0.value.kind == .string && $0.value.range.count == 2
    }
    guard isSuspect else { return [] }
    let pair = RecordReading.promptAnswerKeys.first { keys in
      record.fields[keys.prompt] != nil && record.fields[keys.answer] != nil
    }
    // In a pair or a ranking, the prompt is any that precedes the answers.
    let isAnswered = answers.contains { record.fields[$0] != nil }
    let key = pair?.prompt ?? prompts.first { isAnswered && record.fields[$0] != nil }
    var found: [Spot] = []
    func isEmpty(_ key: JSONKey) -> Bool {
      record.fields[key].map { $0.kind == .string && $0.range.count == 2 } ?? true
    }
    if let key, let prompt = record.fields[key] {
      if prompt.kind == .null {
        found.append(Spot("\(key.text) is null", at: JSONPointer(key: key)))
      } else if isEmpty(key), key == "input" || isEmpty("input") {
        found.append(Spot("\(key.text) is empty", at: JSONPointer(key: key), nil, .warning))
      }
    }
    for key in [pair?.answer, key == nil ? "text" : nil].compactMap(\.self)
    where record.fields[key]?.kind == .null {
      found.append(Spot("\(key.text) is null", at: JSONPointer(key: key)))
    }
    return found
  }

  private static let prompts: [JSONKey] = ["prompt", "instruction", "question", "query"]
  private static let answers: [JSONKey] = [
    "chosen", "responses", "completion", "output", "response", "answer",
  ]
}
