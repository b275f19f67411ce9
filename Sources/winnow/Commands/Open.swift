import Analysis
public import ArgumentParser
public import Console
import Curation
import Glibc
import Interface
import JSONLines
import Settings
import Storage

struct Open: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Open one dataset, or two side by side, in the terminal (the default command).")

  @Argument(help: "One dataset, or two.", completion: .file()) var files: [String] = []
  @OptionGroup var journals: JournalOptions
  @OptionGroup var screen: ScreenOptions

  func run() throws {
    guard !files.isEmpty else { throw CleanExit.helpRequest(Winnow.self) }
    // A command that doesn't exist reads as the first of the files to open.
    if files.count > 1, files[0] != "-", access(files[0], F_OK) != 0 {
      throw Failure(
        .noInput, "\(files[0]) is neither a file nor a command; `winnow --help` lists those")
    }
    guard files.count <= 2 else {
      throw Failure(.usage, "at most two datasets stand side by side")
    }
    try screen.run(files, journals.choices)
  }
}

extension Language: ExpressibleByArgument {}

/// The options of all commands that open the screen.
struct ScreenOptions: ParsableArguments {
  @Flag(name: .customLong("read-only"), help: "Change nothing, take no lock.") var readOnly = false
  @Option(help: "How two datasets are linked: prompt, last-user, number, or a JSON Pointer.")
  var link = "prompt"
  @Option(help: "Show only what a query finds.") var filter: String?
  @Option(
    parsing: .singleValue, help: "Show what this file suggests (may be repeated).",
    completion: .file())
  var suggestions: [String] = []
  @Flag(
    help:
      "Hide sources, ranks and other reviewers, and shuffle the responses; the journal has the seed."
  )
  var blind = false
  @Option(help: "With --blind, the number that shuffles.") var seed: Int?
  @Option(help: "The colours; `:theme` lists them.") var theme: String?
  @Option(help: "The language of the screen; else the configuration's, or the locale's.")
  var language: Language?

  func run(_ files: [String], _ choices: Workspace.Choices, isReview: Bool = false) throws {
    guard let key = LinkKey(link) else {
      throw Failure(.usage, "--link is prompt, last-user, number, or a JSON Pointer like /id")
    }
    if let filter {
      let query = try Queries.parse(filter, "--filter", isBeside: files.count == 2)
      if blind, query.isRevealing {
        throw Failure(.usage, "--blind hides what --filter \(filter) would tell")
      }
    }
    if seed != nil, !blind { throw Failure(.usage, "--seed shuffles what --blind hides") }
    let preferences = try Preferences()
    let keys = try preferences.keys()
    let colours = try preferences.theme(named: theme)
    let opened = try open(files, choices)
    let workspaces = opened.workspaces
    let language = preferences.language(language)
    let isTwo = workspaces.count == 2 && workspaces[0] !== workspaces[1]
    var model = Model(
      opened.panes, rows: 24, columns: 80, hazards: Taxonomies.hazards(in: language),
      themes: preferences.themeNames, keys: keys, link: isTwo ? key : nil,
      language: language)
    for (kind, text) in TypedLines.read() { model.remember(text, kind: kind) }
    model.rememberMacros(MacroFiles.names)
    let numbers = Set(opened.rejected.map(\.record)).sorted().map { String($0.value) }
    model.initialFilter = filter ?? (numbers.isEmpty ? "" : "#\(numbers.joined(separator: ","))")
    model.beginsReview = isReview
    let notices = workspaces.prefix(isTwo ? 2 : 1).flatMap(\.session.notices).map(\.text)
    for notice in opened.remarks + notices {
      _ = model.update(.notice(notice, isProblem: true))
    }
    let program = try Program(workspaces, model, preferences, theme: colours)
    let status = program.run()
    if status != 0 { throw ExitCode(status) }
  }

  /// Datasets that were opened for the screen.
  private struct Opened {
    var workspaces: [Workspace] = []
    var panes: [Pane] = []
    /// What to tell the user.
    var remarks: [Phrase] = []
    /// What `apply` rejected, at the places in the first dataset that it belongs to.
    var rejected: [Suggestion] = []
  }

