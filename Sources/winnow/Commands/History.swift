import Analysis
import ArgumentParser
import Curation
import Interface
import JSONLines
import Storage

struct Log: ParsableCommand {
  static let configuration = CommandConfiguration(abstract: "List what was done, oldest first.")

  @OptionGroup var dataset: DatasetOptions
  @Flag(help: "The entries, one JSON object a line.") var json = false
  @Flag(help: "What each entry changed, before and after, as Markdown for a pull request.")
  var patch = false

  func run() throws {
    let workspace = try dataset.open(isWriting: false)
    if patch {
      for (position, logged) in workspace.set.entries.enumerated()
      where !logged.entry.changes.isEmpty && workspace.set.isLive(position) {
        printPatch(logged, in: workspace.set)
      }
      return
    }
    for (position, logged) in workspace.set.entries.enumerated() {
      if json {
        printJSON(logged)
      } else if logged.entry.kind != .open {
        Output.line(Self.line(logged, in: workspace.set, isLive: workspace.set.isLive(position)))
      }
    }
  }

  /// Prints a heading, and for each value a block of lines with - and +.
  private func printPatch(_ logged: LoggedEntry, in set: WorkingSet) {
    let time = logged.entry.stamp.map { " at \($0.time.prefix(16))" } ?? ""
    let name = logged.entry.command ?? logged.entry.kind.rawValue
    Output.line("### \(Output.visible("\(name) by \(logged.actor)\(time)"))\n")
    for change in logged.entry.changes {
      let number = set.place(of: change) ?? change.record
      for value in ValueDifference.of(change.body) {
        let place = [number.map { "\($0)" }, value.pointer.description]
          .compactMap(\.self).filter { !$0.isEmpty }.joined(separator: " ")
        let lines = value.lines().marked.map(Output.visible)
        // The fence must be longer than any in the text.
        let ticks = lines.flatMap { $0.split { $0 != "`" } }.map(\.count).max() ?? 0
        let fence = String(repeating: "`", count: max(3, ticks + 1))
        Output.line(
          "\(Output.visible(place))\n\n\(fence)diff\n\(lines.joined(separator: "\n"))\n\(fence)\n")
      }
    }
  }

  /// Prints an entry as in its journal, on as many lines; of an unsealed one, its content.
  private func printJSON(_ logged: LoggedEntry) {
    for entry in logged.parts.isEmpty ? [logged.entry] : logged.parts {
      guard entry.stamp != nil, let id = entry.id else {
        Output.write(JSONWriter.bytes(entry.unsealedContent, .journal) + [0x0A])
        continue
      }
      Output.write(entry.line(id))
    }
  }

  static func line(_ logged: LoggedEntry, in set: WorkingSet, isLive: Bool) -> String {
    let entry = logged.entry
    let numbers = set.records(of: entry)
    let records =
      numbers.count == 1 ? "\(numbers[0])" : numbers.isEmpty ? "" : "\(numbers.count) records"
    let id = entry.id.map { String($0.hex.prefix(8)) } ?? "--------"
    let time = entry.stamp.map { String($0.time.prefix(19)) } ?? ""
    let note = isLive || entry.undoes != nil || entry.changes.isEmpty ? "" : " (undone)"
    return [
      id, Output.visible(logged.name), time, records, entry.command ?? entry.kind.rawValue,
      entry.why ?? "",
    ].filter { !$0.isEmpty }.map(Output.visible).joined(separator: "  ") + note
  }
}

struct Undo: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Take back the last change, or the entries named.")

  @OptionGroup var dataset: DatasetOptions
  @Argument(help: "Entries, by the beginning of their id or as actor:number.")
  var entries: [String] = []
  @Flag(help: "One JSON object for each entry.") var json = false

  func run() throws {
    try step(dataset, entries, json: json, verb: "undid") { set, name throws(UndoError) in
      guard let name else { return try set.proposeUndo() }
      return try set.proposeUndo(of: try set.entry(named: name))
    }
  }
}

struct Redo: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Apply again what was taken back last, or the entries named.")

  @OptionGroup var dataset: DatasetOptions
  @Argument(help: "Entries, by the beginning of their id or as actor:number.")
  var entries: [String] = []
  @Flag(help: "One JSON object for each entry.") var json = false

  func run() throws {
    try step(dataset, entries, json: json, verb: "redid") { set, name throws(UndoError) in
      guard let name else { return try set.proposeRedo() }
      return try set.proposeRedo(of: try set.entry(named: name))
    }
  }
}

