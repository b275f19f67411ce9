extension TextSource {
  /// The first scalars of the text on one line, runs of white space as one blank.
  func beginning(_ count: Int) -> String {
    var text = String.UnicodeScalarView()
    var length = 0  // counting the scalars of a view takes its length
    var endsWithBlank = true
    var offset = range.lowerBound
    while length < count, let (element, next) = element(at: offset) {
      offset = next
      var scalar: Unicode.Scalar = "\u{FFFD}"
      if case .codePoint(let point) = element, let valid = Unicode.Scalar(point) {
        // No white space comes after U+3000: Han needn't be looked up.
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
