import JSONLines

extension Rule {
  static let q15 = Rule(
    "Q15", .info, "much of the text is symbols, digits or addresses",
    """
    More than a quarter of the characters are neither letters nor digits, or more than 15 % are
    digits, or more than 20 % stand in web addresses, in a text of 200 bytes or more. Made for
    pretraining text, where such pages are menus and tables; code and arithmetic look like that too.
    `limits:` in a file of rules moves the lines.
    """,
    mistakes: "Code, arithmetic, tables and lists of links.", of: .all
  ) { text, record in
    guard text.utf8.count >= 200, let share = text.share(over: record.limits) else { return [] }
    return [Spot(share, at: text.pointer)]
  }
}

extension CheckedRecord.Text {
  /// A description of the first share (web addresses, digits, symbols) that exceeds its limit; nil
  /// if none does.
  fileprivate func share(over limits: CheckLimits) -> String? {
    func over(_ count: Int, _ limit: Double, _ name: String) -> String? {
      Double(count) > limit * Double(survey.scalars)
        ? "\(count * 100 / survey.scalars) % \(name)" : nil
    }
    return over(addressCharacters, limits.addresses, "web addresses")
      ?? over(survey.digits, limits.digits, "digits")
      ?? over(survey.symbols, limits.symbols, "symbols")
  }

  private static let address = Array("http".utf8)

  /// The number of characters in web addresses, which are of ASCII: text without spaces ends them.
  private var addressCharacters: Int {
    var sum = 0
    var from = 0
    while let found = utf8.firstOffset(of: Self.address, from: from) {
      let end = utf8[found...].firstIndex { $0 <= 0x20 || $0 >= 0x80 } ?? utf8.count
      if utf8[found..<end].contains(UInt8(ascii: ":")) { sum += end - found }
      from = end
    }
    return sum
  }
}
