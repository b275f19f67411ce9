import Curation
import JSONLines

/// Turns the parts of a record into content.
struct ExampleReader {
  let value: JSONValue
  let reading: RecordReading
  let bytes: Bytes
  let state: RecordState?

  /// Nil for all shapes but that of trees.
  let tree: ReplyTree?
  /// A label of the answer that isn't a boolean; see `AnswerLabel`.
  private let label: (key: JSONString, isGood: Bool)?

  init(_ value: JSONValue, _ reading: RecordReading, _ bytes: Bytes, _ state: RecordState?) {
    (self.value, self.reading, self.bytes, self.state) = (value, reading, bytes, state)
    tree = reading.shape == .replyTree ? ReplyTree(value) : nil
    let isOfAnswer =
      [.messages, .conversations, .alpaca, .promptResponse].contains(reading.shape)
      && reading.parts.last { ![.field, .label].contains($0.role) }?.role == .assistant
    label = isOfAnswer ? AnswerLabel.found(in: value) : nil
  }

  func content() throws(Example.Problem) -> Example.Content {
    switch reading.shape {
    case .labelled where reading.parts.first?.pointer == JSONPointer(key: "prompt"):
      let text = try text
      let turns =
        Transcript.turns(ofPrompt: text)?.map(Self.turn) ?? [
          .init(role: "user", content: .text(text))
        ]
      return .prompt(turns, lacking: "an answer")
    case .text, .labelled: return .text(try text)
    case .alpaca where !instances.isEmpty:
      return .conversations(
        try instances.map { instance throws(Example.Problem) in
          try turns { $0.instance == nil || $0.instance == instance }
        })
    case .messages, .conversations, .turns, .rounds, .alpaca, .promptResponse, .rated:
      let turns = try turns(response: nil)
      if let label, let answer = turns.last, answer.role == "assistant" {
        return .labelled(prompt: turns.dropLast(), answer: [answer], isGood: label.isGood)
      }
      if turns.contains(where: { $0.role == "assistant" }) { return .conversation(turns) }
      guard turns.contains(where: { $0.role == "user" }) else {
        throw .missing("a prompt and an answer")
      }
      return .prompt(turns, lacking: "an answer")
    case .pairwise:
      return .pair(
        prompt: try turns(response: nil), chosen: try turns(response: 0),
        rejected: try turns(response: 1))
    case .transcripts: return try transcripts()
    case .dialogue: return .conversation(Self.turns(ofDialogue: try text))
    case .ranked, .safetyPair: return .ranked(try ranking)
    case .replyTree:
      guard let tree, !tree.bestPath.isEmpty else { throw .missing("an answer") }
      return .tree(best: tree.bestPath, rankings: tree.rankings)
    case .kto:
      var turns = try turns(response: nil)
      guard let label = reading.parts.first(where: { $0.role == .label }),
        let answer = turns.popLast(), answer.role == "assistant"
      else { throw .missing("an answer") }
      let isGood = JSONValue(label.node, in: bytes) == .bool(true)
      return .labelled(prompt: turns, answer: [answer], isGood: isGood)
    case .promptOnly: return .prompt(try turns(response: nil), lacking: "an answer")
    case .candidates: return try candidates
    case .opaque: throw .notJSON
    case .segments, .stepwise, .tree: throw .unknownShape(reading.shape)
    }
  }

  /// The text of a document: its title, and what follows.
  private var text: String {
    get throws(Example.Problem) {
      var texts: [String] = []
      for part in reading.parts where part.role == .text {
        guard let text = try content(of: part)?.string else { continue }
        if !text.isEmpty || part.name != "title" { texts.append(text.text) }
      }
      return texts.joined(separator: "\n")
    }
  }

  /// The indices of Self-Instruct's instances.
  private var instances: [Int] {
    reading.parts.compactMap(\.instance).reduce(into: []) { all, place in
      if all.last != place { all.append(place) }
    }
  }

  private func transcripts() throws(Example.Problem) -> Example.Content {
    let (chosen, rejected) = (
      Self.turns(ofDialogue: value["chosen"]?.string?.text ?? ""),
      Self.turns(ofDialogue: value["rejected"]?.string?.text ?? "")
    )
    let shared = zip(chosen, rejected).prefix { $0 == $1 }.count
    let prompt = Array(chosen.prefix(min(shared, chosen.count - 1, rejected.count - 1)))
    guard prompt.last?.role == "user" else { throw .missing("a prompt that both sides share") }
    return .pair(
      prompt: prompt, chosen: Array(chosen[prompt.count...]),
      rejected: Array(rejected[prompt.count...]))
  }

  private static func turns(ofDialogue text: String) -> [Example.Turn] {
    Transcript.turns(text).map(turn)
  }

  private static func turn(_ turn: Transcript.Turn) -> Example.Turn {
    Example.Turn(role: roles[turn.role] ?? "assistant", content: .text(turn.text))
  }

  // MARK: - Turns

  /// The turns that precede the responses, or those of one response.
  func turns(response: Int?) throws(Example.Problem) -> [Example.Turn] {
    try turns { $0.response == response }
  }

