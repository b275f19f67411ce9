import Curation
import JSONLines

extension Rule {
  /// Rules about what the texts say and how.
  static let qualityRules = [
    q5, q6, q7, q8, q9, q11, q12, q13, q14, q16, q27, q28,
  ]

  private static let q5 = Rule(
    "Q5", .warning, "a refusal, or the boilerplate of an assistant",
    """
    The answer begins with a refusal or "as an AI language model". In a set that teaches to help,
    such answers spread; in a set about safety they are wanted. Found by phrases within its first
    characters.
    """
  ) { record in
    record.texts.compactMap { text in
      text.isAnswer && Refusal.begins(text.utf8)
        ? Spot("begins with a refusal", at: text.pointer, 0..<min(80, text.utf8.count)) : nil
    }
  }

  private static let q6 = Rule(
    "Q6", .warning, "an answer that breaks off",
    """
    It ends inside a code block, in an ellipsis, on a comma, or an opening bracket: it was cut at a
    token limit. Answers that end without punctuation are not reported, as lists and code do.
    """
  ) { record in
    record.texts.compactMap { text in
      guard text.isAnswer, let reason = text.brokenOff else { return nil }
      return Spot(reason, at: text.pointer, max(0, text.utf8.count - 1)..<text.utf8.count)
    }
  }

  private static let q7 = Rule(
    "Q7", .error, "an empty answer, or a placeholder",
    "\"\", N/A, <noinput>, null: nothing to learn. Of an instruction's `input`, empty is fine."
  ) { record in
    record.texts.compactMap { text in
      guard text.isAnswer, text.utf8.count < 40 else { return nil }
      let words = text.string.trimmed.lowercased()
      guard text.isBlank || placeholders.contains(words) else { return nil }
      return Spot(text.isBlank ? "the answer is empty" : "\"\(words)\"", at: text.pointer)
    }
  }

  private static let q8 = Rule(
    "Q8", .warning, "the answer repeats the prompt",
    "The answer is the question, word for word."
  ) { record in
    let prompts = record.texts.filter { !$0.isAnswer }.map(\.trimmed).filter { $0.count > 8 }
    return record.texts.filter(\.isAnswer).compactMap { text in
      let answer = text.trimmed
      return prompts.contains { $0.count == answer.count && $0 == answer }
        ? Spot("the answer is the prompt", at: text.pointer) : nil
    }
  }

  private static let q9 = Rule(
    "Q9", .warning, "another instruction inside the answer",
    "The generator went on with the next example: \"## 18. Instruction:\" stands in an output.",
    terms: ["Instruction:", "Input:", "Output:"]
  ) { $0.matches(of: strayInstruction, "a stray instruction", where: \.isAnswer) }

  private static let q11 = Rule(
    "Q11", .warning, "repetition",
    "A stretch of 20 to 200 bytes comes four times or more in a row."
  ) { record in
    record.texts.compactMap { text in
      guard text.isAnswer, let range = Repetition.first(in: text.utf8) else { return nil }
      let found = String(decoding: text.utf8[range].prefix(40), as: UTF8.self)
      return Spot("repeated: \"\(found)\"", at: text.pointer, range)
    }
  }

  private static let q12 = Rule(
    "Q12", .warning, "residue of a web page",
    "HTML tags, \"Copy code\", \"1 / 3\": what stood around a text was saved with it.",
    terms: [
      "<div", "</div", "<span", "</span", "<p>", "<p ", "<p/", "</p", "<br", "</br", "<li", "</li",
      "<ul", "</ul", "<td", "</td", "<tr", "</tr", "<table", "</table", "<font", "</font", "<h1",
      "<h2", "<h3", "<h4", "<h5", "<h6", "</h", "&nbsp;", "&amp;", "&quot;", "&lt;", "&gt;",
      "Copy code", " / ",
    ]
  ) { $0.matches(of: webResidue, "web residue") }

  private static let q13 = Rule(
    "Q13", .warning, "broken encoding",
    "Text was decoded as another encoding than it has (Ã©, â€™, 锟斤拷), or holds U+FFFD.",
    terms: ["\u{FFFD}", "\u{00E2}\u{20AC}", "锟斤拷", "烫烫烫"]
      + (UInt8(0xA0)...0xBF).map { "\u{00C3}\(Unicode.Scalar($0))" }
  ) { $0.matches(of: mojibake, "broken encoding") }

