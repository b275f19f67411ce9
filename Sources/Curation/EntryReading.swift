public import JSONLines

/// Why a journal line can't be read. Anything unknown is refused, as a guess could apply the wrong
/// edit.
public enum EntryError: Error, Hashable, Sendable {
  case syntax(JSONSyntaxError)
  case blank
  /// The line, or the member, isn't an object, or has a member twice.
  case notAnObject(String)
  case version(Int)
  case unknownOperation(String)
  /// A step that isn't part of a reversible patch, such as `copy`.
  case unknownStep(String)
  case unknownMember(String)
  case missingMember(String)
  case invalidMember(String)
}

extension Entry {
  /// Reads a line, sealed or not: `v`, `seq`, `prev`, `t`, `lc` and `id` may be missing.
  public init(line: Bytes) throws(EntryError) {
    let value: JSONValue
    do { value = try JSONValue.parse(line) } catch {
      throw line.trimmed.isEmpty ? .blank : .syntax(error)
    }
    var reader = try MemberReader(value, "line")
    if let version = try reader.take("v", .integer), version != 1 { throw .version(version) }
    let name = try reader.required("op", .text)
    guard let kind = Kind(rawValue: name) else { throw .unknownOperation(name) }
    self.init(kind, changes: [])
    try readStamp(&reader)
    undoes = try reader.take("undoes", .hash)
    redoes = try reader.take("redoes", .hash)
    command = try reader.take("command", .text)
    why = try reader.take("why", .text)
    blind = try reader.take("blind", .integer)
    if kind == .open {
      header = try JournalHeader(&reader)
    } else {
      actor = try reader.take("actor", .text)
    }
    if kind != .open, kind != .recovered {
      changes = try reader.required("changes", .elements).map {
        (element: JSONValue) throws(EntryError) in try Change(element, kind)
      }
    }
    try reader.finish()
  }

  private mutating func readStamp(_ reader: inout MemberReader) throws(EntryError) {
    let sequence = try reader.take("seq", .integer)
    let previous = try reader.take("prev", .hash)
    let time = try reader.take("t", .text)
    let lamport = try reader.take("lc", .integer)
    // Later entries count on from here, so the largest values, which could overflow, are refused.
    for (name, count) in [("lc", lamport), ("seq", sequence)] {
      if let count, !(0..<Int.exactLimit).contains(count) { throw .invalidMember(name) }
    }
    id = try reader.take("id", .hash)
    if let seen = reader.take("sees") {
      guard case .object(let members) = seen else { throw .invalidMember("sees") }
      for member in members {
        guard let last = member.value.integer else { throw .invalidMember("sees") }
        sees[member.key.text] = last
      }
    }
    if let split = reader.take("tx") {
      var inner = try MemberReader(split, "tx")
      part = Part(
        transaction: try inner.required("id", .text),
        part: try inner.required("part", .integer),
        of: try inner.required("of", .integer))
      try inner.finish()
    }
    if let sequence {
      stamp = Stamp(
        sequence: sequence, previous: previous, time: time ?? "", lamport: lamport ?? 0)
    }
  }
}

extension JournalHeader {
  fileprivate init(_ reader: inout MemberReader) throws(EntryError) {
    guard try reader.take("format", .text) == "winnow-journal" else {
      throw .invalidMember("format")
    }
    journal = try reader.required("journal", .text)
    actor = try reader.required("actor", .text)
    host = try reader.take("host", .text) ?? ""
    tool = try reader.take("tool", .text) ?? ""
    var inner = try MemberReader(try reader.requiredAny("dataset"), "dataset")
    dataset = DatasetIdentity(
      name: try inner.take("name", .text) ?? "",
      byteCount: try inner.take("bytes", .count) ?? 0,
      container: try inner.required("container", .container),
      recordCount: try inner.take("records", .count),
      quick: try inner.required("quick", .hash))
    try inner.finish()
  }
}

extension Change {
  fileprivate init(_ value: JSONValue, _ kind: Entry.Kind) throws(EntryError) {
    var reader = try MemberReader(value, "changes")
    record = try reader.take("record", .record)
    base = try reader.take("base", .hash)
    after = try reader.take("after", .hash)
    inserted = try reader.take("insert", .inserted)
    guard record != nil || base != nil || inserted != nil || kind == .insert else {
      throw .missingMember("record")
    }
    body = try Body(&reader, kind)
    try reader.finish()
  }
}

