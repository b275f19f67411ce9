import Curation

extension DatasetRule {
  static let q22 = DatasetRule(
    id: "Q22", severity: .warning, title: "the longer side is chosen",
    explanation: """
      A rule that looks at nothing but length would get 70 % of the pairs right (`bias`, of at
      least `bias-records`). A reward model learns it, and the policy then learns to be long.
      """,
    mistakes: "Where longer answers are better for their matter.", readsStyle: true,
    begin: { LengthBias(limits: $0) })
}

private struct LengthBias: DatasetLook {
  let limits: CheckLimits
  private var pairs = 0
  private var longer = 0
  private var shorter = 0
  /// The mean of the difference in scalars (chosen minus rejected), and the sum of squared
  /// deviations from it.
  private var mean = 0.0
  private var squares = 0.0

  init(limits: CheckLimits) { self.limits = limits }

  mutating func take(_ facts: RecordFacts) -> [Spot] {
    guard let bias = facts.pair?.bias else { return [] }
    pairs += 1
    if bias.difference > 0 { longer += 1 } else if bias.difference < 0 { shorter += 1 }
    let difference = Double(bias.difference)
    let step = difference - mean
    mean += step / Double(pairs)
    squares += step * (difference - mean)
    return []
  }

  /// The share of pairs that length alone decides, if it is large.
  mutating func end(_ file: FileFacts?) -> [(RecordNumber?, Spot)] {
    let decided = longer + shorter
    guard decided >= limits.biasRecords else { return [] }
    let share = Double(max(longer, shorter)) / Double(decided)
    guard share >= limits.bias else { return [] }
    let deviation = (squares / Double(max(1, pairs - 1))).squareRoot()
    let effect = deviation > 0 ? abs(mean) / deviation : 0
    let text = """
      in \(share.percent) of \(decided) pairs the \(longer > shorter ? "longer" : "shorter") side is \
      chosen, by \(Int(abs(mean).rounded())) characters in the mean (d \(effect.inHundredths))
      """
    return [(nil, Spot(text))]
  }
}
