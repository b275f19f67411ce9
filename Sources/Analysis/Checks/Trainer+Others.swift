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
    return turns.contains { $0.role == "assistant" }
      ? .kept : Fate(.crash, "O0", "no assistant's message")
  }

  /// The first tool call whose arguments are a string that isn't JSON.
  var callWithoutJSON: Call? {
    calls.first { call in
      call.arguments.flatMap { text(of: $0) }.map { (try? JSONValue.parse($0)) == nil } ?? false
    }
  }

  /// Reports a tool without a type, a call without an id, or a result that names no call.
  private func namelessCalls(_ turns: [Turn]) -> Fate? {
    for tool in fields["tools"]?.elements(in: bytes) ?? []
    where tool.member("type", in: bytes) == nil || tool.member("function", in: bytes) == nil {
      return Fate(.crash, "O0", "a tool without type and function", at: JSONPointer(["tools"]))
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

  var asTorchtuneExample: Fate {
    guard let turns = dialogue?.turns else {
      return isString("instruction") || isString("text") || has("chosen", "rejected")
        ? .kept : Fate(.crash, "V0", "it has no messages")
    }
    guard turns.count >= 2 else { return Fate(.crash, "V1", "fewer than two messages") }
    let isShareGPT = dialogue?.name == "conversations"
    for (index, turn) in turns.enumerated() {
      let before = index > 0 ? turns[index - 1].kind : nil
      if isShareGPT, !["system", "human", "gpt"].contains(turn.role) {
        return Fate(.crash, "V0", "from \"\(turn.role ?? "none")\" isn't known", at: turn.pointer)
      }
      if turn.kind == .tool, before != .tool,
        index == 0 || turns[index - 1].members["tool_calls"] == nil
      {
        return Fate(.crash, "V5", "a tool's message must follow a call", at: turn.pointer)
      }
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
