import JSONLines

extension Rule {
  static let p07 = Rule(
    "P07", .warning, "the sides have different numbers of turns",
    "Pairs are made to differ in the last answer; more turns on one side are another conversation.",
    mistakes: "Preferences over whole conversations.", needs: .sides
  ) { record in
    let sides = ["chosen", "rejected"].compactMap { name in
      record.conversations.first { $0.name == name }?.turns.count
    }
    let counts =
      sides.count == 2 ? sides : record.transcripts.map { [$0.chosen.count, $0.rejected.count] }
    guard let counts, counts[0] != counts[1] else { return [] }
    return [Spot("\(counts[0]) turns against \(counts[1])", at: JSONPointer(["rejected"]))]
  }
}
