import Curation

extension Rule {
  /// A user-defined rule: an expression, or a list of any number of words, which are searched for
  /// in one pass.
  public static func own(
    _ id: String, _ severity: Severity, _ title: String, pattern: String?, words: [String],
    of texts: Texts, ignoresCase: Bool
  ) throws(RegularExpression.PatternError) -> Rule {
    // By itself first, so that the place of an error is the one in the pattern.
    if let pattern { _ = try RegularExpression(pattern, ignoresCase: ignoresCase) }
    let list = WordList(words, ignoresCase: ignoresCase)
    let whole = [pattern.map { "(?:\($0))" }, list.expression].compactMap(\.self)
    let expression =
      whole.isEmpty
      ? nil : try RegularExpression(whole.joined(separator: "|"), ignoresCase: ignoresCase)
    return Rule(id, severity, title, "", mistakes: "", of: texts) { text, _ in
      let found = list.matches(in: text.utf8) + (expression?.matches(in: text.utf8) ?? [])
      return found.apart.prefix(mostMatches).map { range in
        let words = text.utf8[range].excerpt(60)
        return Spot("\(title) \"\(words)\"", at: text.pointer, range)
      }
    }
  }

  /// The maximum number of matches reported in one text.
  private static let mostMatches = 100
}

extension [Range<Int>] {
  /// The ranges without overlaps: of overlapping ones, the first and longest.
  fileprivate var apart: [Range<Int>] {
    var kept: [Range<Int>] = []
    for range in sorted(by: { ($0.lowerBound, $1.count) < ($1.lowerBound, $0.count) })
    where range.lowerBound >= kept.last?.upperBound ?? 0 {
      kept.append(range)
    }
    return kept
  }
}

/// Words that match only as whole words: no ASCII letter, digit or underscore may be next to them,
/// but beside characters of scripts without spaces, in the word or around it.
private struct WordList: Sendable {
  /// One group per word.
  private let scanner: TermScanner
  private let words: [Word]
  private let ignoresCase: Bool
  /// An expression for words that the scanner can't find: those of one or two bytes, and those with
  /// letters beyond ASCII whose case is ignored. Nil if there are none.
  let expression: String?

  init(_ all: [String], ignoresCase: Bool) {
    self.ignoresCase = ignoresCase
    let isForScanner = { (word: String) in
      word.utf8.count >= TermScanner.leastLength
        && !(ignoresCase
          && word.unicodeScalars.contains { !$0.isASCII && $0.properties.changesWhenCaseMapped })
    }
    words = all.filter(isForScanner).map(Word.init)
    scanner = TermScanner(words.map { [$0.utf8] })
    let others = all.filter { !isForScanner($0) }.map { Word($0).expression(of: $0) }
    expression = others.isEmpty ? nil : others.joined(separator: "|")
  }

  private struct Word: Sendable {
    let utf8: [UInt8]
    /// Whether anything may stand before it, and after it.
    let beginsFreely: Bool
    let endsFreely: Bool

    init(_ word: String) {
      utf8 = Array(word.utf8)
      func isFree(_ scalar: Unicode.Scalar?) -> Bool {
        scalar.flatMap { Script($0.value) }?.isUnspaced == true
      }
      beginsFreely = isFree(word.unicodeScalars.first)
      endsFreely = isFree(word.unicodeScalars.last)
    }

    func expression(of word: String) -> String {
      // \Q...\E quotes a word.
      (beginsFreely ? "" : "(?<![A-Za-z0-9_])")
        + "\\Q"
        + word.split(separator: "\\E", omittingEmptySubsequences: false).joined(
          separator: "\\E\\\\E\\Q") + "\\E"
        + (endsFreely ? "" : "(?![A-Za-z0-9_])")
    }
  }

  func matches(in text: [UInt8]) -> [Range<Int>] {
    var found: [Range<Int>] = []
    text.withUnsafeBufferPointer { buffer in
      scanner.scan(buffer) { word, range in
        let wanted = words[word]
        let isWhole =
          (range.lowerBound == 0 || wanted.beginsFreely
            || !buffer[range.lowerBound - 1].isWordByte)
          && (range.upperBound == buffer.count || wanted.endsFreely
            || !buffer[range.upperBound].isWordByte)
        if isWhole, ignoresCase || buffer[range].elementsEqual(wanted.utf8) { found.append(range) }
        return true
      }
    }
    return found
  }
}
