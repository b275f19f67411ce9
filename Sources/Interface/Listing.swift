public import Analysis
public import Curation

/// Which records the list shows, and in which order.
public struct Listing: Hashable, Sendable {
  /// Positions in the dataset; nil is all of them, in the file's order.
  private var positions: [UInt32]?
  /// Whether `positions` ascend, so that a record's place is found by halving.
  private var isAscending = true

  init() {}

  init(_ numbers: [RecordNumber], isAscending: Bool) {
    positions = numbers.map { UInt32($0.position) }
    self.isAscending = isAscending
  }

  var isAll: Bool { positions == nil }

  public func count(of all: Int) -> Int { positions?.count ?? all }

  /// - Precondition: `place` is below the count.
  public func number(at place: Int) -> RecordNumber {
    RecordNumber(position: positions.map { Int($0[place]) } ?? place)
  }

  /// Where a record stands in the list; where it would stand, or the beginning, if it doesn't.
  func place(of number: RecordNumber) -> (place: Int, isListed: Bool) {
    guard let positions else { return (number.position, true) }
    let wanted = UInt32(clamping: number.position)
    guard isAscending else {
      return positions.firstIndex(of: wanted).map { ($0, true) } ?? (0, false)
    }
    var low = 0
    var high = positions.count
    while low < high {
      let middle = (low + high) / 2
      if positions[middle] < wanted { low = middle + 1 } else { high = middle }
    }
    return (low, low < positions.count && positions[low] == wanted)
  }

  mutating func append(_ more: [RecordNumber]) {
    if positions == nil { positions = [] }
    positions?.append(contentsOf: more.lazy.map { UInt32($0.position) })
  }

  /// All of them, for a command that works on what the list shows.
  func numbers(of all: Int) -> [RecordNumber] {
    (0..<count(of: all)).map { number(at: $0) }
  }
}

/// What a person asked the list to show.
struct ListChoice: Hashable, Sendable {
  /// As it was typed; empty shows all.
  var filter = ""
  var query: Query?
  var orderText = ""
  var order: RecordOrder?
  /// Which request the list waits for; older answers are dropped.
  var serial = 0
  var isRunning = false

  var isAll: Bool { query == nil && order == nil }
}

/// A list to be made in the background.
public struct ListRequest: Sendable {
  public var pane: Int
  public var serial: Int
  /// Nil lists all.
  public var query: Query?
  public var order: RecordOrder?
  public var shape: Shape?
  /// The records as they are now.
  public var set: WorkingSet
  /// The other dataset, where there are two, and its shape.
  public var other: (set: WorkingSet, shape: Shape?)?
}

/// More of a list, or all of it in its order.
public struct ListResult: Sendable {
  public var pane: Int
  public var serial: Int
  public var numbers: [RecordNumber]
  /// Whether `numbers` come behind those told before; else they are the whole list.
  public var isMore: Bool
  public var isComplete: Bool
  /// Whether no record has what they were to be sorted by.
  public var isArbitrary: Bool

  public init(
    pane: Int, serial: Int, numbers: [RecordNumber], isMore: Bool, isComplete: Bool,
    isArbitrary: Bool = false
  ) {
    self.pane = pane
    self.serial = serial
    self.numbers = numbers
    self.isMore = isMore
    self.isComplete = isComplete
    self.isArbitrary = isArbitrary
  }
}
