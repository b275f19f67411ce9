public import JSONLines

/// What a dataset is for.
public enum Stage: String, Hashable, Sendable, CaseIterable {
  case pretraining
  case sft = "SFT"
  case alignment
  case unknown
}

/// Which layout a record has.
public enum Shape: String, Hashable, Sendable, CaseIterable {
  /// `{"messages": [{"role", "content"}]}`
  case messages
  /// `{"conversations": [{"from", "value"}]}`
  case conversations
  /// The record is a list of turns itself.
  case turns
  /// `{"conversation": [{"human", "assistant"}]}`, or texts of both in turns.
  case rounds
  /// A tree of replies, as in OASST, or one message of it.
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
  /// Two responses without a verdict: `answer1` and `answer2`.
  case candidates
  /// `{"response_0", "response_1", "better_response_id", "safer_response_id"}`
  case safetyPair = "safety-pair"
  /// A response with its qualities rated: helpfulness, correctness ...
  case rated
  /// `{"prompt", "completions": [text], "labels": [bool]}`
  case stepwise
  /// `{"prompt"}` alone.
  case promptOnly = "prompt-only"
  /// A completion that is good or bad: a boolean `label`.
  case kto
  /// `{"text", "label"}`
  case labelled
  /// `{"text"}`, or a string alone.
  case text
  /// JSON of another layout.
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

/// Something in a record that a person reads or ranks.
public struct Part: Hashable, Sendable {
  public enum Role: String, Hashable, Sendable {
    case system, user, assistant, tool, prompt, chosen, rejected, response, text, label, field
  }

  public var role: Role
  /// As the record calls it: `instruction`, `chosen`, `function_call`.
  public var name: String
  public var pointer: JSONPointer
  public var node: JSONNode
  /// Which of the responses that stand side by side it belongs to, from 0; nil for what comes
  /// before them or beside.
  public var response: Int?
  /// Where the same text stands again (a turn that both sides of a pair share); edited together.
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
  /// The response's own value: a string, an object with its text, a list of turns.
  public var pointer: JSONPointer
  /// Where its rank is written; nil where the shape has none.
  public var rankPointer: JSONPointer?
  /// The rank as written; nil where none is or it isn't a whole number.
  public var rank: Int?
}

/// A record read by its shape.
public struct RecordReading: Hashable, Sendable {
  public var shape: Shape
  /// In reading order: what comes before the responses, the responses, the other fields.
  public var parts: [Part] = []
  public var responses: [Response] = []
  /// Why it isn't JSON.
  public var problem: JSONSyntaxError?
  /// Whether the record has more parts than were read.
  public var isCut = false

  /// Names under which published datasets hold a list of turns.
  public static let conversationKeys: [JSONKey] = [
    "messages", "conversations", "conversation", "turns", "dialogue", "dialog", "chat", "traj",
    "trajectory", "data",
  ]

  /// More parts than this are not read; the rest is seen as a tree or in an editor.
  static let partLimit = 20_000

  init(_ shape: Shape) {
    self.shape = shape
  }

  public var hasColumns: Bool { responses.count > 1 }
}
