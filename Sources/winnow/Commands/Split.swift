import Analysis
import ArgumentParser
import Curation
import Glibc
import Interface
import JSONLines
import Storage

struct Split: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Write the curated records to several files, by shares.",
    discussion: """
      winnow split data.jsonl train.jsonl=0.9 test.jsonl=0.1 --seed 7

      Records with one prompt (all that precedes the last answer), or equal texts, stay together, \
      whatever their labels, with --near also near ones, with --group those with one value of a \
      field; --by spreads the values of a field evenly. Records leave as their bytes are, one a line; \
      those that stand on several lines are written on one.
      """)

  @OptionGroup var dataset: DatasetOptions
  @Argument(help: "Files and their shares: train.jsonl=0.9 test.jsonl=0.1, or =9 and =1.")
  var parts: [String]
  @Option(help: "The same seed gives the same parts.") var seed: UInt64 = 1
  @Option(help: "Spread the values of this field evenly.") var by: String?
  @Option(help: "Keep records with one value of this field together.") var group: String?
  @Flag(help: "Keep near duplicates together too.") var near = false
  @OptionGroup var condition: WhereOption
  @OptionGroup var keeping: KeepOptions
  @Flag(help: "Replace files that exist.") var force = false
  @Flag(
    help: .json(
      "One JSON object for each part.", ["file": "its path", "records": "how many it has"]))
  var json = false

  func run() throws {
    let named = try parts.map(share)
    let query = try condition.query()
    let sum = named.map(\.share).reduce(0, +)
    let areCounts = named.allSatisfy { $0.share == $0.share.rounded() }
    if !areCounts, abs(sum - 1) > 0.001 {
      throw Failure(
        .usage,
        """
        the shares add up to \((sum * 1000).rounded() / 1000); they have to add up to 1, or be \
        whole numbers, like train.jsonl=9 test.jsonl=1
        """)
    }
    let workspace = try dataset.open(isWriting: false)
    try workspace.check(outputs: named.map(\.path), replacing: force)
    let field = try by.map(Queries.field)
    if let field { try workspace.checkPresence(of: field) }
    let group = try group.map(Queries.field)
    if let group { try workspace.checkPresence(of: group, option: "--group") }
    let set = workspace.set
    let numbers = try workspace.kept(workspace.records(matching: query), keeping.rule)
    func groups(
      _ scope: Duplicates.Scope, _ threshold: Double? = nil, ignoringLabels: Bool = true
    ) -> [[RecordNumber]] {
      Duplicates(
        among: numbers, in: set, as: workspace.shape, scope: scope, threshold: threshold,
        ignoringLabels: ignoringLabels
      ).groups.map(\.numbers)
    }
    // A conversation stays with those that go on after it, and with those of its first question.
    let together =
      groups(.prompt) + groups(.prompt, ignoringLabels: false) + groups(.record)
      + (near ? groups(.record, Duplicates.nearThreshold) : [])
      + (group.map { Partition.groups(of: numbers, by: $0, in: set, as: workspace.shape) } ?? [])
    let partition = Partition(
      numbers, in: set, as: workspace.shape, shares: named.map(\.share), together: together,
      by: field, seed: seed)
    var written: [String] = []
    for (path, part) in zip(named.map(\.path), partition.parts) {
      do { try workspace.write(part, to: path, replacing: force) } catch {
        // Without its other parts a file is of no use, and in the way of the next try.
        if !force { written.filter(FilePath.isRegularFile).forEach { unlink($0) } }
        throw error
      }
      written.append(path)
    }
    for ((path, share), part) in zip(named, partition.parts) {
      tell(path, got: part.count, wanted: Double(numbers.count) * share / sum)
    }
  }

  /// Says what a part has.
  private func tell(_ path: String, got: Int, wanted: Double) {
    // Far from its share: a group was larger than that.
    if wanted >= 1, Double(got) < wanted / 2 || Double(got) > wanted * 2 {
      let what = group.map { "one \($0), " } ?? ""
      Output.complain(
        "\(path) gets \(got == 0 ? "none" : grouped(got)) of \(Int(wanted)): records with \(what)one prompt or equal texts stay together"
      )
    }
    if json {
      Output.json([("file", .text(path)), ("records", .integer(got))])
    } else {
      Output.complain("\(path): \(counted(got, "record"))")
    }
  }

  private func share(_ text: String) throws -> (path: String, share: Double) {
    guard let equals = text.lastIndex(of: "="),
      let share = Double(text[text.index(after: equals)...]),
      share > 0, share <= 1_000_000_000, equals > text.startIndex
    else { throw Failure(.usage, "\"\(text)\" isn't FILE=SHARE, like train.jsonl=0.9") }
    return (String(text[..<equals]), share)
  }
}
