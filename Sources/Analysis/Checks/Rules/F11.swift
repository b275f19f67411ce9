import JSONLines

extension DatasetRule {
  static let f11 = DatasetRule(
    id: "F11", severity: .warning, title: "a field of another type than before",
    explanation: """
      Arrow, under Hugging Face datasets, gives each column one type and fails at the first record
      that differs; null counts as none.
      """,
    mistakes: "Loaders that don't go through Arrow.", begin: { _ in KindsLook() })
}

private struct KindsLook: DatasetLook {
  /// Of the names and kinds of members that were seen together.
  private var layouts: Set<UInt64> = []
  private var kinds: [JSONString: JSONNode.Kind] = [:]
  private var told: Set<JSONString> = []

  mutating func take(_ facts: RecordFacts) -> [Spot] {
    guard layouts.insert(facts.layout).inserted else { return [] }
    let bytes = facts.bytes.bytes
    let members = JSONMembers(of: JSONNode.known(bytes), in: bytes)
    var spots: [Spot] = []
    for member in members.all where member.value.kind != .null {
      let key = members.name(member)
      if let kind = kinds[key] {
        guard kind != member.value.kind, told.insert(key).inserted else { continue }
        let text = "\(key.text) is of type \(member.value.kind), before of \(kind)"
        spots.append(Spot(text, at: JSONPointer([key])))
      } else if kinds.count < 1000 {
        kinds[key] = member.value.kind
      }
    }
    return spots
  }
}
