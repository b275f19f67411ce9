import Analysis
import ArgumentParser
import Curation
import Interface
import JSONLines

/// The options of every command that works on given records.
struct RecordOptions: ParsableArguments {
  @OptionGroup var dataset: DatasetOptions
  @Argument(help: "Record numbers and ranges: 17, 17-40.") var numbers: [String] = []
  @Option(
    name: .customLong("where"),
    help: "Records that a query finds, in place of numbers; '#1-' is all.")
  var query: String?

  /// The usage of a command whose last words aren't records' numbers.
  static func usage(_ command: String, _ lastWords: String) -> String {
    "winnow \(command) [<options>] <file> [<numbers> ...] \(lastWords)"
  }

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
    let workspace = try dataset.open(isWriting: isWriting)
    if isAll {
      return (workspace, workspace.records)
    }
    return (workspace, query == nil ? named : try workspace.records(matching: query))
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

/// Parses record numbers as typed: `17`, `17-40`, `#3`, `1-2,4`. Repeated numbers are returned
/// once.
func recordNumbers(_ words: [String]) throws(Failure) -> [RecordNumber] {
  var numbers: [RecordNumber] = []
  for word in words.flatMap({ $0.split(separator: ",", omittingEmptySubsequences: false) }) {
    guard let range = RecordNumber.range(typed: word) else {
      throw Failure(.usage, "\"\(word)\" isn't a record number or a range like 17-40")
    }
    guard range.count < 10_000_000 else { throw Failure(.usage, "\(word) is too large a range") }
    numbers += range.map { RecordNumber($0) }
  }
  if numbers.isEmpty {
    throw Failure(
      .usage,
      "no record number is given, like 17 or 17-40; --where takes a query, '#1-' all records")
  }
  return numbers.uniqued
}

/// Parses an option that is a JSON Pointer.
func pointer(_ text: String?, _ name: String) throws(Failure) -> JSONPointer? {
  guard let text else { return nil }
  guard let pointer = JSONPointer(text) else {
    throw Failure(.usage, "\(name): \"\(text)\" isn't a JSON Pointer, like /output")
  }
  return pointer
}
