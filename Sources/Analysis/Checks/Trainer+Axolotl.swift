import Curation
import JSONLines

/// What Axolotl does with a record, by the prompt strategy that suits its shape: `chat_template`
/// and those for instructions, or `chatml.*`, `chat_template.*` and `zephyr.nectar` for
/// preferences.
extension CheckedRecord {
  /// - Parameter columns: those of all records.
  func asAxolotlExample(among columns: Columns) -> Fate {
    if let chosen = fields["chosen"] ?? fields["chosen_response"],
      let rejected = fields["rejected"] ?? fields["rejected_response"]
    {
      return axolotlPair([("chosen", chosen), ("rejected", rejected)])
    }
    if isString("prompt"), let answers = fields["answers"], answers.kind == .array {
      return axolotlRanking(answers)
    }
    if let label = fields["label"], label.kind == .bool || label.kind == .number,
      let completion = fields["completion"]
    {
      return axolotlLabelled(completion)
    }
    if let steps = fields["completions"], let labels = fields["labels"] {
      return steps.elements(in: bytes).count <= labels.elements(in: bytes).count
        ? .kept : Fate(.crash, "A0", "fewer labels than completions")
    }
    if let segments = fields["segments"] {
      let isWhole = segments.elements(in: bytes).allSatisfy {
        $0.member("label", in: bytes) != nil && $0.member("text", in: bytes)?.kind == .string
      }
      guard isWhole, segments.kind == .array else {
        return Fate(.crash, "A0", "a segment lacks label or text")
      }
      let isTrained = segments.elements(in: bytes).contains {
        $0.member("label", in: bytes).map(isTrue) == true
      }
      return isTrained ? .kept : Fate(.dropped, "A5", "no segment that is trained on")
    }
    if let dialogue { return axolotlDialogue(dialogue, among: columns) }
    // A list in a text is read.
    let lists: [JSONKey] = ["messages", "conversations"]
    if lists.contains(where: { fields[$0].map(isListAsText) ?? false }) { return .kept }
    if has("instruction"), let output = fields["output"] {
      guard output.kind == .string || output.kind == .null else {
        return Fate(.crash, "A0", "output is no text", at: JSONPointer(["output"]))
      }
      if string("output")?.isEmpty != false {
        return Fate(.dropped, "A5", "output is empty", at: JSONPointer(["output"]))
      }
      return isString("instruction")
        ? .kept
        : Fate(
          .changed, "A0", "instruction is no string: it is written as Python prints it",
          at: JSONPointer(["instruction"]))
    }
    if isString("text") { return .kept }
    return Fate(.crash, "A0", "it has no messages, and is of no known prompt strategy")
  }

  // MARK: - Examples

  private static let reserved = "[[dummy_message]]"

  private func axolotlDialogue(_ dialogue: Conversation, among columns: Columns) -> Fate {
    // A turn that is a call is a text like any other.
    if let call = callWithoutJSON, call.pointer.tokens.contains("tool_calls") {
      return Fate(.crash, "A1", "a tool call's arguments aren't JSON", at: call.pointer)
    }
    guard let first = dialogue.turns.first else {
      return Fate(.crash, "A0", "it has no messages")
    }
    if let fate = brokenTools { return fate }
    if first.role == nil {
      return Fate(.crash, "A0", "a message without role", at: first.pointer)
    }
    // One spelling is taken for all.
    let other: JSONKey = first.members["role"] == nil ? "role" : "from"
    if let turn = dialogue.turns.first(where: { $0.members[other] != nil }) {
      return Fate(.crash, "A0", "role and from in one conversation", at: turn.pointer)
    }
    if first.role != "system", columns.contains("system"), !isThere("system") {
      return Fate(
        .crash, "A0",
        "system is null, or only other records have it: Qwen's templates fail at it, Llama's write \"None\""
      )
    }
    if let turn = dialogue.turns.first(where: { $0.role == "system" && $0.content?.kind == .null })
    {
      return Fate(.crash, "A0", "a message without content", at: turn.pointer)
    }
    if let part = strangePart {
      return Fate(.changed, "A0", "\(part.problem): templates leave it out", at: part.pointer)
    }
    guard dialogue.turns.contains(where: { $0.isTrained }) else {
      return Fate(.dropped, "A5", "no turn that is trained on")
    }
    if let turn = dialogue.turns.first(where: { !Self.axolotlKnown.contains($0.role ?? "") }) {
      return Fate(
        .changed, "A0",
        "the role \"\(turn.role ?? "?")\" is none that most templates know: they leave its turns out, or fail",
        at: turn.pointer)
    }
    if let empty = dialogue.turns.first(where: { $0.isEmptyText(in: bytes) }) {
      return Fate(.kept, "A3", "an empty turn", at: empty.pointer)
    }
    if dialogue.turns.last.map({ $0.kind != .assistant || $0.isOnlyCall }) ?? true {
      return Fate(.kept, "A4", "the last turn isn't trained on", at: dialogue.turns.last?.pointer)
    }
    return .kept
  }

  // MARK: - Preferences

  private static let questions: [JSONKey] = ["prompt", "input", "question", "instruction"]

