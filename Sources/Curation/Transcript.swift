public import JSONLines

/// A dialogue in one string that names its speakers: "\n\nHuman: ...\n\nAssistant: ..." as in
/// HH-RLHF, `### Instruction:`, or a chat model's template.
public enum Transcript {
  /// A stretch of text by one speaker.
  public struct Stretch: Hashable, Sendable {
    /// The speaker's name in the text, or the role if the text only has a symbol for it; empty for
    /// text before the first speaker.
    public var name: String
    public var role: Part.Role
    /// The byte range, without the speaker's name and without the marker that ends the turn.
    public var range: Range<Int>
  }

  public struct Turn: Hashable, Sendable {
    public var role: Part.Role
    public var text: String
  }

  /// The turns of a prompt that is a dialogue up to an empty answer, as in Nectar, and that the
  /// user begins; nil if it isn't.
  public static func turns(ofPrompt text: String) -> [Turn]? {
    let turns = turns(text)
    guard let last = turns.last, last.role == .assistant, last.text.isEmpty,
      turns.first(where: { $0.role != .system })?.role == .user
    else { return nil }
    return turns.dropLast()
  }

  /// The turns of a decoded text; empty if it names no speaker. Instruction and input are one turn.
  public static func turns(_ text: String) -> [Turn] {
    let bytes = Bytes(text)
    var turns: [Turn] = []
    for stretch in stretches(in: bytes, 0..<bytes.count, isRaw: false) {
      let range = bytes.trimmed(stretch.range)
      let text = String(decoding: bytes.slice(range), as: UTF8.self)
      if stretch.name == "Input", turns.last?.role == .user {
        turns[turns.count - 1].text += "\n" + text
      } else if !(stretch.name.isEmpty && text.isEmpty) {
        turns.append(Turn(role: stretch.role, text: text))
      }
    }
    return turns
  }

  /// Whether the text has a user's turn and, later, an assistant's.
  ///
  /// - Parameter isRaw: whether the bytes are those of a JSON string, with its escapes.
  public static func isDialogue(_ bytes: Bytes, _ range: Range<Int>, isRaw: Bool) -> Bool {
    guard let (manner, start) = Manner.begun(bytes, range, isRaw: isRaw) else { return false }
    var walk = MarkWalk(bytes, range, manner, from: start, isRaw: isRaw)
    var hasAsked = false
    while let mark = walk.next() {
      if mark.role == .user { hasAsked = true }
      if mark.role == .assistant, hasAsked { return true }
    }
    return false
  }

  /// The stretches of all speakers, in order; empty if the text doesn't begin as a dialogue.
  ///
  /// - Parameter isRaw: whether the bytes are those of a JSON string, with its escapes.
  public static func stretches(
    in bytes: Bytes, _ range: Range<Int>, isRaw: Bool
  ) -> [Stretch] {
    guard let (manner, start) = Manner.begun(bytes, range, isRaw: isRaw) else { return [] }
    var walk = MarkWalk(bytes, range, manner, from: start, isRaw: isRaw)
    var found: [Stretch] = []
    var open = Stretch(name: "", role: .system, range: range.lowerBound..<start)
    while let mark = walk.next() {
      open.range = open.range.lowerBound..<mark.range.lowerBound
      found.append(manner.closed(open, bytes))
      open = Stretch(
        name: mark.name, role: mark.role, range: mark.range.upperBound..<range.upperBound)
    }
    found.append(manner.closed(open, bytes))
    if found[0].name.isEmpty, Manner.isOpening(bytes, found[0].range, isRaw: isRaw) {
      found.removeFirst()
    }
    return found.flatMap { withSystem($0, bytes) }
  }

  private static let systemMarks = ["<<SYS>>", "<</SYS>>"].map { Array($0.utf8) }

  /// Splits off the system text that Llama 2's template puts inside the first user turn.
  private static func withSystem(_ stretch: Stretch, _ bytes: Bytes) -> [Stretch] {
    let (low, high) = (stretch.range.lowerBound, stretch.range.upperBound)
    let text = bytes.slice(0..<high)
    guard stretch.role == .user, let open = text.firstOffset(of: systemMarks[0], from: low),
      open - low < 8, let close = text.firstOffset(of: systemMarks[1], from: open)
    else { return [stretch] }
    var rest = stretch
    rest.range = close + systemMarks[1].count..<high
    let system = open + systemMarks[0].count..<close
    return [Stretch(name: Part.Role.system.rawValue, role: .system, range: system), rest]
  }
}

/// A convention for naming the speakers of a dialogue.
private struct Manner: Sendable {
  typealias Speaker = (written: [UInt8], role: Part.Role, name: String)

  /// The text before a speaker's name; if it is empty, the name begins a line.
  let before: [UInt8]
  let after: [UInt8]
  let speakers: [Speaker]
  /// The markers with which a template ends a turn.
  let ends: [[UInt8]]
  /// Whether other text may precede the first speaker.
  let hasPreamble: Bool
  /// Whether a name may also occur in the middle of a line, if `before` is empty.
  let isInline: Bool

