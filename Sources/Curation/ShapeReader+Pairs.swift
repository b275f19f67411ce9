public import JSONLines

/// Prompts with an answer, texts, pairs, and what stands before them.
extension ShapeReader {
  mutating func readAlpaca() -> Bool {
    guard isString("instruction"), let output = fields["output"], output.kind != .null else {
      return false
    }
    addBeginning()
    addField("instruction", .prompt)
    addField("input", .prompt)
    addAnswer("output", .assistant)
    return true
  }

  /// Adds `system`, and `history`: `[[question, answer], ...]`.
  mutating func addBeginning() {
    addSystem()
    guard let history = fields["history"], history.kind == .array else { return }
    use("history")
    let at = JSONPointer(key: "history")
    for (index, round) in history.elements(in: bytes, limit: RecordReading.partLimit).enumerated() {
      for (side, node) in round.elements(in: bytes, limit: 2).enumerated() {
        let role: Part.Role = side == 0 ? .user : .assistant
        add(Part(role, "history \(role.rawValue)", at.appending(index).appending(side), node))
      }
    }
  }

  mutating func readPromptResponse() -> Bool {
    guard let keys = promptAnswerKeys else { return false }
    addBeginning()
    addPrompt(keys.prompt)
    addField("context", .prompt)
    if keys.prompt == "instruction" { addField("input", .prompt) }
    addAnswer(keys.answer, .assistant)
    return true
  }

  /// The first keys under which there are a prompt and an answer that is no number; if there are
  /// none, those with a number, or those of which one is null.
  private var promptAnswerKeys: (prompt: JSONKey, answer: JSONKey)? {
    var numbered, empty: (prompt: JSONKey, answer: JSONKey)?
    for keys in RecordReading.promptAnswerKeys {
      guard let prompt = fields[keys.prompt], let answer = fields[keys.answer] else { continue }
      let isText = answer.kind != .bool && answer.kind != .number
      // Columns of other shapes may be there and null.
      let isWhole = prompt.kind != .null && answer.kind != .null
      if isWhole, isText { return keys }
      // A number is the answer to a question, but may be a score of a text, or what a reward
      // function compares the answer to a prompt with.
      if isWhole, numbered == nil, keys.prompt != "prompt", !isString("text") { numbered = keys }
      if isText, empty == nil { empty = keys }
    }
    return numbered ?? empty
  }

  mutating func readText(withLabel: Bool) -> Bool {
    let names: [JSONKey] =
      withLabel ? ["text", "content", "prompt", "transcript"] : ["text", "content"]
    guard let text = firstKey(names, where: { $0.kind == .string }) else { return false }
    if withLabel {
      let labels = labelKeys
      guard !labels.isEmpty else { return false }
      addField("title", .text)
      addField(text, .text)
      for label in labels { addField(label, .label) }
      return true
    }
    addField("title", .text)
    return addField(text, .text)
  }

  /// The keys that label a text: one label; or the categories of a moderation set, which are
  /// numbers or booleans and may be missing; or the ratings of an attack.
  private var labelKeys: [JSONKey] {
    if let label = firstKey(["label", "labels"], where: { $0.kind != .null }) { return [label] }
    for keys in Self.moderationKeys {
      let found = keys.filter { fields[$0].map { $0.kind == .number || $0.kind == .bool } ?? false }
      if found.count > 1 { return found }
    }
    return []
  }

  /// Keys of OpenAI's moderation set, Jigsaw's comments, and HH's red-team attempts.
  private static let moderationKeys: [[JSONKey]] = [
    ["S", "H", "V", "HR", "SH", "S3", "H2", "V2"],
    [
      "toxic", "severe_toxic", "obscene", "threat", "insult", "identity_hate", "toxicity",
      "severe_toxicity", "identity_attack", "sexual_explicit",
    ],
    ["rating", "min_harmlessness_score_transcript"],
  ]

  mutating func readTranscripts() -> Bool {
    guard isTranscript("chosen"), isTranscript("rejected") else { return false }
    addField("chosen", .chosen, response: 0)
    addField("rejected", .rejected, response: 1)
    reading.responses = [
      Response(pointer: JSONPointer(key: "chosen")),
      Response(pointer: JSONPointer(key: "rejected")),
    ]
    return true
  }

  private func isTranscript(_ key: JSONKey) -> Bool {
    guard let node = fields[key], node.kind == .string else { return false }
    return bytes.slice(node.range).starts(with: "\"\\n\\nHuman:".utf8)
  }

  /// Keys of the two sides of a pair.
  private static let pairKeys: [(chosen: JSONKey, rejected: JSONKey)] = [
    ("chosen", "rejected"), ("chosen_response", "rejected_response"),
    ("chosen_messages", "rejected_messages"), ("preferred_output", "non_preferred_output"),
    ("response_j", "response_k"), ("answer_matching_behavior", "answer_not_matching_behavior"),
    ("answer_matching", "answer_not_matching"), ("response", "rejected_response"),
    ("messages", "rejected_messages"),
  ]

