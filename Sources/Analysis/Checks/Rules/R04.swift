import Curation
import JSONLines

extension Rule {
  static let r04 = Rule(
    "R04", .info, "a tie",
    "Equal ranks give no pair; `convert` skips or keeps them as it is told.",
    mistakes: "Ties that are meant.", needs: .ranks
  ) { record in
    guard let ranks = record.wholeRanks, Set(ranks).count < ranks.count else { return [] }
    return [Spot("equal ranks", at: record.rankedList)]
  }
}
