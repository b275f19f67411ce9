extension Rule {
  static let c17 = Rule(
    "C17", .warning, "a chat template's token in a text",
    """
    Markers like <|im_start|> or [INST] in the data end a turn where none ends: a rendered prompt
    was saved, or somebody tries to inject one.
    """,
    mistakes: "Texts about chat templates. A whole dialogue in one string is taken as meant.",
    terms: [
      "<|assistant", "<|begin", "<|call", "<|channel", "<|constrain", "<|end", "<|eom", "<|eot",
      "<|fim", "<|im_", "<|message", "<|observation", "<|python_tag", "<|return", "<|start",
      "<|system", "<|tool", "<|user", "<|vision", "<｜", "[INST]", "[/INST]", "[TOOL_CALLS]",
      "<SYS>>", "</SYS>>", "</s>", "<start_of_turn>", "<end_of_turn>", "<bos>", "<|chatbot",
    ],
    of: .all
  ) { text, _ in text.isDialogue ? [] : text.matches(of: templateTokens, "template token") }

  private static let templateTokens = expression(
    #"<\|(?:assistant|begin|call|channel|constrain|end|eom|eot|fim|im_|message|observation|python_tag|return|start|system|tool|user|vision)[a-z_]{0,20}\|>|<\|(?:(?:START|END)_OF_TURN|SYSTEM|USER|CHATBOT)_TOKEN\|>|<｜[A-Za-z▁]{2,40}｜>|\[/?INST\]|\[TOOL_CALLS\]|<</?SYS>>|<s>[^<\[\n]{1,200}</s>(*SKIP)(*FAIL)|</s>|<start_of_turn>|<end_of_turn>|<bos>"#
  )
}