  private func turns(
    where isWanted: (Part) -> Bool
  ) throws(Example.Problem) -> [Example.Turn] {
    var turns: [Example.Turn] = []
    var lastTurn: JSONPointer?
    var endsInPlainPrompt = false
    let parts = reading.parts.filter {
      isWanted($0) && $0.role != .field && $0.role != .label
    }
    // A dialogue beside an instruction is what this is about.
    let prompts = parts.filter {
      $0.role == .prompt && $0.node.text(in: bytes)?.isEmpty != true
    }
    for part in parts {
      if part.role == .unknown, part.name == "?" { throw .missing("who speaks in a turn") }
      if let (pointer, object) = turn(around: part.pointer) {
        if pointer != lastTurn { turns.add(object) }
        lastTurn = pointer
        endsInPlainPrompt = false
        continue
      }
      guard let content = try content(of: part) else { continue }
      let role = Self.roles[part.role] ?? "assistant"
      let text = content.string
      if text?.isEmpty == true {
        // An empty input beside an instruction, or the other way round, says nothing.
        let isBeside =
          part.role == .prompt
          && (!prompts.isEmpty || endsInPlainPrompt || turns.last?.role == "user")
        if isBeside || part.role == .system { continue }
      }
      if part.role == .prompt, prompts.count == 1, let text,
        let dialogue = Transcript.turns(ofPrompt: text.text)?.map(Self.turn),
        turns.isEmpty || dialogue[0].role == "user"
      {
        turns += dialogue
        continue
      }
      if part.role == .prompt, endsInPlainPrompt, let text,
        let before = turns.last?.content.string
      {
        // Instruction and input are one turn.
        turns[turns.count - 1].content = .text(before.text + "\n" + text.text)
        turns[turns.count - 1].input = part.name == "input" ? text.text : nil
      } else {
        turns.append(Example.Turn(role: role, content: content))
      }
      endsInPlainPrompt = part.role == .prompt
    }
    return turns
  }

  /// The content of a part that is no turn: a text, a number as it is written, or typed parts. Nil
  /// if it is null or an empty list.
  private func content(of part: Part) throws(Example.Problem) -> JSONValue? {
    let value = JSONValue(part.node, in: bytes)
    switch value {
    case .string: return value
    case .number, .bool:
      return .text(part.node.spelling(in: bytes))
    case .array(let parts) where parts.allSatisfy({ $0["type"]?.string != nil }):
      return parts.isEmpty ? nil : value
    default:
      if value.isEmpty { return nil }
      throw .noText(part.name)
    }
  }

  private static let roles: [Part.Role: String] = [
    .system: "system", .user: "user", .prompt: "user", .tool: "tool",
  ]

  /// The turn, an object with a role, that contains the value at `pointer`.
  func turn(around pointer: JSONPointer) -> (JSONPointer, JSONValue)? {
    var at: JSONPointer? = pointer
    while let here = at, !here.tokens.isEmpty {
      if let object = try? value.value(at: here), case .object = object,
        object["role"]?.string != nil || object["from"]?.string != nil, !object.isAnswer
      {
        return (here, object)
      }
      at = here.parent
    }
    return nil
  }

  // MARK: - Other members

  var tools: JSONValue? {
    // Columns of Hugging Face datasets have null where a record has none.
    let all = [value["tools"], value["input"]?["tools"], oldTools].compactMap(\.self)
      .filter { $0 != .null && $0.string?.isEmpty != true }
    let tools = all.first { !$0.isEmpty } ?? all.first
    return tools.map { $0.parsed ?? $0 }
  }

  /// OpenAI's older `functions`, beside turns with a `function_call`.
  private var oldTools: JSONValue? {
    guard case .array(let functions)? = value["functions"],
      functions.allSatisfy({ $0["name"]?.string != nil })
    else { return nil }
    return .array(functions)
  }

  var others: [JSONValue.Member] {
    guard case .object(let members) = value else { return [] }
    // Only KTO trains on a label; elsewhere it is another member.
    var used = Set(
      reading.parts.filter { part in
        switch part.role {
        case .label: reading.shape == .kto
        // A list of scores beside that of the answers is used as ranks are.
        case .field:
          reading.shape == .candidates && part.name == "score" && part.response != nil
        default: true
        }
      }.compactMap(\.pointer.tokens.first))
    used.formUnion(reading.responses.compactMap(\.pointer.tokens.first))
    used.insert("tools")
    if oldTools != nil { used.insert("functions") }
    // Formats with these columns have them empty in most records.
    let isEmpty = { (member: JSONValue.Member) in
      ["input", "system", "history"].contains(member.key) && member.value.isEmpty
    }
    let inside: [JSONValue.Member] =
      if reading.shape == .pairwise, case .object(let input)? = value["input"] {
        input.filter { $0.key != "messages" && $0.key != "tools" }
      } else {
        []
      }
    if let label { used.insert(label.key) }
    return members.filter { !used.contains($0.key) && !isEmpty($0) } + inside
  }
}

extension JSONValue {
  /// Whether this object is an answer with its model's name, and no turn.
  fileprivate var isAnswer: Bool {
    let isTurn = ["content", "value", "tool_calls", "function_call"].contains { self[$0] != nil }
    return !isTurn && (self["text"] ?? self["response"])?.string != nil
  }
}

extension Part {
  /// The index of the Self-Instruct instance that contains the part.
  fileprivate var instance: Int? {
    let tokens = pointer.tokens
    return tokens.count == 3 && tokens[0] == "instances" ? JSONPointer.index(tokens[1]) : nil
  }
}
