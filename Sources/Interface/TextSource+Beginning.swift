extension TextSource {
  /// Returns the first `count` scalars of the text on one line, with each run of white space as one
  /// blank.
  func beginning(_ count: Int) -> String {
    var text = String.UnicodeScalarView()
    var length = 0  // because `count` of a scalar view is O(n)
    var endsWithBlank = true
    var offset = range.lowerBound
    while length < count, let (element, next) = element(at: offset) {
      offset = next
      var scalar: Unicode.Scalar = "\u{FFFD}"
      if case .codePoint(let point) = element, let valid = Unicode.Scalar(point) {
        // There is no white space beyond U+3000, so Han needs no lookup.
        let isSpace = point <= 0x3000 && point != 0x20 && valid.properties.isWhitespace
        scalar = isSpace ? " " : valid
        if scalar == " ", endsWithBlank { continue }
      }
      text.append(scalar)
      length += 1
      endsWithBlank = scalar == " "
    }
    return String(text)
  }
}
