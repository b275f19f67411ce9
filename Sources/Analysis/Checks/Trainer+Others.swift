import Curation
import JSONLines

/// What OpenAI's fine-tuning and torchtune do with a record.
extension CheckedRecord {
  private static let openAIRoles: Set<String> = [
    "system", "user", "assistant", "function", "tool", "developer",
  ]

  private static let openAIKeys: Set<String> = [
    "role", "content", "name", "function_call", "tool_calls", "tool_call_id", "weight", "refusal",
    "audio",
  ]

  var asOpenAIExample: Fate {
    if has("preferred_output", "non_preferred_output") { return asOpenAIPair }
    guard let turns = conversation("messages")?.turns, !turns.isEmpty else {
      return Fate(.crash, "O0", "messages is missing or empty")
    }
    if let fate = strangeForOpenAI(turns) { return fate }
    return turns.contains { $0.role == "assistant" }
      ? .kept : Fate(.crash, "O0", "no assistant's message")
  }

  private var asOpenAIPair: Fate {
    var all: [Turn] = []
    for name in ["preferred_output", "non_preferred_output"] {
      guard let side = conversation(name), side.has(.assistant) else {
        return Fate(.crash, "O2", "\(name) has no assistant's message")
      }
      if let turn = side.turns.first(where: { !["assistant", "tool"].contains($0.role) }) {
        return Fate(.crash, "O2", "role \"\(turn.role ?? "none")\"", at: turn.pointer)
      }
      all += side.turns
    }
    guard let prompt = conversation("input")?.turns, !prompt.isEmpty else {
      return Fate(.crash, "O2", "it lacks input")
    }
    return strangeForOpenAI(prompt + all) ?? .kept
  }

  /// Reports a message that OpenAI's fine-tuning doesn't take.
  private func strangeForOpenAI(_ turns: [Turn]) -> Fate? {
    for turn in turns {
      guard let role = turn.role, Self.openAIRoles.contains(role) else {
        return Fate(.crash, "O0", "role \"\(turn.role ?? "none")\"", at: turn.pointer)
      }
      if turn.content == nil, !turn.isCall {
        return Fate(.crash, "O0", "a message without content", at: turn.pointer)
      }
      if let content = turn.content, ![.string, .array, .null].contains(content.kind) {
        return Fate(.crash, "O0", "a content that is no text", at: turn.pointer)
      }
      let names = turn.members.all.map { turn.members.name($0).text }
      if let name = names.first(where: { !Self.openAIKeys.contains($0) }) {
        return Fate(.crash, "O0", "a message has the unknown key \"\(name)\"", at: turn.pointer)
      }
      if let weight = turn.members["weight"],
        ![0, 1].contains(weight.integer(in: bytes))
      {
        return Fate(.crash, "O0", "a weight is 0 or 1", at: turn.pointer)
      }
    }
    if let part = strangePart { return Fate(.crash, "O0", part.problem, at: part.pointer) }
    if let call = calls.first(where: { $0.arguments?.kind != .string }) {
      return Fate(
        .crash, "O1", "a tool call's arguments must be a string of JSON", at: call.pointer)
    }
    if let fate = namelessCalls(turns) { return fate }
    if let call = callWithoutJSON {
      return Fate(.crash, "O1", "a tool call's arguments aren't JSON", at: call.pointer)
    }
    for turn in turns where turn.content?.kind == .null && !turn.isCall {
      return Fate(.crash, "O0", "a message without content", at: turn.pointer)
    }
    return nil
  }

  /// The first tool call whose arguments are a string that isn't JSON.
  var callWithoutJSON: Call? {
    calls.first { call in
      call.arguments.flatMap { text(of: $0) }.map { (try? JSONValue.parse($0)) == nil } ?? false
    }
  }

  /// Reports a tool without a type, a call without an id, or a result that names no call.
  private func namelessCalls(_ turns: [Turn]) -> Fate? {
    let place = JSONPointer(conversation("input") == nil ? ["tools"] : ["input", "tools"])
    if let tools = try? root?.resolve(place, in: bytes) {
      if ![.array, .null].contains(tools.kind) {
        return Fate(.crash, "O0", "tools is no list of tools", at: place)
      }
      for tool in tools.elements(in: bytes)
      where tool.member("type", in: bytes) == nil || tool.member("function", in: bytes) == nil {
        return Fate(.crash, "O0", "a tool without type and function", at: place)
      }
    }
    for turn in turns {
      for call in turn.members["tool_calls"]?.elements(in: bytes) ?? []
      where call.member("id", in: bytes) == nil || call.member("type", in: bytes) == nil {
        return Fate(.crash, "O0", "a tool call without id and type", at: turn.pointer)
      }
      if turn.role == "tool", turn.members["tool_call_id"] == nil {
        return Fate(.crash, "O0", "a tool's message without tool_call_id", at: turn.pointer)
      }
    }
    return nil
  }

