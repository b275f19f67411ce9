import JSONLines

/// Tells which layout a record has, and where its parts stand.
///
/// Shapes are told apart by sibling keys, never by one key alone: `text` is a document, a labelled
/// sample or an answer, depending on what stands beside it.
struct ShapeReader {
  let bytes: Bytes
  let root: JSONNode
  /// Members by key, the first of each; empty unless the record is an object.
  let fields: Fields
  var reading = RecordReading(.tree)
  /// Keys that became parts.
  var used: Set<String> = []

  init(_ bytes: Bytes, _ root: JSONNode) {
    self.bytes = bytes
    self.root = root
    fields = Fields(of: root, in: bytes)
  }

  /// An object's members by key, the first of each. There are few: going through them costs less
  /// than hashing their names.
  struct Fields {
    private(set) var all: [(key: String, node: JSONNode)] = []

    /// More members than these aren't looked into.
    private static let limit = 1000

    init(of root: JSONNode, in bytes: Bytes) {
      root.forEachMember(in: bytes) { member in
        let key = JSONString(raw: bytes, member.key).text
        if self[key] == nil { all.append((key, member.value)) }
        return all.count < Self.limit
      }
    }

    subscript(key: String) -> JSONNode? { all.first { $0.key == key }?.node }
  }

  /// The record by the first shape that it has, or by `shape` alone; nil where it has none.
  mutating func read(as shape: Shape?) -> RecordReading? {
    let candidates: [Shape] =
      shape.map { [$0] } ?? [
        .turns, .transcripts, .pairwise, .stepwise, .ranked, .safetyPair, .candidates, .kto,
        .messages, .conversations, .rounds, .replyTree, .segments, .rated, .alpaca,
        .promptResponse, .labelled, .text, .promptOnly,
      ]
    for candidate in candidates {
      reading = RecordReading(candidate)
      used = []
      guard readParts(candidate) else { continue }
      addRest()
      return reading
    }
    return nil
  }

  private mutating func readParts(_ shape: Shape) -> Bool {
    switch shape {
    case .turns: readTurnList()
    case .transcripts: readTranscripts()
    case .pairwise: readPair()
    case .ranked: readRanked()
    case .candidates: readCandidates()
    case .kto: readKTO()
    case .messages: readConversation(["messages", "conversation"], ofTurns: "role")
    case .conversations: readConversation(["conversations", "conversation"], ofTurns: nil)
    case .alpaca: readAlpaca()
    case .promptResponse: readPromptResponse()
    case .rounds: readRounds()
    case .replyTree: readReplyTree()
    case .segments: readSegments()
    case .safetyPair: readSafetyPair()
    case .rated: readRated()
    case .stepwise: readSteps()
    case .promptOnly: readPromptOnly()
    case .labelled: readText(withLabel: true)
    case .text: readString() || readText(withLabel: false)
    case .tree, .opaque: false
    }
  }

  // MARK: - Helpers of the shapes

  func isString(_ key: String) -> Bool { fields[key]?.kind == .string }

  func firstKey(_ keys: [String], where matches: (JSONNode) -> Bool) -> String? {
    keys.first { key in fields[key].map(matches) ?? false }
  }

  func isTurnList(_ node: JSONNode) -> Bool {
    let first = node.elements(in: bytes, limit: 1).first
    return node.kind == .array && first?.isTurn(in: bytes) == true
  }

  mutating func add(_ part: Part) {
    guard reading.parts.count < RecordReading.partLimit else {
      reading.isCut = true
      return
    }
    reading.parts.append(part)
  }

  /// Adds the member `key` as a part, if it is there and is not null.
  @discardableResult
  mutating func addField(_ key: String, _ role: Part.Role, response: Int? = nil) -> Bool {
    guard let node = fields[key], node.kind != .null else { return false }
    used.insert(key)
    add(Part(role, key, JSONPointer([JSONString(key)]), node, response: response))
    return true
  }

  /// Everything that no part stands for, as leaves.
  private mutating func addRest() {
    for (key, node) in fields.all where !used.contains(key) {
      addLeaves(node, JSONPointer([JSONString(key)]))
    }
  }

  /// Adds the scalars and empty containers below `node` as fields.
  mutating func addLeaves(_ node: JSONNode, _ pointer: JSONPointer) {
    guard !reading.isCut else { return }
    var isEmpty = true
    let name = pointer.tokens.last?.text ?? ""
    switch node.kind {
    case .object:
      for member in node.members(in: bytes, limit: RecordReading.partLimit) {
        isEmpty = false
        addLeaves(member.value, pointer.appending(JSONString(raw: bytes, member.key)))
        if reading.isCut { return }
      }
    case .array:
      for (index, element) in node.elements(in: bytes, limit: RecordReading.partLimit).enumerated()
      {
        isEmpty = false
        addLeaves(element, pointer.appending(index))
        if reading.isCut { return }
      }
    default: break
    }
    if isEmpty { add(Part(.field, name, pointer, node)) }
  }

  /// The whole record as leaves.
  mutating func tree() -> RecordReading {
    reading = RecordReading(.tree)
    addLeaves(root, .root)
    return reading
  }
}
