import Analysis
import ArgumentParser
import Curation
import Interface
import JSONLines
import Settings

struct FlagCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "flag", abstract: "Flag records with a hazard category.",
    discussion: """
      --from SCORES keeps suggestions beside the journal, for those of the least score; a line of \
      it is an object, whose category may be that of --category instead:

        {"record": 17, "category": "S10", "score": 0.93, "reason": "a threat"}
      """)

  @OptionGroup var options: EditOptions
  @Option(help: "The category's code, like S10.") var category: String?
  @Option(help: "The taxonomy that has the category.") var taxonomy = HazardFlag.Key
    .standardTaxonomy
  @Option(help: "From 0, negligible, to 3, severe.") var severity = 1
  @Option(help: "The flagged value, a JSON Pointer.") var at: String?
  @Option(help: "With --at, the stretch of its text that is flagged, in UTF-8 bytes: 5-12.")
  var range: String?
  @Option(help: "Why.") var note: String?
  @Option(
    name: .customLong("from-check"), help: "Flag what this rule finds, at its place: Q18.")
  var check: String?
  @Option(help: "Flag what this file's own rules find, at its place.", completion: .file())
  var rules: String?
  @Option(
    help: "Suggest what this file of scores says, to be agreed with or refused on the screen.",
    completion: .file())
  var from: String?
  @Option(help: "With --from, the least score.") var threshold = 0.5

  func run() throws {
    guard HazardFlag.severities.contains(severity) else {
      throw Failure(.usage, "--severity is 0, 1, 2 or 3")
    }
    guard 0...1 ~= threshold else { throw Failure(.usage, "--threshold is from 0 to 1") }
    if let from {
      let lines = try Suggestions.read(from, standard: category)
      let dataset = options.records.dataset
      let workspace = try Workspace(
        file: dataset.file, dataset.journals.choices, isWriting: false, indexAll: false)
      return try Suggestions.keep(
        lines, of: from, as: category, atLeast: threshold, for: workspace)
    }
    guard let category else { throw Failure(.usage, "say --category CODE, like S10") }
    let code = try Taxonomies.code(category, of: taxonomy)
    var key = HazardFlag.Key(taxonomy: taxonomy, category: code, at: try pointer(at, "--at"))
    if let range {
      let ends = range.split(separator: "-").compactMap { Int($0) }
      guard at != nil, ends.count == 2, ends[0] < ends[1] else {
        throw Failure(.usage, "--range is two numbers like 5-12, of the text that --at names")
      }
      key.range = ends[0]..<ends[1]
    }
    if check != nil || rules != nil { return try flagFindings(key) }
    try options.perform([.flag(HazardFlag(key, severity: severity, note: note))])
  }

  /// Flags each finding of a rule, in the given records or in all.
  private func flagFindings(_ key: HazardFlag.Key) throws {
    let checker: Checker
    let own = try rules.map(OwnRules.init) ?? OwnRules()
    do {
      checker = try Checker(
        check.map { [$0] } ?? own.rules.map(\.id), own: own.rules, limits: own.limits)
    } catch {
      throw Failure(.usage, "there is no rule \"\(error.name)\"; `winnow check --list` names all")
    }
    let (workspace, numbers) = try options.records.open(orAll: true)
    var commands: [(RecordNumber, Command)] = []
    checker.check(numbers, in: workspace.set, as: workspace.shape) { finding in
      guard let record = finding.record else { return }
      var key = key
      (key.at, key.range) = (finding.pointer, finding.range)
      let note = note ?? "\(finding.rule): \(finding.message)"
      commands.append((record, .flag(HazardFlag(key, severity: severity, note: note))))
    }
    let name = "flag \(key.category) from \(check?.uppercased() ?? "own rules")"
    let changed = try workspace.perform(commands, as: name)
    if options.json {
      let entry = changed > 0 ? workspace.set.entries.last?.entry.id : nil
      Output.json([
        ("command", .text(name)),
        ("records", .array(commands.map(\.0).uniqued.map { .integer($0.value) })),
        ("changed", .integer(changed)), ("entry", entry.map { .text($0.hex) } ?? .null),
      ])
    }
    Output.complain("\(name): \(counted(commands.count, "flag")) on \(counted(changed, "record"))")
  }
}

