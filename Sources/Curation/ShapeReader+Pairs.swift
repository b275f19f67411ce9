import JSONLines

/// Prompt and answer, pairs, candidates, rankings.
extension ShapeReader {
  mutating func readAlpaca() -> Bool {
    guard isString("instruction"), let output = firstKey(["output"], where: { $0.kind != .null })
    else { return false }
    addField("system", .system)
    addHistory()
    addField("instruction", .prompt)
    addField("input", .prompt)
    addAnswer(output, .assistant)
    return true
  }

  /// `history`: `[[question, answer], ...]`.
  private mutating func addHistory() {
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

  /// Names under which published datasets hold one prompt and one answer.
  private static let promptResponseKeys: [(prompt: JSONKey, answer: JSONKey)] = [
    ("input", "output"), ("instruction", "response"), ("instruction", "answer"),
    ("question", "answer"), ("question", "response"), ("query", "response"), ("query", "answer"),
    ("prompt", "completion"), ("prompt", "response"), ("prompt", "output"), ("prompt", "answer"),
    ("problem", "solution"), ("problem", "answer"), ("input", "target"), ("inputs", "targets"),
  ]

  mutating func readPromptResponse() -> Bool {
    guard
      let keys = Self.promptResponseKeys.first(where: { keys in
        fields[keys.prompt] != nil && fields[keys.answer] != nil
          && fields[keys.answer]?.kind != .bool && fields[keys.answer]?.kind != .number
      })
    else { return false }
    addField("system", .system)
    addHistory()
    addPrompt(keys.prompt)
    addField("context", .prompt)
    if keys.prompt == "instruction" { addField("input", .prompt) }
    addAnswer(keys.answer, .assistant)
    return true
  }

  mutating func readText(withLabel: Bool) -> Bool {
    let names: [JSONKey] = withLabel ? ["text", "content", "prompt"] : ["text", "content"]
    guard let text = firstKey(names, where: { $0.kind == .string }) else { return false }
    if withLabel {
      guard let label = firstKey(["label", "labels"], where: { $0.kind != .null }) else {
        return false
      }
      addField("title", .text)
      addField(text, .text)
      return addField(label, .label)
    }
    addField("title", .text)
    return addField(text, .text)
  }

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

  /// Names under which the two sides of a pair stand, the better first.
  private static let pairKeys: [(chosen: JSONKey, rejected: JSONKey)] = [
    ("chosen", "rejected"), ("chosen_response", "rejected_response"),
    ("chosen_messages", "rejected_messages"), ("preferred_output", "non_preferred_output"),
    ("response_j", "response_k"), ("answer_matching_behavior", "answer_not_matching_behavior"),
  ]

  mutating func readPair() -> Bool {
    if let keys = Self.pairKeys.first(where: { isSide($0.chosen) && isSide($0.rejected) }) {
      addContext()
      addSides([(keys.chosen, .chosen), (keys.rejected, .rejected)])
      return true
    }
    // ms-swift: the chosen answer is the last turn.
    guard let list = fields["messages"], isTurnList(list), isString("rejected_response") else {
      return false
    }
    let turns = list.elements(in: bytes)
    use("messages")
    let at = JSONPointer(key: "messages")
    for (index, turn) in turns.enumerated() {
      addTurn(turn, at.appending(index), response: index == turns.count - 1 ? 0 : nil)
    }
    addField("rejected_response", .rejected, response: 1)
    reading.responses = [
      Response(pointer: at.appending(turns.count - 1).appending(key: "content")),
      Response(pointer: JSONPointer(key: "rejected_response")),
    ]
    return true
  }

  private func isSide(_ key: JSONKey) -> Bool {
    fields[key].map { $0.kind != .null && $0.kind != .number } ?? false
  }

  /// Names under which two answers stand, neither of them the better.
  private static let candidateKeys: [(first: JSONKey, second: JSONKey)] = [
    ("answer1", "answer2"), ("response_0", "response_1"), ("response1", "response2"),
    ("output_1", "output_2"), ("answer_0", "answer_1"), ("response_a", "response_b"),
  ]

  mutating func readCandidates() -> Bool {
    guard
      let keys = Self.candidateKeys.first(where: { isString($0.first) && isString($0.second) })
    else { return false }
    addContext()
    addField(keys.first, .response, response: 0)
    addField(keys.second, .response, response: 1)
    reading.responses = [
      Response(pointer: JSONPointer(key: keys.first)),
      Response(pointer: JSONPointer(key: keys.second)),
    ]
    return true
  }

  /// Lists of responses: their key, and the keys of the text and the rank in each.
  private static let rankedKeys: [(list: JSONKey, texts: [JSONKey], rank: JSONKey)] = [
    ("responses", ["text", "response", "content"], "rank"),
    ("answers", ["answer", "text"], "rank"),
    ("completions", ["response", "text"], "rank"), ("outputs", ["text", "output"], "rank"),
  ]

  mutating func readRanked() -> Bool {
    for keys in Self.rankedKeys {
      guard let list = fields[keys.list] else { continue }
      let elements = list.elements(in: bytes, limit: 1000)
      let members = elements.map { JSONMembers(of: $0, in: bytes) }
      let texts = members.map { element in keys.texts.first { element[$0]?.kind == .string } }
      guard !elements.isEmpty, !texts.contains(nil) else { continue }
      addContext()
      use(keys.list)
      let at = JSONPointer(key: keys.list)
      for (index, element) in members.enumerated() {
        guard let text = texts[index], let node = element[text] else { continue }
        let here = at.appending(index)
        let rank = element[keys.rank].flatMap { JSONValue($0, in: bytes).integer }
        add(
          Part(.response, "response \(index + 1)", here.appending(key: text), node, response: index)
        )
        reading.responses.append(
          Response(pointer: here, rankPointer: here.appending(key: keys.rank), rank: rank))
        addOtherFields(of: element, here, "", except: [text, keys.rank], response: index)
      }
      return true
    }
    return false
  }

  /// What else a response has, and what is inside of that: `honesty Rating` of UltraFeedback's
  /// annotations.
  private mutating func addOtherFields(
    of element: JSONMembers, _ pointer: JSONPointer, _ prefix: String, except: [JSONKey],
    response: Int, depth: Int = 0
  ) {
    for member in element.all.prefix(100) {
      guard !except.contains(where: { $0.matches(bytes, member.key) }) else { continue }
      let key = element.name(member)
      let (name, here) = (prefix + key.text, pointer.appending(key))
      if member.value.kind == .object, depth < 3 {
        addOtherFields(
          of: JSONMembers(of: member.value, in: bytes), here, depth == 0 ? "" : name + " ",
          except: [], response: response, depth: depth + 1)
      } else {
        add(Part(.field, name, here, member.value, response: response))
      }
    }
  }

  // MARK: - Prompts and sides

  /// What comes before the responses, under any of its names.
  private mutating func addContext() {
    addField("system", .system)
    addHistory()
    for key in [
      "messages", "conversations", "context", "prompt", "instruction", "question", "query",
    ] as [JSONKey]
    where fields[key] != nil && !isUsed(key) { addPrompt(key) }
    addPrompt("input")
  }

  /// A prompt: a string, a list of turns, or an object that holds such a list.
  mutating func addPrompt(_ key: JSONKey) {
    guard let node = fields[key] else { return }
    if isTurnList(node) {
      use(key)
      addTurns(node, JSONPointer(key: key))
    } else if let list = node.member("messages", in: bytes), isTurnList(list) {
      use(key)
      addTurns(list, JSONPointer(key: key).appending(key: "messages"))
    } else {
      addField(key, .prompt)
    }
  }

  /// An answer: a string, one turn, a list of turns.
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
    guard role != .assistant else { return }
    for index in start..<reading.parts.count where reading.parts[index].role == .assistant {
      reading.parts[index].role = role
      reading.parts[index].name = "\(key.text) \(reading.parts[index].name)"
    }
  }

  /// The two sides of a pair. Turns that both begin with are the prompt, shown and edited once.
  private mutating func addSides(_ sides: [(key: JSONKey, role: Part.Role)]) {
    let lists = sides.map { side in fields[side.key]?.elements(in: bytes) ?? [] }
    var shared = 0
    if sides.allSatisfy({ fields[$0.key].map(isTurnList) == true }) {
      let values = lists.map { $0.map { JSONValue($0, in: bytes) } }
      while shared < min(values[0].count, values[1].count) - 1,
        values[0][shared] == values[1][shared]
      { shared += 1 }
    }
    let start = reading.parts.count
    for index in 0..<shared {
      let at = JSONPointer(key: sides[0].key).appending(index)
      addTurn(lists[0][index], at)
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
        for index in first..<reading.parts.count where reading.parts[index].role == .assistant {
          reading.parts[index].role = side.role
          reading.parts[index].name = "\(side.key.text) \(reading.parts[index].name)"
        }
      } else {
        addAnswer(side.key, side.role, response: response)
      }
      reading.responses.append(Response(pointer: JSONPointer(key: side.key)))
    }
  }
}
