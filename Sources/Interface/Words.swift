public import Analysis
public import Curation
import JSONLines

// Phrases for concepts of other modules: verdicts, ratings, parts, statistics.

extension Verdict {
  public var phrase: Phrase { Phrase(word: rawValue) }
}

extension RatingKey {
  /// Returns the axis, and what is rated.
  func phrase(in pane: Pane) -> Phrase {
    let name = Phrase(word: axis)
    return at.map { "\(name) of \(pane.told($0))" } ?? name
  }
}

extension Stage {
  /// The stage's name for the title; nil if it is unknown.
  var phrase: Phrase? { self == .unknown ? nil : Phrase(word: rawValue) }
}

extension Part {
  /// The part's name; as a translatable phrase if it isn't from the record.
  var title: Phrase {
    if role == .unknown { return "\(name) (unknown role)" }
    guard let response, name == "response \(response + 1)" else { return "\(name)" }
    return "response \(response + 1)"
  }
}

extension Statistics.Section {
  public var phrase: Phrase {
    guard let measure else { return Phrase(word: title) }
    let role = measure.role.rawValue
    return
      "characters of \(role): mean \(measure.mean), p50 \(measure.median), p95 \(measure.p95), p99 \(measure.p99), max \(measure.most)"
  }
}

extension Statistics.Bar {
  var phrase: Phrase {
    guard let least else {
      return label.isEmpty ? "(empty)" : isWord ? Phrase(word: label) : "\(label)"
    }
    guard let most else { return "\(least) and more" }
    return least == most ? "\(least)" : "\(least) to \(most)"
  }
}

extension JSONSyntaxError {
  /// The error with its byte position, counted from 1.
  var phrase: Phrase { Phrase(said: text) }
}
