/// Which pairs to make from ranked answers.
public enum PairPolicy: String, Hashable, Sendable, CaseIterable {
  /// The best answer with the worst.
  case bestWorst = "best-worst"
  /// Each answer with those of the next better rank.
  case adjacent
  case all
  /// Each acceptable answer with each that isn't, as reviewers rated them.
  case acrossLine = "across-line"
}

/// Which end of the ranks is best.
public enum RankDirection: String, Hashable, Sendable, CaseIterable {
  case bestLow = "best-low"
  case bestHigh = "best-high"
}

extension PairPolicy {
  /// Why answers give no pair.
  public enum Problem: Error, Hashable, Sendable {
    /// Fewer than two of them have ranks or scores.
    case unranked
    /// The ranks begin at neither 0 nor 1.
    case undirected
    /// All have the same rank.
    case tied
    /// Those with different ranks have the same text.
    case equal
    case allAcceptable, allUnacceptable
    /// Nobody said which are acceptable.
    case noLine
  }

  /// The indices of the better and the worse answer of each pair, also where their texts are equal.
  ///
  /// - Parameters:
  ///   - direction: nil takes ranks that begin at 0 or 1 for the best first, and no others.
  ///   - keepsTies: whether answers of the same rank make pairs too, the first as the better.
  func pairs(
    _ answers: [Example.Answer], _ direction: RankDirection?, keepsTies: Bool = false
  ) throws(Problem) -> [(better: Int, worse: Int)] {
    if self == .acrossLine {
      let good = answers.indices.filter { answers[$0].isAcceptable == true }
      let bad = answers.indices.filter { answers[$0].isAcceptable == false }
      if good.isEmpty, bad.isEmpty { throw .noLine }
      if good.isEmpty { throw .allUnacceptable }
      if bad.isEmpty { throw .allAcceptable }
      return good.flatMap { better in bad.map { (better, $0) } }
    }
    if direction == nil, let first = answers.compactMap(\.rank).min(), first != 0, first != 1 {
      throw .undirected
    }
    let places = Self.places(answers, direction ?? .bestLow)
    // Answers without a rank or score are in no pair.
    let order = answers.indices.filter { places[$0] != .infinity }
      .sorted { (places[$0], $0) < (places[$1], $1) }
    guard order.count > 1 else { throw .unranked }
    let ordered = order.map { places[$0] }
    let pairs = order.indices.flatMap { better in
      partners(of: better, in: ordered)
        .filter { keepsTies || ordered[better] < ordered[$0] }
        .map { (better: order[better], worse: order[$0]) }
    }
    if pairs.isEmpty { throw .tied }
    return pairs
  }

  /// The answers, by their position in an order from the best to the worst, with which one makes
  /// pairs.
  private func partners(of better: Int, in places: [Double]) -> Range<Int> {
    let rest = better + 1..<places.count
    switch self {
    case .all: return rest
    case .bestWorst: return better == 0 ? places.count - 1..<places.count : rest.prefix(0)
    case .adjacent:
      guard let next = rest.first(where: { places[$0] > places[better] }) else { return rest }
      let end = rest.first { places[$0] > places[next] } ?? rest.upperBound
      return rest.lowerBound..<end
    case .acrossLine: return rest.prefix(0)
    }
  }

  /// The number of answers that are in no pair, as nothing says how good they are.
  func unplaced(_ answers: [Example.Answer]) -> Int {
    self == .acrossLine
      ? answers.count { $0.isAcceptable == nil }
      : Self.places(answers, .bestLow).count { $0 == .infinity }
  }

  /// The place of each answer, the least the best; infinite if it has none. Places are ranks in the
  /// given direction or, if no answer has a rank, scores, of which the highest is best.
  private static func places(
    _ answers: [Example.Answer], _ direction: RankDirection
  ) -> [Double] {
    if answers.contains(where: { $0.rank != nil }) {
      return answers.map { answer in
        answer.rank.map { direction == .bestLow ? $0 : -$0 } ?? .infinity
      }
    }
    return answers.map { answer in answer.score.map { -$0 } ?? .infinity }
  }
}
