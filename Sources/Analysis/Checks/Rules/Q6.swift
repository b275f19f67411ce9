import JSONLines

extension Rule {
  static let q6 = Rule(
    "Q6", .warning, "an answer that breaks off",
    """
    It ends inside a code block or a bracket, in an ellipsis, on a comma, a colon, an opening
    bracket or a list's mark without its text: it was cut at a token limit. A long paragraph that
    ends without punctuation after sentences that have it is said as information. Of answers of 40
    bytes or less only code blocks and ellipses are.
    """,
    mistakes:
      "Poems, lists to be gone on with, and completions that end in mid-sentence on purpose.",
    of: .answers
  ) { text, _ in
    guard let (reason, severity) = text.brokenOff else { return [] }
    let end = text.utf8.lastIndex { !$0.isASCIISpace } ?? 0
    return [Spot(reason, at: text.pointer, end..<end + 1, severity)]
  }
}

extension CheckedRecord.Text {
  /// Brackets, and what closes them: of an interval that is open on one side, the other kind.
  private static let brackets: [(open: [UInt8], close: [[UInt8]])] = [
    ("(", [")", "]", "）"]), ("[", ["]", ")"]), ("（", ["）", ")", "］", "]"]), ("【", ["】"]),
    ("「", ["」"]), ("《", ["》"]),
  ].map { open, close in (Array(open.utf8), close.map { Array($0.utf8) }) }

  private static let faces = [":(", ":-("].map { Array($0.utf8) }

  /// Whether a text ends in a sad face, whose bracket opens nothing.
  private static func isFace(_ text: ArraySlice<UInt8>) -> Bool {
    faces.contains { text.suffix($0.count).elementsEqual($0) }
  }

  /// How the text shows that it breaks off; nil if it doesn't.
  fileprivate var brokenOff: (String, Severity?)? {
    let text = trimmed
    if isInFence { return ("it ends inside a code block", nil) }
    guard let last = text.lastScalar else { return nil }
    if let start = text.startOfEllipsis {
      // 3.14159... has no end.
      let isNumber = start > text.startIndex && text[start - 1].isASCIIDigit
      return isNumber ? nil : ("it ends in an ellipsis", nil)
    }
    guard text.count > 40 else { return nil }
    if last.isOpening {
      return Self.isFace(text) || endsAsLetter(text) ? nil : ("it ends on \"\(last)\"", nil)
    }
    if endsOnMark(text) { return ("it ends on a list's mark", nil) }
    // Code and tables use brackets and line ends in their own way.
    if last.isStop
      || survey.marks.contains(.backtick) && utf8.suffix(400).contains(UInt8(ascii: "`"))
    {
      return nil
    }
    if let bracket = openBracket(in: text) { return ("it ends inside a \(bracket)", nil) }
    return endsInProse(text) ? ("it ends without punctuation", .info) : nil
  }

  /// Whether the last line is what a letter ends with before the name: `Best regards,`.
  private func endsAsLetter(_ text: ArraySlice<UInt8>) -> Bool {
    let start = text.lastIndex(of: 0x0A).map { $0 + 1 } ?? text.startIndex
    guard text.last == UInt8(ascii: ","), text.endIndex - start <= 32 else { return false }
    let line = String(decoding: text[start...], as: UTF8.self).lowercased()
    return ["regards", "sincerely", "yours", "cheers", "thanks", "wishes", "respectfully", "love,"]
      .contains { line.contains($0) }
  }

  /// Whether the last line is only a bullet or a number.
  private func endsOnMark(_ text: ArraySlice<UInt8>) -> Bool {
    let tail = text.suffix(8)
    guard let lineEnd = tail.lastIndex(of: 0x0A) else { return false }
    let line = tail[(lineEnd + 1)...]
    if line.count == 1 {
      return line.first == UInt8(ascii: "-") || line.first == UInt8(ascii: "*")
    }
    // A number ends a list only if the one before it does stand in it.
    guard line.last == UInt8(ascii: "."),
      let number = Int(String(decoding: line.dropLast(), as: UTF8.self))
    else { return false }
    let (all, before) = (Array(text), Array("\(number - 1).".utf8))
    return number == 1 || all.starts(with: before)
      || [0x0A, 0x20].contains { all.firstOffset(of: [$0] + before) != nil }
  }

