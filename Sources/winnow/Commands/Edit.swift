import ArgumentParser
import Curation
import Glibc
import Interface
import JSONLines
import Storage

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

  @Option(help: "Apply a JSON Patch (RFC 6902, without copy), given as JSON: '[{\"op\": ...}]'.")
  var patch: String?
  @Option(parsing: .unconditional, help: "Replace the whole record's text.") var raw: String?

  @Option(help: "Why; it goes with the edit into pairs of `convert --from-edits`.") var why: String?

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
    try options.perform(commands, why: why)
  }

  /// Splits `POINTER=VALUE` at the first equals sign.
  private func cut(_ text: String) throws(Failure) -> (JSONPointer, String) {
    // By scalars: a value may begin with one that would join the sign to a character of its own.
    let halves = text.unicodeScalars.split(
      separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    guard halves.count == 2, let pointer = JSONPointer(String(halves[0])) else {
      throw Failure(.usage, "\"\(text)\" isn't POINTER=VALUE, like /output=Hello")
    }
    // More likely a variable of the shell that is empty.
    if pointer == .root {
      throw Failure(.usage, "no pointer stands before \"=\"; --raw replaces the whole record")
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
    let bytes = try WholeFile.read(path)
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
      throw Failure(
        .usage, "--patch: \(error.text); it is the patch itself, as \"$(cat FILE)\" gives a file's")
    }
  }
}
