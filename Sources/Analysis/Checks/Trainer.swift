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

  /// The library, by the letter with which its rules begin.
  enum Library: Character {
    case trl = "T"
    case llamaFactory = "L"
    case axolotl = "A"
    case msSwift = "M"
    case openai = "O"
    case torchtune = "V"
  }

  var library: Library {
    switch self {
    case .trlSFT, .trlDPO, .trlKTO, .trlReward: .trl
    case .llamaFactorySFT, .llamaFactoryDPO, .llamaFactoryKTO: .llamaFactory
    case .axolotl: .axolotl
    case .msSwift: .msSwift
    case .openai: .openai
    case .torchtune: .torchtune
    }
  }

  /// Whether what it does with a record depends on which columns other records have.
  var looksAtAllColumns: Bool {
    switch library {
    case .llamaFactory, .axolotl, .msSwift: true
    case .trl, .openai, .torchtune: false
    }
  }

  /// What the trainer does with the record, as one finding; `kept` if nothing is wrong.
  ///
  /// - Parameter columns: those of all records; nil if only this one is known.
  func findings(in record: CheckedRecord, among columns: Columns? = nil) -> [Finding] {
    var fate = unreadable(record) ?? judge(record, among: columns)
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

  /// What Hugging Face's `datasets`, by which all but OpenAI load a file, can't read; nil if it
  /// can. It takes Python's numbers that aren't finite.
  private func unreadable(_ record: CheckedRecord) -> Fate? {
    if record.root == nil {
      return self != .openai && record.reading.problem?.problem == .notFinite
        ? Fate(.kept, "F08", "NaN or Infinity is read, but the record isn't judged any further")
        : Fate(.crash, "F01", "it isn't JSON")
    }
    guard self != .openai else { return nil }
    let found =
      Rule.f07.findings(in: record).first ?? Rule.f09.findings(in: record).first
      ?? Rule.f08.findings(in: record).first
    return found.map { Fate(.crash, $0.rule, "\($0.message): it can't be loaded", at: $0.pointer) }
  }

  /// The trainer's default maximum of tokens per example; nil if it uses the model's.
  private var usualLength: Int? {
    switch library {
    case .trl: 1024
    case .llamaFactory: 2048
    case .openai: 65_536
    case .axolotl, .msSwift, .torchtune: nil
    }
  }

  /// What the trainer does with a record that has too many tokens even by the lowest estimate; nil
  /// if it may fit.
  private func tooLong(_ record: CheckedRecord) -> Fate? {
    guard let limit = record.limits.contextTokens ?? usualLength else { return nil }
    if library == .trl, let prompt = record.trlPrompt(self), prompt.least >= Double(limit) {
      return Fate(
        .dropped, "T6", "the prompt alone has \(Int(prompt.least)) tokens or more, \(limit) fit")
    }
    let tokens = record.longestExample
    guard tokens.least > Double(limit) else { return nil }
    let count = "\(Int(tokens.least)) to \(Int(tokens.most)) tokens, \(limit) fit"
    return switch self {
    case .axolotl: Fate(.dropped, "A5", count)
    case .msSwift: Fate(.dropped, "Q32", count)
    case .trlReward: Fate(.dropped, "T6", count)
    case .llamaFactorySFT, .llamaFactoryDPO, .llamaFactoryKTO:
      Fate(
        .truncated, "Q32",
        "\(count): the end of the question, of the answer or of both is cut off, and later turns go"
      )
    default: Fate(.truncated, "Q32", "\(count): the end is cut off")
    }
  }

  private func judge(_ record: CheckedRecord, among known: Columns?) -> Fate {
    var columns: Columns { known ?? Columns(of: record.fields) }
    return switch self {
    case .trlSFT: record.asTRLExample
    case .trlDPO: record.asTRLPair
    case .trlReward: record.asTRLComparison
    case .trlKTO: record.asTRLLabelled
    case .llamaFactorySFT: record.asLlamaFactoryExample(among: columns)
    case .llamaFactoryDPO: record.asLlamaFactoryPair(among: columns)
    case .llamaFactoryKTO: record.asLlamaFactoryLabelled(among: columns)
    case .axolotl: record.asAxolotlExample(among: columns)
    case .msSwift: record.asSwiftExample(among: columns)
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

  /// Whether the record has this member, and not as null.
  func isThere(_ name: JSONKey) -> Bool { fields[name].map { $0.kind != .null } ?? false }

  func isString(_ name: JSONKey) -> Bool { fields[name]?.kind == .string }

  func isList(_ name: JSONKey) -> Bool { fields[name]?.kind == .array }

  private static let partTypes: Set<String> = [
    "text", "image", "image_url", "video", "video_url", "audio", "audio_url", "input_audio", "file",
    "refusal",
  ]

  /// The first typed part that templates don't know, or text part without `text`.
  var strangePart: (problem: String, pointer: JSONPointer)? {
    for turn in turns {
      for (index, part) in contentParts(of: turn).enumerated() {
        let type = part.type ?? "text"
        let pointer = turn.contentPointer.appending(index)
        if !Self.partTypes.contains(type) {
          return ("a content part of type \"\(type)\" isn't known", pointer)
        }
        if type == "text", part.node.member("text", in: bytes)?.kind != .string {
          return ("a text part has no text", pointer)
        }
      }
    }
    return nil
  }

  /// Reports a turn without a role or a content, at which the chat template fails.
  func brokenTurn(_ turns: [Turn], _ rule: String) -> Fate? {
    for turn in turns {
      if turn.members["role"] == nil {
        return Fate(.crash, rule, "a turn without role", at: turn.pointer)
      }
      if turn.content == nil, !turn.hasCalls {
        return Fate(.crash, rule, "a turn without content", at: turn.pointer)
      }
    }
    return nil
  }
}
