import JSONLines

extension Rule {
  static let p07 = Rule(
    "P07", .warning, "the sides have different numbers of turns",
    "Pairs are made to differ in the last answer; more turns on one side are another conversation.",
    mistakes: "Preferences over whole conversations.", needs: .sides
  ) { record in
    let counts =
      record.listedSides?.map(\.turns.count)
      ?? record.transcripts.map { [$0.chosen.count, $0.rejected.count] }
    guard let counts, counts[0] != counts[1] else { return [] }
    return [Spot("\(counts[0]) turns against \(counts[1])", at: record.sidePointers[1])]
  }
}
