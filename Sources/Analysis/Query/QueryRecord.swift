import Curation
import JSONLines

/// The data that queries ask of a record, each computed once, on demand.
struct QueryRecord {
  let number: RecordNumber
  /// Once the record is parsed, with the places of its values.
  private(set) var bytes: Bytes
  let state: RecordState
  /// As the user chose it for the whole file; nil detects it.
  private let shape: Shape?

  init(_ number: RecordNumber, in set: WorkingSet, as shape: Shape?) {
    self.init(number, set.bytes(of: number).apart, in: set, as: shape)
  }

  /// - Parameter bytes: the record's current bytes.
  init(_ number: RecordNumber, _ bytes: Bytes, in set: WorkingSet, as shape: Shape?) {
    self.number = number
    self.shape = shape
    // The set isn't kept: copying it would retain and release everything in it for each record.
    state = set.state(of: number) ?? RecordState()
    self.bytes = bytes
  }

  private var isParsed = false
  private var document: JSONDocument?

  // Functions, as a closure that a lazy property begins with would copy the whole record.

  private mutating func parse() {
    guard !isParsed else { return }
    isParsed = true
    document = try? JSONDocument.parse(bytes)
    if let document { bytes = document.bytes }
  }

  /// Nil if the record isn't JSON.
  private(set) lazy var root: JSONNode? = readRoot()
  /// The root's members, which many queries are about.
  private lazy var members = readMembers()
  private(set) lazy var reading = read()
  /// As rules see it.
  private(set) lazy var checked = readChecked()
  /// What one pass over all texts tells.
  private(set) lazy var texts = readTexts()
  var scripts: ScriptCount { mutating get { texts.scripts } }

  private mutating func readRoot() -> JSONNode? {
    parse()
    return document?.root
  }

  private mutating func readMembers() -> JSONMembers {
    parse()
    return document?.members ?? JSONMembers(of: nil, in: bytes)
  }

  private mutating func read() -> RecordReading {
    parse()
    return document.map { RecordReading($0, as: shape) } ?? RecordReading(bytes, as: shape)
  }

  private func readChecked() -> CheckedRecord {
    CheckedRecord(number, bytes, state, as: shape)
  }

  private mutating func readTexts() -> Texts {
    var texts = Texts()
    guard let root else { return texts }
    root.forEachString(in: bytes) { node in
      _ = node.withText(in: bytes) { texts.add($0, at: node.range.lowerBound) }
    }
    return texts
  }

  /// The scripts of a record's texts, and their lengths.
  struct Texts {
    private(set) var scripts = ScriptCount()
    /// In Unicode scalars, with the byte offset at which the text begins, in ascending order.
    private var lengths: [(start: Int, scalars: Int)] = []

    fileprivate init() { lengths.reserveCapacity(16) }

    fileprivate mutating func add(_ text: EncodedText, at start: Int) {
      let survey = text.survey
      scripts.add(CharacterSurvey(text, survey).scripts)
      lengths.append((start, survey.scalars))
    }

    /// The number of Unicode scalars in all texts of a value.
    func scalarCount(in node: JSONNode) -> Int {
      let first = lengths.partitioningIndex { $0.start >= node.range.lowerBound }
      return lengths[first...].prefix { $0.start < node.range.upperBound }
        .reduce(0) { $0 + $1.scalars }
    }
  }

  // MARK: - Fields

  /// The values of a field: the member with its name (if that holds turns, their parts), else the
  /// value at its dotted path, else the parts with its name or role.
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

  /// The texts of a list of turns, or of an object with such a list, without the speakers' names.
  private mutating func parts(inside member: JSONNode) -> [Part] {
    guard member.kind == .array || member.kind == .object else { return [] }
    let inside = reading.parts.filter { part in
      part.role != .field && part.node != member
        && member.range.contains(part.node.range.lowerBound)
    }
    // A side of a pair may begin with the prompt, which isn't part of the answer.
    let answers = inside.filter { $0.response != nil }
    return answers.isEmpty ? inside : answers
  }

  /// Fields (at most 64) that the program looks up in every record.
  struct KnownFields {
    let keys: [JSONKey]
    let names: [String]
    let roles: [Part.Role?]
    /// The fields whose names have some length in UTF-8 (the last: that length or more), one bit
    /// each, which rules out most parts quickly.
    private var byLength = [UInt64](repeating: 0, count: 32)
    /// The fields that are a role, one bit each.
    private let byRole: [(role: Part.Role, fields: UInt64)]

    init(_ keys: [JSONKey]) {
      self.keys = keys
      names = keys.map(\.text)
      roles = names.map { Part.Role(rawValue: $0) }
      byRole = roles.enumerated().compactMap { place, role in
        role.map { ($0, 1 << UInt64(place)) }
      }
      for (place, name) in names.enumerated() {
        byLength[min(name.utf8.count, byLength.count - 1)] |= 1 << UInt64(place)
      }
    }

    /// The fields that a part with this role and name belongs to, one bit each.
    fileprivate func fields(_ role: Part.Role, _ name: String) -> UInt64 {
      var fields = byRole.first { $0.role == role }?.fields ?? 0
      var alike = byLength[min(name.utf8.count, byLength.count - 1)]
      while alike != 0 {
        let place = alike.trailingZeroBitCount
        if names[place] == name { fields |= 1 << UInt64(place) }
        alike &= alike - 1
      }
      return fields
    }
  }

