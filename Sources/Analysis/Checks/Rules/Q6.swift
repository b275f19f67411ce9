import JSONLines

extension Rule {
  static let q6 = Rule(
    "Q6", .warning, "an answer that breaks off",
    """
    It ends inside a code block, in an ellipsis, on a comma, or an opening bracket: it was cut at a
    token limit. Answers that end without punctuation are not reported, as lists and code do.
    """,
    mistakes:
      "Poems, lists to be gone on with, and completions that end in mid-sentence on purpose."
  ) { record in
    record.texts.compactMap { text in
      guard text.isAnswer, let reason = text.brokenOff else { return nil }
      return Spot(reason, at: text.pointer, max(0, text.utf8.count - 1)..<text.utf8.count)
    }
  }
}

extension CheckedRecord.Text {
  private static let openings = Set(",，、;；:：(（[【{".unicodeScalars)

  /// How a text is seen to break off; nil where it isn't.
  fileprivate var brokenOff: String? {
    let text = trimmed
    if openFences % 2 == 1 { return "it ends inside a code block" }
    let end = String(decoding: text.suffix(4), as: UTF8.self).unicodeScalars
    guard let last = end.last else { return nil }
    if text.suffix(3).elementsEqual("...".utf8) || last == "…" { return "it ends in an ellipsis" }
    return Self.openings.contains(last) && text.count > 40 ? "it ends on \"\(last)\"" : nil
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
