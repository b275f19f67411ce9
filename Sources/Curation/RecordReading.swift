public import JSONLines

/// A record's shape, with its parts as that shape has them.
public struct RecordReading: Hashable, Sendable {
  public var shape: Shape
  /// Parts in reading order: what precedes the responses, the responses, the other fields.
  public var parts: [Part] = []
  public var responses: [Response] = []
  /// Why the record isn't valid JSON; nil if it is.
  public var problem: JSONSyntaxError?
  /// Whether the record has more parts than were read.
  public var isCut = false
  /// The number of responses after `responseLimit`, which aren't read.
  public var unreadResponses = 0

  /// Whether all parts and responses were read.
  public var isWhole: Bool { !isCut && unreadResponses == 0 }

  /// Keys under which published datasets hold a list of turns.
  public static let conversationKeys: [JSONKey] = [
    "messages", "conversations", "conversation", "turns", "dialogue", "dialog", "chat", "traj",
    "trajectory", "data",
  ]

  /// The maximum number of parts read; a tree view or an editor shows the rest.
  static let partLimit = 20_000
  /// The maximum number of responses read from a list.
  public static let responseLimit = 1000

  init(_ shape: Shape) {
    self.shape = shape
  }

  public var hasColumns: Bool { responses.count > 1 }

  /// Whether this is a pair of which one response is chosen.
  public var isPair: Bool {
    (shape == .pairwise || shape == .transcripts) && responses.count == 2
  }

  /// Whether it prefers one of two answers to the other, which can be turned round.
  public var isPreference: Bool { isPair || shape == .safetyPair }
}

extension RecordReading {
  /// Reads a record.
  ///
  /// - Parameter shape: nil detects it. For a shape that the record doesn't have, the result is its
  ///   tree.
  /// - Complexity: O(n) in the record's bytes, which are validated once; only parts are looked
  ///   into.
  public init(_ bytes: Bytes, as shape: Shape? = nil) {
    do {
      self.init(try JSONDocument.parse(bytes), as: shape)
    } catch {
      self.init(unreadable: error)
    }
  }

  /// The reading of a record that isn't JSON.
  public init(unreadable problem: JSONSyntaxError) {
    self.init(.opaque)
    self.problem = problem
  }

  /// Reads a record that is already parsed.
  public init(_ document: JSONDocument, as shape: Shape? = nil) {
    var reader = ShapeReader(document.bytes, document.root, document.members)
    if let found = reader.read(as: shape) {
      self = found
    } else {
      self = reader.tree()
    }
  }

  /// Keys under which published datasets hold one prompt and one answer, Alpaca's first.
  public static let promptAnswerKeys: [(prompt: JSONKey, answer: JSONKey)] = [
    ("instruction", "output"), ("input", "output"), ("instruction", "response"),
    ("instruction", "answer"),
    ("question", "answer"), ("question", "response"), ("query", "response"), ("query", "answer"),
    ("prompt", "completion"), ("prompt", "response"), ("prompt", "output"), ("prompt", "answer"),
    ("problem", "solution"), ("problem", "answer"), ("input", "target"), ("inputs", "targets"),
    ("question", "answer_key"), ("question", "solution"), ("question", "output"),
    ("query", "output"), ("input", "response"), ("input", "answer"), ("instruction", "completion"),
    ("problem", "output"), ("question", "answers"), ("question", "target"),
  ]

  /// Keys under which a turn holds its reasoning as a string.
  public static let reasoningKeys: [JSONKey] = ["reasoning_content", "reasoning", "thinking"]
  /// Keys under which a turn holds its tool calls.
  public static let callKeys: [JSONKey] = ["tool_calls", "function_call"]

  /// Keys under which records hold the files that their prompts refer to.
  public static let mediaKeys: [JSONKey] = ["images", "image", "videos", "audios"]
  private static let mediaNames = Set(mediaKeys.map { JSONString($0) })
  /// Keys under which records hold what their prompts are about: texts, and what there is to choose
  /// from.
  public static let materialKeys: [JSONKey] = [
    "text", "code", "passage", "document", "article", "paragraph", "story", "sentence", "premise",
    "hypothesis", "table",
  ]
  public static let choiceKeys: [JSONKey] = ["choices", "options"]
  private static let materialNames = Set(materialKeys.map { JSONString($0) })
  private static let choiceNames = Set(choiceKeys.map { JSONString($0) })

  /// The prompt with the files that it refers to and the texts that it is about, for telling
  /// whether two are the same; nil if there is none.
  ///
  /// - Parameter isExact: whether what there is to choose from counts too, and a conversation that
  ///   ends with a question is a prompt as a whole; else it is one up to its last answer.
  public func promptWithMedia(in bytes: Bytes, isExact: Bool = false) -> String? {
    promptText(in: bytes, withOpenEnd: isExact).map { prompt in
      ([prompt] + media(in: bytes) + material(in: bytes, withChoices: isExact))
        .joined(separator: "\n")
    }
  }