  mutating func readPair() -> Bool {
    if let keys = Self.pairKeys.first(where: { isSide($0.chosen) && isSide($0.rejected) }) {
      addSides([(keys.chosen, .chosen), (keys.rejected, .rejected)])
      return true
    }
    // ms-swift's pairs: the chosen answer is the last turn.
    guard let list = fields["messages"], isTurnList(list), isSide("rejected_response") else {
      return false
    }
    let turns = list.elements(in: bytes)
    addBeginning()
    use("messages")
    let at = JSONPointer(key: "messages")
    for (index, turn) in turns.dropLast().enumerated() { addTurn(turn, at, at: index) }
    let first = reading.parts.count
    addTurns(list, at, response: 0, from: turns.count - 1)
    turnAnswers(from: first, into: .chosen)
    addAnswer("rejected_response", .rejected, response: 1)
    let hasContent = turns.last?.member("content", in: bytes) != nil
    reading.responses = [
      Response(pointer: at.appending(turns.count - 1, key: hasContent ? "content" : "value")),
      Response(pointer: JSONPointer(key: "rejected_response")),
    ]
    return true
  }

  private func isSide(_ key: JSONKey) -> Bool {
    fields[key].map { $0.kind != .null && $0.kind != .number } ?? false
  }

  // MARK: - Prompts and sides

  /// Adds what precedes the responses, under any of its keys.
  mutating func addContext(besides sides: [JSONKey] = []) {
    addBeginning()
    for key in Self.contextKeys
    where fields[key] != nil && !isUsed(key) && !sides.contains(key) {
      // The whole conversation may stand beside its prompt and its answers.
      if !sides.isEmpty, let list = fields[key], isTurnList(list), endsAsAny(of: sides, list),
        Self.contextKeys.contains(where: {
          $0 != key && fields[$0] != nil && !sides.contains($0)
        })
      {
        continue
      }
      if !isSaid(key) { addPrompt(key) }
    }
    // Beside another prompt it is what that was made of.
    if fields["problem"] != nil,
      !Self.contextKeys.contains(where: { $0 != "context" && !sides.contains($0) && isThere($0) })
    {
      addPrompt("problem")
    }
    addPrompt("input")
  }

  /// Whether the prompt that was read last, or a turn of it, says what stands under a key: as it
  /// is, or as `prompt` has it in a template.
  private func isSaid(_ key: JSONKey) -> Bool {
    guard let last = reading.parts.last, last.role == .prompt || last.role == .user,
      let text = fields[key]?.string(in: bytes)?.text, !text.isEmpty
    else { return false }
    let mayBeTemplate = text.utf8.count >= Self.templateLength
    return reading.parts.contains { part in
      guard part.role == last.role, part.pointer.tokens.first == last.pointer.tokens.first,
        let said = part.node.string(in: bytes)?.text
      else { return false }
      return said == text
        || mayBeTemplate && part.pointer.tokens.first == "prompt" && said.contains(text)
    }
  }

  /// The least number of bytes of a prompt that is looked for in a template: less may stand in any
  /// text.
  private static let templateLength = 20

  /// Whether a list of turns ends with the text of one of some sides.
  private func endsAsAny(of sides: [JSONKey], _ list: JSONNode) -> Bool {
    guard let last = list.elements(in: bytes).last.map({ text($0) }) else { return false }
    return sides.contains { key in
      guard let side = fields[key] else { return false }
      let answer = side.kind == .array ? side.elements(in: bytes).last : side
      return answer.map { text($0).isSameText(as: last, in: bytes) } ?? false
    }
  }

  /// The text of an answer: a string, or a turn's content.
  private func text(_ answer: JSONNode) -> JSONNode {
    let turn = JSONMembers(of: answer, in: bytes)
    return turn["content"] ?? turn["value"] ?? answer
  }

  private static let contextKeys: [JSONKey] = [
    "messages", "conversations", "context", "prompt", "instruction", "question", "query",
  ]

  /// Adds a prompt: a string, a list of turns, or an object that holds such a list.
  mutating func addPrompt(_ key: JSONKey) {
    guard let node = fields[key] else { return }
    if isTurnList(node) {
      use(key)
      addTurns(node, JSONPointer(key: key))
    } else if let list = node.member("messages", in: bytes), isTurnList(list) {
      use(key)
      addTurns(list, JSONPointer(key: key).appending(key: "messages"))
      for member in node.members(in: bytes, limit: RecordReading.partLimit) {
        let name = JSONString(raw: bytes, member.key)
        if name == "messages" { continue }
        addLeaves(member.value, JSONPointer(key: key).appending(name), name.text)
      }
    } else if let text = node.member("full_text", in: bytes), text.kind == .string {
      // WebGPT's questions.
      use(key)
      let at = JSONPointer(key: key)
      add(Part(.prompt, key.text, at.appending(key: "full_text"), text))
      for member in node.members(in: bytes, limit: RecordReading.partLimit)
      where member.value != text {
        addLeaves(
          member.value, at.appending(raw: member.key, of: bytes), bytes.text(raw: member.key))
      }
    } else {
      addField(key, .prompt)
    }
  }

