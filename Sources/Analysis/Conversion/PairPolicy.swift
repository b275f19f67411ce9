/// Which pairs are made of ranked answers.
public enum PairPolicy: String, Hashable, Sendable, CaseIterable {
  /// The best against the worst.
  case bestWorst = "best-worst"
  /// Each against the next better one.
  case adjacent
  case all
  /// Each that is acceptable against each that isn't, as reviewers rated them.
  case acrossLine = "across-line"
}

/// Which end of the ranks is the best.
public enum RankDirection: String, Hashable, Sendable, CaseIterable {
  case bestLow = "best-low"
  case bestHigh = "best-high"
}

extension PairPolicy {
  /// Why no pair comes of some answers.
  enum Problem: Error {
    case unranked, tied, allUnacceptable, noLine
  }

  /// Places of the better and the worse answer of each pair.
  ///
  /// - Parameter keepsTies: whether answers of one rank make pairs too, the first the better.
  func pairs(
    _ answers: [Example.Answer], _ direction: RankDirection, keepsTies: Bool = false
  ) throws(Problem) -> [(better: Int, worse: Int)] {
    if self == .acrossLine {
      let good = answers.indices.filter { answers[$0].isAcceptable == true }
      let bad = answers.indices.filter { answers[$0].isAcceptable == false }
      if good.isEmpty, bad.isEmpty { throw .noLine }
      if good.isEmpty { throw .allUnacceptable }
      return good.flatMap { better in bad.map { (better, $0) } }
    }
    let ranks = answers.compactMap(\.rank)
    guard ranks.count == answers.count, answers.count > 1 else { throw .unranked }
    let places = direction == .bestLow ? ranks : ranks.map { -$0 }
    let order = answers.indices.sorted { (places[$0], $0) < (places[$1], $1) }
    var pairs: [(better: Int, worse: Int)] = []
    for (i, better) in order.enumerated() {
      for worse in order[(i + 1)...] where keepsTies || places[better] < places[worse] {
        switch self {
        case .all: pairs.append((better, worse))
        case .bestWorst:
          if i == 0, worse == order.last { pairs.append((better, worse)) }
        case .adjacent:
          let between = places.contains { $0 > places[better] && $0 < places[worse] }
          if !between { pairs.append((better, worse)) }
        case .acrossLine: break
        }
      }
    }
    if pairs.isEmpty { throw .tied }
    return pairs
  }
}
