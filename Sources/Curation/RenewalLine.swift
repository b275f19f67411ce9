public import JSONLines

// A renewal as a line of JSON, in a file beside the journals.

extension Renewal {
  /// Reads a line.
  ///
  /// - Throws: if it isn't one that this version writes.
  public init(line: Bytes) throws(EntryError) {
    let value: JSONValue
    do { value = try JSONValue.parse(line) } catch { throw .syntax(error) }
    var reader = try MemberReader(value, "line")
    if let version = try reader.integer("v"), version != 1 { throw .version(version) }
    time = try reader.text("t") ?? ""
    file = try RenewedFile(&reader)
    previous = try reader.hash("previous")
    from = try reader.hash("from")
    if let name = try reader.text("container") {
      guard let known = Container(rawValue: name) else { throw .invalidMember("container") }
      container = known
    }
    list = try reader.text("list").map { JSONString($0) }
    guard case .object(let journals)? = reader.take("known") else { throw .missingMember("known") }
    for member in journals {
      var last = try MemberReader(member.value, "known")
      let sequence = try last.required("seq", try last.integer("seq"))
      known[member.key.text] = .init(
        sequence: sequence, id: try last.required("id", try last.hash("id")))
      try last.finish()
    }
    for element in try reader.elements("leftOut") ?? [] {
      guard case .array(let ends) = element, ends.count == 2, let low = ends[0].integer,
        let high = ends[1].integer, low <= high, leftOut.append(low...high)
      else { throw .invalidMember("leftOut") }
    }
    for element in try reader.elements("places") ?? [] {
      let (key, place) = try Self.place(element)
      places[key] = place
    }
    try reader.finish()
  }

  private static func place(_ value: JSONValue) throws(EntryError) -> (Lane.Key, Place) {
    var reader = try MemberReader(value, "places")
    var key = Lane.Key(record: try reader.number("record"), base: try reader.hash("base"))
    if let name = try reader.text("insert") {
      guard let name = InsertedName(name) else { throw .invalidMember("insert") }
      key.inserted = name
    }
    key.era = .init(
      renewals: try reader.integer("renewals") ?? 0, late: try reader.integer("late"))
    let now = try reader.number("now")
    let place: Place
    switch (try reader.text("is"), now) {
    case ("made"?, let number?): place = .made(number)
    case ("open"?, let number?): place = .open(number)
    case ("leftOut"?, nil): place = .leftOut
    case ("missing"?, nil): place = .missing
    default: throw .invalidMember("is")
    }
    try reader.finish()
    return (key, place)
  }

  /// The line, with its line feed.
  public var line: [UInt8] {
    var members = Members()
    members.add("v", .integer(1))
    members.add("t", .text(time))
    members.list += file.members
    members.add("previous", previous.map { .text($0.hex) })
    members.add("from", from.map { .text($0.hex) })
    members.add("container", container.map { .text($0.rawValue) })
    members.add("list", list.map { .text($0.text) })
    let journals = known.sorted { $0.key < $1.key }
    let lasts = journals.map { journal, last -> JSONValue.Member in
      .init(
        JSONString(journal),
        .object([.init("seq", .integer(last.sequence)), .init("id", .text(last.id.hex))]))
    }
    members.add("known", .object(lasts))
    let ranges = leftOut.ranges.map {
      JSONValue.array([$0.lowerBound, $0.upperBound].map(JSONValue.integer))
    }
    members.add("leftOut", ranges.isEmpty ? nil : .array(ranges))
    let places = places.map(Self.value).sorted { $0.order < $1.order }.map(\.value)
    members.add("places", places.isEmpty ? nil : .array(places))
    return JSONWriter.bytes(.object(members.list), .journal) + [0x0A]
  }

  private static func value(
    _ key: Lane.Key, _ place: Place
  ) -> (order: (Int, String, Int), value: JSONValue) {
    var members = Members()
    members.add("record", key.record.map { .integer($0.value) })
    members.add("base", key.base.map { .text($0.hex) })
    members.add("insert", key.inserted.map { .text($0.description) })
    members.add("renewals", key.era.renewals > 0 ? .integer(key.era.renewals) : nil)
    members.add("late", key.era.late.map { .integer($0) })
    let (name, now): (String, RecordNumber?) =
      switch place {
      case .made(let number): ("made", number)
      case .open(let number): ("open", number)
      case .leftOut: ("leftOut", nil)
      case .missing: ("missing", nil)
      }
    members.add("is", .text(name))
    members.add("now", now.map { .integer($0.value) })
    let order = (
      key.record?.value ?? .max, key.base?.hex ?? key.inserted?.description ?? "",
      key.era.renewals * 2 + (key.era.late == nil ? 0 : 1)
    )
    return (order, .object(members.list))
  }
}

extension RenewedFile {
  fileprivate init(_ reader: inout MemberReader) throws(EntryError) {
    hash = try reader.required("file", try reader.hash("file"))
    fingerprint = try reader.required("quick", try reader.hash("quick"))
    byteCount = try reader.required("bytes", try reader.integer("bytes"))
    inode = try reader.integer("inode") ?? 0
    seconds = try reader.integer("seconds") ?? 0
    nanoseconds = try reader.integer("nanoseconds") ?? 0
  }

  fileprivate var members: [JSONValue.Member] {
    [
      .init("file", .text(hash.hex)), .init("quick", .text(fingerprint.hex)),
      .init("bytes", .integer(byteCount)),
      .init("inode", .integer(inode)), .init("seconds", .integer(seconds)),
      .init("nanoseconds", .integer(nanoseconds)),
    ]
  }
}

extension MemberReader {
  fileprivate mutating func number(_ name: String) throws(EntryError) -> RecordNumber? {
    guard let value = try integer(name) else { return nil }
    guard value >= 1 else { throw .invalidMember(name) }
    return RecordNumber(value)
  }
}
