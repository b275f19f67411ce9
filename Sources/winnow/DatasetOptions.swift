public import ArgumentParser
public import Curation
public import JSONLines
import Storage

/// The options of every command that reads a dataset.
struct DatasetOptions: ParsableArguments {
  @Argument(
    help: "The dataset; - reads standard input, which can't be edited.", completion: .file())
  var file: String

  @OptionGroup var journals: JournalOptions

  /// Opens the dataset, and says what is to be noted about it and its journals.
  func open(isWriting: Bool) throws(Failure) -> Workspace {
    let workspace = try Workspace(file: file, journals.choices, isWriting: isWriting)
    workspace.complain()
    return workspace
  }
}

struct JournalOptions: ParsableArguments {
  @Option(
    name: .customLong("journal"), parsing: .singleValue,
    help: "Use only this journal; - is standard input (may be repeated).", completion: .file())
  var only: [String] = []

  @Option(parsing: .singleValue, help: "Read this journal as well.", completion: .file())
  var with: [String] = []

  @Flag(
    name: .customLong("state-folder"),
    help: "Keep your journal in your state folder: for a dataset whose folder can't be written.")
  var isElsewhere = false

  @Option(help: "Who edits; names the journal.")
  var actor: String?

  @Option(help: "How many seconds to wait while another process writes your journal.")
  var wait = 0

  @Option(help: "How records stand in the file.")
  var container: Container?

  @Option(
    name: .customLong("file-format"),
    help: "What the file is where its name doesn't say: csv, tsv, text.")
  var format: TextFormat?

  @Option(name: .customLong("as"), help: "Read records by this shape.")
  var shape: Shape?
}

/// The file formats that can be given by name, and are read as JSON Lines.
enum TextFormat: String, CaseIterable, ExpressibleByArgument {
  case csv, tsv, text

  var source: SourceFormat {
    switch self {
    case .csv: .csv
    case .tsv: .tsv
    case .text: .text
    }
  }
}

extension DatasetOptions {
  /// How to undo what was just done, as one can type it.
  var undoHint: String { "undo with `winnow undo \(Self.quoted(file))\(journals.writing)`" }

  /// A word for the shell.
  fileprivate static func quoted(_ word: String) -> String {
    let isPlain = !word.isEmpty && word.utf8.allSatisfy { $0.isWordByte }
    return isPlain ? word : "'\(word.replacing("'", with: "'\\''"))'"
  }
}

extension UInt8 {
  /// Whether a shell takes the byte as it is.
  fileprivate var isWordByte: Bool {
    switch self {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x80...: true
    default: "-._/@%+=:,".utf8.contains(self)
    }
  }
}

extension JournalOptions {
  /// The options that decide which journal is written, as one can type them.
  fileprivate var writing: String {
    var words = only.map { ["--journal", $0] } + (actor.map { [["--actor", $0]] } ?? [])
    if isElsewhere { words.append(["--state-folder"]) }
    return words.joined().map { " " + DatasetOptions.quoted($0) }.joined()
  }

  /// The options as values.
  var choices: Workspace.Choices {
    Workspace.Choices(
      only: only, with: with, isElsewhere: isElsewhere, patience: max(0, min(wait, 86_400)) * 1000,
      actor: actor, container: container,
      shape: shape, source: format?.source)
  }
}

extension Container: ExpressibleByArgument {}
extension Shape: ExpressibleByArgument {}
