import Curation
public import JSONLines

/// What a query asks of one record, each read once and only when it is asked for.
struct QueryRecord {
  let number: RecordNumber
  let set: WorkingSet
  let bytes: Bytes
  /// As the person chose it for the whole file; nil is found out.
  private let shape: Shape?

  init(_ number: RecordNumber, in set: WorkingSet, as shape: Shape?) {
    self.number = number
    self.set = set
    self.shape = shape
    bytes = set.bytes(of: number)
  }

  var state: RecordState { self.set.state(of: number) ?? RecordState() }

  /// Nil where the record isn't JSON.
  private(set) lazy var root: JSONNode? = try? JSONNode.parse(bytes)
  /// The record's own members, which many questions are about.
  private lazy var members = root?.members(in: bytes) ?? []

  private(set) lazy var reading = RecordReading(bytes, as: shape)

  private(set) lazy var scripts: ScriptCount = {
    var count = ScriptCount()
    forEachString { count.add($0) }
    return count
  }()

  // MARK: - Fields

  /// The values that a field names: the member of that name, else the one that a dotted path leads
  /// to, else the parts of that name or role.
  mutating func nodes(of field: Query.Field) -> [JSONNode] {
    guard let root else { return [] }
    switch field {
    case .pointer(let pointer): return (try? root.resolve(pointer, in: bytes)).map { [$0] } ?? []
    case .named(let name):
      let key = JSONString(name)
      if let member = members.first(where: { key.matches(bytes, $0.key) }) { return [member.value] }
      if name.contains("."), let node = member(path: name.split(separator: "."), of: root) {
        return [node]
      }
      return reading.parts.filter { $0.role.rawValue == name || $0.name == name }.map(\.node)
    }
  }

  private func member(path: [Substring], of root: JSONNode) -> JSONNode? {
    var node = root
    for name in path {
      guard let next = node.member(JSONString(String(name)), in: bytes) else { return nil }
      node = next
    }
    return node
  }

  /// A scalar as a person would type it; nil for objects and arrays.
  func text(of node: JSONNode) -> String? {
    switch node.kind {
    case .object, .array: nil
    case .string: node.string(in: bytes)?.text
    case .number, .bool, .null: String(decoding: bytes.slice(node.range), as: UTF8.self)
    }
  }

  // MARK: - Counts

  /// Nil where the record has no such value.
  mutating func count(_ measure: Query.Measure) -> Double? {
    switch measure {
    case .constant(let number): return number
    case .value(let field):
      for node in nodes(of: field) {
        if let number = text(of: node).flatMap({ Double($0) }) { return number }
      }
      return nil
    case .length(let field): return sum(over: field) { Double($0.codePointCount) }
    case .words(let field): return sum(over: field) { Double(TextLength.words(in: $0)) }
    case .turns:
      let roles: [Part.Role] = [.user, .assistant, .tool]
      return Double(reading.parts.count { roles.contains($0.role) })
    case .responses: return Double(reading.responses.count)
    case .bytes: return Double(bytes.count)
    case .flags: return Double(state.counted.reduce(0) { $0 + $1.flags.count })
    case .severity: return state.counted.flatMap(\.flags).map { Double($0.severity) }.max()
    case .edits: return Double(state.entries.count)
    case .rating(let axis):
      let scores = state.counted.flatMap(\.ratings).compactMap { key, value -> Double? in
        guard key.axis == axis, case .score(let score) = value else { return nil }
        return Double(score)
      }
      return scores.isEmpty ? nil : scores.reduce(0, +) / Double(scores.count)
    }
  }

  private mutating func sum(
    over field: Query.Field?, _ length: (JSONString) -> Double
  ) -> Double? {
    var total = 0.0
    let add: (JSONString) -> Void = { total += length($0) }
    guard let field else {
      forEachString(add)
      return total
    }
    let nodes = nodes(of: field)
    for node in nodes { forEachString(in: node, add) }
    return nodes.isEmpty ? nil : total
  }

  mutating func forEachString(_ body: (JSONString) -> Void) {
    if let root { forEachString(in: root, body) }
  }

  private func forEachString(in node: JSONNode, _ body: (JSONString) -> Void) {
    _ = node.firstLeaf(in: bytes) { leaf in
      if let string = leaf.string(in: bytes) { body(string) }
      return false
    }
  }
}

/// Lengths of texts.
public enum TextLength {
  /// Words between white space; a letter of a script without spaces is a word of its own.
  public static func words(in string: JSONString) -> Int {
    var words = 0
    var isInside = false
    for point in string.codePoints {
      switch Script(point) {
      case .han, .kana, .thai:
        words += 1
        isInside = false
      default:
        let isSpace = Unicode.Scalar(point)?.properties.isWhitespace ?? false
        if !isSpace, !isInside { words += 1 }
        isInside = !isSpace
      }
    }
    return words
  }
}

extension JSONString {
  /// Unicode scalars, a lone surrogate counted as one.
  public var codePointCount: Int { wtf8.count { $0 & 0xC0 != 0x80 } }
}
