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
        undo

      The first command that can't be carried out ends it; what was done before stays done.
      """)

  @OptionGroup var dataset: DatasetOptions
  @Argument(help: "The commands; standard input without it.", completion: .file())
  var commands = "-"
  @Flag(help: "One JSON object for each command.") var json = false

  func run() throws {
    let path = commands
    let bytes = try orFail { () throws(StorageError) in
      path == "-" ? try WholeFile.readStandardInput() : try WholeFile.read(path)
    }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw Failure(.badData, "\(path) isn't UTF-8 text")
    }
    let workspace = try Workspace(file: dataset.file, dataset.journals.choices, isWriting: true)
    workspace.complain()
    var runner = ScriptRunner(workspace)
    for (number, line) in zip(1..., text.split(separator: "\n", omittingEmptySubsequences: false)) {
      let command = line.drop { $0 == " " || $0 == "\t" || $0 == ":" }
      if command.isEmpty || command.hasPrefix("#") { continue }
      guard try runner.run(String(command)) else { break }
      let told = runner.told
      if json {
        Output.json([
          ("line", .integer(number)), ("command", .text(String(command))),
          ("record", .integer(runner.record.value)), ("said", .text(told?.text ?? "")),
          ("failed", .bool(told?.isProblem == true)),
        ])
      } else if let told, !told.isProblem {
        Output.complain("\(told.text)")
      }
      if let told, told.isProblem {
        throw Failure(.badData, "line \(number), \(command): \(told.text)")
      }
    }
  }
}

/// The terminal program's model without a terminal: command lines in, entries in the journal out.
struct ScriptRunner {
  private let workspace: Workspace
  private var model: Model

  init(_ workspace: Workspace) {
    self.workspace = workspace
    let pane = Pane(
      name: workspace.dataset.path, actor: workspace.actor, shape: workspace.shape,
      set: workspace.set)
    model = Model([pane], rows: 40, columns: 120, hazards: Taxonomies.hazards, themes: [])
  }

  var told: Model.Notice? { model.notice }
  var record: RecordNumber { model.panes[0].cursor }

  /// Carries out one line; what it would ask about is agreed to. False when it was to quit.
  mutating func run(_ line: String) throws -> Bool {
    guard try carryOut(model.update(.typed(line))) else { return false }
    while model.isAsking {
      guard try carryOut(model.update(.input(.key(.character("y"))))) else { return false }
    }
    return true
  }

  private mutating func carryOut(_ effects: [Effect]) throws -> Bool {
    for effect in effects {
      switch effect {
      case .append(let pane, let draft):
        let entry = try orFail { () throws(JournalError) in try workspace.session.append(draft) }
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
      case .findPartners, .redraw, .dropDraft, .keepDraft: break
      case .reopen, .countValues, .survey, .edit, .copy, .setTheme, .suspend:
        _ = model.update(.notice("this needs a screen", isProblem: true))
      }
    }
    return true
  }
}
