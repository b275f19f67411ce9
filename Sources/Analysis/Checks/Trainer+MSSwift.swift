import Curation
import JSONLines

/// What ms-swift does with a record, as run with 4.6.0. It renames columns to those that it knows,
/// whatever the case of their letters, but none if two mean the same.
extension CheckedRecord {
  private static let swiftRoles: Set<String> = [
    "system", "user", "assistant", "tool_call", "tool_response", "tool", "human", "gpt", "bot",
    "function_call", "function_response", "observation", "observations",
  ]
  private static let swiftKeys: Set<String> = [
    "role", "content", "from", "value", "loss", "loss_scale",
  ]
  private static let swiftQuestions: Set<String> = [
    "query", "prompt", "input", "instruction", "question", "problem",
  ]
  private static let swiftAnswers: Set<String> = [
    "response", "answer", "output", "target", "targets", "answer_key", "answers", "solution",
    "text", "completion", "content",
  ]
  /// Columns beside the turns, or beside question and answer, that are kept.
  private static let swiftColumns: Set<String> = [
    "messages", "conversations", "conversation", "system", "system_prompt", "tools", "images",
    "image", "videos", "video", "audios", "audio", "objects", "label", "margin", "channel",
    "rejected_response", "rejected_messages", "rejected_images", "rejected_videos",
    "rejected_audios", "rejected_tools", "rejected_objects", "positive_messages",
    "positive_images", "positive_videos", "positive_audios", "positive_tools", "positive_objects",
    "negative_messages", "negative_images", "negative_videos", "negative_audios",
    "negative_tools", "negative_objects", "teacher_prompt", "teacher_images",
    "chat_template_kwargs", "solution", "ref_audios", "audio_codes", "questions", "kinds",
    "options", "target_probs", "state", "question_ids", "criteria", "omnijev_column_keys",
    "omnijev_video",
  ]

  private func names(_ members: JSONMembers, besides known: Set<String>) -> [String] {
    members.all.map { members.name($0).text }.filter { !known.contains($0.lowercased()) }
  }

  /// Reports other members of messages and record, which ms-swift drops.
  private func lostKeys(of dialogue: Conversation) -> Fate? {
    func lost(_ turn: Turn) -> [String] {
      let isResult = turn.role == "tool" || turn.role == "tool_response"
      let keys = Self.swiftKeys.union(isResult ? ["tool_calls", "name"] : ["tool_calls"])
      return names(turn.members, besides: keys)
    }
    if let turn = dialogue.turns.first(where: { !lost($0).isEmpty }) {
      let all = Set(dialogue.turns.flatMap(lost)).sorted()
      return Fate(
        .changed, "M3", "left out of messages: \(all.joined(separator: ", "))", at: turn.pointer)
    }
    return lostColumns(besides: Self.swiftColumns)
  }

  private func lostColumns(besides known: Set<String>) -> Fate? {
    let lost = names(fields, besides: known)
    return lost.isEmpty
      ? nil : Fate(.changed, "M3", "columns that are left out: \(lost.joined(separator: ", "))")
  }

  /// The form that all records need to have, as ms-swift looks for the columns of all of them.
  var swiftForm: String {
    (dialogue == nil && reading.shape != .rounds ? "question and answer" : "messages")
      + (isThere("rejected_response") ? " with rejected_response" : "")
  }

  var asSwiftExample: Fate {
    if let tools = fields["tools"], tools.kind != .null, !areSwiftTools(tools) {
      return Fate(.dropped, "M1", "tools is no list of tools", at: JSONPointer(["tools"]))
    }
    guard let dialogue = dialogue ?? conversation("conversation") else {
      if reading.shape == .rounds { return swiftRounds }
      let isList = (["messages", "conversations", "conversation"] as [JSONKey]).contains { key in
        fields[key].map { $0.kind != .null && !isListAsText($0) } ?? false
      }
      return isList ? Fate(.dropped, "M1", "messages has no turns") : swiftQuestion
    }
    if dialogue.turns.isEmpty { return Fate(.dropped, "M1", "messages has no turns") }
    for (index, turn) in dialogue.turns.enumerated() {
      if turn.role == "system", index > 0 {
        return Fate(.dropped, "M1", "a system message after others", at: turn.pointer)
      }
      let role = (turn.role ?? "").replacing("-", with: "_")
      if !Self.swiftRoles.contains(role) {
        return Fate(.dropped, "M1", "role \"\(turn.role ?? "none")\"", at: turn.pointer)
      }
      let isCall =
        role == "assistant" && turn.members["tool_calls"]?.firstElement(in: bytes) != nil
      if turn.content == nil || turn.content?.kind == .null, !isCall {
        return Fate(.dropped, "M1", "content is null", at: turn.pointer)
      }
      if let content = turn.content, content.kind == .number || content.kind == .bool {
        return Fate(.dropped, "M1", "content is no text", at: turn.pointer)
      }
    }
    return uselessRejected(dialogue.turns.last?.content) ?? unwritable(dialogue.turns)
      ?? emptyPart(dialogue.turns) ?? lostKeys(of: dialogue) ?? .kept
  }

