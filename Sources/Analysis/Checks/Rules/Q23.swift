import Curation

extension DatasetRule {
  static let q23 = DatasetRule(
    id: "Q23", severity: .warning, title: "a mark of style tells which side is chosen",
    explanation: """
      Where one side alone has a list, bold text, a heading, code, reasoning, an apology or the
      like, it is nearly always the same side: a model learns the mark and not the matter.
      """,
    mistakes: "Where the mark is what the preference is about.", readsStyle: true,
    begin: { StyleBias(limits: $0) })
}

private struct StyleBias: DatasetLook {
  let limits: CheckLimits
  /// For each mark, the number of pairs with the mark on one side only, and of those in which that
  /// side is the chosen one.
  private var marks: [(alone: Int, chosen: Int)] = StyleMarks.named.map { _ in (0, 0) }

  init(limits: CheckLimits) { self.limits = limits }

  mutating func take(_ facts: RecordFacts) -> [Spot] {
    guard let bias = facts.pair?.bias else { return [] }
    for (index, mark) in StyleMarks.named.map(\.mark).enumerated() {
      let isChosen = bias.chosen.contains(mark)
      guard isChosen != bias.rejected.contains(mark) else { continue }
      marks[index].alone += 1
      if isChosen { marks[index].chosen += 1 }
    }
    return []
  }

  /// The marks that by themselves show which side is chosen, the most telling first.
  mutating func end(_ file: FileFacts?) -> [(RecordNumber?, Spot)] {
    zip(StyleMarks.named, marks).compactMap { style, count -> (Double, String)? in
      guard count.alone >= limits.biasRecords else { return nil }
      let share = Double(count.chosen) / Double(count.alone)
      let most = max(share, 1 - share)
      guard most >= limits.bias else { return nil }
      let side = share > 0.5 ? "chosen" : "rejected"
      return (
        most, "\(style.name) on one side alone: in \(most.percent) of \(count.alone) it is \(side)"
      )
    }
    .sorted { $0.0 > $1.0 }.map { (nil, Spot($0.1)) }
  }
}
