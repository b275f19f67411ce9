import Curation
import JSONLines

/// What a record says of several answers.
extension ExampleReader {
  var ranking: Example.Ranking {
    get throws(Example.Problem) {
      let lead = leadOfSecond
      let answers = try reading.responses.indices.map { index throws(Example.Problem) in
        let response = reading.responses[index]
        // A rank that the record doesn't have says which is better, whatever its ranks mean.
        let better = response.rankPointer == nil ? response.rank.map { -Double($0) } : nil
        return Example.Answer(
          turns: try turns(response: index), rank: response.rankPointer.flatMap(rank),
          score: better ?? lead.map { index == 0 ? -$0 : $0 }
            ?? reading.score(of: index, in: bytes),
          isAcceptable: acceptability(response.pointer))
      }
      return Example.Ranking(prompt: try turns(response: nil), answers: answers)
    }
  }

  /// How much better the second of two answers is, 0 if they are equal, by the number that
  /// AlpacaEval (1 or 2; 0 and 1.5 are a draw) or HelpSteer3 (from -3 for the first to 3) has for
  /// both; nil if there is none.
  private var leadOfSecond: Double? {
    func number(_ key: JSONString) -> Double? {
      if case .number(let number)? = value[key] { Double(number.spelling) } else { nil }
    }
    switch reading.responses.map(\.pointer) {
    case [JSONPointer(["output_1"]), JSONPointer(["output_2"])]:
      guard let preferred = number("preference") else { return nil }
      if preferred == 0 { return 0 }
      return 1...2 ~= preferred ? preferred - 1.5 : nil
    case [JSONPointer(["response1"]), JSONPointer(["response2"])]:
      return number("overall_preference").flatMap { -3...3 ~= $0 ? $0 : nil }
    default: return nil
    }
  }

  /// Several answers: scores, or which of them are said to be correct, may show which is better.
  var candidates: Example.Content {
    get throws(Example.Problem) {
      let ranking = try ranking
      let areCorrect = reading.responses.indices.map { reading.isCorrect($0, in: bytes) }
      if areCorrect.contains(true), !areCorrect.contains(false) {
        let right = zip(ranking.answers, areCorrect).filter { $1 == true }.map(\.0)
        return .conversations(right.map { ranking.prompt + $0.turns })
      }
      if areCorrect.contains(false), !areCorrect.contains(true) {
        return .prompt(ranking.prompt, lacking: "a correct answer")
      }
      return ranking.answers.contains { $0.score != nil }
        ? .ranked(ranking) : .prompt(ranking.prompt, lacking: "which of the answers is better")
    }
  }

  /// The rank at a pointer, which may be a mean of several people's.
  private func rank(_ pointer: JSONPointer) -> Double? {
    guard case .number(let number)? = try? value.value(at: pointer) else { return nil }
    return Double(number.spelling).flatMap { $0.isFinite ? $0 : nil }
  }

  /// What reviewers say of an answer; nil if nobody does, or not all say the same.
  private func acceptability(_ pointer: JSONPointer) -> Bool? {
    let key = RatingKey.acceptable(at: pointer)
    let said = Set(
      (state?.counted ?? []).compactMap { marks -> Bool? in
        if case .acceptable(let isSo)? = marks.ratings[key] { isSo } else { nil }
      })
    return said.count == 1 ? said.first : nil
  }

  /// Whether turns or answers are among the parts that aren't read. Other fields follow them, and
  /// aren't taken from the parts.
  var lacksTurns: Bool {
    guard reading.isCut, reading.shape != .replyTree,
      let last = reading.parts.last?.pointer.tokens.first
    else { return false }
    return reading.parts.contains { part in
      (part.role != .field || part.response != nil) && part.pointer.tokens.first == last
    }
  }

  /// Members of an answer that say which is better, as ranks do.
  private static let verdicts: Set<JSONString> = ["is_correct", "correct"]

  /// The names of what answers have beside their texts and what orders them: a model, scores. Turns
  /// keep their members.
  var answerMembers: Set<String> {
    if reading.shape == .rounds {
      let rounds = reading.parts.first { $0.role == .user }?.pointer.parent?.parent
      return Set(
        reading.parts.filter { part in
          part.role == .field && part.node.kind != .null && part.pointer.parent?.parent == rounds
        }.map(\.name))
    }
    guard [.ranked, .candidates].contains(reading.shape) else { return [] }
    var names: Set<JSONString> = []
    for response in reading.responses {
      guard case .object(let members)? = try? value.value(at: response.pointer),
        turn(around: response.pointer) == nil
      else { continue }
      names.formUnion(members.lazy.filter { $0.value != .null }.map(\.key))
      if let rank = response.rankPointer?.tokens.last { names.remove(rank) }
    }
    for part in reading.parts where part.response != nil {
      let tokens = part.pointer.tokens
      if part.role == .response, let text = tokens.last {
        names.remove(text)
      } else if part.name == "score", tokens.count == 2, JSONPointer.index(tokens[1]) != nil {
        names.insert(tokens[0])  // a list beside that of the answers
      }
    }
    return Set(names.subtracting(Self.verdicts).map(\.text))
  }
}
