import Analysis
import Curation
import Interface
import JSONLines
import Storage

/// Parses queries from the command line.
enum Queries {
  /// Parses a query.
  ///
  /// - Parameter isBeside: whether there is a second dataset, which some conditions refer to.
  static func parse(
    _ text: String, _ name: String, isBeside: Bool = false
  ) throws(Failure) -> Query {
    let query: Query
    do { query = try Query(text, lines: { Self.lines($0) }) } catch {
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
  ///
  /// - Parameter waits: whether they may be those of standard input or of a pipe; on the screen,
  ///   nothing would end the wait.
  static func lines(_ path: String, waits: Bool = true) -> [String]? {
    // The query reports it.
    guard let bytes = try? WholeFile.read(path, waits: waits) else { return nil }
    return bytes.split(separator: 0x0A).map { String(decoding: $0, as: UTF8.self) }
  }
}
