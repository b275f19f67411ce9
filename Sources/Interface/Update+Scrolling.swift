import Curation

extension Flow {
  /// The first line in an area after it was scrolled by some lines, down if positive.
  fileprivate func top(
    _ top: Place, scrolledBy lines: Int, in area: Layout.Rectangle
  ) -> Place {
    guard lines > 0 else { return place(-lines, linesBefore: top, columns: area.columns) }
    let target = place(lines, linesAfter: top, columns: area.columns)
    // Only near the end is it necessary to find the last page.
    let shown = self.lines(from: target, count: area.rows, columns: area.columns).count
    if shown == area.rows { return target }
    return max(top, min(target, lastPage(rows: area.rows, columns: area.columns)))
  }
}

/// Scrolls the texts of a record, and moves the focus between its parts.
extension Model {
  /// Scrolls the flow of the focused part; responses side by side scroll together.
  mutating func scroll(_ lines: Int) -> [Effect] {
    scrollFlows(isDown: lines > 0) { $0.top($1, scrolledBy: lines, in: $2) }
    return []
  }

  /// Scrolls the text at a place on the screen: the context, or all responses.
  mutating func scroll(_ lines: Int, at place: (row: Int, column: Int)) {
    let layout = Layout(self)
    guard let record = layout.records.first(where: { $0.whole.holds(place) }) else { return }
    let before = active
    active = record.pane
    defer { active = before }
    guard let page = pane.page else { return }
    if record.responses.contains(where: { $0.area.holds(place) }) {
      for response in record.responses {
        let column = response.index
        pane.place.columnTops[column] = page.columns[column]
          .top(pane.place.columnTops[column], scrolledBy: lines, in: response.text)
      }
    } else {
      pane.place.contextTop = page.context.top(
        pane.place.contextTop, scrolledBy: lines, in: record.context)
    }
    if before == active { followScroll(page) }
    scrollPartner()
  }

  /// Scrolls the flow of the focused part with `move`.
  ///
  /// - Parameter isDown: the direction. Turns that two dialogues share can't be focused: they
  ///   scroll first on the way down, and last on the way up.
  mutating func scrollFlows(
    isDown: Bool, toEnd: Bool = false, _ move: (Flow, Flow.Place, Layout.Rectangle) -> Flow.Place
  ) {
    guard let page = pane.page else { return }
    defer {
      followScroll(page)
      scrollPartner(toEnd: isDown && toEnd)
    }
    if page.column(ofPart: pane.place.focusedPart) == nil {
      // If the context doesn't scroll, the responses are scrolled instead.
      let hasMoved = scrollContext(page, move)
      if page.columns.isEmpty || hasMoved && !toEnd { return }
    }
    let isShared = page.isContextShared
    if isShared, isDown || toEnd, scrollContext(page, move), !toEnd { return }
    let layout = Layout(self)
    let before = pane.place.columnTops
    for index in page.columns.indices {
      guard let area = layout.area(ofColumn: index, pane: active) else { continue }
      pane.place.columnTops[index] = move(page.columns[index], pane.place.columnTops[index], area)
    }
    if isShared, !isDown, !toEnd, pane.place.columnTops == before { scrollContext(page, move) }
  }

  /// Moves the focus to a part that is on the screen, if the focused one was scrolled out of it.
  private mutating func followScroll(_ page: RecordPage) {
    let column = page.column(ofPart: pane.place.focusedPart)
    let layout = Layout(self)
    guard let area = layout.area(ofColumn: column, pane: active) else { return }
    let shown = page.flow(ofColumn: column).lines(
      from: pane.place[topOfColumn: column], count: area.rows, columns: area.columns)
    if shown.contains(where: { $0.block.part == pane.place.focusedPart }) { return }
    // Better one whose name is on the screen.
    let lines = shown.filter { $0.block.isHeading } + shown
    let parts = page.focusableParts
    let responses = layout.records.first { $0.pane == active }?.responses ?? []
    let part =
      lines.lazy.compactMap(\.block.part).first(where: parts.contains)
      // Below the last part of the context are the responses.
      ?? parts.first { page.column(ofPart: $0) == responses.first?.index && !responses.isEmpty }
    if let part { pane.place.focusedPart = part }
  }

  /// Scrolls the context; returns whether it moved.
  @discardableResult
  private mutating func scrollContext(
    _ page: RecordPage, _ move: (Flow, Flow.Place, Layout.Rectangle) -> Flow.Place
  ) -> Bool {
    guard let area = Layout(self).area(ofColumn: nil, pane: active) else { return false }
    let before = pane.place.contextTop
    pane.place.contextTop = move(page.context, before, area)
    return pane.place.contextTop != before
  }

