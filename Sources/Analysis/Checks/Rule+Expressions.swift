import JSONLines

extension Rule {
  /// A pattern that is known to be right; one that isn't finds nothing, which its test would see.
  static func expression(_ pattern: String, ignoresCase: Bool = false) -> RegularExpression? {
    try? RegularExpression(pattern, ignoresCase: ignoresCase)
  }
}

extension CheckedRecord.Text {
  /// The first match of an expression.
  func matches(of expression: RegularExpression?, _ what: String) -> [Spot] {
    guard let range = expression?.firstMatch(in: utf8) else { return [] }
    let found = utf8[range].excerpt(60)
    return [Spot("\(what) \"\(found)\"", at: pointer, range)]
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
