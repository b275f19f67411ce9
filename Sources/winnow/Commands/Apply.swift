import ArgumentParser
import Curation
import Interface
import JSONLines
import Storage

struct Apply: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Write the curated dataset: the input with the journals' edits, byte-exact.",
    discussion: """
      Records that nobody edited leave exactly as they came. Removed and discarded records are left \
      out. A record that one of its edits doesn't fit stays as it came, and is reported; the exit \
      status is 1 then.
      """)

  @OptionGroup var dataset: DatasetOptions
  @Option(
    name: .shortAndLong, help: "The file to write; - or none is standard output.",
    completion: .file())
  var output: String?
  @Flag(help: "Renew the dataset itself, once the new one is whole.") var replace = false
  @Flag(help: "Replace output files that exist.") var force = false
  @Flag(name: .customLong("dry-run"), help: "Only report.") var dryRun = false
  @OptionGroup var keeping: KeepOptions
  @Option(
    help: "Write what wasn't applied to this file, as an unsealed journal.",
    completion: .file()) var rejects: String?
  @Option(
    help: "Write the report as JSON, as --json has it, to this file.",
    completion: .file()) var report: String?
  @Flag(
    name: .customLong("by-hash"),
    help: "Find records by their bytes alone: for a shard, whose numbers aren't the dataset's.")
  var byHash = false
  @Flag(
    help: "Also edit records that changed elsewhere, where the replaced values are as they were.")
  var rebase = false
  @Option(
    name: .customLong("rebase-by"),
    help: "With --was: find changed records by the id that stands at this JSON Pointer.")
  var rebaseBy: String?
  @Option(
    help: "The dataset as it was when the journals were written, for --rebase-by.",
    completion: .file())
  var was: String?
  @Option(
    name: .customLong("max-conflicts"),
    help: "Write nothing where the changes of more records can't be made.")
  var maxConflicts: Int?
  @Flag(
    help: .json("Print the report as JSON, the last line of standard error.", ApplyReport.members))
  var json = false

  func run() throws {
    let workspace = try Workspace(file: dataset.file, try choices(), isWriting: false)
    workspace.complain()
    try check(workspace)
    var result = ApplyReport(workspace.set, keep: keeping.rule)
    result.written = result.records + result[.inserted] - leftOut(workspace)
    let unmade = result.problems.reduce(0) { sum, problem in
      if case .undecided = problem.reason { sum } else { sum + problem.count }
    }
    let isRefused = unmade > maxConflicts ?? .max
    if isRefused {
      result.written = 0
    } else if !dryRun {
      result.written = try write(workspace)
    }
    say(
      result, isWritten: !dryRun,
      hasUnsealed: workspace.session.entries.contains { $0.journal.isEmpty })
    try writeSideFiles(result)
    if let maxConflicts, isRefused {
      throw Failure(
        .cannotCreate,
        """
        nothing is written: changes of \(counted(unmade, "record")) can't be made, and \
        --max-conflicts is \(maxConflicts)
        """)
    }
    if !result.isClean || result[.copiesKept] > 0 { throw Status.findings.exitCode }
  }

  /// How to open the dataset. Refuses options that exclude each other.
  private func choices() throws(Failure) -> Workspace.Choices {
    if byHash, rebase || rebaseBy != nil {
      throw Failure(.usage, "--by-hash and --rebase exclude each other")
    }
    if !replace, destination == .standardOutput, !dryRun, rejects == "-" || report == "-" {
      throw Failure(.usage, "the dataset goes to standard output; give -o to have a report there")
    }
    if let maxConflicts, maxConflicts < 0 {
      throw Failure(.usage, "--max-conflicts is a number of records, 0 or more")
    }
    if replace, output != nil { throw Failure(.usage, "--replace and -o exclude each other") }
    if replace, FilePath.isPipe(dataset.file) {
      throw Failure(.usage, "standard input can't be replaced")
    }
    if was != nil, rebaseBy == nil { throw Failure(.usage, "--was goes with --rebase-by") }
    var choices = dataset.journals.choices
    choices.search = byHash ? .byHash : rebase ? .rebasing : .exact
    choices.isShard = byHash && areOfLines(choices.only + choices.with)
    if let rebaseBy {
      guard let id = JSONPointer(rebaseBy), let was else {
        throw Failure(
          .usage, "--rebase-by takes a JSON Pointer like /id, and --was the dataset as it was")
      }
      choices.rebase = (was, id)
    }
    return choices
  }

  /// Whether journals tell that they are of JSON Lines.
  private func areOfLines(_ journals: [String]) -> Bool {
    let containers = journals.filter { !FilePath.isPipe($0) }
      .compactMap(JournalText.container(ofFile:))
    return !containers.isEmpty && containers.allSatisfy { $0 == .jsonl }
  }

  /// Refuses outputs that would destroy something, and journals that can't be applied in this way.
  /// Side files of an earlier run may be overwritten.
  private func check(_ workspace: Workspace) throws(Failure) {
    let outputs = [dryRun ? nil : output, rejects, report]
    try workspace.check(outputs: outputs, replacing: true)
    let new = outputs.filter { path in path.map { !isSideFile($0) } ?? false }
    try workspace.check(outputs: new, replacing: force)
    let unhashed = byHash ? workspace.set.unhashedCount : 0
    if unhashed > 0 {
      throw Failure(
        .badData,
        """
        changes that give a record's number without its "base", by which --by-hash finds it: \
        \(unhashed); apply them to the whole dataset
        """)
    }
    let container = workspace.dataset.container
    if let output, output.hasSuffix(".jsonl"), ![.jsonl, .single].contains(container) {
      Output.complain(
        "\(output) isn't JSON Lines: it keeps the form of \(dataset.file), "
          + "\(container.rawValue); `winnow split \(dataset.file) OUT=1` writes a record a line")
    }
  }

  /// Writes the curated dataset; returns the number of its records.
  private func write(_ workspace: Workspace) throws(Failure) -> Int {
    let exporter = Exporter(workspace.dataset, workspace.set, keep: keeping.rule)
    let (destination, force, isRenewing) = (destination, force, replace)
    return try orFail { () throws(StorageError) in
      if isRenewing { return try exporter.renew(workspace.session) }
      guard case .file(let path, _) = destination, Parquet.isNamed(path) else {
        return try exporter.write(to: destination)
      }
      return try Parquet.written(path, replacing: force) { (lines) throws(StorageError) in
        let written = try exporter.write(to: .file(lines, replacing: true))
        if workspace.dataset.container != .jsonl {
          try Parquet.flatten(lines, like: workspace.dataset)
        }
        return written
      }
    }
  }

  private func isSideFile(_ path: String) -> Bool {
    guard path == rejects || path == report, FilePath.isRegularFile(path),
      let bytes = (try? WholeFile.read(path)).map({ Bytes($0) })
    else { return false }
    let values = bytes.lines().filter { !$0.isEmpty }.map { try? JSONValue.parse(bytes.slice($0)) }
    // A file with any other lines isn't ours to overwrite.
    return values.allSatisfy {
      $0?[Suggestions.rejectedMember] != nil || $0?["written"] != nil && $0?["problems"] != nil
    }
  }

  private var destination: Exporter.Destination {
    guard let output, output != "-" else { return .standardOutput }
    return .file(output, replacing: force)
  }

  private func leftOut(_ workspace: Workspace) -> Int {
    guard dryRun else { return 0 }
    return workspace.records.count { workspace.set.disposition(of: $0, keeping.rule) == .leftOut }
  }

  private func writeSideFiles(_ result: ApplyReport) throws {
    if let rejects {
      var lines: [UInt8] = []
      for problem in result.problems {
        for entry in problem.rejected {
          guard case .object(let members) = entry.unsealedContent() else { continue }
          let mark = JSONValue.Member(Suggestions.rejectedMember, .text(problem.reason.name))
          lines += JSONWriter.bytes(.object(members + [mark]), .journal) + [0x0A]
        }
      }
      try write(lines, to: rejects)
    }
    if let report {
      let bytes = JSONWriter.bytes(result.value) + [0x0A]
      try write(bytes, to: report)
    }
  }

  /// Writes a side file; `-` is standard output, which then isn't used for the dataset.
  private func write(_ bytes: [UInt8], to path: String) throws {
    if path == "-" { return Output.write(bytes) }
    // `check` has verified that the file may be replaced.
    try TextOutput.write(bytes, to: path, replacing: true)
  }

  private func say(_ result: ApplyReport, isWritten: Bool, hasUnsealed: Bool) {
    for problem in result.problems { Output.complain(problem.text) }
    if result[.insertedElsewhere] > 0 {
      Output.complain(
        "records that journals add aren't written: \(result[.insertedElsewhere]); a shard has no end "
          + "to add them to; `winnow apply` to the whole dataset writes them")
    }
    if replace, !dryRun, hasUnsealed {
      Output.complain(
        "journals written by hand aren't noted as applied; take them away before the next --replace"
      )
    }
    if result[.copiesKept] > 0 {
      Output.complain(
        "removals of one of several equal records aren't made: \(result[.copiesKept]); their bytes "
          + "don't tell which one stays; `winnow apply` to the whole dataset makes them")
    }
    let missing = result.problems.filter { $0.reason == .notFound }
    if !missing.isEmpty, rebaseBy == nil {
      let hasEdits =
        !rebase
        && missing.contains {
          $0.rejected.contains { $0.changes.contains(where: \.isEdit) }
        }
      Output.complain(
        "records that have changed since are found by their id with `--rebase-by /id --was OLD`"
          + (hasEdits
            ? ", or edited where the replaced values are as they were with `--rebase`" : ""))
    }
    if result[.absent] > 0 {
      let names = listed(result.absentRecords.sorted())
      Output.complain(
        "changes that leave out records which aren't here: \(result[.absent])"
          + (names.isEmpty ? "" : " (\(names))")
          + "; an earlier apply left them out, or they have changed since and stay")
    }
    if json {
      Output.complainRaw(JSONWriter.bytes(result.value) + [0x0A])
    } else {
      Output.complain(result.text(isWritten: isWritten))
    }
  }
}
