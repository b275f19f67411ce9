import Curation
import JSONLines

extension Rule {
  static let q13 = Rule(
    "Q13", .warning, "broken encoding",
    """
    Text was decoded as another encoding than it has (Ã©, â€™, 锟斤拷), or holds U+FFFD; line ends
    were escaped twice (three times a backslash and an n, no line end, no quote or brace as code has
    them, and not the names of TeX); an answer begins with an empty line, or with the n of a broken
    \\n.
    """,
    mistakes: "Texts about encodings, Portuguese in capitals, and code that prints line ends.",
    of: .all
  ) { text, record in
    if text.mayBeMisread, let range = mojibake?.firstMatch(in: text.utf8) {
      let found = text.utf8[range].excerpt(60)
      return [Spot("broken encoding \"\(found)\"", at: text.pointer, range)]
    }
    if let range = text.escapedLineEnd {
      return [Spot("line ends are escaped twice", at: text.pointer, range)]
    }
    guard text.isAnswer, text.utf8.count > 2 else { return [] }
    if text.utf8[0] == UInt8(ascii: "n"), text.utf8[1] == 0x0A {
      return [Spot("it begins with a broken line end", at: text.pointer, 0..<2)]
    }
    return text.utf8[0] == 0x0A && record.reading.shape != .transcripts
      ? [Spot("it begins with an empty line", at: text.pointer, 0..<1, .info)] : []
  }

  private static let mojibake = expression(
    "\u{FFFD}|[\u{00C2}\u{00C3}][\u{00A0}-\u{00BF}]|\u{00E2}\u{20AC}[\u{2122}\u{0153}\u{201C}\u{201D}\u{2013}]|锟斤拷|烫烫烫|(?:[\u{00D0}\u{00D1}][\u{0080}-\u{00BF}\u{0152}-\u{0178}\u{02C6}\u{02DC}\u{2013}-\u{203A}\u{20AC}\u{2122}]){3}|(?:[\u{00E4}-\u{00E9}][\u{0080}-\u{00BF}\u{0152}-\u{017E}\u{02C6}\u{02DC}\u{2013}-\u{203A}\u{20AC}\u{2122}]{2}){2}"
  )
}

extension CheckedRecord.Text {
  /// Whether the text has a replacement for undecodable bytes, or a misread lead byte directly
  /// before another character above ASCII.
  fileprivate var mayBeMisread: Bool {
    if characters.kinds.contains(.replacement) { return true }
    guard characters.kinds.contains(.misread) else { return false }
    var from = 0
    while let place = utf8.firstOffset(of: 0xC3, from: from), place + 2 < utf8.count {
      if utf8[place + 2] >= 0x80 { return true }
      from = place + 1
    }
    return false
  }

  private static let escape = Array("\\n".utf8)

  /// The range of the first escaped line end, if there are at least three in a text without real
  /// line ends, quotes or braces.
  fileprivate var escapedLineEnd: Range<Int>? {
    guard survey.marks.contains(.backslash) else { return nil }
    let escape = Self.escape
    guard utf8.occurrences(of: escape) >= 3,
      [0x0A, UInt8(ascii: "\""), UInt8(ascii: "{")].allSatisfy({ utf8.firstOffset(of: $0) == nil })
    else { return nil }
    var (found, from): ([Int], Int) = ([], 0)
    while let place = utf8.firstOffset(of: escape, from: from) {
      from = place + escape.count
      let name = utf8[from...].prefix { $0.isASCIILetter }
      if !Self.namesInTeX.contains(Array(name)) { found.append(place) }
    }
    return found.count >= 3 ? found[0]..<found[0] + escape.count : nil
  }

  /// What follows the `\n` of commands in TeX.
  private static let namesInTeX = Set(
    [
      "abla", "atural", "cong", "e", "earrow", "eg", "eq", "ewcommand", "ewline", "ewpage",
      "exists",
      "geq", "i", "leftarrow", "leq", "less", "mid", "oindent", "olimits", "onumber", "ormalsize",
      "ot", "otag", "otin", "parallel", "prec", "rightarrow", "sim", "subseteq", "succ", "supseteq",
      "u", "warrow",
    ].map { Array($0.utf8) })
}