  /// By the transform of torchtune 0.6 that suits the record, and its validation of messages.
  var asTorchtuneExample: Fate {
    if has("chosen", "rejected") { return torchtunePair }
    guard let dialogue else {
      let answer: JSONKey = "output"
      if isString("text") { return .kept }
      guard isString("instruction") || isString("input"), has(answer) else {
        return Fate(.crash, "V0", "it has no messages, nor a question with its output")
      }
      return isString(answer)
        ? .kept : Fate(.crash, "V0", "output is no text", at: JSONPointer(key: answer))
    }
    let turns = dialogue.turns
    guard turns.count >= 2 else { return Fate(.crash, "V1", "fewer than two messages") }
    if let fate = strangeTurn(turns, isShareGPT: dialogue.name == "conversations") { return fate }
    for (index, turn) in turns.enumerated() {
      let before = index > 0 ? turns[index - 1].kindForTorchtune : nil
      if turn.kind == .system, index > 0 {
        return Fate(.crash, "V2", "a system message after others", at: turn.pointer)
      }
      if turn.kind == .user, before == .user {
        return Fate(.crash, "V3", "two user messages in a row", at: turn.pointer)
      }
      if turn.kindForTorchtune == .assistant, before == .tool {
        return Fate(
          .crash, "V5", "an assistant's message after a tool's: torchtune marks no calls",
          at: turn.pointer)
      }
      if turn.kindForTorchtune == .assistant, before != .user {
        return Fate(.crash, "V4", "an assistant's message must follow a user's", at: turn.pointer)
      }
    }
    if let turn = turns.first(where: {
      $0.content.map { ![.string, .array].contains($0.kind) } ?? true
    }) {
      return Fate(
        .changed, "V0", "a message without text gets that of the one before", at: turn.pointer)
    }
    return lostPart(turns) ?? .kept
  }

  /// Reports content parts that are left out.
  private func lostPart(_ turns: [Turn]) -> Fate? {
    for turn in turns {
      let types = contentParts(of: turn).compactMap(\.type)
      guard let lost = types.first(where: { !["text", "image_url"].contains($0) }) else { continue }
      return Fate(.changed, "V0", "content parts of type \(lost) are left out", at: turn.pointer)
    }
    return nil
  }

  private var torchtunePair: Fate {
    for name in ["chosen", "rejected"] {
      guard let turns = conversation(name)?.turns else {
        return Fate(
          .crash, "V0", "\(name) is no list of messages", at: JSONPointer([JSONString(name)]))
      }
      if let fate = strangeTurn(turns, isShareGPT: false) { return fate }
    }
    return .kept
  }

  /// Reports a message without the members that torchtune reads.
  private func strangeTurn(_ turns: [Turn], isShareGPT: Bool) -> Fate? {
    let (role, content): (JSONKey, JSONKey) =
      isShareGPT ? ("from", "value") : ("role", "content")
    for (index, turn) in turns.enumerated() {
      guard turn.members[role] != nil, let text = turn.members[content] else {
        return Fate(
          .crash, "V0", "a message without \(role.text) or \(content.text)", at: turn.pointer)
      }
      if isShareGPT, !["system", "human", "gpt"].contains(turn.role) {
        return Fate(.crash, "V0", "from \"\(turn.role ?? "none")\" isn't known", at: turn.pointer)
      }
      let parts = contentParts(of: turn)
      if parts.contains(where: { $0.type == nil }) {
        return Fate(.crash, "V0", "a content part without type", at: turn.pointer)
      }
      if parts.contains(where: { $0.type == "text" && $0.node.member("text", in: bytes) == nil }) {
        return Fate(.crash, "V0", "a content part of type text without text", at: turn.pointer)
      }
      let isText = text.kind == .string || text.kind == .array && !isShareGPT
      if !isText, index == 0 || isShareGPT {
        return Fate(.crash, "V0", "a message without text", at: turn.pointer)
      }
    }
    return nil
  }
}

extension CheckedRecord.Turn {
  /// A turn that is only a call isn't the assistant's by its role.
  fileprivate var kindForTorchtune: Part.Role? { isOnlyCall ? .tool : kind }
}