  /// Whether a text is a list in JSON, which is read.
  private func isListAsText(_ node: JSONNode) -> Bool {
    guard let text = text(of: node), case .array? = try? JSONValue.parse(text) else { return false }
    return true
  }

  /// A tool or a list of tools, also in JSON in a string.
  private func areSwiftTools(_ node: JSONNode) -> Bool {
    JSONValue(node, in: bytes).parsed.map { $0.isObject || $0.isListOfObjects } ?? false
  }

  /// Rounds of `human` and `assistant` in one list.
  private var swiftRounds: Fate {
    let isWhole = reading.parts.allSatisfy { $0.role == .field || $0.node.kind == .string }
    return isWhole ? .kept : Fate(.dropped, "M1", "content is null")
  }

  /// Reports a rejected response that isn't one beside this answer.
  private func uselessRejected(_ answer: JSONNode?) -> Fate? {
    guard let rejected = fields["rejected_response"] else { return nil }
    let isEqual =
      rejected.kind == .string && rejected.string(in: bytes) == answer?.string(in: bytes)
    return rejected.kind == .null || isEqual
      ? Fate(
        .dropped, "M2", "rejected_response is null, or equal to the last message",
        at: JSONPointer(["rejected_response"]))
      : nil
  }

  /// A question and its answer in columns of their own.
  private var swiftQuestion: Fate {
    let all = fields.all.map { member in
      let key = fields.name(member)
      return (name: key.text.lowercased(), key: key, node: member.value)
    }
    let isAlpaca = has("instruction", "input")
    let questions = all.filter { Self.swiftQuestions.contains($0.name) }
    let answers = all.filter { Self.swiftAnswers.contains($0.name) }
    func twice(_ found: [(name: String, key: JSONString, node: JSONNode)], _ what: String) -> Fate {
      Fate(
        .changed, "M5", "\(found[0].name) and \(found[1].name) both mean the \(what): none is taken"
      )
    }
    if !isAlpaca, questions.count > 1, !questions.contains(where: { $0.name == "query" }) {
      return twice(questions, "question")
    }
    let known: (name: String, key: JSONString, node: JSONNode)? =
      answers.count < 2
      ? answers.first
      : answers.first { isAlpaca && $0.name == "output" && $0.node.kind != .null }
        ?? answers.first { $0.name == "response" }
    guard let answer = known else {
      return answers.isEmpty
        ? Fate(.changed, "M5", "nothing in it is known as a response: nothing is trained on")
        : twice(answers, "response")
    }
    if isAlpaca, !isString("instruction"), !isString("input") {
      return Fate(.dropped, "M1", "instruction and input are no text")
    }
    let asked = isAlpaca ? nil : questions.first
    if let asked, asked.node.kind != .string, asked.node.kind != .null {
      return Fate(.dropped, "M1", "\(asked.name) is no text")
    }
    if ![.string, .null, .array].contains(answer.node.kind) {
      return Fate(.dropped, "M1", "\(answer.name) is no text")
    }
    if answer.node.kind == .array {
      return answer.node.firstElement(in: bytes) == nil
        ? Fate(.dropped, "M4", "\(answer.name) is an empty list")
        : Fate(
          .changed, "M4", "only the first element of \(answer.name) is used",
          at: JSONPointer([answer.key]))
    }
    let read =
      isAlpaca
      ? ["instruction", "input", answer.name, "history"]
      : questions.prefix(1).map(\.name) + ["query", answer.name, "history"]
    return uselessRejected(answer.node) ?? lostColumns(besides: Self.swiftColumns.union(read))
      ?? .kept
  }
}
