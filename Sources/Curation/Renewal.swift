public import JSONLines

/// What `apply --replace` made of a dataset: which entries it knew, and where their records went.
/// Without it a later run guesses both from hashes, and equal records have equal ones.
///
///     before   #1  #2  #3  #4            leftOut: #2
///               |       |   |
///     after    #1      #2  #3  #4        places: the record that alice:7 inserted is #4
public struct Renewal: Hashable, Sendable {
  /// The file that was made.
  public var file: RenewedFile
  /// SHA-256 of the line in which it was noted. Not part of the line.
  public var id: ContentHash?
  /// The `id` of the renewal that made the file before, if one did.
  public var previous: ContentHash?
  /// The quick hash of the file before.
  public internal(set) var from: ContentHash?
  /// When it was made: RFC 3339 in UTC.
  public var time = ""
  /// How the file holds its records; nil if that isn't noted.
  public var container: Container?
  /// The key of the list that holds them, in a wrapper.
  public var list: JSONString?
  /// The last entry read of each journal, by the journal's UUID.
  public internal(set) var known: [String: LastEntry] = [:]
  /// The numbers of the records that were left out.
  var leftOut = NumberRanges()
  /// What became of the changes whose record wasn't at the number they give, or that weren't made.
  /// All others were made at their number.
  var places: [Lane.Key: Place] = [:]

  public struct LastEntry: Hashable, Sendable {
    public var sequence: Int
    public var id: ContentHash
  }

  enum Place: Hashable, Sendable {
    /// The changes were made; the record's new number.
    case made(RecordNumber)
    /// Edits were in conflict, and weren't made; the record's new number.
    case open(RecordNumber)
    case leftOut
    /// The record wasn't found.
    case missing
  }

  /// Returns the new number of a record; nil if it was left out.
  func number(after number: RecordNumber) -> RecordNumber? {
    let (isLeftOut, before) = leftOut.place(of: number)
    return isLeftOut ? nil : RecordNumber(number.value - before)
  }
}

/// A file as it was written.
public struct RenewedFile: Hashable, Sendable {
  /// SHA-256 of all bytes.
  public var hash: ContentHash
  /// What journals that are begun on the file have of it (`DatasetIdentity.quick`).
  public var quick: ContentHash
  public var byteCount: Int
  /// With the time and the size, tells the file without reading it.
  public var inode: Int
  /// When it was last changed: seconds since 1970 and nanoseconds.
  public var seconds: Int
  public var nanoseconds: Int

  public init(
    hash: ContentHash, quick: ContentHash, byteCount: Int, inode: Int, seconds: Int,
    nanoseconds: Int
  ) {
    self.hash = hash
    self.quick = quick
    self.byteCount = byteCount
    self.inode = inode
    self.seconds = seconds
    self.nanoseconds = nanoseconds
  }
}

extension WorkingSet {
  /// What replacing the dataset by the curated one makes of it; nil if there is nothing to note, or
  /// if this is only a part of the dataset.
  ///
  /// - Parameter file: the curated dataset.
  /// - Precondition: the lanes are placed.
  public func renewal(_ keep: KeepRule, to file: RenewedFile) -> Renewal? {
    if search == .byHash { return nil }
    var renewal = Renewal(file: file, previous: lineage.last?.id, from: source.quick)
    for logged in entries where !logged.journal.isEmpty {
      guard let id = logged.entry.id, let sequence = logged.entry.stamp?.sequence,
        sequence >= renewal.known[logged.journal]?.sequence ?? 0
      else { continue }
      renewal.known[logged.journal] = .init(sequence: sequence, id: id)
    }
    for position in 0..<originalCount {
      let number = RecordNumber(position: position)
      if disposition(of: number, keep) == .leftOut {
        renewal.leftOut.append(number.value...number.value)
      }
    }
    if renewal.known.isEmpty, lineage.count == 0, renewal.leftOut.count == 0 { return nil }
    var count = originalCount - renewal.leftOut.count
    var added: [RecordNumber: RecordNumber] = [:]
    for number in insertedRecords where disposition(of: number, keep) != .leftOut {
      count += 1
      added[number] = RecordNumber(count)
    }
    let settled = settledPlaces(of: lanes.keys)
    for key in lanes.keys {
      let outcome = lineage.outcome(key)
      if case .settled? = outcome { continue }
      var place = place(of: key, outcome, after: renewal, added)
      // An edit of a record that was left out is missed once.
      if place == .missing, settled[key.withoutEra] == .leftOut { place = .leftOut }
      renewal.places[key] = place
    }
    return renewal
  }

  /// What became of a lane; nil if that is what is expected of it, or if it is an inserted record
  /// that wasn't written.
  private func place(
    of key: Lane.Key, _ outcome: Lineage.Outcome?, after renewal: Renewal,
    _ added: [RecordNumber: RecordNumber]
  ) -> Renewal.Place? {
    let placement = lanes[placementOf: key] ?? .missing
    guard let number = placement.record else {
      if key.inserted != nil { return placement == .leftOut ? .leftOut : nil }
      return placement == .leftOut && lanes[key]?.steps.isEmpty == false ? .leftOut : .missing
    }
    if number.position >= originalCount { return added[number].map { .made($0) } }
    let isOpen = placement.isToBeEdited && states[number]?.conflict != nil
    let isExpected = outcome == .open(number) || outcome == nil && number == key.record
    if isExpected, !isOpen { return nil }
    guard let new = renewal.number(after: number) else { return .leftOut }
    return isOpen ? .open(new) : .made(new)
  }
}