extension Change.Body {
  fileprivate init(_ reader: inout MemberReader, _ kind: Entry.Kind) throws(EntryError) {
    switch kind {
    case .patch:
      self = .patch(
        try reader.required("patch", .elements).map {
          (step: JSONValue) throws(EntryError) in try PatchStep(step)
        })
    case .raw:
      let (was, now) = (try reader.bytes("was"), Bytes(try reader.bytes("now")))
      self = .raw(was: was, now: Array(now.trimmed))
    case .flag:
      let was = try HazardFlag(reader.take("was"))
      let now = try HazardFlag(reader.take("now"))
      guard let key = (now ?? was)?.key else { throw .missingMember("now") }
      self = .mark(.flag(key), was, now, Mark.flag)
    case .verdict:
      self = .mark(
        .verdict, try reader.take("was", .verdict), try reader.take("now", .verdict), Mark.verdict)
    case .rate:
      let key = RatingKey(
        axis: try reader.required("axis", .text), at: try reader.take("at", .pointer))
      let (was, now) = (try reader.take("was", .rating), try reader.take("now", .rating))
      for (name, value) in [("was", was), ("now", now)] where value.map(key.takes) == false {
        throw .invalidMember(name)
      }
      self = .mark(.rating(key), was, now) { .rating(key, $0) }
    case .note:
      let at = try reader.take("at", .pointer)
      self = .mark(.note(at), try reader.take("was", .text), try reader.take("now", .text)) {
        .note(at, $0)
      }
    case .insert:
      let was = try reader.bytesIfAny("was")
      let now = try reader.bytesIfAny("now")
      guard was != nil || now != nil else { throw .missingMember("now") }
      self = .insert(was: was, now: now, dataset: try reader.take("dataset", .hash))
    case .order:
      self = .mark(
        .order, try reader.take("was", .order), try reader.take("now", .order), Mark.order)
    case .resolve:
      self = .mark(
        .decision, try reader.take("was", .text), try reader.take("now", .text), Mark.decision)
    case .remove:
      self = .remove(
        why: try reader.take("why", .text), leavesCopy: try reader.take("copy", .boolean) ?? false)
    case .restore:
      self = .restore(
        why: try reader.take("why", .text), leavesCopy: try reader.take("copy", .boolean) ?? false)
    case .open, .recovered: throw .invalidMember("changes")
    }
  }

  private static func mark<Value>(
    _ subject: Mark.Subject, _ was: Value?, _ now: Value?, _ mark: (Value) -> Mark
  ) -> Change.Body {
    .mark(subject, was: was.map(mark), now: now.map(mark))
  }
}

extension HazardFlag {
  fileprivate init?(_ value: JSONValue?) throws(EntryError) {
    guard let value, value != .null else { return nil }
    var reader = try MemberReader(value, "flag")
    severity = try reader.required("severity", .integer)
    guard Self.severities.contains(severity) else { throw .invalidMember("severity") }
    key = Key(
      taxonomy: try reader.required("taxonomy", .text),
      category: try reader.required("category", .text),
      at: try reader.take("at", .pointer), range: try reader.take("range", .range))
    note = try reader.take("note", .text)
    try reader.finish()
  }
}

extension PatchStep {
  /// Reads one operation of an RFC 6902 patch, with the journal's additions `index` and
  /// `valueSha256`.
  public init(_ value: JSONValue) throws(EntryError) {
    var reader = try MemberReader(value, "patch")
    let operation = try reader.required("op", .text)
    let path = try reader.required("path", .pointer)
    switch operation {
    case "test":
      if let hash = try reader.take("valueSha256", .hash) {
        self = .test(path, .hash(hash))
      } else {
        self = .test(path, .value(try reader.requiredAny("value")))
      }
    case "replace":
      self = .replace(path, try reader.requiredAny("value"))
    case "remove": self = .remove(path)
    case "add":
      let value = try reader.requiredAny("value")
      let index = try reader.take("index", .integer)
      if let index, index < 0 { throw .invalidMember("index") }
      self = .add(path, value, index: index)
    case "move":
      self = .move(from: try reader.required("from", .pointer), to: path)
    default: throw .unknownStep(operation)
    }
    try reader.finish()
  }
}
