import JSONLines

extension Rule {
  static let q32 = Rule(
    "Q32", .warning, "longer than the context",
    """
    By a cautious guess (six bytes of Latin text or two Chinese characters a token) the record has
    more tokens than `context-tokens` in the file of rules allows (`limits:`). Nothing is reported
    without it. A real tokenizer counts more, never fewer.
    """,
    mistakes: "Texts whose tokens are longer than the guess."
  ) { record in
    guard let limit = record.limits.contextTokens, record.tokens.least > Double(limit) else {
      return []
    }
    return [
      Spot("\(Int(record.tokens.least)) to \(Int(record.tokens.most)) tokens, \(limit) fit")
    ]
  }
}
