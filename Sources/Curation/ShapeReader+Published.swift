import JSONLines

/// Layouts of published datasets other than plain conversations and pairs.
extension ShapeReader {
  // MARK: - Trees of replies

  /// Reads OASST's `{"message_tree_id", "prompt": {"text", "role", "replies": [...]}}`, or one
  /// message of it.
  mutating func readReplyTree() -> Bool {
    var others: [(node: JSONNode, pointer: JSONPointer, name: String)] = []
    if let prompt = fields["prompt"], prompt.isReply(in: bytes) {
      use("prompt")
      addReply(prompt, JSONPointer(key: "prompt"), path: [], &others)
    } else {
      guard fields["message_id"] != nil, root.isReply(in: bytes) else { return false }
      for key in Self.replyKeys { use(key) }
      addReply(root, .root, path: [], &others)
      others.removeAll { $0.pointer.depth == 1 }  // `addRest` adds the record's own members
    }
    for (node, pointer, name) in others { addLeaves(node, pointer, name) }
    return true
  }

  private static let replyKeys: [JSONKey] = ["text", "role", "replies"]

  /// Adds a message and then its replies, each named by its place in the tree: `assistant 1.2`.
  private mutating func addReply(
    _ message: JSONNode, _ pointer: JSONPointer, path: [Int],
    _ others: inout [(node: JSONNode, pointer: JSONPointer, name: String)]
  ) {
    let members = JSONMembers(of: message, in: bytes)
    guard let text = members["text"] else { return }
    let role = members["role"]?.text(in: bytes) ?? "?"
    let rank = members["rank"]?.integer(in: bytes)
    let place = path.map(String.init).joined(separator: ".")
    let name =
      role + (place.isEmpty ? "" : " \(place)") + (rank.map { "  rank \($0)" } ?? "")
    add(Part(.init(turnRole: role), name, pointer.appending(key: "text"), text))
    for member in message.members(in: bytes, limit: RecordReading.partLimit) {
      if Self.replyKeys.contains(where: { $0.matches(bytes, member.key) }) { continue }
      let here = pointer.appending(raw: member.key, of: bytes)
      others.append((member.value, here, bytes.text(raw: member.key)))
    }
    guard let replies = members["replies"] else { return }
    let elements = replies.elements(in: bytes, limit: RecordReading.partLimit)
    for (index, reply) in elements.enumerated() {
      let here = pointer.appending(key: "replies").appending(index)
      addReply(reply, here, path: path + [index + 1], &others)
      if reading.isCut { return }
    }
  }

  // MARK: - Steps and segments

  /// Reads TRL's `{"prompt", "completions": [text], "labels": [bool]}`.
  mutating func readSteps() -> Bool {
    guard let steps = fields["completions"], let labels = fields["labels"],
      steps.kind == .array, labels.kind == .array,
      steps.firstElement(in: bytes)?.kind == .string
    else { return false }
    addPrompt("prompt")
    use("completions")
    use("labels")
    let said = labels.elements(in: bytes, limit: RecordReading.partLimit)
    let texts = steps.elements(in: bytes, limit: RecordReading.partLimit)
    for (index, step) in texts.enumerated() {
      let at = JSONPointer(key: "completions").appending(index)
      add(Part(.assistant, "step \(index + 1)", at, step))
      guard index < said.count else { continue }
      let label = JSONPointer(key: "labels").appending(index)
      add(Part(.label, "label of step \(index + 1)", label, said[index]))
    }
    return true
  }

  /// Reads Axolotl's input_output: `{"segments": [{"label": bool, "text"}]}`; true is trained on.
  mutating func readSegments() -> Bool {
    guard let list = fields["segments"], list.kind == .array else { return false }
    let segments = list.elements(in: bytes, limit: RecordReading.partLimit)
    guard segments.first?.member("text", in: bytes)?.kind == .string else { return false }
    use("segments")
    for (index, segment) in segments.enumerated() {
      guard let text = segment.member("text", in: bytes) else { continue }
      let label = segment.member("label", in: bytes)
      let isTrained = label.map { JSONValue($0, in: bytes) } == .bool(true)
      let at = JSONPointer(key: "segments").appending(index).appending(key: "text")
      let name = "segment \(index + 1)" + (isTrained ? ", trained on" : "")
      add(Part(isTrained ? .assistant : .prompt, name, at, text))
    }
    return true
  }

  // MARK: - Rated and compared answers

  /// Reads PKU-SafeRLHF's pairs: two responses, which of them is better and which safer, and why.
  mutating func readSafetyPair() -> Bool {
    guard isString("response_0"), isString("response_1"), let better = fields["better_response_id"]
    else { return false }
    addPrompt("prompt")
    let best = better.integer(in: bytes)
    for index in 0..<2 {
      let keys = Self.safetyKeys[index]
      addField(keys.text, .response, response: index)
      addField(keys.isSafe, .field, response: index)
      addField(keys.severity, .field, response: index)
      if let categories = fields[keys.harm], categories.kind == .object {
        use(keys.harm)
        addCategories(categories, JSONPointer(key: keys.harm), response: index)
      }
      reading.responses.append(
        Response(
          pointer: JSONPointer(key: keys.text), rankPointer: nil,
          rank: best.map { $0 == index ? 1 : 2 }))
    }
    return true
  }

