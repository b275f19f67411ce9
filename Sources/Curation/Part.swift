public import JSONLines

/// A value in a record that a person reads or ranks.
public struct Part: Hashable, Sendable {
  public enum Role: String, Hashable, Sendable {
    case system, user, assistant, tool
    /// Says a turn in a role that no chat template knows, or in none.
    case unknown = "unknown role"
    case prompt, chosen, rejected, response, text, label, field
  }

  public var role: Role
  /// What the record calls it: `instruction`, `chosen`, `function_call`.
  public var name: String
  public var pointer: JSONPointer
  public var node: JSONNode
  /// The response that it belongs to, from 0; nil if it belongs to none, as a prompt does.
  public var response: Int?
  /// Where the same text occurs again (a turn that both sides of a pair begin with); both are
  /// edited together.
  public var mirror: JSONPointer?
  /// Whether it is the first part of its turn: reasoning, calls and other parts of the content may
  /// follow.
  public var beginsTurn = true

  init(
    _ role: Role, _ name: String, _ pointer: JSONPointer, _ node: JSONNode, response: Int? = nil
  ) {
    self.role = role
    self.name = name
    self.pointer = pointer
    self.node = node
    self.response = response
  }
}

extension Part.Role {
  /// Whether a turn of a conversation is said in it.
  public var isTurn: Bool {
    switch self {
    case .system, .user, .assistant, .tool, .unknown: true
    case .prompt, .chosen, .rejected, .response, .text, .label, .field: false
    }
  }

  /// Whether a model says it.
  public var isAnswer: Bool {
    switch self {
    case .assistant, .chosen, .rejected, .response: true
    case .system, .user, .tool, .unknown, .prompt, .text, .label, .field: false
    }
  }
}

extension Part {
  /// Words in names of members that say where a text is from, which a blind review hides.
  static let sourceNames: Set<String> = [
    "source", "sources", "src", "model", "models", "generator", "annotator", "annotators",
    "reviewer", "dataset", "origin", "author", "authors", "provider", "teacher",
  ]

  /// Whether it says where a text is from: `model`, `meta.model_name`, `sourceUrl`.
  public var tellsSource: Bool {
    role == .field && pointer.tokens.contains { Self.namesSource($0.text) }
  }

  /// Whether a member of this name says where a text is from: `source`, `generator_model`,
  /// `model_name`, but not `source_text`.
  public static func namesSource(_ name: String) -> Bool {
    let words = name.words
    let last = words.last { !sourceQualifiers.contains($0) } ?? words.last
    return last.map(sourceNames.contains) == true
  }

  private static let sourceQualifiers: Set = ["name", "names", "id", "ids", "url", "version"]
}

extension String {
  /// The words of a member's name, in small letters: `conversationId`, `model_name` and
  /// `source-url` have two.
  public var words: [String] {
    var words = [""]
    var isAfterSmall = false
    for character in self {
      // Most are ASCII, for which Unicode's tables needn't be asked.
      let ascii = character.asciiValue
      let isCapital = ascii.map { (0x41...0x5A).contains($0) } ?? character.isUppercase
      let isSmall = ascii.map { (0x61...0x7A).contains($0) } ?? character.isLowercase
      let isOther =
        ascii.map { (0x30...0x39).contains($0) } ?? (character.isLetter || character.isNumber)
      let isInside = isCapital || isSmall || isOther
      if !isInside || isCapital && isAfterSmall { words.append("") }
      if isInside {
        words[words.count - 1] += isCapital ? character.lowercased() : String(character)
      }
      isAfterSmall = isSmall
    }
    return words.filter { !$0.isEmpty }
  }
}

/// One of several responses to a prompt.
public struct Response: Hashable, Sendable {
  /// The response's value: a string, an object with its text, or a list of turns.
  public var pointer: JSONPointer
  /// Where its rank is or would be written; nil if the shape has no ranks.
  public var rankPointer: JSONPointer?
  /// The rank as written; nil if there is none or it isn't an integer.
  public var rank: Int?
}
