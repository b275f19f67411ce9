import Curation
import JSONLines

/// An estimate of a text's tokens, made without a tokenizer.
struct TokenEstimate: Hashable {
  /// Hardly any tokenizer in use makes fewer tokens than `least`, or more than `most`.
  private(set) var least = 0.0
  private(set) var most = 0.0

  /// Latin text has 3 to 6 bytes per token; a Chinese character is half a token to two tokens.
  mutating func add(_ utf8: [UInt8]) {
    var wide = 0
    var narrow = 0
    for byte in utf8 {
      if byte >= 0xE0 { wide += 1 } else if byte < 0x80 || byte >= 0xC0 { narrow += 1 }
    }
    least += Double(wide) * 0.5 + Double(narrow) / 6
    most += Double(wide) * 2 + Double(narrow) / 3
  }

  mutating func add(_ other: TokenEstimate) {
    least += other.least
    most += other.most
  }
}

extension CheckedRecord {
  /// The tokens of all texts.
  var tokens: TokenEstimate { estimate { _ in true } }

  /// The tokens of the prompt.
  var prompt: TokenEstimate { estimate(\.isPrompt) }

  /// The tokens of the prompt and the longest response.
  var longestExample: TokenEstimate {
    var whole = TokenEstimate()
    var sides = [TokenEstimate](repeating: whole, count: reading.responses.count + 1)
    for text in texts {
      if let side = text.response { sides[side].add(text.utf8) } else { whole.add(text.utf8) }
    }
    if let longest = sides.max(by: { $0.least < $1.least }) { whole.add(longest) }
    return whole
  }

  private func estimate(_ isWanted: (Text) -> Bool) -> TokenEstimate {
    var estimate = TokenEstimate()
    for text in texts where isWanted(text) { estimate.add(text.utf8) }
    return estimate
  }
}
