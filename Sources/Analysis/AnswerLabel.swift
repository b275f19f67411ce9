import JSONLines

/// A label that says of an answer that it is good or bad, and isn't the boolean that trainers want:
/// one from CSV is a text, and some are 0 or 1.
enum AnswerLabel {
  private static let truths = [
    "true": true, "yes": true, "1": true, "1.0": true,
    "false": false, "no": false, "0": false, "0.0": false,
  ]

  /// What a label says, by its text or as it is spelled; nil if it is another kind of label.
  static func truth(_ text: String) -> Bool? { truths[text.lowercased()] }

  /// The label of a record's answer, and what it says; nil if there is none, or a boolean. `label`
  /// may be a class as well: it says so as `true` or `false`, and 0 or 1 beside a completion.
  static func found(in record: JSONValue) -> (key: JSONString, isGood: Bool)? {
    switch record["kto_tag"] {
    case .string(let text)?: if let isGood = truth(text.text) { return ("kto_tag", isGood) }
    case .number(let number)?: if let isGood = truth(number.spelling) { return ("kto_tag", isGood) }
    default: break
    }
    let hasCompletion = record["prompt"] != nil && record["completion"] != nil
    switch record["label"] {
    case .string(let text)? where !["yes", "no"].contains(text.text.lowercased()):
      let isWord = ["true", "false"].contains(text.text.lowercased())
      let hasTurns = record["messages"] != nil || record["conversations"] != nil
      return hasCompletion || isWord && hasTurns ? truth(text.text).map { ("label", $0) } : nil
    case .number(let number)? where hasCompletion:
      return truth(number.spelling).map { ("label", $0) }
    default: return nil
    }
  }
}
