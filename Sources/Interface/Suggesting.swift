import Analysis
import Curation

/// Suggestions for records, and the user's answers to them.
extension Model {
  /// The first suggestion for the record that the user hasn't answered.
  var openSuggestion: Suggestion? { pane.openSuggestions.first }

  /// Agrees with the suggestion, which carries it out, or refuses it; of selected records, with the
  /// first one of each. The journal keeps either answer.
  mutating func answerSuggestion(agreeing: Bool) -> [Effect] {
    let open = pane.targets.compactMap { pane.openSuggestions(of: $0).first }
    guard let first = open.first else { return answerFinding(agreeing: agreeing) }
    var commands: [(RecordNumber, Command)] = []
    var count = 0
    for suggestion in open {
      if agreeing {
        // Of several, those that can't be carried out stay open.
        guard let command = pane.set.present(suggestion) else { continue }
        commands.append((suggestion.record, command))
      }
      commands.append((suggestion.record, .rate(suggestion.key, .score(agreeing ? 5 : 1))))
      count += 1
    }
    guard count > 0 else {
      return refuse("\(first.record): what this was suggested for isn't there any more")
    }
    let text = open.count == 1 ? first.text : "\(count) suggestions"
    return carryOut(commands, as: agreeing ? "agree: \(text)" : "refuse: \(text)")
  }

  private mutating func answerFinding(agreeing: Bool) -> [Effect] {
    if pane.hasChosen { return refuse("nothing is suggested for these records") }
    if let finding = pane.findings.first(where: { $0.fix != nil }) {
      return mend(finding, agreeing: agreeing)
    }
    return refuse(
      pane.findings.isEmpty
        ? "nothing is suggested for \(pane.cursor)"
        : "this finding has no remedy of its own: e edits the text")
  }

  /// Applies the fix that a rule offers for its finding.
  private mutating func mend(_ finding: Finding, agreeing: Bool) -> [Effect] {
    guard agreeing, let fix = finding.fix else {
      return refuse("a finding is left as it is; s skips the record in a review")
    }
    return carryOut([(pane.cursor, fix)], as: "mend \(finding.rule)")
  }

  /// Goes to the next record with an open suggestion.
  mutating func goToSuggestion(_ direction: Int) -> [Effect] {
    if let effects = go(direction, among: pane.suggestedRecords) { return effects }
    let answers = pane.suggestionAnswers()
    return refuse(
      direction > 0 ? "no later suggestion; \(answers)" : "no earlier suggestion; \(answers)")
  }
}

extension Pane {
  var openSuggestions: [Suggestion] { openSuggestions(of: cursor) }

  func openSuggestions(of number: RecordNumber) -> [Suggestion] {
    set.open(suggestions[number] ?? [], for: actor)
  }

  /// The records with an open suggestion, in order.
  var suggestedRecords: [RecordNumber] { suggestedScores.keys.sorted() }

  /// The highest score of each record's open suggestions; nil if none has one.
  var suggestedScores: [RecordNumber: Double?] {
    self.set.scores(ofOpen: suggestions.values.joined(), for: actor)
  }

  /// How many suggestions for some records the user agreed with, and how many they refused.
  func suggestionAnswers(of isWanted: (RecordNumber) -> Bool = { _ in true }) -> Phrase {
    let answers = suggestions.filter { isWanted($0.key) }.flatMap(\.value)
      .compactMap { set.answer(to: $0, by: actor) }
    return "\(answers.count { $0 }) agreed with, \(answers.count { !$0 }) refused"
  }
}

extension WorkingSet {
  /// A suggestion as a mark, with what it comes to if its record has changed.
  func shown(_ suggestion: Suggestion) -> Phrase {
    let text: Phrase = "\(suggestion.shown)"
    guard let now = present(suggestion) else { return "\(text)  (for what isn't there any more)" }
    return now == suggestion.command ? text : "\(text)  (now \(now.text))"
  }
}

extension Suggestion {
  /// The suggestion as a mark under the record: `flag S10 2  93%  slur (judge)`.
  var shown: String {
    let score = score.map {
      (0...1).contains($0) ? "  \(Int(($0 * 100).rounded()))%" : "  \($0)"
    }
    return text + (score ?? "") + (reason.map { "  \($0)" } ?? "") + (by.map { " (\($0))" } ?? "")
  }
}
