import ArgumentParser
import Curation
import Interface
import JSONLines

struct Undo: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Take back the last change, or the entries named.")

  @OptionGroup var dataset: DatasetOptions
  @Argument(help: "Entries, by the beginning of their id or as actor:number.")
  var entries: [String] = []
  @Flag(help: .step("undid", "taken back")) var json = false

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
  @Flag(help: .step("redid", "made again")) var json = false

  func run() throws {
    try step(dataset, entries, json: json, verb: "redid") { set, name throws(UndoError) in
      guard let name else { return try set.proposeRedo() }
      return try set.proposeRedo(of: try set.entry(named: name))
    }
  }
}

extension ArgumentHelp {
  /// Of the flag `--json`: what is printed of an entry.
  fileprivate static func step(_ verb: String, _ was: String) -> Self {
    .json(
      "One JSON object for each entry.",
      [
        verb: "the id of the entry that was \(was)",
        "command": "what that one had done", "records": "the numbers of its records",
      ])
  }
}

/// Takes a step in the history for each name, or a single one if there are none.
private func step(
  _ options: DatasetOptions, _ names: [String], json: Bool, verb: String,
  _ propose: (WorkingSet, String?) throws(UndoError) -> Entry
) throws {
  let workspace = try options.open(isWriting: true)
  for name in names.isEmpty ? [nil] : names.map(Optional.some) {
    let entry = try propose(workspace.set, name)
    if name == nil {
      for skipped in workspace.set.skipped(by: entry) {
        Output.complain("\(UndoError.recordGone(skipped).text): left as it is")
      }
    }
    try workspace.commit(entry)
    if workspace.set.unmasks(entry) {
      Output.complain("the text that was masked is in the journal now")
    }
    let target = entry.undoes ?? entry.redoes
    let original = target.flatMap(workspace.set.position).map { workspace.set.entries[$0] }
    let what = original?.entry.command ?? entry.kind.rawValue
    let numbers = workspace.set.records(of: entry)
    if json {
      Output.json([
        (JSONString(verb), target.map { .text($0.hex) }),
        ("command", .text(what)), ("records", .array(numbers.map { .integer($0.value) })),
      ])
    } else {
      let records = numbers.count == 1 ? "\(numbers[0])" : counted(numbers.count, "record")
      Output.complain("\(verb) \(what) on \(records)")
      let author = original?.actor ?? workspace.actor
      workspace.complainOfMarksLeft(by: [entry], of: author)
    }
  }
}
