import Glibc
public import JSONLines

/// An HTTP POST of a JSON text, carried out by curl.
public final class HTTPPost {
  public struct Answer: Sendable {
    /// The HTTP status code; 0 if there was no answer, and `body` says why.
    public var status: Int
    public var body: Bytes
  }

  private let program: HelperProgram
  private let received: TemporaryFile
  private let errors: TemporaryFile

  /// Starts a request without waiting for its answer.
  ///
  /// - Parameters:
  ///   - url: `http://` or `https://`.
  ///   - key: the bearer token for the `Authorization` header; it is hidden from other processes.
  ///   - timeout: the time limit in seconds.
  private init(
    _ body: [UInt8], to url: String, key: String?, timeout: Int
  ) throws(StorageError) {
    received = try TemporaryFile()
    errors = try TemporaryFile()
    let configuration = try TemporaryFile()
    let sent = try TemporaryFile()
    try sent.write(body)
    var lines = [
      "url = \(Self.quoted(url))", "proto = \"=http,https\"", "max-time = \(timeout)",
      "data-binary = \"@/dev/fd/4\"", "header = \"Content-Type: application/json\"",
      "write-out = \"\\n%{http_code}\"",
    ]
    if let key { lines.append("header = \(Self.quoted("Authorization: Bearer \(key)"))") }
    try configuration.write(Array(lines.map { $0 + "\n" }.joined().utf8))
    program = HelperProgram(
      ["curl", "-q", "-sS", "--config", "/dev/fd/3"], output: received.number,
      errors: errors.number, files: [configuration.number, sent.number])
  }

  /// Returns `text` quoted for curl's configuration, without control characters.
  private static func quoted(_ text: String) -> String {
    let escaped = text.unicodeScalars.filter { $0.value >= 0x20 }.map { scalar in
      scalar == "\"" || scalar == "\\" ? "\\\(scalar)" : String(scalar)
    }
    return "\"\(escaped.joined())\""
  }

  /// Sends all bodies concurrently and returns their answers in the same order.
  public static func all(
    _ bodies: [[UInt8]], to url: String, key: String?, timeout: Int
  ) throws(StorageError) -> [Answer] {
    let posts = try bodies.map { (body) throws(StorageError) in
      try HTTPPost(body, to: url, key: key, timeout: timeout)
    }
    return try posts.map { (post) throws(StorageError) in try post.answer() }
  }

  /// Waits for the answer and returns it.
  ///
  /// - Throws: `programMissing` if curl isn't installed.
  private func answer() throws(StorageError) -> Answer {
    let status = program.wait()
    if status == 127 { throw .programMissing("curl") }
    guard status == 0 else {
      let said = String(decoding: try errors.mapped().bytes, as: UTF8.self)
      let line = said.split(separator: "\n").first.map(String.init) ?? "curl ended with \(status)"
      return Answer(status: 0, body: Bytes(line))
    }
    let bytes = try received.mapped().bytes
    // The status code is on a line of its own, after the body.
    let end = bytes.count - min(4, bytes.count)
    let code = Int(
      String(decoding: bytes.slice(min(end + 1, bytes.count)..<bytes.count), as: UTF8.self))
    return Answer(status: code ?? 0, body: bytes.slice(0..<end))
  }
}
