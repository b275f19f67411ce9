import Curation

/// The judgements of several reviewers about several units; not every reviewer judges each unit.
struct Judgements: Sendable {
  struct Unit: Hashable, Sendable {
    var record: RecordNumber
    var place = ""
  }

  enum Scale { case nominal, ordinal }

  private var values: [Unit: [String: Double]] = [:]

  mutating func add(_ number: RecordNumber, _ actor: String, _ value: Double) {
    add(Unit(record: number), actor, value)
  }

  mutating func add(_ unit: Unit, _ actor: String, _ value: Double) {
    values[unit, default: [:]][actor] = value
  }

  private var shared: [[String: Double]] { values.values.filter { $0.count > 1 } }

  func measure(_ name: String, _ scale: Scale) -> Agreement.Measure? {
    let shared = shared
    guard !shared.isEmpty else { return nil }
    var equal = 0
    var pairs = 0
    for unit in shared {
      let said = Array(unit.values)
      for a in said.indices {
        for b in said.indices where b > a {
          pairs += 1
          if said[a] == said[b] { equal += 1 }
        }
      }
    }
    return Agreement.Measure(
      name: name, records: Set(values.filter { $0.value.count > 1 }.keys.map(\.record)).count,
      raw: Double(equal) / Double(pairs), kappa: kappa(shared), alpha: alpha(shared, scale))
  }

  /// Cohen's kappa of two reviewers: (observed - expected) / (1 - expected).
  private func kappa(_ shared: [[String: Double]]) -> Double? {
    let actors = Set(shared.flatMap(\.keys)).sorted()
    guard actors.count == 2 else { return nil }
    let pairs = shared.compactMap { unit -> (Double, Double)? in
      guard let a = unit[actors[0]], let b = unit[actors[1]] else { return nil }
      return (a, b)
    }
    let count = Double(pairs.count)
    let observed = Double(pairs.count { $0.0 == $0.1 }) / count
    var expected = 0.0
    for value in Set(pairs.flatMap { [$0.0, $0.1] }) {
      let first = Double(pairs.count { $0.0 == value }) / count
      expected += first * Double(pairs.count { $0.1 == value }) / count
    }
    return expected < 1 ? (observed - expected) / (1 - expected) : nil
  }

  /// Krippendorff's alpha: 1 - observed / expected disagreement, from the coincidence matrix.
  private func alpha(_ shared: [[String: Double]], _ scale: Scale) -> Double? {
    let categories = Set(shared.flatMap(\.values)).sorted()
    guard categories.count > 1 else { return nil }
    var coincidences = [[Double]](
      repeating: .init(repeating: 0, count: categories.count), count: categories.count)
    for unit in shared {
      let places = unit.values.compactMap { categories.firstIndex(of: $0) }
      for (i, a) in places.enumerated() {
        for (j, b) in places.enumerated() where i != j {
          coincidences[a][b] += 1 / Double(places.count - 1)
        }
      }
    }
    let totals = coincidences.map { $0.reduce(0, +) }
    let count = totals.reduce(0, +)
    var observed = 0.0
    var expected = 0.0
    for a in categories.indices {
      for b in categories.indices where a != b {
        let distance = scale == .nominal ? 1 : Self.ordinalDistance(a, b, totals)
        observed += coincidences[a][b] * distance
        expected += totals[a] * totals[b] * distance / (count - 1)
      }
    }
    return expected > 0 ? 1 - observed / expected : nil
  }

  /// The squared number of judgements from one rank to another, those at the two ends counted half.
  private static func ordinalDistance(_ a: Int, _ b: Int, _ totals: [Double]) -> Double {
    let (low, high) = (min(a, b), max(a, b))
    let between = totals[low...high].reduce(0, +) - (totals[low] + totals[high]) / 2
    return between * between
  }
}