  /// `chat_template.default` if there are messages beside the sides, `chat_template.argilla_chat`
  /// if both sides are whole conversations, `chatml.argilla` if they are texts.
  private func axolotlPair(_ sides: [(name: String, node: JSONNode)]) -> Fate {
    for side in sides where side.node.kind == .null {
      if has("messages") { return Fate(.crash, "A0", "\(side.name) is null") }
      return Fate(.changed, "A0", "\(side.name) is null: it is written as \"None\"")
    }
    let answers = sides.map { ($0.name, messages(of: $0.node)) }
    if fields["messages"] == nil, sides.allSatisfy({ $0.node.kind == .string }) {
      return axolotlQuestion
    }
    for (name, messages) in answers {
      guard let answer = messages.last else { return Fate(.crash, "A0", "\(name) is empty") }
      if let problem = problem(of: answer) { return Fate(.crash, "A0", "\(name): \(problem)") }
      if let text = content(of: answer), Self.reserved.contains(text) {
        return Fate(
          .changed, "A6",
          text.isEmpty
            ? "\(name) is empty: \"[[dummy_message]]\", which Axolotl puts before it, is trained on"
            : "\(name) is cut wrongly: \"\(text)\" also stands in \"[[dummy_message]]\", which Axolotl puts before it"
        )
      }
    }
    if let prompt = fields["messages"] {
      if messages(of: prompt).isEmpty { return Fate(.crash, "A0", "it has no messages") }
      if let problem = messages(of: prompt).lazy.compactMap({ self.problem(of: $0) }).first {
        return Fate(.crash, "A0", "messages: \(problem)")
      }
      for (name, messages) in answers where messages.count > 1 {
        return Fate(.changed, "A0", "only the last message of \(name) is taken")
      }
      return .kept
    }
    let before = answers.map { $0.1.dropLast() }
    guard !before[0].isEmpty else { return Fate(.crash, "A0", "it has no messages before chosen") }
    if let problem = before[0].lazy.compactMap({ self.problem(of: $0) }).first {
      return Fate(.crash, "A0", "chosen: \(problem)")
    }
    let prompts = before.map { $0.map { JSONValue($0, in: bytes) } }
    return prompts[0] == prompts[1]
      ? .kept : Fate(.changed, "A7", "what stands before rejected's answer is left out")
  }

  /// The question as one text, as `chatml` and `llama3` need it.
  private var axolotlQuestion: Fate {
    guard let key = Self.questions.first(where: { fields[$0] != nil }) else {
      return Fate(.crash, "A0", "it has none of prompt, input, question and instruction")
    }
    guard !isString(key) else { return .kept }
    return Fate(
      .changed, "A0", "\(key.text) is no string: it is written as Python prints it",
      at: JSONPointer(key: key))
  }

  /// KTO: the completion is the text of an answer, or a conversation that ends with it.
  private func axolotlLabelled(_ completion: JSONNode) -> Fate {
    guard completion.kind == .array else { return axolotlQuestion }
    return messages(of: completion).isEmpty ? Fate(.crash, "A0", "completion is empty") : .kept
  }

  /// Reports tools that aren't a list of objects, or such a list in a string.
  private var brokenTools: Fate? {
    guard let node = fields["tools"], node.kind != .null else { return nil }
    if JSONValue(node, in: bytes).parsed?.isListOfObjects == true { return nil }
    return Fate(.crash, "A1", "tools is no list of tools", at: JSONPointer(["tools"]))
  }

  /// `zephyr.nectar` sorts by rank and chooses the last.
  private func axolotlRanking(_ answers: JSONNode) -> Fate {
    let ranks = answers.elements(in: bytes).map { answer in
      answer.member("answer", in: bytes) == nil ? nil : answer.member("rank", in: bytes)
    }
    guard ranks.count > 1, ranks.allSatisfy({ $0?.kind == .number }) else {
      return Fate(.crash, "A8", "answers must be two or more, each with answer and rank")
    }
    return Fate(
      .changed, "A8",
      "the answer with the highest rank is chosen: the worst, where 1 is the best",
      at: JSONPointer(["answers"]))
  }

  private static let axolotlRoles: Set<String> = ["user", "assistant", "system", "tool"]
  /// With those that are mapped to these.
  private static let axolotlKnown = axolotlRoles.union(["human", "gpt"])

  /// The messages of a list; a text or a single message counts as one.
  private func messages(of node: JSONNode) -> [JSONNode] {
    node.kind == .array ? node.elements(in: bytes) : [node]
  }

  private func content(of message: JSONNode) -> String? {
    text(of: message.member("content", in: bytes) ?? message)
  }

  /// Why `chat_template.default` fails at a message; nil if it doesn't, as at any plain text.
  private func problem(of message: JSONNode) -> String? {
    if message.kind == .string { return nil }
    guard let role = message.member("role", in: bytes).flatMap({ text(of: $0) }) else {
      return "a message without role"
    }
    if !Self.axolotlRoles.contains(role) { return "role \"\(role)\", which `roles` must map" }
    return content(of: message) == nil ? "a message without text" : nil
  }
}

extension CheckedRecord.Turn {
  /// Whether a model learns from it.
  fileprivate var isTrained: Bool {
    guard role == "assistant" || role == "gpt" else { return false }
    return isCall || content.map { $0.kind != .null && $0.range.count > 2 } ?? false
  }

  /// Whether the turn has no text and no tool call.
  fileprivate func isEmptyText(in bytes: Bytes) -> Bool {
    guard !isCall, let content else { return false }
    return content.kind == .string
      && bytes.slice(content.range).allSatisfy { $0 == 0x22 || $0 == 0x20 }
  }
}
