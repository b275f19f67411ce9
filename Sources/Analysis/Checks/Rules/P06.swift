import JSONLines

extension Rule {
  static let p06 = Rule(
    "P06", .warning, "TRL would cut the prompt inside the answers",
    """
    Without a prompt field, TRL's extract_prompt takes what both sides have in common for the
    prompt. Where both answers begin alike, their beginning is cut off; of HH-RLHF's harmless-base
    test set, in 19 % of the pairs. An explicit prompt (`winnow convert --to trl-dpo`) avoids it.
    """,
    mistakes: "Where the loader is told which field is the prompt.", needs: .sides
  ) { record in
    // Of equal sides and empty ones P01 and P04 tell.
    guard let cut = ImplicitPrompt(record), let problem = cut.problem, !cut.isImpossible,
      !record.hasEqualSides
    else { return [] }
    return [Spot(problem, at: JSONPointer(["chosen"]), 0..<cut.prompt.count)]
  }
}
