public import Analysis
public import ArgumentParser
import Curation
import Interface
import JSONLines
import Storage

extension Trainer: ExpressibleByArgument {}
extension Severity: ExpressibleByArgument {}

struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Look for what is wrong with records, or what a trainer does with them.",
    discussion: """
      Groups of rules: F the file and its JSON, C conversations, P preferences, R rankings, S steps, \
      H labels of harm, Q quality. --explain P06 says what a rule means, --list names all. A record that \
      can't be read is told by F01, F06 or F08, whatever --only says, as other rules don't look into \
      it. What is removed or discarded isn't checked (in a query, check:P01 finds it all the same). \
      The exit status is 1 if anything but information was found; --fail-on error asks for less. \
      --for TRAINER has rules of its own: --list names them beside it.
      """)

  @Argument(help: "The dataset; - reads standard input.", completion: .file()) var file: String?
  @OptionGroup var journals: JournalOptions
  @Option(help: "Rules or groups, separated by commas: P01,Q.") var only: String?
  @Option(
    name: .customLong("for"),
    help: .init(
      "What this trainer does with each record.",
      valueName: "trainer"))
  var trainer: Trainer?
  @OptionGroup var condition: WhereOption
  @Option(
    help: "Also rules of your own (expressions, lists of words), or other limits; YAML.",
    completion: .file())
  var rules: String?
  @Option(
    name: .customLong("max-tokens"),
    help: "With --for, the trainer's maximum length; for Q32, the context.")
  var maxTokens: Int?
  @Option(help: "Say what a rule means.") var explain: String?
  @Flag(help: "Name all rules; with --for, the trainer's.") var list = false
  @Flag(help: "Mend what has a clear remedy, as edits in the journal.") var fix = false
  @Flag(name: .customLong("dry-run"), help: "With --fix, only say what it would change.")
  var isDry = false
  @Option(
    name: .customLong("fail-on"),
    help: "The least severity at which the exit status is 1: error, warning or info.")
  var failOn = Severity.warning
  @Flag(help: "Count findings by rule; nothing else.") var count = false
  @Flag(
    help: .json(
      "One JSON object for each finding, fix, rule, or count.",
      [
        "record": "its number; null if it is of the whole file",
        "pointer": "the value that it is about; null if it is of the whole record",
        "range": "where in that text, from and to, in UTF-8 bytes",
        "rule": "the rule's id",
        "severity": "error, warning or info",
        "message": "what is wrong",
        "outcome": "with --for: kept, changed, truncated, dropped or crash",
        "fix": "the command that mends it, if there is one",
        "title": "with --list or --explain, what the rule looks for",
        "explanation": "why that matters",
        "foundWrongly": "what it finds that is right all the same",
        "findings": "with --count, how many there are",
      ])) var json = false
  @Flag(help: "Annotations for GitHub's workflows.") var github = false
  @Flag(help: "One SARIF 2.1.0 document, for code scanning.") var sarif = false

  func run() throws {
    try refuseContradictions()
    if list || explain != nil { return try describeRules() }
    guard let file else { throw Failure(.usage, "name a dataset, or say --list or --explain RULE") }
    let names = only.map { $0.split { $0 == "," || $0.isWhitespace }.map(String.init) }
    var own = try rules.map(OwnRules.init) ?? OwnRules()
    if let maxTokens { own.limits.contextTokens = maxTokens }
    let checker = try checker(names, own)
    let query = try condition.query()
    let workspace = try Workspace(file: file, journals.choices, isWriting: fix && !isDry)
    workspace.complain()
    // Records that `apply` leaves out needn't be checked.
    let numbers = try workspace.kept(workspace.records(matching: query))
    let isWhole = query == nil && (names != nil || trainer == nil)
    let facts = isWhole ? workspace.dataset.facts : nil
    var report = Report()
    var results: [Finding] = []
    let lines = LineNumbers(workspace.dataset)
    let showsFindings = !sarif && !count && !fix
    let progress = Progress("checking", of: numbers.count)
    checker.check(
      numbers, in: workspace.set, as: workspace.shape, facts: facts,
      // Findings printed to a terminal show progress by themselves.
      progress: { if !showsFindings || !Output.isTerminal { progress.reached($0) } }
    ) { finding in
      report.add(finding, failingOn: failOn)
      if sarif { results.append(finding) } else if showsFindings { show(finding, file, lines) }
    }
    progress.end()
    try workspace.checkUnchanged()
    let known = Checker.all + own.rules + Checker.rules(of: trainer)
    if sarif {
      Output.write(Array((SARIF.document(results, of: known, file: file, lines) + "\n").utf8))
    }
    if fix { report.left += try mend(report.fixes, workspace, checker) }
    summarize(report, records: numbers.count, known)
    if fix, report.left > 0 {
      Output.complain(
        isDry
          ? "\(counted(report.left, "finding")) that --fix has no remedy for"
          : "\(counted(report.left, "finding")) left that --fix can't mend")
    }
    // Findings that were fixed don't count.
    if fix && !isDry ? report.left > 0 : report.isFound { throw Status.findings.exitCode }
  }

  private func refuseContradictions() throws(Failure) {
    if [json, github, sarif].count(where: \.self) > 1 || count && (github || sarif) {
      throw Failure(.usage, "--json or --count, --github and --sarif exclude each other")
    }
    if list, explain != nil { throw Failure(.usage, "--list and --explain exclude each other") }
    let looksInto = only != nil || condition.text != nil || fix || count || github || sarif
    if list || explain != nil, looksInto {
      throw Failure(
        .usage, "--list and --explain describe rules; only --for, --rules and --json go with them")
    }
    if fix, github || sarif { throw Failure(.usage, "--fix goes without --github and --sarif") }
    if isDry, !fix { throw Failure(.usage, "--dry-run goes with --fix") }
    if let maxTokens, maxTokens < 1 { throw Failure(.usage, "--max-tokens is above 0") }
  }

  private func describeRules() throws {
    let own = try rules.map(OwnRules.init)?.rules ?? []
    if let explain { return try describe(explain, of: Checker.all + own + Checker.rules(of: nil)) }
    for rule in trainer.map({ Checker.rules(of: $0) }) ?? Checker.all + own {
      if json {
        Output.json(rule.members)
      } else {
        Output.line("\(rule.id)  \(rule.severity.rawValue)  \(rule.title)")
      }
    }
  }

  private func checker(_ names: [String]?, _ own: OwnRules) throws(Failure) -> Checker {
    if names?.isEmpty == true { throw Failure(.usage, "--only names no rule") }
    do {
      return try Checker(
        names, for: trainer, own: own.rules, limits: own.limits, tellingUnreadable: true)
    } catch {
      let name = error.name.uppercased()
      if let command = Checker.elsewhere.first(where: { $0.id == name })?.command {
        throw Failure(.usage, "\(name) is `winnow \(command)`")
      }
      throw Checker.rules(of: nil).contains { $0.id == name }
        ? Failure(.usage, "\(name) is said of records with --for, not by --only")
        : .noRule(error.name)
    }
  }

  /// The remedy of a finding, and whether that is one at which the exit status is 1.
  private struct Fix {
    var record: RecordNumber
    var command: Command
    var counts: Bool
  }

  /// The findings so far, by rule.
  private struct Report {
    var counts: [String: Int] = [:]
    /// The first finding of each rule, as a sample.
    var samples: [String: Finding] = [:]
    var outcomes: [Outcome: Int] = [:]
    var fixes: [Fix] = []
    var isFound = false
    /// The number of findings that can't be fixed.
    var left = 0

    mutating func add(_ finding: Finding, failingOn least: Severity) {
      if let outcome = finding.outcome { outcomes[outcome, default: 0] += 1 }
      if !finding.rule.isEmpty {
        counts[finding.rule, default: 0] += 1
        if samples[finding.rule] == nil { samples[finding.rule] = finding }
      }
      let counts = finding.severity.isAtLeast(least)
      if let fix = finding.fix, let record = finding.record {
        fixes.append(Fix(record: record, command: fix, counts: counts))
      }
      if counts {
        isFound = true
        if !finding.isMendable { left += 1 }
      }
    }
  }

  /// Escapes text for GitHub's workflow commands, so that data can't start one.
  private static func escaped(_ text: String, isProperty: Bool = false) -> String {
    var text = text.replacing("%", with: "%25").replacing("\r\n", with: "%0D%0A")
      .replacing("\r", with: "%0D").replacing("\n", with: "%0A")
    if isProperty { text = text.replacing(":", with: "%3A").replacing(",", with: "%2C") }
    return text
  }

  private func show(_ finding: Finding, _ file: String, _ lines: LineNumbers) {
    if json { return Output.json(finding.members) }
    guard !finding.message.isEmpty else { return }
    let place = finding.place
    let outcome = finding.outcome.map { "\($0.rawValue): " } ?? ""
    if github {
      let level = finding.severity == .info ? "notice" : finding.severity.rawValue
      let whose = place.isEmpty ? finding.rule : "\(finding.rule) \(place)"
      let text = "\(whose): \(outcome)\(finding.message)"
      let line = finding.record.flatMap(lines.line).map { ",line=\($0)" } ?? ""
      return Output.line(
        "::\(level) file=\(Self.escaped(file, isProperty: true))\(line)::"
          + Self.escaped(Output.visible(text)))
    }
    Output.row(
      "\(place.isEmpty ? "file" : place)  \(finding.rule) \(finding.severity.rawValue)  "
        + "\(outcome)\(finding.message)")
  }

  private func summarize(_ report: Report, records: Int, _ known: [any DescribedRule]) {
    if count, json {
      for (rule, number) in report.counts.sorted(by: { $0.key < $1.key }) {
        Output.json([("rule", .text(rule)), ("findings", .integer(number))])
      }
    } else if count {
      for rule in known where report.counts[rule.id] != nil {
        let sample = report.samples[rule.id].map { found in
          "\(found.place.isEmpty ? "" : "  \(found.place)")  \(found.message)"
        }
        Output.row("\(rule.id)  \(report.counts[rule.id] ?? 0)  \(rule.title);\(sample ?? "")")
      }
    }
    if trainer != nil {
      let parts = Outcome.allCases.compactMap { outcome in
        report.outcomes[outcome].map { "\(grouped($0)) \(outcome.rawValue)" }
      }
      let said = parts.isEmpty ? "nothing to say" : parts.joined(separator: ", ")
      Output.complain("of \(counted(records, "record")): \(said)")
    } else {
      let total = report.counts.values.reduce(0, +)
      Output.complain(
        "\(counted(total, "finding")) in \(counted(records, "record"))")
    }
  }

  /// Applies the fixes as one step, and reports those that don't apply.
  ///
  /// - Returns: the number of those that count, and how many more findings the mended records have
  ///   now than they had beside those.
  private func mend(_ found: [Fix], _ workspace: Workspace, _ checker: Checker) throws -> Int {
    func left(_ numbers: [RecordNumber]) -> Int {
      numbers.reduce(0) { sum, number in
        let set = workspace.set
        let findings = checker.findings(
          in: set.bytes(of: number), set.state(of: number), of: number, as: workspace.shape)
        return sum + findings.count { $0.severity.isAtLeast(failOn) && !$0.isMendable }
      }
    }
    var fixes: [(RecordNumber, Command)] = []
    var unmade = 0
    // Each record by itself: those that can't be fixed leave the others to be.
    for (_, all) in Dictionary(grouping: found, by: \.record).sorted(by: { $0.key < $1.key }) {
      unmade += all.count(where: \.counts)
      do {
        let commands = all.map { ($0.record, $0.command) }
        let entry = try workspace.set.propose(commands, as: "check --fix", actor: workspace.actor)
        guard entry != nil else { continue }
        fixes += commands
        unmade -= all.count(where: \.counts)
      } catch {
        Output.complain("not mended: \(Failure(error).message.english)")
      }
    }
    var more = 0
    if !isDry {
      let mended = fixes.map(\.0).uniqued
      let before = left(mended)
      _ = try workspace.perform(fixes, as: "check --fix")
      more = left(mended) - before
    }
    for (number, command) in fixes {
      if json {
        Output.json([("record", .integer(number.value)), ("fix", .text(command.text))])
      } else {
        Output.row("\(number)  \(command.text)")
      }
    }
    Output.complain("\(fixes.count) \(isDry ? "would be mended" : "mended")")
    return unmade + more
  }

  private func describe(_ name: String, of known: [any DescribedRule]) throws {
    if let other = Checker.elsewhere.first(where: { $0.id == name.uppercased() }) {
      return Output.line("\(other.id)  \(other.title): `winnow \(other.command)`")
    }
    guard let rule = known.first(where: { $0.id.uppercased() == name.uppercased() }) else {
      throw Failure.noRule(name)
    }
    if json { return Output.json(rule.members) }
    let mistakes = rule.mistakes.isEmpty ? "" : "Found wrongly: \(rule.mistakes)"
    // A rule of the user's own has a title alone.
    Output.line(
      ["\(rule.id)  \(rule.title) (\(rule.severity.rawValue))", rule.explanation, mistakes]
        .filter { !$0.isEmpty }.joined(separator: "\n\n"))
  }
}

extension DescribedRule {
  fileprivate var members: [(JSONString, JSONValue?)] {
    [
      ("rule", .text(id)), ("severity", .text(severity.rawValue)), ("title", .text(title)),
      ("explanation", .text(explanation)), ("foundWrongly", .text(mistakes)),
    ]
  }
}

extension Finding {
  fileprivate var members: [(JSONString, JSONValue?)] {
    [
      ("record", record.map { .integer($0.value) } ?? .null),
      ("pointer", pointer.map { .string($0.string) } ?? .null),
      ("range", range.map { .array([.integer($0.lowerBound), .integer($0.upperBound)]) }),
      ("rule", .text(rule)), ("severity", .text(severity.rawValue)), ("message", .text(message)),
      ("outcome", outcome.map { .text($0.rawValue) }),
      ("fix", fix.map { .text($0.text) }),
    ]
  }
}
