import JSONLines

extension Rule {
  static let p01 = Rule(
    "P01", .error, "chosen and rejected are equal",
    "There is no preference to learn; the loss is a constant. No trainer says so.",
    mistakes: "Never: equal answers have no order.", needs: .sides
  ) { record in
    guard record.hasEqualSides else { return [] }
    return [Spot("chosen and rejected are the same", at: record.sidePointers[1])]
  }
}
