import Curation
import JSONLines

/// A record as rules see it, parsed and decoded once.
///
/// A class, because passing one reference to every rule is cheaper than passing its contents.
final class CheckedRecord: Sendable {
  let number: RecordNumber
  let bytes: Bytes
  let state: RecordState
  let reading: RecordReading
  let limits: CheckLimits
  /// Nil if the record isn't JSON.
  let root: JSONNode?
  /// The root's members.
  let fields: JSONMembers
  /// The texts by people or models, in reading order.
  let texts: [Text]
  /// Other strings of the record; see `asides(_:_:in:)`.
  let asides: [Text]
  /// The lists of turns; for a pair, the prompt's and both sides'.
  let conversations: [Conversation]
  /// Conversations that are a complete example.
  let wholeConversations: [Conversation]
  /// All turns of `conversations`.
  let turns: [Turn]
  /// The tool calls of `conversations`: in OpenAI's form, as typed content parts, and as
  /// LLaMA-Factory's turns that are a call.
  let calls: [Call]
  let toolList: JSONNode?
  /// The tools by name, with the schemas of their parameters; read only if there are calls.
  let tools: [String: JSONValue?]
  /// Both sides of a pair, if each is a dialogue in one string.
  let transcripts: (chosen: [Transcript.Turn], rejected: [Transcript.Turn])?
  /// The texts of the chosen and the rejected side; for dialogues, their last turns.
  let sides: Sides?
  /// The ranks of all responses; nil unless there are at least two responses and all have a rank.
  let wholeRanks: [Int]?
  let traits: Traits

  final class Text: Sendable {
    let pointer: JSONPointer
    let role: Part.Role
    /// The index of the response that it belongs to, if any.
    let response: Int?
    let utf8: [UInt8]
    /// A hash of the bytes.
    let fingerprint: UInt64
    let survey: EncodedText.Survey
    let characters: CharacterSurvey

    /// Whether the text is neither prompt nor answer.
    let isAside: Bool
    /// Of a dialogue in one string, its last turn, if that is the model's, and where it begins.
    let lastAnswer: (text: Text, start: Int)?

    /// - Parameters:
    ///   - role: nil for a text that is neither prompt nor answer.
    ///   - isDialogue: whether it is known to be a dialogue in one string.
    init(
      _ text: JSONString, at pointer: JSONPointer, _ role: Part.Role?, _ response: Int? = nil,
      isDialogue: Bool = false
    ) {
      self.pointer = pointer
      self.response = response
      lastAnswer = isDialogue ? Self.lastAnswer(of: text, at: pointer, role, response) : nil
      self.role = role ?? .field
      isAside = role == nil
      utf8 = text.wtf8
      (fingerprint, survey, characters) = text.withText { text in
        let survey = text.survey
        return (text.fingerprint, survey, CharacterSurvey(text, survey))
      }
    }

    private static func lastAnswer(
      of text: JSONString, at pointer: JSONPointer, _ role: Part.Role?, _ response: Int?
    ) -> (text: Text, start: Int)? {
      guard let turn = Transcript.turns(text.text).last, turn.role == .assistant else { return nil }
      let (whole, answer) = (text.wtf8, Array(turn.text.utf8))
      let end = (whole.lastIndex { !$0.isASCIISpace } ?? -1) + 1
      let start = max(0, end - answer.count)
      guard answer.isEmpty || whole[start..<end].elementsEqual(answer) else { return nil }
      let side = role == .text ? .assistant : role
      return (Text(JSONString(turn.text), at: pointer, side, response), start)
    }

    var string: String { String(decoding: utf8, as: UTF8.self) }

    func lend<R>(_ body: (EncodedText) -> R) -> R {
      utf8.withUnsafeBufferPointer { body(EncodedText($0)) }
    }

    /// Whether a model wrote it.
    var isAnswer: Bool { role.isAnswer }
    /// Whether it is part of the prompt.
    var isPrompt: Bool { response == nil && !isAnswer && role != .text }
    var kind: Rule.Texts {
      isAside ? .asides : isAnswer ? .answers : lastAnswer == nil ? .prompts : .all
    }
    var isBlank: Bool { utf8.isBlank }
    /// Whether the text is a prompt or a document, and contains a whole dialogue.
    var isDialogue: Bool {
      [.text, .prompt].contains(role)
        && Transcript.isDialogue(Bytes(utf8), 0..<utf8.count, isRaw: false)
    }
  }

  final class Turn: Sendable {
    private let list: JSONPointer
    private let index: Int
    let node: JSONNode
    let members: JSONMembers
    /// The role as the record spells it; nil if there is none.
    let role: String?
    let kind: Part.Role
    /// Nil if there is none.
    let content: JSONNode?

    /// - Parameter list: the pointer to the list that has the turn at `index`.
    init(_ node: JSONNode, _ list: JSONPointer, _ index: Int, in bytes: Bytes) {
      self.list = list
      self.index = index
      self.node = node
      members = JSONMembers(of: node, in: bytes)
      let said = (members["role"] ?? members["from"]).flatMap { Part.Role.ofTurn($0, in: bytes) }
      role = said?.name
      kind = said?.role ?? .unknown
      content = members["content"] ?? members["value"]
    }

    var pointer: JSONPointer { list.appending(index) }

    var contentPointer: JSONPointer {
      pointer.appending(key: members["content"] == nil ? "value" : "content")
    }
  }

