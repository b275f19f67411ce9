import JSONLines

/// Finds a stretch of a text that comes again and again.
enum Repetition {
  /// Bytes of a stretch, at least and at most; short and long ones are looked for apart, as the longer
  /// they are, the fewer places need to be looked at.
  private static let periods = [20...56, 57...200]
  /// How often it comes, one after another.
  private static let times = 4
  private static let probe = EncodedText.probe

  /// The first stretch of a decoded text that stands at least four times in a row.
  ///
  /// - Complexity: O(bytes).
  static func first(in text: [UInt8]) -> Range<Int>? {
    periods.compactMap { first(in: text, of: $0) }.min { $0.lowerBound < $1.lowerBound }
  }

  private static func first(in text: [UInt8], of periods: ClosedRange<Int>) -> Range<Int>? {
    guard text.count >= periods.lowerBound * times else { return nil }
    // What repeats is at least `times` periods long, and a probe that begins in all but the last of
    // them and the bytes before it finds itself one period on.
    let step = periods.lowerBound * (times - 1) - probe
    var from = 0
    while let (start, period) = text.withUnsafeBufferPointer({
      EncodedText($0).firstCopy(from: from, every: step, after: periods)
    }) {
      let range = repeating(period, around: start, in: text)
      if range.count >= times * period, hasLetter(text[start..<start + period]) { return range }
      from = start + step
    }
    return nil
  }

  /// How far the text repeats itself, to both sides.
  private static func repeating(_ period: Int, around start: Int, in text: [UInt8]) -> Range<Int> {
    var low = start
    while low > 0, text[low - 1] == text[low - 1 + period] { low -= 1 }
    var high = start
    while high + period < text.count, text[high] == text[high + period] { high += 1 }
    return low..<high + period
  }

  // MARK: - Digits, lines and words

  /// How often a digit comes in a row to be said.
  static let digitRun = 9

  /// The first run of one digit.
  static func digits(in text: [UInt8]) -> Range<Int>? {
    // A run of nine holds two places that are four apart, the first of them a multiple of four.
    var place = 0
    while place + 4 < text.count {
      defer { place += 4 }
      let digit = text[place]
      guard digit == text[place + 4], digit &- 0x30 < 10 else { continue }
      var (low, high) = (place, place)
      while low > 0, text[low - 1] == digit { low -= 1 }
      while high < text.count, text[high] == digit { high += 1 }
      if high - low >= digitRun { return low..<high }
    }
    return nil
  }

  /// The share of a text's lines that stand there before, if it is more than 0.3; of few lines, short
  /// ones, and lines without letters nothing is said.
  static func lines(in text: CheckedRecord.Text) -> Double? {
    let least = 6
    guard text.utf8.count >= 120, text.survey.lineEnds >= least - 1 else { return nil }
    var lines: [UInt64] = []
    text.lend {
      $0.forEachLine { line in
        if line.bytes.count >= 12, line.bytes.contains(where: isLetter) {
          lines.append(line.fingerprint)
        }
      }
    }
    guard lines.count >= least else { return nil }
    lines.sort()
    let repeated = zip(lines, lines.dropFirst()).count { $0 == $1 }
    let share = Double(repeated) / Double(lines.count)
    return share > 0.3 ? share : nil
  }

  /// The share of a text's runs of ten words that stand there before, if it is more than half.
  static func runs(in text: CheckedRecord.Text) -> Double? {
    let utf8 = text.utf8
    guard (400...64 << 10).contains(utf8.count) else { return nil }
    // Of what comes twice one of these does.
    let mayComeTwice = [0, 1, 2].contains { fourth in
      let start = utf8.count * fourth / 4
      return utf8.offset(ofCopyOf: start..<start + probe, in: start + probe..<utf8.count) != nil
    }
    guard mayComeTwice else { return nil }
    let all = Shingles.runs(of: JSONString(text.string), length: 10)
    guard all.count >= 20 else { return nil }
    let share = 1 - Double(Set(all).count) / Double(all.count)
    return share > 0.5 ? share : nil
  }

  private static func hasLetter(_ text: ArraySlice<UInt8>) -> Bool {
    text.contains(where: isLetter)
  }

  private static func isLetter(_ byte: UInt8) -> Bool { byte >= 0x80 || byte.isASCIILetter }
}
