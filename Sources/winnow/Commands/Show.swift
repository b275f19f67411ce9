import Analysis
import ArgumentParser
import Console
import Curation
import Interface
import JSONLines
import Storage

struct Show: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Print records as the screen shows them, or their bytes.")

  @OptionGroup var records: RecordOptions
  @Flag(help: "The record's current bytes.") var raw = false
  @Option(help: "How wide; else the terminal's width, or 100.") var columns: Int?
  @Flag(
    help: .json(
      "One JSON object for each record.",
      [
        "record": "its number",
        "shape": "how it is read",
        "hash": "the SHA-256 of its bytes in the file",
        "edited": "whether a journal changes it",
        "removed": "whether it was removed",
        "conflict": "why none of its edits is made, if so",
        "marks": "verdicts, flags, ratings, orders and notes, by reviewer",
        "parts": "role, name, pointer and value of each part",
        "text": "the line, if it isn't JSON",
      ])) var json = false

  func run() throws {
    if [raw, json, columns != nil].count(where: \.self) > 1 {
      throw Failure(.usage, "--raw, --json and --columns exclude each other")
    }
    if let columns, columns < 1 { throw Failure(.usage, "--columns is a number above 0") }
    let (workspace, numbers) = try records.open(isWriting: false)
    for number in numbers {
      guard workspace.set.source.contains(number) else {
        throw Failure(
          .badData,
          "\(number): there is no such record; the dataset has \(workspace.recordCount)")
      }
      if raw {
        Output.write(Array(workspace.set.bytes(of: number)) + [0x0A])
      } else if json {
        printJSON(number, workspace)
      } else {
        printText(number, workspace)
      }
    }
  }

  private func printJSON(_ number: RecordNumber, _ workspace: Workspace) {
    let reading = workspace.reading(of: number)
    let bytes = workspace.set.bytes(of: number)
    let state = workspace.set.state(of: number)
    let parts = reading.parts.map { part in
      JSONValue.object([
        .init("role", .text(part.role.rawValue)), .init("name", .text(part.name)),
        .init("pointer", .string(part.pointer.string)),
        .init("value", JSONValue(part.node, in: bytes)),
      ])
    }
    Output.json([
      ("record", .integer(number.value)), ("shape", .text(reading.shape.rawValue)),
      ("hash", .text(workspace.set.source.contentHash(of: number).hex)),
      ("edited", .bool(state?.edited != nil)), ("removed", .bool(state?.isRemoved ?? false)),
      ("conflict", (state?.conflict?.text.english).map { .text($0) }),
      ("marks", state.map { Example.marks($0) }), ("parts", .array(parts)),
      // A line that isn't JSON has no parts.
      ("text", reading.shape == .opaque ? .text(String(decoding: bytes, as: UTF8.self)) : nil),
    ])
  }

  private func printText(_ number: RecordNumber, _ workspace: Workspace) {
    let reading = workspace.reading(of: number)
    let bytes = workspace.set.bytes(of: number)
    let hash = workspace.set.source.contentHash(of: number).short
    Output.line("\(number) \(reading.shape.rawValue) \(hash)")
    for line in Summary.lines(of: workspace.set.state(of: number)) { Output.line(line) }
    let painter = RowPrinter()
    let columns = columns ?? painter.columns
    PrintedRecord(number, bytes, as: workspace.shape, columns: columns)
      .forEachStretch { painter.print($0) }
  }
}

/// Lists the marks on a record, one per line.
enum Summary {
  static func lines(of state: RecordState?) -> [String] {
    guard let state else { return [] }
    var lines: [String] = []
    if state.edited != nil { lines.append("edited") }
    if state.isRemoved { lines.append("removed") }
    if let conflict = state.conflict { lines.append("conflict: \(conflict.text)") }
    for (actor, marks) in state.marks.sorted(by: { $0.key < $1.key }) {
      if let verdict = marks.verdict { lines.append("\(verdict.rawValue) by \(actor)") }
      for flag in marks.flags {
        let place = flag.key.at.map { " at \($0)" } ?? ""
        let note = flag.note.map { ": \($0)" } ?? ""
        lines.append(
          "flag \(flag.key.code) severity \(flag.severity)\(place)\(flag.key.stretch) by \(actor)"
            + note)
      }
      for (key, value) in marks.judgements.sorted(by: { $0.key.text < $1.key.text }) {
        lines.append("\(key.text) \(value.text) by \(actor)")
      }
      for (at, note) in marks.notesByPlace {
        let place = at.map { " at \($0)" } ?? ""
        lines.append("note\(place) by \(actor): \(note)")
      }
    }
    return lines
  }
}
