import Analysis
import ArgumentParser
import Curation
import Interface

struct SampleCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sample", abstract: "Print a random sample of the curated records.")

  @OptionGroup var dataset: DatasetOptions
  @Option(name: .shortAndLong, help: "How many; with --by, of each value.") var number = 10
  @Option(help: "The same seed gives the same sample.") var seed: UInt64 = 1
  @Option(help: "As many of each value of this field.") var by: String?
  @OptionGroup var condition: WhereOption
  @OptionGroup var keeping: KeepOptions
  @OptionGroup var output: OutputOptions
  @Flag(help: "Print their numbers.") var numbers = false
  @Flag(help: .json("One JSON object for each record.", Workspace.recordMembers)) var json = false

  func run() throws {
    if numbers, json { throw Failure(.usage, "--numbers and --json exclude each other") }
    guard number > 0 else { throw Failure(.usage, "-n is a number above 0") }
    let query = try condition.query()
    let field = try by.map(Queries.field)
    let workspace = try dataset.open(isWriting: false)
    let among = try workspace.kept(workspace.records(matching: query), keeping.rule)
    if let field { try workspace.checkPresence(of: field) }
    let sample = Sampling.sample(
      number, of: among, in: workspace.set, as: workspace.shape, by: field, seed: seed)
    try workspace.write(sample, output, onlyNumbers: numbers, json: json)
  }
}
