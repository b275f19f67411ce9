import Curation
import JSONLines

extension Rule {
  static let r03 = Rule(
    "R03", .warning, "a gap in the ranks",
    "Ranks go 1, 2, 4: a response was taken out, or a rank mistyped. Ranking it anew closes the gap.",
    mistakes: "Ranks that are places among responses kept elsewhere.", needs: .ranks
  ) { record in
    guard let ranks = record.wholeRanks, Set(ranks).count > 1 else { return [] }
    let sorted = Set(ranks).sorted()
    guard let last = sorted.last, let first = sorted.first, first <= 1,
      last - first + 1 > sorted.count
    else { return [] }
    return [
      Spot(
        "ranks \(sorted.map(String.init).joined(separator: ", "))",
        at: JSONPointer(["responses"]),
        fix: .rank(RankOrder(of: record.reading.responses)))
    ]
  }
}
