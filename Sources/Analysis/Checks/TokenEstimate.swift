import Curation
import JSONLines

extension CheckedRecord {
  /// The tokens of all texts.
  var tokens: TokenEstimate {
    var estimate = TokenEstimate()
    for text in texts { estimate.add(text.utf8) }
    return estimate
  }

  /// The tokens of the prompt.
  var prompt: TokenEstimate {
    var estimate = TokenEstimate()
    for text in texts where text.isPrompt { estimate.add(text.utf8) }
    return estimate
  }

  /// The tokens of the prompt and the longest response.
  var longestExample: TokenEstimate {
    var estimate = TokenEstimate()
    var sides = [TokenEstimate](repeating: TokenEstimate(), count: reading.responses.count + 1)
    for text in texts {
      if let side = text.response { sides[side].add(text.utf8) } else { estimate.add(text.utf8) }
    }
    if let longest = sides.max(by: { $0.least < $1.least }) { estimate.add(longest) }
    return estimate
  }
}
