import Curation
import JSONLines

/// What TRL's trainers do with a record, as run with TRL 1.16. Each column that they read is a text
/// or a list of messages, which the first element tells.
extension CheckedRecord {
  private enum Column { case absent, text, messages, emptyList, other }

  private func column(_ key: JSONKey) -> Column {
    guard let node = fields[key] else { return .absent }
    guard node.kind == .array else { return node.kind == .string ? .text : .other }
    guard let first = node.firstElement(in: bytes) else { return .emptyList }
    return first.member("role", in: bytes) == nil ? .other : .messages
  }

  /// The form that all records of a dataset need to have; nil if TRL's trainer doesn't read it.
  func trlForm(_ trainer: Trainer) -> String? {
    func form(_ key: JSONKey) -> String { isList(key) ? "of messages" : "of texts" }
    // A column that is missing in some records is null there.
    let others = (["chat_template_kwargs", "input_ids", "margin"] as [JSONKey])
      .filter { isThere($0) && ($0 != "margin" || trainer == .trlReward) }
      .map { " with \($0.text)" }.joined()
    if trainer == .trlSFT {
      if isThere("prompt") { return "a prompt and completion \(form("prompt"))\(others)" }
      return (["conversations", "messages", "text"] as [JSONKey]).first { isThere($0) }
        .map { $0.text + others }
    }
    let keys: [JSONKey] = ["chosen", "completion"]
    guard let answer = keys.first(where: { isThere($0) }) else { return nil }
    return (answer == "chosen" ? "a pair " : "an answer ") + form(answer)
      + (isThere("prompt") ? " with a prompt" : " without a prompt") + others
  }

  // MARK: - The trainers

  /// The SFTTrainer's: prompt and completion, conversations, messages, or text.
  var asTRLExample: Fate {
    if let tokens = fields["input_ids"] {
      return areTokens(tokens)
        ? Fate(.changed, "T1", "input_ids is taken for its tokens; its texts aren't read")
        : Fate(.crash, "T1", "input_ids is taken for its tokens", at: JSONPointer(["input_ids"]))
    }
    let fate = trlExample
    guard fate.outcome != .crash, let labels = fields["labels"] else { return fate }
    return Fate(
      areTokens(labels) ? .changed : .crash, "T1",
      "labels is taken for the tokens that are to be learned", at: JSONPointer(["labels"]))
  }

  private func areTokens(_ node: JSONNode) -> Bool {
    let elements = node.elements(in: bytes)
    return !elements.isEmpty && elements.allSatisfy { $0.integer(in: bytes) != nil }
  }

  private var trlExample: Fate {
    if column("conversations") == .emptyList { return empty("conversations") }
    if has("prompt") {
      guard has("completion") else {
        return Fate(.crash, "T1", "a prompt without completion", at: JSONPointer(["prompt"]))
      }
      if let fate = unlike(["prompt", "completion"]) { return fate }
      guard has("text"), column("prompt") == .text else {
        return brokenMedia("prompt", before: ["completion"]) ?? contentInParts
          ?? taughtTag("prompt") ?? uselessMedia ?? .kept
      }
      return isString("text")
        ? Fate(.changed, "T1", "beside a text the completion gets no token that ends it")
        : Fate(.crash, "T1", "text is no text", at: JSONPointer(["text"]))
    }
    if let list = fields["conversations"], let first = list.firstElement(in: bytes),
      first.member("from", in: bytes) != nil, first.member("value", in: bytes) != nil
    {
      if let fate = brokenExtras(isConversational: true) { return fate }
      let role = conversation("conversations").flatMap { unknownRole($0.turns) }
      return Fate(
        .changed, "T1",
        (has("messages")
          ? "conversations take the place of messages"
          : "conversations become messages, from and value role and content")
          + (role.map { "; \($0.message)" } ?? ""))
    }
    if column("messages") == .emptyList { return empty("messages") }
    if column("messages") == .messages {
      guard let turns = conversation("messages")?.turns else {
        return Fate(.crash, "T3", "messages has other elements", at: JSONPointer(["messages"]))
      }
      return brokenTurn(turns, "T1") ?? brokenMedia("messages")
        ?? brokenExtras(isConversational: true) ?? oddMessages(turns) ?? taughtTag("messages")
        ?? uselessMedia ?? .kept
    }
    guard isString("text") else {
      return Fate(.crash, "T1", "it has none of text, messages, prompt and completion")
    }
    for key in ["chosen", "rejected", "completion"] as [JSONKey] where isList(key) {
      return Fate(
        .crash, "T1", "beside the text \(key.text) is taken for messages", at: JSONPointer(key: key)
      )
    }
    return brokenExtras(isConversational: false) ?? uselessMedia ?? .kept
  }

