import Curation
import JSONLines

extension Example.Turn {
  /// The turn without members that say whether it is trained on.
  var withoutLoss: Self {
    var turn = self
    turn.others.removeAll { Format.lossMembers.contains($0.key.text) }
    return turn
  }

  /// The turn with its reasoning in its text, as templates write it, where that is a text.
  var withReasoningInText: Self {
    guard others.contains(where: Self.isReasoning), let text = plainText else { return self }
    var turn = self
    turn.content = content == .null && text.isEmpty ? .null : .text(text)
    turn.others.removeAll(where: Self.isReasoning)
    return turn
  }

  /// Whether the content has parts other than texts, such as images.
  var hasOtherParts: Bool { if case .array = content { joinedTexts == nil } else { false } }

  /// The texts of a content that is made of such parts alone, as one; nil for another content.
  var joinedTexts: JSONValue? {
    guard case .array(let parts) = content, !parts.isEmpty else { return nil }
    var whole = ""
    for part in parts {
      guard part["type"]?.string == "text", let text = part["text"]?.string?.text else {
        return nil
      }
      whole += text
    }
    return .text(whole)
  }

  /// Names of what typed parts have beside their types and texts.
  var partMembers: [String] {
    guard case .array(let parts) = content else { return [] }
    return parts.flatMap { $0.names(besides: ["type", "text", "value"]) }
  }

  /// Names of what calls have beside their functions, and ids, which tie them to results.
  var callMembers: [String] {
    calls.flatMap { $0.names(besides: ["type", "id", "function", "name", "arguments"]) }
  }

  private static let ownKeys: Set<JSONString> = [
    "role", "from", "content", "value", "tool_calls", "function_call",
  ]

  /// Reads a turn of a record: `role` and `content`, or `from` and `value`.
  init(_ object: JSONValue) {
    let name = (object["role"] ?? object["from"])?.string?.text ?? ""
    let content =
      [object["content"], object["value"]].compactMap(\.self).first { $0 != .null }
      ?? .null
    // Some datasets have calls as JSON in a string.
    if case .array(let list)? = object["tool_calls"]?.parsed, !list.isEmpty {
      calls = list.map(\.asWrappedCall)
    } else if let function = object["function_call"]?.parsed, case .object = function {
      calls = [.object([.init("type", .text("function")), .init("function", function)])]
    }
    if case .object(let members) = object {
      others = members.filter { !Self.ownKeys.contains($0.key) }
      // Calls that can't be read, and what stands beside those that are, are other members.
      let hasList = !calls.isEmpty && object["tool_calls"]?.parsed?.isEmpty == false
      if calls.isEmpty, let calls = object["tool_calls"], !calls.isNoCall {
        others.append(.init("tool_calls", calls))
      }
      if calls.isEmpty || hasList, let call = object["function_call"], !call.isNoCall {
        others.append(.init("function_call", call))
      }
      if let value = object["value"], value != .null, value != content {
        others.append(.init("value", value))
      }
    }
    switch Part.Role(turnRole: name) {
    case .assistant where Part.Role.calls.contains(name):
      role = "assistant"
      if let call = content.string.flatMap({ CallText($0.text) }) {
        calls = call.functions.map { $0.asCall() }
        self.content = call.reasoning.isEmpty ? .null : .text(call.reasoning)
        return
      }
    case .user: role = "user"
    case .assistant: role = "assistant"
    case .tool: role = "tool"
    default: role = name
    }
    self.content = content
    takeCalls()
  }

  /// Moves typed parts that are calls from the content to `calls`.
  private mutating func takeCalls() {
    guard case .array(let parts) = content, calls.isEmpty else { return }
    var others: [JSONValue] = []
    for part in parts {
      if let found = CallText.call(part: part) { calls += found } else { others.append(part) }
    }
    if !calls.isEmpty { content = others.isEmpty ? .null : .array(others) }
  }
}

extension JSONValue {
  /// A call in OpenAI's form, with its function in an object.
  fileprivate var asWrappedCall: JSONValue {
    guard case .object(let members) = self, self["function"] == nil, self["name"] != nil else {
      return self
    }
    let function = members.filter { ["name", "arguments"].contains($0.key) }
    let others = members.filter { !["name", "arguments", "type"].contains($0.key) }
    return .object(
      others + [.init("type", .text("function")), .init("function", .object(function))])
  }

  /// Whether this says that there is no call: null, or an empty list, object or text.
  fileprivate var isNoCall: Bool { self == .null || isEmpty || parsed?.isEmpty == true }

  /// The names of an object's members but some.
  fileprivate func names(besides known: Set<JSONString>) -> [String] {
    guard case .object(let members) = self else { return [] }
    return members.lazy.filter { !known.contains($0.key) }.map(\.key.text)
  }
}

extension [Example.Turn] {
  /// Adds a turn of a record. A call that ms-swift has as a turn of its own belongs to the answer
  /// before it, and results that LLaMA-Factory has in one turn are parted again.
  mutating func add(_ object: JSONValue) {
    var turn = Example.Turn(object)
    if (object["role"] ?? object["from"])?.string?.text == "tool_call", turn.content == .null,
      !turn.calls.isEmpty, let last, last.role == "assistant",
      turn.others.isEmpty || turn.others == last.others
    {
      self[count - 1].calls += turn.calls
      return
    }
    if turn.role == "tool", object["from"] != nil, let calls = last?.calls, calls.count > 1,
      let text = turn.text
    {
      // By bytes: the separator may begin within a character, as a line feed after a CR does.
      let results = text.utf8.split(
        separator: CallText.resultSeparator.utf8, omittingEmptySubsequences: false)
      if results.count == calls.count {
        for result in results {
          turn.content = .text(String(Substring(result)))
          append(turn)
          turn.others = []
        }
        return
      }
    }
    append(turn)
  }
}

extension Example.Content {
  /// Whether both sides of this pair begin with all that a `prompt` beside them says.
  func repeats(prompt value: JSONValue) -> Bool {
    guard case .pair(let prompt, _, _) = self else { return false }
    switch value {
    case .string(let text): return prompt.contains { $0.content.string == text }
    case .array(let turns):
      return turns.count <= prompt.count
        && zip(prompt.suffix(turns.count), turns).allSatisfy { turn, said in
          (said["content"] ?? said["value"])?.isEquivalent(to: turn.content) == true
        }
    default: return false
    }
  }
}
