import JSONLines

/// The members of a record in each format.
extension Converter {
  func members(
    _ content: Example.Content, _ tools: JSONValue?
  ) throws(Problem) -> [JSONValue.Member] {
    switch content {
    case .text(let text): return [.init("text", .text(text))]
    case .prompt(let turns, _):
      guard !turns.isEmpty else { throw .noPlace("a record without a prompt") }
      return [.init("prompt", try messages(turns))] + members(of: tools)
    case .conversation(let turns): return try members(of: turns, tools)
    case .pair(let prompt, let chosen, let rejected):
      return try pair(prompt, chosen, rejected, tools)
    case .labelled(let prompt, let answer, let isGood):
      return try labelled(prompt, answer, isGood, tools)
    // `contents(of:)` has split these already.
    case .ranked, .tree, .conversations: throw .noPlace("several examples")
    }
  }

  /// The member for tools in formats that have OpenAI's form, or ms-swift's.
  func members(of tools: JSONValue?) -> [JSONValue.Member] {
    tools.map { [.init("tools", format == .msSwift ? $0.asToolText : $0.asTypedTools)] } ?? []
  }

  private func members(
    of turns: [Example.Turn], _ tools: JSONValue?
  ) throws(Problem) -> [JSONValue.Member] {
    switch format {
    case .io:
      let (user, answer) = try single(turns)
      return [.init("input", .text(user)), .init("output", .text(answer))]
    case .alpaca: return try alpaca(turns, tools)
    case .sharegpt, .llamaFactorySFT: return try shareGPT(turns, tools)
    case .trlPromptCompletion:
      guard let last = turns.last, last.role == "assistant", turns.count > 1 else {
        throw .noPlace("a conversation that doesn't end with an answer")
      }
      return [
        .init("prompt", try messages(turns.dropLast())), .init("completion", try messages([last])),
      ] + members(of: tools)
    default: return [.init("messages", try messages(turns))] + members(of: tools)
    }
  }

  func messages(_ turns: some Sequence<Example.Turn>) throws(Problem) -> JSONValue {
    if format == .msSwift { return .array(try swiftMessages(Array(turns))) }
    let named = format == .openai ? Example.Turn.withCallNames(turns) : Array(turns)
    return .array(try named.map(message))
  }

  /// The types of content parts that OpenAI has.
  private static let openAIParts: Set<String> = [
    "text", "image_url", "input_audio", "file", "refusal",
  ]

  /// The content of a turn's message.
  func content(of turn: Example.Turn) -> JSONValue {
    joinsTexts ? turn.joinedTexts ?? turn.templateContent : turn.templateContent
  }

  func message(_ turn: Example.Turn) throws(Problem) -> JSONValue {
    if format == .openai, case .array(let parts) = turn.templateContent {
      let types = parts.compactMap { $0["type"]?.string?.text }
      if let other = types.first(where: { !Self.openAIParts.contains($0) }) {
        throw .noPlace("content of the type \"\(other)\"")
      }
    }
    var members: [JSONValue.Member] = [
      .init("role", .text(turn.role)), .init("content", content(of: turn)),
    ]
    if !turn.calls.isEmpty {
      let asText = argumentsAsText ?? format.hasArgumentsAsText
      let calls = turn.calls.map { arguments(of: $0, asText: asText) }
      members.append(.init("tool_calls", .array(calls)))
    }
    for other in turn.others where !isLost(other) {
      let member = trained(other)
      guard let same = members.first(where: { $0.key == member.key }) else {
        members.append(member)
        continue
      }
      if !same.value.isEquivalent(to: member.value) {
        throw .noPlace("\"\(other.key.text)\" beside what says something else")
      }
    }
    return .object(members)
  }

  /// Whether an answer is trained on: `weight` 0 or 1 for OpenAI, `loss` false or true for
  /// ms-swift, `train` for Axolotl. How much is `loss_scale` for ms-swift.
  private func trained(_ member: JSONValue.Member) -> JSONValue.Member {
    switch (format, member.key, member.value) {
    case (.msSwift, "weight", .number), (.msSwift, "loss_weight", .number):
      if let isTrained = Self.isTrained(member.value) {
        .init("loss", .bool(isTrained))
      } else {
        .init("loss_scale", member.value)
      }
    case (.msSwift, "train", .bool): .init("loss", member.value)
    case (.openai, "loss", .bool(let isTrained)), (.openai, "train", .bool(let isTrained)):
      .init("weight", .integer(isTrained ? 1 : 0))
    case (.openai, "loss_weight", .number): .init("weight", member.value)
    case (.axolotl, "weight", .number), (.axolotl, "loss_weight", .number):
      if let isTrained = Self.isTrained(member.value) {
        .init("train", .bool(isTrained))
      } else {
        member
      }
    case (.axolotl, "loss", .bool): .init("train", member.value)
    default: member
    }
  }

  /// What a weight says that is 0 or 1; nil of any other.
  private static func isTrained(_ weight: JSONValue) -> Bool? {
    if weight.isEquivalent(to: .integer(1)) { return true }
    return weight.isEquivalent(to: .integer(0)) ? false : nil
  }

