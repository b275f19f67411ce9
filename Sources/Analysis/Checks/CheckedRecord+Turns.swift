import Curation
import JSONLines

/// The lists of turns of a record.
extension CheckedRecord {
  private static let lists: [JSONKey] =
    RecordReading.conversationKeys + [
      "prompt", "chosen", "rejected", "completion",
      "preferred_output", "non_preferred_output", "chosen_messages", "rejected_messages",
    ]

  /// Lists that can only be lists of turns.
  static let mainLists: [JSONKey] = ["messages", "conversations"]

  /// Lists that are one side of a pair, or an answer.
  private static let sideLists: Set<JSONKey> = [
    "chosen", "rejected", "completion", "preferred_output", "non_preferred_output",
  ]

  /// The maximum number of turns read from a list.
  private static let limit = 20_000

  static func conversations(
    _ root: JSONNode?, _ fields: JSONMembers, in bytes: Bytes
  ) -> [Conversation] {
    if let root, root.kind == .array {
      return conversation(root, "", .root, isSide: false, in: bytes).map { [$0] } ?? []
    }
    // The prompt of OpenAI's pairs.
    let input = fields["input"]?.member("messages", in: bytes).flatMap {
      $0.kind == .array
        ? conversation($0, "input", JSONPointer(["input", "messages"]), isSide: false, in: bytes)
        : nil
    }
    let others = lists.compactMap { name -> Conversation? in
      guard let list = fields[name], list.kind == .array else { return nil }
      return conversation(
        list, name.text, JSONPointer(key: name), isSide: sideLists.contains(name), in: bytes)
    }
    return input.map { [$0] + others } ?? others
  }

  private static func conversation(
    _ list: JSONNode, _ name: String, _ pointer: JSONPointer, isSide: Bool, in bytes: Bytes
  ) -> Conversation? {
    let elements = list.elements(in: bytes, limit: limit)
    guard elements.allSatisfy({ $0.kind == .object }) else { return nil }
    let turns = elements.enumerated().map { index, node in
      Turn(node, pointer, index, in: bytes)
    }
    guard turns.contains(where: { $0.hasRole }) || (turns.isEmpty && name != "") else { return nil }
    let hasCalls = turns.contains {
      $0.isCall || $0.members["tool_call_id"] != nil || $0.isOnlyCall || $0.content?.kind == .array
    }
    return Conversation(
      name: name, pointer: pointer, turns: turns, isContinuation: isSide, hasCalls: hasCalls)
  }

  /// Pointers to elements of a list of turns that aren't objects.
  var elementsThatAreNoTurns: [JSONPointer] {
    Self.mainLists.flatMap { name -> [JSONPointer] in
      // In a conversation, all elements are objects.
      guard let list = fields[name], list.kind == .array,
        !conversations.contains(where: { $0.name == name.text })
      else { return [] }
      let elements = list.elements(in: bytes, limit: Self.limit)
      // A list of strings alone is a conversation of another form.
      guard elements.contains(where: { $0.kind == .object }) else { return [] }
      return elements.indices.filter { elements[$0].kind != .object }
        .map { JSONPointer(key: name).appending($0) }
    }
  }

  /// The typed parts of a turn's content, with their types; none unless it is a list.
  func contentParts(of turn: Turn) -> [(type: String?, node: JSONNode)] {
    guard let content = turn.content, content.kind == .array else { return [] }
    return content.elements(in: bytes).map { part in
      (part.member("type", in: bytes).flatMap { text(of: $0) }, part)
    }
  }

  /// The pointers to the sides of a pair, chosen first.
  var sidePointers: [JSONPointer] { reading.responses.map(\.pointer) }

  /// Both sides of a pair, if they are lists of turns.
  var listedSides: [Conversation]? {
    guard reading.isPair else { return nil }
    let sides = sidePointers.compactMap { side in conversations.first { $0.pointer == side } }
    return sides.count == 2 ? sides : nil
  }

  /// Whether a side of a pair has a tool call, which says something without a text.
  var sidesCallTools: Bool {
    traits.have(anyOf: .calls)
      && conversations.contains { $0.isContinuation && $0.turns.contains(where: \.isCall) }
  }

  /// Conversations that are a complete example: none if there are answers outside the lists.
  static func whole(
    _ conversations: [Conversation], _ reading: RecordReading, _ fields: JSONMembers
  ) -> [Conversation] {
    let hasSides = reading.hasColumns || fields["rejected_response"] != nil
    return hasSides ? [] : conversations.filter { !["prompt", "input"].contains($0.name) }
  }
}

extension CheckedRecord.Turn {
  fileprivate var hasRole: Bool { members["role"] != nil || members["from"] != nil }

  /// Whether the turn calls a tool, and so may lack a text.
  var isCall: Bool { hasCalls || members["function_call"]?.kind == .object }

  /// Whether the turn is a call by its role.
  var isOnlyCall: Bool { role.map(Part.Role.calls.contains) ?? false }

  /// Whether it is the assistant's: what it says, or a call.
  var isAnswer: Bool { kind == .assistant }

  /// Whether the turn has tool calls; exports write null, or an empty list, where there are none.
  var hasCalls: Bool {
    guard let calls = members["tool_calls"] else { return false }
    return calls.kind != .null && !(calls.kind == .array && calls.range.count == 2)
  }
}

extension CheckedRecord.Conversation {
  func has(_ role: Part.Role) -> Bool { turns.contains { $0.kind == role } }

  /// Whether a turn is the assistant's.
  var isAnswered: Bool { turns.contains(where: \.isAnswer) }
}
