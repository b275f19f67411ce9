import ArgumentParser
import Curation
import Glibc
import Interface
import JSONLines
import Storage

/// What every command that writes an entry takes.
struct EditOptions: ParsableArguments {
  @OptionGroup var dataset: DatasetOptions
  @Argument(help: "Record numbers and ranges: 17, 17-40.") var numbers: [String] = []
  @Option(name: .customLong("where"), help: "Records that a query finds, in place of numbers.")
  var query: String?
  @Flag(help: "One JSON object that says what was done.") var json = false

  /// Opens the dataset, and finds the records that are meant.
  ///
  /// - Parameter orAll: whether all are where none is named.
  func open(
    isWriting: Bool = true, orAll: Bool = false
  ) throws -> (Workspace, [RecordNumber]) {
    let query = try query.map { (text) throws(Failure) in try Queries.parse(text, "--where") }
    if query != nil, !numbers.isEmpty {
      throw Failure(.usage, "give record numbers or --where, not both")
    }
    let isAll = orAll && query == nil && numbers.isEmpty
    let named = query == nil && !isAll ? try recordNumbers(numbers) : []
    let workspace = try Workspace(
      file: dataset.file, dataset.journals.choices, isWriting: isWriting)
    workspace.complain()
    if isAll {
      return (workspace, workspace.records)
    }
    return (workspace, query.map { workspace.records(matching: $0) } ?? named)
  }

  /// Opens, carries out the commands in order, and says what was done.
  func perform(_ commands: [Command]) throws {
    let (workspace, numbers) = try open()
    let before = workspace.set.entries.count
    for command in commands { _ = try workspace.perform(command, on: numbers) }
    report(commands, numbers, workspace.set.entries[before...].map(\.entry), workspace)
  }

  private func report(
    _ commands: [Command], _ numbers: [RecordNumber], _ entries: [Entry], _ workspace: Workspace
  ) {
    let changed = Set(entries.flatMap { workspace.set.records(of: $0) }).count
    let name = commands.map(\.text).joined(separator: ", ")
    if json {
      Output.json([
        ("command", .text(name)), ("records", .array(numbers.map { .integer($0.value) })),
        ("changed", .integer(changed)),
        ("entry", workspace.set.entries.last?.entry.id.map { .text($0.hex) }),
      ])
    } else if changed == 0 {
      Output.complain(numbers.isEmpty ? "no record matches" : "nothing to change")
    } else {
      let what =
        numbers.count == 1
        ? "\(numbers[0])" : "\(changed) \(changed == 1 ? "record" : "records")"
      Output.complain("\(name): \(what) (undo with `winnow undo \(dataset.file)`)")
      // A pointer that is mistyped is seen by this.
      for pointer in Set(entries.flatMap(\.addedFields)).map(\.description).sorted() {
        Output.complain("\(pointer) is new: it wasn't there before")
      }
    }
  }
}

extension Entry {
  /// The members that its edits add.
  fileprivate var addedFields: [JSONPointer] {
    changes.flatMap { change -> [JSONPointer] in
      guard case .patch(let steps) = change.body else { return [] }
      return steps.compactMap { step in
        guard case .add(let pointer, _, index: _) = step,
          pointer.tokens.last.flatMap(JSONPointer.index) == nil
        else { return nil }
        return pointer
      }
    }
  }
}

struct Edit: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Change values of records, as entries in the journal.")

  @OptionGroup var options: EditOptions

  @Option(
    name: .customLong("set"), parsing: .unconditionalSingleValue,
    help: .init("Set a value to a text.", valueName: "pointer=text"))
  var texts: [String] = []

  @Option(
    name: .customLong("set-json"), parsing: .unconditionalSingleValue,
    help: .init("Set a value to a JSON value.", valueName: "pointer=json"))
  var values: [String] = []

  @Option(
    name: .customLong("set-file"), parsing: .unconditionalSingleValue,
    help: .init("Set a value to the text of a file.", valueName: "pointer=path"))
  var files: [String] = []

  @Option(help: "Apply a JSON Patch (RFC 6902).") var patch: String?
  @Option(parsing: .unconditional, help: "Replace the whole record's text.") var raw: String?

  func run() throws {
    let assignments =
      try texts.map(assignment) + values.map(jsonAssignment) + files.map(fileAssignment)
    var commands: [Command] = []
    if assignments.count == 1 {
      commands.append(.set(assignments[0].0, assignments[0].1))
    } else if !assignments.isEmpty {
      commands.append(.assign(assignments.map { Assignment($0.0, $0.1) }))
    }
    if let patch { commands.append(.patch(try patchSteps(patch))) }
    if let raw { commands.append(.raw(Array(raw.utf8))) }
    if commands.isEmpty {
      throw Failure(.usage, "nothing to do; say --set, --set-json, --set-file, --patch or --raw")
    }
    try options.perform(commands)
  }

  /// Cuts `POINTER=VALUE` at the first equals sign.
  private func cut(_ text: String) throws(Failure) -> (JSONPointer, String) {
    let halves = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    guard halves.count == 2, let pointer = JSONPointer(String(halves[0])) else {
      throw Failure(.usage, "\"\(text)\" isn't POINTER=VALUE, like /output=Hello")
    }
    return (pointer, String(halves[1]))
  }

  private func assignment(_ text: String) throws -> (JSONPointer, JSONValue) {
    let (pointer, value) = try cut(text)
    return (pointer, .text(value))
  }

  private func jsonAssignment(_ text: String) throws -> (JSONPointer, JSONValue) {
    let (pointer, value) = try cut(text)
    do { return (pointer, try JSONValue.parse(value)) } catch {
      throw Failure(.usage, "--set-json \(pointer): \(error.text)")
    }
  }

  private func fileAssignment(_ text: String) throws -> (JSONPointer, JSONValue) {
    let (pointer, path) = try cut(text)
    let bytes = try orFail { () throws(StorageError) in try WholeFile.read(path) }
    guard let content = String(validating: bytes, as: UTF8.self) else {
      throw Failure(.badData, "\(path) isn't UTF-8 text")
    }
    return (pointer, .text(content))
  }

  private func patchSteps(_ text: String) throws -> [PatchStep] {
    do {
      guard case .array(let elements) = try JSONValue.parse(text) else {
        throw Failure(.usage, "--patch: a JSON Patch is an array of operations")
      }
      return try elements.map { try PatchStep($0) }
    } catch let error as EntryError {
      throw Failure(.usage, "--patch: \(error.text)")
    } catch let error as JSONSyntaxError {
      throw Failure(.usage, "--patch: \(error.text)")
    }
  }
}
