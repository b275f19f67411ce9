import Curation

extension DatasetRule {
  static let q3 = DatasetRule(
    id: "Q3", severity: .info, title: "the same prompt with another answer",
    explanation: "Fine where several answers are meant, else one of them is wrong.",
    mistakes: "Sets with several answers to a prompt.", begin: { _ in OtherAnswers() })
}

private struct OtherAnswers: DatasetLook {
  private var answers = FingerprintTable<(number: RecordNumber, answer: UInt64)>()

  mutating func take(_ facts: RecordFacts) -> [Spot] {
    guard facts.shape.stage == .sft, let prompt = facts.prompt else { return [] }
    guard let first = answers.insert((facts.number, facts.answer), for: prompt) else { return [] }
    return first.answer == facts.answer ? [] : [Spot("\(first.number) has this prompt too")]
  }
}
