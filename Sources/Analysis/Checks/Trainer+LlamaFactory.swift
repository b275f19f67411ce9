import Curation
import JSONLines

/// What LLaMA-Factory does with a record, as run with 0.9.5. Turns with `from` are of its sharegpt
/// format, those with `role` of its openai format.
extension CheckedRecord {
  /// The turns without a leading system turn, which the converter removes before counting.
  private func countedTurns(_ conversation: Conversation) -> [Turn] {
    conversation.turns.first?.role == "system"
      ? Array(conversation.turns.dropFirst()) : conversation.turns
  }

  var dialogue: Conversation? { conversation("conversations") ?? conversation("messages") }

  func asLlamaFactoryExample(among columns: Columns) -> Fate {
    let fate = llamaFactoryExample(among: columns)
    return fate.outcome == .kept ? llamaFactoryExtras ?? fate : fate
  }

  func asLlamaFactoryPair(among columns: Columns) -> Fate {
    guard let chosen = fields["chosen"], let rejected = fields["rejected"] else {
      let areColumns = columns.contains("chosen") && columns.contains("rejected")
      return Fate(areColumns ? .dropped : .crash, "L0", "it lacks chosen or rejected")
    }
    if let dialogue {
      let turns = countedTurns(dialogue)
      if let fate = misplaced(turns, isEven: false) { return fate }
      guard chosen.kind == .object, rejected.kind == .object else {
        return Fate(.dropped, "L4", "chosen and rejected must be one message each")
      }
      if let fate = brokenTexts(dialogue) ?? brokenColumns { return fate }
      for (name, node) in [("chosen", chosen), ("rejected", rejected)] {
        let at = JSONPointer([JSONString(name)])
        let side = Turn(node, at, 0, in: bytes)
        let isLike = (side.members["from"] != nil) == (turns.first?.members["from"] != nil)
        let roles = Self.answering(turns).union(Self.asking(turns))
        guard isLike, let role = side.role, roles.contains(role) else {
          return Fate(.crash, "L4", "\(name) isn't a message of the model", at: at)
        }
        guard let text = side.content.flatMap({ text(of: $0) }) else {
          return Fate(.crash, "L5", "\(name) is a message without text", at: at)
        }
        if role == "function_call", !Self.isCall(text) { return Self.brokenCall(at) }
      }
      return llamaFactoryExtras ?? .kept
    }
    if let fate = brokenInstruction(among: columns) ?? unevenHistory { return fate }
    guard chosen.kind == .string, rejected.kind == .string else {
      return Fate(.dropped, "L5", "chosen and rejected must be strings")
    }
    return brokenHistory ?? brokenColumns ?? llamaFactoryExtras ?? .kept
  }

  /// The key of the label: an entry of dataset_info.json may map a boolean `label` to `kto_tag`.
  var ktoTag: JSONKey { fields["kto_tag"] == nil ? "label" : "kto_tag" }

  /// KTO: each answer is also compared with the prompt of the next record, so that a record without
  /// one ends training.
  func asLlamaFactoryLabelled(among columns: Columns) -> Fate {
    guard let tag = fields[ktoTag] else { return Fate(.crash, "L6", "it lacks kto_tag") }
    var fate = llamaFactoryExample(among: columns)
    let last = dialogue?.turns.last
    // Where the answer is none, the empty one beside it is taken.
    let isNull =
      last.map { $0.content?.kind == .null && $0.pointer == fate.pointer }
      ?? fields["output"].map(isFalse) ?? false
    if isNull, fate.rule == "L5", isTrue(tag) { fate = .kept }
    if fate.outcome == .dropped {
      fate = Fate(
        .crash, fate.rule, "\(fate.message): KTO fails at the record after it", at: fate.pointer)
    }
    if fate.outcome == .crash { return fate }
    let isEmpty = lastAnswer?.isEmpty != false
    guard tag.kind == .bool else {
      let at = JSONPointer(key: ktoTag)
      return isEmpty
        ? Fate(.crash, "L6", "kto_tag is no boolean: KTO fails at the record after it", at: at)
        : Fate(.dropped, "L6", "kto_tag is no boolean", at: at)
    }
    if isEmpty, isTrue(tag) {
      return Fate(.changed, "L6", "an empty answer counts as a bad one, whatever kto_tag says")
    }
    return llamaFactoryExtras ?? .kept
  }

  // MARK: - Examples