  private static let q14 = Rule(
    "Q14", .warning, "invisible, bidirectional or control characters",
    """
    Zero-width and direction marks hide or reorder what a reader sees; control characters come from
    terminals. Joiners in emoji and in scripts that need them are not reported.
    """
  ) { record in
    // Control characters of ASCII, or something from U+0080 on.
    record.matches(of: invisible, "an invisible character") {
      $0.survey.controls > 0 || $0.survey.highestByte >= 0xC2
    }
  }

  private static let q16 = Rule(
    "Q16", .info, "the answer is in another script than the prompt",
    "Most letters of prompt and answer are of different scripts: right for a translation, else not."
  ) { record in
    let prompts = record.promptTexts
    // Letters of ASCII alone are Latin, which needs no look at each.
    if record.texts.allSatisfy({ $0.survey.highestByte < 0x80 }) { return [] }
    guard let prompt = ScriptCount(prompts).main else { return [] }
    return record.texts.filter { $0.isAnswer && $0.utf8.count > 40 }.compactMap { text in
      guard let main = ScriptCount([text]).main, main != prompt else { return nil }
      return Spot("prompt \(prompt.rawValue), answer \(main.rawValue)", at: text.pointer)
    }
  }

  private static let q27 = Rule(
    "Q27", .warning, "the system prompt stands in the answer",
    "Eight words of the system turn or more are in an answer, word for word."
  ) { record in
    let systems = record.texts.filter { $0.role == .system }.flatMap {
      $0.string.stretches(of: 8)
    }
    guard !systems.isEmpty else { return [] }
    return record.texts.filter(\.isAnswer).compactMap { text in
      let words = Set(text.string.stretches(of: 8))
      guard let found = systems.first(where: words.contains) else { return nil }
      return Spot("from the system prompt: \"\(found)\"", at: text.pointer)
    }
  }

  private static let q28 = Rule(
    "Q28", .warning, "empty reasoning",
    "<think></think> with nothing in it teaches not to reason.",
    terms: ["<think>"]
  ) { $0.matches(of: emptyThink, "empty reasoning", where: \.isAnswer) }

  private static let placeholders: Set<String> = [
    "n/a", "na", "none", "null", "nan", "undefined", "<no output>", "<nooutput>", "<noinput>",
    "<no input>", "no output", "tbd", "todo", "...", "无", "暂无",
  ]
  private static let strayInstruction = expression(
    #"^(?:#{1,3}\s*)?\d{1,3}\.\s*(?:Instruction|Input|Output):"#)
  private static let webResidue = expression(
    #"</?(?:div|span|p|br|li|ul|td|tr|table|font|h[1-6])(?:\s[^<>]{0,80})?/?>|\bCopy code$|^\d+ / \d+$|&(?:nbsp|amp|quot|lt|gt);"#
  )
  private static let mojibake = expression(
    "\u{FFFD}|\u{00C3}[\u{00A0}-\u{00BF}]|\u{00E2}\u{20AC}[\u{2122}\u{0153}\u{201C}\u{201D}\u{2013}]|锟斤拷|烫烫烫"
  )
  private static let invisible = expression(
    "[\u{200B}\u{200E}\u{200F}\u{202A}-\u{202E}\u{2060}-\u{2064}\u{2066}-\u{2069}\u{180E}\u{FEFF}]|[\\x00-\\x08\\x0B\\x0C\\x0E-\\x1F\\x7F]|\\x{85}|[\\x{80}-\\x{9F}]|[\\x{E0000}-\\x{E007F}]"
  )
  private static let emptyThink = expression(#"<think>\s*</think>"#)
}

extension String {
  var trimmed: String {
    var text = self[...].drop(while: \.isWhitespace)
    while text.last?.isWhitespace == true { text.removeLast() }
    return String(text)
  }

  /// All stretches of `count` words.
  fileprivate func stretches(of count: Int) -> [String] {
    let words = split(whereSeparator: \.isWhitespace)
    guard words.count >= count else { return [] }
    return (0...words.count - count).map { words[$0..<$0 + count].joined(separator: " ") }
  }
}

extension CheckedRecord.Text {
  /// Without white space around it.
  fileprivate var trimmed: ArraySlice<UInt8> {
    let isSpace = { (byte: UInt8) in byte == 0x20 || (0x09...0x0D).contains(byte) }
    guard let first = utf8.firstIndex(where: { !isSpace($0) }),
      let last = utf8.lastIndex(where: { !isSpace($0) })
    else { return [] }
    return utf8[first...last]
  }

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

extension ScriptCount {
  fileprivate init(_ texts: [CheckedRecord.Text]) {
    self.init()
    for text in texts { text.lend { add($0) } }
  }
}