  /// Adds an answer: a string, one turn, or a list of turns.
  mutating func addAnswer(_ key: JSONKey, _ role: Part.Role, response: Int? = nil) {
    guard let node = fields[key] else { return }
    let at = JSONPointer(key: key)
    let start = reading.parts.count
    use(key)
    if isTurnList(node) {
      addTurns(node, at, response: response)
    } else if node.isTurn(in: bytes) {
      addTurn(node, at, response: response)
    } else {
      addField(key, role, response: response)
      return
    }
    if role != .assistant { turnAnswers(from: start, into: role, of: key) }
  }

  /// Gives the answers among the parts from `first` on the role of a side, and the side's name
  /// before their own.
  private mutating func turnAnswers(
    from first: Int, into role: Part.Role, of key: JSONKey? = nil
  ) {
    for index in first..<reading.parts.count where reading.parts[index].role == .assistant {
      reading.parts[index].role = role
      if let key { reading.parts[index].name = "\(key.text) \(reading.parts[index].name)" }
    }
  }

  /// Adds the turns of `prompt` that precede those with which both sides begin: a prompt that says
  /// the same as these would only repeat them.
  ///
  /// - Returns: the turns of `prompt` that repeat the shared ones.
  private mutating func addPromptBefore(
    _ shared: ArraySlice<JSONNode>
  ) -> [(node: JSONNode, index: Int)] {
    guard let prompt = fields["prompt"], isTurnList(prompt) else { return [] }
    let turns = prompt.elements(in: bytes)
    let isEnd =
      turns.count > shared.count
      && zip(turns.suffix(shared.count), shared).allSatisfy { $0.isSame(as: $1, in: bytes) }
    guard isEnd else {
      let isBeginning =
        turns.count <= shared.count
        && zip(turns, shared).allSatisfy { $0.isSame(as: $1, in: bytes) }
      // The sides go on after it.
      if !isBeginning { addPrompt("prompt") }
      return []
    }
    use("prompt")
    for index in turns.indices.dropLast(shared.count) {
      addTurn(turns[index], JSONPointer(key: "prompt"), at: index)
    }
    return turns.indices.suffix(shared.count).map { (turns[$0], $0) }
  }

  /// Adds the two sides of a pair. Turns that both begin with are the prompt, and are shown and
  /// edited only once.
  private mutating func addSides(_ sides: [(key: JSONKey, role: Part.Role)]) {
    let lists = sides.map { side in fields[side.key]?.elements(in: bytes) ?? [] }
    var shared = 0
    if sides.allSatisfy({ fields[$0.key].map { isTurnList($0) } == true }) {
      while shared < min(lists[0].count, lists[1].count) - 1,
        lists[0][shared].isSame(as: lists[1][shared], in: bytes)
      { shared += 1 }
    }
    var repeated: [(node: JSONNode, index: Int)] = []
    if shared == 0 {
      addContext(besides: sides.map(\.key))
    } else {
      addSystem()
      repeated = addPromptBefore(lists[0].prefix(shared))
    }
    let start = reading.parts.count
    for index in 0..<shared {
      addTurn(lists[0][index], JSONPointer(key: sides[0].key), at: index)
    }
    for index in start..<reading.parts.count {
      var tokens = reading.parts[index].pointer.tokens
      tokens[0] = JSONString(sides[1].key)
      reading.parts[index].mirror = JSONPointer(tokens)
    }
    for (response, side) in sides.enumerated() {
      if shared > 0, let list = fields[side.key] {
        use(side.key)
        let first = reading.parts.count
        let at = JSONPointer(key: side.key)
        addTurns(list, at, response: response, from: shared)
        turnAnswers(from: first, into: side.role, of: side.key)
      } else {
        addAnswer(side.key, side.role, response: response)
      }
      reading.responses.append(Response(pointer: JSONPointer(key: side.key)))
    }
    for (turn, index) in repeated {
      addLeaves(turn, JSONPointer(key: "prompt").appending(index), String(index))
    }
  }
}

extension JSONNode {
  /// Whether another value of the same bytes is equal, even if it is spelled otherwise.
  public func isSame(as other: JSONNode, in bytes: Bytes) -> Bool {
    bytes.slice(range) == bytes.slice(other.range)
      || JSONValue(self, in: bytes) == JSONValue(other, in: bytes)
  }
}