/// Takes a step in the history for each name, or a single one if there are none.
private func step(
  _ options: DatasetOptions, _ names: [String], json: Bool, verb: String,
  _ propose: (WorkingSet, String?) throws(UndoError) -> Entry
) throws {
  let workspace = try options.open(isWriting: true)
  for name in names.isEmpty ? [nil] : names.map(Optional.some) {
    let draft = try propose(workspace.set, name)
    if name == nil {
      for skipped in workspace.set.skipped(by: draft) {
        Output.complain("\(UndoError.recordGone(skipped).text): left as it is")
      }
    }
    try workspace.commit(draft)
    if workspace.set.unmasks(draft) {
      Output.complain("the text that was masked is in the journal now")
    }
    let target = draft.undoes ?? draft.redoes
    let original = workspace.set.entries.first { $0.entry.id == target }
    let what = original?.entry.command ?? draft.kind.rawValue
    let numbers = workspace.set.records(of: draft)
    if json {
      Output.json([
        (JSONString(verb), target.map { .text($0.hex) }),
        ("command", .text(what)), ("records", .array(numbers.map { .integer($0.value) })),
      ])
    } else {
      let records = numbers.count == 1 ? "\(numbers[0])" : "\(numbers.count) records"
      Output.complain("\(verb) \(what) on \(records)")
      let author = original?.actor ?? workspace.actor
      workspace.complainOfMarksLeft(by: [draft], of: author)
    }
  }
}

struct JournalCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "journal", abstract: "Look after journals.",
    subcommands: [Check.self, Salvage.self, Schema.self])

  struct Salvage: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Save the sound lines of a damaged journal to a new one.",
      discussion: "The new journal is unsealed: it is read, and --with and --journal take it.")

    @Argument(help: "The damaged journal.", completion: .file()) var journal: String
    @Option(
      name: .shortAndLong,
      help: "The file to write, - for standard output; none stands beside the journal.")
    var output: String?
    @Flag(help: "Replace a file that exists.") var force = false

    func run() throws {
      let saved = try JournalSalvage(readingFile: journal)
      let stem = journal.hasSuffix(".jsonl") ? String(journal.dropLast(6)) : journal
      let path = output ?? (journal == "-" ? "-" : stem + ".salvaged.jsonl")
      try saved.write(to: path, replacing: force)
      let place = path == "-" ? "" : " to \(path)"
      let advice =
        path == "-" || journal == "-"
        ? "" : "; move \(journal) out of its folder, and \(path) is read in its place"
      Output.complain(
        "\(saved.entries.count) \(saved.entries.count == 1 ? "entry" : "entries") saved\(place); "
          + loss(saved) + advice)
    }

    private func loss(_ saved: JournalSalvage) -> String {
      let lines = saved.lostLines.map(String.init).joined(separator: ", ")
      let entries = saved.missing.map { gap in
        gap.count == 1 ? "\(gap.lowerBound)" : "\(gap.lowerBound)-\(gap.upperBound - 1)"
      }.joined(separator: ", ")
      let losses =
        (lines.isEmpty ? [] : ["lost: line \(lines)"])
        + (entries.isEmpty ? [] : ["not there: entry \(entries)"])
      return losses.isEmpty ? "no line is lost" : losses.joined(separator: "; ")
    }
  }

  struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Check a journal's format, hashes and chain.",
      discussion: "Exit status 0 when sound, 1 with a torn tail, 65 with damage.")

    @Argument(help: "The journal.", completion: .file()) var journal: String
    @Flag(help: "One JSON object.") var json = false

    func run() throws {
      let text = try JournalText(readingFile: journal)
      let torn = text.tornRange
      let entries = text.journals.flatMap(\.entries).count { $0.kind != .open }
      if json {
        Output.json([
          ("journal", .text(journal)), ("sound", .bool(torn == nil)),
          ("entries", .integer(entries)),
          ("sealed", .bool(text.isSealed)),
          ("tornAt", torn.map { .integer($0.lowerBound) }),
          ("tornBytes", torn.map { .integer($0.count) }),
        ])
      } else {
        let kind = text.isSealed ? "sealed" : "unsealed"
        Output.line(
          "\(Output.visible(journal)): \(kind), \(entries) \(entries == 1 ? "entry" : "entries")")
        if let torn {
          Output.line(
            "torn: \(torn.count) bytes after byte \(torn.lowerBound) were cut off while they were "
              + "written; the next session sets them aside")
        }
      }
      if torn != nil { throw Status.findings.exitCode }
    }
  }

  struct Schema: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Print the JSON Schema of a journal's lines.")

    func run() { Output.write(JournalText.schema) }
  }
}
