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
  private var features: [(alone: Int, chosen: Int)] = Feature.all.map { _ in (0, 0) }

  mutating func add(_ chosen: String, _ rejected: String) {
    pairs += 1
    let difference = Double(chosen.unicodeScalars.count - rejected.unicodeScalars.count)
    if difference > 0 { longer += 1 } else if difference < 0 { shorter += 1 }
    let step = difference - mean
    mean += step / Double(pairs)
    squares += step * (difference - mean)
    let (a, b) = (Array(chosen.utf8), Array(rejected.utf8))
    for (index, feature) in Feature.all.enumerated() {
      let (has, other) = (feature.isIn(a), feature.isIn(b))
      guard has != other else { continue }
      features[index].alone += 1
      if has { features[index].chosen += 1 }
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
    zip(Feature.all, features).compactMap { feature, count -> (Double, String)? in
      guard count.alone >= limits.biasRecords else { return nil }
      let share = Double(count.chosen) / Double(count.alone)
      let most = max(share, 1 - share)
      guard most >= limits.bias else { return nil }
      let side = share > 0.5 ? "chosen" : "rejected"
      return (
        most,
        "\(feature.name) on one side alone: in \(percent(most)) of \(count.alone) it is \(side)"
      )
    }
    .sorted { $0.0 > $1.0 }.map(\.1)
  }

  private func percent(_ share: Double) -> String { "\(Int((share * 100).rounded())) %" }

  private func rounded(_ value: Double) -> String {
    let hundredths = Int((value * 100).rounded())
    return "\(hundredths / 100).\(hundredths % 100 < 10 ? "0" : "")\(hundredths % 100)"
  }

  /// A mark that a text has or hasn't.
  private struct Feature: Sendable {
    let name: String
    let expression: RegularExpression?

    init(_ name: String, _ pattern: String) {
      self.name = name
      expression = Rule.expression(pattern, ignoresCase: true)
    }

    func isIn(_ text: [UInt8]) -> Bool { expression?.firstMatch(in: text) != nil }

    static let all = [
      Feature("a list", #"^\s*(?:[-*•]|\d+[.)、])\s+\S"#), Feature("bold text", #"\*\*[^*\n]+\*\*"#),
      Feature("a heading", #"^#{1,6} \S"#), Feature("a code block", #"^```"#),
      Feature("reasoning", #"<think>"#), Feature("an exclamation mark", #"[!！]"#),
      Feature("a question at the end", #"[?？]\s*\z"#),
      Feature("an eager beginning", #"\A\s*(?:sure|certainly|of course|absolutely|great|好的|当然)"#),
      Feature("an apology", #"\b(?:sorry|apologi[sz]e)|抱歉|对不起"#),
      Feature("Chinese", #"[\x{4E00}-\x{9FFF}]"#),
    ]
  }
}
