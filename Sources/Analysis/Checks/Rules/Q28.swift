import Curation
import JSONLines

extension Rule {
  static let q28 = Rule(
    "Q28", .warning, "reasoning that isn't what was asked for",
    """
    <think></think> with nothing in it teaches not to reason; a prompt asks for \\boxed{} and the
    answer has none; reasoning is switched off (/no_think, detailed thinking off) and stands there; it
    stands in a key of its own and in the text too; of a pair one side alone reasons in <think> tags, which
    gives the label away.
    """,
    mistakes: "Templates that mark \"no reasoning\" with an empty block, as Qwen3's does.",
    terms: ["<think>", "\\boxed", "/no_think", "thinking off"]
  ) { record in
    let empty =
      record.texts.filter(\.isAnswer).flatMap { $0.matches(of: emptyThink, "empty reasoning") }
      + record.doubledReasoning + record.reasoningOfOneSide
    guard let answer = record.texts.last(where: \.isAnswer), answer.role == .assistant else {
      return empty
    }
    let asked = record.texts.filter { !$0.isAnswer }
    func asksFor(_ text: String) -> Bool {
      asked.contains { $0.utf8.firstOffset(of: Array(text.utf8)) != nil }
    }
    if asked.contains(where: { boxed?.firstMatch(in: $0.utf8) != nil }),
      answer.utf8.firstOffset(of: Array("\\boxed".utf8)) == nil
    {
      return empty + [Spot("\\boxed is asked for and isn't there", at: answer.pointer)]
    }
    // The last switch counts.
    let isOn = asked.last.map { $0.utf8.firstOffset(of: Array(" /think".utf8)) != nil } ?? false
    if empty.isEmpty, !isOn, asksFor("/no_think") || asksFor("thinking off"),
      let place = answer.utf8.firstOffset(of: Array("<think>".utf8))
    {
      return [Spot("reasoning is switched off", at: answer.pointer, place..<place + 7)]
    }
    return empty
  }

  private static let boxed = expression(
    #"(?:put|place|write|give|enclose|wrap|within|inside|in|用|放|写)[^?\n]{0,60}\\boxed"#,
    ignoresCase: true)
  private static let emptyThink = expression(#"<think>\s*</think>"#)
}

extension CheckedRecord {
  private static let mark = Array("<think>".utf8)

  /// Turns with reasoning both under a key and in their text.
  fileprivate var doubledReasoning: [Spot] {
    turns.compactMap { turn in
      let reasoning = RecordReading.reasoningKeys.lazy.compactMap { turn.members[$0] }
      guard reasoning.contains(where: { text(of: $0)?.isEmpty == false }),
        texts.contains(where: {
          $0.pointer == turn.contentPointer && $0.utf8.firstOffset(of: Self.mark) != nil
        })
      else { return nil }
      return Spot("reasoning in the text and in a key of its own", at: turn.contentPointer)
    }
  }

  fileprivate var reasoningOfOneSide: [Spot] {
    guard let sides else { return [] }
    let chosen = sides.chosen.firstOffset(of: Self.mark) != nil
    guard chosen != (sides.rejected.firstOffset(of: Self.mark) != nil) else { return [] }
    return [Spot("only \(chosen ? "chosen" : "rejected") reasons")]
  }
}