  /// The last bracket of a kind in the last 200 bytes, if it isn't closed.
  private func openBracket(in text: ArraySlice<UInt8>) -> String? {
    let tail = Array(text.suffix(200))
    for (open, close) in Self.brackets {
      var from = 0
      var last: Int?
      while let found = tail.firstOffset(of: open, from: from) {
        from = found + open.count
        if !Self.isFace(tail[..<from]) { last = found }
      }
      guard let last, last > 0,
        close.allSatisfy({ tail.firstOffset(of: $0, from: last) == nil })
      else { continue }
      return String(decoding: open, as: UTF8.self)
    }
    return nil
  }

  /// Whether the last line is long prose, with at least two sentences that end with punctuation
  /// before one that doesn't.
  private func endsInProse(_ text: ArraySlice<UInt8>) -> Bool {
    let start = text.lastIndex(of: 0x0A).map { $0 + 1 } ?? text.startIndex
    let line = text[start...]
    guard line.count >= 160, line.last.map({ $0.isASCIILetter || $0 >= 0x80 }) == true,
      !line.contains(UInt8(ascii: "|")), !line.contains(UInt8(ascii: "="))
    else { return false }
    let sentences = String(decoding: line, as: UTF8.self).unicodeScalars
      .count { ".!?。！？".unicodeScalars.contains($0) }
    return sentences >= 2
  }

  /// Whether a code block is begun and not ended.
  private var isInFence: Bool {
    guard survey.marks.contains(.backtick) else { return false }
    var isOpen = false
    var place = 0
    while let fence = utf8.firstOffset(of: Self.fence, from: place) {
      let end = utf8.firstOffset(of: 0x0A, from: fence) ?? utf8.count
      let start = utf8[place..<fence].lastIndex(of: 0x0A).map { $0 + 1 } ?? place
      let (before, after) = (utf8[start..<fence], utf8[(fence + Self.fence.count)..<end])
      if isOpen {
        // Code that has a fence in a line of its own has a name after it, or text before it.
        let isBehindSpace = before.allSatisfy(\.isASCIISpace) && after.first == UInt8(ascii: " ")
        isOpen =
          !isBehindSpace && !after.allSatisfy { $0.isASCIISpace || $0 == UInt8(ascii: "`") }
      } else {
        // A block begins at the start of a line, also of a list, or after a text with its name.
        let isName = after.allSatisfy { !$0.isASCIISpace && $0 != UInt8(ascii: "`") }
        isOpen =
          !after.contains(UInt8(ascii: "`")) && (before.isListMark || isName && !after.isEmpty)
      }
      place = end
    }
    return isOpen
  }
}

extension ArraySlice<UInt8> {
  /// Where the ellipsis that the text ends in begins; nil if it ends otherwise.
  fileprivate var startOfEllipsis: Int? {
    if suffix(3).elementsEqual("…".utf8) { return endIndex - 3 }
    let start = (lastIndex { $0 != UInt8(ascii: ".") } ?? startIndex - 1) + 1
    return endIndex - start >= 3 ? start : nil
  }

  /// Whether this is blank but for marks of a list or a quotation: `- `, `1. `, `> `.
  fileprivate var isListMark: Bool {
    allSatisfy { $0.isASCIISpace || "-*+>.)0123456789".utf8.contains($0) }
  }
}

extension Unicode.Scalar {
  /// Whether something has to follow the character.
  fileprivate var isOpening: Bool {
    switch self {
    case ",", "，", "、", "\u{60C}", ":", "：", "(", "（", "[", "【", "{": true
    default: false
    }
  }

  /// Whether a text, or its markup, may end with the character.
  fileprivate var isStop: Bool {
    switch self {
    case ".", "!", "?", "。", "！", "？", "…", "\"", "'", "”", "’", ")", "）", "」", "』", "】", "]", "*",
      "`", "|", ">", "}", "~", ";", "；":
      true
    default: false
    }
  }
}

extension ArraySlice<UInt8> {
  /// The last character.
  fileprivate var lastScalar: Unicode.Scalar? {
    if let last, last < 0x80 { return Unicode.Scalar(last) }
    return String(decoding: suffix(4), as: UTF8.self).unicodeScalars.last
  }
}
