public import JSONLines

extension Entry {
  /// The line's bytes before `,"id":`, which its id is the hash of.
  ///
  /// - Precondition: the entry is stamped.
  public var unsealedLine: [UInt8] {
    guard let stamp else { preconditionFailure("an entry is stamped before it is written") }
    var members = Members()
    members.add("v", .integer(1))
    members.add("seq", .integer(stamp.sequence))
    members.add("prev", stamp.previous.map { .text($0.hex) } ?? .null)
    members.add("t", .text(stamp.time))
    members.add("lc", .integer(stamp.lamport))
    if !sees.isEmpty {
      members.add(
        "sees",
        .object(
          sees.sorted { $0.key < $1.key }.map { .init(JSONString($0.key), .integer($0.value)) }))
    }
    members.list += contentMembers
    var line = JSONWriter.bytes(.object(members.list), .journal)
    line.removeLast()  // the closing brace comes after the id
    return line
  }

  /// The whole line, with its id and a line feed.
  public func line(_ id: ContentHash) -> [UInt8] {
    unsealedLine + Array(",\"id\":\"\(id.hex)\"}\n".utf8)
  }

  /// The line without chain, time and id.
  ///
  /// - Parameter order: a sequence number and a clock, which place it among sealed lines; without
  ///   them it takes effect before these.
  public func unsealedContent(order: (sequence: Int, lamport: Int)? = nil) -> JSONValue {
    var members = Members()
    members.add("seq", order.map { .integer($0.sequence) })
    members.add("lc", order.map { .integer($0.lamport) })
    members.list += contentMembers
    members.add("actor", actor.map { .text($0) })
    return .object(members.list)
  }

  /// Drops the name of a record that this entry inserts itself, as it consists of the entry's id.
  private func asWritten(_ change: Change) -> Change {
    guard let name = change.inserted, name.entry == id else { return change }
    var change = change
    change.inserted = nil
    return change
  }

  private var contentMembers: [JSONValue.Member] {
    var members = Members()
    members.add("op", .text(kind.rawValue))
    if let header { members.list += header.members }
    if let part {
      var inner = Members()
      inner.add("id", .text(part.transaction))
      inner.add("part", .integer(part.part))
      inner.add("of", .integer(part.of))
      members.add("tx", .object(inner.list))
    }
    members.add("undoes", undoes.map { .text($0.hex) })
    members.add("redoes", redoes.map { .text($0.hex) })
    members.add("command", command.map { .text($0) })
    members.add("why", why.map { .text($0) })
    members.add("blind", blind.map { .integer($0) })
    if kind != .open, kind != .recovered {
      members.add("changes", .array(changes.map { asWritten($0).value }))
    }
    return members.list
  }
}

/// Collects members, skipping those without a value.
struct Members {
  var list: [JSONValue.Member] = []

  mutating func add(_ key: JSONString, _ value: JSONValue?) {
    if let value { list.append(.init(key, value)) }
  }
}

extension JournalHeader {
  fileprivate var members: [JSONValue.Member] {
    var inner = Members()
    inner.add("name", .text(dataset.name))
    inner.add("bytes", .integer(dataset.byteCount))
    inner.add("container", .text(dataset.container.rawValue))
    inner.add("records", dataset.recordCount.map { .integer($0) })
    inner.add("quick", .text(dataset.quick.hex))
    var members = Members()
    members.add("format", .text("winnow-journal"))
    members.add("journal", .text(journal))
    members.add("actor", .text(actor))
    members.add("host", .text(host))
    members.add("tool", .text(tool))
    members.add("dataset", .object(inner.list))
    return members.list
  }
}

extension Change {
  var value: JSONValue {
    var members = Members()
    members.add("record", record.map { .integer($0.value) })
    members.add("base", base.map { .text($0.hex) })
    members.add("insert", inserted.map { .text($0.description) })
    members.add("after", after.map { .text($0.hex) })
    switch body {
    case .patch(let steps): members.add("patch", .array(steps.map(\.value)))
    case .raw(let was, let now):
      members.addText("was", was)
      members.addText("now", now)
    case .mark(let subject, let was, let now):
      if case .rating(let key) = subject { members.add("axis", .text(key.axis)) }
      // A flag tells its place itself.
      if case .flag = subject {} else { members.add("at", subject.at.map { .string($0.string) }) }
      members.add("was", was?.value ?? .null)
      members.add("now", now?.value ?? .null)
    case .insert(let was, let now, let dataset):
      if let was { members.addText("was", was) }
      if let now { members.addText("now", now) }
      members.add("dataset", dataset.map { .text($0.hex) })
    case .remove(let why, let leavesCopy), .restore(let why, let leavesCopy):
      members.add("why", why.map { .text($0) })
      if leavesCopy { members.add("copy", .bool(true)) }
    }
    return .object(members.list)
  }
}

extension Members {
  /// Adds bytes as a string, or, if they aren't UTF-8, as base64 under `key` followed by `64`.
  fileprivate mutating func addText(_ key: String, _ bytes: [UInt8]) {
    if let text = String(validating: bytes, as: UTF8.self) {
      add(JSONString(key), .text(text))
    } else {
      add(JSONString(key + "64"), .text(Base64.encode(bytes)))
    }
  }
}

extension Mark {
  fileprivate var value: JSONValue {
    switch self {
    case .flag(let flag): flag.value
    case .verdict(let verdict): .text(verdict.rawValue)
    case .rating(_, .score(let score)): .integer(score)
    case .rating(_, .acceptable(let acceptable)): .bool(acceptable)
    case .note(_, let text): .text(text)
    case .order(let order): .text(order.text)
    case .decision(let actor): .text(actor)
    }
  }
}

extension HazardFlag {
  /// The flag as the journal has it.
  public var value: JSONValue {
    var members = Members()
    members.add("taxonomy", .text(key.taxonomy))
    members.add("category", .text(key.category))
    members.add("severity", .integer(severity))
    members.add("at", key.at.map { .string($0.string) })
    members.add(
      "range", key.range.map { .array([.integer($0.lowerBound), .integer($0.upperBound)]) })
    members.add("note", note.map { .text($0) })
    return .object(members.list)
  }
}

extension PatchStep {
  var value: JSONValue {
    var members = Members()
    func path(_ pointer: JSONPointer) -> JSONValue { .string(pointer.string) }
    switch self {
    case .test(let at, let expected):
      members.add("op", "test")
      members.add("path", path(at))
      switch expected {
      case .value(let value): members.add("value", value)
      case .hash(let hash): members.add("valueSha256", .text(hash.hex))
      }
    case .replace(let at, let value):
      members.add("op", "replace")
      members.add("path", path(at))
      members.add("value", value)
    case .remove(let at):
      members.add("op", "remove")
      members.add("path", path(at))
    case .add(let at, let value, let index):
      members.add("op", "add")
      members.add("path", path(at))
      members.add("value", value)
      members.add("index", index.map { .integer($0) })
    case .move(let from, let to):
      members.add("op", "move")
      members.add("from", path(from))
      members.add("path", path(to))
    }
    return .object(members.list)
  }
}
