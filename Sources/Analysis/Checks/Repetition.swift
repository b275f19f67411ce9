import JSONLines

/// Finds repetitions in a text.
enum Repetition {
  /// The lengths in bytes of a repeated stretch. Short and long ones are searched for separately:
  /// the longer they are, the fewer places have to be checked.
  private static let periods = [20...56, 57...200]
  /// How often a stretch must occur in a row.
  private static let times = 4
  private static let probe = EncodedText.probe

  /// The range of the first repetition in a decoded text: a stretch that occurs at least four times
  /// in a row.
  ///
  /// - Complexity: O(n) in the text's bytes.
  static func first(in text: [UInt8]) -> Range<Int>? {
    periods.compactMap { first(in: text, of: $0) }.min { $0.lowerBound < $1.lowerBound }
  }

  private static func first(in text: [UInt8], of periods: ClosedRange<Int>) -> Range<Int>? {
    guard text.count >= periods.lowerBound * times else { return nil }
    // A repetition is at least `times` periods long. Any probe within all of its periods but the
    // last recurs one period later, so one probe per `step` bytes is enough.
    let step = periods.lowerBound * (times - 1) - probe
    var from = 0
    while let (start, period) = text.withUnsafeBufferPointer({
      EncodedText($0).firstCopy(from: from, every: step, after: periods)
    }) {
      let range = repeating(period, around: start, in: text)
      let isLong = range.count >= times * period
      if isLong, hasLetter(text[start..<start + period]) { return range }
      // One with letters can only begin in the last period of one without.
      from = isLong ? range.upperBound : start + step
    }
    return nil
  }

  /// Extends a repetition from `start` in both directions as far as it goes.
  private static func repeating(_ period: Int, around start: Int, in text: [UInt8]) -> Range<Int> {
    var low = start
    while low > 0, text[low - 1] == text[low - 1 + period] { low -= 1 }
    var high = start
    while high + period < text.count, text[high] == text[high + period] { high += 1 }
    return low..<high + period
  }

  // MARK: - Digits, lines and words

  /// The minimum length of a run of one digit that is reported.
  static let digitRun = 9

  /// The range of the first run of one digit.
  static func digits(in text: [UInt8]) -> Range<Int>? {
    // A run of nine contains two places four apart, the first of them a multiple of four.
    var place = 0
    while place + 4 < text.count {
      defer { place += 4 }
      let digit = text[place]
      guard digit == text[place + 4], digit.isASCIIDigit else { continue }
      var (low, high) = (place, place)
      while low > 0, text[low - 1] == digit { low -= 1 }
      while high < text.count, text[high] == digit { high += 1 }
      if high - low >= digitRun, !isPlain(low..<high, in: text) { return low..<high }
      place = max(place, high - 4)
    }
    return nil
  }

  /// Whether a run of one digit, not a very long one, is the end of a round number (1000000000) or
  /// of a fraction (0.333333333).
  private static func isPlain(_ run: Range<Int>, in text: [UInt8]) -> Bool {
    guard run.count < 20, run.lowerBound > 1 else { return false }
    let (before, digit) = (text[run.lowerBound - 1], text[run.lowerBound])
    return before == UInt8(ascii: ".") && text[run.lowerBound - 2].isASCIIDigit
      || digit == UInt8(ascii: "0") && before.isASCIIDigit
  }

  /// The share of a text's lines that repeat an earlier one, if it is over 0.3. Texts with few
  /// lines are ignored, as are lines that are short or without letters.
  static func lines(in text: CheckedRecord.Text) -> Double? {
    let least = 6
    guard text.utf8.count >= 120, text.survey.lineEnds >= least - 1 else { return nil }
    var lines: [UInt64] = []
    lines.reserveCapacity(text.survey.lineEnds + 1)
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

  /// The share of a text's runs of ten words that repeat an earlier one, if it is over 0.5.
  static func runs(in text: CheckedRecord.Text) -> Double? {
    let utf8 = text.utf8
    guard (400...64 << 10).contains(utf8.count) else { return nil }
    // In a text that repeats itself so much, one of these probes nearly always recurs, with more
    // around it.
    let mayComeTwice = [0, 1, 2].contains { fourth in
      let start = utf8.count * fourth / 4
      // Ten Chinese characters have 30 bytes.
      return isShared(utf8[...], start, utf8[...], wide: 30) { from in
        let rest = max(start + probe, from)..<utf8.count
        return utf8.offset(ofCopyOf: start..<start + probe, in: rest)
      }
    }
    guard mayComeTwice else { return nil }
    let all = Shingles.runs(of: JSONString(wtf8: utf8), length: 10)
    guard all.count >= 20 else { return nil }
    let share = 1 - Double(Set(all).count) / Double(all.count)
    return share > 0.5 ? share : nil
  }

  /// Whether what stands at a place of a text comes again in another one (or later in the same) as
  /// more than a few frequent words, which any two texts share: as 32 bytes or more, or as `wide`
  /// bytes with characters above ASCII.
  ///
  /// - Parameter next: the next copy of a probe at the place, at or after an offset.
  static func isShared(
    _ one: ArraySlice<UInt8>, _ place: Int, _ other: ArraySlice<UInt8>, wide: Int,
    next: (Int) -> Int?
  ) -> Bool {
    let least = one[place..<place + probe].contains { $0 >= 0x80 } ? wide : 32
    var from = 0
    // A probe of frequent words may be copied many times: some are enough.
    for _ in 0..<3 {
      guard from < other.endIndex, let copy = next(from) else { return false }
      var shared = probe
      var (end, copyEnd) = (place + probe, copy + probe)
      while shared < least, end < one.endIndex, copyEnd < other.endIndex, one[end] == other[copyEnd]
      {
        (shared, end, copyEnd) = (shared + 1, end + 1, copyEnd + 1)
      }
      var (start, copyStart) = (place, copy)
      while shared < least, start > one.startIndex, copyStart > other.startIndex,
        one[start - 1] == other[copyStart - 1]
      {
        (shared, start, copyStart) = (shared + 1, start - 1, copyStart - 1)
      }
      if shared >= least { return true }
      from = copy + 1
    }
    return false
  }

  private static func hasLetter(_ text: ArraySlice<UInt8>) -> Bool {
    text.contains(where: isLetter)
  }

  private static func isLetter(_ byte: UInt8) -> Bool { byte >= 0x80 || byte.isASCIILetter }
}
