import JSONLines

extension Rule {
  static let p02 = Rule(
    "P02", .warning, "chosen and rejected differ in spaces, case or forms alone",
    "What differs is white space, letter case or Unicode normal form: hardly what was meant.",
    mistakes: "Pairs that are about formatting or spelling.", needs: .sides
  ) { record in
    guard let sides = record.sides, !differInLetters(sides.chosen, sides.rejected),
      record.pair != nil, !record.hasEqualSides, !record.sidesCallTools,
      folded(sides.chosen) == folded(sides.rejected)
    else { return [] }
    return [
      Spot("they differ in spaces, case or Unicode form alone", at: record.sidePointers[1])
    ]
  }

  /// A fast check that rules out most pairs: whether two texts certainly differ in an ASCII
  /// character, ignoring white space and case, or in a Chinese one.
  private static func differInLetters(_ a: [UInt8], _ b: [UInt8]) -> Bool {
    func next(_ bytes: inout some IteratorProtocol<UInt8>) -> UInt8? {
      while let byte = bytes.next() {
        if byte <= 0x20 { continue }
        return (0x41...0x5A).contains(byte) ? byte | 0x20 : byte
      }
      return nil
    }
    var (left, right) = (a.makeIterator(), b.makeIterator())
    var lead: UInt8 = 0
    while let one = next(&left) {
      guard let other = next(&right) else { return one < 0x80 }
      if one != other {
        let leads = one.isContinuation && other.isContinuation ? (lead, lead) : (one, other)
        return isPlain(leads.0) && isPlain(leads.1)
      }
      if !one.isContinuation { lead = one }
    }
    return false
  }

  /// Whether a lead byte is ASCII, or of U+4000 to U+9FFF: characters with a single normal form.
  private static func isPlain(_ lead: UInt8) -> Bool {
    lead < 0x80 || (0xE4...0xE9).contains(lead)
  }

  private static func folded(_ text: [UInt8]) -> String {
    // Strings compare by canonical equivalence; only case and white space have to be folded.
    String(decoding: text, as: UTF8.self).lowercased().filter { !$0.isWhitespace }
  }
}