  private func llamaFactoryExample(among columns: Columns) -> Fate {
    if let dialogue {
      return callWithoutFunction(dialogue) ?? misplaced(countedTurns(dialogue), isEven: true)
        ?? brokenTexts(dialogue) ?? brokenColumns ?? .kept
    }
    if isString("text"), !columns.contains("instruction") {
      return Fate(.crash, "L0", "a text is for the stage pt")
    }
    if let fate = brokenInstruction(among: columns) ?? unevenHistory { return fate }
    let at = JSONPointer(["output"])
    guard columns.contains("output") else { return Fate(.crash, "L0", "it lacks output") }
    guard isString("output") else { return Fate(.dropped, "L5", "output is no string", at: at) }
    if let fate = brokenHistory ?? brokenColumns { return fate }
    return string("output")?.isEmpty == true
      ? Fate(.kept, "L5", "output is empty: only its end is trained on", at: at) : .kept
  }

  /// The text of the answer; nil if there is none.
  private var lastAnswer: String? {
    guard let dialogue else { return string("output") }
    return dialogue.turns.last?.content.flatMap { text(of: $0) }
      ?? (dialogue.turns.last?.isCall == true ? "{}" : nil)
  }

  /// What becomes of media, and of a column that isn't read.
  private var llamaFactoryExtras: Fate? {
    if let media = unbalancedMedia.first {
      return Fate(.crash, "L7", media.message, at: media.pointer)
    }
    if let turn = dialogue?.turns.first, turn.role == "system", let column = string("system"),
      !column.isEmpty, turn.content.flatMap({ text(of: $0) }) != column
    {
      return Fate(
        .changed, "L0", "a system turn takes the place of the column system",
        at: JSONPointer(["system"]))
    }
    return placeholderAlone.map { Fate(.kept, "L7", $0.message, at: $0.pointer) } ?? thinkingSwitch
  }

  /// In the openai format, what is added to the system prompt.
  private var thinkingSwitch: Fate? {
    guard let dialogue, dialogue.turns.contains(where: { $0.members["role"] != nil }),
      fields["tools"].map(isFalse) ?? true
    else { return nil }
    let turn = dialogue.turns.first { $0.role == "system" }
    let system = turn?.content.flatMap { text(of: $0) } ?? string("system") ?? ""
    if system.contains("detailed thinking on") || system.contains("detailed thinking off") {
      return nil
    }
    return Fate(
      .changed, "L9", "the system prompt gets \"detailed thinking off\"", at: turn?.pointer)
  }

  // MARK: - What is wrong

  /// The roles that ask, and those that answer: as dataset_info.json may name them, one set for all
  /// turns.
  private static func asking(_ turns: [Turn]) -> Set<String> {
    let others: Set = ["observation", "tool"]
    return usesUser(turns) ? others.union(["user"]) : ["human", "observation"]
  }

  private static func answering(_ turns: [Turn]) -> Set<String> {
    usesUser(turns) ? ["assistant", "function_call"] : ["gpt", "function_call"]
  }

  /// Where no turn tells, those with `from` have the names that LLaMA-Factory takes by default.
  private static func usesUser(_ turns: [Turn]) -> Bool {
    for turn in turns {
      if turn.role == "user" || turn.role == "assistant" { return true }
      if turn.role == "human" || turn.role == "gpt" { return false }
    }
    return turns.first?.members["from"] == nil
  }

  /// What is wrong with the order of turns; nil if nothing is. LLaMA-Factory drops such a record
  /// with only a warning.
  private func misplaced(_ all: [Turn], isEven: Bool) -> Fate? {
    let (asking, answering) = (Self.asking(all), Self.answering(all))
    let isOpenAI = all.contains { $0.members["role"] != nil }
    for turn in all where isOpenAI {
      if asking.union(answering).union(["system"]).contains(turn.role ?? "") { continue }
      return Fate(.crash, "L1", "role \"\(turn.role ?? "none")\"", at: turn.pointer)
    }
    // The openai format joins the results of several calls, and leaves out those at the end.
    var turns: [Turn] = []
    for turn in all where turns.last?.isResult != true || !turn.isResult { turns.append(turn) }
    if turns.last?.isResult == true { turns.removeLast() }
    for (index, turn) in turns.enumerated() {
      guard (index % 2 == 0 ? asking : answering).contains(turn.role ?? "") else {
        return Fate(
          .dropped, "L1", "turn \(index + 1) is of \(turn.role ?? "?"): roles must alternate",
          at: turn.pointer)
      }
    }
    if isEven, turns.isEmpty { return Fate(.dropped, "L2", "no turns") }
    if isEven, turns.count % 2 != 0 {
      return Fate(.dropped, "L2", "\(turns.count) turns; an even number is wanted")
    }
    if !isEven, turns.count % 2 == 0 {
      return Fate(.dropped, "L3", "\(turns.count) turns before the pair; an odd number is wanted")
    }
    return nil
  }

  /// Reports a call at which the converter of the openai format ends, before it counts turns.
  private func callWithoutFunction(_ dialogue: Conversation) -> Fate? {
    let turn = dialogue.turns.first { turn in
      guard turn.role == "assistant" || turn.role == "function_call",
        turn.members["role"] != nil, let calls = turn.members["tool_calls"]
      else { return false }
      return calls.elements(in: bytes).contains { $0.member("function", in: bytes) == nil }
    }
    return turn.map { Self.brokenCall($0.pointer) }
  }

