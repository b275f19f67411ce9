import JSONLines

extension Rule {
  static let q5 = Rule(
    "Q5", .warning, "a refusal, or the boilerplate of an assistant",
    """
    The answer begins with a refusal or "as an AI language model". In a set that teaches to help,
    such answers spread; in a set about safety they are wanted. Found by phrases within its first
    characters.
    """,
    mistakes: "Sets about safety, where refusals are wanted.", of: .answers
  ) { text, _ in
    Refusal.begins(text.utf8) || Refusal.beginsWithBoilerplate(text.utf8)
      ? [Spot("begins with a refusal", at: text.pointer, 0..<min(80, text.utf8.count))] : []
  }
}
