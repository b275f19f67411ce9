import Curation

/// What a person may type in a query, for completing it.
extension Query {
  /// What a condition may begin with, fields aside; behind a colon or an open bracket something has to
  /// follow.
  public static let words: [String] =
    marks.keys.sorted() + counts.keys.sorted()
    + [
      "by:", "check:", "flag:", "has:", "id:", "role:", "sample:", "script:", "shape:", "similar:",
      "stage:", "verdict:",
    ]
    + ["len(", "not", "or", "rating(", "words("] + Relation.allCases.map(\.rawValue)

  /// What an order may be, fields aside.
  public static let orders: [String] =
    counts.keys.sorted() + ["len(", "number", "random", "rating(", "words("]

  /// What may stand behind a word and its colon; empty where that can be anything.
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

  /// A text as a query has it: one word as it is, else in quotes.
  public static func quoted(_ text: String) -> String {
    if !text.isEmpty, text.allSatisfy({ $0.isLetter || $0.isNumber || $0 == "_" }) { return text }
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

  /// Words that are a condition by themselves.
  static let marks: [String: Query] = [
    "edited": .mark(.edited), "removed": .mark(.removed), "conflict": .mark(.conflicting),
    "noted": .mark(.noted), "flagged": .mark(.flagged(nil)), "disagree": .mark(.disagreeing),
    "reviewed": .not(.mark(.verdict(nil))), "unreviewed": .mark(.verdict(nil)),
    "broken": .shape(.opaque),
  ]

  /// What is counted, to be compared.
  static let counts: [String: Measure] = [
    "turns": .turns, "responses": .responses, "best": .best, "bytes": .bytes, "flags": .flags,
    "severity": .severity, "edits": .edits, "len": .length(nil), "words": .words(nil),
  ]
}
