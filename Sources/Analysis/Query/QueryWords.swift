import Curation

/// Words that can be typed in a query, for completion.
extension Query {
  /// How a condition may begin, apart from fields. After a colon or an opening bracket, more has to
  /// follow.
  public static let words: [String] =
    marks.keys.sorted() + counts.keys.sorted()
    + [
      "by:", "check:", "flag:", "has:", "id:", "role:", "sample:", "script:", "shape:", "similar:",
      "stage:", "verdict:",
    ]
    + ["len(", "not", "or", "rating(", "words("] + Relation.allCases.map(\.rawValue)

  /// How an order may begin, apart from fields.
  public static let orders: [String] =
    counts.filter { $0.value != .suggestion }.keys.sorted() + [
      "len(", "number", "random", "rating(", "words(",
    ]

  /// The values that may follow a word and its colon; empty if any may.
  public static func values(of word: String) -> [String] {
    switch word {
    case "check": Checker.all.map(\.id)
    case "flag": ["any", "none"]
    case "role": ["assistant", "system", "tool", "user"]
    case "script": Script.allCases.map(\.rawValue)
    case "shape": Shape.allCases.map(\.rawValue)
    case "stage": Stage.allCases.map(\.rawValue)
    case "verdict": ["any", "none"] + Verdict.allCases.map(\.rawValue)
    default: []
    }
  }

  /// The query for records in which a field has a value.
  ///
  /// - Parameter typed: the field as it is typed, perhaps in quotes.
  public static func equals(_ typed: String, _ value: String) -> String {
    let field = Query.field(typed)?.name ?? typed
    let isPlain = field.allSatisfy { $0.isLetter || $0.isNumber || "_-.".contains($0) }
    let isPointer =
      field.hasPrefix("/") && !field.contains { $0.isWhitespace || "\":=<>!()".contains($0) }
    let name = isPlain && counts[field] == nil || isPointer ? field : quoted(field, always: true)
    // What looks like a number, but isn't spelled as one is here, is a text.
    let amount = Amount(value)
    let isNumber = amount.map { $0.text == value } ?? false
    return "\(name)=\(isNumber ? value : quoted(value, always: amount != nil))"
  }

  /// A text as it is written in a query: a single word as it is, anything else in quotes.
  ///
  /// - Parameter always: whether also a single word is.
  public static func quoted(_ text: String, always: Bool = false) -> String {
    if !always, !text.isEmpty, text.allSatisfy({ $0.isLetter || $0.isNumber || $0 == "_" }) {
      return text
    }
    var quoted = String.UnicodeScalarView("\"".unicodeScalars)
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\": quoted += ["\\", scalar]
      case "\n": quoted += "\\n".unicodeScalars
      case "\t": quoted += "\\t".unicodeScalars
      default: quoted.append(scalar)
      }
    }
    return String(quoted) + "\""
  }

  /// Words that are a condition on their own.
  static let marks: [String: Query] = [
    "edited": .mark(.edited), "removed": .mark(.removed), "conflict": .mark(.conflicting),
    "noted": .mark(.noted), "flagged": .mark(.flagged(nil)), "disagree": .mark(.disagreeing),
    "reviewed": .not(unreviewed), "unreviewed": unreviewed,
    "broken": .shape(.opaque), "suggested": .suggested,
  ]

  /// Without a verdict, and not removed, which is one too.
  private static let unreviewed = Query.all([
    .mark(.verdict(nil)), .not(.mark(.removed)),
  ])

  /// Names of measures.
  static let counts: [String: Measure] = [
    "turns": .turns, "responses": .responses, "best": .best, "bytes": .bytes, "flags": .flags,
    "severity": .severity, "edits": .edits, "suggestion": .suggestion, "len": .length(nil),
    "words": .words(nil),
  ]
}
