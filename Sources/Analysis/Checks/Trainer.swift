import Curation
import JSONLines

/// A trainer's data loader: what it does with a record that it is given, read in its source.
public enum Trainer: String, Hashable, Sendable, CaseIterable {
  case trlSFT = "trl-sft"
  case trlDPO = "trl-dpo"
  case trlKTO = "trl-kto"
  case trlReward = "trl-reward"
  case llamaFactorySFT = "llama-factory-sft"
  case llamaFactoryDPO = "llama-factory-dpo"
  case llamaFactoryKTO = "llama-factory-kto"
  case axolotl
  case msSwift = "ms-swift"
  case openai
  case torchtune

  /// What becomes of the record: one finding, `kept` where nothing is wrong.
  func findings(in record: CheckedRecord) -> [Finding] {
    var fate = record.root.map { judge(record, $0) } ?? Fate(.crash, "F01", "it isn't JSON")
    if fate.outcome == .kept || fate.outcome == .changed, let long = tooLong(record) { fate = long }
    let severity: Severity =
      switch fate.outcome {
      case .kept: fate.message.isEmpty ? .info : .warning
      case .changed, .truncated: .warning
      case .dropped, .crash: .error
      }
    return [
      Finding(
        rule: fate.rule, severity: severity, record: record.number, pointer: fate.pointer,
        message: fate.message, outcome: fate.outcome)
    ]
  }

  /// Tokens that are kept unless the trainer is told otherwise; nil where it takes the model's.
  private var usualLength: Int? {
    switch self {
    case .trlSFT, .trlDPO, .trlKTO, .trlReward: 1024
    case .llamaFactorySFT, .llamaFactoryDPO, .llamaFactoryKTO: 2048
    case .openai: 65_536
    case .axolotl, .msSwift, .torchtune: nil
    }
  }

  /// What becomes of a record with more tokens than fit, by the most cautious guess.
  private func tooLong(_ record: CheckedRecord) -> Fate? {
    guard let limit = record.limits.contextTokens ?? usualLength else { return nil }
    let tokens = record.longestExample
    guard tokens.least > Double(limit) else { return nil }
    let count = "\(Int(tokens.least)) to \(Int(tokens.most)) tokens, \(limit) fit"
    return switch self {
    case .axolotl: Fate(.dropped, "A5", count)
    case .msSwift: Fate(.dropped, "Q32", count)
    case .trlReward: Fate(.dropped, "T6", count)
    default: Fate(.truncated, "Q32", "\(count): the end is cut off")
    }
  }

  private func judge(_ record: CheckedRecord, _ root: JSONNode) -> Fate {
    switch self {
    case .trlSFT: record.asTRLExample
    case .trlDPO: record.asTRLPair(needsPrompt: true)
    case .trlReward: record.asTRLPair(needsPrompt: false)
    case .trlKTO: record.asTRLLabelled
    case .llamaFactorySFT: record.asLlamaFactoryExample
    case .llamaFactoryDPO: record.asLlamaFactoryPair
    case .llamaFactoryKTO: record.asLlamaFactoryLabelled
    case .axolotl: record.asAxolotlExample
    case .msSwift: record.asSwiftExample
    case .openai: record.asOpenAIExample
    case .torchtune: record.asTorchtuneExample
    }
  }
}

/// What a trainer does with a record, and by which rule.
struct Fate {
  var outcome: Outcome
  var rule: String
  var message: String
  var pointer: JSONPointer?

  init(
    _ outcome: Outcome, _ rule: String = "", _ message: String = "", at pointer: JSONPointer? = nil
  ) {
    (self.outcome, self.rule, self.message, self.pointer) = (outcome, rule, message, pointer)
  }

  static let kept = Fate(.kept)
}

extension CheckedRecord {
  func conversation(_ name: String) -> Conversation? { conversations.first { $0.name == name } }

  /// Names of the members that are there.
  func has(_ names: JSONKey...) -> Bool { names.allSatisfy { fields[$0] != nil } }

  func isString(_ name: JSONKey) -> Bool { fields[name]?.kind == .string }

  private func isList(_ name: JSONKey) -> Bool { fields[name]?.kind == .array }

  // MARK: - TRL

