import JSONLines

extension Rule {
  /// A pattern that is known to be right; one that isn't finds nothing, which its test would see.
  static func expression(_ pattern: String, ignoresCase: Bool = false) -> RegularExpression? {
    try? RegularExpression(pattern, ignoresCase: ignoresCase)
  }
}

extension CheckedRecord {
  /// The first match of an expression in each text.
  func matches(
    of expression: RegularExpression?, _ what: String,
    where isWanted: (Text) -> Bool = { _ in true }
  ) -> [Spot] {
    guard let expression else { return [] }
    return matches(what, where: isWanted) { expression.firstMatch(in: $0) }
  }

  /// What `first` finds in each text.
  func matches(
    _ what: String, where isWanted: (Text) -> Bool, first: ([UInt8]) -> Range<Int>?
  ) -> [Spot] {
    texts.compactMap { text in
      guard isWanted(text), let range = first(text.utf8) else { return nil }
      let found = text.utf8[range].excerpt(60)
      return Spot("\(what) \"\(found)\"", at: text.pointer, range)
    }
  }
}

extension [UInt8] {
  /// How often a text stands in this one.
  func occurrences(of needle: [UInt8]) -> Int {
    var count = 0
    var from = 0
    while let found = firstOffset(of: needle, from: from) {
      count += 1
      from = found + needle.count
    }
    return count
  }
}
