import Analysis
import ArgumentParser
import Curation
import Interface
import JSONLines
import Storage

struct QueryCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "query", abstract: "Print the records that a query finds, as JSON Lines.",
    discussion: """
      Tests that stand beside each other must all hold; there are not, or, and brackets.

        word  "a phrase"                     in any text, case as typed
        /expression/  /expression/i          Perl's (PCRE2), by Unicode; ^ and $ at each line
        output:sorry  meta.source:web        a whole word in a field, a part, or a path
        /messages/0/role:user                the same at a JSON Pointer
        label=safe  score>=4  a>b            a field that is exactly so, or compared as a number
        has:system                           a field that is there
        len(output)>2000  words(prompt)<5    Unicode characters, words
        turns>=4  responses=2  bytes>10000   counts (of turns without the system's)
        best=2                               the place of the best response, by rank, else by score
        role:tool  shape:pairwise  stage:sft  script:han
        flag:S10  flagged  severity>=2  verdict:none  verdict:accepted  rating(helpful)<3
        edited  removed  noted  conflict  by:bob  disagree  unreviewed
        #17-40  #3,5  #@numbers.txt  id:a17  id:@ids.txt  similar:12
        sample:5%  sample:5%@7               that share of them, as the number (a seed) chooses
        check:P01  check:Q                   what `winnow check` finds in it, by rule or group
        linked  only-here  same-there  differs-there  rejected-there
                                             against the second of two files, on the screen
      """)

  @OptionGroup var dataset: DatasetOptions
  @Argument(help: "What to look for.") var query: [String]
  @OptionGroup var output: OutputOptions
  @Flag(help: "Print how many there are.") var count = false
  @Flag(help: "Print their numbers.") var numbers = false
  @Flag(help: "One object for each record: its number, and itself.") var json = false

  func run() throws {
    if [count, numbers, json].count(where: \.self) > 1 {
      throw Failure(.usage, "--count, --numbers and --json exclude each other")
    }
    if count, output.output != nil { throw Failure(.usage, "--count prints; leave -o out") }
    let query = try Queries.parse(query.joined(separator: " "), "the query")
    let workspace = try dataset.open(isWriting: false)
    let found = workspace.records(matching: query)
    if found.isEmpty { workspace.complainOfAbsentNames(in: query) }
    if count { return Output.line(String(found.count)) }
    try workspace.write(found, output, onlyNumbers: numbers, json: json)
  }
}

/// The options for the output of records.
struct OutputOptions: ParsableArguments {
  @Option(name: .shortAndLong, help: "The file to write; - or none is standard output.")
  var output: String?
  @Flag(help: "Replace a file that exists.") var force = false
}

extension Workspace {
  /// Reports what a query names and no record has, as it may be mistyped.
  func complainOfAbsentNames(in query: Query) {
    for condition in query.named where records(matching: condition).isEmpty {
      switch condition {
      case .has(let field): complainOfAbsent(field)
      case .mark(.flagged(let category?)): Output.complain("no record has a flag \"\(category)\"")
      case .mark(.by(let actor)): Output.complain("no entry is by \"\(actor)\"")
      case .role(let role): Output.complain("no record has a turn of the role \"\(role)\"")
      default: break
      }
    }
  }

  func complainOfAbsent(_ field: Query.Field) {
    Output.complain("no record has a field \"\(field.name)\"")
  }

  /// Writes records as lines of JSON, as numbers, or as objects with both.
  func write(
    _ numbers: [RecordNumber], _ options: OutputOptions, onlyNumbers: Bool = false,
    json: Bool = false
  ) throws(Failure) {
    guard let path = options.output, path != "-" else {
      for number in numbers { Output.write(line(of: number, onlyNumber: onlyNumbers, json: json)) }
      return
    }
    try check(outputs: [path], replacing: options.force)
    try write(numbers, to: path, replacing: options.force, onlyNumbers: onlyNumbers, json: json)
  }

  func write(
    _ numbers: [RecordNumber], to path: String, replacing: Bool, onlyNumbers: Bool = false,
    json: Bool = false
  ) throws(Failure) {
    try orFail { () throws(StorageError) in
      try Parquet.lines(for: path, replacing: replacing) { (path, replacing) throws(StorageError) in
        var file = try TextOutput(path, replacing: replacing)
        for number in numbers {
          try file.write(line(of: number, onlyNumber: onlyNumbers, json: json))
        }
        try file.finish()
      }
    }
  }

  private func line(of number: RecordNumber, onlyNumber: Bool, json: Bool) -> [UInt8] {
    if onlyNumber { return Array("\(number.value)\n".utf8) }
    let line = self.set.bytes(of: number).joinedLines
    guard json else { return line + [0x0A] }
    let isJSON = (try? JSONNode.parse(Bytes(line))) != nil
    let start = Array("{\"record\":\(number.value),\"\(isJSON ? "value" : "text")\":".utf8)
    let text = String(decoding: line, as: UTF8.self)
    return start + (isJSON ? line : JSONWriter.bytes(.text(text))) + Array("}\n".utf8)
  }
}

/// Parses queries from the command line.
enum Queries {
  /// Parses a query.
  ///
  /// - Parameter isBeside: whether there is a second dataset, which some conditions refer to.
  static func parse(
    _ text: String, _ name: String, isBeside: Bool = false
  ) throws(Failure) -> Query {
    let query: Query
    do { query = try Query(text, lines: Self.lines) } catch {
      if case .unreadable = error.reason { throw Failure(.noInput, "\(name): \(error.text)") }
      throw Failure(.usage, "\(name): \(error.text)")
    }
    if let relation = query.relation, !isBeside {
      throw Failure(.usage, "\(name): \(relation.rawValue) compares two files; use `winnow A B`")
    }
    return query
  }

  /// Parses a field, as given by `--by`.
  static func field(_ text: String) throws -> Query.Field {
    guard let field = Query.field(text) else {
      throw Failure(.usage, "\"\(text)\" isn't a field, like label, meta.source or /meta/source")
    }
    return field
  }

  /// Returns the lines of a file that a query refers to; nil if it can't be read.
  static func lines(_ path: String) -> [String]? {
    guard let bytes = try? WholeFile.read(path) else { return nil }  // the query reports it
    return bytes.split(separator: 0x0A).map { String(decoding: $0, as: UTF8.self) }
  }
}

extension Bytes {
  /// The record on one line: without the line breaks between its values, and the indentation after
  /// them. All other bytes are kept.
  var joinedLines: [UInt8] {
    guard contains(0x0A) || contains(0x0D) else { return Array(self) }
    var line: [UInt8] = []
    var isInString = false
    var isIndentation = false
    var isEscaped = false
    for byte in self {
      if isInString {
        isInString = isEscaped || byte != UInt8(ascii: "\"")
        isEscaped = !isEscaped && byte == UInt8(ascii: "\\")
      } else if byte == 0x0A || byte == 0x0D {
        isIndentation = true
        continue
      } else if isIndentation, byte == 0x20 || byte == 0x09 {
        continue
      } else {
        isIndentation = false
        isInString = byte == UInt8(ascii: "\"")
      }
      line.append(byte)
    }
    return line
  }
}
