import Curation
import JSONLines

extension Rule {
  /// Rules about lists of turns.
  static let chatRules = [
    c01, c02, c03, c04, c05, c06, c07, c08, c09, c14, c15, c16, c17, c18,
  ]

  private static let c01 = Rule(
    "C01", .error, "no turns",
    "The list of turns is missing, empty, or no list. Trainers that look at its first element fail."
  ) { record in
    var spots = record.conversations.filter(\.turns.isEmpty).map {
      Spot("\($0.name) is empty", at: $0.pointer)
    }
    for name in ["messages", "conversations"] as [JSONKey] {
      if let node = record.fields[name], node.kind != .array {
        spots.append(Spot("\(name.text) is no list", at: JSONPointer(key: name)))
      }
    }
    return spots
  }

  private static let c02 = Rule(
    "C02", .error, "a turn without role or content",
    "Every turn has a role and a content; only an assistant's turn with tool calls may lack the latter."
  ) { record in
    record.turns.flatMap { turn -> [Spot] in
      if turn.role == nil { return [Spot("no role", at: turn.pointer)] }
      let isMissing = turn.content == nil || turn.content?.kind == .null
      return isMissing && !turn.isCall ? [Spot("no content", at: turn.pointer)] : []
    }
  }

  private static let c03 = Rule(
    "C03", .error, "an unknown role",
    "A role that no chat template knows. Common ones are system, user, assistant and tool."
  ) { record in
    record.turns.compactMap { turn in
      guard let role = turn.role, turn.kind == .field else { return nil }
      // Clear where only case or blanks keep it from being one.
      let plain = role.lowercased().filter { !$0.isWhitespace }
      let isKnown = ["system", "user", "assistant", "tool"].contains(plain)
      return Spot(
        "role \"\(role)\"", at: turn.pointer,
        fix: isKnown ? .turn(.role(plain), at: turn.pointer) : nil)
    }
  }

  private static let c04 = Rule(
    "C04", .error, "the system turn isn't the first, or not the only one",
    "Chat templates take one system turn at the beginning; others fail or are left out."
  ) { record in
    record.conversations.flatMap { conversation in
      conversation.turns.enumerated().filter { $0.offset > 0 && $0.element.kind == .system }
        .map { Spot("a system turn after others", at: $0.element.pointer) }
    }
  }

  private static let c05 = Rule(
    "C05", .error, "no assistant's turn",
    "There is nothing to learn from: the loss is taken on the assistant's turns."
  ) { record in
    record.wholeConversations.filter { !$0.turns.isEmpty && !$0.has(.assistant) }
      .map { Spot("no assistant's turn", at: $0.pointer) }
  }

  private static let c06 = Rule(
    "C06", .warning, "two turns of one role after another",
    "Templates that expect turns to alternate fail; others join them in silence."
  ) { record in
    record.conversations.flatMap { conversation -> [Spot] in
      var spots: [Spot] = []
      for (a, b) in zip(conversation.turns, conversation.turns.dropFirst())
      where a.kind == b.kind && (a.kind == .user || a.kind == .assistant) {
        // A call may be followed by what the assistant says to it.
        if a.members["tool_calls"] != nil { continue }
        spots.append(Spot("two turns of \(b.role ?? "?") one after another", at: b.pointer))
      }
      return spots
    }
  }

  private static let c07 = Rule(
    "C07", .warning, "the last turn isn't the assistant's",
    "What stands after the last answer is not trained on, and the example ends with a question."
  ) { record in
    record.wholeConversations.compactMap { conversation in
      guard let last = conversation.turns.last, conversation.has(.assistant),
        last.kind != .assistant
      else { return nil }
      return Spot("the last turn is of \(last.role ?? "?")", at: last.pointer)
    }
  }

  private static let c08 = Rule(
    "C08", .warning, "the first turn isn't the user's",
    "After the system turn a conversation begins with the user."
  ) { record in
    record.conversations.filter { !$0.isContinuation }.compactMap { conversation in
      guard let first = conversation.turns.first(where: { $0.kind != .system }),
        first.kind != .user
      else { return nil }
      return Spot("the first turn is of \(first.role ?? "?")", at: first.pointer)
    }
  }

  private static let c09 = Rule(
    "C09", .warning, "an empty turn",
    "A turn with nothing but white space teaches to say nothing."
  ) { record in
    record.turns.compactMap { turn in
      guard let content = turn.content, content.isBlank(in: record.bytes),
        turn.members["tool_calls"] == nil
      else { return nil }
      return Spot("\(turn.role ?? "turn") says nothing", at: turn.contentPointer)
    }
  }