  /// The texts that a prompt is about in fields of their own. One that repeats the prompt and an
  /// answer is none: alpaca's `text` is the whole example.
  public func material(in bytes: Bytes, withChoices: Bool) -> [String] {
    let fields = parts.filter { part in
      guard part.role == .field, part.response == nil, let key = part.pointer.tokens.first else {
        return false
      }
      return part.node.kind == .string && part.pointer.depth == 1
        && Self.materialNames.contains(key) || withChoices && Self.choiceNames.contains(key)
    }
    guard !fields.isEmpty else { return [] }
    func said(where isWanted: (Part.Role) -> Bool) -> [[UInt8]] {
      parts.filter { isWanted($0.role) }
        .compactMap { $0.node.words(in: bytes).map { Array($0.utf8) } }
    }
    func holds(_ text: String, any texts: [[UInt8]]) -> Bool {
      let text = Array(text.utf8)
      return texts.contains { text.firstOffset(of: $0) != nil }
    }
    let (asked, answered) = (said { $0 == .prompt || $0 == .user }, said(where: \.isAnswer))
    return fields.compactMap { $0.node.words(in: bytes) }
      .filter { !(holds($0, any: asked) && holds($0, any: answered)) }
  }

  /// What the record, or a turn, has under `mediaKeys`.
  public func media(in bytes: Bytes) -> [String] {
    // Indexed access: passing a part along would copy it.
    parts.indices.compactMap { place in
      guard parts[place].role == .field else { return nil }
      let tokens = parts[place].pointer.tokens
      guard let first = tokens.first, let last = tokens.last,
        Self.mediaNames.contains(first) || Self.mediaNames.contains(last)
      else { return nil }
      return parts[place].node.words(in: bytes)
    }
  }

  /// The text before the answer, for finding the same prompt in another dataset: user and assistant
  /// turns without the system's, white space as it is; a text that is labelled is one too. What
  /// isn't a text, such as a number or an image, counts as it is written. Nil if there is none. In
  /// a record without separate responses, the answer is the last run of assistant parts, with its
  /// reasoning and tool calls.
  ///
  /// - Parameter withOpenEnd: whether a conversation that ends with a question has no answer, so
  ///   that all of it is the prompt, as it always is of a prompt alone.
  public func promptText(in bytes: Bytes, withOpenEnd: Bool = false) -> String? {
    var texts: [String] = []
    var beforeAnswer: [Part] = parts.filter { $0.response == nil && $0.role != .field }
    if shape == .stepwise {
      // All steps are the answer.
      beforeAnswer.removeAll { $0.pointer.tokens.first == "completions" }
    } else if responses.isEmpty,
      let answer = beforeAnswer.lastRange(where: { $0.role == .assistant }),
      !(withOpenEnd || shape == .promptOnly)
        || !beforeAnswer[answer.upperBound...].contains(where: { $0.role == .user })
    {
      beforeAnswer.removeSubrange(answer.lowerBound...)
    }
    if shape == .transcripts || shape == .dialogue { return dialoguePrompt(in: bytes) }
    for part in beforeAnswer {
      switch part.role {
      case .prompt where !responses.isEmpty:
        let turns = part.node.text(in: bytes).flatMap(Transcript.turns(ofPrompt:))
        texts +=
          turns?.filter { $0.role != .system }.map(\.text)
          ?? part.node.words(in: bytes).map { [$0] } ?? []
      case .text where shape == .labelled, .user, .assistant, .prompt:
        if let text = part.node.words(in: bytes) { texts.append(text) }
      default: continue
      }
    }
    return texts.isEmpty ? nil : texts.joined(separator: "\n")
  }

  /// Whether the first part is a dialogue in one string.
  public func holdsDialogue(in bytes: Bytes) -> Bool {
    switch shape {
    case .transcripts, .dialogue: return true
    case .labelled:
      guard let node = parts.first?.node, node.kind == .string else { return false }
      return Transcript.isDialogue(bytes, node.contents, isRaw: true)
    default: return false
    }
  }

  /// The turns before the last one of a dialogue in one string, without the system's; of a pair,
  /// the chosen side's.
  private func dialoguePrompt(in bytes: Bytes) -> String? {
    guard let text = parts.first?.node.text(in: bytes) else { return nil }
    let turns = Transcript.turns(text).filter { $0.role != .system }
    guard turns.count > 1 else { return nil }
    return turns.dropLast().map(\.text).joined(separator: "\n")
  }
}

extension JSONNode {
  /// A text, or the JSON of another value in one spelling; nil if it is empty or null.
  public func words(in bytes: Bytes) -> String? {
    if let text = text(in: bytes) { return text.isEmpty ? nil : text }
    let value = JSONValue(self, in: bytes)
    return value.isEmpty ? nil : value.json
  }
}

extension BidirectionalCollection {
  /// The range of the last run of elements that satisfy `isSo`; nil if none does.
  @inlinable public func lastRange(where isSo: (Element) -> Bool) -> Range<Index>? {
    guard let last = lastIndex(where: isSo) else { return nil }
    let before = self[..<last].lastIndex { !isSo($0) }
    return (before.map { index(after: $0) } ?? startIndex)..<index(after: last)
  }
}
