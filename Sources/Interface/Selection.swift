import Curation

/// The records that the next command works on, and the range being selected.
struct Selection: Hashable, Sendable, ExpressibleByArrayLiteral {
  private(set) var records: Set<RecordNumber>
  private(set) var range: Range?

  /// A range from the record where it began to the cursor.
  struct Range: Hashable, Sendable {
    var start: RecordNumber
    /// The selection before the range.
    var before: Set<RecordNumber>
  }

  init(_ records: some Sequence<RecordNumber>) { self.records = Set(records) }

  init(arrayLiteral records: RecordNumber...) { self.init(records) }

  var isEmpty: Bool { records.isEmpty }
  var count: Int { records.count }

  func contains(_ number: RecordNumber) -> Bool { records.contains(number) }

  mutating func toggle(_ number: RecordNumber) {
    range = nil
    if records.remove(number) == nil { records.insert(number) }
  }

  mutating func beginRange(at number: RecordNumber) {
    range = Range(start: number, before: records)
    records.insert(number)
  }

  mutating func endRange() { range = nil }

  /// Drops the records that aren't among the first `count`.
  mutating func cut(to count: Int) {
    if records.contains(where: { $0.value > count }) {
      self = .init(records.filter { $0.value <= count })
    }
  }

  /// Replaces the range's records.
  mutating func setRange(_ numbers: some Sequence<RecordNumber>) {
    if let range { records = range.before.union(numbers) }
  }
}

extension Pane {
  /// Selects all listed records.
  mutating func selectListed() { selection = Selection(listed) }

  /// All listed records, without those that were added and taken back.
  var listed: [RecordNumber] { listing.numbers(of: recordCount).filter(set.isThere) }

  /// Extends the range being selected to the cursor.
  mutating func extendRange() {
    guard let start = selection.range?.start else { return }
    // An end that isn't listed is left out of the range.
    let ends = [start, cursor].map { listing.place(of: $0) }
    let first = min(ends[0].place, ends[1].place)
    let end = ends.reduce(first) { max($0, $1.place + ($1.isListed ? 1 : 0)) }
    selection.setRange((first..<max(first, min(end, listCount))).map { listing.number(at: $0) })
  }

  /// Whether the next command works on chosen records, named or selected, and not on the cursor's.
  var hasChosen: Bool { !(named?.isEmpty ?? selection.isEmpty) }

  /// The records that a command works on: those named, else the selection, else the cursor's.
  /// Those that were added and taken back are left out, unless there are no others.
  var targets: [RecordNumber] {
    guard hasChosen else { return [cursor] }
    let chosen = named ?? selection.records.sorted()
    let there = chosen.filter(set.isThere)
    return there.isEmpty ? chosen : there
  }
}

extension Model {
  mutating func select() -> [Effect] {
    if let obstacle = obstacleToWorking { return refuse(obstacle) }
    pane.selection.toggle(pane.cursor)
    return step(1)
  }

  mutating func selectRange() {
    guard pane.selection.range == nil else { return pane.selection.endRange() }
    pane.selection.beginRange(at: pane.cursor)
    say("move to the other end; v ends the range")
  }

  mutating func selectAll() {
    if let obstacle = obstacleToBulk { return complain(obstacle) }
    pane.selectListed()
  }
}