  struct Conversation {
    /// The key of the list: `messages`, `chosen` ...; empty if the record itself is the list.
    var name: String
    var pointer: JSONPointer
    var turns: [Turn]
    /// Whether it is one side of a pair, which continues a prompt.
    var isContinuation: Bool
    /// Whether it may have tool calls or their results.
    var hasCalls: Bool
  }

  struct Sides {
    var chosen: [UInt8]
    var rejected: [UInt8]
  }

  init(
    _ number: RecordNumber, _ whole: Bytes, _ state: RecordState, as shape: Shape?,
    _ limits: CheckLimits = CheckLimits()
  ) {
    self.limits = limits
    self.number = number
    self.state = state
    let bytes: Bytes
    let document: JSONDocument?
    do {
      let found = try JSONDocument.parse(whole)
      (bytes, document) = (found.bytes, found)
      (root, fields, reading) = (found.root, found.members, RecordReading(found, as: shape))
    } catch {
      (bytes, document) = (whole, nil)
      (root, fields) = (nil, JSONMembers(of: nil, in: whole))
      reading = RecordReading(unreadable: error)
    }
    self.bytes = bytes
    let (reading, parts) = (reading, reading.parts)
    let isDialogue = reading.shape == .transcripts || reading.shape == .dialogue
    texts = parts.indices.compactMap { place in
      guard reading.isText(at: place), let text = parts[place].node.string(in: bytes) else {
        return nil
      }
      return Text(
        text, at: parts[place].pointer, parts[place].role, parts[place].response,
        isDialogue: isDialogue)
    }
    asides = Self.asides(root, reading, in: bytes)
    conversations = Self.conversations(root, fields, in: bytes)
    wholeConversations = Self.whole(conversations, reading, fields)
    turns = conversations.count == 1 ? conversations[0].turns : conversations.flatMap(\.turns)
    calls = Self.calls(conversations, in: bytes)
    toolList = Self.toolList(fields, in: bytes)
    tools = calls.isEmpty ? [:] : Self.tools(toolList, in: bytes)
    transcripts = Self.transcripts(reading, fields, in: bytes)
    sides = Self.sides(reading, texts, transcripts, in: bytes)
    wholeRanks = Self.wholeRanks(reading)
    traits = Self.traits(document, fields, reading, texts, conversations)
  }

  private static func transcripts(
    _ reading: RecordReading, _ fields: JSONMembers, in bytes: Bytes
  ) -> (chosen: [Transcript.Turn], rejected: [Transcript.Turn])? {
    guard reading.shape == .transcripts, let chosen = fields["chosen"]?.string(in: bytes),
      let rejected = fields["rejected"]?.string(in: bytes)
    else { return nil }
    return (Transcript.turns(chosen.text), Transcript.turns(rejected.text))
  }

  private static func sides(
    _ reading: RecordReading, _ texts: [Text],
    _ transcripts: (chosen: [Transcript.Turn], rejected: [Transcript.Turn])?, in bytes: Bytes
  ) -> Sides? {
    guard reading.isPair else { return nil }
    if let (chosen, rejected) = transcripts {
      return Sides(
        chosen: Array((chosen.last?.text ?? "").utf8),
        rejected: Array((rejected.last?.text ?? "").utf8))
    }
    var both = texts.joined(upTo: 2)
    // A side that is a list or a number counts as it is written.
    for part in reading.parts where part.node.kind != .string && part.node.kind != .null {
      guard let side = part.response, part.role != .field, both[side].isEmpty else { continue }
      both[side] = Array(bytes.slice(part.node.range))
    }
    return Sides(chosen: both[0], rejected: both[1])
  }

  // MARK: - Lookups for rules

  func string(_ key: JSONKey) -> String? { fields[key].flatMap { text(of: $0) } }

  func number(_ key: JSONKey) -> Double? {
    guard let node = fields[key], node.kind == .number else { return nil }
    return Double(node.spelling(in: bytes))
  }

  /// The text of a string; nil for any other value.
  func text(of node: JSONNode) -> String? { node.text(in: bytes) }

  /// The raw bytes of both sides of a pair; nil if it isn't one.
  var pair: (chosen: Bytes, rejected: Bytes)? {
    guard reading.isPair, let root else { return nil }
    let nodes = reading.responses.compactMap { response in
      let tokens = response.pointer.tokens
      return tokens.count == 1
        ? fields[named: tokens[0]] : try? root.resolve(response.pointer, in: bytes)
    }
    return nodes.count == 2 ? (bytes.slice(nodes[0].range), bytes.slice(nodes[1].range)) : nil
  }

  /// Whether both sides of a pair are equal, even if they are spelled differently.
  var hasEqualSides: Bool {
    guard let sides, sides.chosen == sides.rejected, let pair else { return false }
    if pair.chosen == pair.rejected { return true }
    guard let chosen = try? JSONValue.parse(pair.chosen),
      let rejected = try? JSONValue.parse(pair.rejected)
    else { return false }
    return chosen.isEquivalent(to: rejected)
  }
}

extension [CheckedRecord.Text] {
  /// The texts of each of `count` responses, joined by line feeds.
  fileprivate func joined(upTo count: Int) -> [[UInt8]] {
    var joined = [[UInt8]?](repeating: nil, count: count)
    for text in self {
      guard let response = text.response, response < count else { continue }
      if joined[response] == nil {
        joined[response] = text.utf8
      } else {
        joined[response]? += [0x0A] + text.utf8
      }
    }
    return joined.map { $0 ?? [] }
  }
}

extension [UInt8] {
  /// Whether the text is empty or ASCII white space only.
  var isBlank: Bool { allSatisfy(\.isASCIISpace) }
}
