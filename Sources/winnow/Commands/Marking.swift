import ArgumentParser
import Curation
import Interface
import JSONLines

struct VerdictCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verdict", abstract: "Say whether records go into the curated dataset.",
    usage: RecordOptions.usage("verdict", "<verdict>"),
    discussion: "The last word is the verdict: accepted, discarded, skipped or none.")

  @OptionGroup var options: EditOptions

  func run() throws {
    var options = options
    guard let word = options.records.numbers.popLast() else {
      throw Failure(.usage, "say a record number and a verdict, like 17 discarded")
    }
    let verdict = Verdict(rawValue: word)
    guard verdict != nil || word == "none" else {
      throw Failure(.usage, "\"\(word)\" isn't a verdict: accepted, discarded, skipped or none")
    }
    try options.perform([.verdict(verdict)])
  }
}

struct Rate: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Rate records, or one response of each.",
    usage: RecordOptions.usage("rate", "<axis> <rating>"),
    discussion: """
      The last two words are the axis and the rating: helpful 4. Axes are helpful (h), honest (o), \
      harmless (s), from 1 to 5, acceptable (a), yes or no, and any that you need; none takes it \
      off.
      """)

  @OptionGroup var options: EditOptions
  @Option(help: "The rated value, a JSON Pointer.") var at: String?

  func run() throws {
    var options = options
    guard options.records.numbers.count >= 2 else {
      throw Failure(.usage, "say record numbers, an axis and a rating, like 17 helpful 4")
    }
    let words = Array(options.records.numbers.suffix(2))
    options.records.numbers.removeLast(2)
    let key = RatingKey(axis: RatingKey.axis(words[0]), at: try pointer(at, "--at"))
    let value = RatingValue(words[1], axis: key.axis)
    guard value != nil || words[1] == "none" else {
      throw Failure(.usage, "\(RatingValue.usage(axis: key.axis))")
    }
    try options.perform([.rate(key, value)])
  }
}

struct Note: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Write a note on records.", usage: RecordOptions.usage("note", "<note>"),
    discussion: "The last word is the note; an empty one takes yours off.")

  @OptionGroup var options: EditOptions
  @Option(help: "What the note is about, a JSON Pointer.") var at: String?

  func run() throws {
    var options = options
    let text = try options.popWord("say a record number and a note, like 17 \"checked twice\"")
    try options.perform([.note(try pointer(at, "--at"), text.isEmpty ? nil : text)])
  }
}

struct RankCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rank", abstract: "Rank the responses of a record.",
    usage: RecordOptions.usage("rank", "<order>"),
    discussion: """
      The order is best first, by the responses' numbers as they stand: 2,1,3; equals are 2=3,1; \
      what comes after / isn't acceptable: 3,1/4,2. Of a pair, 2,1 makes rejected the chosen one.
      """)

  @OptionGroup var options: EditOptions

  func run() throws {
    var options = options
    let word = try options.popWord("say a record number and an order, like 17 2,1,3")
    let order: RankOrder
    do { order = try RankOrder(word) } catch { throw Failure(.usage, error.text) }
    try options.perform([.rank(order)])
  }
}

struct Resolve: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Decide whose word counts for records on which reviewers differ.",
    usage: RecordOptions.usage("resolve", "<reviewer>"),
    discussion: """
      The last word is the reviewer, as the journal names them, or none to take your decision back. \
      Their verdict alone counts then, and where edits are in conflict, their edits. \
      `winnow query FILE disagree` lists what is to be decided: where edits, verdicts, orders or \
      flagged categories differ, or ratings by two or more.
      """)

  @OptionGroup var options: EditOptions

  func run() throws {
    var options = options
    let word = try options.popWord("say a record number and a reviewer, like 17 alice")
    try options.perform([.resolve(word == "none" ? nil : word)])
  }
}

struct Remove: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Leave records out when the journal is applied.")

  @OptionGroup var options: EditOptions
  @Option(help: "Why.") var why: String?

  func run() throws { try options.perform([.remove(why: why)]) }
}

struct Restore: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Take removed records back in, or make records what they were.",
    discussion: """
      With --to ENTRY (see `winnow log`) a record's content becomes what it was after that entry; \
      marks stay.
      """)

  @OptionGroup var options: EditOptions
  @Option(help: "An entry, as alice:17 or the beginning of its id.") var to: String?

  func run() throws { try options.perform([to.map { .restoreTo($0) } ?? .restore]) }
}
