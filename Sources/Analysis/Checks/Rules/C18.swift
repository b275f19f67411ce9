import Curation

extension Rule {
  static let c18 = Rule(
    "C18", .warning, "a role's name begins a line of a text",
    """
    "Human:", "Assistant:", "USER:", "ASSISTANT:" or "### Response:" (Instruction, Human, Assistant)
    inside a turn, or "User:" with "Assistant:" after it (用户, 助手): two turns were joined, or a
    transcript was pasted.
    """,
    mistakes: "Plays, interviews and texts about prompts.",
    terms: [
      "Human:", "Assistant:", "USER:", "### Instruction:", "### Response:", "用户：", "用户:",
    ], of: .all
  ) { text, record in
    record.reading.shape == .transcripts || text.isDialogue
      ? [] : text.matches(of: roleWords, "role word")
  }

  private static let roleWords = expression(
    #"^(?:Human|Assistant|USER|ASSISTANT|### (?:Instruction|Response|Human|Assistant)):|^用户[:：].*\n(?:.*\n){0,20}?助手[:：]"#
  )
}
