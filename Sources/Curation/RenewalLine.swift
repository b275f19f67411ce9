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
    if let version = try reader.take("v", .integer), version != 1 { throw .version(version) }
    time = try reader.take("t", .text) ?? ""
    file = try RenewedFile(&reader)
    previous = try reader.take("previous", .hash)
    from = try reader.take("from", .hash)
    container = try reader.take("container", .container)
    list = try reader.take("list", .text).map { JSONString($0) }
    guard case .object(let journals)? = reader.take("known") else { throw .missingMember("known") }
    for member in journals {
      var last = try MemberReader(member.value, "known")
      let sequence = try last.required("seq", .integer)
      known[member.key.text] = .init(
        sequence: sequence, id: try last.required("id", .hash))
      try last.finish()
    }
    for element in try reader.take("leftOut", .elements) ?? [] {
      guard case .array(let ends) = element, ends.count == 2, let low = ends[0].integer,
        let high = ends[1].integer, low <= high, leftOut.append(low...high)
      else { throw .invalidMember("leftOut") }
    }
    for element in try reader.take("places", .elements) ?? [] {
      let (key, place) = try Self.place(element)
      places[key] = place
    }
    try reader.finish()
  }

  private static func place(_ value: JSONValue) throws(EntryError) -> (Lane.Key, Place) {
    var reader = try MemberReader(value, "places")
    var key = Lane.Key(
      record: try reader.take("record", .record), base: try reader.take("base", .hash))
    key.inserted = try reader.take("insert", .inserted)
    key.era = .init(
      renewals: try reader.take("renewals", .integer) ?? 0, late: try reader.take("late", .integer))
    let now = try reader.take("now", .record)
    let place: Place
    switch (try reader.take("is", .text), now) {
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
    hash = try reader.required("file", .hash)
    quick = try reader.required("quick", .hash)
    byteCount = try reader.required("bytes", .integer)
    inode = try reader.take("inode", .integer) ?? 0
    seconds = try reader.take("seconds", .integer) ?? 0
    nanoseconds = try reader.take("nanoseconds", .integer) ?? 0
  }

  fileprivate var members: [JSONValue.Member] {
    [
      .init("file", .text(hash.hex)), .init("quick", .text(quick.hex)),
      .init("bytes", .integer(byteCount)),
      .init("inode", .integer(inode)), .init("seconds", .integer(seconds)),
      .init("nanoseconds", .integer(nanoseconds)),
    ]
  }
}
