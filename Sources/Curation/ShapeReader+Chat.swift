public import JSONLines

/// Conversations: lists of turns under various keys.
extension ShapeReader {
  mutating func readTurnList() -> Bool {
    guard isTurnList(root) else { return false }
    addTurns(root, .root)
    return true
  }

  /// - Parameter roleKey: the key with which turns must say who speaks; nil allows any.
  mutating func readConversation(ofTurns roleKey: JSONKey?) -> Bool {
    guard let key = firstKey(RecordReading.conversationKeys, where: { isTurnList($0) }),
      let list = fields[key]
    else { return false }
    if let roleKey {
      guard list.firstElement(in: bytes)?.member(roleKey, in: bytes) != nil else { return false }
    }
    addSystem()
    use(key)
    addTurns(list, JSONPointer(key: key))
    return true
  }

  mutating func readKTO() -> Bool {
    guard let label = firstKey(Self.verdictKeys, where: { $0.kind == .bool }) else { return false }
    if let key = firstKey(["messages", "conversations"], where: { isTurnList($0) }),
      let list = fields[key]
    {
      addBeginning()
      use(key)
      addTurns(list, JSONPointer(key: key))
    } else if let keys = labelledKeys {
      addBeginning()
      addPrompt(keys.prompt)
      if keys.prompt == "instruction" { addField("input", .prompt) }
      addAnswer(keys.answer, .assistant)
    } else {
      return false
    }
    addField(label, .label)
    return true
  }

  private static let verdictKeys: [JSONKey] = ["label", "kto_tag"]

  /// The keys of the prompt and of the answer beside a label, by their usual names or any others.
  private var labelledKeys: (prompt: JSONKey, answer: JSONKey)? {
    if let prompt = (["prompt", "instruction"] as [JSONKey]).first(where: { isThere($0) }),
      let answer = (["completion", "output", "response"] as [JSONKey])
        .first(where: { isThere($0) })
    {
      return (prompt, answer)
    }
    return RecordReading.promptAnswerKeys.first { isThere($0.prompt) && isThere($0.answer) }
  }

  /// Adds each turn of a list.
  mutating func addTurns(
    _ list: JSONNode, _ pointer: JSONPointer, response: Int? = nil, from first: Int = 0
  ) {
    var index = 0
    list.forEachElement(in: bytes) { turn in
      if index >= first { addTurn(turn, pointer, at: index, response: response) }
      index += 1
      return !reading.isCut
    }
  }

  /// Adds the parts of one turn: its content, typed content parts, reasoning, tool calls.
  ///
  /// - Parameters:
  ///   - pointer: points to the turn, or, if `index` is given, to the list that has the turn there.
  mutating func addTurn(
    _ turn: JSONNode, _ pointer: JSONPointer, at index: Int? = nil, response: Int? = nil
  ) {
    func place(_ key: JSONKey) -> JSONPointer {
      index.map { pointer.appending($0, key: key) } ?? pointer.appending(key: key)
    }
    let members = JSONMembers(of: turn, in: bytes)
    let roleNode = members["role"] ?? members["from"]
    let (name, role) = roleNode.flatMap { Part.Role.ofTurn($0, in: bytes) } ?? ("?", .unknown)
    func part(_ name: String, _ node: JSONNode, _ pointer: JSONPointer) -> Part {
      Part(role, name, pointer, node, response: response)
    }
    let start = reading.parts.count
    for key in RecordReading.reasoningKeys {
      if let node = members[key], node.kind == .string {
        add(part("\(name) \(key.text)", node, place(key)))
      }
    }
    let contentKey: JSONKey = members["content"] == nil ? "value" : "content"
    if let content = members[contentKey], content.kind != .null {
      let at = place(contentKey)
      if content.kind == .array {
        addContentParts(content, at, name, role, response)
      } else {
        add(part(name, content, at))
      }
    }
    for key in RecordReading.callKeys {
      if let calls = members[key], calls.kind != .null {
        add(part("\(name) \(key.text)", calls, place(key)))
      }
    }
    var whole: JSONPointer { index.map { pointer.appending($0) } ?? pointer }
    if reading.parts.count == start { return add(part(name, turn, whole)) }
    for following in reading.parts.indices.dropFirst(start + 1) {
      reading.parts[following].beginsTurn = false
    }
    // `name`, `weight`, `tool_call_id` ...
    let others = members.count - Self.turnKeys.count { members[$0] != nil }
    guard others > 0 else { return }
    for member in members.all where member.value.kind != .null {
      func isCalled(_ key: JSONKey) -> Bool { key.matches(bytes, member.key) }
      let isReasoning =
        member.value.kind == .string && RecordReading.reasoningKeys.contains(where: isCalled)
      guard !isReasoning, !Self.turnKeys.contains(where: isCalled) else { continue }
      add(
        Part(
          .field, bytes.text(raw: member.key), whole.appending(raw: member.key, of: bytes),
          member.value, response: response))
    }
  }

  /// The members of a turn that become parts, or their names, in other ways.
  private static let turnKeys: [JSONKey] =
    ["role", "content", "from", "value"] + RecordReading.callKeys

  /// Adds typed content parts: `{"type": "text", "text": ...}`; some datasets have the text under
  /// `value`.
  private mutating func addContentParts(
    _ list: JSONNode, _ pointer: JSONPointer, _ name: String, _ role: Part.Role, _ response: Int?
  ) {
    for (index, element) in list.elements(in: bytes).enumerated() {
      let at = pointer.appending(index)
      let type = element.member("type", in: bytes)?.text(in: bytes) ?? "text"
      let label = type == "text" ? name : "\(name) \(type)"
      let key = (["text", "value"] as [JSONKey]).first {
        element.member($0, in: bytes)?.kind == .string
      }
      if let key, let text = element.member(key, in: bytes) {
        add(Part(role, label, at.appending(key: key), text, response: response))
      } else {
        add(Part(role, label, at, element, response: response))
      }
    }
  }
}

extension Part.Role {
  /// What a turn's `role` or `from` says, and the role that it means; nil if it isn't a string.
  public static func ofTurn(
    _ node: JSONNode, in bytes: Bytes
  ) -> (name: String, role: Part.Role)? {
    guard node.kind == .string else { return nil }
    if let known = frequent.first(where: { $0.key.matches(bytes, node.range) }) {
      return (known.name, known.role)
    }
    let name = JSONString(raw: bytes, node.range).text
    return (name, Part.Role(turnRole: name))
  }

  /// The names that nearly all turns use, found without decoding.
  private static let frequent: [(key: JSONKey, name: String, role: Part.Role)] =
    (["user", "assistant", "system", "human", "gpt", "tool"] as [JSONKey]).map {
      ($0, $0.text, Part.Role(turnRole: $0.text))
    }

  /// What some collections call speakers, but no chat template.
  public static let nicknames: Set<String> = [
    "chatgpt", "bing", "bard", "bot", "model", "prompter",
  ]

  /// The roles of turns that are calls of tools and nothing else.
  public static let calls: Set<String> = ["function_call", "tool_call"]

  /// The role that a turn's `role` or `from` means; that of a call is the assistant's.
  public init(turnRole name: String) {
    switch name {
    case "system", "developer": self = .system
    case "user", "human", "prompter": self = .user
    case "assistant", "gpt", "chatgpt", "bing", "bard", "bot", "model": self = .assistant
    case _ where Self.calls.contains(name): self = .assistant
    case "tool", "function", "observation", "tool_response", "ipython": self = .tool
    default: self = .unknown
    }
  }
}
