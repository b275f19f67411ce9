import Curation
import JSONLines

extension Rule {
  static let q28 = Rule(
    "Q28", .warning, "reasoning that isn't what was asked for",
    """
    <think></think> with nothing in it teaches not to reason, unless reasoning is switched off; a
    prompt asks for \\boxed{} and the answer has none; reasoning is switched off (/no_think,
    detailed thinking off) and stands there; it stands in a key of its own and in the text too; of
    a pair one side alone reasons in <think> tags, which gives the label away.
    """,
    mistakes: "Templates that mark \"no reasoning\" with an empty block, without a switch.",
    terms: ["<think>", "\\boxed", "/no_think", "thinking off"]
  ) { record in
    let texts = record.texts
    var isOff = false
    var empty: [Spot] = []
    for text in texts {
      // The last switch counts.
      if let isOn = text.turnsReasoningOn { isOff = !isOn }
      if text.isAnswer, !isOff { empty += text.matches(of: emptyThink, "empty reasoning") }
    }
    empty += record.doubledReasoning + record.reasoningOfOneSide
    guard let end = texts.lastIndex(where: \.isAnswer), texts[end].role == .assistant else {
      return empty
    }
    if let answer = texts.withoutBox {
      return empty + [Spot("\\boxed is asked for and isn't there", at: answer.pointer)]
    }
    if isOff, empty.isEmpty, emptyThink?.firstMatch(in: texts[end].utf8) == nil,
      let place = texts[end].utf8.firstOffset(of: Array("<think>".utf8))
    {
      return [Spot("reasoning is switched off", at: texts[end].pointer, place..<place + 7)]
    }
    return empty
  }

  fileprivate static let boxed = expression(
    #"(?:put|place|write|give|enclose|wrap|within|inside|in|用|放|写)[^?\n]{0,60}\\boxed"#,
    ignoresCase: true)
  fileprivate static let switches = expression(
    #"(?<!\S)/think\b|/no_think|detailed thinking on\b|thinking off\b"#)
  private static let emptyThink = expression(#"<think>\s*</think>"#)
}

extension CheckedRecord.Text {
  /// Whether the last switch in a prompt turns reasoning on; nil if there is none.
  fileprivate var turnsReasoningOn: Bool? {
    guard !isAnswer, let range = Rule.switches?.matches(in: utf8).last else { return nil }
    return !["/no_think", "thinking off"].contains(String(decoding: utf8[range], as: UTF8.self))
  }
}

extension [CheckedRecord.Text] {
  /// The last answer to the last question for \boxed{}, if none of its answers has one.
  fileprivate var withoutBox: Element? {
    guard
      let asked = lastIndex(where: {
        !$0.isAnswer && Rule.boxed?.firstMatch(in: $0.utf8) != nil
      })
    else { return nil }
    let answers = self[asked...].drop { !$0.isAnswer }.prefix { $0.role != .user }
    let box = [UInt8]("\\boxed".utf8)
    return answers.contains { $0.utf8.firstOffset(of: box) != nil }
      ? nil : answers.last(where: \.isAnswer)
  }
}

extension CheckedRecord {
  private static let mark = Array("<think>".utf8)

  /// Turns with reasoning both under a key and in their text.
  fileprivate var doubledReasoning: [Spot] {
    let reasoned = turns.filter { turn in
      RecordReading.reasoningKeys.contains {
        turn.members[$0].flatMap { text(of: $0) }?.isEmpty == false
      }
    }
    if reasoned.isEmpty { return [] }
    let marked = Set(
      texts.lazy.filter { $0.utf8.firstOffset(of: Self.mark) != nil }.map(\.pointer))
    return reasoned.map(\.contentPointer).filter(marked.contains).map {
      Spot("reasoning in the text and in a key of its own", at: $0)
    }
  }

  fileprivate var reasoningOfOneSide: [Spot] {
    guard let sides else { return [] }
    let chosen = sides.chosen.firstOffset(of: Self.mark) != nil
    guard chosen != (sides.rejected.firstOffset(of: Self.mark) != nil) else { return [] }
    return [Spot("only \(chosen ? "chosen" : "rejected") reasons")]
  }
}
