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

  /// The form that all records need to have, where only this one's columns are known.
  var swiftForm: String {
    (dialogue == nil && reading.shape != .rounds ? "question and answer" : "messages")
      + (isThere("rejected_response") ? " with rejected_response" : "")
  }

  /// - Parameter columns: those of all records.
  func asSwiftExample(among columns: Columns) -> Fate {
    if let tools = fields["tools"], tools.kind != .null, !areSwiftTools(tools) {
      return Fate(.dropped, "M1", "tools is no list of tools", at: JSONPointer(["tools"]))
    }
    let lists = (["messages", "conversations", "conversation"] as [JSONKey])
      .filter { columns.contains($0) }
    guard !lists.isEmpty else { return swiftQuestion(among: columns) }
    guard let key = lists.count == 1 ? lists[0] : lists.first(where: { $0 == "messages" }) else {
      return Fate(
        .dropped, "M5",
        "\(lists[0].text) and \(lists[1].text) both mean the messages: none is taken")
    }
    guard isThere(key) else {
      return Fate(.dropped, "M0", "it lacks \(key.text), which other records have")
    }
    guard let dialogue = conversation(key.text) else {
      if reading.shape == .rounds { return swiftRounds }
      let isText = fields[key].map(isListAsText) ?? false
      return isText ? .kept : Fate(.dropped, "M1", "messages has no turns")
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
    return uselessRejected(dialogue.turns.last?.content, among: columns)
      ?? unwritable(dialogue.turns) ?? emptyPart(dialogue.turns) ?? untaught(dialogue)
      ?? labelAsText ?? lostKeys(of: dialogue) ?? .kept
  }

  /// Whether a text is a list in JSON, which is read.
  func isListAsText(_ node: JSONNode) -> Bool {
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
  private func uselessRejected(_ answer: JSONNode?, among columns: Columns) -> Fate? {
    guard columns.contains("rejected_response") else { return nil }
    guard let rejected = fields["rejected_response"] else {
      return Fate(.dropped, "M0", "it lacks rejected_response, which other records have")
    }
    let at = JSONPointer(["rejected_response"])
    let messages = rejected.elements(in: bytes)
    let isWritten =
      rejected.kind == .string || rejected.kind == .null
      || rejected.kind == .array
        && messages.allSatisfy {
          $0.member("role", in: bytes).map { text(of: $0) != "user" } ?? false
        }
    guard isWritten else {
      return Fate(
        .dropped, "M2", "rejected_response is neither a text nor messages of the model", at: at)
    }
    let said = messages.count == 1 ? messages[0].member("content", in: bytes) : rejected
    let isEqual = said?.kind == .string && said?.string(in: bytes) == answer?.string(in: bytes)
    return rejected.kind == .null || isEqual
      ? Fate(.dropped, "M2", "rejected_response is null, or equal to the last message", at: at)
      : nil
  }

  /// Reports turns of which none is learned.
  private func untaught(_ dialogue: Conversation) -> Fate? {
    let isTaught = dialogue.turns.contains { turn in
      let isAnswer = turn.kind == .assistant || turn.isCall
      return isAnswer && turn.members["loss"].map { $0.kind != .bool || isTrue($0) } ?? true
    }
    return isTaught
      ? nil : Fate(.changed, "M5", "no turn of the model that is learned: nothing is trained on")
  }

  private var labelAsText: Fate? {
    guard isString("label") else { return nil }
    return Fate(
      .changed, "M7", "label is a text, which counts as true for KTO", at: JSONPointer(["label"]))
  }

  /// What the columns of all records hold, of which this one has some.
  private struct SwiftColumn {
    var name: String
    /// The key by which the record has it; nil if it doesn't.
    var key: JSONString?
    /// Nil if it is null.
    var node: JSONNode?
  }

  /// Those of some columns of one meaning that the file has, the record's first.
  private func namesakes(_ wanted: Set<String>, among columns: Columns) -> [SwiftColumn] {
    let own = fields.all.compactMap { member -> SwiftColumn? in
      let key = fields.name(member)
      let name = key.text.lowercased()
      guard wanted.contains(name) else { return nil }
      return SwiftColumn(
        name: name, key: key, node: member.value.kind == .null ? nil : member.value)
    }
    let others = Set(columns.names.map { $0.lowercased() }).intersection(wanted)
      .subtracting(own.map(\.name))
    return own + others.sorted().map { SwiftColumn(name: $0) }
  }

  /// A question and its answer in columns of their own.
  private func swiftQuestion(among columns: Columns) -> Fate {
    let isAlpaca = columns.contains("instruction") && columns.contains("input")
    let questions = namesakes(Self.swiftQuestions, among: columns)
    let answers = namesakes(Self.swiftAnswers, among: columns)
    // Of several that mean the same only the one with the name itself is taken.
    func taken(_ all: [SwiftColumn], _ name: String) -> SwiftColumn? {
      all.count < 2 ? all.first : all.first { $0.name == name }
    }
    let asked = taken(questions, "query")
    let output = isAlpaca ? answers.first { $0.name == "output" && $0.node != nil } : nil
    let answer = output ?? taken(answers, "response")
    let isAsked = isAlpaca ? isThere("instruction") || isThere("input") : asked?.node != nil
    func twice(_ all: [SwiftColumn], _ found: SwiftColumn?, _ what: String) -> String? {
      guard all.count > 1, found == nil else { return nil }
      return "\(all[0].name) and \(all[1].name) both mean the \(what): none is taken"
    }
    let unclear =
      (isAlpaca ? nil : twice(questions, asked, "question")) ?? twice(answers, answer, "response")
    if answer?.node == nil {
      if isThere("chosen") || isThere("rejected") {
        return Fate(.dropped, "M5", "a pair is messages or a response with a rejected_response")
      }
      if !isAsked {
        return Fate(.dropped, "M5", unclear ?? "it has neither messages nor a response")
      }
    }
    if !isAlpaca, let asked, let question = asked.node, question.kind != .string {
      return Fate(.dropped, "M1", "\(asked.name) is no text")
    }
    if let unclear { return Fate(.changed, "M5", unclear) }
    guard let answer, let node = answer.node else {
      return Fate(.changed, "M5", "nothing in it is known as a response: nothing is trained on")
    }
    if isAlpaca, !isString("instruction"), !isString("input") {
      return Fate(.dropped, "M1", "instruction and input are no text")
    }
    guard node.kind == .string || node.kind == .array else {
      return Fate(.dropped, "M1", "\(answer.name) is no text")
    }
    if node.kind == .array {
      return node.firstElement(in: bytes)?.kind != .string
        ? Fate(.dropped, "M4", "\(answer.name) is a list that begins with no text")
        : Fate(
          .changed, "M4", "only the first element of \(answer.name) is used",
          at: answer.key.map { JSONPointer([$0]) })
    }
    let read =
      isAlpaca
      ? ["instruction", "input", answer.name, "history"]
      : (asked.map { [$0.name] } ?? []) + ["query", answer.name, "history"]
    return uselessRejected(node, among: columns) ?? labelAsText
      ?? lostColumns(besides: Self.swiftColumns.union(read)) ?? .kept
  }
}
