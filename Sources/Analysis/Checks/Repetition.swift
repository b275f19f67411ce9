import JSONLines

/// Finds a stretch of a text that comes again and again.
enum Repetition {
  /// Bytes of a stretch, at least and at most.
  private static let periods = 20...200
  /// How often it comes, one after another.
  private static let times = 4
  /// Bytes that are looked for again a little later.
  private static let probe = 16
  /// Bytes from one probe to the next. What repeats is at least `times` periods long, and a probe that
  /// begins in all but the last of them and the bytes before it finds itself one period on.
  private static let step = periods.lowerBound * (times - 1) - probe

  /// The first stretch of a decoded text that stands at least four times in a row.
  ///
  /// - Complexity: O(bytes).
  static func first(in text: [UInt8]) -> Range<Int>? {
    guard text.count >= periods.lowerBound * times else { return nil }
    var start = 0
    while start + probe <= text.count {
      defer { start += step }
      guard let period = period(at: start, in: text) else { continue }
      let range = repeating(period, around: start, in: text)
      guard range.count >= times * period, hasLetter(text[start..<start + period]) else { continue }
      return range
    }
    return nil
  }

  /// After how many bytes what stands at `start` comes again.
  private static func period(at start: Int, in text: [UInt8]) -> Int? {
    let first = start + periods.lowerBound
    let end = min(text.count, start + periods.upperBound + probe)
    guard first + probe <= end else { return nil }
    return text.offset(ofCopyOf: start..<start + probe, in: first..<end).map { $0 - start }
  }

  /// How far the text repeats itself, to both sides.
  private static func repeating(_ period: Int, around start: Int, in text: [UInt8]) -> Range<Int> {
    var low = start
    while low > 0, text[low - 1] == text[low - 1 + period] { low -= 1 }
    var high = start
    while high + period < text.count, text[high] == text[high + period] { high += 1 }
    return low..<high + period
  }

  private static func hasLetter(_ text: ArraySlice<UInt8>) -> Bool {
    text.contains { $0 >= 0x80 || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0) }
  }
}
