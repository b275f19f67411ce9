import Analysis
import Console
import Curation

/// Where in the cursor's record the searched text stands.
extension Model {
  /// Brings the first place of the cursor's record that has the searched text to the screen.
  mutating func showMatch() {
    guard let page = pane.page, let pattern = search?.pattern else { return }
    for index in page.focusableParts
      + page.reading.parts.indices.filter({
        page.reading.parts[$0].role == .field
      })
    {
      let column = page.column(ofPart: index)
      let flow = column.map { page.columns[$0] } ?? page.context
      let blocks = flow.blocks.indices.filter { flow.blocks[$0].part == index }
      guard
        let block = blocks.first(where: { flow.blocks[$0].source.firstOffset(of: pattern) != nil }),
        let offset = flow.blocks[block].source.firstOffset(of: pattern)
      else { continue }
      pane.focusedPart = index
      guard let area = Layout(self).area(ofColumn: column, pane: active) else { return }
      let top = column.map { pane.columnTops[$0] } ?? pane.contextTop
      let place = flow.place(ofOffset: offset, in: block, columns: area.columns)
      let shown = flow.lines(from: top, count: area.rows, columns: area.columns)
      if !shown.contains(where: { $0.place == place }) {
        setTop(flow.place(2, linesBefore: place, columns: area.columns), column: column)
        if let column { alignColumns(to: column) }
      }
      return
    }
    // What is folded is looked into last.
    for index in page.focusableParts where !pane.toggledParts.contains(index) {
      let source = TextSource(page.reading.parts[index].node, in: page.bytes)
      guard source.firstOffset(of: pattern) != nil else { continue }
      pane.toggledParts.insert(index)
      pane.loadPage()
      return showMatch()
    }
  }

  /// Scrolls the other columns as far down as one is; not in a text of thousands of lines.
  private mutating func alignColumns(to column: Int) {
    guard let page = pane.page, page.columns.count > 1 else { return }
    let layout = Layout(self)
    guard let area = layout.area(ofColumn: column, pane: active) else { return }
    let flow = page.columns[column]
    var (line, lines) = (flow.start, 0)
    while line < pane.columnTops[column], lines < 5000 {
      line = flow.place(1, linesAfter: line, columns: area.columns)
      lines += 1
    }
    for other in page.columns.indices where other != column {
      guard let area = layout.area(ofColumn: other, pane: active) else { continue }
      let flow = page.columns[other]
      let last = flow.lastPage(rows: area.rows, columns: area.columns)
      pane.columnTops[other] = max(
        flow.start, min(last, flow.place(lines, linesAfter: flow.start, columns: area.columns)))
    }
  }
}
