import Analysis
import Curation
import JSONLines

/// A question that blocks everything else: asked in the line of events, answered by one key.
struct Question: Sendable {
  /// The command to confirm, or the problem.
  var text: Phrase
  var answers: [Choice]
  /// What any other key does, in words.
  var otherwise: Phrase

  struct Choice: Sendable {
    var key: Unicode.Scalar
    var words: Phrase
    var answer: Answer
  }

  enum Answer: Sendable {
    case saveText, keepText, discardText
    /// Saves the editor's text although it is of another type than the value.
    case saveOtherType(Model.AfterSaving)
    /// Runs a command line on all listed records, or only selects them.
    case carryOutOnAll(String), selectAll
    /// Carries out what a replacement amounts to.
    case replace(Replacement, [(RecordNumber, Command)])
    case select([RecordNumber])
    case reopen(pane: Int, Reopening, retrying: Entry?)
  }

  /// Whether it is asked since an entry couldn't be written.
  var isUnwritten: Bool {
    answers.contains { if case .reopen(_, _, retrying: _?) = $0.answer { true } else { false } }
  }

  static let unsavedText = Question(
    text: "this text isn't saved",
    answers: [
      Choice(key: "s", words: "saves", answer: .saveText),
      Choice(key: "k", words: "keeps it for later", answer: .keepText),
      Choice(key: "d", words: "discards", answer: .discardText),
    ], otherwise: "goes on")

  /// Asks before a value gets another type.
  static func otherType(
    _ change: (old: JSONNode.Kind, new: JSONNode.Kind), then next: Model.AfterSaving
  ) -> Question {
    Question(
      text: "this makes \(change.new.phrase) of \(change.old.phrase)",
      answers: [Choice(key: "s", words: "saves", answer: .saveOtherType(next))],
      otherwise: "goes on")
  }

  /// Asks before a command line changes many records at once.
  static func bulk(_ line: String, count: Int) -> Question {
    Question(
      text: count == 1
        ? "\(line) on the record that the list shows?"
        : "\(line) on all \(grouped(count)) records that the list shows?",
      answers: [
        Choice(key: "y", words: "goes", answer: .carryOutOnAll(line)),
        Choice(key: "v", words: "selects them, to view", answer: .selectAll),
      ], otherwise: "does nothing")
  }

  /// Asks before a replacement in several records, and tells what it found.
  static func replace(
    _ replacement: Replacement, hits: Int, _ commands: [(RecordNumber, Command)]
  ) -> Question {
    let records: Phrase =
      commands.count == 1 ? "1 record" : "\(grouped(commands.count)) records"
    let found: Phrase = hits == 1 ? "1 hit" : "\(grouped(hits)) hits"
    return Question(
      text: "\(replacement.text): \(found) in \(records)?",
      answers: [
        Choice(key: "y", words: "goes", answer: .replace(replacement, commands)),
        Choice(key: "v", words: "selects them, to view", answer: .select(commands.map(\.0))),
      ], otherwise: "does nothing")
  }

  /// Asks what to do about a journal that another session of the same actor is writing.
  static func locked(pane: Int, _ reason: Phrase) -> Question {
    Question(text: reason, answers: [takeOver(pane, nil)], otherwise: "opens it to read")
  }

  /// Asks what to do about a folder in which no journal can be written.
  static func unwritable(pane: Int, _ reason: Phrase) -> Question {
    Question(
      text: reason, answers: [elsewhere(pane, nil)], otherwise: "opens it to read")
  }

  /// Asks what to do about an entry that couldn't be written.
  static func unwritten(
    pane: Int, _ entry: Entry, _ reason: Phrase, _ remedies: [Reopening]
  ) -> Question {
    let again = Choice(
      key: "r", words: "tries again",
      answer: .reopen(pane: pane, .again, retrying: entry))
    return Question(
      text: reason,
      answers: (remedies.contains(.again) ? [again] : [])
        + (remedies.contains(.takingOver) ? [takeOver(pane, entry)] : [])
        + (remedies.contains(.elsewhere) ? [elsewhere(pane, entry)] : []),
      otherwise: "leaves it unsaved")
  }

  private static func takeOver(_ pane: Int, _ entry: Entry?) -> Choice {
    Choice(
      key: "t", words: "ends it and takes over",
      answer: .reopen(pane: pane, .takingOver, retrying: entry))
  }

  private static func elsewhere(_ pane: Int, _ entry: Entry?) -> Choice {
    Choice(
      key: "w", words: "writes in your state folder",
      answer: .reopen(pane: pane, .elsewhere, retrying: entry))
  }
}

extension JSONNode.Kind {
  fileprivate var phrase: Phrase {
    switch self {
    case .object: "an object"
    case .array: "a list"
    case .string: "a text"
    case .number: "a number"
    case .bool: "true or false"
    case .null: "null"
    }
  }
}

extension Model {
  /// Carries out the answer to a question; any other key declines.
  mutating func answer(_ scalar: Unicode.Scalar?, _ asked: Question) -> [Effect] {
    question = nil
    event = nil
    guard let choice = asked.answers.first(where: { $0.key == scalar }) else {
      if asked.isUnwritten, case .editor = mode {
        let names = [Action.save, .cancel].map { keys.keyName(of: $0, in: .editor) ?? ":" }
        complain("not saved: \(names[0]) tries again, \(names[1]) asks")
      }
      saving = nil
      return []
    }
    switch choice.answer {
    case .reopen(let pane, let how, let entry): return [.reopen(pane: pane, how, retrying: entry)]
    case .selectAll:
      pane.selectListed()
      return []
    case .select(let numbers):
      pane.selection = Selection(numbers)
      return []
    case .replace(let replacement, let commands): return carryOut(replacement, commands)
    case .carryOutOnAll(let line):
      pane.named = pane.listed
      return run(line)
    case .saveText:
      guard case .editor(let state) = mode else { return [] }
      return save(state, then: .closeEditor)
    case .saveOtherType(let next):
      guard case .editor(let state) = mode else { return [] }
      return save(state, then: next, mayChangeType: true)
    case .keepText:
      guard case .editor(let state) = mode else { return [] }
      mode = .browse
      say("the text is kept: :draft opens it again")
      return keep(state.editor.text, of: state)
    case .discardText:
      guard case .editor(let state) = mode else { return [] }
      mode = .browse
      say("discarded what was typed")
      return drop(state.draft, in: active)
    }
  }
}
