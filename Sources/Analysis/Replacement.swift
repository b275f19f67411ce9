public import Curation
public import JSONLines

/// A replacement by pattern: `/colou?r/color/ in output`.
public struct Replacement: Hashable, Sendable {
  public let expression: RegularExpression
  /// The replacement text, with `$1` and `${name}` for what groups matched.
  public let template: String
  /// The same as it was typed, with `\n`, `\t` and `\\`.
  private let typedTemplate: String
  /// The delimiter of the pattern, the template and the rest, as it was typed.
  private let mark: Unicode.Scalar
  /// Where to replace; nil is all text by people or models, without other fields and labels.
  public let place: Place?

  public enum Place: Hashable, Sendable {
    /// All strings in the value at this pointer.
    case pointer(JSONPointer)
    /// Parts with this name or role, and parts in the member of the record with this key: `output`,
    /// `assistant`, `conversations`.
    case part(String)

    /// As it is typed.
    var name: String {
      switch self {
      case .pointer(let pointer): pointer.description
      case .part(let name): name
      }
    }
  }

  /// Why a replacement can't be parsed.
  public enum Problem: Error, Hashable, Sendable {
    /// It isn't of the form `/pattern/new/`.
    case usage
    case pattern(RegularExpression.PatternError)
    case template(String)
    /// A backslash before this in the replacement text, where it means nothing.
    case escape(String)
  }

  /// Parses `/pattern/new/`, optionally followed by `i` to ignore case, and by `in POINTER` or
  /// `in PART`. The delimiter may be any character but a letter, a digit, a space or a backslash.
  public init(typed text: String) throws(Problem) {
    guard let mark = text.unicodeScalars.first, Self.isMark(mark) else { throw .usage }
    self.mark = mark
    var pieces = [String.UnicodeScalarView()]
    var scalars = text.unicodeScalars.dropFirst()
    while pieces.count < 3, let scalar = scalars.popFirst() {
      if scalar == mark {
        pieces.append(String.UnicodeScalarView())
      } else if scalar == "\\", scalars.first == mark {
        pieces[pieces.count - 1].append(scalars.removeFirst())
      } else if scalar == "\\", scalars.first == "\\" {
        // An escaped backslash, after which the delimiter is one.
        pieces[pieces.count - 1].append(scalar)
        pieces[pieces.count - 1].append(scalars.removeFirst())
      } else {
        pieces[pieces.count - 1].append(scalar)
      }
    }
    let rest = Substring(scalars)
    guard pieces.count == 3, !pieces[0].isEmpty else { throw .usage }
    let words = rest.split(separator: " ").map(String.init)
    let ignoresCase = rest.first == "i" && (words[0] == "i")
    switch words.dropFirst(ignoresCase ? 1 : 0) {
    case []: place = nil
    case let end where end.count == 2 && end.first == "in":
      let name = words[words.count - 1]
      place = JSONPointer(name).map { .pointer($0) } ?? .part(name)
    default: throw .usage
    }
    typedTemplate = String(pieces[1])
    template = try Self.unescaped(pieces[1])
    do {
      expression = try RegularExpression(String(pieces[0]), ignoresCase: ignoresCase)
    } catch { throw .pattern(error) }
    // A template that names a missing group would fail on any text.
    if let reason = expression.problem(ofTemplate: template) { throw .template(reason) }
  }

  /// Replaces `\n`, `\t` and `\\` by what they stand for.
  private static func unescaped(_ text: String.UnicodeScalarView) throws(Problem) -> String {
    var plain = String.UnicodeScalarView()
    var rest = text[...]
    while let scalar = rest.popFirst() {
      guard scalar == "\\" else {
        plain.append(scalar)
        continue
      }
      switch rest.popFirst() {
      case "n": plain.append("\n")
      case "t": plain.append("\t")
      case "\\": plain.append("\\")
      case let other: throw .escape(other.map { String($0) } ?? "")
      }
    }
    return String(plain)
  }

  private static func isMark(_ scalar: Unicode.Scalar) -> Bool {
    let isWord = scalar.properties.isAlphabetic || scalar.properties.numericType != nil
    return !isWord && scalar != " " && scalar != "\\"
  }

  /// The replacement as it is typed; `init(typed:)` reads what follows the word `replace`.
  public var text: String {
    let at = place.map { " in \($0.name)" } ?? ""
    let option = expression.ignoresCase ? "i" : ""
    return "replace \(mark)\(marked(expression.pattern))\(marked(typedTemplate))\(option)\(at)"
  }

  /// A piece followed by the delimiter, with a backslash before each delimiter in it.
  private func marked(_ piece: String) -> String {
    var text = String.UnicodeScalarView()
    for scalar in piece.unicodeScalars {
      if scalar == mark { text.append("\\") }
      text.append(scalar)
    }
    text.append(mark)
    return String(text)
  }

