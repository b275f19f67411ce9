public import JSONLines

/// What a record says of the quality of its responses, other than ranks.
extension RecordReading {
  /// Whether a response is said to be correct; nil if nothing is said.
  public func isCorrect(_ response: Int, in bytes: Bytes) -> Bool? {
    parts.first {
      $0.response == response && ["is_correct", "correct"].contains($0.name)
        && $0.node.kind == .bool
    }
    .map { JSONValue($0.node, in: bytes) == .bool(true) }
  }

  /// The score of a response, of which the highest is best; 1 if it is said to be correct, 0 if
  /// wrong. Nil if there is none.
  public func score(of response: Int, in bytes: Bytes) -> Double? {
    if let isCorrect = isCorrect(response, in: bytes) { return isCorrect ? 1 : 0 }
    let parts = parts.filter { $0.response == response && $0.role == .field }
    return Self.scoreNames.lazy.compactMap { name -> Double? in
      guard let part = parts.first(where: { $0.name == name }) else { return nil }
      return Double(part.node.textOrSpelling(in: bytes))
    }.first { $0.isFinite }
  }

  private static let scoreNames = ["overall_score", "score", "rating", "reward", "pm_score"]

  /// The scores that order the responses, as none of these has a rank; else all nil.
  private func orderingScores(in bytes: Bytes) -> [Double?] {
    let isScored =
      [.ranked, .candidates].contains(shape) && responses.allSatisfy { $0.rank == nil }
    return responses.indices.map { isScored ? score(of: $0, in: bytes) : nil }
  }

  /// The index of the response with the best rank, or if none has a rank, with the best score; nil
  /// if several share it, or none has either.
  public func bestResponse(in bytes: Bytes) -> Int? {
    let ranks = responses.map { $0.rank.map { -Double($0) } }
    let goodness = ranks.allSatisfy { $0 == nil } ? orderingScores(in: bytes) : ranks
    guard let best = goodness.compactMap(\.self).max(), goodness.count(where: { $0 == best }) == 1
    else { return nil }
    return goodness.firstIndex(of: best)
  }

  /// The order of the responses by rank; if none of several has a rank, by score. Those without
  /// either follow as they are listed.
  func order(in bytes: Bytes) -> RankOrder {
    let scores = orderingScores(in: bytes)
    let best = Set(scores.compactMap(\.self)).sorted(by: >)
    if best.isEmpty { return RankOrder(of: responses) }
    func numbers(_ score: Double?) -> [Int] {
      scores.indices.filter { scores[$0] == score }.map { $0 + 1 }
    }
    return RankOrder(groups: best.map { numbers($0) } + numbers(nil).map { [$0] })
  }
}
