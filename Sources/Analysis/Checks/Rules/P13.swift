import Curation

extension DatasetRule {
  static let p13 = DatasetRule(
    id: "P13", severity: .warning, title: "preferences that go round in a circle",
    explanation: "For one prompt A is better than B, B than C, and C than A.",
    mistakes: "Preferences of several people, which may go round.", begin: { _ in Circles() })
}

private struct Circles: DatasetLook {
  /// An answer that is better than another one, by their hashes.
  private typealias Edge = (better: UInt64, worse: UInt64, number: RecordNumber)

  private var edges: [UInt64: [Edge]] = [:]

  mutating func take(_ facts: RecordFacts) -> [Spot] {
    // That both are the same answer is for P01 to say.
    guard let preference = facts.preference, preference.chosen != preference.rejected else {
      return []
    }
    edges[preference.prompt, default: []].append(
      (preference.chosen, preference.rejected, facts.number))
    return []
  }

  mutating func end(_ file: FileFacts?) -> [(RecordNumber?, Spot)] {
    edges.values.compactMap { edges in
      edges.count > 2 ? Self.circle(edges) : nil
    }
    .sorted().map { ($0, Spot("with other pairs of this prompt it makes a circle")) }
  }

  /// The first record whose pair closes a cycle of at least three answers, or nil.
  private static func circle(_ edges: [Edge]) -> RecordNumber? {
    var worse: [UInt64: Set<UInt64>] = [:]
    for edge in edges {
      if reaches(edge.worse, edge.better, worse) { return edge.number }
      worse[edge.better, default: []].insert(edge.worse)
    }
    return nil
  }

  /// Whether `from` is better than `to` by way of at least one other answer.
  private static func reaches(
    _ from: UInt64, _ to: UInt64, _ worse: [UInt64: Set<UInt64>]
  ) -> Bool {
    var open = (worse[from] ?? []).filter { $0 != to }
    // A way back through `from` would be two reversals, which P09 finds.
    var seen = open.union([from])
    while let next = open.popFirst() {
      for other in worse[next] ?? [] {
        if other == to { return true }
        if seen.insert(other).inserted { open.insert(other) }
      }
    }
    return false
  }
}
