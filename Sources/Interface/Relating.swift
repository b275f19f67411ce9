import Analysis
import Curation

/// Looks up the relations of the visible list's records to the other dataset.
extension Model {
  /// Requests the relations of the visible records that aren't known yet.
  mutating func relationEffects() -> [Effect] {
    guard isLinked, pane.blind == nil, let list = Layout(self).list else { return [] }
    if pane.relations.count > 4 * max(list.rows, 100) { pane.relations = [:] }
    let end = min(pane.listCount, pane.listTop + list.rows)
    let wanted = (pane.listTop..<max(end, pane.listTop)).map { pane.listing.number(at: $0) }
      .filter { pane.relations[$0] == nil }
    guard !wanted.isEmpty else { return [] }
    for number in wanted { pane.relations[number] = .some(nil) }
    return [.relate(listRequest(pane.choice.serial), wanted, edition: edition)]
  }

  mutating func related(_ index: Int, _ edition: Int, _ found: [RecordNumber: Relation]) {
    guard edition == self.edition else { return }
    for (number, relation) in found { panes[index].relations[number] = relation }
  }

  /// Discards all relations, in both panes: an edit may have made records equal or different.
  mutating func forgetRelations() {
    edition += 1
    for index in panes.indices { panes[index].relations = [:] }
  }
}

extension Relation {
  /// The relation's mark in the list.
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