  /// Keys of the two responses in PKU-SafeRLHF and of what is said about each.
  private static let safetyKeys:
    [(text: JSONKey, isSafe: JSONKey, severity: JSONKey, harm: JSONKey)] = [
      (
        "response_0", "is_response_0_safe", "response_0_severity_level",
        "response_0_harm_category"
      ),
      (
        "response_1", "is_response_1_safe", "response_1_severity_level",
        "response_1_harm_category"
      ),
    ]

  /// Adds the categories of harm of a response, those that apply first.
  private mutating func addCategories(
    _ node: JSONNode, _ pointer: JSONPointer, response: Int
  ) {
    let members = node.members(in: bytes, limit: RecordReading.partLimit)
    for isFound in [true, false] {
      for member in members
      where (JSONValue(member.value, in: bytes) == .bool(true)) == isFound {
        let key = JSONString(raw: bytes, member.key)
        add(
          Part(.field, key.text, pointer.appending(key), member.value, response: response))
      }
    }
  }

  private static let aspects: [JSONKey] = [
    "helpfulness", "correctness", "coherence", "complexity", "verbosity", "reward",
  ]

  /// Reads HelpSteer's records: a prompt, a response, and ratings of five qualities from 0 to 4.
  mutating func readRated() -> Bool {
    guard isString("response"), fields["prompt"] != nil,
      Self.aspects.contains(where: { fields[$0]?.kind == .number })
    else { return false }
    addPrompt("prompt")
    addField("response", .assistant)
    for aspect in Self.aspects { addField(aspect, .label) }
    return true
  }

  private static let answerKeys: [JSONKey] = [
    "solution", "response", "answer", "output", "completion", "generation", "text",
  ]

  private static let problemKeys: [JSONKey] = [
    "problem", "prompt", "instruction", "question", "query", "input",
  ]

  /// Reads a problem with, under each model's name, its answer: `{"solution", "is_correct"}`.
  mutating func readAnswersByModel() -> Bool {
    guard firstKey(Self.problemKeys, where: { $0.kind == .string }) != nil else { return false }
    var count = 0
    fields.forEach { count += $0.value.kind == .object ? 1 : 0 }
    guard count > 1 else { return false }
    let all = fields.all
    func answers(_ key: JSONKey) -> [Int] {
      all.indices.filter { all[$0].value.member(key, in: bytes)?.kind == .string }
    }
    guard let key = Self.answerKeys.first(where: { answers($0).count > 1 }) else { return false }
    addContext()
    for (index, position) in answers(key).enumerated() {
      let model = all[position]
      guard let text = model.value.member(key, in: bytes) else { continue }
      let name = fields.name(model)
      let here = JSONPointer([name])
      use(at: position)
      add(Part(.response, name.text, here.appending(key: key), text, response: index))
      addOtherFields(
        of: JSONMembers(of: model.value, in: bytes), here, "", except: [key], response: index)
      reading.responses.append(Response(pointer: here))
    }
    return true
  }

  /// Reads Self-Instruct's `{"instruction", "instances": [{"input", "output"}]}`.
  mutating func readInstances() -> Bool {
    guard isString("instruction"), let list = fields["instances"], list.kind == .array,
      list.firstElement(in: bytes)?.member("output", in: bytes) != nil
    else { return false }
    addField("instruction", .prompt)
    use("instances")
    let instances = list.elements(in: bytes, limit: RecordReading.partLimit)
    for (index, instance) in instances.enumerated() {
      let at = JSONPointer(key: "instances").appending(index)
      let place = instances.count > 1 ? " \(index + 1)" : ""
      for (key, role) in [("input", .prompt), ("output", .assistant)] as [(JSONKey, Part.Role)] {
        guard let node = instance.member(key, in: bytes) else { continue }
        add(Part(role, key.text + place, at.appending(key: key), node))
      }
    }
    return true
  }

  // MARK: - Texts

  mutating func readPromptOnly() -> Bool {
    guard let prompt = fields["prompt"], prompt.kind == .string || isTurnList(prompt) else {
      return false
    }
    addBeginning()
    addPrompt("prompt")
    return true
  }

  /// Reads a whole dialogue in one string, without a label.
  mutating func readDialogue() -> Bool {
    let names: [JSONKey] = [
      "text", "content", "dialogue", "dialog", "conversation", "conversations", "transcript",
      "chat",
    ]
    let key = firstKey(names) { node in
      node.kind == .string && Transcript.isDialogue(bytes, node.contents, isRaw: true)
    }
    return key.map { addField($0, .text) } ?? false
  }

  /// Reads a record that is itself a string.
  mutating func readString() -> Bool {
    guard root.kind == .string else { return false }
    add(Part(.text, "text", .root, root))
    return true
  }
}

extension JSONNode {
  /// Whether this is a message of a reply tree.
  fileprivate func isReply(in bytes: Bytes) -> Bool {
    member("text", in: bytes)?.kind == .string && member("role", in: bytes)?.kind == .string
  }
}
