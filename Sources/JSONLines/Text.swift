/// Operations by bytes. `String`'s own go by characters: to them, CR LF is one, and the composed
/// and decomposed forms of a letter are equal.
extension StringProtocol where SubSequence == Substring {
  /// The substrings between line feeds, empty ones included. A CR before a line feed stays at the
  /// end of its line.
  public var lines: [Substring] { lines(limit: .max) }

  /// The first `limit` of the lines; the rest of the text isn't read.
  public func lines(limit: Int) -> [Substring] {
    var lines: [Substring] = []
    var start = startIndex
    while lines.count < limit {
      let end = utf8[start...].firstIndex(of: 0x0A)
      lines.append(self[start..<(end ?? endIndex)])
      guard let end else { break }
      start = utf8.index(after: end)
    }
    return lines
  }

  /// Whether both texts have the same UTF-8 bytes.
  public func isIdentical(to other: some StringProtocol) -> Bool {
    utf8.elementsEqual(other.utf8)
  }
}

extension String {
  /// The text without the line break that editors add at the end of a file, if the original has
  /// none there.
  public func withoutLineEndAdded(to original: String) -> String {
    var text = self
    guard text.utf8.last == 0x0A, original.utf8.last != 0x0A else { return text }
    text.unicodeScalars.removeLast()
    if text.utf8.last == 0x0D, original.utf8.last != 0x0D { text.unicodeScalars.removeLast() }
    return text
  }
}

extension UInt8 {
  /// Whether this is a continuation byte of UTF-8, 10xxxxxx.
  @inlinable public var isContinuation: Bool { self & 0xC0 == 0x80 }
}

extension Sequence where Element: Hashable {
  /// The elements without repetitions, in the order of their first occurrence.
  public var uniqued: [Element] {
    var seen: Set<Element> = []
    return filter { seen.insert($0).inserted }
  }
}
