import JSONLines

/// Marks of style that a text has: what may tell the chosen side of a pair without its matter.
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
  private static let eagerWords = Rule.expression(
    #"\A\s*(?:sure|certainly|of course|absolutely|great|好的|当然)"#, ignoresCase: true)
  private static let words = TermScanner(
    [
      ["<think>"], ["sorry", "apologise", "apologize", "抱歉", "对不起"], ["！"],
    ].map { $0.map { Array($0.utf8) } })
  private static let marksOfWords: [StyleMarks] = [.reasoning, .apology, .exclamation]

  init(rawValue: UInt16) { self.rawValue = rawValue }

  init(of text: [UInt8]) {
    self = []
    if text.contains(UInt8(ascii: "!")) { insert(.exclamation) }
    if text.firstOffset(of: Array("**".utf8)) != nil, Self.boldText?.firstMatch(in: text) != nil {
      insert(.bold)
    }
    text.withUnsafeBufferPointer { buffer in
      Self.words.scan(buffer) { group, range in
        // "unsorry" is no apology.
        let isWithin = range.lowerBound > 0 && buffer[range.lowerBound - 1].isASCIILetter
        if !(group == 1 && isWithin) { insert(Self.marksOfWords[group]) }
        return true
      }
    }
    insert(marksOfLines(text))
    if let last = text.lastIndex(where: { $0 > 0x20 }) {
      if text[last] == UInt8(ascii: "?") || text[...last].suffix(3).elementsEqual("？".utf8) {
        insert(.finalQuestion)
      }
    }
    if Self.eagerWords?.firstMatch(in: text, upTo: 64) != nil { insert(.eagerness) }
    if text.contains(where: { (0xE4...0xE9).contains($0) }) { insert(.chinese) }
  }

  private mutating func insert(_ marks: StyleMarks) { formUnion(marks) }

  /// What the beginnings of lines show.
  private func marksOfLines(_ text: [UInt8]) -> StyleMarks {
    var marks: StyleMarks = []
    var start: Int? = 0
    while let line = start {
      let rest = text[line...]
      if rest.starts(with: "```".utf8) { marks.insert(.code) }
      let hashes = rest.prefix { $0 == UInt8(ascii: "#") }.count
      if (1...6).contains(hashes), rest.dropFirst(hashes).first == 0x20,
        rest.dropFirst(hashes + 1).first.map({ $0 > 0x20 }) == true
      {
        marks.insert(.heading)
      }
      if Self.beginsItem(rest) { marks.insert(.list) }
      start = rest.firstIndex(of: 0x0A).map { $0 + 1 }
    }
    return marks
  }

  /// Whether a line begins with `-`, `*`, `•`, `1.`, `1)` or `1、` and a space.
  private static func beginsItem(_ line: ArraySlice<UInt8>) -> Bool {
    let content = line.drop { $0 == 0x20 || $0 == 0x09 }
    guard let first = content.first else { return false }
    var rest: ArraySlice<UInt8>
    switch first {
    case UInt8(ascii: "-"), UInt8(ascii: "*"): rest = content.dropFirst()
    case UInt8(ascii: "0")...UInt8(ascii: "9"):
      rest = content.drop { $0 &- 0x30 < 10 }
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
