import JSONLines

extension Rule {
  static let q14 = Rule(
    "Q14", .warning, "invisible, bidirectional or control characters",
    """
    Zero-width and direction marks hide or reorder what a reader sees, and soft hyphens split words
    for a tokenizer; control characters come from terminals. Joiners in emoji and in scripts that
    need them are not reported.
    """,
    mistakes:
      "Direction marks in Arabic and Hebrew, joiners in Persian and Indic texts, logs of terminals.",
    of: .all
  ) { text, _ in
    guard text.survey.controls > 0 || text.characters.kinds.contains(.invisible) else { return [] }
    return text.matches(of: invisible, "an invisible character")
  }

  private static let invisible = expression(
    "[\u{AD}\u{200B}\u{200E}\u{200F}\u{202A}-\u{202E}\u{2060}-\u{2064}\u{2066}-\u{2069}\u{180E}\u{FEFF}]|[\\x00-\\x08\\x0B\\x0C\\x0E-\\x1F\\x7F]|[\\x{80}-\\x{9F}]|[\\x{E0000}-\\x{E001F}]|(?<![\\x{1F3F4}\\x{E0020}-\\x{E007E}])[\\x{E0020}-\\x{E007F}]"
  )
}