  /// Goes on by some parts.
  mutating func focusPart(by step: Int) {
    guard let page = pane.page else { return }
    focus(by: step, among: page.focusableParts)
  }

  /// Goes on by some turns: to their first parts.
  mutating func focusTurn(by step: Int) {
    guard let page = pane.page else { return }
    focus(by: step, among: page.focusableParts.filter { page.reading.parts[$0].beginsTurn })
  }

  private mutating func focus(by step: Int, among parts: [Int]) {
    let focused = pane.place.focusedPart
    // A search or a difference may have focused a part between these.
    let ahead = step > 0 ? parts.filter { $0 > focused } : parts.reversed().filter { $0 < focused }
    if ahead.isEmpty { complain(step > 0 ? "that is the last part" : "that is the first part") }
    focusPart(ahead.isEmpty ? focused : ahead[min(abs(step), ahead.count) - 1])
  }

  /// Focuses a part, and scrolls to its beginning if that isn't visible.
  mutating func focusPart(_ part: Int) {
    guard let page = pane.page else { return }
    pane.place.focusedPart = part
    focusPartnersPart()
    let layout = Layout(self)
    let column = page.column(ofPart: part)
    guard let area = layout.area(ofColumn: column, pane: active) else { return }
    let flow = page.flow(ofColumn: column)
    let top = pane.place[topOfColumn: column]
    guard let place = flow.place(ofPart: part) else { return }
    let shown = flow.lines(from: top, count: max(1, area.rows - 1), columns: area.columns)
    guard !shown.contains(where: { $0.place == place }) else { return }
    let last = flow.lastPage(rows: area.rows, columns: area.columns)
    pane.place[topOfColumn: column] = min(place, max(last, flow.start))
    scrollPartner()
  }

  /// Focuses the part of the partner that stands for the focused one, where it is read along: of
  /// responses one at a time, both sides show the same.
  private mutating func focusPartnersPart() {
    guard let other = paneReadAlong, let here = pane.page,
      let part = panes[other].page?.focusablePart(like: pane.place.focusedPart, of: here)
    else { return }
    panes[other].place.focusedPart = part
  }

  /// Scrolls to a range of a part's decoded text, in UTF-8 bytes, unless it is visible. Returns
  /// whether the text shows it.
  @discardableResult
  mutating func reveal(_ range: Range<Int>, ofPart part: Int) -> Bool {
    guard let page = pane.page else { return false }
    let column = page.column(ofPart: part)
    let source = TextSource(page.reading.parts[part].node, in: page.bytes)
    guard let start = source.stretch(range)?.lowerBound,
      let block = page.flow(ofColumn: column).blocks.firstIndex(where: {
        $0.part == part && $0.kind == .text && $0.source.range.contains(start)
      })
    else { return false }
    reveal(Flow.Place(block: block, offset: start), column, pane: active)
    return true
  }

  /// Scrolls to a place in a pane's record unless it is visible. Returns whether it scrolled.
  ///
  /// - Parameter column: nil for the context above the responses.
  @discardableResult
  mutating func reveal(_ place: Flow.Place, _ column: Int?, pane index: Int) -> Bool {
    guard let page = panes[index].page,
      let area = Layout(self).area(ofColumn: column, pane: index)
    else { return false }
    let flow = page.flow(ofColumn: column)
    let top = panes[index].place[topOfColumn: column]
    let line = flow.place(ofOffset: place.offset, in: place.block, columns: area.columns)
    let shown = flow.lines(from: top, count: area.rows, columns: area.columns)
    if shown.contains(where: { $0.place == line }) { return false }
    // Not so far that lines stay empty below.
    let last = max(flow.start, flow.lastPage(rows: area.rows, columns: area.columns))
    panes[index].place[topOfColumn: column] = min(
      flow.place(2, linesBefore: line, columns: area.columns), last)
    return true
  }

  /// Scrolls back texts that end above the lower edge of their area, as after the window has grown.
  mutating func fillWindow() {
    let layout = Layout(self)
    for index in panes.indices {
      guard let page = panes[index].page else { continue }
      for column in [nil] + page.columns.indices.map(Optional.init) {
        guard let area = layout.area(ofColumn: column, pane: index) else { continue }
        let last = page.flow(ofColumn: column).lastPage(rows: area.rows, columns: area.columns)
        panes[index].place[topOfColumn: column] = min(panes[index].place[topOfColumn: column], last)
      }
    }
  }
}