  /// Whether the format has no place for a member of a turn.
  func isLost(_ member: JSONValue.Member) -> Bool {
    format.lostTurnMembers.contains(trained(member).key.text)
  }

  /// A call or its function with the arguments as JSON in a string, or as an object where the
  /// string is JSON.
  func arguments(of call: JSONValue, asText: Bool) -> JSONValue {
    guard case .object(let members) = call else { return call }
    return .object(
      members.map { member in
        switch (member.key, member.value) {
        case ("function", .object):
          return .init("function", arguments(of: member.value, asText: asText))
        case ("arguments", .string(let text)) where !asText:
          let parsed = try? JSONValue.parse(text.text)
          // A number or a text in a string is no object.
          switch parsed {
          case .object?, .array?: return .init("arguments", parsed ?? member.value)
          default: return member
          }
        case ("arguments", .object), ("arguments", .array):
          return asText ? .init("arguments", .text(member.value.json)) : member
        default: return member
        }
      })
  }

  func single(_ turns: [Example.Turn]) throws(Problem) -> (String, String) {
    if turns.contains(where: { !$0.calls.isEmpty }) { throw .noPlace("a tool call") }
    guard turns.count == 2, turns[0].role == "user", turns[1].role == "assistant" else {
      throw .noPlace(
        turns.first?.isSystem == true ? "a system prompt" : "a conversation of several turns")
    }
    guard let user = turns[0].plainText, let answer = turns[1].plainText else {
      throw .noPlace("content that is no text")
    }
    return (user, answer)
  }

  /// Takes a leading system turn off, and returns its text. A second one would be lost.
  func takeSystem(of turns: inout [Example.Turn]) throws(Problem) -> String? {
    guard turns.first?.isSystem == true else { return nil }
    guard let text = turns.removeFirst().plainText else {
      throw .noPlace("a system prompt that is no text")
    }
    if turns.first?.isSystem == true { throw .noPlace("several system prompts") }
    return text
  }

  private func alpaca(
    _ turns: [Example.Turn], _ tools: JSONValue?
  ) throws(Problem) -> [JSONValue.Member] {
    if tools != nil, tools != .array([]) { throw .noPlace("tools") }
    var turns = turns
    let system = try takeSystem(of: &turns)
    var rounds: [(String, String)] = []
    guard turns.count % 2 == 0, !turns.isEmpty else { throw .noPlace("an odd number of turns") }
    for index in stride(from: 0, to: turns.count, by: 2) {
      rounds.append(try single(Array(turns[index..<index + 2])))
    }
    guard let last = rounds.popLast() else { throw .noPlace("no turns") }
    let input = turns[turns.count - 2].input
    // By scalars: the line break between them may be one character with what stands beside it.
    let instruction =
      input.map { String(last.0.unicodeScalars.dropLast($0.unicodeScalars.count + 1)) } ?? last.0
    var members: [JSONValue.Member] = [
      .init("instruction", .text(instruction)), .init("input", .text(input ?? "")),
      .init("output", .text(last.1)),
    ]
    if let system { members.append(.init("system", .text(system))) }
    if !rounds.isEmpty {
      members.append(
        .init("history", .array(rounds.map { .array([.text($0.0), .text($0.1)]) })))
    }
    return members
  }

  private static let tags = [
    "user": "human", "assistant": "gpt", "tool": "observation", "system": "system",
    "developer": "system",
  ]

  /// LLaMA-Factory's form: a leading system turn is a separate column, and a tool call is a turn.
  func shareGPT(
    _ turns: [Example.Turn], _ tools: JSONValue?
  ) throws(Problem) -> [JSONValue.Member] {
    var turns = turns
    let system = try takeSystem(of: &turns) ?? ""
    let list = try Self.joined(results: turns.withResultsInOrder).map { (turn) throws(Problem) in
      try shareGPT(turn)
    }
    // A text that is no JSON ends training.
    if tools?.string != nil { throw .noPlace("tools that aren't JSON") }
    let toolText = tools?.asBareTools.json ?? ""
    return [
      .init("conversations", .array(list)), .init("system", .text(system)),
      .init("tools", .text(toolText)),
    ]
  }

  private func shareGPT(_ turn: Example.Turn) throws(Problem) -> JSONValue {
    func value(_ from: String, _ text: String) -> JSONValue {
      .object([.init("from", .text(from)), .init("value", .text(text))])
    }
    guard !turn.calls.isEmpty else {
      guard let text = turn.plainText else { throw .noPlace("content that is no text") }
      guard let tag = Self.tags[turn.role] else { throw .noPlace("the role \"\(turn.role)\"") }
      return value(tag, text)
    }
    // Only reasoning may precede the JSON.
    guard let text = turn.plainText, text.isEmpty || text.isReasoning else {
      throw .noPlace("a tool call with a text beside it")
    }
    let functions = turn.calls.map {
      // LLaMA-Factory reads objects.
      arguments(of: $0["function"] ?? $0, asText: false)
    }
    let call = functions.count == 1 ? functions[0] : .array(functions)
    return value("function_call", text.reasoningAsTemplates + call.json)
  }

