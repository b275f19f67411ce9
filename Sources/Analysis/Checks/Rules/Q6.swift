import JSONLines

extension Rule {
  static let q6 = Rule(
    "Q6", .warning, "an answer that breaks off",
    """
    It ends inside a code block or a bracket, in an ellipsis, on a comma, an opening bracket or a
    list's mark without its text: it was cut at a token limit. A long paragraph that ends without
    punctuation after sentences that have it is said as information. Of answers of 40 bytes or less
    only code blocks and ellipses are.
    """,
    mistakes:
      "Poems, lists to be gone on with, and completions that end in mid-sentence on purpose."
  ) { record in
    record.texts.compactMap { text in
      guard text.isAnswer, let (reason, severity) = text.brokenOff else { return nil }
      return Spot(
        reason, at: text.pointer, max(0, text.utf8.count - 1)..<text.utf8.count, severity)
    }
  }
}

extension CheckedRecord.Text {
  private static let openings = Set(",，、;；:：(（[【{".unicodeScalars)
  private static let brackets: [(open: [UInt8], close: [UInt8])] = [
    ("(", ")"), ("[", "]"), ("（", "）"), ("【", "】"), ("「", "」"), ("《", "》"),
  ].map { (Array($0.0.utf8), Array($0.1.utf8)) }
  private static let stops = Set(".!?。！？…\"'”’)）」』】]*`|>}~:：;；".unicodeScalars)

  /// How a text is seen to break off; nil where it isn't.
  fileprivate var brokenOff: (String, Severity?)? {
    let text = trimmed
    if openFences % 2 == 1 { return ("it ends inside a code block", nil) }
    let end = String(decoding: text.suffix(4), as: UTF8.self).unicodeScalars
    guard let last = end.last else { return nil }
    if text.suffix(3).elementsEqual("...".utf8) || last == "…" {
      return ("it ends in an ellipsis", nil)
    }
    guard text.count > 40 else { return nil }
    if Self.openings.contains(last) { return ("it ends on \"\(last)\"", nil) }
    if endsOnMark(text) { return ("it ends on a list's mark", nil) }
    // Code and tables have brackets and line ends of their own.
    if Self.stops.contains(last) || utf8.suffix(400).contains(UInt8(ascii: "`")) { return nil }
    if let bracket = openBracket(in: text) { return ("it ends inside a \(bracket)", nil) }
    return endsInProse(text) ? ("it ends without punctuation", .info) : nil
  }

  /// Whether the last line is a bullet or a number alone.
  private func endsOnMark(_ text: ArraySlice<UInt8>) -> Bool {
    let line = text.suffix(8).split(separator: 0x0A, omittingEmptySubsequences: false)
    guard line.count > 1, let last = line.last else { return false }
    if last.elementsEqual([UInt8(ascii: "-")]) || last.elementsEqual([UInt8(ascii: "*")]) {
      return true
    }
    return last.last == UInt8(ascii: ".") && last.count > 1
      && last.dropLast().allSatisfy { $0 &- 0x30 < 10 }
  }

  /// A bracket that opens in the last 200 bytes and isn't closed.
  private func openBracket(in text: ArraySlice<UInt8>) -> String? {
    let tail = Array(text.suffix(200))
    for (open, close) in Self.brackets {
      var from = 0
      var last: Int?
      while let found = tail.firstOffset(of: open, from: from) {
        (last, from) = (found, found + open.count)
      }
      guard let last, tail.firstOffset(of: close, from: last) == nil, last > 0 else { continue }
      return String(decoding: open, as: UTF8.self)
    }
    return nil
  }

  /// Whether the last line is a long one, of sentences that end in a point but for the last.
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

  /// Lines that begin or end a block of code.
  private var openFences: Int {
    let fence = Array("```".utf8)
    var count = 0
    var from = 0
    while let found = utf8.firstOffset(of: fence, from: from) {
      let before = utf8[..<found].last { $0 != 0x20 && $0 != 0x09 }
      if before == nil || before == 0x0A { count += 1 }
      from = found + fence.count
    }
    return count
  }
}
