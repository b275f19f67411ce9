import Analysis
import Console
import Curation

/// Finds the matches of the search inside the cursor's record.
extension Model {
  /// A match of the search in a record.
  struct Match: Hashable {
    var part: Int
    /// Nil for the context above the responses.
    var column: Int?
    var place: Flow.Place
  }

  /// The maximum number of matches in one record to step through.
  private static let matchLimit = 10_000

  /// Returns the matches in reading order, with those in other fields last.
  private func matches(in page: RecordPage, of pattern: TextPattern) -> [Match] {
    let parts = page.reading.parts
    let order = page.focusableParts + parts.indices.filter { parts[$0].role == .field }
    var found: [Match] = []
    for part in order {
      let column = page.column(ofPart: part)
      let flow = page.flow(ofColumn: column)
      for block in flow.blocks.indices where flow.blocks[block].part == part {
        let left = Self.matchLimit - found.count
        found += flow.blocks[block].source.offsets(of: pattern, limit: left).map {
          Match(part: part, column: column, place: Flow.Place(block: block, offset: $0))
        }
      }
    }
    return found
  }

  /// Scrolls to the first match in the cursor's record, or to the last when searching backwards.
  mutating func showMatch(isBackward: Bool = false) {
    guard let page = pane.page, let pattern = search?.pattern else { return }
    let found = matches(in: page, of: pattern)
    if !found.isEmpty {
      return show(found, isBackward ? found.count - 1 : 0)
    }
    // Only if nothing else matches, unfold a part that does.
    for index in page.focusableParts where !pane.place.toggledParts.contains(index) {
      let source = TextSource(page.reading.parts[index].node, in: page.bytes)
      guard !source.offsets(of: pattern, limit: 1).isEmpty else { continue }
      pane.place.toggledParts.insert(index)
      pane.loadPage()
      if let page = pane.page, !matches(in: page, of: pattern).isEmpty {
        return showMatch(isBackward: isBackward)
      }
      pane.place.toggledParts.remove(index)
      pane.loadPage()
    }
  }

  /// In a record, goes to its next match; returns false after the last one.
  mutating func showNextMatch(isBackward: Bool) -> Bool {
    guard focus == .record, let page = pane.page, let pattern = search?.pattern,
      let match = pane.place.match
    else { return false }
    let found = matches(in: page, of: pattern)
    let next = match + (isBackward ? -1 : 1)
    guard found.indices.contains(next) else { return false }
    show(found, next)
    say("\(next + 1) of \(found.count) in \(pane.cursor)")
    return true
  }

  /// The byte offset of the current match in the decoded text of the focused part; nil if there is
  /// none.
  var focusedMatch: Int? {
    guard let page = pane.page, let pattern = search?.pattern, let match = pane.place.match else {
      return nil
    }
    let found = matches(in: page, of: pattern)
    guard found.indices.contains(match), found[match].part == pane.place.focusedPart,
      let part = pane.part
    else { return nil }
    return TextSource(part.node, in: page.bytes).decodedOffset(of: found[match].place.offset)
  }

  private mutating func show(_ found: [Match], _ place: Int) {
    let match = found[place]
    (pane.place.match, pane.place.focusedPart) = (place, match.part)
    guard reveal(match.place, match.column, pane: active) else { return }
    if let column = match.column { alignColumns(to: column) }
    scrollPartner()
  }

  /// Scrolls the other columns as far down as `column`, unless that is beyond thousands of lines.
  private mutating func alignColumns(to column: Int) {
    guard let page = pane.page, page.columns.count > 1 else { return }
    let layout = Layout(self)
    guard let area = layout.area(ofColumn: column, pane: active) else { return }
    let flow = page.columns[column]
    var (line, lines) = (flow.start, 0)
    while line < pane.place.columnTops[column], lines < 5000 {
      line = flow.place(1, linesAfter: line, columns: area.columns)
      lines += 1
    }
    for other in page.columns.indices where other != column {
      guard let area = layout.area(ofColumn: other, pane: active) else { continue }
      let flow = page.columns[other]
      let last = flow.lastPage(rows: area.rows, columns: area.columns)
      pane.place.columnTops[other] = max(
        flow.start, min(last, flow.place(lines, linesAfter: flow.start, columns: area.columns)))
    }
  }
}
