import JSONLines

/// Determines the layout of a record, and finds its parts.
///
/// Shapes are told apart by sibling keys, never by one key alone: depending on its siblings, `text`
/// is a document, a labelled sample or an answer.
struct ShapeReader {
  let bytes: Bytes
  let root: JSONNode
  /// Empty unless the record is an object.
  let fields: JSONMembers
  var reading = RecordReading(.tree)
  /// For each field, whether it became a part.
  private(set) var isUsed: [Bool] = []

  init(_ bytes: Bytes, _ root: JSONNode, _ fields: JSONMembers) {
    self.bytes = bytes
    self.root = root
    self.fields = fields
    // An initializer that repeats a value looks up the array's type each time.
    isUsed.reserveCapacity(fields.count)
    for _ in 0..<fields.count { isUsed.append(false) }
    reading.parts.reserveCapacity(fields.count + 4)
  }

  /// The shapes to try, the more specific ones first.
  private static let candidates: [Shape] = [
    .turns, .transcripts, .pairwise, .stepwise, .ranked, .safetyPair, .candidates, .kto, .messages,
    .conversations, .rounds, .replyTree, .segments, .rated, .alpaca, .promptResponse, .labelled,
    .dialogue, .text, .promptOnly,
  ]

  /// Reads the record by the first shape that fits, or by `shape` alone; nil if none fits.
  mutating func read(as shape: Shape?) -> RecordReading? {
    if let shape { return attempt(shape) }
    for candidate in Self.candidates {
      if let reading = attempt(candidate) { return reading }
    }
    return nil
  }

  /// Reads the record by one shape; nil if it doesn't fit.
  private mutating func attempt(_ shape: Shape) -> RecordReading? {
    reading.shape = shape
    guard readParts(shape) else {
      // Discards what was found before the shape failed.
      if !reading.parts.isEmpty { reading = RecordReading(shape) }
      isUsed.withUnsafeMutableBufferPointer { $0.update(repeating: false) }
      return nil
    }
    addRest()
    return whole
  }

  /// The reading, which is cut if the record has too many members.
  private var whole: RecordReading {
    var reading = reading
    reading.isCut = reading.isCut || fields.isCut
    return reading
  }

  private mutating func readParts(_ shape: Shape) -> Bool {
    switch shape {
    case .turns: readTurnList()
    case .transcripts: readTranscripts()
    case .pairwise: readPair()
    case .ranked: readRanked()
    case .candidates: readCandidates() || readAnswersByModel()
    case .kto: readKTO()
    case .messages: readConversation(ofTurns: "role")
    case .conversations: readConversation(ofTurns: nil)
    case .alpaca: readAlpaca() || readInstances()
    case .promptResponse: readPromptResponse()
    case .rounds: readRounds()
    case .replyTree: readReplyTree()
    case .segments: readSegments()
    case .safetyPair: readSafetyPair()
    case .rated: readRated()
    case .stepwise: readSteps()
    case .promptOnly: readPromptOnly()
    case .labelled: readText(withLabel: true)
    case .dialogue: readDialogue()
    case .text: readString() || readText(withLabel: false)
    case .tree, .opaque: false
    }
  }

  // MARK: - Helpers for the shapes

  /// Whether there is such a field, and not null.
  func isThere(_ key: JSONKey) -> Bool { fields[key].map { $0.kind != .null } ?? false }

  func isString(_ key: JSONKey) -> Bool { fields[key]?.kind == .string }

  /// Marks a field as being in a part.
  mutating func use(_ key: JSONKey) {
    if let position = fields.position(of: key) { use(at: position) }
  }

  mutating func use(at position: Int) { isUsed[position] = true }

  func isUsed(_ key: JSONKey) -> Bool {
    fields.position(of: key).map { isUsed[$0] } ?? false
  }

  func firstKey(_ keys: [JSONKey], where matches: (JSONNode) -> Bool) -> JSONKey? {
    keys.first { key in fields[key].map(matches) ?? false }
  }

  func isTurnList(_ node: JSONNode) -> Bool {
    node.firstElement(in: bytes)?.isTurn(in: bytes) == true
  }

  mutating func add(_ part: Part) {
    guard reading.parts.count < RecordReading.partLimit else {
      reading.isCut = true
      return
    }
    reading.parts.append(part)
  }

  /// Adds the member `key` as a part, unless it is missing or null.
  @discardableResult
  mutating func addField(_ key: JSONKey, _ role: Part.Role, response: Int? = nil) -> Bool {
    guard let node = fields[key], node.kind != .null else { return false }
    use(key)
    add(Part(role, key.text, JSONPointer(key: key), node, response: response))
    return true
  }

  /// Adds the system's text, if it is a member of its own.
  mutating func addSystem() {
    for key in ["system", "system_prompt", "system_message"] as [JSONKey] {
      if fields[key]?.kind == .string || key == "system", addField(key, .system) { return }
    }
  }

  /// Adds everything that isn't in a part yet, as leaves.
  private mutating func addRest() {
    let (fields, bytes) = (fields, bytes)
    var position = 0
    fields.forEach { member in
      if !isUsed[position] {
        addLeaves(
          member.value, .root.appending(raw: member.key, of: bytes), bytes.text(raw: member.key))
      }
      position += 1
    }
  }

  /// Adds the scalars and empty containers below `node` as fields.
  ///
  /// - Parameter name: the key or index of `node`, which names the part if it is a leaf.
  mutating func addLeaves(_ node: JSONNode, _ pointer: JSONPointer, _ name: String) {
    guard !reading.isCut else { return }
    var isEmpty = true
    switch node.kind {
    case .object:
      for member in node.members(in: bytes, limit: RecordReading.partLimit) {
        isEmpty = false
        addLeaves(
          member.value, pointer.appending(raw: member.key, of: bytes), bytes.text(raw: member.key))
        if reading.isCut { return }
      }
    case .array:
      for (index, element) in node.elements(in: bytes, limit: RecordReading.partLimit).enumerated()
      {
        isEmpty = false
        addLeaves(element, pointer.appending(index), String(index))
        if reading.isCut { return }
      }
    default: break
    }
    if isEmpty { add(Part(.field, name, pointer, node)) }
  }

  /// Reads the whole record as leaves.
  mutating func tree() -> RecordReading {
    reading = RecordReading(.tree)
    addLeaves(root, .root, "")
    return whole
  }
}
