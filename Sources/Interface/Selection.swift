import Curation

/// The records that the next command works on, and the range that is being selected.
struct Selection: Hashable, Sendable, ExpressibleByArrayLiteral {
  private(set) var records: Set<RecordNumber>
  private(set) var range: Range?

  /// A range with one end where it began, the other where the cursor is.
  struct Range: Hashable, Sendable {
    var start: RecordNumber
    /// What was selected before it.
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

  /// The range is of these records now.
  mutating func setRange(_ numbers: some Sequence<RecordNumber>) {
    if let range { records = range.before.union(numbers) }
  }
}

extension Pane {
  /// Selects all that the list shows.
  mutating func selectListed() { selection = Selection(listing.numbers(of: recordCount)) }

  /// Takes the range that is being selected to where the cursor is.
  mutating func extendRange() {
    guard let start = selection.range?.start else { return }
    // Of an end that the list doesn't show, those within.
    let ends = [start, cursor].map { listing.place(of: $0) }
    let first = min(ends[0].place, ends[1].place)
    let end = ends.reduce(first) { max($0, $1.place + ($1.isListed ? 1 : 0)) }
    selection.setRange((first..<max(first, min(end, listCount))).map { listing.number(at: $0) })
  }

  /// What a command works on: the selection if there is one, else the cursor's record.
  var targets: [RecordNumber] { selection.isEmpty ? [cursor] : selection.records.sorted() }
}

extension Model {
  mutating func select() -> [Effect] {
    pane.selection.toggle(pane.cursor)
    return step(1)
  }

  mutating func selectRange() {
    guard pane.selection.range == nil else { return pane.selection.endRange() }
    pane.selection.beginRange(at: pane.cursor)
    say("move to the other end; v ends the range")
  }

  mutating func selectAll() {
    guard pane.isIndexed else { return complain("the file is still being indexed") }
    pane.selectListed()
  }
}
