import Analysis

/// Finds a pattern in a text without decoding all of it.
extension TextSource {
  /// The number of bytes decoded at once, and how many of them are decoded again with the next
  /// ones, to find matches across the border.
  private static let window = 1 << 18
  private static let overlap = 1 << 10

  /// Returns the byte offsets of matches in the decoded text, at most `limit`.
  func offsets(of pattern: TextPattern, limit: Int) -> [Int] {
    var found: [Int] = []
    var start = range.lowerBound
    while start < range.upperBound, found.count < limit {
      let end = min(range.upperBound, start + Self.window)
      for match in ranges(of: pattern, in: start..<end, limit: limit - found.count)
      where match.lowerBound > found.last ?? -1 {
        found.append(match.lowerBound)
      }
      if end == range.upperBound { break }
      start = max(start + 1, anchor(before: end - Self.overlap))
    }
    return found
  }

  /// Returns the byte ranges of matches in a window of the source.
  ///
  /// - Parameters:
  ///   - window: must begin at a character; the last character may extend past its end.
  ///   - limit: the maximum number of matches.
  func ranges(of pattern: TextPattern, in window: Range<Int>, limit: Int = .max) -> [Range<Int>] {
    let (text, offsets) = decoded(window)
    return pattern.ranges(in: text, limit: limit).map {
      offsets[$0.lowerBound]..<offsets[$0.upperBound]
    }
  }

  /// Returns the decoded text of a window, and for each of its bytes, and its end, the source
  /// offset of the character that the byte belongs to.
  func decoded(_ window: Range<Int>) -> (text: [UInt8], offsets: [Int]) {
    var text: [UInt8] = []
    var offsets: [Int] = []
    text.reserveCapacity(window.count)
    offsets.reserveCapacity(window.count + 1)
    var offset = window.lowerBound
    while offset < window.upperBound, let (element, next) = element(at: offset) {
      switch element {
      case .invalid(let byte): text.append(byte)
      case .codePoint(let point):
        let scalar = Unicode.Scalar(point) ?? "\u{FFFD}"
        text.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
      }
      while offsets.count < text.count { offsets.append(offset) }
      offset = next
    }
    offsets.append(offset)
    return (text, offsets)
  }
}
