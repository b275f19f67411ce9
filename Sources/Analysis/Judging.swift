public import Curation
public import JSONLines

/// The prompt that asks a language model about a record, from a template with `{{record}}`,
/// `{{text}}` and `{{categories}}`. The record's contents are inserted verbatim and never read as a
/// template.
public struct JudgePrompt: Sendable {
  private let pieces: [Piece]
  private let categories: String

  private enum Piece: Sendable {
    case text(String)
    case record, reading, categories
  }

  private static let places: [(name: String, piece: Piece)] = [
    ("{{record}}", .record), ("{{text}}", .reading), ("{{categories}}", .categories),
  ]

  /// - Parameter categories: the code and name of each hazard, one per line.
  /// - Returns: nil if the template has neither `{{record}}` nor `{{text}}`.
  public init?(template: String, categories: String) {
    self.categories = categories
    var pieces: [Piece] = []
    var rest = template[...]
    while let brace = rest.firstRange(of: "{{") {
      let tail = rest[brace.lowerBound...]
      guard let place = Self.places.first(where: { tail.hasPrefix($0.name) }) else {
        pieces.append(.text(String(rest[..<brace.upperBound])))
        rest = rest[brace.upperBound...]
        continue
      }
      pieces.append(.text(String(rest[..<brace.lowerBound])))
      pieces.append(place.piece)
      rest = tail.dropFirst(place.name.count)
    }
    pieces.append(.text(String(rest)))
    let hasRecord = pieces.contains { piece in
      switch piece {
      case .record, .reading: true
      default: false
      }
    }
    guard hasRecord else { return nil }
    self.pieces = pieces
  }

  public func text(for reading: RecordReading, _ bytes: Bytes) -> String {
    pieces.map { piece in
      switch piece {
      case .text(let text): text
      case .record: String(decoding: bytes, as: UTF8.self)
      case .reading: Self.text(of: reading, bytes)
      case .categories: categories
      }
    }.joined()
  }

  /// The parts in order, each under its name; those of several responses under their numbers, which
  /// don't tell which one was preferred.
  private static func text(of reading: RecordReading, _ bytes: Bytes) -> String {
    guard reading.shape != .opaque else { return String(decoding: bytes, as: UTF8.self) }
    return reading.parts.filter { $0.role != .field || reading.shape == .tree }.map { part in
      "### \(name(of: part, reading))\n\(part.node.textOrSpelling(in: bytes))\n"
    }.joined(separator: "\n")
  }

  private static func name(of part: Part, _ reading: RecordReading) -> String {
    guard reading.hasColumns, let index = part.response else { return part.name }
    let words = part.name.split(separator: " ").filter { !["chosen", "rejected"].contains($0) }
    let number = "response \(index + 1)"
    return words.isEmpty ? number : "\(words.joined(separator: " ")) (\(number))"
  }
}

/// Reads a language model's answer.
public enum JudgeAnswer {
  public enum Problem: Error, Hashable, Sendable {
    /// The server's JSON has no `choices[0].message.content`.
    case noContent
    /// The text holds no JSON object with a `command`.
    case noCommand(String)
    case suggestion(Suggestion.Problem)
  }

  /// The text in the answer of an OpenAI-compatible server.
  public static func content(of body: Bytes) throws(Problem) -> String {
    guard let value = try? JSONValue.parse(body), case .array(let choices)? = value["choices"],
      let text = choices.first?["message"]?["content"]?.string?.text
    else { throw .noContent }
    return text
  }

  /// Reads suggestions from a judge's answer: a JSON object or an array of them, possibly after
  /// reasoning or inside a code fence. The command `none` suggests nothing.
  public static func suggestions(
    _ content: String, for record: RecordNumber, by judge: String,
    category: (String) -> HazardFlag.Key?
  ) throws(Problem) -> [Suggestion] {
    var answer = content[...]
    if let end = answer.ranges(of: "</think>").last { answer = answer[end.upperBound...] }
    guard let value = json(in: answer) else { throw .noCommand(String(answer.prefix(200))) }
    let objects = if case .array(let elements) = value { elements } else { [value] }
    var found: [Suggestion] = []
    for object in objects {
      guard case .object = object else { throw .noCommand(String(answer.prefix(200))) }
      let command = object["command"]?.string?.text
      if object["command"] == .null || command == "none" || command == "" { continue }
      guard command != nil else { throw .noCommand(String(answer.prefix(200))) }
      var members: [JSONValue.Member] = [.init("record", .integer(record.value))]
      for key: JSONString in ["command", "score", "reason"] {
        if let member = object[key] { members.append(.init(key, member)) }
      }
      members.append(.init("by", .text(judge)))
      do { found.append(try Suggestion(.object(members), category: category)) } catch {
        throw .suggestion(error)
      }
    }
    return found
  }

  /// The text as JSON, or else the JSON from its first opening to its last closing bracket, where
  /// an array's elements must have a `command`; nil if there is neither.
  private static func json(in text: Substring) -> JSONValue? {
    if let value = try? JSONValue.parse(String(text)) { return value }
    for (open, close) in [("[", "]"), ("{", "}")] as [(Character, Character)] {
      guard let start = text.firstIndex(of: open), let end = text.lastIndex(of: close),
        start < end, let value = try? JSONValue.parse(String(text[start...end]))
      else { continue }
      if case .array(let elements) = value, elements.contains(where: { $0["command"] == nil }) {
        continue
      }
      return value
    }
    return nil
  }
}
