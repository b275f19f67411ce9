import Analysis
import Curation

/// The records of a pane that are partners of the other pane's record, and how the one shown
/// compares with it.
struct Partnership: Sendable {
  /// The partners; nil while they are being looked up.
  var numbers: [RecordNumber]?
  /// The index of the partner that is shown.
  var choice = 0
  /// The relation of this record to the other pane's, in words.
  var relation: Phrase?
  /// The differences from the partner's texts; nil until they are compared.
  var diff: PartnerDiff?
  /// The parts of the other pane's record that correspond to those of this one; nil until they are
  /// compared, or if the records have different shapes.
  var alignment: Alignment?

  /// Forgets what was compared.
  mutating func forget() { (diff, alignment) = (nil, nil) }
}

/// The differences of a record's texts from those of its partner in the other dataset.
struct PartnerDiff: Sendable {
  /// The differing ranges of the context, by block.
  var context: [Int: [Range<Int>]] = [:]
  /// The differing ranges of each column, by block; empty if the records have different numbers of
  /// columns.
  var columns: [[Int: [Range<Int>]]] = []
  /// The start of each difference; a nil column is the context above the responses.
  var places: [(column: Int?, place: Flow.Place)] = []

  /// Compares two records of the same shape and returns the differences on either side.
  static func sides(_ a: RecordPage, _ b: RecordPage) -> [PartnerDiff] {
    var sides = [PartnerDiff(), PartnerDiff()]
    if let diff = PageDiff([a.context, b.context], .automatic, areVersionsEqual: false) {
      for side in 0..<2 { sides[side].context = diff.ranges[side] }
      add(diff, of: nil, to: &sides)
    }
    guard a.columns.count == b.columns.count else { return sides }
    for (column, (left, right)) in zip(a.columns, b.columns).enumerated() {
      let diff = PageDiff([left, right], .automatic, areVersionsEqual: false)
      for side in 0..<2 { sides[side].columns.append(diff?.ranges[side] ?? [:]) }
      if let diff { add(diff, of: column, to: &sides) }
    }
    return sides
  }

  private static func add(_ diff: PageDiff, of column: Int?, to sides: inout [PartnerDiff]) {
    for places in diff.places {
      for side in 0..<2 {
        if let place = places[side] { sides[side].places.append((column, place)) }
      }
    }
  }

  /// Returns the start of the difference visited last, if it is in a column.
  func current(_ difference: Int?, in column: Int?) -> Flow.Place? {
    guard let difference, places.indices.contains(difference), places[difference].column == column
    else { return nil }
    return places[difference].place
  }
}

/// A difference that was gone to, by its index among those of its kind.
enum VisitedDifference: Hashable, Sendable {
  /// One between the record's responses.
  case ofResponses(Int)
  /// One from the partner in the other dataset.
  case fromPartner(Int)

  var ofResponses: Int? { if case .ofResponses(let index) = self { index } else { nil } }
  var fromPartner: Int? { if case .fromPartner(let index) = self { index } else { nil } }
}

extension Pane {
  /// Whether to show the differences from the partner instead of those between the responses:
  /// unless the user asked for the latter and they can be compared.
  var showsPartnerDiff: Bool {
    (look.diffMode == .automatic || page?.diff == nil) && partnership.diff?.places.isEmpty == false
  }
}

extension Model {
  func partnerEffects() -> [Effect] {
    guard link != nil, pane.page != nil else { return [] }
    return [.findPartners(of: pane.cursor, pane: active)]
  }

  mutating func show(
    _ partners: [RecordNumber], of number: RecordNumber, from index: Int, isComplete: Bool
  ) -> [Effect] {
    guard link != nil, panes[index].cursor == number, index == active else { return [] }
    let other = 1 - index
    panes[other].partnership.numbers = isComplete || !partners.isEmpty ? partners : nil
    // Show the partner that determines the mark in the list; otherwise one of the same number, as
    // in files derived from one another; otherwise the one shown already.
    let (here, there) = (panes[index], panes[other])
    let shown =
      Counterpart.telling(
        partners, in: there.set, as: there.shape, of: here.set.bytes(of: number), as: here.shape)
      ?? partners.firstIndex(of: number) ?? partners.firstIndex(of: there.cursor) ?? 0
    panes[other].partnership.choice = shown
    if partners.indices.contains(shown) { panes[other].moveCursor(to: partners[shown]) }
    meet(other)
    scrollPartner()
    return []
  }

