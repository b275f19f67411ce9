import JSONLines

extension Rule {
  static let q7 = Rule(
    "Q7", .error, "an empty answer, or a placeholder",
    "\"\", N/A, <noinput>, null: nothing to learn. Of an instruction's `input`, empty is fine.",
    mistakes: "Questions whose right answer is \"none\" or \"n/a\".", of: .answers
  ) { text, record in
    guard text.utf8.count < 40 else { return [] }
    let words = text.string.withSpaceFolded.lowercased()
    if placeholders.contains(words) { return [Spot("\"\(words)\"", at: text.pointer)] }
    // A turn that calls a tool needs no text.
    guard text.isBlank,
      !record.turns.contains(where: { $0.isCall && $0.contentPointer == text.pointer })
    else { return [] }
    return [Spot("the answer is empty", at: text.pointer)]
  }

  private static let placeholders: Set<String> = [
    "n/a", "na", "none", "null", "nan", "undefined", "<no output>", "<nooutput>", "<noinput>",
    "<no input>", "no output", "tbd", "todo", "...", "-", "n/a.", "[]", "{}", "无", "无。", "暂无",
    "暂无。",
  ]
}
