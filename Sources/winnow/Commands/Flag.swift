import Analysis
import ArgumentParser
import Curation
import Interface
import JSONLines

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
  @Option(help: "The taxonomy that has the category, if several have one of this code.")
  var taxonomy: String?
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
  @Option(help: "With --from, the least score; else 0.5.") var threshold: Double?

  func run() throws {
    guard HazardFlag.severities.contains(severity) else {
      throw Failure(.usage, "--severity is 0, 1, 2 or 3")
    }
    guard 0...1 ~= threshold ?? 0 else { throw Failure(.usage, "--threshold is from 0 to 1") }
    if let from {
      let isNarrowed = !options.records.numbers.isEmpty || options.records.query != nil
      let isPlaced = at != nil || range != nil || check != nil || rules != nil
      if isNarrowed || isPlaced || severity != 1 || note != nil || options.json
        || taxonomy != nil
      {
        throw Failure(.usage, "--from goes with --category and --threshold alone")
      }
      let dataset = options.records.dataset
      try Suggestions.refuseInput(dataset.file)
      let lines = try Suggestions.read(from, standard: category)
      let workspace = try Workspace(
        file: dataset.file, dataset.journals.choices, isWriting: false)
      return try Suggestions.keep(
        lines, of: from, as: category, atLeast: threshold ?? 0.5, for: workspace)
    }
    if threshold != nil { throw Failure(.usage, "--threshold goes with --from") }
    if check != nil || rules != nil, at != nil || range != nil {
      throw Failure(
        .usage, "--from-check and --rules flag at the place of what they find: no --at, no --range")
    }
    guard let category else { throw Failure(.usage, "say --category CODE, like S10") }
    var key = try Taxonomies.key(category, of: taxonomy)
    key.at = try pointer(at, "--at")
    if let range {
      guard at != nil, let range = Range(typed: range) else {
        throw Failure(.usage, "--range is two numbers like 5-12, of the text that --at names")
      }
      key.range = range
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
        check.map { [$0] } ?? own.rules.map(\.id), own: own.rules, limits: own.limits,
        tellingUnreadable: true)
    } catch {
      throw Failure.noRule(error.name)
    }
    let (workspace, numbers) = try options.records.open(orAll: true)
    var commands: [(RecordNumber, Command)] = []
    var unread: [RecordNumber] = []
    checker.check(numbers, in: workspace.set, as: workspace.shape) { finding in
      guard let record = finding.record else { return }
      if checker.isUnread(finding) { return unread.append(record) }
      var key = key
      (key.at, key.range) = (finding.pointer, finding.range)
      let note = note ?? "\(finding.rule): \(finding.message)"
      commands.append((record, .flag(HazardFlag(key, severity: severity, note: note))))
    }
    let name = "flag \(key.category) from \(check?.uppercased() ?? "own rules")"
    let changed = try workspace.perform(commands, as: name)
    if options.json {
      Output.json(workspace.done(name, on: commands.map(\.0).uniqued, changed: changed))
    }
    Output.complain(
      changed == 0
        ? "nothing to change"
        : """
        \(name): \(counted(commands.count, "flag")) on \(counted(changed, "record")) \
        (\(options.records.dataset.undoHint))
        """)
    guard !unread.isEmpty else { return }
    Output.complain("not JSON, so nothing was looked for in \(listed(unread.uniqued))")
    throw Status.findings.exitCode
  }
}

struct Unflag: ParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Take your flags off records.")

  @OptionGroup var options: EditOptions
  @Option(help: "Only flags of this category.") var category: String?
  @Option(help: "Only flags of this taxonomy; for a --category, else the first that has it.")
  var taxonomy: String?
  @Option(help: "Only flags of this value, a JSON Pointer.") var at: String?

  func run() throws {
    let key = try category.map { try Taxonomies.key($0, of: taxonomy) }
    try options.perform([
      .unflag(
        taxonomy: key?.taxonomy ?? taxonomy, category: key?.category, at: try pointer(at, "--at"))
    ])
  }
}
