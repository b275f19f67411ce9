import Curation
import Interface
import JSONLines
import Storage

/// Files of suggestions: named by the person, or kept beside a dataset's journals.
enum Suggestions {
  /// All that is suggested for a dataset, the surest first.
  static func all(
    for dataset: String, and files: [String]
  ) throws(Failure) -> [RecordNumber: [Suggestion]] {
    let folder = dataset + ".winnow"
    let kept = ((try? Folder.names(in: folder)) ?? []).filter { $0.hasSuffix(".suggestions") }
    var found: [RecordNumber: [Suggestion]] = [:]
    for path in kept.map({ "\(folder)/\($0)" }) + files {
      for suggestion in try read(path, standard: nil) {
        found[suggestion.record, default: []].append(suggestion)
      }
    }
    return found.mapValues { $0.sorted { ($0.score ?? 0) > ($1.score ?? 0) } }
  }

  /// What a file of `apply --rejects` holds; nil for any other file.
  static func rejected(_ path: String) throws(Failure) -> [Suggestion]? {
    let bytes = try orFail { () throws(StorageError) in Bytes(try WholeFile.read(path)) }
    let lines = bytes.split(separator: 0x0A).map { Bytes(Array($0)) }
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

  /// What marks a line of rejects.
  static let rejectedMember: JSONString = "x-rejected"

  /// - Parameter category: of lines that name none, but a score.
  static func read(_ path: String, standard category: String?) throws(Failure) -> [Suggestion] {
    let bytes = try orFail { () throws(StorageError) in Bytes(try WholeFile.read(path)) }
    let known = Taxonomies.lookup()
    var found: [Suggestion] = []
    for (index, line) in bytes.split(separator: 0x0A).enumerated() {
      var text = Array(line)
      if Suggestion.isNothing(Bytes(text)) { continue }
      if let category, let value = try? JSONValue.parse(Bytes(text)),
        case .object(let members) = value, value["command"] == nil, value["category"] == nil
      {
        text = JSONWriter.bytes(.object(members + [.init("category", .text(category))]))
      }
      do {
        found.append(
          try Suggestion(line: Bytes(text), category: known))
      } catch {
        throw Failure(.badData, "\(path), line \(index + 1): \(error.text)")
      }
    }
    return found
  }

  /// Keeps suggestions beside the dataset's journals, where the screen finds them.
  static func keep(
    _ suggestions: [Suggestion], atLeast threshold: Double, for dataset: String
  ) throws {
    let sure = suggestions.filter { ($0.score ?? 1) >= threshold }
    let lines = sure.flatMap(\.line)
    let folder = try orFail { () throws(StorageError) in
      try Folder.makeForJournals(of: dataset)
    }
    let path = "\(folder)/scores.suggestions"
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
    case .notJSON: "it isn't JSON"
    }
  }
}
