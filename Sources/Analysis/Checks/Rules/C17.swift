extension Rule {
  static let c17 = Rule(
    "C17", .warning, "a chat template's token in a text",
    """
    Markers like <|im_start|> or [INST] in the data end a turn where none ends: a rendered prompt
    was saved, or somebody tries to inject one.
    """,
    mistakes: "Texts about chat templates. A whole dialogue in one string is taken as meant.",
    terms: [
      "<|im_", "<|eot_id|>", "<|start_header_id|>", "<|end_header_id|>", "<|begin_of_text|>",
      "<|end",
      "<|user|>", "<|assistant|>", "<|system|>", "<｜", "[INST]", "[/INST]", "<SYS>>", "</SYS>>",
      "</s>", "<start_of_turn>", "<end_of_turn>",
    ],
    of: .all
  ) { text, _ in text.isDialogue ? [] : text.matches(of: templateTokens, "template token") }

  private static let templateTokens = expression(
    #"<\|(?:im_start|im_end|eot_id|start_header_id|end_header_id|begin_of_text|endoftext|end|user|assistant|system)\|>|<｜(?:User|Assistant|begin▁of▁sentence|end▁of▁sentence)｜>|\[/?INST\]|<</?SYS>>|</s>|<start_of_turn>|<end_of_turn>"#
  )
}
