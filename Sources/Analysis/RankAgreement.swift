import Curation

/// How similarly reviewers order the responses of the same records.
struct RankAgreement {
  /// The orders by record and reviewer: the place of each response, from 0, with equals sharing
  /// one. Responses are numbered as in the dataset's record.
  private var orders: [RecordNumber: [String: [Int]]] = [:]

  init(_ set: WorkingSet) {
    for number in set.touchedRecords {
      orders[number] = set.state(of: number)?.marks.compactMapValues { marks in
        marks.order.flatMap { try? $0.places(count: $0.groups.joined().count) }
      }
    }
  }

  /// Nil if no record was ranked by two reviewers.
  var measure: Agreement.Measure? {
    var equal = 0
    var pairs = 0
    var records: Set<RecordNumber> = []
    var taus: [Double] = []
    for (number, said) in orders {
      let all = said.sorted { $0.key < $1.key }.map(\.value)
      for (index, a) in all.enumerated() {
        for b in all[(index + 1)...] where a.count == b.count {
          records.insert(number)
          pairs += 1
          equal += a == b ? 1 : 0
          if let tau = Self.tau(a, b) { taus.append(tau) }
        }
      }
    }
    guard pairs > 0 else { return nil }
    return Agreement.Measure(
      name: "rank", records: records.count, raw: Double(equal) / Double(pairs),
      tau: taus.isEmpty ? nil : taus.reduce(0, +) / Double(taus.count))
  }

  /// For each blind reviewer, how often the response shown first was ranked best.
  static func positions(_ set: WorkingSet) -> [String: Agreement.Position] {
    var positions: [String: Agreement.Position] = [:]
    for (place, logged) in set.entries.enumerated() where set.isLive(place) {
      guard let seed = logged.entry.blind else { continue }
      for change in logged.entry.changes {
        guard case .mark(_, _, .order(let order)?) = change.body, let base = change.base,
          let best = order.groups.first, best.count == 1
        else { continue }
        let count = order.groups.joined().count
        guard count > 1 else { continue }
        let shown = BlindOrder.shuffled(count, seed: seed, base: base)
        positions[logged.actor, default: .init()].orders += 1
        positions[logged.actor, default: .init()].expected += 1 / Double(count)
        if shown[0] + 1 == best[0] { positions[logged.actor, default: .init()].firstIsBest += 1 }
      }
    }
    return positions
  }

  /// Kendall's tau-b of two rankings of the same responses, from -1 (reversed) to 1 (equal); nil if
  /// one of them ties all.
  ///
  /// Kendall, The treatment of ties in ranking problems, Biometrika 33 (1945).
  static func tau(_ a: [Int], _ b: [Int]) -> Double? {
    var concordance = 0
    var untiedInA = 0
    var untiedInB = 0
    for i in a.indices {
      for j in a.indices where j > i {
        let (first, second) = ((a[i] - a[j]).signum(), (b[i] - b[j]).signum())
        concordance += first * second
        untiedInA += abs(first)
        untiedInB += abs(second)
      }
    }
    guard untiedInA > 0, untiedInB > 0 else { return nil }
    return Double(concordance) / (Double(untiedInA) * Double(untiedInB)).squareRoot()
  }
}
