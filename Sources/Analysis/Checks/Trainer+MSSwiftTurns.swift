import Curation
import JSONLines

/// What ms-swift's templates do with turns, once it has taken them. A record at which they fail is
/// deleted.
extension CheckedRecord {
  private enum Speaker { case user, model, tool }

  /// Reports turns that its templates can't write.
  func unwritable(_ turns: [Turn]) -> Fate? {
    var last: Speaker?
    for turn in turns where turn.role != "system" {
      if let problem = brokenCall(turn) ?? brokenPart(turn) {
        return Fate(.dropped, "M6", problem, at: turn.pointer)
      }
      let speaker = speaker(of: turn)
      if speaker == .tool, last == nil {
        return Fate(.dropped, "M6", "a tool's message before any other", at: turn.pointer)
      }
      if speaker == .user, last == .tool {
        return Fate(.dropped, "M6", "a user's message after a tool's", at: turn.pointer)
      }
      // What a tool says after the user becomes a part of the question.
      if speaker != .tool || last != .user { last = speaker }
    }
    return last == nil ? Fate(.dropped, "M6", "nothing beside a system message") : nil
  }

  private func speaker(of turn: Turn) -> Speaker {
    switch turn.role {
    case "user", "human": .user
    case "assistant", "gpt", "bot", "tool_call", "function_call", "tool-call", "function-call":
      .model
    default: .tool
    }
  }

  // MARK: - Calls

  /// What is wrong with the calls of a turn; nil if nothing is.
  private func brokenCall(_ turn: Turn) -> String? {
    if turn.isOnlyCall, let content = turn.content {
      let spelling = text(of: content)
      let call = spelling.map { try? JSONValue.parse($0) } ?? JSONValue(content, in: bytes)
      let mayBeRead = call == nil && mayBePython(spelling ?? "")
      return mayBeRead || isCall(call) ? nil : "a call that isn't JSON with name and arguments"
    }
    guard turn.role == "assistant", let calls = turn.members["tool_calls"] else { return nil }
    for call in calls.elements(in: bytes) {
      let function = JSONValue(call.member("function", in: bytes) ?? call, in: bytes)
      guard function["name"] != nil else { return "a tool call without a name" }
      guard function["arguments"].map(isRead) ?? true else {
        return "a tool call's arguments aren't JSON"
      }
    }
    return nil
  }

  /// Whether a value has a name and arguments, or parameters.
  private func isCall(_ value: JSONValue?) -> Bool {
    guard let value, value["name"] != nil else { return false }
    let arguments = value["arguments"].flatMap { $0 == .null ? nil : $0 } ?? value["parameters"]
    return arguments.map(isRead) ?? false
  }

  /// Whether arguments are read: any value but null, or a text that spells one.
  private func isRead(_ arguments: JSONValue) -> Bool {
    guard let text = arguments.string?.text else { return arguments != .null }
    return (try? JSONValue.parse(text)).map { $0 != .null } ?? mayBePython(text)
  }

  /// Whether a text that isn't JSON may be a value as Python spells it, which is read as well.
  private func mayBePython(_ text: String) -> Bool {
    text.contains("'") || ["True", "False"].contains(text)
  }

  // MARK: - Parts

  /// What is wrong with the parts of a content: each has a type, and under its name a text, or
  /// where an image, a video or an audio is.
  private func brokenPart(_ turn: Turn) -> String? {
    guard speaker(of: turn) != .tool, !turn.isOnlyCall, let content = turn.content,
      content.kind == .array, content.firstElement(in: bytes)?.kind != .number
    else { return nil }
    for (type, part) in contentParts(of: turn) {
      guard let type else { return "a content part without type" }
      let value = part.member(named: JSONString(type), in: bytes)
      if type == "text" {
        if value?.kind == .string { continue }
        return "a content part of type text without text"
      }
      guard let value, value.kind != .null else { continue }
      let hasPlace = value.kind != .object || value.member("url", in: bytes) != nil
      if !Self.isMedia(type) || !hasPlace { return "a content part of type \(type)" }
    }
    return nil
  }

  private static func isMedia(_ type: String) -> Bool {
    ["image", "video", "audio"].contains { type == $0 || type == "\($0)_url" }
  }

  /// Reports parts of a type that stands for nothing: only its name is written.
  func emptyPart(_ turns: [Turn]) -> Fate? {
    for turn in turns where speaker(of: turn) != .tool && !turn.isOnlyCall {
      for (type, part) in contentParts(of: turn) {
        // The tags of media stand for what is in columns of their own.
        guard let type, type != "text", !Self.isMedia(type) else { continue }
        if (part.member(named: JSONString(type), in: bytes)?.kind ?? .null) != .null { continue }
        return Fate(.changed, "M6", "a part of type \(type) becomes <\(type)>", at: turn.pointer)
      }
    }
    return nil
  }
}