  /// Updates the relation of the other pane's record to this one.
  mutating func meet(_ other: Int) {
    panes[other].partnership.relation = relation(to: other)
    for index in panes.indices { panes[index].partnership.forget() }
  }

  /// Returns how the two records on the screen are related: whether one's answer is what the other
  /// rejects or chooses, and whether they are equal.
  private func relation(to other: Int) -> Phrase? {
    guard let here = panes[1 - other].page, let there = panes[other].page else { return nil }
    let a = Statement(here.reading, here.bytes)
    let b = Statement(there.reading, there.bytes)
    if b.rejects(a) { return "this answer is rejected here" }
    if a.rejects(b) { return "this answer is rejected beside" }
    if a.chooses(b) { return "the same answer is chosen" }
    guard here.reading.shape == there.reading.shape else { return nil }
    return Counterpart.isEqual(here.bytes, there.bytes) ? "equal" : "changed"
  }

  mutating func choosePartner(_ step: Int) -> [Effect] {
    guard link != nil else {
      return refuse("partners need a second dataset: winnow FILE FILE")
    }
    let other = 1 - active
    guard let partners = panes[other].partnership.numbers, !partners.isEmpty else {
      return refuse("no partner in \(panes[other].name)")
    }
    let next = panes[other].partnership.choice + step
    panes[other].partnership.choice = (next + partners.count) % partners.count
    panes[other].moveCursor(to: partners[panes[other].partnership.choice])
    meet(other)
    return []
  }
}

/// Keeps folds and scroll positions of both panes in step.
extension Model {
  /// The partner's pane, if its record has the same layout as this one; otherwise nil.
  var paneReadAlong: Int? {
    let other = 1 - active
    guard link != nil, panes[other].partnership.numbers?.isEmpty == false, let here = pane.page,
      let there = panes[other].page, here.reading.shape == there.reading.shape,
      here.columns.count == there.columns.count
    else { return nil }
    return other
  }

  /// Folds or unfolds a part of the partner as well.
  mutating func foldPartner(_ part: Int) {
    comparePartners()
    guard let other = paneReadAlong, let partner = pane.partnership.alignment?.partner(of: part)
    else { return }
    if pane.place.toggledParts.contains(part) {
      panes[other].place.toggledParts.insert(partner)
    } else {
      panes[other].place.toggledParts.remove(partner)
    }
    panes[other].loadPage()
  }

  /// Scrolls the partner's texts to the place of this record's.
  ///
  /// - Parameter toEnd: whether to scroll to the end of both, which may be further down in the
  ///   partner.
  mutating func scrollPartner(toEnd: Bool = false) {
    comparePartners()
    guard let other = paneReadAlong, let here = pane.page, let there = panes[other].page,
      let alignment = pane.partnership.alignment
    else { return }
    let layout = Layout(self)
    for column in [nil] + here.columns.indices.map(Optional.init) {
      guard let area = layout.area(ofColumn: column, pane: other) else { continue }
      let flow = there.flow(ofColumn: column)
      guard
        let place = flow.place(
          pane.place[topOfColumn: column], beside: here.flow(ofColumn: column), alignment,
          columns: area.columns)
      else { continue }
      let last = max(flow.start, flow.lastPage(rows: area.rows, columns: area.columns))
      panes[other].place[topOfColumn: column] = toEnd ? last : min(place, last)
    }
  }

  /// Compares the record with its partner word by word, if both have the same shape.
  mutating func comparePartners() {
    guard link != nil, panes.contains(where: { $0.partnership.diff == nil }) else { return }
    var sides = [PartnerDiff(), PartnerDiff()]
    var alignments: [Alignment?] = [nil, nil]
    if panes[1 - active].partnership.numbers?.isEmpty == false, let a = panes[0].page,
      let b = panes[1].page, a.reading.shape == b.reading.shape
    {
      if !Counterpart.isEqual(a.bytes, b.bytes) { sides = PartnerDiff.sides(a, b) }
      alignments = [Alignment(partsOf: a, b), Alignment(partsOf: b, a)]
    }
    for index in panes.indices {
      panes[index].partnership.diff = sides[index]
      panes[index].partnership.alignment = alignments[index]
    }
  }
}
