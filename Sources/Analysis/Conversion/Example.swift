public import Curation
public import JSONLines

/// The training content of a record, independent of its shape. All trainers' formats are written
/// from it.
public struct Example: Hashable, Sendable {
  /// One turn of a conversation, in OpenAI's terms.
  public struct Turn: Hashable, Sendable {
    /// `system`, `developer`, `user`, `assistant`, `tool`, or a role that only the record uses.
    public var role: String
    /// A string, a list of typed parts, or null.
    public var content: JSONValue
    /// The `input` of an instruction, which is the end of the text.
    public var input: String?
    /// Tool calls in OpenAI's form.
    public var calls: [JSONValue] = []
    /// Other members, unchanged: `tool_call_id`, `name`, `weight`.
    public var others: [JSONValue.Member] = []

    /// Whether it is the system's; of OpenAI's newer models that is the developer's.
    var isSystem: Bool { role == "system" || role == "developer" }

    var text: String? { content.string?.text }

    /// The text, joined from typed parts if necessary, with reasoning in the tags that templates
    /// write. Nil if a part isn't text.
    var plainText: String? {
      var whole = ""
      if let reasoning, ownThought?.thought.isEmpty != false {
        whole = "<think>\n\(reasoning)\n</think>\n\n"
      }
      guard case .array(let parts) = content else {
        guard let text else { return content == .null ? whole : nil }
        return whole + (whole.isEmpty ? text : String(ownThought?.rest ?? text[...]))
      }
      for part in parts {
        guard let text = (part["text"] ?? part["value"])?.string?.text else { return nil }
        switch part["type"]?.string?.text ?? "text" {
        case "text": whole += text
        case "reasoning", "thinking": whole += "<think>\n\(text)\n</think>\n\n"
        default: return nil
        }
      }
      return whole
    }

    private static let reasoningKeys = Set(RecordReading.reasoningKeys.map { JSONString($0) })

    /// Whether a member holds reasoning separate from the text.
    static func isReasoning(_ member: JSONValue.Member) -> Bool {
      reasoningKeys.contains(member.key) && (member.value.string != nil || member.value == .null)
    }

    /// What is said under any of the keys of reasoning.
    private var reasoning: String? {
      let thoughts = others.filter(Self.isReasoning).compactMap { $0.value.string?.text }
        .filter { !$0.isEmpty }
      return thoughts.isEmpty ? nil : thoughts.uniqued.joined(separator: "\n\n")
    }

    /// The reasoning in tags with which the text begins, without white space around it, and what
    /// follows; nil if it doesn't begin so.
    private var ownThought: (thought: String, rest: Substring)? {
      guard let begin = text?.drop(while: \.isWhitespace), begin.hasPrefix("<think>"),
        let end = begin.firstRange(of: "</think>")
      else { return nil }
      let thought = String(begin[..<end.lowerBound].dropFirst(7)).trimmed
      let rest = begin[end.upperBound...].drop(while: \.isNewline)
      return (thought, rest)
    }

    /// Whether the turn has reasoning that `plainText` leaves out, as the text has other.
    var losesReasoning: Bool {
      guard let reasoning, let thought = ownThought?.thought, !thought.isEmpty else { return false }
      return !thought.isIdentical(to: reasoning.trimmed)
    }

    /// The content in a form that templates can read. If it has parts that they don't know
    /// (reasoning, or texts under `value`), it is joined into one text where possible.
    var templateContent: JSONValue {
      guard case .array(let parts) = content,
        parts.contains(where: { $0["value"] != nil || $0["type"]?.string?.isReasoning == true })
      else { return content }
      if let text = plainText { return .text(text) }
      return .array(
        parts.map { part in
          guard let text = part["value"], part["type"]?.string?.text ?? "text" == "text" else {
            return part
          }
          return .object([.init("type", .text("text")), .init("text", text)])
        })
    }
  }

  public struct Answer: Hashable, Sendable {
    public var turns: [Turn]
    /// The rank in the record, which may be a mean; nil if there is none.
    public var rank: Double?
    /// The score, of which the highest is best.
    public var score: Double?
    /// A reviewer's rating.
    public var isAcceptable: Bool?
  }

  /// Several answers to one prompt.
  public struct Ranking: Hashable, Sendable {
    public var prompt: [Turn]
    public var answers: [Answer]
  }

  public enum Content: Hashable, Sendable {
    case text(String)
    /// A whole conversation.
    case conversation([Turn])
    /// Several conversations, each of which is an example.
    case conversations([[Turn]])
    /// A prompt, and the better and the worse answer.
    case pair(prompt: [Turn], chosen: [Turn], rejected: [Turn])
    case ranked(Ranking)
    /// A tree of replies: its best conversation, and its messages with several answers.
    case tree(best: [Turn], rankings: [Ranking])
    /// A prompt, and what is missing for an example with an answer.
    case prompt([Turn], lacking: String)
    /// A prompt and an answer that is good or bad.
    case labelled(prompt: [Turn], answer: [Turn], isGood: Bool)

    /// Whether it is more than a prompt.
    var hasAnswer: Bool {
      switch self {
      case .conversation(let turns): turns.last?.role == "assistant"
      case .prompt, .text: false
      case .conversations, .pair, .ranked, .tree, .labelled: true
      }
    }
  }

  public var content: Content
  /// The functions that the model may call, parsed if the record has them in a string.
  public var tools: JSONValue?
  /// Members of the record that aren't part of the content.
  public var others: [JSONValue.Member]
  /// Names of members of the answers, or of a tree's messages, for which no format has a place.
  var answerMembers: Set<String>
  /// Whether the record has answers after `RecordReading.responseLimit`, which aren't read.
  var hasMoreAnswers: Bool
  /// Marks of reviewers, for formats that have a place for them.
  public var marks: [JSONValue.Member] = []

  /// Why a record can't be read as an example.
  public enum Problem: Error, Hashable, Sendable {
    case notJSON
    case unknownShape(Shape)
    /// A necessary part is missing: an answer, a prompt.
    case missing(String)
    /// A part of the prompt or of an answer is a list or an object that isn't made of typed parts.
    case noText(String)
    /// An object has a key twice, so that readers differ in its value.
    case repeatedKey
    /// A string has half of a surrogate pair, which no text in UTF-8 can hold.
    case loneSurrogate
    /// It has more turns or answers than are read.
    case tooLong
  }

  /// Reads an example from a record's bytes.
  public init(_ bytes: Bytes, as shape: Shape?, state: RecordState? = nil) throws(Problem) {
    guard let value = try? JSONValue.parse(bytes) else { throw .notJSON }
    if value.repeatsKey { throw .repeatedKey }
    if bytes.mayHaveSurrogateEscape, value.hasLoneSurrogate { throw .loneSurrogate }
    let reader = ExampleReader(value, RecordReading(bytes, as: shape), bytes, state)
    if reader.lacksTurns { throw .tooLong }
    content = try reader.content()
    hasMoreAnswers = reader.reading.unreadResponses > 0
    tools = reader.tools
    answerMembers = reader.answerMembers
    if let tree = reader.tree {
      answerMembers = tree.members
      hasMoreAnswers = hasMoreAnswers || tree.hasMoreReplies
    }
    let content = content
    others = reader.others.filter { $0.key != "prompt" || !content.repeats(prompt: $0.value) }
  }
}

extension JSONString {
  /// Whether this is the type of a reasoning part.
  fileprivate var isReasoning: Bool { ["reasoning", "thinking"].contains(text) }
}
