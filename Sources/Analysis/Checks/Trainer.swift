import Curation
import JSONLines

/// A trainer, by what the source of its data loader does with records.
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

  /// The letter with which the trainer's rules begin.
  var ruleGroup: Character {
    switch self {
    case .trlSFT, .trlDPO, .trlKTO, .trlReward: "T"
    case .llamaFactorySFT, .llamaFactoryDPO, .llamaFactoryKTO: "L"
    case .axolotl: "A"
    case .msSwift: "M"
    case .openai: "O"
    case .torchtune: "V"
    }
  }

  /// What the trainer does with the record, as one finding; `kept` if nothing is wrong.
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

  /// The trainer's default maximum of tokens per example; nil if it uses the model's.
  private var usualLength: Int? {
    switch self {
    case .trlSFT, .trlDPO, .trlKTO, .trlReward: 1024
    case .llamaFactorySFT, .llamaFactoryDPO, .llamaFactoryKTO: 2048
    case .openai: 65_536
    case .axolotl, .msSwift, .torchtune: nil
    }
  }

  /// What the trainer does with a record that has too many tokens even by the lowest estimate; nil
  /// if it may fit.
  private func tooLong(_ record: CheckedRecord) -> Fate? {
    guard let limit = record.limits.contextTokens ?? usualLength else { return nil }
    if [.trlDPO, .trlKTO].contains(self), record.prompt.least >= Double(limit) {
      return Fate(
        .dropped, "T6",
        "the prompt alone has \(Int(record.prompt.least)) tokens or more, \(limit) fit")
    }
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

/// What a trainer does with a record, and the rule that says so.
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

  /// Whether the record has all of these members.
  func has(_ names: JSONKey...) -> Bool { names.allSatisfy { fields[$0] != nil } }

  func isString(_ name: JSONKey) -> Bool { fields[name]?.kind == .string }

  func isList(_ name: JSONKey) -> Bool { fields[name]?.kind == .array }

  // MARK: - TRL

  /// TRL's SFTTrainer: text, messages, or prompt and completion.
  var asTRLExample: Fate {
    if isList("messages") {
      guard let turns = conversation("messages")?.turns, !turns.isEmpty else {
        return Fate(.crash, "T3", "messages is empty", at: JSONPointer(["messages"]))
      }
      if let fate = brokenTurn(turns, "T1") ?? brokenMedia(turns) { return fate }
      if let part = strangePart {
        return Fate(.changed, "T5", "\(part.problem): templates leave it out", at: part.pointer)
      }
      if let alone = placeholderAlone {
        return Fate(.kept, "T5", alone.message, at: alone.pointer)
      }
      if let call = calls.first(where: { $0.arguments?.kind == .string }) {
        return Fate(
          .kept, "O1", "a tool call's arguments are a string; templates want an object",
          at: call.pointer)
      }
      return .kept
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
      return equalSides ?? emptySide ?? .kept
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

  private var emptySide: Fate? {
    guard let sides else { return nil }
    let empty = sides.chosen.isBlank ? "chosen" : sides.rejected.isBlank ? "rejected" : nil
    return empty.map { Fate(.kept, "P04", "\($0) is empty", at: JSONPointer([JSONString($0)])) }
  }

  var equalSides: Fate? {
    guard hasEqualSides else { return nil }
    return Fate(.kept, "T10", "chosen and rejected are equal; TRL says nothing")
  }

  /// TRL's KTOTrainer: prompt, completion and label; a pair is split.
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

  private static let partTypes: Set<String> = [
    "text", "image", "image_url", "video", "video_url", "audio", "audio_url", "input_audio", "file",
    "refusal",
  ]

  /// The first typed part that templates don't know, or text part without `text`.
  var strangePart: (problem: String, pointer: JSONPointer)? {
    for turn in turns {
      guard let content = turn.content, content.kind == .array else { continue }
      for (index, part) in content.elements(in: bytes).enumerated() {
        let type = part.member("type", in: bytes).flatMap { text(of: $0) } ?? "text"
        let pointer = turn.contentPointer.appending(index)
        if !Self.partTypes.contains(type) {
          return ("a content part of type \"\(type)\" isn't known", pointer)
        }
        if type == "text", part.member("text", in: bytes)?.kind != .string {
          return ("a text part has no text", pointer)
        }
      }
    }
    return nil
  }

  private static let mediaRoles: Set<String> = ["system", "user", "assistant", "tool"]

  /// Reports a role that isn't allowed beside media, or a number of placeholders other than that of
  /// media; nil for a record without media.
  private func brokenMedia(_ turns: [Turn]) -> Fate? {
    guard ["images", "image", "videos", "audios"].contains(where: { fields[$0]?.kind == .array })
    else { return nil }
    for turn in turns where !Self.mediaRoles.contains(turn.role ?? "") {
      return Fate(
        .crash, "T5", "beside media the role \"\(turn.role ?? "none")\" isn't taken",
        at: turn.pointer)
    }
    return unbalancedMedia.first.map { Fate(.crash, "T5", $0.message, at: $0.pointer) }
  }

  /// Reports a turn without a role or a content, at which the chat template fails.
  func brokenTurn(_ turns: [Turn], _ rule: String) -> Fate? {
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
}
