import JSONLines

extension Rule {
  static let p03 = Rule(
    "P03", .warning, "one side begins like the other and goes on",
    """
    A side that is a beginning of the other, and has 20 bytes or more, was cut off, or the other was
    continued.
    """,
    mistakes: "Pairs that are about length, or about stopping in time.", needs: .sides
  ) { record in
    guard let sides = record.sides, sides.chosen != sides.rejected,
      min(sides.chosen.count, sides.rejected.count) >= 20,
      sides.chosen.starts(with: sides.rejected) || sides.rejected.starts(with: sides.chosen)
    else { return [] }
    let short = sides.chosen.count < sides.rejected.count ? 0 : 1
    let name = ["chosen", "rejected"][short]
    return [Spot("\(name) is a beginning of the other", at: record.sidePointers[short])]
  }
}
