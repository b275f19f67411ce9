/// Texts as data has them: by scalars and bytes, where `String` holds several for one. A CR LF is one
/// character, and the composed and the decomposed form of a letter are equal.
extension StringProtocol where SubSequence == Substring {
  /// What stands between line feeds, empty lines too. A CR before one is the last of its line.
  public var lines: [Substring] {
    var lines: [Substring] = []
    var start = startIndex
    while let end = utf8[start...].firstIndex(of: 0x0A) {
      lines.append(self[start..<end])
      start = utf8.index(after: end)
    }
    return lines + [self[start...]]
  }

  /// Whether it is the same text byte for byte.
  public func isIdentical(to other: some StringProtocol) -> Bool {
    utf8.elementsEqual(other.utf8)
  }
}
