import JSONLines

extension Rule {
  static let q5 = Rule(
    "Q5", .warning, "a refusal, or the boilerplate of an assistant",
    """
    The answer begins with a refusal or "as an AI language model". In a set that teaches to help,
    such answers spread; in a set about safety they are wanted. Found by phrases within its first
    characters, after reasoning in tags; those of English and Chinese are known.
    """,
    mistakes: "Sets about safety, where refusals are wanted.", of: .answers
  ) { text, _ in
    let start = Refusal.start(of: text.utf8)
    let range = start..<min(start + 80, text.utf8.count)
    if Refusal.begins(text.utf8) { return [Spot("begins with a refusal", at: text.pointer, range)] }
    return Refusal.beginsWithBoilerplate(text.utf8)
      ? [Spot("begins with what an assistant says of itself", at: text.pointer, range)] : []
  }
}
