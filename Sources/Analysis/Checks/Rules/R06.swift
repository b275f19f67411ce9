import Curation
import JSONLines

extension Rule {
  static let r06 = Rule(
    "R06", .error, "which end of the ranks is the best isn't told",
    """
    Ranks that count from 0 or 1 have the best first, as in this record's neighbours. Others may be
    scores, of which the highest is the best: `convert --direction best-high` says so.
    """,
    mistakes: "Ranks that go on from another record's.", needs: .ranks
  ) { record in
    guard let ranks = record.wholeRanks, let least = ranks.min(), least != 0, least != 1 else {
      return []
    }
    return [Spot("the ranks begin at \(least)", at: record.rankedList)]
  }
}
