import JSONLines

/// Conversations whose turns have no role: their order or their keys show who speaks.
extension ShapeReader {
  private static let roundKeys: [JSONKey] = [
    "conversation", "conversations", "turns", "dialog", "dialogue", "data",
  ]

  /// Reads ms-swift's `{"conversation": [{"human", "assistant"}]}`, lists of question and answer
  /// pairs, and alternating strings, either under a key or as the record itself.
  mutating func readRounds() -> Bool {
    let key = firstKey(Self.roundKeys, where: { $0.kind == .array })
    let list = key.flatMap { fields[$0] } ?? root
    let pointer = key.map { JSONPointer(key: $0) } ?? .root
    guard list.kind == .array else { return false }
    let rounds = list.elements(in: bytes, limit: RecordReading.partLimit)
    guard let first = rounds.first else { return false }
    var turns: [(name: String, role: Part.Role, pointer: JSONPointer, node: JSONNode)] = []
    switch first.kind {
    case .string:
      guard rounds.count > 1, rounds.allSatisfy({ $0.kind == .string }) else { return false }
      for (index, text) in rounds.enumerated() {
        let role: Part.Role = index % 2 == 0 ? .user : .assistant
        turns.append((role.rawValue, role, pointer.appending(index), text))
      }
    case .array:
      for (index, round) in rounds.enumerated() {
        let sides = round.elements(in: bytes, limit: 3)
        guard sides.count == 2, sides.allSatisfy({ $0.kind == .string }) else { return false }
        for (side, role) in [Part.Role.user, .assistant].enumerated() {
          let at = pointer.appending(index).appending(side)
          turns.append((role.rawValue, role, at, sides[side]))
        }
      }
    case .object:
      guard first.member("human", in: bytes) != nil, first.member("assistant", in: bytes) != nil
      else { return false }
      for (index, round) in rounds.enumerated() {
        let at = pointer.appending(index)
        for (name, role) in [("human", .user), ("assistant", .assistant)] as [(JSONKey, Part.Role)]
        {
          guard let node = round.member(name, in: bytes) else { continue }
          turns.append((name.text, role, at.appending(key: name), node))
        }
        for member in round.members(in: bytes, limit: RecordReading.partLimit) {
          let name = bytes.text(raw: member.key)
          guard name != "human", name != "assistant" else { continue }
          turns.append((name, .field, at.appending(raw: member.key, of: bytes), member.value))
        }
      }
    default: return false
    }
    addSystem()
    if let key { use(key) }
    for turn in turns { add(Part(turn.role, turn.name, turn.pointer, turn.node)) }
    return true
  }
}
