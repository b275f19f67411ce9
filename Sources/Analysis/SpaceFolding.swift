extension String {
  /// Runs of white space as one space, none at the ends: texts that differ in nothing else are the same.
  var withSpaceFolded: String { split(whereSeparator: \.isWhitespace).joined(separator: " ") }
}
