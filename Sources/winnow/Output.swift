import Console
import Curation
import Glibc
import Interface
import JSONLines
import Storage

/// Writes data to standard output, and messages to standard error.
enum Output {
  /// Writes bytes to standard output. If the reader has gone away, exits without a message, as
  /// SIGPIPE would have ended the program where it isn't ignored.
  static func write(_ bytes: [UInt8]) {
    do throws(StorageError) {
      try bytes.withUnsafeBufferPointer { (buffer) throws(StorageError) in
        try writeAll(UnsafeRawBufferPointer(buffer), to: STDOUT_FILENO, path: "standard output")
      }
    } catch {
      if case .system(_, _, EPIPE) = error { exit(128 + SIGPIPE) }
      complain(error.failure.message.english)
      exit(error.failure.status.rawValue)
    }
  }

  /// Whether standard output is a terminal.
  static var isTerminal: Bool { isatty(1) == 1 }

  /// Writes a line for a person. Control characters in names and data are replaced, so they can't
  /// reach the terminal.
  static func line(_ text: String) { write(Array((visible(text) + "\n").utf8)) }

  /// Writes a line for a person that stays one, whatever a name or the data in it holds.
  static func row(_ text: String) {
    line(text.replacing("\r\n", with: "\n").replacing("\n", with: "␊").replacing("\r", with: "␍"))
  }

  /// Replaces control characters by visible marks; line breaks and tabs stay.
  static func visible(_ text: String) -> String {
    // As in most lines of most output.
    if text.utf8.allSatisfy({ 0x20...0x7E ~= $0 || $0 == 0x09 || $0 == 0x0A }) { return text }
    return text.lines.map { line in
      line.split(separator: "\t", omittingEmptySubsequences: false)
        .map { Glyph.glyphs(String($0)).map(\.text).joined() }.joined(separator: "\t")
    }.joined(separator: "\n")
  }

  /// Writes a JSON object on one line, also for readers that know other ends of lines than a line
  /// feed, and terminals that obey control characters; members whose value is nil are left out.
  static func json(_ members: [(JSONString, JSONValue?)]) {
    let object = JSONValue.object(
      members.compactMap { key, value in value.map { .init(key, $0) } })
    write(JSONWriter.bytes(object, .journal) + [0x0A])
  }

  /// Writes a message for the user. Control characters in names and data are replaced, so they
  /// can't reach the terminal.
  static func complain(_ message: String) {
    complainRaw(Array("winnow: \(visible(message))\n".utf8))
  }
}

extension Output {
  /// Shows progress on a line of the terminal that the next call replaces; does nothing if standard
  /// error isn't a terminal.
  static func progress(_ text: String) {
    guard isatty(2) == 1 else { return }
    complainRaw(Array("\r\u{1B}[K\(text)".utf8))
  }

  /// Writes machine-readable output to standard error, for when standard output carries the data.
  static func complainRaw(_ bytes: [UInt8]) {
    bytes.withUnsafeBytes { buffer in
      // There is nowhere to say that it failed.
      try? writeAll(buffer, to: STDERR_FILENO, path: "standard error")
    }
  }
}

/// The first of some records: `#1, #7 and 40 more`.
func listed(_ numbers: [RecordNumber]) -> String {
  let names = numbers.prefix(10).map(\.description).joined(separator: ", ")
  return numbers.count > 10 ? "\(names) and \(grouped(numbers.count - 10)) more" : names
}

/// The first of some names, with dots for the rest.
func shortened(_ names: [String]) -> [String] {
  names.prefix(10) + (names.count > 10 ? ["..."] : [])
}

/// A number with its noun, which takes an s unless its plural is given: `1 record`, `1,200
/// records`.
func counted(_ count: Int, _ noun: String, _ plural: String? = nil) -> String {
  "\(grouped(count)) \(count == 1 ? noun : plural ?? noun + "s")"
}