struct Unflag: ParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Take your flags off records.")

  @OptionGroup var options: EditOptions
  @Option(help: "Only flags of this category.") var category: String?
  @Option(help: "The taxonomy that has the category.") var taxonomy = HazardFlag.Key
    .standardTaxonomy
  @Option(help: "Only flags of this value, a JSON Pointer.") var at: String?

  func run() throws {
    let code = try category.map { try Taxonomies.code($0, of: taxonomy) }
    try options.perform([
      .unflag(taxonomy: taxonomy, category: code, at: try pointer(at, "--at"))
    ])
  }
}

/// Parses an option that is a JSON Pointer.
private func pointer(_ text: String?, _ name: String) throws(Failure) -> JSONPointer? {
  guard let text else { return nil }
  guard let pointer = JSONPointer(text) else {
    throw Failure(.usage, "\(name): \"\(text)\" isn't a JSON Pointer, like /output")
  }
  return pointer
}

struct VerdictCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verdict", abstract: "Say whether records go into the curated dataset.",
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
    discussion: """
      The last two words are the axis and the rating: helpful 4. Axes are helpful (h), honest (o), \
      harmless (s), from 1 to 5, acceptable, yes or no, and any that you need; none takes it off.
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
    abstract: "Write a note on records.",
    discussion: "The last word is the note; an empty one takes yours off.")

  @OptionGroup var options: EditOptions
  @Option(help: "What the note is about, a JSON Pointer.") var at: String?

  func run() throws {
    var options = options
    guard options.records.numbers.count > (options.records.query == nil ? 1 : 0),
      let text = options.records.numbers.popLast()
    else {
      throw Failure(.usage, "say a record number and a note, like 17 \"checked twice\"")
    }
    try options.perform([.note(try pointer(at, "--at"), text.isEmpty ? nil : text)])
  }
}

struct RankCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rank", abstract: "Rank the responses of a record.",
    discussion: """
      The order is best first, by the responses' numbers as they stand: 2,1,3; equals are 2=3,1; \
      what comes after / isn't acceptable: 3,1/4,2. Of a pair, 2,1 makes rejected the chosen one.
      """)

  @OptionGroup var options: EditOptions

  func run() throws {
    var options = options
    guard options.records.numbers.count > (options.records.query == nil ? 1 : 0),
      let word = options.records.numbers.popLast()
    else {
      throw Failure(.usage, "say a record number and an order, like 17 2,1,3")
    }
    let order: RankOrder
    do { order = try RankOrder(word) } catch { throw Failure(.usage, error.text) }
    try options.perform([.rank(order)])
  }
}

struct Resolve: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Decide whose word counts for records on which reviewers differ.",
    discussion: """
      The last word is the reviewer, as the journal names them, or none to take your decision back. \
      Their verdict alone counts then, and where edits are in conflict, their edits. \
      `winnow query FILE disagree` lists what is to be decided: where edits, verdicts, orders or \
      flagged categories differ. Ratings that differ are listed by `winnow agree FILE`.
      """)

  @OptionGroup var options: EditOptions

  func run() throws {
    var options = options
    guard options.records.numbers.count > (options.records.query == nil ? 1 : 0),
      let word = options.records.numbers.popLast()
    else {
      throw Failure(.usage, "say a record number and a reviewer, like 17 alice")
    }
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
    discussion: "With --to ENTRY (see `winnow log`) a record becomes what it was after that entry.")

  @OptionGroup var options: EditOptions
  @Option(help: "An entry, as alice:17 or the beginning of its id.") var to: String?

  func run() throws { try options.perform([to.map { .restoreTo($0) } ?? .restore]) }
}
