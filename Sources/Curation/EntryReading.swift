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
      throw line.trimmed(0..<line.count).isEmpty ? .blank : .syntax(error)
    }
    var reader = try MemberReader(value, "line")
    if let version = try reader.integer("v"), version != 1 { throw .version(version) }
    let name = try reader.required("op", try reader.text("op"))
    guard let kind = Kind(rawValue: name) else { throw .unknownOperation(name) }
    self.init(kind, changes: [])
    try readStamp(&reader)
    undoes = try reader.hash("undoes")
    redoes = try reader.hash("redoes")
    command = try reader.text("command")
    why = try reader.text("why")
    blind = try reader.integer("blind")
    if kind == .open {
      header = try JournalHeader(&reader)
    } else {
      actor = try reader.text("actor")
    }
    if kind != .open, kind != .recovered {
      changes = try reader.required("changes", try reader.elements("changes")).map {
        (element: JSONValue) throws(EntryError) in try Change(element, kind)
      }
    }
    try reader.finish()
  }

  private mutating func readStamp(_ reader: inout MemberReader) throws(EntryError) {
    let sequence = try reader.integer("seq")
    let previous = try reader.hash("prev")
    let time = try reader.text("t")
    let lamport = try reader.integer("lc")
    // Later entries count on from here, so the largest values, which could overflow, are refused.
    for (name, count) in [("lc", lamport), ("seq", sequence)] {
      if let count, !(0..<Int.exactLimit).contains(count) { throw .invalidMember(name) }
    }
    id = try reader.hash("id")
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
        transaction: try inner.required("id", try inner.text("id")),
        part: try inner.required("part", try inner.integer("part")),
        of: try inner.required("of", try inner.integer("of")))
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
    guard try reader.text("format") == "winnow-journal" else { throw .invalidMember("format") }
    journal = try reader.required("journal", try reader.text("journal"))
    actor = try reader.required("actor", try reader.text("actor"))
    host = try reader.text("host") ?? ""
    tool = try reader.text("tool") ?? ""
    var inner = try MemberReader(try reader.required("dataset", reader.take("dataset")), "dataset")
    let container = try inner.text("container") ?? ""
    dataset = DatasetIdentity(
      name: try inner.text("name") ?? "",
      byteCount: try inner.count("bytes") ?? 0,
      container: try inner.required("container", Container(rawValue: container)),
      recordCount: try inner.count("records"),
      quick: try inner.required("quick", try inner.hash("quick")))
    try inner.finish()
  }
}

extension Change {
  fileprivate init(_ value: JSONValue, _ kind: Entry.Kind) throws(EntryError) {
    var reader = try MemberReader(value, "changes")
    let number = try reader.integer("record")
    if let number, number < 1 { throw .invalidMember("record") }
    record = number.map { RecordNumber($0) }
    base = try reader.hash("base")
    after = try reader.hash("after")
    if let name = try reader.text("insert") {
      guard let name = InsertedName(name) else { throw .invalidMember("insert") }
      inserted = name
    }
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
        try reader.required("patch", try reader.elements("patch")).map {
          (step: JSONValue) throws(EntryError) in try PatchStep(step)
        })
    case .raw:
      let (was, now) = (try reader.bytes("was"), Bytes(try reader.bytes("now")))
      self = .raw(was: was, now: Array(now.slice(now.trimmed(0..<now.count))))
    case .flag:
      let was = try HazardFlag(reader.take("was"))
      let now = try HazardFlag(reader.take("now"))
      guard let key = (now ?? was)?.key else { throw .missingMember("now") }
      self = .mark(.flag(key), was, now, Mark.flag)
    case .verdict:
      self = .mark(.verdict, try reader.verdict("was"), try reader.verdict("now"), Mark.verdict)
    case .rate:
      let key = RatingKey(
        axis: try reader.required("axis", try reader.text("axis")), at: try reader.pointer("at"))
      self = .mark(.rating(key), try reader.rating("was"), try reader.rating("now")) {
        .rating(key, $0)
      }
    case .note:
      let at = try reader.pointer("at")
      self = .mark(.note(at), try reader.text("was"), try reader.text("now")) { .note(at, $0) }
    case .insert:
      let was = try reader.bytesIfAny("was")
      let now = try reader.bytesIfAny("now")
      guard was != nil || now != nil else { throw .missingMember("now") }
      self = .insert(was: was, now: now, dataset: try reader.hash("dataset"))
    case .order: self = .mark(.order, try reader.order("was"), try reader.order("now"), Mark.order)
    case .resolve:
      self = .mark(.decision, try reader.text("was"), try reader.text("now"), Mark.decision)
    case .remove:
      self = .remove(why: try reader.text("why"), leavesCopy: try reader.boolean("copy") ?? false)
    case .restore:
      self = .restore(why: try reader.text("why"), leavesCopy: try reader.boolean("copy") ?? false)
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
    severity = try reader.required("severity", try reader.integer("severity"))
    guard Self.severities.contains(severity) else { throw .invalidMember("severity") }
    key = Key(
      taxonomy: try reader.required("taxonomy", try reader.text("taxonomy")),
      category: try reader.required("category", try reader.text("category")),
      at: try reader.pointer("at"), range: try reader.range("range"))
    note = try reader.text("note")
    try reader.finish()
  }
}

extension PatchStep {
  /// Reads one operation of an RFC 6902 patch, with the journal's additions `index` and
  /// `valueSha256`.
  public init(_ value: JSONValue) throws(EntryError) {
    var reader = try MemberReader(value, "patch")
    let operation = try reader.required("op", try reader.text("op"))
    let path = try reader.required("path", try reader.pointer("path"))
    switch operation {
    case "test":
      if let hash = try reader.hash("valueSha256") {
        self = .test(path, .hash(hash))
      } else {
        self = .test(path, .value(try reader.required("value", reader.takeAny("value"))))
      }
    case "replace":
      self = .replace(path, try reader.required("value", reader.takeAny("value")))
    case "remove": self = .remove(path)
    case "add":
      let value = try reader.required("value", reader.takeAny("value"))
      let index = try reader.integer("index")
      if let index, index < 0 { throw .invalidMember("index") }
      self = .add(path, value, index: index)
    case "move":
      self = .move(from: try reader.required("from", try reader.pointer("from")), to: path)
    default: throw .unknownStep(operation)
    }
    try reader.finish()
  }
}
