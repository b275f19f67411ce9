import Curation
import JSONLines

/// What tells chosen from rejected without reading them: length, and marks of style.
struct PairBias {
  private var pairs = 0
  private var longer = 0
  private var shorter = 0
  /// Of the difference in scalars, chosen minus rejected: the mean, and the sum of squares about it.
  private var mean = 0.0
  private var squares = 0.0
  /// By feature: pairs in which one side alone has it, and those in which that is the chosen one.
  private var features: [(alone: Int, chosen: Int)] = StyleMarks.named.map { _ in (0, 0) }

  /// What one pair says.
  struct Sample: Sendable {
    /// Scalars of chosen minus those of rejected.
    fileprivate var difference: Int
    fileprivate var chosen: StyleMarks
    fileprivate var rejected: StyleMarks

    init(_ sides: CheckedRecord.Sides) {
      func scalars(_ utf8: [UInt8]) -> Int {
        utf8.withUnsafeBufferPointer { EncodedText($0).scalarCount }
      }
      difference = scalars(sides.chosen) - scalars(sides.rejected)
      chosen = StyleMarks(of: sides.chosen)
      rejected = StyleMarks(of: sides.rejected)
    }
  }

  mutating func add(_ sample: Sample) {
    pairs += 1
    if sample.difference > 0 { longer += 1 } else if sample.difference < 0 { shorter += 1 }
    let difference = Double(sample.difference)
    let step = difference - mean
    mean += step / Double(pairs)
    squares += step * (difference - mean)
    for (index, mark) in StyleMarks.named.map(\.mark).enumerated() {
      let isChosen = sample.chosen.contains(mark)
      guard isChosen != sample.rejected.contains(mark) else { continue }
      features[index].alone += 1
      if isChosen { features[index].chosen += 1 }
    }
  }

  /// What a rule that looks at nothing but length would get right, where that is much.
  func length(_ limits: CheckLimits) -> String? {
    let decided = longer + shorter
    guard decided >= limits.biasRecords else { return nil }
    let share = Double(max(longer, shorter)) / Double(decided)
    guard share >= limits.bias else { return nil }
    let deviation = (squares / Double(max(1, pairs - 1))).squareRoot()
    let effect = deviation > 0 ? abs(mean) / deviation : 0
    return """
      in \(percent(share)) of \(decided) pairs the \(longer > shorter ? "longer" : "shorter") side is \
      chosen, by \(Int(abs(mean).rounded())) characters in the mean (d \(rounded(effect)))
      """
  }

  /// The marks of style that alone tell which side is chosen, the most telling first.
  func style(_ limits: CheckLimits) -> [String] {
    zip(StyleMarks.named, features).compactMap { style, count -> (Double, String)? in
      guard count.alone >= limits.biasRecords else { return nil }
      let share = Double(count.chosen) / Double(count.alone)
      let most = max(share, 1 - share)
      guard most >= limits.bias else { return nil }
      let side = share > 0.5 ? "chosen" : "rejected"
      return (
        most,
        "\(style.name) on one side alone: in \(percent(most)) of \(count.alone) it is \(side)"
      )
    }
    .sorted { $0.0 > $1.0 }.map(\.1)
  }

  private func percent(_ share: Double) -> String { "\(Int((share * 100).rounded())) %" }

  private func rounded(_ value: Double) -> String {
    let hundredths = Int((value * 100).rounded())
    return "\(hundredths / 100).\(hundredths % 100 < 10 ? "0" : "")\(hundredths % 100)"
  }
}
