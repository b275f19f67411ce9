import JSONLines

extension Rule {
  static let q7 = Rule(
    "Q7", .error, "an empty answer, or a placeholder",
    "\"\", N/A, <noinput>, null: nothing to learn. Of an instruction's `input`, empty is fine.",
    mistakes: "Questions whose right answer is \"none\" or \"n/a\".", of: .answers
  ) { text, record in
    guard text.utf8.count < 40 else { return [] }
    // A turn that calls a tool needs no text.
    if text.isBlank,
      record.turns.contains(where: { $0.isCall && $0.contentPointer == text.pointer })
    {
      return []
    }
    if text.isBlank { return [Spot("the answer is empty", at: text.pointer)] }
    let words = text.string.withSpaceFolded.lowercased()
    return placeholders.contains(words) ? [Spot("\"\(words)\"", at: text.pointer)] : []
  }

  private static let placeholders: Set<String> = [
    "n/a", "na", "none", "null", "nan", "undefined", "<no output>", "<nooutput>", "<noinput>",
    "<no input>", "no output", "tbd", "todo", "...", "-", "n/a.", "[]", "{}", "无", "无。", "暂无",
    "暂无。",
  ]
}
