import JSONLines

extension Rule {
  /// Compiles a constant pattern. An invalid one finds nothing, which the rule's test would reveal.
  static func expression(_ pattern: String, ignoresCase: Bool = false) -> RegularExpression? {
    try? RegularExpression(pattern, ignoresCase: ignoresCase, isFast: true)
  }
}

extension CheckedRecord.Text {
  /// A spot for the first match of an expression, or none.
  func matches(of expression: RegularExpression?, _ what: String) -> [Spot] {
    expression?.firstMatch(in: utf8).map { [spot(at: $0, what)] } ?? []
  }

  /// A spot that shows what stands at a range.
  func spot(at range: Range<Int>, _ what: String) -> Spot {
    Spot("\(what) \"\(utf8[range].excerpt(60))\"", at: pointer, range)
  }
}

extension [UInt8] {
  /// The number of occurrences of `needle`, without overlaps.
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
