public import Analysis
public import Curation
import JSONLines

/// The records that the list shows, in order.
public struct Listing: Hashable, Sendable {
  /// The positions in the dataset; nil means all of them, in file order.
  private var positions: [UInt32]?
  /// Whether `positions` is ascending, so that binary search finds a record.
  private(set) var isAscending = true

  init() {}

  init(_ numbers: [RecordNumber], isAscending: Bool) {
    positions = numbers.map { UInt32($0.position) }
    self.isAscending = isAscending
  }

  var isAll: Bool { positions == nil }

  public func count(of all: Int) -> Int { positions?.count ?? all }

  /// Returns the record at a place in the list.
  ///
  /// - Precondition: `place` is less than the count.
  public func number(at place: Int) -> RecordNumber {
    RecordNumber(position: positions.map { Int($0[place]) } ?? place)
  }

  /// Returns the place of a record in the list. If it isn't listed, returns where it would be
  /// inserted, or 0 if the list isn't ascending.
  ///
  /// - Complexity: O(log n) if the list is ascending, otherwise O(n).
  public func place(of number: RecordNumber) -> (place: Int, isListed: Bool) {
    guard let positions else { return (number.position, true) }
    let wanted = UInt32(clamping: number.position)
    guard isAscending else {
      return positions.firstIndex(of: wanted).map { ($0, true) } ?? (0, false)
    }
    let place = positions.partitioningIndex { $0 >= wanted }
    return (place, place < positions.count && positions[place] == wanted)
  }

  /// Returns the place so many steps from a record, which may lie outside of the list.
  func place(_ steps: Int, from number: RecordNumber) -> Int {
    let (place, isListed) = place(of: number)
    // If the record isn't listed, `place` is already that of the next listed one.
    return isListed || steps <= 0 ? place + steps : place + steps - 1
  }

  mutating func append(_ more: [RecordNumber]) {
    if positions == nil { positions = [] }
    positions?.append(contentsOf: more.lazy.map { UInt32($0.position) })
  }

  /// Drops the records that aren't among the first `count`.
  mutating func cut(to count: Int) {
    if let positions, positions.contains(where: { $0 >= count }) {
      self.positions = positions.filter { $0 < count }
    }
  }

  /// Returns all listed records, for a command on everything that the list shows.
  func numbers(of all: Int) -> [RecordNumber] {
    (0..<count(of: all)).map { number(at: $0) }
  }
}

/// The filter and order that the user chose for the list.
struct ListChoice: Hashable, Sendable {
  /// The filter as typed; empty shows all.
  var filter = ""
  var query: Query?
  var orderText = ""
  var order: RecordOrder?
  /// The number of the latest request; results of older ones are dropped.
  var serial = 0
  var isRunning = false
  /// What rules found that compare records, of those that the filter names.
  var compared: [RecordNumber: [Finding]] = [:]

  var isAll: Bool { query == nil && order == nil }
}

/// A request to compute a list in the background.
public struct ListRequest: Sendable {
  public var pane: Int
  public var serial: Int
  /// The filter; nil lists all records.
  public var query: Query?
  public var order: RecordOrder?
  public var shape: Shape?
  /// The working set when the request was made.
  public var set: WorkingSet
  /// The other dataset and its shape, if there are two.
  public var other: (set: WorkingSet, shape: Shape?)?
}

/// Part of a list, or a whole one.
public struct ListResult: Sendable {
  public var pane: Int
  public var serial: Int
  public var numbers: [RecordNumber]
  public var extent: Extent

  public enum Extent: Hashable, Sendable {
    /// More of the list, which goes on.
    case part
    /// The rest of the list.
    case rest
    /// The whole list; arbitrary if no record has the value to sort by.
    case whole(isArbitrary: Bool)
  }

  public init(pane: Int, serial: Int, numbers: [RecordNumber], _ extent: Extent) {
    self.pane = pane
    self.serial = serial
    self.numbers = numbers
    self.extent = extent
  }
}
