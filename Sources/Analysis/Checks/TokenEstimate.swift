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
    var sides = [TokenEstimate()]
    for index in reading.responses.indices {
      var side = TokenEstimate()
      for text in texts where text.response == index { side.add(text.utf8) }
      sides.append(side)
    }
    var estimate = sides.max { $0.least < $1.least } ?? TokenEstimate()
    for text in texts where text.response == nil { estimate.add(text.utf8) }
    return estimate
  }
}
