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
  /// may be a class as well: it is none as `true` or `false`, nor as 0 or 1 beside a completion.
  static func found(in record: JSONValue) -> (key: JSONString, isGood: Bool)? {
    if let isGood = record["kto_tag"].flatMap(text).flatMap(truth) { return ("kto_tag", isGood) }
    guard let label = record["label"].flatMap(text)?.lowercased(), let isGood = truth(label),
      label != "yes", label != "no"
    else { return nil }
    let hasCompletion = record["prompt"] != nil && record["completion"] != nil
    let hasTurns = record["messages"] != nil || record["conversations"] != nil
    let isWord = label == "true" || label == "false"
    return hasCompletion || isWord && hasTurns ? ("label", isGood) : nil
  }

  /// A text, or a number as it is spelled.
  private static func text(_ value: JSONValue) -> String? {
    switch value {
    case .string(let text): text.text
    case .number(let number): number.spelling
    default: nil
    }
  }
}
