import Analysis
import ArgumentParser
import Curation
import Interface
import JSONLines

struct Replace: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Replace by a regular expression, as edits in the journal.",
    usage: RecordOptions.usage("replace", "</pattern/new/>"),
    discussion: """
      The last word is /pattern/new/, or /pattern/new/i for any case; $1 is what the first group \
      matched, $$ a dollar sign, \\n a line feed, \\t a tab, \\\\ a backslash. Patterns are Perl's \
      (PCRE2): ^ and $ match at each line, and \\w, \\d, \\s and \\b go by Unicode. Without --in it \
      looks at prompts and answers, not at the fields beside them.
      """)

  @OptionGroup var records: RecordOptions
  @Option(
    name: .customLong("in"),
    help: "Where: a JSON Pointer, a part or a field: output, assistant, responses.")
  var place: String?
  @Flag(name: .customLong("dry-run"), help: "Only say what it would change.") var isDry = false
  @Flag(
    help: .json(
      "One JSON object that says what was done.",
      [
        "command": "what was done, in words that are typed after :",
        "hits": "how many places the pattern matched",
        "records": "the numbers of the records in which it did",
        "changed": "how many of them it changed, or would",
        "dryRun": "whether nothing was done",
        "entry": "the journal entry's id; null if nothing changed",
      ])) var json = false

  func run() throws {
    var options = records
    guard let text = options.numbers.popLast(), text.contains("/") else {
      throw Failure(.usage, "say records and a replacement, like 17 /colou?r/color/")
    }
    let replacement: Replacement
    do { replacement = try Replacement(typed: text + (place.map { " in \($0)" } ?? "")) } catch {
      throw Failure(.usage, error.text)
    }
    let (workspace, numbers) = try options.open(isWriting: !isDry)
    let set = workspace.set
    try set.requireThere(numbers)
    let (commands, hits, partlyRead) = replacement.results(
      on: numbers, in: workspace.set, as: workspace.shape)
    if commands.isEmpty,
      let name = replacement.unknownPart(in: numbers, of: workspace.set, as: workspace.shape)
    {
      throw Failure(.usage, "no record has a part or field \"\(name)\"")
    }
    let changed = isDry ? 0 : try workspace.perform(commands, as: replacement.text)
    defer {
      if !partlyRead.isEmpty {
        Output.complain("more parts than are looked into: \(listed(partlyRead))")
      }
    }
    if json {
      let entry = changed > 0 ? workspace.set.entries.last?.entry.id : nil
      return Output.json([
        ("command", .text(replacement.text)), ("hits", .integer(hits)),
        ("records", .array(commands.map { .integer($0.0.value) })),
        ("changed", .integer(commands.count)), ("dryRun", .bool(isDry)),
        ("entry", entry.map { .text($0.hex) } ?? .null),
      ])
    }
    let records = counted(commands.count, "record")
    let undo =
      isDry || commands.isEmpty ? "" : " (\(options.dataset.undoHint))"
    Output.complain(
      "\(replacement.text): \(counted(hits, "hit")) in \(records)\(undo)")
  }
}