  /// TRL's SFTTrainer: text, messages, or prompt and completion.
  var asTRLExample: Fate {
    if isList("messages") {
      guard let turns = conversation("messages")?.turns, !turns.isEmpty else {
        return Fate(.crash, "T3", "messages is empty", at: JSONPointer(["messages"]))
      }
      return brokenTurn(turns, "T1") ?? .kept
    }
    if conversation("conversations") != nil {
      return Fate(.changed, "T1", "conversations become messages, from and value role and content")
    }
    if isString("text") { return .kept }
    if has("prompt", "completion") {
      return fields["prompt"]?.kind == fields["completion"]?.kind
        ? .kept : Fate(.crash, "T2", "prompt and completion are of different types")
    }
    return Fate(.crash, "T1", "it has none of text, messages, prompt and completion")
  }

  /// TRL's DPOTrainer and RewardTrainer: chosen and rejected, with a prompt or an implicit one.
  func asTRLPair(needsPrompt: Bool) -> Fate {
    guard has("chosen", "rejected") else {
      return Fate(.crash, "T1", "it lacks chosen or rejected")
    }
    guard let chosen = fields["chosen"], let rejected = fields["rejected"],
      chosen.kind == rejected.kind, chosen.kind == .string || chosen.kind == .array
    else {
      return Fate(.crash, "T2", "chosen and rejected must both be strings, or lists of messages")
    }
    for name in ["prompt", "chosen", "rejected"] as [JSONKey] where isList(name) {
      if conversation(name.text)?.turns.isEmpty != false {
        return Fate(.crash, "T3", "\(name.text) is no list of messages, or empty")
      }
    }
    if let prompt = fields["prompt"] {
      guard prompt.kind == chosen.kind else {
        return Fate(.crash, "T2", "the prompt is of another type than the answers")
      }
      if let last = conversation("prompt")?.turns.last,
        ![.user, .tool, .assistant].contains(last.kind)
      {
        return Fate(
          .crash, "T4", "the prompt's last turn is of \(last.role ?? "?")", at: last.pointer)
      }
      return equalSides ?? .kept
    }
    if !needsPrompt { return equalSides ?? .kept }
    if let cut = ImplicitPrompt(self) {
      let text = String(
        decoding: (string("chosen") ?? "").utf8.prefix(cut.byteCount), as: UTF8.self)
      return Fate(
        .changed, "T9",
        cut.problem ?? "the prompt becomes the common beginning, to \"\(text.suffix(24))\"",
        at: JSONPointer(["chosen"]))
    }
    return Fate(.changed, "T9", implicitPromptOfMessages, at: JSONPointer(["chosen"]))
  }

  private var equalSides: Fate? {
    guard hasEqualSides else { return nil }
    return Fate(.kept, "T10", "chosen and rejected are equal; TRL says nothing")
  }

  /// TRL's KTOTrainer: prompt, completion, label; pairs are taken apart.
  var asTRLLabelled: Fate {
    if has("chosen", "rejected") {
      return Fate(.changed, "T1", "the pair becomes two records, labelled true and false")
    }
    guard has("prompt", "completion", "label") else {
      return Fate(.crash, "T1", "it lacks prompt, completion or label")
    }
    guard fields["label"]?.kind == .bool else {
      return Fate(.crash, "P11", "label is no boolean", at: JSONPointer(["label"]))
    }
    return .kept
  }

  /// A turn without a role or a content, for which the chat template fails.
  private func brokenTurn(_ turns: [Turn], _ rule: String) -> Fate? {
    for turn in turns {
      if turn.members["role"] == nil {
        return Fate(.crash, rule, "a turn without role", at: turn.pointer)
      }
      if turn.content == nil, turn.members["tool_calls"] == nil {
        return Fate(.crash, rule, "a turn without content", at: turn.pointer)
      }
    }
    return nil
  }

  // MARK: - LLaMA-Factory

  /// Turns without a leading system turn, which the converter takes out before it counts.
  private func countedTurns(_ conversation: Conversation) -> [Turn] {
    conversation.turns.first?.kind == .system
      ? Array(conversation.turns.dropFirst()) : conversation.turns
  }

