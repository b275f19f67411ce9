/// What `apply --replace` made of a dataset: which entries it knew, and where their records went.
/// Without it a later run guesses both from hashes, and equal records have equal ones.
///
///     before   #1  #2  #3  #4            leftOut: #2
///               |       |   |
///     after    #1      #2  #3  #4        places: the record that alice:7 inserted is #4
public struct Renewal: Hashable, Sendable {
  /// The file that was made.
  public var file: RenewedFile
  /// The hash of the file before, if that was the result of a renewal too.
  public var previous: ContentHash?
  /// The last entry known of each journal, by the journal's UUID.
  public internal(set) var known: [String: ContentHash] = [:]
  /// The numbers of the records that were left out.
  public internal(set) var leftOut = NumberRanges()
  /// What became of the changes whose record wasn't at the number they give, or wasn't written as
  /// they say. All others were made at their number.
  var places: [Lane.Key: Place] = [:]

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
  public var byteCount: Int
  /// With the time and the size, tells the file without reading it.
  public var inode: Int
  /// When it was last changed: seconds since 1970 and nanoseconds.
  public var seconds: Int
  public var nanoseconds: Int

  public init(hash: ContentHash, byteCount: Int, inode: Int, seconds: Int, nanoseconds: Int) {
    self.hash = hash
    self.byteCount = byteCount
    self.inode = inode
    self.seconds = seconds
    self.nanoseconds = nanoseconds
  }
}

/// Record numbers in ascending order, kept as ranges.
public struct NumberRanges: Hashable, Sendable {
  private(set) var ranges: [ClosedRange<Int>] = []
  /// For each range, how many numbers are in those before it.
  private var counts: [Int] = []

  public var count: Int { (counts.last ?? 0) + (ranges.last?.count ?? 0) }

  /// Adds numbers above all that are there; returns false, and adds nothing, if they aren't.
  @discardableResult
  mutating func append(_ numbers: ClosedRange<Int>) -> Bool {
    let last = ranges.last?.upperBound ?? 0
    guard numbers.lowerBound > last else { return false }
    if numbers.lowerBound == last + 1, let open = ranges.indices.last {
      ranges[open] = ranges[open].lowerBound...numbers.upperBound
    } else {
      counts.append(count)
      ranges.append(numbers)
    }
    return true
  }

  /// Whether a number is there, and how many are below it.
  func place(of number: RecordNumber) -> (isThere: Bool, below: Int) {
    var (low, high) = (0, ranges.count)
    while low < high {
      let middle = (low + high) / 2
      if ranges[middle].upperBound < number.value { low = middle + 1 } else { high = middle }
    }
    guard low < ranges.count else { return (false, count) }
    let inside = max(0, number.value - ranges[low].lowerBound)
    return (ranges[low].contains(number.value), counts[low] + inside)
  }
}

extension WorkingSet {
  /// What replacing the dataset by the curated one makes of it; nil if there is nothing to note, as
  /// no journal is sealed.
  ///
  /// - Parameter file: the curated dataset.
  /// - Precondition: the lanes are placed.
  public func renewal(_ keep: KeepRule, to file: RenewedFile) -> Renewal? {
    var renewal = Renewal(file: file, previous: lineage.last?.file.hash)
    renewal.known = lineage.last?.known ?? [:]
    for logged in entries {
      // Entries of one journal are in the order of their numbers.
      if !logged.journal.isEmpty, let id = logged.entry.id { renewal.known[logged.journal] = id }
    }
    guard !renewal.known.isEmpty else { return nil }
    for position in 0..<originalCount {
      let number = RecordNumber(position: position)
      guard keep.policy == .accepted || states[number] != nil else { continue }
      if disposition(of: number, keep) == .leftOut {
        renewal.leftOut.append(number.value...number.value)
      }
    }
    var count = originalCount - renewal.leftOut.count
    var added: [RecordNumber: RecordNumber] = [:]
    for number in insertedRecords where disposition(of: number, keep) != .leftOut {
      count += 1
      added[number] = RecordNumber(count)
    }
    for key in laneOrder where key.settled == nil {
      renewal.places[key] = place(of: key, after: renewal, added)
    }
    return renewal
  }

  /// What became of a lane; nil if that is what is expected of it, or if it is an inserted record
  /// that wasn't written.
  private func place(
    of key: Lane.Key, after renewal: Renewal, _ added: [RecordNumber: RecordNumber]
  ) -> Renewal.Place? {
    let placement = placements[key] ?? .missing
    guard let number = placement.record else {
      if key.inserted != nil { return placement == .leftOut ? .leftOut : nil }
      return placement == .leftOut && lanes[key]?.steps.isEmpty == false ? .leftOut : .missing
    }
    if number.position >= originalCount { return added[number].map { .made($0) } }
    let isOpen = placement.isToBeEdited && states[number]?.conflict != nil
    if number == key.record, placement != .rebased(number), !isOpen { return nil }
    guard let new = renewal.number(after: number) else { return .leftOut }
    return isOpen ? .open(new) : .made(new)
  }
}
