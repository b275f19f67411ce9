public import Analysis
public import ArgumentParser
import Curation
import Interface
import JSONLines
import Storage

extension Duplicates.Scope: ExpressibleByArgument {}

struct DuplicatesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "duplicates", abstract: "Find records that say the same, or nearly.",
    discussion: """
      Without --near, records whose texts are equal but for white space and Unicode form, and so \
      are labels, calls, tools, images and other fields; ids, sources, dates and numbers that judge \
      nothing don't count. With it, also those that share runs of five words (of \
      Chinese, characters), 0.7 of all by the Jaccard index; symbols and the case of A to Z don't \
      count in these. --remove leaves out all of a group but one, as one step. --against looks for \
      another file's prompts (of records without one, their texts) and runs of 13 words, as for a \
      test set in the training data. What is removed or discarded isn't compared.
      """)

  enum Keep: String, CaseIterable, ExpressibleByArgument {
    case first, longest, best
  }

  @OptionGroup var dataset: DatasetOptions
  @Option(help: "What is compared.") var scope = Duplicates.Scope.record
  @OptionGroup var condition: WhereOption
  @Flag(help: "Also what is only near.") var near = false
  @Option(help: "How near, from 0 to 1.") var threshold: Double?
  @Option(help: "Look for this file's prompts and texts.", completion: .file()) var against: String?
  @Flag(help: "Remove all of each group but one; with --against, what has something of it.")
  var remove = false
  @Option(help: "Which one stays, else the first; the best is so by verdict, rating and length.")
  var keep: Keep?
  @Flag(
    help: .json(
      "One JSON object for each group; with --against, for each match.",
      [
        "records": "the numbers of the group's records",
        "similarity": "of the two that are least alike; 1 is equal",
        "kept": "the number of the one that --remove leaves",
        "record": "with --against, the number of the record",
        "other": "the number of the other file's record that it has something of",
        "kind": "what: prompt, text or words",
      ])) var json = false

  func run() throws {
    if let threshold, !(threshold > 0 && threshold <= 1) {
      throw Failure(.usage, "--threshold is above 0 and at most 1")
    }
    if threshold != nil, !near { throw Failure(.usage, "--threshold goes with --near") }
    if against != nil, near || scope != .record || keep != nil {
      throw Failure(
        .usage, "--against looks for prompts and runs of 13 words: no --near, --scope or --keep")
    }
    if dataset.file == "-", against == "-" {
      throw Failure(.usage, "standard input can't be both datasets")
    }
    let query = try condition.query()
    let workspace = try dataset.open(isWriting: remove)
    let among = try workspace.records(matching: query)
    let set = workspace.set
    // What `apply` leaves out can't be the copy that stays.
    let numbers = workspace.kept(among)
    if let against { return try lookFor(against, in: workspace, among: numbers) }
    let progress = Progress("comparing", of: numbers.count)
    let groups = Duplicates(
      among: numbers, in: set, as: workspace.shape, scope: scope,
      threshold: near ? threshold ?? Duplicates.nearThreshold : nil, progress: progress.reached
    ).groups
    progress.end()
    try workspace.checkUnchanged()
    for group in groups { show(group, workspace) }
    let extra = groups.reduce(0) { $0 + $1.numbers.count - 1 }
    if remove, !groups.isEmpty {
      let commands = groups.flatMap { group -> [(RecordNumber, Command)] in
        let kept = best(of: group.numbers, workspace)
        let bytes = set.source.bytes(of: kept)
        return group.numbers.filter { $0 != kept }.map { number in
          let isCopy = set.source.bytes(of: number) == bytes
          return (number, .remove(why: "duplicate of \(kept)", leavesCopy: isCopy))
        }
      }
      let keep = keep ?? .first
      _ = try workspace.perform(
        commands, as: "duplicates\(near ? " --near" : "") --remove --keep \(keep.rawValue)")
    }
    Output.complain(
      "\(counted(groups.count, "group")), \(grouped(extra)) more than one of each"
        + (remove && extra > 0 ? "; removed (\(dataset.undoHint))" : ""))
    if extra > 0, !remove { throw Status.findings.exitCode }
  }

  private func show(_ group: Duplicates.Group, _ workspace: Workspace) {
    if json {
      return Output.json([
        ("records", .array(group.numbers.map { .integer($0.value) })),
        ("similarity", .number(group.similarity)),
        ("kept", .integer(best(of: group.numbers, workspace).value)),
      ])
    }
    let percent = Int((group.similarity * 100).rounded(.down))
    let names = group.numbers.map(\.description).joined(separator: " ")
    Output.line(group.similarity == 1 ? names : "\(names)  \(percent)%")
  }

  private func best(of numbers: [RecordNumber], _ workspace: Workspace) -> RecordNumber {
    let set = workspace.set
    func worth(_ number: RecordNumber) -> (Int, Double, Int) {
      let length = Duplicates.length(of: number, in: set, as: workspace.shape, scope: scope)
      if keep == .longest { return (0, 0, length) }
      let marks = set.state(of: number)?.counted ?? []
      let isAccepted = marks.contains { $0.verdict == .accepted }
      let isBad = marks.contains { $0.verdict == .discarded }
      let scores = marks.flatMap(\.judgements.values)
        .compactMap { if case .score = $0 { $0.number } else { nil } }
      let mean = scores.reduce(0, +) / Double(max(1, scores.count))
      return (isAccepted ? 1 : isBad ? -1 : 0, mean, length)
    }
    guard keep ?? .first != .first else { return numbers[0] }
    // Of equals the first.
    let all = numbers.map { (number: $0, worth: worth($0)) }
    return all.reduce(all[0]) { $1.worth > $0.worth ? $1 : $0 }.number
  }

  private func lookFor(
    _ path: String, in workspace: Workspace, among: [RecordNumber]
  ) throws {
    var choices = dataset.journals.choices
    choices.ignoresJournals = true
    let other = try Workspace(file: path, choices, isWriting: false)
    let progress = Progress("comparing", of: among.count)
    let found = Contamination(
      among: among, in: workspace.set, as: workspace.shape, against: other.set,
      progress: progress.reached)
    let matches = found.matches
    progress.end()
    if found.emptyCount > 0 {
      Output.complain(
        "records of \(path) without a prompt or a text to look for: \(grouped(found.emptyCount)) of "
          + grouped(other.recordCount))
    }
    for match in matches {
      if json {
        Output.json([
          ("record", .integer(match.record.value)), ("other", .integer(match.other.value)),
          ("kind", .text(match.kind.rawValue)),
        ])
      } else {
        let kind =
          switch match.kind {
          case .prompt: "the prompt"
          case .text: "a text"
          case .words: "13 words"
          }
        Output.line("\(match.record)  \(kind) of \(match.other) in \(path)")
      }
    }
    if remove {
      _ = try workspace.perform(
        matches.map { ($0.record, .remove(why: "has something of \(path), \($0.other)")) },
        as: "duplicates --against \(path) --remove")
    }
    Output.complain(
      "records with something of \(path): \(grouped(matches.count))"
        + (remove && !matches.isEmpty
          ? "; removed (\(dataset.undoHint))" : ""))
    if !matches.isEmpty, !remove { throw Status.findings.exitCode }
  }
}