  /// What is wrong with the order of turns; the row is left out with only a warning.
  private func misplaced(_ turns: [Turn], isEven: Bool) -> Fate? {
    for (index, turn) in turns.enumerated() {
      let isCall = turn.role == "function_call" || turn.members["tool_calls"] != nil
      let isOdd = turn.kind == .user || (turn.kind == .tool && !isCall)
      let isAnswer = turn.kind == .assistant || isCall
      guard index % 2 == 0 ? isOdd : isAnswer else {
        return Fate(
          .dropped, "L1", "turn \(index + 1) is of \(turn.role ?? "?"): roles must alternate",
          at: turn.pointer)
      }
    }
    if isEven, turns.count % 2 != 0 {
      return Fate(.dropped, "L2", "\(turns.count) turns; an even number is wanted")
    }
    if !isEven, turns.count % 2 == 0 {
      return Fate(.dropped, "L3", "\(turns.count) turns before the pair; an odd number is wanted")
    }
    return nil
  }

  private var dialogue: Conversation? { conversation("conversations") ?? conversation("messages") }

  var asLlamaFactoryExample: Fate {
    if let dialogue {
      if dialogue.turns.isEmpty { return Fate(.dropped, "L2", "no turns") }
      return misplaced(countedTurns(dialogue), isEven: true) ?? .kept
    }
    if isString("text") { return .kept }
    guard has("instruction") else {
      return Fate(.crash, "L0", "it has neither instruction nor conversations")
    }
    return isString("output") && string("output")?.isEmpty == false
      ? .kept : Fate(.dropped, "L5", "output is no string, or empty", at: JSONPointer(["output"]))
  }

  var asLlamaFactoryPair: Fate {
    guard let chosen = fields["chosen"], let rejected = fields["rejected"] else {
      return Fate(.crash, "L0", "it lacks chosen or rejected")
    }
    if let dialogue {
      guard chosen.kind == .object, rejected.kind == .object else {
        return Fate(.crash, "L4", "chosen and rejected must be one message each")
      }
      return misplaced(countedTurns(dialogue), isEven: false) ?? .kept
    }
    guard has("instruction") else {
      return Fate(.crash, "L0", "it has neither instruction nor conversations")
    }
    return chosen.kind == .string && rejected.kind == .string
      ? .kept : Fate(.dropped, "L5", "chosen and rejected must be strings")
  }

  var asLlamaFactoryLabelled: Fate {
    // An entry of dataset_info.json may map a boolean `label` to it.
    let tag = fields["kto_tag"] ?? fields["label"]
    guard let tag else { return Fate(.crash, "L6", "it lacks kto_tag") }
    guard tag.kind == .bool else {
      return Fate(.dropped, "L6", "kto_tag is no boolean", at: JSONPointer(["kto_tag"]))
    }
    return asLlamaFactoryExample
  }

  // MARK: - Others

  var asAxolotlExample: Fate {
    guard let dialogue else {
      if isString("instruction"), has("output") || has("chosen_response") { return .kept }
      if isString("text") || has("segments") || has("chosen", "rejected") { return .kept }
      return Fate(.crash, "A0", "it has no messages, and is of no known prompt strategy")
    }
    for call in calls {
      guard let node = call.arguments, let text = text(of: node) else { continue }
      if (try? JSONValue.parse(text)) == nil {
        return Fate(.crash, "A1", "a tool call's arguments aren't JSON", at: call.pointer)
      }
    }
    for turn in dialogue.turns {
      guard let node = turn.content, let text = text(of: node) else { continue }
      if text == "[[dummy_message]]" {
        return Fate(.crash, "A6", "the content \"[[dummy_message]]\" is reserved", at: turn.pointer)
      }
    }
    guard dialogue.has(.assistant) else {
      return Fate(.dropped, "A5", "no turn that is trained on")
    }
    if dialogue.turns.last?.kind != .assistant {
      return Fate(.kept, "A4", "the last turn isn't trained on", at: dialogue.turns.last?.pointer)
    }
    return .kept
  }

  private static let swiftRoles: Set<String> = [
    "system", "user", "assistant", "tool_call", "tool_response", "tool", "human", "gpt", "bot",
    "function_call", "observation",
  ]
  private static let swiftKeys: Set<String> = [
    "role", "content", "from", "value", "loss", "loss_scale",
  ]
  private static let swiftAnswers: [JSONKey] = [
    "response", "answer", "output", "target", "targets", "answer_key", "answers", "solution",
    "text", "completion", "content",
  ]