  /// The DPOTrainer's: chosen and rejected, with a prompt or an implicit one.
  var asTRLPair: Fate {
    guard has("chosen", "rejected") else {
      return Fate(.crash, "T1", "it lacks chosen or rejected")
    }
    guard has("prompt") else { return implicitPrompt }
    return unlike(["prompt", "chosen", "rejected"])
      ?? brokenMedia("prompt", before: ["chosen", "rejected"]) ?? oddPrompt ?? equalSides
      ?? emptySide ?? contentInParts ?? taughtTag("prompt") ?? uselessMedia ?? .kept
  }

  /// The RewardTrainer's: chosen and rejected, before which a prompt is put if there is one.
  var asTRLComparison: Fate {
    guard has("chosen", "rejected") else {
      return Fate(.crash, "T1", "it lacks chosen or rejected")
    }
    if let margin = fields["margin"], margin.kind != .number, margin.kind != .bool {
      return Fate(.crash, "T1", "margin is no number", at: JSONPointer(["margin"]))
    }
    let keys: [JSONKey] = ["chosen", "rejected"]
    return unlike(has("prompt") ? ["prompt"] + keys : keys) ?? oddPrompt ?? equalSides
      ?? contentInParts ?? .kept
  }

  /// The KTOTrainer's: prompt, completion and label; a pair is split.
  var asTRLLabelled: Fate {
    if has("chosen", "rejected") {
      return imageCount == nil
        ? splitPair : Fate(.crash, "T5", "beside images KTO takes no pair, only a labelled answer")
    }
    guard has("prompt", "completion"), let label = fields["label"] else {
      return Fate(.crash, "T1", "it lacks prompt, completion or label")
    }
    if let fate = unlike(["prompt", "completion"])
      ?? brokenMedia("prompt", before: ["completion"])
    {
      return fate
    }
    if label.kind == .bool {
      return contentInParts ?? taughtTag("prompt") ?? uselessMedia ?? .kept
    }
    return brokenLabel(label)
  }

  /// What becomes of a label that is no boolean.
  private func brokenLabel(_ label: JSONNode) -> Fate {
    Fate(
      label.kind == .number ? .kept : .crash, "P11", "label is no boolean",
      at: JSONPointer(["label"]))
  }

  private var splitPair: Fate {
    var problem: Fate?
    if has("prompt") {
      problem = unlike(["prompt", "chosen", "rejected"])
    } else {
      problem = implicitPrompt
    }
    if let problem, problem.outcome == .crash { return problem }
    // These columns take the place of what the pair would be split into.
    if has("completion"), let fate = unlike(["completion"]) { return fate }
    if let label = fields["label"], label.kind != .bool, brokenLabel(label).outcome == .crash {
      return brokenLabel(label)
    }
    let said =
      has("completion")
      ? "both with its completion"
      : has("label") ? "both with its label" : "labelled true and false"
    return Fate(
      .changed, problem == nil ? "T1" : "T9",
      "the pair becomes two records, \(said)" + (problem.map { "; \($0.message)" } ?? ""),
      at: problem?.pointer)
  }

  /// The tokens of a prompt that fills the maximum length, so that the record is dropped; nil if
  /// the trainer doesn't look.
  func trlPrompt(_ trainer: Trainer) -> TokenEstimate? {
    guard trainer == .trlSFT ? has("prompt", "completion") : trainer != .trlReward else {
      return nil
    }
    guard let cut = ImplicitPrompt(self) else { return prompt }
    var estimate = TokenEstimate()
    estimate.add(Array(cut.prompt))
    return estimate
  }

