import ArgumentParser
import Curation
import Interface
import JSONLines
import Storage

struct Insert: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Add records at the end of the dataset: their JSON, those of a file, or copies.",
    discussion: """
      Added records get the numbers after the last, and can be edited, flagged and removed like any \
      other; `winnow apply` writes them after the rest. One command is one entry of the journal.
      """)

  @OptionGroup var dataset: DatasetOptions
  @Argument(help: "Records, as JSON.") var records: [String] = []
  @Option(help: "Add the records of this file; - is standard input.", completion: .file())
  var from: String?
  @Option(name: .customLong("copy"), parsing: .upToNextOption, help: "Add copies of these records.")
  var copies: [String] = []
  @Flag(
    help: .json(
      "One JSON object that says what was done.",
      [
        "inserted": "the numbers of the new records",
        "entry": "the journal entry's id; null if nothing was added",
      ])) var json = false

  func run() throws {
    var texts = records.map { Array($0.utf8) }
    if let from {
      let source = try Dataset(path: from)
      source.index()
      texts += (0..<source.recordCount).map {
        source.bytes(of: RecordNumber(position: $0)).onOneLine
      }
    }
    guard from != nil || !texts.isEmpty || !copies.isEmpty else {
      throw Failure(.usage, "say what to add: a record as JSON, --from FILE, or --copy 17")
    }
    let workspace = try dataset.open(isWriting: true)
    // An insertion has no target; the number is the one that the new record will get.
    let new = texts.enumerated().map { index, text in
      (RecordNumber(position: workspace.set.source.recordCount + index), Command.insert(text))
    }
    let copied = copies.isEmpty ? [] : try recordNumbers(copies).map { ($0, Command.duplicate) }
    let count = try workspace.perform(
      new + copied,
      as: copied.isEmpty ? "insert" : new.isEmpty ? "duplicate" : "insert and duplicate")
    let numbers = workspace.set.insertedRecords.suffix(count)
    if json {
      return Output.json([
        ("inserted", .array(numbers.map { .integer($0.value) })),
        (
          "entry",
          count > 0 ? workspace.set.entries.last?.entry.id.map { .text($0.hex) } : .null
        ),
      ])
    }
    guard let first = numbers.first, let last = numbers.last else {
      return Output.complain("nothing to add: \(from ?? "") has no record")
    }
    let place = count == 1 ? "\(first)" : "\(first) to \(last)"
    Output.complain("added \(place) (\(dataset.undoHint))")
  }
}
