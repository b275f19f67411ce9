import Curation
public import JSONLines

/// What a query asks of one record, each read once and only when it is asked for.
struct QueryRecord {
  let number: RecordNumber
  let bytes: Bytes
  let state: RecordState
  /// As the person chose it for the whole file; nil is found out.
  private let shape: Shape?

  init(_ number: RecordNumber, in set: WorkingSet, as shape: Shape?) {
    self.number = number
    self.shape = shape
    // The set itself isn't kept: each of many records would count references to all that is in it.
    state = set.state(of: number) ?? RecordState()
    bytes = set.bytes(of: number).apart
  }

  private lazy var parsed = JSONDocument.parsed(bytes)
  /// Nil where the record isn't JSON.
  var root: JSONNode? { mutating get { try? parsed.get().root } }
  /// The record's own members, which many questions are about.
  private lazy var members = (try? parsed.get().members) ?? JSONMembers(of: nil, in: bytes)

  private(set) lazy var reading = RecordReading(parsed, in: bytes, as: shape)

  private(set) lazy var scripts: ScriptCount = {
    var count = ScriptCount()
    forEachText { count.add($0) }
    return count
  }()

  // MARK: - Fields

  /// The values that a field names: the member of that name, of one that holds turns their parts, else
  /// the one that a dotted path leads to, else the parts of that name or role.
  mutating func nodes(of field: Query.Field) -> [JSONNode] {
    guard let root else { return [] }
    switch field {
    case .pointer(let pointer): return (try? root.resolve(pointer, in: bytes)).map { [$0] } ?? []
    case .named(let name):
      if let member = members[named: name.key] {
        let inside = parts(inside: member)
        return inside.isEmpty ? [member] : inside.map(\.node)
      }
      if !name.path.isEmpty, let node = member(path: name.path, of: root) { return [node] }
      return reading.parts.filter(name.names).map(\.node)
    }
  }

  /// What is said in a list of turns, or in an object that holds one: not the names of who says it.
  private mutating func parts(inside member: JSONNode) -> [Part] {
    guard member.kind == .array || member.kind == .object else { return [] }
    return reading.parts.filter { part in
      part.role != .field && part.node != member
        && member.range.contains(part.node.range.lowerBound)
    }
  }

  private var bestResponse: Int? {
    mutating get {
      let ranks = reading.responses.compactMap(\.rank)
      guard ranks.count == reading.responses.count, let least = ranks.min(),
        ranks.count(where: { $0 == least }) == 1
      else { return nil }
      return ranks.firstIndex(of: least).map { $0 + 1 }
    }
  }

  /// Fields (at most 64) that the program itself asks every record for.
  struct KnownFields {
    let keys: [JSONKey]
    let names: [String]
    let roles: [Part.Role?]
    /// A bit for the length of each name: most parts are seen by theirs to be of no field.
    private let lengths: UInt64

    init(_ keys: [JSONKey]) {
      self.keys = keys
      names = keys.map(\.text)
      roles = names.map { Part.Role(rawValue: $0) }
      lengths = names.reduce(0) { $0 | 1 << UInt64($1.utf8.count) }
    }

    fileprivate func mayName(_ part: Part) -> Bool {
      lengths >> UInt64(min(part.name.utf8.count, 63)) & 1 == 1 || roles.contains(part.role)
    }
  }

  /// Calls `body` with each value of each of some fields, as `nodes(of:)` has them, and the field's
  /// place, in one pass over the parts.
  mutating func forEachNode(of fields: KnownFields, _ body: (Int, JSONNode) -> Void) {
    guard root != nil else { return }
    // Taken out of the lazy properties once.
    let (members, parts) = (members, reading.parts)
    var isMember: UInt64 = 0
    for place in fields.keys.indices {
      guard let member = members[fields.keys[place]] else { continue }
      isMember |= 1 << UInt64(place)
      let isNested = member.kind == .array || member.kind == .object
      let inside = isNested ? self.parts(inside: member) : []
      if inside.isEmpty { body(place, member) }
      for part in inside { body(place, part.node) }
    }
    for index in parts.indices where fields.mayName(parts[index]) {
      for place in fields.keys.indices where isMember >> UInt64(place) & 1 == 0 {
        if fields.roles[place] == parts[index].role || fields.names[place] == parts[index].name {
          body(place, parts[index].node)
        }
      }
    }
  }

  private func member(path: [JSONString], of root: JSONNode) -> JSONNode? {
    var node = root
    for name in path {
      guard let next = node.member(named: name, in: bytes) else { return nil }
      node = next
    }
    return node
  }

  /// A scalar as a person would type it; nil for objects and arrays.
  func text(of node: JSONNode) -> String? { node.scalarText(in: bytes) }

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
    case .length(let field): return sum(over: field) { $0.scalarCount }
    case .words(let field): return sum(over: field) { TextLength.words(in: $0) }
    case .turns where reading.holdsDialogue(in: bytes):
      let dialogue = reading.parts.first?.node.string(in: bytes)?.text
      return Double(dialogue.map { Transcript.turns($0).count } ?? 0)
    case .turns: return Double(reading.parts.count { $0.role.isSpeaker })
    case .responses: return Double(reading.responses.count)
    case .best: return bestResponse.map { Double($0) }
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
    over field: Query.Field?, _ length: (EncodedText) -> Int
  ) -> Double? {
    var total = 0
    let add: (EncodedText) -> Void = { total += length($0) }
    guard let field else {
      forEachText(add)
      return Double(total)
    }
    let nodes = nodes(of: field)
    for node in nodes { forEachText(in: node, add) }
    return nodes.isEmpty ? nil : Double(total)
  }

  private mutating func forEachText(_ body: (EncodedText) -> Void) {
    if let root { forEachText(in: root, body) }
  }

  private func forEachText(in node: JSONNode, _ body: (EncodedText) -> Void) {
    node.forEachString(in: bytes) { $0.withText(in: bytes, body) }
  }
}

extension JSONNode {
  /// Unicode scalars of all texts in it.
  func scalarCount(in bytes: Bytes) -> Int {
    var total = 0
    forEachString(in: bytes) { total += $0.withText(in: bytes, \.scalarCount) ?? 0 }
    return total
  }

  /// A scalar as a person would type it; nil for objects and arrays.
  func scalarText(in bytes: Bytes) -> String? {
    switch kind {
    case .object, .array: nil
    case .string: string(in: bytes)?.text
    case .number, .bool, .null: String(decoding: bytes.slice(range), as: UTF8.self)
    }
  }
}

extension Part.Role {
  fileprivate var isSpeaker: Bool { self == .user || self == .assistant || self == .tool }
}

/// Lengths of texts.
public enum TextLength {
  /// Words between white space; a letter of a script without spaces is a word of its own.
  static func words(in text: EncodedText) -> Int {
    var words = 0
    var isInside = false
    text.forEachCodePoint { point in
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
  public var codePointCount: Int { withText(\.scalarCount) }
}