  // MARK: - What is wrong

  private func empty(_ key: JSONKey) -> Fate {
    Fate(.crash, "T3", "\(key.text) is an empty list", at: JSONPointer(key: key))
  }

  /// Reports columns unless all are texts, or all lists of messages, which a template can render.
  private func unlike(_ keys: [JSONKey]) -> Fate? {
    for key in keys {
      switch column(key) {
      case .emptyList: return empty(key)
      case .absent, .other:
        return Fate(
          .crash, "T2", "\(key.text) is neither a text nor a list of messages",
          at: JSONPointer(key: key))
      case .text, .messages: break
      }
    }
    let isConversational = column(keys[0]) == .messages
    if let other = keys.first(where: { (column($0) == .messages) != isConversational }) {
      return Fate(
        .crash, "T2", "\(keys[0].text) and \(other.text) are of different types",
        at: JSONPointer(key: other))
    }
    for key in keys where isConversational {
      guard let turns = conversation(key.text)?.turns else {
        return Fate(.crash, "T3", "\(key.text) has other elements", at: JSONPointer(key: key))
      }
      if let fate = brokenTurn(turns, "T1") { return fate }
    }
    return brokenExtras(isConversational: isConversational)
  }

  /// Reports columns beside the texts that end training.
  private func brokenExtras(isConversational: Bool) -> Fate? {
    if let more = fields["chat_template_kwargs"], more.kind != .object {
      return Fate(
        .crash, "T1", "chat_template_kwargs is no object", at: JSONPointer(["chat_template_kwargs"])
      )
    }
    guard let node = fields["tools"] else { return nil }
    let at = JSONPointer(["tools"])
    guard let tools = JSONValue(node, in: bytes).parsed else {
      return Fate(.crash, "T1", "tools is no JSON", at: at)
    }
    if !isConversational || tools == .null || tools.isListOfObjects { return nil }
    return Fate(.crash, "T1", "tools is no list of tools", at: at)
  }

  private func oddMessages(_ turns: [Turn]) -> Fate? {
    if let part = strangePart {
      return Fate(.changed, "T5", "\(part.problem): templates leave it out", at: part.pointer)
    }
    if let fate = contentInParts { return fate }
    if let alone = placeholderAlone { return Fate(.kept, "T5", alone.message, at: alone.pointer) }
    if let call = calls.first(where: { $0.arguments?.kind == .string }) {
      return Fate(
        .kept, "O1", "a tool call's arguments are a string; templates want an object",
        at: call.pointer)
    }
    if let turn = turns.first(where: { $0.content?.kind == .null && !$0.isCall }) {
      return Fate(
        .kept, "T1", "a content that is null: some templates fail at it", at: turn.pointer)
    }
    return unknownRole(turns)
  }

  /// Reports texts in parts, which only models with vision are sure to read.
  private var contentInParts: Fate? {
    guard imageCount == nil, let turn = turns.first(where: { $0.content?.kind == .array }) else {
      return nil
    }
    return Fate(
      .changed, "T5",
      "a content in parts: templates of models without vision leave it out, or fail",
      at: turn.contentPointer)
  }

  private func unknownRole(_ turns: [Turn]) -> Fate? {
    let known: Set = ["system", "developer", "user", "assistant", "tool"]
    return turns.first { !known.contains($0.role ?? "") }.map {
      Fate(
        .changed, "T1",
        "the role \"\($0.role ?? "?")\" is none that most templates know: they leave its turns out, or fail",
        at: $0.pointer)
    }
  }

  /// Reports a prompt that older versions don't take, or that both sides repeat.
  private var oddPrompt: Fate? {
    guard let turns = conversation("prompt")?.turns, let last = turns.last else { return nil }
    if ![.user, .tool, .assistant].contains(last.kind) {
      return Fate(
        .kept, "T4", "the prompt's last turn is of \(last.role ?? "?"): TRL before 1.0 fails at it",
        at: last.pointer)
    }
    let prompt = turns.map { JSONValue($0.node, in: bytes) }
    let isRepeated = ["chosen", "rejected"].allSatisfy { name in
      let side = conversation(name)?.turns.map { JSONValue($0.node, in: bytes) } ?? []
      return side.count > prompt.count && side.starts(with: prompt)
    }
    return isRepeated
      ? Fate(.kept, "T9", "both sides begin with the prompt, which is trained on twice") : nil
  }

