public import JSONLines

/// The training stage that a dataset is made for.
public enum Stage: String, Hashable, Sendable, CaseIterable {
  case pretraining
  case sft = "SFT"
  case alignment
  case unknown
}

/// The layout of a record.
public enum Shape: String, Hashable, Sendable, CaseIterable {
  /// `{"messages": [{"role", "content"}]}`
  case messages
  /// `{"conversations": [{"from", "value"}]}`
  case conversations
  /// The record itself is a list of turns.
  case turns
  /// `{"conversation": [{"human", "assistant"}]}`, or strings of the user and the assistant in
  /// turns.
  case rounds
  /// A tree of replies as in OASST, or one of its messages.
  case replyTree = "reply-tree"
  /// `{"text": "### Human: ...### Assistant: ..."}`: a whole dialogue in one string.
  case dialogue
  /// `{"segments": [{"label", "text"}]}`
  case segments
  /// `{"instruction", "input", "output"}`, with `system` and `history`.
  case alpaca
  /// One prompt and one answer under two names: input/output, question/answer, query/response ...
  case promptResponse = "prompt-response"
  /// `{"prompt", "chosen", "rejected"}`: strings, turns, or one turn.
  case pairwise
  /// `{"chosen", "rejected"}`, both "\n\nHuman: ...\n\nAssistant: ..." in one string.
  case transcripts
  /// `{"prompt", "responses": [{"text", "rank"}]}`
  case ranked
  /// Two or more responses without a preference: `answer1` and `answer2`, or a list of strings.
  case candidates
  /// `{"response_0", "response_1", "better_response_id", "safer_response_id"}`
  case safetyPair = "safety-pair"
  /// A response with ratings of its qualities: helpfulness, correctness ...
  case rated
  /// `{"prompt", "completions": [text], "labels": [bool]}`
  case stepwise
  /// `{"prompt"}` alone.
  case promptOnly = "prompt-only"
  /// A completion that is good or bad: a boolean `label`.
  case kto
  /// `{"text", "label"}`
  case labelled
  /// `{"text"}`, or just a string.
  case text
  /// JSON in any other layout.
  case tree
  /// Not JSON, or nested too deep.
  case opaque

  public var stage: Stage {
    switch self {
    case .messages, .conversations, .turns, .rounds, .replyTree, .dialogue, .segments, .alpaca,
      .promptResponse:
      .sft
    case .pairwise, .transcripts, .ranked, .candidates, .safetyPair, .rated, .stepwise,
      .promptOnly, .kto, .labelled:
      .alignment
    case .text: .pretraining
    case .tree, .opaque: .unknown
    }
  }
}

/// A value in a record that a person reads or ranks.
public struct Part: Hashable, Sendable {
  public enum Role: String, Hashable, Sendable {
    case system, user, assistant, tool, prompt, chosen, rejected, response, text, label, field
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

/// One of several responses to a prompt.
public struct Response: Hashable, Sendable {
  /// The response's value: a string, an object with its text, or a list of turns.
  public var pointer: JSONPointer
  /// Where its rank is or would be written; nil if the shape has no ranks.
  public var rankPointer: JSONPointer?
  /// The rank as written; nil if there is none or it isn't an integer.
  public var rank: Int?
}

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

  /// Keys under which published datasets hold a list of turns.
  public static let conversationKeys: [JSONKey] = [
    "messages", "conversations", "conversation", "turns", "dialogue", "dialog", "chat", "traj",
    "trajectory", "data",
  ]

  /// The maximum number of parts read; a tree view or an editor shows the rest.
  static let partLimit = 20_000

  init(_ shape: Shape) {
    self.shape = shape
  }

  public var hasColumns: Bool { responses.count > 1 }
}
