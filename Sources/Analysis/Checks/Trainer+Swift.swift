import Curation
import JSONLines

/// What ms-swift does with a record.
extension CheckedRecord {
  private static let swiftRoles: Set<String> = [
    "system", "user", "assistant", "tool_call", "tool_response", "tool", "human", "gpt", "bot",
    "function_call", "observation",
  ]
  private static let swiftKeys: Set<String> = [
    "role", "content", "from", "value", "loss", "loss_scale",
  ]
  private static let swiftAnswers: [JSONKey] = [
    "response", "answer", "output", "target", "targets", "answer_key", "answers", "solution",
    "text", "completion", "content",
  ]

  private static let swiftColumns: Set<String> = [
    "messages", "conversations", "conversation", "system", "tools", "images", "videos", "audios",
    "objects", "label", "margin", "channel", "rejected_response", "rejected_messages",
  ]

  /// Reports other members of messages and record, which ms-swift drops.
  private func lostKeys(of dialogue: Conversation) -> Fate? {
    func names(_ members: JSONMembers, besides known: Set<String>) -> [String] {
      members.all.map { members.name($0).text }.filter { !known.contains($0) }
    }
    let keys = Self.swiftKeys.union(["tool_calls"])
    for turn in dialogue.turns {
      guard !names(turn.members, besides: keys).isEmpty else { continue }
      let lost = Set(dialogue.turns.flatMap { names($0.members, besides: keys) }).sorted()
      return Fate(
        .changed, "M3", "left out of messages: \(lost.joined(separator: ", "))", at: turn.pointer)
    }
    let lost = names(fields, besides: Self.swiftColumns)
    return lost.isEmpty
      ? nil : Fate(.changed, "M3", "columns that are left out: \(lost.joined(separator: ", "))")
  }

  var asSwiftExample: Fate {
    if let dialogue {
      for turn in dialogue.turns {
        if !Self.swiftRoles.contains(turn.role ?? "") {
          return Fate(.dropped, "M1", "role \"\(turn.role ?? "none")\"", at: turn.pointer)
        }
        let isCall = turn.members["tool_calls"] != nil
        if turn.content == nil || turn.content?.kind == .null, !isCall {
          return Fate(.dropped, "M1", "content is null", at: turn.pointer)
        }
      }
      if let rejected = fields["rejected_response"] {
        let last = dialogue.turns.last?.content.flatMap { text(of: $0) }
        if rejected.kind == .null || (rejected.kind == .string && text(of: rejected) == last) {
          return Fate(
            .dropped, "M2", "rejected_response is null, or equal to the last message",
            at: JSONPointer(["rejected_response"]))
        }
      }
      return lostKeys(of: dialogue) ?? .kept
    }
    if reading.shape == .rounds { return .kept }
    let answers = Self.swiftAnswers.filter { fields[$0] != nil }
    if answers.count > 1 {
      return Fate(
        .dropped, "M5", "\(answers[0].text) and \(answers[1].text) both mean the response")
    }
    guard let answer = answers.first else {
      return Fate(.dropped, "M5", "nothing in it is known as a response")
    }
    if isList(answer) {
      return Fate(
        .changed, "M4", "only the first element of \(answer.text) is used",
        at: JSONPointer([JSONString(answer)]))
    }
    return .kept
  }
}