  private var emptySide: Fate? {
    guard let sides, !sidesCallTools else { return nil }
    let empty = sides.chosen.isBlank ? "chosen" : sides.rejected.isBlank ? "rejected" : nil
    return empty.map { Fate(.kept, "P04", "\($0) is empty", at: JSONPointer([JSONString($0)])) }
  }

  var equalSides: Fate? {
    guard hasEqualSides else { return nil }
    return Fate(.kept, "T10", "chosen and rejected are equal; TRL says nothing")
  }

  /// What becomes of a pair without a prompt, of which the common beginning is taken.
  private var implicitPrompt: Fate {
    let at = JSONPointer(["chosen"])
    if let cut = ImplicitPrompt(self) {
      if let fate = brokenExtras(isConversational: false) { return fate }
      let text = String(decoding: cut.prompt, as: UTF8.self)
      return Fate(
        cut.isImpossible ? .crash : .changed, "T9",
        cut.problem ?? "the prompt becomes the common beginning, to \"\(text.suffix(24))\"", at: at)
    }
    if let fate = unlike(["chosen", "rejected"]) { return fate }
    let cut = ImplicitMessages(self)
    return Fate(cut.count == 0 ? .crash : .changed, "T9", cut.description, at: at)
  }

  // MARK: - Media

  private static let mediaRoles: Set<String> = ["system", "user", "assistant", "tool"]

  /// Reports a role that isn't allowed beside images, or a number of places for them other than
  /// theirs; nil for a record without images. All are put into one list of messages, before the
  /// first text of the user that is a string, or where its parts have places for them.
  ///
  /// - Parameter answers: the columns that follow, into which no image is put.
  private func brokenMedia(_ key: JSONKey, before answers: [JSONKey] = []) -> Fate? {
    guard let count = imageCount else { return nil }
    for name in [key] + answers {
      guard let turns = conversation(name.text)?.turns else { continue }
      for turn in turns where !Self.mediaRoles.contains(turn.role ?? "") {
        return Fate(
          .crash, "T5", "beside media the role \"\(turn.role ?? "none")\" isn't taken",
          at: turn.pointer)
      }
      let wanted = name == key ? count : 0
      let takesImages = turns.contains { $0.role == "user" && $0.content?.kind == .string }
      let places = turns.filter { $0.role != "tool" }.flatMap(contentParts).count {
        $0.type == "image" && $0.node.member("image", in: bytes) == nil
      }
      let all = places + (takesImages ? wanted : 0)
      if all != wanted {
        return Fate(
          .crash, "T5", "\(all) places for \(wanted) images in \(name.text)",
          at: JSONPointer(key: name))
      }
    }
    return nil
  }

  /// Reports a tag in the text before which the images are put.
  private func taughtTag(_ key: JSONKey) -> Fate? {
    guard let count = imageCount, count > 0, let turns = conversation(key.text)?.turns,
      let turn = turns.first(where: { $0.role == "user" && $0.content?.kind == .string }),
      turn.content.flatMap({ text(of: $0) })?.contains("<image>") == true
    else { return nil }
    return Fate(
      .kept, "T5", "<image> is taught as text: TRL puts the images before it",
      at: turn.contentPointer)
  }

  /// The number of images; nil in a record without a list of them, or a single one.
  private var imageCount: Int? {
    if let image = fields["image"], image.kind != .null { return 1 }
    guard let list = fields["images"], list.kind == .array else { return nil }
    return list.elements(in: bytes).count
  }

  /// Reports media that aren't there in a record with a column for them.
  private var uselessMedia: Fate? {
    for key in ["images", "image"] as [JSONKey] {
      guard let node = fields[key], node.kind == .null || column(key) == .emptyList else {
        continue
      }
      return Fate(
        .kept, "T5", "\(key.text) is empty, yet only models with vision take a dataset that has it",
        at: JSONPointer(key: key))
    }
    return nil
  }
}
