import Curation
import JSONLines
import TestSupport

@testable import Interface

/// Texts that are hard to lay out, made of pieces that are hard on their own.
struct RandomText {
  var random: SeededRandom

  init(seed: Int) { random = SeededRandom(seed: seed) }

  /// As the inside of a JSON string, escapes and all; always valid there.
  private static let escaped = [
    "a", "word ", "-", "  ", "漢字", "、", "é", "e\u{301}", "👩\u{200D}👧", "\u{1F1EF}\u{1F1F5}",
    #"\n"#, #"\t"#, #"\r"#, #"\\"#, #"\\\\\\"#, #"\""#, #"\/"#, #"\b"#, #"\u4e2d"#, #"\u000A"#,
    #"\ud83d\ude00"#, #"\ud83d"#, #"\ude00"#, #"\ud83d\u0041"#, #"\u202E"#, #"\\u0041"#,
    #"\u0301"#, "\u{301}", "\u{200B}", "\u{85}", "\u{1F600}", "क्षि",
  ]

  /// As bytes that are UTF-8 or aren't.
  private static let raw: [[UInt8]] =
    [
      "a", "word ", "-", "  ", "漢字", "、", "é", "e\u{301}", "\n", "\n\n", "\t", "\r\n", "\\",
      "\u{1B}[31m",
      "\u{202E}", "\u{1F600}", "\u{200D}", "क्षि",
    ].map { Array($0.utf8) } + [
      [0xFF], [0x80], [0x80, 0x80, 0x80, 0x80, 0x80], [0xE4, 0xB8], [0xF0, 0x9F, 0x98],
      [0xC0, 0xAF],
      [0xED, 0xA0, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xC3, 0x41], [0x00],
    ]

  /// About `count` bytes of a few of the pieces, so that runs of one kind are common.
  mutating func jsonString(count: Int) -> TextSource {
    let choices = (0..<1 + random.below(6)).map { _ in random.pick(Self.escaped) }
    var text = ""
    while text.utf8.count < count { text += random.pick(choices) }
    return Self.jsonString(text)
  }

  static func jsonString(_ inside: String) -> TextSource {
    let bytes = Bytes("\"" + inside + "\"")
    guard let node = try? JSONNode.parse(bytes) else { preconditionFailure("not JSON: \(inside)") }
    return TextSource(node, in: bytes)
  }

  mutating func plain(count: Int) -> TextSource {
    let choices = (0..<1 + random.below(6)).map { _ in random.pick(Self.raw) }
    var bytes: [UInt8] = []
    while bytes.count < count { bytes += random.pick(choices) }
    return TextSource(plain: Bytes(bytes))
  }

  mutating func source(count: Int) -> TextSource {
    random.oneIn(2) ? jsonString(count: count) : plain(count: count)
  }
}

extension TextSource {
  /// Where characters begin, and the end: the text read from its start.
  var boundaries: [Int] {
    var boundaries = [range.lowerBound]
    while let last = boundaries.last, let (_, next) = element(at: last) { boundaries.append(next) }
    return boundaries
  }

  /// All lines, laid out from the start, as slow as it gets.
  func allLines(columns: Int) -> [TextLine] {
    var lines: [TextLine] = []
    var start = range.lowerBound
    repeat {
      let line = line(from: start, columns: columns)
      lines.append(line)
      if line.range.upperBound <= start { break }
      start = line.range.upperBound
    } while start < range.upperBound
    return lines
  }
}
