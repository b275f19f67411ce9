extension String {
  /// The text with each run of white space replaced by one space, and none at the ends.
  var withSpaceFolded: String { split(whereSeparator: \.isWhitespace).joined(separator: " ") }
}
