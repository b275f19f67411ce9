extension Rule {
  static let q9 = Rule(
    "Q9", .warning, "another instruction inside the answer",
    "The generator went on with the next example: \"## 18. Instruction:\" stands in an output.",
    mistakes: "Texts that number instructions themselves.",
    terms: ["Instruction:", "Input:", "Output:"], of: .answers
  ) { text, _ in text.matches(of: strayInstruction, "a stray instruction") }

  private static let strayInstruction = expression(
    #"^(?:#{1,3}\s*)?\d{1,3}\.\s*(?:Instruction|Input|Output):"#)
}