  private init(
    _ before: String, _ speakers: [(String, Part.Role)], _ after: String, ends: [String] = [],
    hasPreamble: Bool = false, isInline: Bool = false
  ) {
    self.before = Array(before.utf8)
    self.after = Array(after.utf8)
    self.speakers = speakers.map { written, role in
      (Array(written.utf8), role, written.contains("INST") ? role.rawValue : written)
    }
    self.ends = ends.map { Array($0.utf8) }
    self.hasPreamble = hasPreamble
    self.isInline = isInline
  }

  private static let lower: [(String, Part.Role)] = [
    ("user", .user), ("assistant", .assistant), ("system", .system), ("tool", .tool),
    ("developer", .system), ("ipython", .tool), ("model", .assistant),
  ]

  static let all: [Manner] = [
    Manner("", [("Human", .user), ("Assistant", .assistant)], ":"),
    Manner("", [("User", .user), ("Assistant", .assistant), ("System", .system)], ":"),
    // Vicuna's: "A chat between ... USER: ... ASSISTANT: ...</s>".
    Manner(
      "", [("USER", .user), ("ASSISTANT", .assistant), ("SYSTEM", .system)], ":", ends: ["</s>"],
      hasPreamble: true, isInline: true),
    Manner("<|im_start|>", lower, "", ends: ["<|im_end|>", "</s>", "<|endoftext|>"]),
    Manner("<|start_header_id|>", lower, "<|end_header_id|>", ends: ["<|eot_id|>"]),
    Manner("<start_of_turn>", lower, "", ends: ["<end_of_turn>", "<eos>"]),
    Manner("<|", lower, "|>", ends: ["<|end|>", "</s>", "<|endoftext|>"]),
    Manner(
      "<｜", [("User", .user), ("Assistant", .assistant)], "｜>", ends: ["<｜end▁of▁sentence｜>"]),
    Manner("[", [("INST", .user), ("/INST", .assistant)], "]", ends: ["</s>"]),
    Manner(
      "### ",
      [
        ("Human", .user), ("Assistant", .assistant), ("Instruction", .user), ("Input", .user),
        ("Response", .assistant), ("User", .user), ("System", .system),
      ], ":", hasPreamble: true),
  ]

  /// How far into a text the first speaker is searched for after a preamble, in bytes.
  private static let preambleLimit = 2 << 10
  /// Tokens that a template puts at the very beginning.
  private static let openings = ["<s>", "<|begin_of_text|>", "<bos>"].map { Array($0.utf8) }

  /// The convention that a text follows, and the offset of its first speaker; nil if it follows
  /// none.
  static func begun(
    _ bytes: Bytes, _ range: Range<Int>, isRaw: Bool
  ) -> (Manner, start: Int)? {
    var start = skipBlanks(bytes, range, isRaw: isRaw)
    if let opening = openings.first(where: { bytes.has($0, at: start, before: range.upperBound) }) {
      start = skipBlanks(bytes, start + opening.count..<range.upperBound, isRaw: isRaw)
    }
    for manner in all {
      if manner.mark(bytes, at: start, before: range.upperBound) != nil { return (manner, start) }
      guard manner.hasPreamble else { continue }
      let head = range.lowerBound..<min(range.upperBound, range.lowerBound + preambleLimit)
      var walk = MarkWalk(bytes, head, manner, from: start, isRaw: isRaw)
      if let first = walk.next() { return (manner, first.range.lowerBound) }
    }
    return nil
  }

  /// Whether the range holds nothing but white space and an opening token.
  static func isOpening(_ bytes: Bytes, _ range: Range<Int>, isRaw: Bool) -> Bool {
    let start = skipBlanks(bytes, range, isRaw: isRaw)
    guard start < range.upperBound else { return true }
    return openings.contains { opening in
      bytes.has(opening, at: start, before: range.upperBound)
        && skipBlanks(bytes, start + opening.count..<range.upperBound, isRaw: isRaw)
          == range.upperBound
    }
  }

  /// The speaker named at `offset`, or nil.
  func mark(_ bytes: Bytes, at offset: Int, before end: Int) -> MarkWalk.Mark? {
    guard bytes.has(before, at: offset, before: end) else { return nil }
    let start = offset + before.count
    for speaker in speakers where bytes.has(speaker.written, at: start, before: end) {
      let close = start + speaker.written.count
      guard bytes.has(after, at: close, before: end) else { continue }
      return MarkWalk.Mark(
        name: speaker.name, role: speaker.role, range: offset..<close + after.count)
    }
    return nil
  }

