import Curation
import JSONLines

/// A record as rules look at it: parsed and decoded once.
struct CheckedRecord: Sendable {
  let number: RecordNumber
  let bytes: Bytes
  let state: RecordState
  let reading: RecordReading
  let limits: CheckLimits
  /// Nil where the record isn't JSON.
  let root: JSONNode?
  /// What people or models wrote, in reading order.
  let texts: [Text]
  /// Lists of turns in it: of a pair, the prompt's and both sides'.
  let conversations: [Conversation]

  struct Text {
    var pointer: JSONPointer
    var role: Part.Role
    /// Which of several responses it belongs to.
    var response: Int?
    var utf8: [UInt8]

    var string: String { String(decoding: utf8, as: UTF8.self) }
    /// Whether a model wrote it.
    var isAnswer: Bool {
      [.assistant, .chosen, .rejected, .response].contains(role)
    }
    var isBlank: Bool { utf8.allSatisfy { $0 == 0x20 || (0x09...0x0D).contains($0) } }
  }

  struct Turn {
    var pointer: JSONPointer
    var node: JSONNode
    /// As the record has it; nil where it has none.
    var role: String?
    /// The content's place and value; nil where there is none.
    var content: (pointer: JSONPointer, node: JSONNode)?

    var kind: Part.Role { role.map { Part.Role(turnRole: $0) } ?? .field }
  }

  struct Conversation {
    /// `messages`, `chosen` ...; of a record that is a list, empty.
    var name: String
    var pointer: JSONPointer
    var turns: [Turn]
    /// Whether it is one side of a pair, and goes on from a prompt.
    var isContinuation: Bool
  }

  init(
    _ number: RecordNumber, _ bytes: Bytes, _ state: RecordState, as shape: Shape?,
    _ limits: CheckLimits = CheckLimits()
  ) {
    self.limits = limits
    self.number = number
    self.bytes = bytes
    self.state = state
    reading = RecordReading(bytes, as: shape)
    let root = reading.problem == nil ? try? JSONNode.parse(bytes) : nil
    self.root = root
    texts = reading.parts.compactMap { part in
      guard part.role != .field, part.role != .label, let text = part.node.string(in: bytes) else {
        return nil
      }
      return Text(
        pointer: part.pointer, role: part.role, response: part.response, utf8: text.wtf8)
    }
    conversations = root.map { Self.conversations($0, in: bytes) } ?? []
  }

  private static let listNames = [
    "messages", "conversations", "conversation", "prompt", "chosen", "rejected", "completion",
    "preferred_output", "non_preferred_output", "chosen_messages", "rejected_messages",
  ]

  private static func conversations(_ root: JSONNode, in bytes: Bytes) -> [Conversation] {
    if root.kind == .array {
      return conversation(root, "", .root, in: bytes).map { [$0] } ?? []
    }
    guard root.kind == .object else { return [] }
    return listNames.compactMap { name in
      guard let list = root.member(JSONString(name), in: bytes), list.kind == .array else {
        return nil
      }
      return conversation(list, name, JSONPointer([JSONString(name)]), in: bytes)
    }
  }

  private static func conversation(
    _ list: JSONNode, _ name: String, _ pointer: JSONPointer, in bytes: Bytes
  ) -> Conversation? {
    let elements = list.elements(in: bytes, limit: 20_000)
    guard elements.allSatisfy({ $0.kind == .object }) else { return nil }
    let isChat = elements.contains {
      $0.member("role", in: bytes) != nil || $0.member("from", in: bytes) != nil
    }
    guard isChat || (elements.isEmpty && name != "") else { return nil }
    let turns = elements.enumerated().map { index, node in
      let at = pointer.appending(index)
      let role = node.member("role", in: bytes) ?? node.member("from", in: bytes)
      let key = (["content", "value"] as [JSONString]).first { node.member($0, in: bytes) != nil }
      let content = key.flatMap { key in
        node.member(key, in: bytes).map { (at.appending(key), $0) }
      }
      return Turn(
        pointer: at, node: node, role: role?.string(in: bytes)?.text, content: content)
    }
    let sides = ["chosen", "rejected", "completion", "preferred_output", "non_preferred_output"]
    return Conversation(
      name: name, pointer: pointer, turns: turns, isContinuation: sides.contains(name))
  }

  // MARK: - What rules ask

  func member(_ name: String) -> JSONNode? { root?.member(JSONString(name), in: bytes) }

  func string(_ name: String) -> String? { member(name)?.string(in: bytes)?.text }

  func number(_ name: String) -> Double? {
    guard let node = member(name), node.kind == .number else { return nil }
    return Double(String(decoding: bytes.slice(node.range), as: UTF8.self))
  }

  func text(of node: JSONNode) -> String? { node.string(in: bytes)?.text }

  /// The texts of each response, joined.
  var responses: [String] {
    reading.responses.indices.map { index in
      texts.filter { $0.response == index }.map(\.string).joined(separator: "\n")
    }
  }

  /// The bytes of both sides of a pair; nil where it isn't one.
  var pair: (chosen: Bytes, rejected: Bytes)? {
    guard reading.shape == .pairwise || reading.shape == .transcripts,
      reading.responses.count == 2, let root
    else { return nil }
    let nodes = reading.responses.compactMap { try? root.resolve($0.pointer, in: bytes) }
    return nodes.count == 2 ? (bytes.slice(nodes[0].range), bytes.slice(nodes[1].range)) : nil
  }

  /// What comes before the answer.
  var prompt: String {
    texts.filter { $0.response == nil && !$0.isAnswer && $0.role != .text }.map(\.string)
      .joined(separator: "\n")
  }
}
