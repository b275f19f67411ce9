import ArgumentParser
import Console
import Curation
import Interface
import JSONLines
import Storage

struct ScriptCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "script", abstract: "Carry out commands as they are typed after : on the screen.",
    discussion: """
      One command a line, from a file or standard input; a line that begins with # says nothing. \
      It begins at record 1, with all records listed:

        17
        verdict accepted
        17-40 flag S10 2 at /output
        filter output:sorry verdict:none
        verdict discarded
        cancel
        sort -score

      After a filter, commands that name no record work on what it shows; cancel ends it. \
      The first command that can't be carried out ends it; what was done before stays done. \
      `winnow keys --commands` lists them.
      """)

  @OptionGroup var dataset: DatasetOptions
  @Argument(
    help: .init("A file of commands; standard input without it.", valueName: "commands-file"),
    completion: .file())
  var commands: String?
  @Option(help: "Carry out what was recorded under this name on the screen.") var macro: String?
  @Option(
    name: .customLong("where"),
    help: "Carry the commands out once on each record that a query finds, from there.")
  var query: String?
  @Flag(
    help: .json(
      "One JSON object for each command.",
      [
        "line": "the line that it stands on", "command": "itself",
        "record": "the number of the record that is shown after it",
        "said": "what the screen would say", "failed": "whether it couldn't be carried out",
      ])) var json = false

  func run() throws {
    if macro != nil, commands != nil {
      throw Failure(.usage, "--macro has the commands; a file of commands goes without it")
    }
    let text = try script()
    let query = try query.map { (text) throws(Failure) in try Queries.parse(text, "--where") }
    let workspace = try dataset.open(isWriting: true)
    var runner = try ScriptRunner(workspace)
    guard let query else { return try run(text, &runner) }
    let found = try workspace.records(matching: query)
    if found.isEmpty { Output.complain("no record matches") }
    for number in found {
      guard try runner.run("\(number.value)") else { break }
      try run(text, &runner)
    }
  }

  private func script() throws -> String {
    let path: String
    if let macro {
      guard Model.isMacroName(macro), let kept = MacroFiles.path(macro) else {
        throw Failure(.usage, "a macro's name has letters, digits, - and _")
      }
      guard FilePath.real(kept) != nil else {
        let names = MacroFiles.names.joined(separator: ", ")
        let known = names.isEmpty ? "`gm` on the screen records one" : "there is \(names)"
        throw Failure(.noInput, "there is no macro \"\(macro)\"; \(known)")
      }
      path = kept
    } else {
      path = commands ?? "-"
      if path.contains(" "), FilePath.real(path) == nil {
        throw Failure(
          .noInput, "there is no file \"\(path)\"; a script reads its commands from standard input")
      }
    }
    let bytes = try WholeFile.read(path)
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw Failure(.badData, "\(path) isn't UTF-8 text")
    }
    return text
  }

  private func run(_ text: String, _ runner: inout ScriptRunner) throws {
    for (number, line) in zip(1..., text.lines) {
      let end = line.last == "\r" ? line.dropLast() : line  // the script may have CR LF line ends
      let command = end.drop { $0 == " " || $0 == "\t" || $0 == ":" }
      if command.isEmpty { continue }
      if command.hasPrefix("#") {
        let words = command.dropFirst().split(separator: " ")
        if words.count > 1, RecordNumber.range(typed: words[0]) != nil,
          Command.Verb(typed: words[1]) != nil
        {
          Output.complain("line \(number) says nothing, as it begins with #: \(command)")
        }
        continue
      }
      guard try runner.run(String(command)) else {
        throw Failure(
          .badData, "line \(number), \(command): leaves the screen; a script ends by itself")
      }
      let told = runner.told
      // What a filter doesn't find isn't there to be changed.
      let isAboutNothing =
        runner.findsNothing
        && (command.hasPrefix("filter ") || told?.text == Model.nothingToWorkOn)
      let isFailure = told?.isProblem == true && !isAboutNothing
      if json {
        Output.json([
          ("line", .integer(number)), ("command", .text(String(command))),
          ("record", .integer(runner.record.value)), ("said", .text(told?.text.english ?? "")),
          ("failed", .bool(isFailure)),
        ])
      } else if let told, !isFailure {
        Output.complain("\(told.text)")
      }
      if let told, isFailure {
        throw Failure(.badData, "line \(number), \(command): \(told.text)")
      }
      if runner.hasOpened {
        throw Failure(
          .badData,
          """
          line \(number), \(command): opens something on the screen; say the command whole, like \
          flag S10 2, or filter "" for all records
          """)
      }
    }
  }
}

/// Runs the terminal program's model without a terminal: command lines in, journal entries out.
struct ScriptRunner {
  private let workspace: Workspace
  private var model: Model
  /// Whether a macro has more lines.
  private var hasNextLine = false

  init(_ workspace: Workspace) throws(Failure) {
    self.workspace = workspace
    var pane = Pane(
      name: workspace.dataset.path, actor: workspace.actor, shape: workspace.shape,
      set: workspace.set)
    pane.suggestions = try Suggestions.all(for: workspace, and: []).found
    model = Model([pane], rows: 40, columns: 120, hazards: Taxonomies.hazards(), themes: [])
  }

  var told: Model.Notice? { model.notice }
  var record: RecordNumber { model.panes[0].cursor }
  /// Whether a menu or another screen waits for keys, which a script doesn't have.
  var hasOpened: Bool { !model.isBrowsing }

  /// Whether the filter in force matches no record.
  var findsNothing: Bool { model.panes[0].isOutOfList }

  /// Carries out one line and answers its questions with yes. Returns false if it quits.
  mutating func run(_ line: String) throws -> Bool {
    guard try carryOut(model.update(.typed(line))) else { return false }
    while model.isAsking || hasNextLine {
      let message: Message = model.isAsking ? .input(.key(.character("y"))) : .nextLine
      if !model.isAsking { hasNextLine = false }
      guard try carryOut(model.update(message)) else { return false }
    }
    return true
  }

  private mutating func carryOut(_ effects: [Effect]) throws -> Bool {
    for effect in effects {
      switch effect {
      case .append(let pane, let draft):
        let entry = try workspace.session.append(draft)
        guard try carryOut(model.update(.committed(pane: pane, entry))) else { return false }
      case .list(let request):
        guard try carryOut(model.update(.listed(Jobs.result(of: request)))) else { return false }
      case .search(let request):
        let found = Jobs.result(of: request)
        guard try carryOut(model.update(.searched(found))) else { return false }
      case .readLines(let path, let text):
        let lines = Queries.lines(path)
        guard try carryOut(model.update(.lines(path: path, lines, of: text))) else { return false }
      case .quit: return false
      case .nextLine: hasNextLine = true
      case .readMacro(let name, let count):
        let message = Message.macro(name: name, MacroFiles.read(name), count: count)
        guard try carryOut(model.update(message)) else { return false }
      case .keepMacro(let name, let lines): try MacroFiles.write(lines, name)
      case .findPartners, .relate, .redraw, .dropDraft, .keepDraft, .keepLine: break
      case .reopen, .reload, .countValues, .survey, .edit, .copy, .setTheme, .setMouse, .suspend:
        _ = model.update(.notice("this needs a screen", isProblem: true))
      }
    }
    return true
  }
}
