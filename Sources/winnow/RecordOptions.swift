import Analysis
import ArgumentParser
import Curation
import Interface

/// The options of every command that works on given records.
struct RecordOptions: ParsableArguments {
  @OptionGroup var dataset: DatasetOptions
  @Argument(help: "Record numbers and ranges: 17, 17-40.") var numbers: [String] = []
  @Option(name: .customLong("where"), help: "Records that a query finds, in place of numbers.")
  var query: String?

  /// Opens the dataset, and finds the given records.
  ///
  /// - Parameter orAll: whether to return all records if none are given.
  func open(
    isWriting: Bool = true, orAll: Bool = false
  ) throws -> (Workspace, [RecordNumber]) {
    let query = try query.map { (text) throws(Failure) in try Queries.parse(text, "--where") }
    if query != nil, !numbers.isEmpty {
      throw Failure(.usage, "give record numbers or --where, not both")
    }
    let isAll = orAll && query == nil && numbers.isEmpty
    let named = query == nil && !isAll ? try recordNumbers(numbers) : []
    let workspace = try Workspace(
      file: dataset.file, dataset.journals.choices, isWriting: isWriting)
    workspace.complain()
    if isAll {
      return (workspace, workspace.records)
    }
    return (workspace, query.map { workspace.records(matching: $0) } ?? named)
  }
}

/// The option of commands that work on what a query finds, or on all records.
struct WhereOption: ParsableArguments {
  @Option(name: .customLong("where"), help: "Only records that a query finds.") var text: String?

  /// The query; nil if none is given.
  func query() throws(Failure) -> Query? {
    try text.map { (text) throws(Failure) in try Queries.parse(text, "--where") }
  }
}
