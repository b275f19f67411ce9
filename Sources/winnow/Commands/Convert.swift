public import Analysis
public import ArgumentParser
import Curation
import Glibc
import Interface
import JSONLines
import Storage

extension Format: ExpressibleByArgument {}
extension PairPolicy: ExpressibleByArgument {}
extension RankDirection: ExpressibleByArgument {}

struct Convert: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Write the curated records in a trainer's format, as JSON Lines.",
    discussion: """
      What is removed or discarded is left out. Ranked answers become pairs by --pairs; of a tree \
      of replies, those of each message, or its best conversation for formats of such. Records \
      that can't be carried over are listed, and the exit status is 1 then; fields that the format \
      has no place for are named. --from-edits makes pairs of edits: the answer as it is now is \
      chosen, the one before is rejected.
      """)

  @OptionGroup var dataset: DatasetOptions
  @Option(
    help: .init(
      "The format.",
      valueName: "format"))
  var to: Format
  @Option(
    name: .shortAndLong, help: "The file to write; - or none is standard output.",
    completion: .file())
  var output = "-"
  @Flag(help: "Replace a file that exists.") var force = false
  @OptionGroup var condition: WhereOption
  @OptionGroup var keeping: KeepOptions
  @Option(help: "Which pairs ranked answers make, else best-worst.") var pairs: PairPolicy?
  @Option(help: "Answers of one rank: keep makes a pair in their order; skip, else, none.")
  var ties: Ties?
  @Option(help: "Which rank is best: with best-low, 1 is. Of scores it is the highest.")
  var direction: RankDirection?
  @Flag(name: .customLong("from-edits"), help: "Pairs of an answer as it is and as it was.")
  var fromEdits = false
  @Option(name: .customLong("tool-arguments"), help: "As text (JSON in a string) or object.")
  var toolArguments: ToolArguments?
  @Flag(name: .customLong("only-taught"), help: "Leave out fields that aren't trained on.")
  var onlyTaught = false
  @Option(help: "Put what reviewers say into this field.") var marks: String?
  @Option(
    name: .customLong("marks-file"),
    help: "Write what reviewers say to this file, a line for each line of the output.",
    completion: .file())
  var marksFile: String?
  @Option(
    name: .customLong("dataset-info"),
    help: "Add an entry, with --name, to this dataset_info.json, which is made if it isn't there.",
    completion: .file())
  var datasetInfo: String?
  @Option(help: "The entry's name there.") var name: String?
  @Flag(
    help: .json(
      "The report as one JSON object, the last line of standard error.", ConversionReport.members))
  var json = false

  enum Ties: String, CaseIterable, ExpressibleByArgument {
    case skip, keep
  }

  enum ToolArguments: String, CaseIterable, ExpressibleByArgument {
    case text, object
  }

  func run() throws {
    if datasetInfo != nil, name == nil || output == "-" || to.datasetInfo(file: "") == nil {
      throw Failure(.usage, "--dataset-info wants --name, -o, and a format of LLaMA-Factory")
    }
    if fromEdits, pairs != nil || ties != nil || direction != nil {
      throw Failure(
        .usage, "--from-edits makes a pair of each edit: no --pairs, --ties or --direction")
    }
    if pairs == .acrossLine, ties != nil || direction != nil {
      throw Failure(
        .usage, "--pairs across-line goes by what is acceptable: no --ties or --direction")
    }
    if name != nil, datasetInfo == nil { throw Failure(.usage, "--name goes with --dataset-info") }
    if datasetInfo != nil, PackedEnding(of: output) != nil {
      throw Failure(
        .usage, "LLaMA-Factory reads no packed file: name the output without .gz or .zst")
    }
    if marksFile == "-", output == "-" {
      throw Failure(.usage, "the dataset goes to standard output; give -o to have the marks there")
    }
    let query = try condition.query()
    let workspace = try dataset.open(isWriting: false)
    try workspace.check(outputs: [output, marksFile], renewed: datasetInfo, replacing: force)
    if let marks {
      // What a record or the format has under this name would be lost.
      if Format.ownMembers.contains(marks) {
        throw Failure(.usage, "--marks \(marks): formats have a field of this name; choose another")
      }
      if workspace.has(.pointer(JSONPointer([JSONString(marks)]))) {
        throw Failure(.usage, "--marks \(marks): records have a field of this name; choose another")
      }
    }
    // Read this before anything is written, so that it hardly fails afterwards.
    _ = try datasetInfo.map(Self.infos)
    var converter = Converter(to)
    converter.pairs = pairs ?? .bestWorst
    converter.direction = direction
    converter.keepsTies = ties == .keep
    converter.argumentsAsText = toolArguments.map { $0 == .text }
    converter.keepsOthers = !onlyTaught
    let numbers = try workspace.records(matching: query)
    workspace.complainOfUndecided(numbers, keeping.rule)
    let report = try write(numbers, workspace, converter)
    if let datasetInfo, let name {
      if report.written > 0 {
        try addEntry(name, to: datasetInfo, report.optionalColumns)
      } else {
        Output.complain("no record was written, so \(name) isn't added to \(datasetInfo)")
      }
    }
    tell(report)
    if fromEdits, report.read == 0 { tellNoEdits(of: numbers, in: workspace.set) }
    let isLost = report.losses.contains { $0.loss.outcome == .crash }
    if isLost || !report.problems.isEmpty { throw Status.findings.exitCode }
  }

  private func write(
    _ numbers: [RecordNumber], _ workspace: Workspace, _ converter: Converter
  ) throws -> ConversionReport {
    let (output, force) = (output, force)
    return try orFail { () throws(StorageError) in
      try Parquet.lines(for: output, replacing: force) { (path, replacing) throws(StorageError) in
        try write(numbers, workspace, converter, to: path, replacing: replacing)
      }
    }
  }

  private func write(
    _ numbers: [RecordNumber], _ workspace: Workspace, _ converter: Converter, to path: String,
    replacing: Bool
  ) throws(StorageError) -> ConversionReport {
    var report = ConversionReport()
    var trainer = Trainer(reading: to).map(TrainerRun.init)
    var file = try TextOutput(path, replacing: replacing)
    var said: [UInt8] = []
    var failure: StorageError?
    var converted = 0
    let progress = Progress("converting", of: numbers.count)
    defer { progress.end() }
    let job = RecordConversion.Job(
      converter: converter, set: workspace.set, shape: workspace.shape, keep: keeping.rule,
      fromEdits: fromEdits, marks: marks, writesMarks: marksFile != nil)
    Parallel.inOrder(numbers.count) {
      numbers[$0].compactMap(job.converted)
    } take: { records, done in
      if output != "-" || !Output.isTerminal { progress.reached(done) }
      guard failure == nil else { return }
      converted += records.count
      for record in records {
        report.add(record, &trainer)
        said += record.marks
      }
      do throws(StorageError) { try file.write(records.flatMap(\.lines).flatMap(\.bytes)) } catch {
        failure = error
      }
    }
    if let failure { throw failure }
    try file.finish(from: workspace.dataset)
    report.keptOut = numbers.count - converted
    if let marksFile { try TextOutput.write(said, to: marksFile, replacing: force) }
    return report
  }

  /// Returns the text and the entries of a dataset_info.json.
  private static func infos(
    _ path: String
  ) throws -> (text: Bytes, entries: [JSONValue.Member]) {
    if FilePath.real(path) == nil {
      let folder = FilePath(path).folder
      guard FilePath.real(folder) != nil else {
        throw Failure(.noInput, "there is no folder \(folder)")
      }
      return (Bytes(Array("{}\n".utf8)), [])
    }
    let text = Bytes(try WholeFile.read(path))
    guard case .object(let members)? = try? JSONValue.parse(text) else {
      throw Failure(.badData, "\(path) is no JSON object, so no entry can be added to it")
    }
    var names: Set<JSONString> = []
    for member in members where !names.insert(member.key).inserted {
      throw Failure(.badData, "\(path) has \(member.key.text) twice; which one counts is unclear")
    }
    return (text, members)
  }

  /// Splices the entry into dataset_info.json; all other bytes stay the same. One that others have
  /// written meanwhile keeps their entries.
  private func addEntry(_ name: String, to path: String, _ optionalColumns: [String]) throws {
    let folder = FilePath(path).folder
    let file = FilePath.path(of: output, from: folder)
    guard let entry = to.datasetInfo(file: file, optional: optionalColumns) else { return }
    let lock = try FolderLock(folder)
    defer { lock.release() }
    let infos = try Self.infos(path)
    var members = infos.entries
    let key = JSONString(name)
    if let place = members.firstIndex(where: { $0.key == key }) {
      if members[place].value != entry { Output.complain("\(name) in \(path) is replaced") }
      members[place].value = entry
    } else {
      members.append(.init(key, entry))
    }
    // `rewrite` keeps the bytes around the value.
    guard let new = try? rewrite(infos.text, as: .object(members)) else {
      throw Failure(.badData, "\(path) can't be rewritten, so \(name) isn't added to it")
    }
    try TextOutput.write(new, to: path, replacing: true)
    Output.complain("\(name) is in \(path)")
  }

  /// Says why no pair was made from edits.
  private func tellNoEdits(of numbers: [RecordNumber], in set: WorkingSet) {
    let leftOut = numbers.filter {
      set.state(of: $0)?.edited != nil && set.disposition(of: $0, keeping.rule) == .leftOut
    }
    if !leftOut.isEmpty {
      let keep = keeping.keep.rawValue
      return Output.complain("edited, but left out by --keep \(keep): \(listed(leftOut))")
    }
    let done = ApplyReport(set, keep: keeping.rule)[.alreadyApplied]
    Output.complain(
      done == 0
        ? "no answer of these records was edited"
        : """
        \(counted(done, "edit")) \(done == 1 ? "is" : "are") in this dataset already: pairs are \
        made from the version before, --with this journal
        """)
  }

  private func tell(_ report: ConversionReport) {
    func types() -> [Finding] { report.written > 0 ? Self.types(in: output) : [] }
    if json { return Output.complainRaw(JSONWriter.bytes(report.value(types())) + [0x0A]) }
    report.tell(to, acrossLine: pairs == .acrossLine, keep: keeping.keep.rawValue)
    guard output != "-", report.written > 0, let line = to.loadLine(output) else { return }
    Output.complain(line)
    for finding in types() {
      Output.complain("\(output): \(finding.place)  \(finding.rule) \(finding.message)")
    }
  }

  /// The columns of the output that have values of several types: arguments of calls do, as
  /// objects. Of what isn't a file none.
  private static func types(in output: String) -> [Finding] {
    guard output != "-", let path = FilePath.real(output), FilePath.isRegularFile(path),
      !Parquet.isNamed(output),
      let written = try? Dataset(path: path), let checker = try? Checker(["F11"])
    else { return [] }
    written.index()
    let numbers = (0..<written.recordCount).map { RecordNumber(position: $0) }
    var found: [Finding] = []
    checker.check(numbers, in: WorkingSet(written), as: nil) { found.append($0) }
    return found
  }
}
