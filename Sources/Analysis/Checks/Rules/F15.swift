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
    // Most records have nothing that is null or empty.
    let isSuspect = record.fields.all.contains {
      $0.value.kind == .null || $0.value.kind == .string && $0.value.range.count == 2
    }
    guard isSuspect,
      let keys = RecordReading.promptAnswerKeys.first(where: { keys in
        record.fields[keys.prompt] != nil && record.fields[keys.answer] != nil
      }),
      let prompt = record.fields[keys.prompt], let answer = record.fields[keys.answer]
    else { return [] }
    var found: [Spot] = []
    let hasInput = record.text(of: record.fields["input"] ?? prompt)?.isEmpty == false
    if prompt.kind == .null {
      found.append(Spot("\(keys.prompt.text) is null", at: JSONPointer(key: keys.prompt)))
    } else if prompt.range.count == 2, prompt.kind == .string, !hasInput {
      found.append(
        Spot("\(keys.prompt.text) is empty", at: JSONPointer(key: keys.prompt), nil, .warning))
    }
    if answer.kind == .null {
      found.append(Spot("\(keys.answer.text) is null", at: JSONPointer(key: keys.answer)))
    }
    return found
  }
}
