import JSONLines

/// Prompts with an answer, pairs, candidates, rankings.
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
    guard
      let keys = RecordReading.promptAnswerKeys.dropFirst().first(where: { keys in
        fields[keys.prompt] != nil && fields[keys.answer] != nil
          && fields[keys.answer]?.kind != .bool && fields[keys.answer]?.kind != .number
      })
    else { return false }
    addBeginning()
    addPrompt(keys.prompt)
    addField("context", .prompt)
    if keys.prompt == "instruction" { addField("input", .prompt) }
    addAnswer(keys.answer, .assistant)
    return true
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
    for (index, turn) in turns.enumerated() {
      addTurn(turn, at, at: index, response: index == turns.count - 1 ? 0 : nil)
    }
    addAnswer("rejected_response", .rejected, response: 1)
    reading.responses = [
      Response(pointer: at.appending(turns.count - 1).appending(key: "content")),
      Response(pointer: JSONPointer(key: "rejected_response")),
    ]
    return true
  }

  private func isSide(_ key: JSONKey) -> Bool {
    fields[key].map { $0.kind != .null && $0.kind != .number } ?? false
  }

  /// Keys of two answers without a preference.
  private static let candidateKeys: [(first: JSONKey, second: JSONKey)] = [
    ("answer1", "answer2"), ("response_0", "response_1"), ("response1", "response2"),
    ("output_1", "output_2"), ("answer_0", "answer_1"), ("response_a", "response_b"),
  ]

  /// Keys of lists of answers that are strings, without a preference.
  private static let candidateLists: [JSONKey] = [
    "responses", "outputs", "output", "answers", "completions", "candidates", "generations",
  ]

  mutating func readCandidates() -> Bool {
    guard
      let keys = Self.candidateKeys.first(where: { isString($0.first) && isString($0.second) })
    else { return readCandidateList() }
    addContext()
    for (response, key) in [keys.first, keys.second].enumerated() {
      addField(key, .response, response: response)
      addCompanions(of: key, response: response)
      reading.responses.append(Response(pointer: JSONPointer(key: key)))
    }
    return true
  }

  /// Adds what is said about one of two responses, in members that end as its key does: `score_0` of
  /// `answer_0`.
  private mutating func addCompanions(of key: JSONKey, response: Int) {
    guard let end = key.text.split(separator: "_").last, end.count < key.text.count else { return }
    for (position, member) in fields.all.enumerated() where !isUsed[position] {
      let name = fields.name(member)
      guard name.text.hasSuffix("_\(end)") else { continue }
      use(at: position)
      add(Part(.field, name.text, JSONPointer([name]), member.value, response: response))
    }
  }

  /// Reads answers by the names of those who gave them: `{"answers": {"gpt": ..., "llama": ...}}`.
  private mutating func readNamedCandidates() -> Bool {
    guard
      let key = firstKey(Self.namedCandidateKeys, where: { $0.kind == .object }),
      let named = fields[key]
    else { return false }
    let answers = named.members(in: bytes, limit: 1000)
    guard answers.count > 1, answers.allSatisfy({ $0.value.kind == .string }) else { return false }
    addContext()
    use(key)
    for (index, answer) in answers.enumerated() {
      let name = JSONString(raw: bytes, answer.key)
      let at = JSONPointer(key: key).appending(name)
      add(Part(.response, name.text, at, answer.value, response: index))
      reading.responses.append(Response(pointer: at))
    }
    return true
  }

  private static let namedCandidateKeys: [JSONKey] = [
    "answers", "responses", "completions", "candidates", "generations",
  ]

  private mutating func readCandidateList() -> Bool {
    if readNamedCandidates() { return true }
    guard
      let key = firstKey(
        Self.candidateLists, where: { $0.firstElement(in: bytes)?.kind == .string }),
      let list = fields[key],
      firstKey(
        ["prompt", "instruction", "question", "query", "input", "messages"], where: { _ in true })
        != nil
    else { return false }
    let answers = list.elements(in: bytes, limit: 1000)
    guard answers.count > 1, answers.allSatisfy({ $0.kind == .string }) else { return false }
    addContext()
    use(key)
    let scores = scores(of: answers.count)
    for (index, answer) in answers.enumerated() {
      let at = JSONPointer(key: key).appending(index)
      add(Part(.response, Self.name(of: index), at, answer, response: index))
      reading.responses.append(Response(pointer: at))
      guard let scores else { continue }
      use(scores.key)
      let place = JSONPointer(key: scores.key).appending(index)
      add(Part(.field, "score", place, scores.nodes[index], response: index))
    }
    return true
  }

  /// The list that has a number for each of `count` responses, under any of its keys.
  private func scores(of count: Int) -> (key: JSONKey, nodes: [JSONNode])? {
    for key in ["scores", "rewards", "ratings"] as [JSONKey] {
      guard let nodes = fields[key]?.elements(in: bytes, limit: 1000), nodes.count == count,
        nodes.allSatisfy({ $0.kind == .number })
      else { continue }
      return (key, nodes)
    }
    return nil
  }

  /// A rank: a whole number, also one spelled `2.0`, that every reader of JSON takes exactly.
  private func rank(_ node: JSONNode) -> Int? {
    let spelling = String(decoding: bytes.slice(node.range), as: UTF8.self)
    let number = node.integer(in: bytes) ?? Double(spelling).flatMap(Int.init(exactly:))
    return number.flatMap { (-1 << 53...1 << 53).contains($0) ? $0 : nil }
  }

  /// Keys of lists of responses, and of the text and the rank in each response.
  private static let rankedKeys: [(list: JSONKey, texts: [JSONKey], rank: JSONKey)] = [
    ("responses", ["text", "response", "content"], "rank"),
    ("answers", ["answer", "text"], "rank"),
    ("completions", ["response", "text"], "rank"), ("outputs", ["text", "output"], "rank"),
    ("solutions", ["solution", "text"], "rank"), ("candidates", ["text", "response"], "rank"),
    ("generations", ["text", "generation"], "rank"), ("output", ["text"], "rank"),
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
        let rank = element[keys.rank].flatMap(rank)
        add(
          Part(.response, Self.name(of: index), here.appending(key: text), node, response: index)
        )
        reading.responses.append(
          Response(pointer: here, rankPointer: here.appending(key: keys.rank), rank: rank))
        addOtherFields(of: element, here, "", except: [text, keys.rank], response: index)
      }
      return true
    }
    return false
  }

  /// The name of a response. Concatenation is cheaper than interpolation.
  private static func name(of response: Int) -> String { "response " + String(response + 1) }

  /// Adds the other members of a response, and what is nested in them, such as `honesty Rating` in
  /// UltraFeedback's annotations.
  mutating func addOtherFields(
    of element: JSONMembers, _ pointer: JSONPointer, _ prefix: String, except: [JSONKey],
    response: Int, depth: Int = 0
  ) {
    guard element.count > except.count(where: { element[$0] != nil }) else { return }
    for member in element.all.prefix(100) {
      guard !except.contains(where: { $0.matches(bytes, member.key) }) else { continue }
      let name = prefix + bytes.text(raw: member.key)
      let here = pointer.appending(raw: member.key, of: bytes)
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

  /// Adds what precedes the responses, under any of its keys.
  mutating func addContext(besides sides: [JSONKey] = []) {
    addBeginning()
    for key in Self.contextKeys
    where fields[key] != nil && !isUsed(key) && !sides.contains(key) { addPrompt(key) }
    addPrompt("input")
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
      for member in node.members(in: bytes, limit: 100) {
        let name = JSONString(raw: bytes, member.key)
        if name == "messages" { continue }
        addLeaves(member.value, JSONPointer(key: key).appending(name), name.text)
      }
    } else if let text = node.member("full_text", in: bytes), text.kind == .string {
      // WebGPT's questions.
      use(key)
      let at = JSONPointer(key: key)
      add(Part(.prompt, key.text, at.appending(key: "full_text"), text))
      for member in node.members(in: bytes, limit: 100) where member.value != text {
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
    guard role != .assistant else { return }
    for index in start..<reading.parts.count where reading.parts[index].role == .assistant {
      reading.parts[index].role = role
      reading.parts[index].name = "\(key.text) \(reading.parts[index].name)"
    }
  }

  /// Whether two values are equal, even if their bytes differ.
  private func isSame(_ a: JSONNode, _ b: JSONNode) -> Bool {
    bytes.slice(a.range) == bytes.slice(b.range)
      || JSONValue(a, in: bytes) == JSONValue(b, in: bytes)
  }

  /// Adds the two sides of a pair. Turns that both begin with are the prompt, and are shown and
  /// edited only once.
  private mutating func addSides(_ sides: [(key: JSONKey, role: Part.Role)]) {
    let lists = sides.map { side in fields[side.key]?.elements(in: bytes) ?? [] }
    var shared = 0
    if sides.allSatisfy({ fields[$0.key].map { isTurnList($0) } == true }) {
      while shared < min(lists[0].count, lists[1].count) - 1,
        isSame(lists[0][shared], lists[1][shared])
      { shared += 1 }
    }
    // If both sides begin with the prompt, `prompt` and `messages` would only repeat it.
    if shared == 0 { addContext(besides: sides.map(\.key)) } else { addSystem() }
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