  /// Calls `body` with each value of each field, as `nodes(of:)` returns them, and the field's
  /// index, in one pass over the parts.
  mutating func forEachNode(of fields: KnownFields, _ body: (Int, JSONNode) -> Void) {
    guard root != nil else { return }
    // Read the lazy properties only once.
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
    for index in parts.indices {
      var wanted = fields.fields(parts[index].role, parts[index].name) & ~isMember
      while wanted != 0 {
        body(wanted.trailingZeroBitCount, parts[index].node)
        wanted &= wanted - 1
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

  /// A scalar as it would be typed; nil for objects and arrays.
  func text(of node: JSONNode) -> String? { node.scalarText(in: bytes) }

  /// The values of a field, and those in its lists.
  mutating func values(of field: Query.Field) -> [JSONNode] {
    nodes(of: field).flatMap { $0.kind == .array ? $0.elements(in: bytes) : [$0] }
  }

  /// The same: scalars as they would be typed, others as JSON, with the keys that tell them apart.
  mutating func texts(of field: Query.Field) -> [(key: ScalarKey, text: String)] {
    values(of: field).map { (ScalarKey($0, in: bytes), $0.textOrSpelling(in: bytes)) }
  }

  /// The first scalar among the values of a field, as it would be typed; nil if there is none.
  mutating func firstText(of field: Query.Field) -> String? {
    for node in values(of: field) {
      if let text = text(of: node) { return text }
    }
    return nil
  }

  // MARK: - Counts

  /// The record's numbers for a measure: of a field that it has several times, all.
  mutating func amounts(_ measure: Query.Measure) -> [Amount] {
    guard case .value(let field) = measure else { return count(measure).map { [$0] } ?? [] }
    return values(of: field).compactMap { text(of: $0).flatMap { Amount($0) } }
  }

  /// The record's number for a measure, of several the first; nil if it has none.
  mutating func count(_ measure: Query.Measure) -> Amount? {
    switch measure {
    case .constant(let number): return number
    case .value: return amounts(measure).first
    case .length(let field): return sum(over: field) { $0.scalarCount }
    case .words(let field): return sum(over: field) { TextLength.words(in: $0) }
    case .turns where reading.holdsDialogue(in: bytes):
      let dialogue = reading.parts.first?.node.text(in: bytes)
      return Amount(dialogue.map { Transcript.turns($0).count } ?? 0)
    case .turns:
      // Instruction and input are one turn.
      let hasPrompt = reading.parts.contains { $0.role == .prompt && $0.response == nil }
      let turns = reading.parts.count { $0.role.isSpeaker && $0.beginsTurn }
      return Amount(turns + (hasPrompt ? 1 : 0))
    case .responses: return Amount(reading.responses.count + reading.unreadResponses)
    case .best: return reading.bestResponse(in: bytes).map { Amount($0 + 1) }
    case .bytes: return Amount(bytes.count)
    case .flags: return Amount(state.counted.reduce(0) { $0 + $1.flags.count })
    case .severity: return state.counted.flatMap(\.flags).map { Amount($0.severity) }.max()
    case .edits: return Amount(state.entries.count)
    case .suggestion: return nil
    case .rating(let axis):
      let scores = state.counted.flatMap(\.ratings).filter { $0.key.axis == axis }
        .map(\.value.number)
      return scores.isEmpty ? nil : Amount(scores.reduce(0, +) / Double(scores.count))
    }
  }

  private mutating func sum(
    over field: Query.Field?, _ length: (EncodedText) -> Int
  ) -> Amount? {
    var total = 0
    let add: (EncodedText) -> Void = { total += length($0) }
    guard let field else {
      forEachText(add)
      return Amount(total)
    }
    let nodes = nodes(of: field)
    for node in nodes { forEachText(in: node, add) }
    return nodes.isEmpty ? nil : Amount(total)
  }

  private mutating func forEachText(_ body: (EncodedText) -> Void) {
    if let root { forEachText(in: root, body) }
  }

  private func forEachText(in node: JSONNode, _ body: (EncodedText) -> Void) {
    node.forEachString(in: bytes) { $0.withText(in: bytes, body) }
  }
}

extension JSONNode {
  /// A scalar as it would be typed; nil for objects and arrays.
  func scalarText(in bytes: Bytes) -> String? {
    switch kind {
    case .object, .array: nil
    case .string: text(in: bytes)
    case .number, .bool, .null: spelling(in: bytes)
    }
  }
}

extension Part.Role {
  fileprivate var isSpeaker: Bool { isTurn && self != .system }
}

/// Lengths of texts.
public enum TextLength {
  /// The number of words separated by white space; each Han, kana or Thai character is a word.
  static func words(in text: EncodedText) -> Int {
    var words = 0
    var isInside = false
    text.forEachCodePoint { point in
      let isSpace = Unicode.Scalar(point)?.properties.isWhitespace ?? false
      let isWord = Script(point)?.isUnspaced == true
      if isWord || !isSpace && !isInside { words += 1 }
      isInside = !isSpace && !isWord
    }
    return words
  }
}