  /// Merges consecutive tool results into one turn, because LLaMA-Factory requires both sides to
  /// alternate. They are joined as it joins those of OpenAI's form.
  private static func joined(results turns: [Example.Turn]) -> [Example.Turn] {
    var joined: [Example.Turn] = []
    for turn in turns {
      if turn.role == "tool", let last = joined.last, last.role == "tool",
        let before = last.plainText, let text = turn.plainText
      {
        joined[joined.count - 1].content = .text(
          before + CallText.resultSeparator + text)
        joined[joined.count - 1].others += turn.others
      } else {
        joined.append(turn)
      }
    }
    return joined
  }

  func oneMessage(_ turns: [Example.Turn]) throws(Problem) -> JSONValue {
    guard turns.count == 1 else { throw .noPlace("an answer of several turns") }
    return try shareGPT(turns[0])
  }
}

extension JSONValue {
  /// A list of functions in OpenAI's form, each in an object with its type.
  var asTypedTools: JSONValue {
    guard case .array(let tools) = self else { return self }
    return .array(
      tools.map { tool in
        tool["function"] == nil && tool["name"] != nil
          ? .object([.init("type", .text("function")), .init("function", tool)]) : tool
      })
  }

  /// A list of functions in LLaMA-Factory's form, without such objects.
  fileprivate var asBareTools: JSONValue {
    guard case .array(let tools) = self else { return self }
    return .array(
      tools.map { tool in
        guard case .object(let members) = tool, members.count == 2,
          tool["type"]?.string?.text == "function", let function = tool["function"]
        else { return tool }
        return function
      })
  }
}

extension Example.Turn {
  /// The turn with ids that are numbers as texts, as calls and results have them.
  private var withTextIDs: Example.Turn {
    func asText(_ value: JSONValue) -> JSONValue {
      if case .number = value { .text(value.json) } else { value }
    }
    var turn = self
    turn.calls = calls.map { call in
      guard case .object(let members) = call else { return call }
      return .object(
        members.map { $0.key == "id" ? .init($0.key, asText($0.value)) : $0 })
    }
    turn.others = others.map {
      $0.key == "tool_call_id" ? .init($0.key, asText($0.value)) : $0
    }
    return turn
  }

  /// Gives every call an id and a type, and every result the id of its call. Missing ids are
  /// numbered, and results without one are matched in order.
  fileprivate static func withCallNames(_ turns: some Sequence<Example.Turn>) -> [Example.Turn] {
    let turns = turns.map(\.withTextIDs)
    let used = Set(turns.flatMap(\.calls).compactMap { $0["id"]?.string })
    // The calls whose results say so.
    let named = Set(
      turns.flatMap { turn in
        turn.others.filter { $0.key == "tool_call_id" && $0.value.string != nil }.map(\.value)
      })
    var count = 0
    var open: [JSONValue] = []
    return turns.map { turn in
      var turn = turn
      turn.calls = turn.calls.map { call in
        guard case .object(var members) = call else { return call }
        members.removeAll { ["id", "type"].contains($0.key) && $0.value.string == nil }
        if call["id"]?.string == nil {
          repeat { count += 1 } while used.contains(JSONString("call_\(count)"))
          members.insert(.init("id", .text("call_\(count)")), at: 0)
        }
        if call["type"]?.string == nil { members.insert(.init("type", .text("function")), at: 1) }
        return .object(members)
      }
      if !turn.calls.isEmpty { open = turn.calls.compactMap { $0["id"] } }
      guard turn.role == "tool" else { return turn }
      turn.others.removeAll { $0.key == "tool_call_id" && $0.value.string == nil }
      // An id that no call has says nothing, where there is a call without a result.
      let isKnown = turn.others.contains { other in
        other.key == "tool_call_id" && other.value.string.map(used.contains) == true
      }
      if !isKnown, let place = open.firstIndex(where: { !named.contains($0) }) {
        turn.others.removeAll { $0.key == "tool_call_id" }
        turn.others.append(.init("tool_call_id", open.remove(at: place)))
      }
      return turn
    }
  }
}

extension String {
  /// Reasoning with the line feeds that templates have about it; LLaMA-Factory finds no other
  /// before a call.
  fileprivate var reasoningAsTemplates: String {
    guard !isEmpty, !(hasPrefix("<think>\n") && hasSuffix("\n</think>\n\n")) else { return self }
    let inner = replacing("<think>", with: "").replacing("</think>", with: "")
    let thought = inner.drop(while: \.isNewline)
    let end = thought.lastIndex { !$0.isNewline }.map(thought.index(after:))
    return "<think>\n\(thought[..<(end ?? thought.endIndex)])\n</think>\n\n"
  }

  /// Whether this is reasoning in its tags, and nothing else.
  fileprivate var isReasoning: Bool {
    hasPrefix("<think>") && ranges(of: "</think>").count == 1
      && (firstRange(of: "</think>").map { self[$0.upperBound...].allSatisfy(\.isWhitespace) }
        ?? false)
  }
}
