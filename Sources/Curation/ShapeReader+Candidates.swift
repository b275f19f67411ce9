import JSONLines

/// Several answers to a prompt: without a preference, or ranked.
extension ShapeReader {
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

  /// Adds what is said about one of two responses, in members that end as its key does: `score_0`
  /// of `answer_0`.
  private mutating func addCompanions(of key: JSONKey, response: Int) {
    guard let end = key.text.split(separator: "_").last, end.count < key.text.count else { return }
    for (position, member) in fields.all.enumerated() where !isUsed[position] {
      let name = fields.name(member)
      guard name.text.hasSuffix("_\(end)") else { continue }
      use(at: position)
      let here = JSONPointer([name])
      if member.value.kind == .object {
        addOtherFields(
          of: JSONMembers(of: member.value, in: bytes), here, name.text + " ", except: [],
          response: response, depth: 1)
      } else {
        add(Part(.field, name.text, here, member.value, response: response))
      }
    }
  }

  /// Reads answers by the names of those who gave them: `{"answers": {"gpt": ..., "llama": ...}}`.
  private mutating func readNamedCandidates() -> Bool {
    guard
      let key = firstKey(Self.namedCandidateKeys, where: { $0.kind == .object }),
      let named = fields[key]
    else { return false }
    let answers = named.members(in: bytes, limit: RecordReading.responseLimit)
    guard answers.count > 1, answers.allSatisfy({ $0.value.kind == .string }) else { return false }
    addContext()
    use(key)
    noteUnread(of: named, answers.count)
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
        ["prompt", "instruction", "question", "query", "problem", "input", "messages"],
        where: { _ in true }) != nil
    else { return false }
    let answers = list.elements(in: bytes, limit: RecordReading.responseLimit)
    guard answers.count > 1, answers.allSatisfy({ $0.kind == .string }) else { return false }
    addContext()
    use(key)
    noteUnread(of: list, answers.count)
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

  /// Notes how many answers a list has beyond those that are read.
  private mutating func noteUnread(of list: JSONNode, _ readCount: Int) {
    guard readCount == RecordReading.responseLimit else { return }
    let count =
      list.kind == .array
      ? list.elements(in: bytes).count : JSONMembers(of: list, in: bytes).count
    reading.unreadResponses = count - readCount
  }

  /// The list that has a number for each of `count` responses, under any of its keys.
  private func scores(of count: Int) -> (key: JSONKey, nodes: [JSONNode])? {
    for key in ["scores", "rewards", "ratings"] as [JSONKey] {
      guard let nodes = fields[key]?.elements(in: bytes, limit: RecordReading.responseLimit),
        nodes.count == count,
        nodes.allSatisfy({ $0.kind == .number })
      else { continue }
      return (key, nodes)
    }
    return nil
  }

  /// A rank: a whole number, also one spelled `2.0`, that every reader of JSON takes exactly.
  private func rank(_ node: JSONNode) -> Int? {
    let number =
      node.integer(in: bytes) ?? Double(node.spelling(in: bytes)).flatMap(Int.init(exactly:))
    return number.flatMap { $0.magnitude <= Int.exactLimit ? $0 : nil }
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
      let elements = list.elements(in: bytes, limit: RecordReading.responseLimit)
      let members = elements.map { JSONMembers(of: $0, in: bytes) }
      let texts = members.map { element in keys.texts.first { element[$0]?.kind == .string } }
      guard !elements.isEmpty, !texts.contains(nil) else { continue }
      addContext()
      use(keys.list)
      noteUnread(of: list, elements.count)
      let at = JSONPointer(key: keys.list)
      for (index, element) in members.enumerated() {
        guard let text = texts[index], let node = element[text] else { continue }
        let here = at.appending(index)
        let rank = element[keys.rank].flatMap { self.rank($0) }
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
    for member in element.all {
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
}
