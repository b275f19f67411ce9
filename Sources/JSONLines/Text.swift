/// Operations by bytes. `String`'s own go by characters: to them, CR LF is one, and the composed
/// and decomposed forms of a letter are equal.
extension StringProtocol where SubSequence == Substring {
  /// The substrings between line feeds, empty ones included. A CR before a line feed stays at the
  /// end of its line.
  public var lines: [Substring] {
    var lines: [Substring] = []
    var start = startIndex
    while let end = utf8[start...].firstIndex(of: 0x0A) {
      lines.append(self[start..<end])
      start = utf8.index(after: end)
    }
    return lines + [self[start...]]
  }

  /// Whether both texts have the same UTF-8 bytes.
  public func isIdentical(to other: some StringProtocol) -> Bool {
    utf8.elementsEqual(other.utf8)
  }
}
