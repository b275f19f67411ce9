import Curation
import JSONLines

extension Rule {
  /// Rules about chosen and rejected.
  static let preferenceRules = [
    p01, p02, p03, p04, p05, p06, p07, p10, p11, p14, p15,
  ]

  private static let p01 = Rule(
    "P01", .error, "chosen and rejected are equal",
    "There is no preference to learn; the loss is a constant. No trainer says so."
  ) { record in
    guard let pair = record.pair, pair.chosen == pair.rejected else { return [] }
    return [
      Spot("chosen and rejected are the same, byte for byte", at: JSONPointer(["rejected"]))
    ]
  }

  private static let p02 = Rule(
    "P02", .warning, "chosen and rejected differ in spaces, case or forms alone",
    "What differs is white space, letter case or Unicode normal form: hardly what was meant."
  ) { record in
    guard let sides = record.sides, !differInLetters(sides.chosen, sides.rejected),
      let pair = record.pair, pair.chosen != pair.rejected,
      folded(sides.chosen) == folded(sides.rejected)
    else { return [] }
    return [
      Spot("they differ in spaces, case or Unicode form alone", at: JSONPointer(["rejected"]))
    ]
  }

  /// Whether two texts differ in an ASCII character that isn't white space, apart from case, or in a
  /// Chinese one: seen at once in most pairs.
  private static func differInLetters(_ a: [UInt8], _ b: [UInt8]) -> Bool {
    func next(_ bytes: inout some IteratorProtocol<UInt8>) -> UInt8? {
      while let byte = bytes.next() {
        if byte <= 0x20 { continue }
        return (0x41...0x5A).contains(byte) ? byte | 0x20 : byte
      }
      return nil
    }
    var (left, right) = (a.makeIterator(), b.makeIterator())
    var lead: UInt8 = 0
    while let one = next(&left) {
      guard let other = next(&right) else { return one < 0x80 }
      if one != other {
        let leads = one & 0xC0 == 0x80 && other & 0xC0 == 0x80 ? (lead, lead) : (one, other)
        return isPlain(leads.0) && isPlain(leads.1)
      }
      if one & 0xC0 != 0x80 { lead = one }
    }
    return false
  }

  /// ASCII, or U+4000 to U+9FFF: characters that have no other form.
  private static func isPlain(_ lead: UInt8) -> Bool {
    lead < 0x80 || (0xE4...0xE9).contains(lead)
  }

  private static let p03 = Rule(
    "P03", .warning, "one side begins like the other and goes on",
    "A side that is a beginning of the other was cut off, or the other was continued."
  ) { record in
    guard let sides = record.sides, sides.chosen != sides.rejected, !sides.chosen.isEmpty,
      !sides.rejected.isEmpty,
      sides.chosen.starts(with: sides.rejected) || sides.rejected.starts(with: sides.chosen)
    else { return [] }
    let short: JSONKey = sides.chosen.count < sides.rejected.count ? "chosen" : "rejected"
    return [Spot("\(short.text) is a beginning of the other", at: JSONPointer(key: short))]
  }

  private static let p04 = Rule(
    "P04", .error, "an empty side",
    "Nothing is preferred to something, or the other way round."
  ) { record in
    guard let sides = record.sides else { return [] }
    let both: [(JSONKey, [UInt8])] = [("chosen", sides.chosen), ("rejected", sides.rejected)]
    return both.compactMap { name, text in
      // Only a text that begins with white space may be nothing else.
      if let first = text.first, (0x21..<0x7F).contains(first) { return nil }
      return String(decoding: text, as: UTF8.self).allSatisfy(\.isWhitespace)
        ? Spot("\(name.text) is empty", at: JSONPointer(key: name)) : nil
    }
  }

  private static let p05 = Rule(
    "P05", .warning, "the two transcripts have different prompts",
    "Both sides must answer the same question; here they part before the last answer."
  ) { record in
    guard let (chosen, rejected) = record.transcripts else { return [] }
    let (a, b) = (chosen.dropLast().map(\.text), rejected.dropLast().map(\.text))
    return a == b
      ? [] : [Spot("what stands before the last answers differs", at: JSONPointer(["rejected"]))]
  }