  /// Reports a turn that templates can't write: without a text, or with a call that isn't JSON.
  private func brokenTexts(_ dialogue: Conversation) -> Fate? {
    for (index, turn) in dialogue.turns.enumerated() {
      if index == 0, turn.role == "system", turn.content?.kind == .null { continue }
      if turn.members["role"] != nil, let calls = turn.members["tool_calls"],
        calls.firstElement(in: bytes) != nil
      {
        let isWhole = calls.elements(in: bytes).allSatisfy { call in
          let function = JSONMembers(of: call.member("function", in: bytes), in: bytes)
          return function["name"] != nil && function["arguments"] != nil
        }
        if isWhole { continue }
        return Self.brokenCall(turn.pointer)
      }
      guard let content = turn.content, let text = text(of: content) else {
        return Fate(.crash, "L5", "a turn whose text is no string", at: turn.pointer)
      }
      if turn.role == "function_call", !Self.isCall(text) {
        return Self.brokenCall(turn.pointer)
      }
    }
    return nil
  }

  private static func brokenCall(_ pointer: JSONPointer) -> Fate {
    Fate(.crash, "L8", "a call that isn't JSON with name and arguments", at: pointer)
  }

  /// Whether a text is a call or a list of calls, after reasoning in the tags of templates.
  private static func isCall(_ text: String) -> Bool {
    var json = text[...]
    if let start = text.firstRange(of: "<think>\n"),
      let end = text.firstRange(of: "\n</think>\n\n"),
      start.upperBound <= end.lowerBound
    {
      json = text[..<start.lowerBound] + text[end.upperBound...]
    }
    guard let value = try? JSONValue.parse(String(json)) else { return false }
    let calls = if case .array(let all) = value { all } else { [value] }
    return calls.allSatisfy { $0["name"] != nil && $0["arguments"] != nil }
  }

  /// Reports columns beside the turns that templates can't write.
  private var brokenColumns: Fate? {
    if let system = fields["system"], system.kind != .string, !isFalse(system) {
      return Fate(.crash, "L5", "system is no string", at: JSONPointer(["system"]))
    }
    guard let tools = fields["tools"] else { return nil }
    let at = JSONPointer(["tools"])
    let isOpenAI = dialogue?.turns.first?.members["role"] != nil
    guard let text = text(of: tools) else {
      let isTaken = isFalse(tools) || isOpenAI && tools.kind == .array
      return isTaken ? nil : Fate(.crash, "L8", "tools is no string", at: at)
    }
    if text.isEmpty || text == "{}" { return nil }
    if (try? JSONValue.parse(text))?.isListOfObjects == true { return nil }
    return Fate(.crash, "L8", "tools is no list in JSON", at: at)
  }

  /// Reports an instruction that can't be joined to one text.
  private func brokenInstruction(among columns: Columns) -> Fate? {
    guard columns.contains("instruction") else {
      return Fate(.crash, "L0", "it has neither instruction nor conversations")
    }
    if !has("instruction") { return Fate(.dropped, "L5", "instruction is null") }
    for key in ["instruction", "input"] as [JSONKey] {
      guard let node = fields[key], node.kind != .string, !isFalse(node) else { continue }
      return Fate(.crash, "L5", "\(key.text) is no string", at: JSONPointer(key: key))
    }
    return nil
  }

  /// What Python takes for false.
  private func isFalse(_ node: JSONNode) -> Bool {
    switch node.kind {
    case .null: true
    case .bool: !isTrue(node)
    case .number: node.integer(in: bytes) == 0
    case .array: node.firstElement(in: bytes) == nil
    case .object: node.members(in: bytes, limit: 1).isEmpty
    case .string: node.range.count == 2
    }
  }

  /// The elements of each round of the history.
  private var historyRounds: [[JSONNode]] {
    guard let history = fields["history"], history.kind == .array else { return [] }
    return history.elements(in: bytes).map { $0.elements(in: bytes) }
  }

  /// Reports rounds that aren't two values, at which the converter ends before it looks at the
  /// rest.
  private var unevenHistory: Fate? {
    historyRounds.allSatisfy { $0.count == 2 } ? nil : Self.noRounds
  }

  private var brokenHistory: Fate? {
    historyRounds.joined().allSatisfy { $0.kind == .string } ? nil : Self.noRounds
  }

  private static var noRounds: Fate {
    Fate(.crash, "L5", "history is no list of questions and answers", at: JSONPointer(["history"]))
  }
}

extension CheckedRecord.Turn {
  /// Whether it is the result of a call, in the openai format.
  fileprivate var isResult: Bool {
    members["role"] != nil && (role == "tool" || role == "observation")
  }
}
