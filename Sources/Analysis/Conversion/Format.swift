public import JSONLines

/// A trainer's format. Names are those of `check --for`, where it has the format.
public enum Format: String, Hashable, Sendable, CaseIterable {
  case trlSFT = "trl-sft"
  case trlPromptCompletion = "trl-prompt-completion"
  case trlPromptOnly = "trl-prompt-only"
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
  case io, alpaca, sharegpt, text

  /// The kind of content that records of the format have.
  enum Kind { case conversation, pair, labelled, prompt, text, any }

  var kind: Kind {
    switch self {
    case .trlSFT, .trlPromptCompletion, .llamaFactorySFT, .torchtune, .io, .alpaca, .sharegpt:
      .conversation
    case .trlPromptOnly: .prompt
    case .trlDPO, .trlReward, .llamaFactoryDPO: .pair
    case .trlKTO, .llamaFactoryKTO: .labelled
    case .text: .text
    case .msSwift, .openai, .axolotl: .any
    }
  }

  var isTRL: Bool { rawValue.hasPrefix("trl-") }

  /// Names of members in which formats have what is trained on.
  public static let ownMembers: Set<String> = [
    "messages", "conversations", "prompt", "completion", "chosen", "rejected", "label", "kto_tag",
    "text", "input", "output", "instruction", "history", "system", "tools", "rejected_response",
    "preferred_output", "non_preferred_output",
  ]

  /// Whether its readers accept unknown members.
  var takesOtherMembers: Bool { self != .openai && self != .text }

  /// Whether arguments of tool calls are written as JSON in a string.
  var hasArgumentsAsText: Bool { !isTRL }

  /// The line of Python that loads a file of this format; nil if there is none.
  public func loadLine(_ path: String) -> String? {
    guard isTRL || self == .text || self == .io else { return nil }
    return "load_dataset(\"\(path.lowercased().hasSuffix(".parquet") ? "parquet" : "json")\", "
      + "data_files=\(Self.quoted(path)), split=\"train\")"
  }

  private static func quoted(_ text: String) -> String {
    JSONValue.text(text).json
  }

  /// Columns that name media files, which LLaMA-Factory reads only if the dataset's entry lists
  /// them.
  public static let media = ["images", "videos", "audios"]

  /// Members beside the example that are trained on: the media that its turns refer to.
  var taughtMembers: Set<String> {
    if isTRL { return ["images", "image"] }
    return switch self {
    case .msSwift, .alpaca, .sharegpt, .llamaFactorySFT, .llamaFactoryDPO, .llamaFactoryKTO:
      Set(Self.media)
    default: []
    }
  }

  /// Members that make TRL take a record for an example of another kind.
  var ownMembers: Set<String> {
    isTRL ? ["messages", "prompt", "completion", "chosen", "rejected"] : []
  }

  /// Columns that a dataset's entry may only name if the file has them: LLaMA-Factory looks each
  /// one up in every record.
  public static let optionalColumns = media + ["system", "history"]

  /// Whether turns have nothing but a role and a text.
  var hasPlainTurns: Bool {
    switch self {
    case .io, .alpaca, .sharegpt, .llamaFactorySFT, .llamaFactoryDPO, .llamaFactoryKTO: true
    default: false
    }
  }

  /// Members of turns that say whether a turn is trained on: OpenAI's, ms-swift's and Axolotl's.
  static let lossMembers: Set<String> = ["weight", "loss", "train", "loss_weight", "loss_scale"]

  /// Members of turns that change what is trained on, but that the format can't say.
  var lostTurnMembers: Set<String> {
    switch self {
    case .openai: []
    case .msSwift: ["tool_call_id"]
    case .axolotl: Self.lossMembers.subtracting(["train"])
    default: Self.lossMembers
    }
  }

  /// The entry for LLaMA-Factory's dataset_info.json; nil for formats that it doesn't read. It
  /// lists every column, as LLaMA-Factory ignores those omitted.
  ///
  /// - Parameter optional: the columns of `optionalColumns` that the records have.
  public func datasetInfo(file: String, optional: [String] = []) -> JSONValue? {
    guard case .object(var members)? = plainInfo(file: file),
      let place = members.firstIndex(where: { $0.key == "columns" }),
      case .object(var columns) = members[place].value
    else { return nil }
    if self == .alpaca {
      columns.removeAll { column in
        Self.optionalColumns.contains(column.key.text) && !optional.contains(column.key.text)
      }
    }
    columns += Self.media.filter(optional.contains).map { .init(JSONString($0), .text($0)) }
    members[place].value = .object(columns)
    return .object(members)
  }

  private func plainInfo(file: String) -> JSONValue? {
    func object(_ pairs: KeyValuePairs<String, String>) -> JSONValue {
      .object(pairs.map { .init(JSONString($0.key), .text($0.value)) })
    }
    let tags = object([
      "role_tag": "from", "content_tag": "value", "user_tag": "human", "assistant_tag": "gpt",
      "observation_tag": "observation", "function_tag": "function_call", "system_tag": "system",
    ])
    var members: [JSONValue.Member] = [.init("file_name", .text(file))]
    switch self {
    case .alpaca:
      members += [
        .init("formatting", .text("alpaca")),
        .init(
          "columns",
          object([
            "prompt": "instruction", "query": "input", "response": "output", "system": "system",
            "history": "history",
          ])),
      ]
    case .sharegpt, .llamaFactorySFT:
      members += [
        .init("formatting", .text("sharegpt")),
        .init(
          "columns", object(["messages": "conversations", "system": "system", "tools": "tools"])),
        .init("tags", tags),
      ]
    case .llamaFactoryDPO:
      members += [
        .init("formatting", .text("sharegpt")), .init("ranking", .bool(true)),
        .init(
          "columns",
          object([
            "messages": "conversations", "system": "system", "tools": "tools", "chosen": "chosen",
            "rejected": "rejected",
          ])),
        .init("tags", tags),
      ]
    case .llamaFactoryKTO:
      members += [
        .init("formatting", .text("sharegpt")),
        .init(
          "columns",
          object([
            "messages": "conversations", "system": "system", "tools": "tools",
            "kto_tag": "kto_tag",
          ])),
        .init("tags", tags),
      ]
    case .text:
      members.append(.init("columns", object(["prompt": "text"])))
    default: return nil
    }
    return .object(members)
  }
}
