import JSONLines

extension Rule {
  static let f14 = Rule(
    "F14", .warning, "a raw line separator in a string",
    """
    U+2028, U+2029 and U+0085 may stand in JSON strings, but Python's splitlines() cuts the line
    there. Written as escapes they are harmless.
    """,
    mistakes: "Where no reader splits text with splitlines(), as Hugging Face datasets doesn't.",
    needs: .aboveASCII
  ) { record in
    record.bytes.firstLineSeparator.map { [Spot("a raw line separator at byte \($0 + 1)")] } ?? []
  }
}

extension Bytes {
  /// Offset of the first unescaped U+2028, U+2029 or U+0085.
  fileprivate var firstLineSeparator: Int? {
    // Lead bytes can be searched for, as the record is valid UTF-8.
    first(0xE2) { $0 + 2 < count && self[$0 + 1] == 0x80 && self[$0 + 2] & 0xFE == 0xA8 }
      ?? first(0xC2) { $0 + 1 < count && self[$0 + 1] == 0x85 }
  }

  private func first(_ lead: UInt8, where isOne: (Int) -> Bool) -> Int? {
    var start = 0
    while let offset = firstOffset(of: lead, in: start..<count) {
      if isOne(offset) { return offset }
      start = offset + 1
    }
    return nil
  }
}
