import Curation
import JSONLines

/// The place where TRL's `extract_prompt` cuts a pair without a prompt: at the first difference.
struct ImplicitPrompt {
  /// The number of bytes of the chosen text that become the prompt.
  let byteCount: Int
  /// What is wrong with the cut; nil if it is good.
  let problem: String?

  /// Nil if the pair has a prompt, isn't of strings, or has equal sides.
  init?(_ record: CheckedRecord) {
    guard record.reading.shape == .transcripts || record.reading.shape == .pairwise,
      record.fields["prompt"] == nil,
      let chosen = record.string("chosen"), let rejected = record.string("rejected"),
      chosen != rejected
    else { return nil }
    let (a, b) = (Array(chosen.unicodeScalars), Array(rejected.unicodeScalars))
    var cut = zip(a, b).prefix { $0 == $1 }.count
    let isBeginning = cut == a.count || cut == b.count
    // TRL counts a space before the difference to the answers.
    if cut > 0, a[cut - 1] == " " { cut -= 1 }
    byteCount = a[..<cut].reduce(0) { $0 + UTF8.width($1) }
    let prefix = String(String.UnicodeScalarView(a[..<cut]))
    let marker = "\n\nAssistant:"
    if cut == 0 {
      problem = "the prompt would be empty: the sides have no common beginning"
    } else if isBeginning {
      problem = "one side would be empty: it is a beginning of the other"
    } else if let last = prefix.lastRange(of: marker) {
      let taken = prefix[last.upperBound...]
      if taken.allSatisfy(\.isWhitespace) {
        problem = nil
      } else {
        let isInWord = a[cut - 1].isWordLike && (a[cut].isWordLike || b[cut].isWordLike)
        problem =
          "the beginning of both answers, \"\(String(taken.suffix(30)))\", would go into the prompt"
          + (isInWord ? ", cut inside a word" : "")
      }
    } else if record.reading.shape == .transcripts {
      problem = "the cut would be before the last \"Assistant:\""
    } else {
      let isInWord = a[cut - 1].isWordLike && (a[cut].isWordLike || b[cut].isWordLike)
      problem = isInWord ? "the cut would be inside a word: \"\(String(prefix.suffix(30)))|\"" : nil
    }
  }
}

extension Unicode.Scalar {
  fileprivate var isWordLike: Bool { properties.isAlphabetic || properties.numericType != nil }
}

extension String {
  fileprivate func lastRange(of other: String) -> Range<Index>? {
    var end = endIndex
    while end > startIndex {
      let start = index(before: end)
      if self[start...].hasPrefix(other) { return start..<index(start, offsetBy: other.count) }
      end = start
    }
    return nil
  }
}

extension CheckedRecord {
  /// Describes where TRL cuts two lists of messages without a prompt: at the first message that
  /// differs in any member, or before the last message of the shorter list.
  var implicitPromptOfMessages: String {
    let (chosen, rejected) = (messages("chosen"), messages("rejected"))
    let least = min(chosen.count, rejected.count)
    let shared = zip(chosen, rejected).prefix { $0 == $1 }.count
    let cut = min(shared, max(0, least - 1))
    if cut == 0 {
      return "the prompt would be empty: "
        + (shared == 0 ? "the first messages differ" : "one side is a beginning of the other")
    }
    let text = "the prompt becomes the first \(cut == 1 ? "message" : "\(cut) messages")"
    if shared == least {
      return text + "; one side is a beginning of the other, whose last message goes to the answers"
    }
    let isLate = [chosen, rejected].allSatisfy { side in
      side.dropFirst(cut).allSatisfy { $0["role"]?.string?.text != "user" }
    }
    return isLate ? text : text + ", and turns of the user go into the answers"
  }

  private func messages(_ side: JSONKey) -> [JSONValue] {
    guard let node = fields[side], case .array(let messages) = JSONValue(node, in: bytes) else {
      return []
    }
    return messages
  }
}
