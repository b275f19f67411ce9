import Curation

extension DatasetRule {
  static let q30 = DatasetRule(
    id: "Q30", severity: .info, title: "labels out of balance",
    explanation: """
      One value of a label, task or language is 95 % of all; or good and bad of KTO are further
      apart than 4 to 3, which TRL wants made good by weights.
      """,
    mistakes: "Sets that are one-sided on purpose.", begin: { LabelBalance(limits: $0) })
}

private struct LabelBalance: DatasetLook {
  let limits: CheckLimits
  private var counts = LabelCounts()

  init(limits: CheckLimits) { self.limits = limits }

  mutating func take(_ facts: RecordFacts) -> [Spot] {
    counts.add(facts)
    return []
  }

  mutating func end(_ file: FileFacts?) -> [(RecordNumber?, Spot)] {
    unbalanced().map { (nil, Spot($0)) }
  }

  /// Descriptions of labels with one value nearly everywhere, and of unbalanced KTO labels.
  private func unbalanced() -> [String] {
    counts.fields.sorted { $0.key < $1.key }.flatMap { name, values -> [String] in
      let total = values.values.reduce(0) { $0 + $1.count }
      guard total >= limits.biasRecords else { return [] }
      if Set(values.keys).isSubset(of: ["true", "false"]) {
        let (good, bad) = (values["true"]?.count ?? 0, values["false"]?.count ?? 0)
        if good == 0 || bad == 0 {
          return ["\(name): all \(total) are \(good == 0 ? "false" : "true")"]
        }
        let ratio = Double(max(good, bad)) / Double(min(good, bad))
        return ratio > 4 / 3
          ? [
            "\(name): \(good) true, \(bad) false; KTO wants weights that make them 1:1 to 4:3"
          ] : []
      }
      guard let most = values.max(by: { ($0.value.count, $1.key) < ($1.value.count, $0.key) }),
        values.count > 1, most.value.count * 100 >= total * 95
      else { return [] }
      return ["\(name): \"\(most.key)\" is \(most.value.count) of \(total)"]
    }
  }
}