  /// The offset of the next speaker's name at or after `offset`, in the middle of a line or not.
  func inlineName(_ bytes: Bytes, from offset: Int, before end: Int) -> Int? {
    var from = offset
    while from < end, let close = bytes.firstOffset(of: after[0], in: from..<end) {
      from = close + 1
      for speaker in speakers {
        let start = close - speaker.written.count
        guard start >= offset, bytes.has(speaker.written, at: start, before: end) else { continue }
        // The name must not be the end of a longer word.
        if start == 0 || !(UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(bytes[start - 1]) {
          return start
        }
      }
    }
    return nil
  }

  /// The stretch without the marker that ends its turn.
  func closed(_ stretch: Transcript.Stretch, _ bytes: Bytes) -> Transcript.Stretch {
    var stretch = stretch
    while let end = endOfText(in: stretch.range, bytes) {
      stretch.range = stretch.range.lowerBound..<end
    }
    return stretch
  }

  /// Where a text ends that has a marker behind it, also before white space and the beginning of
  /// the next turn; nil if it has none.
  private func endOfText(in range: Range<Int>, _ bytes: Bytes) -> Int? {
    var high = Self.withoutBlanks(bytes, range)
    let next = high - Self.beginning.count
    if next >= range.lowerBound, bytes.has(Self.beginning, at: next, before: high) {
      high = Self.withoutBlanks(bytes, range.lowerBound..<next)
    }
    return ends.lazy.map { high - $0.count }.enumerated().first { place, start in
      start >= range.lowerBound && bytes.has(ends[place], at: start, before: high)
    }?.element
  }

  /// What some templates begin a turn with.
  private static let beginning = Array("<s>".utf8)

  /// The end of a range without the white space at its end, also as a JSON string spells it.
  private static func withoutBlanks(_ bytes: Bytes, _ range: Range<Int>) -> Int {
    var end = range.upperBound
    while end > range.lowerBound {
      if bytes[end - 1].isJSONSpace {
        end -= 1
      } else if end - 2 >= range.lowerBound, bytes[end - 2] == UInt8(ascii: "\\"),
        [UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t")].contains(bytes[end - 1])
      {
        end -= 2
      } else {
        break
      }
    }
    return end
  }

  private static func skipBlanks(_ bytes: Bytes, _ range: Range<Int>, isRaw: Bool) -> Int {
    var offset = range.lowerBound
    while offset < range.upperBound {
      if bytes[offset].isJSONSpace {
        offset += 1
      } else if isRaw, bytes[offset] == UInt8(ascii: "\\"), offset + 1 < range.upperBound,
        [UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t")].contains(bytes[offset + 1])
      {
        offset += 2
      } else {
        break
      }
    }
    return offset
  }
}

/// Iterates over the places at which speakers are named.
private struct MarkWalk {
  struct Mark {
    var name: String
    var role: Part.Role
    var range: Range<Int>
  }

  private let bytes: Bytes
  private let end: Int
  private let manner: Manner
  private let isRaw: Bool
  /// Whether a name must follow an empty line, as the first one does: HH's "\n\nHuman:".
  private let needsEmptyLine: Bool
  /// The offset of the next candidate; nil at the end.
  private var place: Int?

  /// - Parameter start: the offset of the first candidate, which need not begin a line.
  init(_ bytes: Bytes, _ range: Range<Int>, _ manner: Manner, from start: Int, isRaw: Bool) {
    self.bytes = bytes.slice(0..<range.upperBound)
    end = range.upperBound
    self.manner = manner
    self.isRaw = isRaw
    place = start
    let newline = isRaw ? Array("\\n".utf8) : [0x0A]
    needsEmptyLine =
      start - range.lowerBound >= 2 * newline.count
      && bytes.slice(start - 2 * newline.count..<start).elementsEqual(newline + newline)
  }

  mutating func next() -> Mark? {
    while let here = place {
      let mark = manner.mark(bytes, at: here, before: end)
      place = candidate(from: mark?.range.upperBound ?? here, isNew: mark == nil)
      if let mark { return mark }
    }
    return nil
  }

  /// The next candidate at or after `offset`; after it, if `isNew` says that there was none at
  /// `offset`.
  private func candidate(from offset: Int, isNew: Bool) -> Int? {
    guard manner.before.isEmpty else {
      let start = isNew ? offset + 1 : offset
      return start < end ? bytes.firstOffset(of: manner.before, from: start) : nil
    }
    if manner.isInline {
      return manner.inlineName(bytes, from: isNew ? offset + 1 : offset, before: end)
    }
    var from = offset
    while let start = lineStart(from: from) {
      let width = isRaw ? 2 : 1
      let (line, before) = (start - width, start - 2 * width)
      if !needsEmptyLine
        || before >= 0 && bytes.slice(before..<line).elementsEqual(bytes.slice(line..<start))
      {
        return start
      }
      from = start
    }
    return nil
  }

  /// The offset of the next line, or nil.
  private func lineStart(from offset: Int) -> Int? {
    guard offset < end else { return nil }
    guard isRaw else { return bytes.firstOffset(of: 0x0A, in: offset..<end).map { $0 + 1 } }
    var from = offset
    while let found = bytes.firstOffset(of: UInt8(ascii: "\\"), in: from..<end), found + 1 < end {
      if bytes[found + 1] == UInt8(ascii: "n") { return found + 2 }
      from = found + 2
      if from >= end { break }
    }
    return nil
  }
}

extension Bytes {
  /// Whether `text` occurs at `offset` and ends before `end`.
  fileprivate func has(_ text: [UInt8], at offset: Int, before end: Int) -> Bool {
    offset + text.count <= end && slice(offset..<offset + text.count).elementsEqual(text)
  }
}
