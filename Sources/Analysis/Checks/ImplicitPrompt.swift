import Curation
import JSONLines

/// The place where TRL's `extract_prompt` cuts a pair of texts without a prompt: at the first
/// difference, or, if there is none, before the last character of the shorter one.
struct ImplicitPrompt {
  /// The beginning of the chosen text that becomes the prompt.
  let prompt: ArraySlice<UInt8>
  /// What is wrong with the cut; nil if it is good.
  let problem: String?
  /// Whether TRL fails at it.
  var isImpossible = false

  /// Nil if the pair has a prompt, or isn't of texts.
  init?(_ record: CheckedRecord) {
    guard record.reading.shape == .transcripts || record.reading.shape == .pairwise,
      record.fields["prompt"] == nil,
      let chosen = record.fields["chosen"]?.string(in: record.bytes)?.wtf8,
      let rejected = record.fields["rejected"]?.string(in: record.bytes)?.wtf8
    else { return nil }
    guard !chosen.isEmpty, !rejected.isEmpty else {
      (prompt, problem, isImpossible) = ([], "one side is empty, at which TRL fails", true)
      return
    }
    let shared = chosen.beginning(sharedWith: rejected)
    let isBeginning = shared == min(chosen.count, rejected.count)
    var cut = isBeginning ? chosen.start(before: shared) : shared
    // TRL counts a space before the difference to the answers; before the first character, Python
    // has the last one.
    let before = cut > 0 ? cut - 1 : chosen.count - 1
    if !isBeginning, chosen[before] == UInt8(ascii: " ") { cut = before }
    let prompt = chosen[..<cut]
    let taken = prompt.textAfterLast("\n\nAssistant:")
    let isInWord =
      cut > 0 && chosen.isWordLike(at: chosen.start(before: cut))
      && (chosen.isWordLike(at: cut) || rejected.isWordLike(at: cut))
    /// The last characters of the prompt.
    var end: String { String(String(decoding: prompt, as: UTF8.self).suffix(30)) }
    self.prompt = prompt
    if cut > shared {
      problem = "the prompt would be all of chosen but the space at its end"
    } else if cut == 0 {
      problem = "the prompt would be empty: the sides have no common beginning"
    } else if chosen == rejected {
      problem = "the prompt would be all but the last character: both sides are equal"
    } else if isBeginning {
      problem =
        "the cut would be before the last character of one side, with which the other begins: "
        + "\"\(end)|\""
    } else if let taken {
      problem =
        taken.allSatisfy(\.isWhitespace)
        ? nil
        : "the beginning of both answers, \"\(String(taken.suffix(30)))\", would go into the prompt"
          + (isInWord ? ", cut inside a word" : "")
    } else if record.reading.shape == .transcripts {
      problem = "the cut would be before the last \"Assistant:\""
    } else {
      problem = isInWord ? "the cut would be inside a word: \"\(end)|\"" : nil
    }
  }
}

extension [UInt8] {
  /// The number of bytes of the whole characters with which both texts begin.
  fileprivate func beginning(sharedWith other: [UInt8]) -> Int {
    let least = Swift.min(count, other.count)
    var shared = 0
    while shared < least, self[shared] == other[shared] { shared += 1 }
    while shared < count, self[shared] & 0xC0 == 0x80 { shared -= 1 }
    return shared
  }

  /// Where the character before a place begins.
  fileprivate func start(before place: Int) -> Int {
    var start = place - 1
    while start > 0, self[start] & 0xC0 == 0x80 { start -= 1 }
    return start
  }

  /// Whether the character at a place, if there is one, may stand in a word.
  fileprivate func isWordLike(at place: Int) -> Bool {
    let bytes = dropFirst(place).prefix(4)
    guard let scalar = String(decoding: bytes, as: UTF8.self).unicodeScalars.first else {
      return false
    }
    return scalar.properties.isAlphabetic || scalar.properties.numericType != nil
  }
}

extension ArraySlice<UInt8> {
  /// What comes after the last place of a mark; nil if it has none.
  fileprivate func textAfterLast(_ mark: StaticString) -> String? {
    let length = mark.utf8CodeUnitCount
    return mark.withUTF8Buffer { wanted in
      let last = (startIndex..<Swift.max(startIndex, endIndex - length + 1)).last {
        self[$0] == wanted[0] && self[$0...].starts(with: wanted)
      }
      return last.map { String(decoding: self[($0 + length)...], as: UTF8.self) }
    }
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
