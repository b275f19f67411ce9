extension TextSource {
  /// The first scalars of the text on one line, runs of white space as one blank.
  func beginning(_ count: Int) -> String {
    var text = String.UnicodeScalarView()
    var offset = range.lowerBound
    while text.count < count, let (element, next) = element(at: offset) {
      if case .codePoint(let point) = element, let scalar = Unicode.Scalar(point) {
        let isSpace = scalar.properties.isWhitespace
        if !(isSpace && (text.isEmpty || text.last == " ")) { text.append(isSpace ? " " : scalar) }
      } else {
        text.append("\u{FFFD}")
      }
      offset = next
    }
    return String(text)
  }
}