  /// The effect on one record.
  public struct Result: Hashable, Sendable {
    public var command: Command
    public var hits: Int
  }

  /// - Returns: nil if nothing would change, or if the record isn't JSON or lacks the pointer.
  func result(in bytes: Bytes, as shape: Shape?) -> Result? {
    result(in: bytes, RecordReading(bytes, as: shape))
  }

  private func result(in bytes: Bytes, _ reading: RecordReading) -> Result? {
    guard reading.problem == nil else { return nil }
    var assignments: [Assignment] = []
    var hits = 0
    func take(_ pointer: JSONPointer, _ node: JSONNode, mirror: JSONPointer?) {
      guard let string = node.string(in: bytes),
        let (new, count) = expression.replacing(in: string.wtf8, with: template), count > 0
      else { return }
      hits += count
      guard new != string.wtf8 else { return }
      let value = JSONValue.string(JSONString(wtf8: new))
      for at in [pointer, mirror].compactMap({ $0 }) { assignments.append(Assignment(at, value)) }
    }
    switch place {
    case .pointer(let pointer):
      guard let root = try? JSONNode.parse(bytes), let node = try? root.resolve(pointer, in: bytes)
      else { return nil }
      forEachString(node, pointer, in: bytes) { take($0, $1, mirror: nil) }
    case .part(let name):
      for part in reading.parts where part.isNamed(name) {
        forEachString(part.node, part.pointer, in: bytes) { take($0, $1, mirror: part.mirror) }
      }
    case nil:
      for part in reading.parts where part.role != .field && part.role != .label {
        forEachString(part.node, part.pointer, in: bytes) { pointer, node in
          // Of a tool call only the arguments: ids and names tie it to its result and the tools.
          guard pointer == part.pointer || pointer.tokens.contains("arguments") else { return }
          take(pointer, node, mirror: part.mirror)
        }
      }
    }
    return assignments.isEmpty ? nil : Result(command: .assign(assignments), hits: hits)
  }

  /// The commands for the records that change, in order, and the number of matches in them;
  /// `partlyRead` are the records with more parts than are looked into.
  public func results(
    on numbers: [RecordNumber], in set: WorkingSet, as shape: Shape?
  ) -> (commands: [(RecordNumber, Command)], hits: Int, partlyRead: [RecordNumber]) {
    var commands: [(RecordNumber, Command)] = []
    var hits = 0
    var partlyRead: [RecordNumber] = []
    let there = numbers.filter(set.source.contains)
    Parallel.inOrder(there.count) { range in
      there[range].map { number -> (Result?, isWhole: Bool) in
        let bytes = set.bytes(of: number)
        let reading = RecordReading(bytes, as: shape)
        return (result(in: bytes, reading), reading.isWhole)
      }
    } take: { results, done in
      for (number, (result, isWhole)) in zip(there[(done - results.count)...], results) {
        if !isWhole { partlyRead.append(number) }
        guard let result else { continue }
        commands.append((number, result.command))
        hits += result.hits
      }
    }
    return (commands, hits, partlyRead)
  }

  /// The name of the part to replace in, if no record has such a part; else nil.
  public func unknownPart(
    in numbers: [RecordNumber], of set: WorkingSet, as shape: Shape?
  ) -> String? {
    guard let place, !numbers.isEmpty else { return nil }
    func has(_ bytes: Bytes) -> Bool {
      switch place {
      case .pointer(let pointer):
        guard let root = try? JSONNode.parse(bytes) else { return false }
        return (try? root.resolve(pointer, in: bytes)) != nil
      case .part(let name):
        return RecordReading(bytes, as: shape).parts.contains { $0.isNamed(name) }
      }
    }
    let isKnown = numbers.contains { set.source.contains($0) && has(set.bytes(of: $0)) }
    return isKnown ? nil : place.name
  }

  private func forEachString(
    _ node: JSONNode, _ pointer: JSONPointer, in bytes: Bytes,
    _ body: (JSONPointer, JSONNode) -> Void
  ) {
    switch node.kind {
    case .string: body(pointer, node)
    case .array:
      for (index, element) in node.elements(in: bytes).enumerated() {
        forEachString(element, pointer.appending(index), in: bytes, body)
      }
    case .object:
      for member in node.members(in: bytes) {
        let key = JSONString(raw: bytes, member.key)
        forEachString(member.value, pointer.appending(key), in: bytes, body)
      }
    case .number, .bool, .null: break
    }
  }
}

extension Part {
  fileprivate func isNamed(_ name: String) -> Bool {
    self.name == name || role.rawValue == name || pointer.tokens.first?.text == name
  }
}
