extension Rule {
  static let q28 = Rule(
    "Q28", .warning, "empty reasoning",
    "<think></think> with nothing in it teaches not to reason.",
    mistakes: "Templates that mark \"no reasoning\" with an empty block, as Qwen3's does.",
    terms: ["<think>"]
  ) { $0.matches(of: emptyThink, "empty reasoning", where: \.isAnswer) }

  private static let emptyThink = expression(#"<think>\s*</think>"#)
}