  private func open(_ files: [String], _ choices: Workspace.Choices) throws -> Opened {
    var (choices, opened) = (choices, Opened())
    for path in choices.with where path != "-" {
      guard let found = try Suggestions.rejected(path) else { continue }
      opened.rejected += found
      choices.with.removeAll { $0 == path }
    }
    for file in files {
      if let first = opened.workspaces.first, first.dataset.isSameFile(as: file) {
        // The same dataset in two panes.
        var second = opened.panes[0]
        second.drafts = []
        opened.panes.append(second)
        opened.workspaces.append(first)
      } else {
        try open(file, choices, into: &opened)
      }
    }
    return opened
  }

  private func open(
    _ file: String, _ choices: Workspace.Choices, into opened: inout Opened
  ) throws {
    let isFirst = opened.panes.isEmpty
    let hasRejects = isFirst && !opened.rejected.isEmpty
    // Only a whole index tells whether a record is where rejects have it.
    let (workspace, obstacle) = try open(file, choices, indexAll: hasRejects)
    var pane = pane(workspace, file, obstacle)
    let (known, lost) = try Suggestions.all(for: workspace, and: isFirst ? suggestions : [])
    pane.suggestions = known
    if lost > 0 {
      opened.remarks.append("suggestions that can't be read, or whose record is gone: \(lost)")
    }
    if hasRejects {
      let placed = workspace.set.placed(opened.rejected)
      for suggestion in placed {
        pane.suggestions[suggestion.record, default: []].append(suggestion)
      }
      let lost = opened.rejected.count - placed.count
      if lost > 0 {
        opened.remarks.append("rejects of records that aren't in this dataset: \(lost)")
      }
      opened.rejected = placed
    }
    opened.panes.append(pane)
    opened.workspaces.append(workspace)
    opened.remarks += workspace.dataset.notes
  }

  /// Opens a dataset for writing, or, if that isn't possible, for reading.
  private func open(
    _ file: String, _ choices: Workspace.Choices, indexAll: Bool
  ) throws -> (Workspace, Obstacle?) {
    func workspace(isWriting: Bool) throws -> Workspace {
      try Workspace(file: file, choices, isWriting: isWriting, indexAll: indexAll)
    }
    if readOnly || FilePath.isPipe(file) {
      let reason: Phrase =
        readOnly ? "opened with --read-only" : "standard input can't be edited"
      return (try workspace(isWriting: false), Obstacle(reason: reason))
    }
    do { return (try workspace(isWriting: true), nil) } catch let failure as Failure {
      guard let cause = failure.cause, failure.status != .badData else { throw failure }
      let workspace = try workspace(isWriting: false)
      guard case .locked(let journal, let holder?) = cause else {
        return (workspace, Obstacle(reason: "read-only: \(failure.message)", remedy: .elsewhere))
      }
      workspace.writer = (holder, journal)
      return (workspace, Obstacle(reason: "\(holder.text) writes here", remedy: .takingOver))
    }
  }

  /// Why a dataset is read-only, and what can be done about it.
  private struct Obstacle {
    var reason: Phrase
    var remedy: Reopening?
  }

  private func pane(_ workspace: Workspace, _ file: String, _ obstacle: Obstacle?) -> Pane {
    let name = file.split(separator: "/").last.map(String.init) ?? file
    var pane = Pane(
      name: name, actor: workspace.actor, readOnlyReason: obstacle?.reason,
      remedy: obstacle?.remedy, shape: workspace.shape,
      blind: blind ? seed ?? Int.random(in: 0..<1 << 31) : nil, set: workspace.set)
    if obstacle == nil {
      // What an external editor saved is kept beside the journal from now on.
      if !workspace.session.drafts.isEmpty { try? workspace.session.dropEdited() }
      pane.drafts = workspace.session.drafts
    }
    return pane
  }
}
