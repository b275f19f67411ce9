import JSONLines

/// The members of pairs and of labelled answers in each format.
extension Converter {
  func pair(
    _ prompt: [Example.Turn], _ chosen: [Example.Turn], _ rejected: [Example.Turn],
    _ tools: JSONValue?
  ) throws(Problem) -> [JSONValue.Member] {
    switch format {
    case .llamaFactoryDPO:
      return try shareGPT(prompt, tools)
        + [
          .init("chosen", try oneMessage(chosen)), .init("rejected", try oneMessage(rejected)),
        ]
    case .msSwift:
      guard rejected.count == 1, rejected[0].calls.isEmpty, let text = rejected[0].plainText else {
        throw .noPlace("a rejected side of several turns, or with a tool call")
      }
      // What is rejected is put behind the last question.
      if chosen.contains(where: { $0.role == "user" }) {
        throw .noPlace("a chosen side of several turns")
      }
      // As `rejected_response` has no reasoning of its own, neither has the chosen side.
      return [
        .init("messages", try messages(prompt + chosen.map(\.withReasoningInText))),
        .init("rejected_response", .text(text)),
      ] + members(of: tools)
    case .axolotl:
      // `chat_template.default` takes the last message of each side.
      guard chosen.count == 1, rejected.count == 1 else {
        throw .noPlace("an answer of several turns")
      }
      return [
        .init("messages", try messages(prompt)), .init("chosen", try message(chosen[0])),
        .init("rejected", try message(rejected[0])),
      ]
    case .openai:
      if let turn = (chosen + rejected).first(where: { !["assistant", "tool"].contains($0.role) }) {
        throw .noPlace("the role \"\(turn.role)\" in an answer")
      }
      let input = [JSONValue.Member("messages", try messages(prompt))] + members(of: tools)
      return [
        .init("input", .object(input)), .init("preferred_output", try messages(chosen)),
        .init("non_preferred_output", try messages(rejected)),
      ]
    case .trlReward:
      return [
        .init("chosen", try messages(prompt + chosen)),
        .init("rejected", try messages(prompt + rejected)),
      ] + members(of: tools)
    default:
      guard !prompt.isEmpty else { throw .noPlace("a pair without a prompt") }
      return [
        .init("prompt", try messages(prompt)), .init("chosen", try messages(chosen)),
        .init("rejected", try messages(rejected)),
      ] + members(of: tools)
    }
  }

  func labelled(
    _ prompt: [Example.Turn], _ answer: [Example.Turn], _ isGood: Bool, _ tools: JSONValue?
  ) throws(Problem) -> [JSONValue.Member] {
    switch format {
    case .axolotl:
      // `chatml.prompt_pairs` and `llama3.prompt_pairs` of KTO.
      var turns = prompt
      let system = try takeSystem(of: &turns)
      let (question, text) = try single(turns + answer)
      return (system.map { [.init("system", .text($0))] } ?? [])
        + [
          .init("prompt", .text(question)), .init("completion", .text(text)),
          .init("label", .bool(isGood)),
        ]
    case .llamaFactoryKTO:
      return try shareGPT(prompt + answer, tools) + [.init("kto_tag", .bool(isGood))]
    case .msSwift:
      return [.init("messages", try messages(prompt + answer)), .init("label", .bool(isGood))]
        + members(of: tools)
    case .openai: throw .noPlace("a label")
    default:
      return [
        .init("prompt", try messages(prompt)), .init("completion", try messages(answer)),
        .init("label", .bool(isGood)),
      ] + members(of: tools)
    }
  }
}
