import Analysis
import Curation

/// The records here that belong to the other pane's record, and how the one shown stands to it.
struct Partnership: Sendable {
  /// Nil while they are looked for.
  var numbers: [RecordNumber]?
  /// Which of them is shown, by its place.
  var choice = 0
  /// How this record stands to the other pane's, in words.
  var relation: Phrase?
  /// Where this record's texts differ from its partner's; nil until they are compared.
  var diff: PartnerDiff?
}

/// Where the texts of a record differ from those of its partner in the other dataset.
struct PartnerDiff: Sendable {
  /// By block, as `PageDiff` has them.
  var context: [Int: [Range<Int>]] = [:]
  /// Of each column; none where the two records haven't as many.
  var columns: [[Int: [Range<Int>]]] = []
  /// Where each difference begins; nil is what stands before the responses.
  var places: [(column: Int?, place: Flow.Place)] = []

  /// Both sides of two records of one shape.
  static func sides(_ a: RecordPage, _ b: RecordPage) -> [PartnerDiff] {
    var sides = [PartnerDiff(), PartnerDiff()]
    if let diff = PageDiff([a.context, b.context], .automatic) {
      for side in 0..<2 { sides[side].context = diff.ranges[side] }
      add(diff, of: nil, to: &sides)
    }
    guard a.columns.count == b.columns.count else { return sides }
    for (column, (left, right)) in zip(a.columns, b.columns).enumerated() {
      let diff = PageDiff([left, right], .automatic)
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

  /// The difference that was gone to, where it begins in a column.
  func current(_ difference: Int?, in column: Int?) -> Flow.Place? {
    guard let difference, places.indices.contains(difference), places[difference].column == column
    else { return nil }
    return places[difference].place
  }
}

extension Pane {
  /// Whether what differs from the partner is shown, and not how the responses differ: as long as
  /// nobody asked for that, or where they can't be compared.
  var showsPartnerDiff: Bool {
    (diffMode == .automatic || page?.diff == nil) && partnership.diff?.places.isEmpty == false
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
    // The one that the list's mark speaks of. Files that were made from one another agree in their
    // numbers; else what is shown stays.
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

  /// Says how the record of the other pane stands to this one's.
  mutating func meet(_ other: Int) {
    panes[other].partnership.relation = relation(to: other)
    for index in panes.indices { panes[index].partnership.diff = nil }
  }

  /// Whether the two records on the screen are equal, and whether one's answer is what the other
  /// rejects.
  private func relation(to other: Int) -> Phrase? {
    guard let here = panes[1 - other].page, let there = panes[other].page else { return nil }
    let (a, b) = (here.reading, there.reading)
    if Counterpart.rejects(b, there.bytes, a, here.bytes) { return "this answer is rejected here" }
    if Counterpart.rejects(a, here.bytes, b, there.bytes) {
      return "this answer is rejected beside"
    }
    if Counterpart.chooses(a, here.bytes, b, there.bytes) { return "the same answer is chosen" }
    guard a.shape == b.shape else { return nil }
    return Counterpart.isEqual(here.bytes, there.bytes) ? "equal" : "changed"
  }

  mutating func choosePartner(_ step: Int) -> [Effect] {
    guard link != nil else {
      complain("partners need a second dataset: winnow FILE FILE")
      return []
    }
    let other = 1 - active
    guard let partners = panes[other].partnership.numbers, !partners.isEmpty else {
      complain("no partner in \(panes[other].name)")
      return []
    }
    let next = panes[other].partnership.choice + step
    panes[other].partnership.choice = (next + partners.count) % partners.count
    panes[other].moveCursor(to: partners[panes[other].partnership.choice])
    meet(other)
    return []
  }
}

/// Both panes are read together.
extension Model {
  /// The pane of the partner where it has the layout of this record: they are read together.
  private var paneReadAlong: Int? {
    let other = 1 - active
    guard link != nil, panes[other].partnership.numbers?.isEmpty == false, let here = pane.page,
      let there = panes[other].page, here.reading.shape == there.reading.shape,
      here.columns.count == there.columns.count
    else { return nil }
    return other
  }

  /// Folds or unfolds a part of the partner, too.
  mutating func foldPartner(_ part: Int) {
    guard let other = paneReadAlong, let here = pane.page, let there = panes[other].page,
      let partner = PartAlignment(here, there).partner(of: part)
    else { return }
    if pane.toggledParts.contains(part) {
      panes[other].toggledParts.insert(partner)
    } else {
      panes[other].toggledParts.remove(partner)
    }
    panes[other].loadPage()
  }

  /// Brings the partner's texts to where this record's stand.
  ///
  /// - Parameter toEnd: to where both end, which may be further down in the partner.
  mutating func scrollPartner(toEnd: Bool = false) {
    guard let other = paneReadAlong, let here = pane.page, let there = panes[other].page
    else { return }
    let layout = Layout(self)
    let alignment = PartAlignment(here, there)
    for column in [nil] + here.columns.indices.map(Optional.init) {
      guard let area = layout.area(ofColumn: column, pane: other) else { continue }
      let flow = there.flow(ofColumn: column)
      guard
        let place = flow.place(
          pane.top(ofColumn: column), beside: here.flow(ofColumn: column), alignment,
          columns: area.columns)
      else { continue }
      let last = max(flow.start, flow.lastPage(rows: area.rows, columns: area.columns))
      panes[other].setTop(toEnd ? last : min(place, last), ofColumn: column)
    }
  }

  /// Compares the record with its partner word by word, where both have one shape.
  mutating func comparePartners() {
    guard link != nil, panes.contains(where: { $0.partnership.diff == nil }) else { return }
    var sides = [PartnerDiff(), PartnerDiff()]
    if panes[1 - active].partnership.numbers?.isEmpty == false, let a = panes[0].page,
      let b = panes[1].page,
      a.reading.shape == b.reading.shape, !Counterpart.isEqual(a.bytes, b.bytes)
    {
      sides = PartnerDiff.sides(a, b)
    }
    for index in panes.indices { panes[index].partnership.diff = sides[index] }
  }
}
