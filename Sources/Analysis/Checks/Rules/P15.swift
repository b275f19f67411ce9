import JSONLines

extension Rule {
  static let p15 = Rule(
    "P15", .warning, "more than the last message differs",
    "Trainers that take the prompt from one side train the other on a context that isn't its own.",
    mistakes: "Preferences over whole conversations.", needs: .sides
  ) { record in
    guard let sides = record.listedSides, sides[0].turns.count == sides[1].turns.count else {
      return []
    }
    for (a, b) in zip(sides[0].turns.dropLast(), sides[1].turns.dropLast())
    where record.bytes.slice(a.node.range) != record.bytes.slice(b.node.range)
      && !JSONValue(a.node, in: record.bytes).isEquivalent(to: JSONValue(b.node, in: record.bytes))
    {
      return [Spot("they differ before the last message", at: b.pointer)]
    }
    return []
  }
}
