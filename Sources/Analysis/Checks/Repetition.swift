import JSONLines

/// Finds a stretch of a text that comes again and again.
enum Repetition {
  /// Bytes of a stretch, at least and at most.
  private static let periods = 20...200
  /// How often it comes, one after another.
  private static let times = 4
  /// Bytes that are looked for again a little later.
  private static let probe = 16

  /// The first stretch of a decoded text that stands at least four times in a row.
  ///
  /// - Complexity: O(bytes): whatever repeats has a probe at every twentieth byte.
  static func first(in text: [UInt8]) -> Range<Int>? {
    guard text.count >= periods.lowerBound * times else { return nil }
    let bytes = Bytes(text)
    var start = 0
    while start + probe <= text.count {
      defer { start += periods.lowerBound }
      let needle = Array(text[start..<start + probe])
      guard let period = period(of: needle, at: start, in: bytes) else { continue }
      let range = repeating(period, around: start, in: text)
      guard range.count >= times * period, hasLetter(text[start..<start + period]) else { continue }
      return range
    }
    return nil
  }

  /// After how many bytes the probe comes again.
  private static func period(of needle: [UInt8], at start: Int, in bytes: Bytes) -> Int? {
    let first = start + periods.lowerBound
    let end = min(bytes.count, start + periods.upperBound + needle.count)
    guard first + needle.count <= end else { return nil }
    let near = bytes.slice(first..<end)
    return near.firstOffset(of: needle).map { $0 + periods.lowerBound }
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