  var asSwiftExample: Fate {
    if let dialogue {
      for turn in dialogue.turns {
        if !Self.swiftRoles.contains(turn.role ?? "") {
          return Fate(.dropped, "M1", "role \"\(turn.role ?? "none")\"", at: turn.pointer)
        }
        let isCall = turn.members["tool_calls"] != nil
        if turn.content == nil || turn.content?.kind == .null, !isCall {
          return Fate(.dropped, "M1", "content is null", at: turn.pointer)
        }
      }
      if let rejected = fields["rejected_response"] {
        let last = dialogue.turns.last?.content.flatMap { text(of: $0) }
        if rejected.kind == .null || (rejected.kind == .string && text(of: rejected) == last) {
          return Fate(
            .dropped, "M2", "rejected_response is null, or equal to the last message",
            at: JSONPointer(["rejected_response"]))
        }
      }
      for turn in dialogue.turns {
        let extra = turn.node.members(in: bytes).map { JSONString(raw: bytes, $0.key).text }
          .first { !Self.swiftKeys.contains($0) && $0 != "tool_calls" }
        if let extra { return Fate(.changed, "M3", "\(extra) is left out", at: turn.pointer) }
      }
      return .kept
    }
    let answers = Self.swiftAnswers.filter { fields[$0] != nil }
    if answers.count > 1 {
      return Fate(
        .dropped, "M5", "\(answers[0].text) and \(answers[1].text) both mean the response")
    }
    guard let answer = answers.first else {
      return Fate(.dropped, "M5", "nothing in it is known as a response")
    }
    if isList(answer) {
      return Fate(
        .changed, "M4", "only the first element of \(answer) is used",
        at: JSONPointer([JSONString(answer)]))
    }
    return .kept
  }

  private static let openAIRoles: Set<String> = [
    "system", "user", "assistant", "function", "tool", "developer",
  ]

  var asOpenAIExample: Fate {
    if has("preferred_output", "non_preferred_output") {
      for name in ["preferred_output", "non_preferred_output"] {
        guard conversation(name)?.has(.assistant) == true else {
          return Fate(.crash, "O2", "\(name) has no assistant's message")
        }
      }
      return fields["input"] == nil ? Fate(.crash, "O2", "it lacks input") : .kept
    }
    guard let turns = conversation("messages")?.turns, !turns.isEmpty else {
      return Fate(.crash, "O0", "messages is missing or empty")
    }
    for turn in turns {
      guard let role = turn.role, Self.openAIRoles.contains(role) else {
        return Fate(.crash, "O0", "role \"\(turn.role ?? "none")\"", at: turn.pointer)
      }
      if turn.content == nil, turn.members["tool_calls"] == nil {
        return Fate(.crash, "O0", "a message without content", at: turn.pointer)
      }
    }
    if let call = calls.first(where: { $0.arguments?.kind != .string }) {
      return Fate(
        .crash, "O1", "a tool call's arguments must be a string of JSON", at: call.pointer)
    }
    return turns.contains { $0.role == "assistant" }
      ? .kept : Fate(.crash, "O0", "no assistant's message")
  }

  var asTorchtuneExample: Fate {
    guard let turns = dialogue?.turns else {
      return isString("instruction") || isString("text") || has("chosen", "rejected")
        ? .kept : Fate(.crash, "V0", "it has no messages")
    }
    guard turns.count >= 2 else { return Fate(.crash, "V1", "fewer than two messages") }
    for (index, turn) in turns.enumerated() {
      let before = index > 0 ? turns[index - 1].kind : nil
      if turn.kind == .system, index > 0 {
        return Fate(.crash, "V2", "a system message after others", at: turn.pointer)
      }
      if turn.kind == .user, before == .user {
        return Fate(.crash, "V3", "two user messages in a row", at: turn.pointer)
      }
      if turn.kind == .assistant, before != .user, before != .tool {
        return Fate(.crash, "V4", "an assistant's message must follow a user's", at: turn.pointer)
      }
    }
    return .kept
  }
}
