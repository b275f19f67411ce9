import Curation
import Interface
import JSONLines
import Storage

/// Files of suggestions: given by the user, or kept beside a dataset's journals.
enum Suggestions {
  static let ending = ".suggestions"

  /// Returns all suggestions for a dataset, by record, those with the highest scores first, and how
  /// many of those kept beside it can't be read or are for records that aren't there any more.
  static func all(
    for workspace: Workspace, and files: [String]
  ) throws(Failure) -> (found: [RecordNumber: [Suggestion]], lost: Int) {
    let session = workspace.session
    let paths = try orFail { () throws(StorageError) in try session.companions(ending) }
    var lost = 0
    var kept: [Suggestion] = []
    // A judge that was interrupted may have left half a line.
    for path in paths { kept += try read(path, standard: nil) { _ in lost += 1 } }
    if kept.contains(where: { $0.base != nil }) {
      workspace.dataset.index()  // only then it is known where a record is that was moved
      let placed = workspace.set.placed(kept)
      lost += kept.count - placed.count
      kept = placed
    }
    for path in files { kept += try read(path, standard: nil) }
    let found = Dictionary(grouping: kept, by: \.record)
    return (found.mapValues { $0.sorted { ($0.score ?? 0) > ($1.score ?? 0) } }, lost)
  }

  /// Returns the suggestions from a file of `apply --rejects`; nil for any other file.
  static func rejected(_ path: String) throws(Failure) -> [Suggestion]? {
    let bytes = try orFail { () throws(StorageError) in Bytes(try WholeFile.read(path)) }
    let lines = bytes.lines().map(bytes.slice).filter { !$0.isEmpty }
    guard !lines.isEmpty,
      lines.allSatisfy({ (try? JSONValue.parse($0))?[Self.rejectedMember] != nil })
    else { return nil }
    var found: [Suggestion] = []
    for (index, line) in lines.enumerated() {
      do { found += Suggestion.rejected(try Entry(line: line)) } catch {
        throw Failure(.badData, "\(path), line \(index + 1): \(error.text)")
      }
    }
    return found
  }

  /// The member that marks a line of rejects.
  static let rejectedMember: JSONString = "x-rejected"

  /// Reads a file of suggestions.
  ///
  /// - Parameters:
  ///   - category: the category of lines that name neither a command nor a category.
  ///   - refuseLine: what to do about a line that can't be read.
  static func read(
    _ path: String, standard category: String?,
    refuseLine: (Failure) throws(Failure) -> Void = { (failure) throws(Failure) in throw failure }
  ) throws(Failure) -> [Suggestion] {
    let bytes = try orFail { () throws(StorageError) in Bytes(try WholeFile.read(path)) }
    let known = Taxonomies.lookup()
    var found: [Suggestion] = []
    for (index, line) in bytes.lines().lazy.map(bytes.slice).enumerated() {
      if line.trimmed.isEmpty { continue }
      func refuse(_ problem: Phrase) throws(Failure) {
        try refuseLine(Failure(.badData, "\(path), line \(index + 1): \(problem)"))
      }
      guard let value = try? JSONValue.parse(line) else {
        try refuse("it isn't JSON")
        continue
      }
      if Suggestion.isNothing(value) { continue }
      // A judge's answer is taken without them; in a file they are a slip.
      let slip = ["score", "severity"].first { name in
        switch value[JSONString(name)] {
        case nil, .null, .number: false
        default: true
        }
      }
      if let slip {
        try refuse("its \(slip) isn't a number")
        continue
      }
      do { found.append(try Suggestion(value, standard: category, category: known)) } catch {
        try refuse(error.text)
      }
    }
    return found
  }

  /// Refuses standard input, beside which no screen would look for suggestions.
  static func refuseInput(_ file: String) throws(Failure) {
    if file == "-" {
      throw Failure(.usage, "suggestions are kept beside a file; save standard input to one first")
    }
  }

  /// Returns the path beside the dataset's journals at which the screen finds suggestions of a
  /// name.
  static func path(_ name: some StringProtocol, for workspace: Workspace) throws(Failure) -> String
  {
    let session = workspace.session
    let folder = try orFail { () throws(StorageError) in try session.makeFolder() }
    let plain = name.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "-" }
    return "\(folder)/\(String(plain))\(ending)"
  }

  /// Keeps suggestions beside the dataset's journals, in place of earlier ones from the same file.
  static func keep(
    _ suggestions: [Suggestion], of file: String, as category: String?,
    atLeast threshold: Double, for workspace: Workspace
  ) throws {
    var sure = suggestions.filter { ($0.score ?? 1) >= threshold }
    let source = workspace.set.source
    for place in sure.indices where sure[place].base == nil {
      let record = sure[place].record
      guard source.contains(record) else {
        throw Failure(
          .badData,
          "\(file): there is no record \(record); the dataset has \(workspace.recordCount)")
      }
      sure[place].base = source.contentHash(of: record)
    }
    let lines = sure.flatMap(\.line)
    let name = file.split(separator: "/").last?.split(separator: ".").first ?? "scores"
    // Files of the same name in different folders, or for different categories, are kept apart.
    let origin = Bytes((FilePath.real(file) ?? file) + "\n" + (category ?? ""))
    let path = try path(
      "\(name)-\(String(origin.fingerprint, radix: 16).prefix(8))", for: workspace)
    try orFail { () throws(StorageError) in try TextOutput.write(lines, to: path, replacing: true) }
    Output.complain(
      "\(sure.count) of \(suggestions.count) suggested; + and - answer them on the screen")
  }
}

extension Suggestion.Problem {
  var text: Phrase {
    switch self {
    case .missing(let name): "a suggestion has a \(name)"
    case .command(let error): error.text
    case .unknownCommand(let text): "\"\(text)\" is no command on a record"
    }
  }
}
