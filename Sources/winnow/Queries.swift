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
    guard contains(0x0A) else { return Array(self) }
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
