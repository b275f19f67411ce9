import Curation

/// How alike the orders are that several reviewers gave to the responses of the same records.
struct RankAgreement {
  /// By record and reviewer, the last order given that still holds, as the place of each response
  /// from 0, equals sharing one.
  private var orders: [RecordNumber: [String: [Int]]] = [:]

  /// Reads the rank commands of all live entries: what a ranking writes into a record depends on
  /// where the record keeps its order, the command says the order itself.
  init(_ set: WorkingSet) {
    for (position, logged) in set.entries.enumerated() where set.isLive(position) {
      guard let typed = logged.entry.command, typed.hasPrefix("rank "),
        let order = try? RankOrder(String(typed.dropFirst("rank ".count))),
        let places = try? order.places(count: order.groups.joined().count)
      else { continue }
      for number in logged.entry.changes.compactMap(\.record) {
        orders[number, default: [:]][logged.actor] = places
      }
    }
  }

  /// Nil where no record was ranked by two reviewers.
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

  /// Kendall's tau-b of two rankings of the same responses, from -1 (reversed) to 1 (equal); nil
  /// where one of them ties all.
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
