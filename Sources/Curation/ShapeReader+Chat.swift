import JSONLines

/// Conversations: lists of turns under their various names.
extension ShapeReader {
  mutating func readTurnList() -> Bool {
    guard isTurnList(root) else { return false }
    addTurns(root, .root)
    return true
  }

  mutating func readConversation(_ keys: [String], ofTurns roleKey: JSONString?) -> Bool {
    guard let key = firstKey(keys, where: isTurnList), let list = fields[key] else { return false }
    if let roleKey {
      let first = list.elements(in: bytes, limit: 1).first
      guard first?.member(roleKey, in: bytes) != nil else { return false }
    }
    addField("system", .system)
    used.insert(key)
    addTurns(list, JSONPointer([JSONString(key)]))
    return true
  }

  mutating func readKTO() -> Bool {
    guard let label = firstKey(["label", "kto_tag"], where: { $0.kind == .bool }) else {
      return false
    }
    if let key = firstKey(["messages", "conversations"], where: isTurnList), let list = fields[key]
    {
      used.insert(key)
      addTurns(list, JSONPointer([JSONString(key)]))
    } else if let prompt = firstKey(["prompt", "instruction"], where: { $0.kind != .null }),
      let answer = firstKey(["completion", "output", "response"], where: { $0.kind != .null })
    {
      addPrompt(prompt)
      addAnswer(answer, .assistant)
    } else {
      return false
    }
    addField(label, .label)
    return true
  }

  /// Adds each turn of a list.
  mutating func addTurns(
    _ list: JSONNode, _ pointer: JSONPointer, response: Int? = nil, from first: Int = 0
  ) {
    var index = 0
    list.forEachElement(in: bytes) { turn in
      if index >= first { addTurn(turn, pointer.appending(index), response: response) }
      index += 1
      return !reading.isCut
    }
  }

  /// Adds the parts of one turn: its content, typed content parts, reasoning, tool calls.
  mutating func addTurn(_ turn: JSONNode, _ pointer: JSONPointer, response: Int? = nil) {
    let roleNode = turn.member("role", in: bytes) ?? turn.member("from", in: bytes)
    let name = roleNode?.string(in: bytes)?.text ?? "?"
    let role = Part.Role(turnRole: name)
    func part(_ name: String, _ node: JSONNode, _ pointer: JSONPointer) -> Part {
      Part(role, name, pointer, node, response: response)
    }
    let start = reading.parts.count
    for key in ["reasoning_content", "thinking"] as [JSONString] {
      if let node = turn.member(key, in: bytes), node.kind == .string {
        add(part("\(name) \(key.text)", node, pointer.appending(key)))
      }
    }
    let contentKey: JSONString = turn.member("content", in: bytes) == nil ? "value" : "content"
    if let content = turn.member(contentKey, in: bytes), content.kind != .null {
      let at = pointer.appending(contentKey)
      if content.kind == .array {
        addContentParts(content, at, name, role, response)
      } else {
        add(part(name, content, at))
      }
    }
    for key in ["tool_calls", "function_call"] as [JSONString] {
      if let calls = turn.member(key, in: bytes), calls.kind != .null {
        add(part("\(name) \(key.text)", calls, pointer.appending(key)))
      }
    }
    if reading.parts.count == start { add(part(name, turn, pointer)) }
  }

  /// Typed parts: `{"type": "text", "text": ...}`; some write the text under `value`.
  private mutating func addContentParts(
    _ list: JSONNode, _ pointer: JSONPointer, _ name: String, _ role: Part.Role, _ response: Int?
  ) {
    for (index, element) in list.elements(in: bytes).enumerated() {
      let at = pointer.appending(index)
      let type = element.member("type", in: bytes)?.string(in: bytes)?.text ?? "text"
      let label = type == "text" ? name : "\(name) \(type)"
      let key: JSONString? = (["text", "value"] as [JSONString]).first {
        element.member($0, in: bytes)?.kind == .string
      }
      if let key, let text = element.member(key, in: bytes) {
        add(Part(role, label, at.appending(key), text, response: response))
      } else {
        add(Part(role, label, at, element, response: response))
      }
    }
  }
}

extension Part.Role {
  /// The role that a turn's `role` or `from` stands for.
  public init(turnRole name: String) {
    switch name {
    case "system", "developer": self = .system
    case "user", "human", "prompter": self = .user
    case "assistant", "gpt", "chatgpt", "bing", "bard", "bot", "model": self = .assistant
    case "tool", "function", "observation", "function_call", "tool_call", "tool_response",
      "ipython":
      self = .tool
    default: self = .field
    }
  }
}
