import Analysis
import ArgumentParser
import Curation
import JSONLines
import Storage

struct Info: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Tell what a dataset is: container, shapes, records, journals.")

  @OptionGroup var dataset: DatasetOptions
  @Flag(
    help: .json(
      "One JSON object.",
      [
        "file": "the path, as it was given",
        "container": "jsonl, array, single, wrapped or map",
        "records": "how many there are, with those that were inserted",
        "bytes": "the size of the file, unpacked",
        "shapes": "how many records there are of each shape",
        "stage": "of the most frequent shape: pretraining, SFT, alignment, ...",
        "longest": "the longest record and its bytes",
        "invalid": "how many records aren't JSON",
        "unclosed": "whether the container has no end",
        "brokenAt": "the byte from which on nothing could be read, if any",
        "entries": "how many the journals have",
        "touched": "how many records these concern",
      ])) var json = false

  func run() throws {
    let workspace = try dataset.open(isWriting: false)
    let survey = Survey(workspace)
    try workspace.checkUnchanged()
    if json { survey.printJSON(workspace) } else { survey.printText(workspace) }
  }
}

/// The results of one pass over all records.
private struct Survey: Sendable {
  var shapes: [Shape: Int] = [:]
  var longest = (number: RecordNumber(0), byteCount: 0)
  var invalid = 0

  init(_ workspace: Workspace) {
    let (set, shape, numbers) = (workspace.set, workspace.shape, workspace.records)
    let progress = Progress("reading", of: numbers.count)
    Parallel.inOrder(numbers.count) {
      Survey(numbers[$0], in: set, as: shape)
    } take: { part, done in
      shapes.merge(part.shapes, uniquingKeysWith: +)
      if part.longest.byteCount > longest.byteCount { longest = part.longest }
      invalid += part.invalid
      progress.reached(done)
    }
    progress.end()
  }

  private init(_ numbers: ArraySlice<RecordNumber>, in set: WorkingSet, as shape: Shape?) {
    for (number, bytes) in zip(numbers, set.bytes(of: numbers)) {
      let shape = RecordReading(bytes, as: shape).shape
      shapes[shape, default: 0] += 1
      if shape == .opaque { invalid += 1 }
      if bytes.count > longest.byteCount { longest = (number, bytes.count) }
    }
  }

  var byCount: [(Shape, Int)] {
    shapes.sorted { ($1.value, $0.key.rawValue) < ($0.value, $1.key.rawValue) }
  }

  /// The stage of the most frequent shape; `unknown` if no record is valid JSON.
  var stage: Stage { byCount.first { $0.0 != .opaque }?.0.stage ?? .unknown }

  func printJSON(_ workspace: Workspace) {
    Output.json([
      ("file", .text(workspace.dataset.path)),
      ("container", .text(workspace.dataset.container.rawValue)),
      ("records", .integer(workspace.recordCount)),
      ("bytes", .integer(workspace.dataset.byteCount)),
      ("shapes", .object(byCount.map { .init(JSONString($0.0.rawValue), .integer($0.1)) })),
      ("stage", .text(stage.rawValue)),
      (
        "longest",
        .object([
          .init("record", .integer(longest.number.value)),
          .init("bytes", .integer(longest.byteCount)),
        ])
      ),
      ("invalid", .integer(invalid)),
      ("unclosed", .bool(workspace.dataset.containerFault == .unclosed)),
      ("brokenAt", workspace.dataset.brokenOffset.map { .integer($0) }),
      ("entries", .integer(workspace.entryCount)),
      ("touched", .integer(workspace.set.touched.count)),
    ])
  }

  func printText(_ workspace: Workspace) {
    let shapeText = byCount.map { "\($0.0.rawValue) (\($0.1))" }.joined(separator: ", ")
    Output.line("file       \(workspace.dataset.path)")
    Output.line("container  \(workspace.dataset.container.rawValue)")
    Output.line("stage      \(stage.rawValue)")
    Output.line("shapes     \(shapeText)")
    Output.line("records    \(workspace.recordCount)")
    Output.line("bytes      \(workspace.dataset.byteCount)")
    if longest.byteCount > 0 {
      Output.line("longest    \(longest.number), \(longest.byteCount) bytes")
    }
    if invalid > 0 { Output.line("not JSON   \(invalid)") }
    if let offset = workspace.dataset.brokenOffset {
      Output.line("broken     from byte \(offset + 1) on: the rest is one opaque record")
    }
    switch workspace.dataset.containerFault {
    case .unclosed: Output.line("broken     the array isn't closed: its last bracket is missing")
    case .trailingComma(let byte):
      Output.line("broken     a comma without a record after it, at byte \(byte + 1)")
    case .textBehind(let byte): Output.line("broken     text behind the end, at byte \(byte + 1)")
    case nil: break
    }
    let touched = workspace.set.touched.count
    let entries = workspace.entryCount
    Output.line(
      "journal    \(counted(entries, "entry", "entries")) on \(counted(touched, "record"))"
    )
  }
}
