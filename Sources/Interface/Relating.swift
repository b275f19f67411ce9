import Analysis
import Curation

/// How the records of a list stand to the other dataset: looked up for those that are shown.
extension Model {
  /// Asks about the listed records of which nothing is known yet.
  mutating func relationEffects() -> [Effect] {
    guard isLinked, pane.blind == nil, let list = Layout(self).list else { return [] }
    if pane.relations.count > 4 * max(list.rows, 100) { pane.relations = [:] }
    let end = min(pane.listCount, pane.listTop + list.rows)
    let wanted = (pane.listTop..<max(end, pane.listTop)).map { pane.listing.number(at: $0) }
      .filter { pane.relations[$0] == nil }
    guard !wanted.isEmpty else { return [] }
    for number in wanted { pane.relations[number] = .some(nil) }
    return [.relate(listRequest, wanted, edition: edition)]
  }

  mutating func related(_ index: Int, _ edition: Int, _ found: [RecordNumber: Relation]) {
    guard edition == self.edition else { return }
    for (number, relation) in found { panes[index].relations[number] = relation }
  }

  /// An edit may make records equal, or part them, also in the other pane.
  mutating func forgetRelations() {
    edition += 1
    for index in panes.indices { panes[index].relations = [:] }
  }
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
    (diffMode == .automatic || page?.diff == nil) && partnerDiff?.places.isEmpty == false
  }
}

extension Model {
  /// The pane of the partner where it has the layout of this record, part for part as far as both go:
  /// they are read together.
  private var paneReadAlong: Int? {
    let other = 1 - active
    guard link != nil, panes[other].partners?.isEmpty == false, let here = pane.page,
      let there = panes[other].page, here.reading.shape == there.reading.shape,
      here.columns.count == there.columns.count,
      zip(here.reading.parts, there.reading.parts).allSatisfy({ $0.role == $1.role })
    else { return nil }
    return other
  }

  /// Folds or unfolds a part of the partner, too.
  mutating func foldPartner(_ part: Int) {
    guard let other = paneReadAlong,
      panes[other].page?.reading.parts.indices.contains(part) == true
    else { return }
    if pane.toggledParts.contains(part) {
      panes[other].toggledParts.insert(part)
    } else {
      panes[other].toggledParts.remove(part)
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
    for column in [nil] + here.columns.indices.map(Optional.init) {
      guard let area = layout.area(ofColumn: column, pane: other) else { continue }
      let flow = there.flow(ofColumn: column)
      guard
        let place = flow.place(
          pane.top(ofColumn: column), beside: here.flow(ofColumn: column), columns: area.columns)
      else { continue }
      let last = max(flow.start, flow.lastPage(rows: area.rows, columns: area.columns))
      panes[other].setTop(toEnd ? last : min(place, last), ofColumn: column)
    }
  }

  /// Compares the record with its partner word by word, where both have one shape.
  mutating func comparePartners() {
    guard link != nil, panes.contains(where: { $0.partnerDiff == nil }) else { return }
    var sides = [PartnerDiff(), PartnerDiff()]
    if panes[1 - active].partners?.isEmpty == false, let a = panes[0].page, let b = panes[1].page,
      a.reading.shape == b.reading.shape, !Counterpart.isEqual(a.bytes, b.bytes)
    {
      sides = PartnerDiff.sides(a, b)
    }
    for index in panes.indices { panes[index].partnerDiff = sides[index] }
  }
}

extension Relation {
  /// Its mark in the list.
  var mark: String {
    switch self {
    case .linked: ""
    case .onlyHere: "<"
    case .equal: "="
    case .changed: "~"
    case .rejectedThere: "R"
    }
  }
}