  private static let c14 = Rule(
    "C14", .warning, "an odd number of turns",
    """
    Without a leading system turn, questions and answers come in pairs. LLaMA-Factory leaves such a
    record out with only a warning (`--for llama-factory-sft` says which).
    """
  ) { record in
    record.wholeConversations.compactMap { conversation in
      let hasSystem = conversation.turns.first?.kind == .system
      let count = conversation.turns.count - (hasSystem ? 1 : 0)
      guard count % 2 == 1 else { return nil }
      return Spot(
        "\(count) turns\(hasSystem ? " after the system's" : "")", at: conversation.pointer)
    }
  }

  private static let c15 = Rule(
    "C15", .error, "placeholders and media differ in number",
    "Each <image>, <video> or <audio> in the text stands for one of the images, videos or audios."
  ) { record in
    let lists: [(String, JSONKey)] = [
      ("image", "images"), ("video", "videos"), ("audio", "audios"),
    ]
    return lists.compactMap { kind, key -> Spot? in
      guard let list = record.fields[key], list.kind == .array else { return nil }
      let media = list.elements(in: record.bytes).count
      let marker = Array("<\(kind)>".utf8)
      let marks = record.texts.reduce(0) { $0 + $1.utf8.occurrences(of: marker) }
      return marks == media
        ? nil
        : Spot(
          "\(marks) <\(kind)> for \(media) \(kind)s", at: JSONPointer(key: key))
    }
  }

  private static let c16 = Rule(
    "C16", .error, "a think tag that isn't closed, or not opened",
    "What was to be reasoning is trained on as the answer, or the other way round.",
    terms: ["<think>", "</think>"]
  ) { record in
    record.texts.compactMap { text in
      guard text.isAnswer else { return nil }
      let opened = text.utf8.occurrences(of: Array("<think>".utf8))
      let closed = text.utf8.occurrences(of: Array("</think>".utf8))
      return opened == closed
        ? nil : Spot("<think> \(opened) times, </think> \(closed) times", at: text.pointer)
    }
  }

  private static let c17 = Rule(
    "C17", .warning, "a chat template's token in a text",
    """
    Markers like <|im_start|> or [INST] in the data end a turn where none ends: a rendered prompt
    was saved, or somebody tries to inject one.
    """,
    terms: [
      "<|im_", "<|eot_id|>", "<|start_header_id|>", "<|end_header_id|>", "<|begin_of_text|>", "<|end",
      "[INST]", "[/INST]", "<SYS>>", "</SYS>>", "</s>", "<start_of_turn>", "<end_of_turn>",
    ]
  ) { $0.matches(of: templateTokens, "template token") }

  private static let c18 = Rule(
    "C18", .warning, "a role's name begins a line of a text",
    "\"Human:\" or \"### Response:\" inside a turn: two turns were joined, or a transcript was pasted.",
    terms: ["Human:", "Assistant:", "USER:", "### Instruction:", "### Response:"]
  ) { record in
    record.reading.shape == .transcripts ? [] : record.matches(of: roleWords, "role word")
  }

  private static let templateTokens = expression(
    #"<\|(?:im_start|im_end|eot_id|start_header_id|end_header_id|begin_of_text|endoftext|end)\|>|\[/?INST\]|<</?SYS>>|</s>|<start_of_turn>|<end_of_turn>"#
  )
  private static let roleWords = expression(
    #"^(?:Human|Assistant|USER|ASSISTANT|### (?:Instruction|Response|Human|Assistant)):"#)
}

extension Rule {
  /// A pattern that is known to be right; one that isn't finds nothing, which its test would see.
  static func expression(_ pattern: String, ignoresCase: Bool = false) -> RegularExpression? {
    try? RegularExpression(pattern, ignoresCase: ignoresCase)
  }
}

extension CheckedRecord {
  /// The first match of an expression in each text.
  func matches(
    of expression: RegularExpression?, _ what: String,
    where isWanted: (Text) -> Bool = { _ in true }
  ) -> [Spot] {
    guard let expression else { return [] }
    return texts.compactMap { text in
      guard isWanted(text), let range = expression.firstMatch(in: text.utf8) else { return nil }
      let found = String(decoding: text.utf8[range].prefix(60), as: UTF8.self)
      return Spot("\(what) \"\(found)\"", at: text.pointer, range)
    }
  }
}

extension JSONNode {
  /// Whether it is a string of nothing but white space.
  fileprivate func isBlank(in bytes: Bytes) -> Bool {
    guard kind == .string else { return false }
    // Most texts are seen to be none by their first letter.
    if range.count > 2, (0x21..<0x7F).contains(bytes[range.lowerBound + 1]),
      bytes[range.lowerBound + 1] != UInt8(ascii: "\\")
    {
      return false
    }
    return string(in: bytes)?.text.allSatisfy(\.isWhitespace) == true
  }
}

extension [UInt8] {
  /// How often a text stands in this one.
  func occurrences(of needle: [UInt8]) -> Int {
    guard count >= needle.count else { return 0 }
    let bytes = Bytes(self)
    var count = 0
    var from = 0
    while let found = bytes.firstOffset(of: needle, from: from) {
      count += 1
      from = found + needle.count
    }
    return count
  }
}
