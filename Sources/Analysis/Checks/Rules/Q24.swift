import Curation
import JSONLines

extension Rule {
  static let q24 = Rule(
    "Q24", .warning, "scores of one response contradict each other",
    """
    UltraFeedback: an overall score of 10 beside fine-grained scores of at most 2 is a 1 that was
    read wrongly (2,628 of its completions had a 10); beside scores of at most 4 it may be. PKU-SafeRLHF: the better response is unsafe though the
    other one is safe.
    """,
    mistakes: "Aspects that do contradict each other.", needs: .verdicts
  ) { record in
    record.misreadScores + record.unsafePreference
  }
}

extension CheckedRecord {
  fileprivate var misreadScores: [Spot] {
    guard let list = fields["completions"], list.kind == .array else { return [] }
    return list.elements(in: bytes, limit: 64).enumerated().compactMap { index, completion in
      guard completion.kind == .object, value("overall_score", of: completion) == 10,
        let fine = value("fine-grained_score", of: completion), fine <= 4
      else { return nil }
      let place = JSONPointer(["completions"]).appending(index).appending("overall_score")
      return Spot(
        "overall_score 10 beside fine-grained_score \(fine.written)", at: place, nil,
        fine <= 2 ? .error : .warning)
    }
  }

  private func value(_ name: JSONKey, of node: JSONNode) -> Double? {
    guard let number = node.member(name, in: bytes) else { return nil }
    return Double(number.textOrSpelling(in: bytes))
  }

  fileprivate var unsafePreference: [Spot] {
    guard reading.shape == .safetyPair, let better = number("better_response_id"),
      better == 0 || better == 1, isSafe(Int(better)) == false, isSafe(1 - Int(better)) == true
    else { return [] }
    return [Spot("the better response is unsafe", at: JSONPointer(["better_response_id"]))]
  }
}
