import JSONLines

/// Marks of style in a text, which may distinguish the chosen side of a pair regardless of its
/// content.
struct StyleMarks: OptionSet, Sendable {
  let rawValue: UInt16

  static let list = StyleMarks(rawValue: 1 << 0)
  static let bold = StyleMarks(rawValue: 1 << 1)
  static let heading = StyleMarks(rawValue: 1 << 2)
  static let code = StyleMarks(rawValue: 1 << 3)
  static let reasoning = StyleMarks(rawValue: 1 << 4)
  static let exclamation = StyleMarks(rawValue: 1 << 5)
  static let finalQuestion = StyleMarks(rawValue: 1 << 6)
  static let eagerness = StyleMarks(rawValue: 1 << 7)
  static let apology = StyleMarks(rawValue: 1 << 8)
  static let chinese = StyleMarks(rawValue: 1 << 9)

  static let named: [(mark: StyleMarks, name: String)] = [
    (.list, "a list"), (.bold, "bold text"), (.heading, "a heading"), (.code, "a code block"),
    (.reasoning, "reasoning"), (.exclamation, "an exclamation mark"),
    (.finalQuestion, "a question at the end"), (.eagerness, "an eager beginning"),
    (.apology, "an apology"), (.chinese, "Chinese"),
  ]

  private static let boldText = Rule.expression(#"\*\*[^*\n]+\*\*"#)
  private static let eagerWords = [
    "sure", "certainly", "of course", "absolutely", "great", "好的", "当然",
  ].map { Array($0.utf8) }
  private static let words = TermScanner(
    [
      ["<think>"], ["sorry", "apologise", "apologize", "抱歉", "对不起"], ["！"],
    ].map { $0.map { Array($0.utf8) } })
  private static let marksOfWords: [StyleMarks] = [.reasoning, .apology, .exclamation]

  init(rawValue: UInt16) { self.rawValue = rawValue }

  /// - Parameter survey: the result of the text's `EncodedText.survey`.
  init(of text: [UInt8], _ survey: EncodedText.Survey) {
    self = []
    if survey.marks.contains(.exclamation) { insert(.exclamation) }
    if survey.marks.contains(.asterisk), Self.boldText?.firstMatch(in: text) != nil {
      insert(.bold)
    }
    text.withUnsafeBufferPointer { buffer in
      Self.words.scan(buffer) { group, range in
        // "unsorry" isn't an apology.
        let isWithin = range.lowerBound > 0 && buffer[range.lowerBound - 1].isASCIILetter
        if !(group == 1 && isWithin) { insert(Self.marksOfWords[group]) }
        return true
      }
      EncodedText(buffer).forEachLine { insert(Self.marks(ofLine: $0.bytes[...])) }
    }
    if let last = text.lastIndex(where: { $0 > 0x20 }) {
      if text[last] == UInt8(ascii: "?") || text[...last].suffix(3).elementsEqual("？".utf8) {
        insert(.finalQuestion)
      }
    }
    let start = text.prefix(64).drop { $0.isASCIISpace }
    if Self.eagerWords.contains(where: { start.begins(inAnyCase: $0) }) { insert(.eagerness) }
    if survey.highestByte >= 0xE4, text.contains(where: { (0xE4...0xE9).contains($0) }) {
      insert(.chinese)
    }
  }

  private mutating func insert(_ marks: StyleMarks) { formUnion(marks) }

  /// The marks that the beginning of a line shows.
  private static func marks(ofLine line: Slice<UnsafeBufferPointer<UInt8>>) -> StyleMarks {
    guard let first = line.first, !first.isASCIILetter else { return [] }
    var marks: StyleMarks = []
    if line.starts(with: "```".utf8) { marks.insert(.code) }
    let hashes = line.prefix { $0 == UInt8(ascii: "#") }.count
    if (1...6).contains(hashes), line.dropFirst(hashes).first == 0x20,
      line.dropFirst(hashes + 1).first.map({ $0 > 0x20 }) == true
    {
      marks.insert(.heading)
    }
    if beginsItem(line) { marks.insert(.list) }
    return marks
  }

  /// Whether a line begins with `-`, `*`, `•`, `1.`, `1)` or `1、` and a space.
  private static func beginsItem(_ line: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
    let content = line.drop { $0 == 0x20 || $0 == 0x09 }
    guard let first = content.first else { return false }
    var rest: Slice<UnsafeBufferPointer<UInt8>>
    switch first {
    case UInt8(ascii: "-"), UInt8(ascii: "*"): rest = content.dropFirst()
    case UInt8(ascii: "0")...UInt8(ascii: "9"):
      rest = content.drop { $0.isASCIIDigit }
      if rest.starts(with: "、".utf8) {
        rest = rest.dropFirst(3)
      } else if rest.first == UInt8(ascii: ".") || rest.first == UInt8(ascii: ")") {
        rest = rest.dropFirst()
      } else {
        return false
      }
    default:
      guard content.starts(with: "•".utf8) else { return false }
      rest = content.dropFirst(3)
    }
    return rest.first == 0x20 || rest.first == 0x09
  }
}

extension ArraySlice<UInt8> {
  /// Whether the bytes begin with a word, given in lower case, ignoring ASCII case.
  fileprivate func begins(inAnyCase word: [UInt8]) -> Bool {
    starts(with: word) { byte, small in
      byte == small || (byte.isASCIILetter && byte | 0x20 == small)
    }
  }
}
