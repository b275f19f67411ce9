import Curation
import JSONLines

extension Rule {
  static let r03 = Rule(
    "R03", .warning, "a gap in the ranks",
    """
    Ranks go 1, 2, 4: a response was taken out, or a rank mistyped. Ranking it anew closes the gap.
    1, 1, 3, where two are equally good, is none.
    """,
    mistakes: "Ranks that are places among responses kept elsewhere.", needs: .ranks
  ) { record in
    guard let ranks = record.wholeRanks, let first = ranks.min(), let last = ranks.max(),
      first < last, first == 0 || first == 1
    else { return [] }
    // Most have no gap, which is found without a set. Unsigned, because ranks may be any integers.
    let steps = UInt(bitPattern: last &- first)
    if steps < ranks.count, (first...last).allSatisfy(ranks.contains) { return [] }
    let different = Set(ranks).sorted()
    guard steps >= different.count, !isCompetition(ranks.sorted()) else { return [] }
    return [
      Spot(
        "ranks \(different.map(String.init).joined(separator: ", "))",
        at: record.rankedList,
        fix: .rank(RankOrder(of: record.reading.responses)))
    ]
  }

  /// Whether each rank is the number of better responses, from the first rank on, as in 1, 1, 3.
  private static func isCompetition(_ sorted: [Int]) -> Bool {
    sorted.indices.dropFirst().allSatisfy {
      sorted[$0] == sorted[$0 - 1] || sorted[$0] &- sorted[0] == $0
    }
  }
}
