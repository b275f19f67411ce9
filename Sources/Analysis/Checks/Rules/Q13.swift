extension Rule {
  static let q13 = Rule(
    "Q13", .warning, "broken encoding",
    "Text was decoded as another encoding than it has (Ã©, â€™, 锟斤拷), or holds U+FFFD.",
    mistakes: "Texts about encodings, and Portuguese in capitals.",
    terms: ["\u{FFFD}", "\u{00E2}\u{20AC}", "锟斤拷", "烫烫烫"]
      + (UInt8(0xA0)...0xBF).map { "\u{00C3}\(Unicode.Scalar($0))" }
  ) { $0.matches(of: mojibake, "broken encoding") }

  private static let mojibake = expression(
    "\u{FFFD}|\u{00C3}[\u{00A0}-\u{00BF}]|\u{00E2}\u{20AC}[\u{2122}\u{0153}\u{201C}\u{201D}\u{2013}]|锟斤拷|烫烫烫"
  )
}