  private static let p06 = Rule(
    "P06", .warning, "TRL would cut the prompt inside the answers",
    """
    Without a prompt field, TRL's extract_prompt takes what both sides have in common for the
    prompt. Where both answers begin alike, their beginning is cut off; of HH-RLHF's harmless-base
    test set, in 19 % of the pairs. An explicit prompt (`winnow convert --to trl-dpo`) avoids it.
    """
  ) { record in
    guard let cut = ImplicitPrompt(record), let problem = cut.problem else { return [] }
    return [Spot(problem, at: JSONPointer(["chosen"]), 0..<cut.byteCount)]
  }

  private static let p07 = Rule(
    "P07", .warning, "the sides have different numbers of turns",
    "Pairs are made to differ in the last answer; more turns on one side are another conversation."
  ) { record in
    let sides = ["chosen", "rejected"].compactMap { name in
      record.conversations.first { $0.name == name }?.turns.count
    }
    let counts =
      sides.count == 2 ? sides : record.transcripts.map { [$0.chosen.count, $0.rejected.count] }
    guard let counts, counts[0] != counts[1] else { return [] }
    return [Spot("\(counts[0]) turns against \(counts[1])", at: JSONPointer(["rejected"]))]
  }

  private static let p10 = Rule(
    "P10", .warning, "the scores contradict the choice",
    "The rejected side has the better score; equal scores are a tie, said as information."
  ) { record in
    for (chosen, rejected) in scoreNames {
      guard let a = record.number(chosen), let b = record.number(rejected) else { continue }
      let at = JSONPointer(key: chosen)
      if a < b { return [Spot("\(chosen.text) \(a) < \(rejected.text) \(b)", at: at)] }
      if a == b { return [Spot("both scores are \(a): a tie", at: at, nil, .info)] }
    }
    return []
  }

  private static let p11 = Rule(
    "P11", .error, "a KTO label that is no boolean",
    "`label` beside a completion must be true or false; a string counts as true."
  ) { record in
    guard let label = record.fields["label"], label.kind != .bool, record.fields["prompt"] != nil,
      record.fields["completion"] != nil
    else { return [] }
    return [Spot("label is no boolean", at: JSONPointer(["label"]))]
  }

  private static let p14 = Rule(
    "P14", .warning, "a refusal is chosen, or compliance with what is flagged",
    """
    On a prompt that nobody flagged, the chosen side refuses and the rejected one doesn't; or on a
    flagged prompt it is the other way round. Found by phrases: read it before you change it.
    """
  ) { record in
    guard let sides = record.sides else { return [] }
    let (a, b) = (Refusal.begins(sides.chosen), Refusal.begins(sides.rejected))
    guard a != b else { return [] }
    let isFlagged = record.state.isFlagged
    if a, !isFlagged { return [Spot("chosen refuses", at: JSONPointer(["chosen"]))] }
    if b, isFlagged {
      return [Spot("rejected refuses a flagged prompt", at: JSONPointer(["rejected"]))]
    }
    return []
  }

  private static let p15 = Rule(
    "P15", .warning, "more than the last message differs",
    "Trainers that take the prompt from one side train the other on a context that isn't its own."
  ) { record in
    let sides = ["chosen", "rejected"].compactMap { name in
      record.conversations.first { $0.name == name }
    }
    guard sides.count == 2, sides[0].turns.count == sides[1].turns.count else { return [] }
    for (a, b) in zip(sides[0].turns.dropLast(), sides[1].turns.dropLast())
    where record.bytes.slice(a.node.range) != record.bytes.slice(b.node.range) {
      return [Spot("they differ before the last message", at: b.pointer)]
    }
    return []
  }

  private static let scoreNames: [(JSONKey, JSONKey)] = [
    ("score_chosen", "score_rejected"), ("chosen_score", "rejected_score"),
    ("chosen_avg_rating", "rejected_avg_rating"), ("chosen_rating", "rejected_rating"),
  ]

