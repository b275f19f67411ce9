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
