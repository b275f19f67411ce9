import Curation
import JSONLines

/// The place where TRL's `extract_prompt` cuts a pair of texts without a prompt: at the first
/// difference, or, if there is none, before the last character of the shorter one.
struct ImplicitPrompt {
  /// The number of bytes of the chosen text that become the prompt.
  let byteCount: Int
  /// What is wrong with the cut; nil if it is good.
  let problem: String?
  /// Whether TRL fails at it.
  var isImpossible = false

  /// Nil if the pair has a prompt, or isn't of texts.
  init?(_ record: CheckedRecord) {
    guard record.reading.shape == .transcripts || record.reading.shape == .pairwise,
      record.fields["prompt"] == nil,
      let chosen = record.string("chosen"), let rejected = record.string("rejected")
    else { return nil }
    let (a, b) = (Array(chosen.unicodeScalars), Array(rejected.unicodeScalars))
    let least = min(a.count, b.count)
    guard least > 0 else {
      (byteCount, problem, isImpossible) = (0, "one side is empty, at which TRL fails", true)
      return
    }
    let shared = zip(a, b).prefix { $0 == $1 }.count
    var cut = min(shared, least - 1)
    // TRL counts a space before the difference to the answers; before the first character, Python
    // has the last one.
    if shared < least, a[cut > 0 ? cut - 1 : a.count - 1] == " " {
      cut = cut > 0 ? cut - 1 : a.count - 1
    }
    byteCount = a[..<cut].reduce(0) { $0 + UTF8.width($1) }
    let prefix = String(String.UnicodeScalarView(a[..<cut]))
    let taken = prefix.lastRange(of: "\n\nAssistant:").map { prefix[$0.upperBound...] }
    let isInWord =
      cut > 0 && a[cut - 1].isWordLike && (a[cut].isWordLike || cut < b.count && b[cut].isWordLike)
    if cut > shared {
      problem = "the prompt would be all of chosen but the space at its end"
    } else if cut == 0 {
      problem = "the prompt would be empty: the sides have no common beginning"
    } else if chosen.isIdentical(to: rejected) {
      problem = "the prompt would be all but the last character: both sides are equal"
    } else if shared == least {
      problem =
        "the cut would be before the last character of one side, with which the other begins: "
        + "\"\(String(prefix.suffix(30)))|\""
    } else if let taken {
      problem =
        taken.allSatisfy(\.isWhitespace)
        ? nil
        : "the beginning of both answers, \"\(String(taken.suffix(30)))\", would go into the prompt"
          + (isInWord ? ", cut inside a word" : "")
    } else if record.reading.shape == .transcripts {
      problem = "the cut would be before the last \"Assistant:\""
    } else {
      problem = isInWord ? "the cut would be inside a word: \"\(String(prefix.suffix(30)))|\"" : nil
    }
  }
}

extension Unicode.Scalar {
  fileprivate var isWordLike: Bool { properties.isAlphabetic || properties.numericType != nil }
}

extension String {
  /// Compares scalars: a combining mark after the other text is no part of it.
  fileprivate func lastRange(of other: String) -> Range<Index>? {
    let (all, wanted) = (unicodeScalars, other.unicodeScalars)
    var start = all.endIndex
    while start > all.startIndex {
      start = all.index(before: start)
      if all[start...].starts(with: wanted) {
        return start..<all.index(start, offsetBy: wanted.count)
      }
    }
    return nil
  }
}

/// The place where TRL's `extract_prompt` cuts two lists of messages without a prompt: at the first
/// message that differs, or before the last message of the shorter list.
struct ImplicitMessages: CustomStringConvertible {
  /// The number of messages that become the prompt. TRL fails at 0.
  let count: Int
  let description: String

  init(_ record: CheckedRecord) {
    let (chosen, rejected) = (record.messages("chosen"), record.messages("rejected"))
    let least = min(chosen.count, rejected.count)
    // Python's equality: members in any order, numbers by value.
    let shared = zip(chosen, rejected).prefix { $0.isEquivalent(to: $1) }.count
    count = min(shared, max(0, least - 1))
    guard count > 0 else {
      description =
        "the prompt would be empty, at which TRL fails: "
        + (shared == 0 ? "the first messages differ" : "one side is a beginning of the other")
      return
    }
    let text = "the prompt becomes the first \(count == 1 ? "message" : "\(count) messages")"
    if shared == least {
      description =
        text + "; one side is a beginning of the other, whose last message goes to the answers"
      return
    }
    let prompt = count
    let isLate = [chosen, rejected].allSatisfy { side in
      side.dropFirst(prompt).allSatisfy { $0["role"]?.string?.text != "user" }
    }
    description = isLate ? text : text + ", and turns of the user go into the answers"
  }
}

extension CheckedRecord {
  fileprivate func messages(_ side: JSONKey) -> [JSONValue] {
    guard let node = fields[side], case .array(let messages) = JSONValue(node, in: bytes) else {
      return []
    }
    return messages
  }
}