  private static func folded(_ text: [UInt8]) -> String {
    // Strings compare by canonical equivalence; case and white space are folded here.
    String(decoding: text, as: UTF8.self).lowercased().split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }
}

/// Where TRL's `extract_prompt` cuts a pair without a prompt: at the first difference.
struct ImplicitPrompt {
  /// Bytes of the chosen text that become the prompt.
  let byteCount: Int
  /// What is wrong with the cut; nil where it is a good one.
  let problem: String?

  /// Nil where the pair has a prompt, or isn't of strings.
  init?(_ record: CheckedRecord) {
    guard record.reading.shape == .transcripts || record.reading.shape == .pairwise,
      record.fields["prompt"] == nil,
      let chosen = record.string("chosen"), let rejected = record.string("rejected"),
      chosen != rejected
    else { return nil }
    let (a, b) = (Array(chosen.unicodeScalars), Array(rejected.unicodeScalars))
    var cut = zip(a, b).prefix { $0 == $1 }.count
    let isBeginning = cut == a.count || cut == b.count
    // A space before the difference belongs to the answers, as TRL has it.
    if cut > 0, a[cut - 1] == " " { cut -= 1 }
    byteCount = a[..<cut].reduce(0) { $0 + UTF8.width($1) }
    let prefix = String(String.UnicodeScalarView(a[..<cut]))
    let marker = "\n\nAssistant:"
    if cut == 0 {
      problem = "the prompt would be empty: the sides have no common beginning"
    } else if isBeginning {
      problem = "one side would be empty: it is a beginning of the other"
    } else if let last = prefix.lastRange(of: marker) {
      let taken = prefix[last.upperBound...]
      if taken.allSatisfy(\.isWhitespace) {
        problem = nil
      } else {
        let isInWord = a[cut - 1].isWordLike && (a[cut].isWordLike || b[cut].isWordLike)
        problem =
          "the beginning of both answers, \"\(String(taken.suffix(30)))\", would go into the prompt"
          + (isInWord ? ", cut inside a word" : "")
      }
    } else if record.reading.shape == .transcripts {
      problem = "the cut would be before the last \"Assistant:\""
    } else {
      let isInWord = a[cut - 1].isWordLike && (a[cut].isWordLike || b[cut].isWordLike)
      problem = isInWord ? "the cut would be inside a word: \"\(String(prefix.suffix(30)))|\"" : nil
    }
  }
}

extension Unicode.Scalar {
  fileprivate var isWordLike: Bool { properties.isAlphabetic || properties.numericType != nil }
}

extension String {
  fileprivate func lastRange(of other: String) -> Range<Index>? {
    var end = endIndex
    while end > startIndex {
      let start = index(before: end)
      if self[start...].hasPrefix(other) { return start..<index(start, offsetBy: other.count) }
      end = start
    }
    return nil
  }
}

/// Phrases with which models refuse.
enum Refusal {
  private static let expression = Rule.expression(
    #"\A\s*(?:i(?:'|’)?m (?:really |very |so )?sorry,? (?:but )?i (?:can|can't|cannot|am not able)|sorry,? (?:but )?i (?:can(?:no|')?t|am unable|won't)|i (?:cannot|can't|can’t|won't|am unable to|am not able to) (?:help|assist|provide|answer|fulfill|comply|support|create|write|do that)|as an ai(?: language model)?,? i (?:cannot|can't|am unable|don't|do not)|很抱歉|抱歉，我(?:不能|无法)|对不起，我(?:不能|无法)|我(?:不能|无法)(?:提供|协助|帮助|回答)|作为(?:一个|一名)?(?:人工智能|ai)[^。]{0,12}(?:不能|无法))"#,
    ignoresCase: true)

  /// Whether a text begins with a refusal.
  static func begins(_ text: [UInt8]) -> Bool {
    expression?.firstMatch(in: text, upTo: 600) != nil
  }
}
