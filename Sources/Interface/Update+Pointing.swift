import Console

/// The mouse: a click chooses a record or a pane, or a place in the text being edited; the wheel
/// moves what is under it, or through the screen that is open.
extension Model {
  mutating func point(_ mouse: MouseEvent) -> [Effect] {
    guard question == nil else { return [] }
    switch mode {
    case .browse: return pointInBrowsing(mouse)
    case .editor(let state) where mouse.action == .press: place(state, at: mouse)
    case .editor, .help, .history, .statistics, .values, .contents, .flagMenu:
      let key: Key? =
        switch mouse.action {
        case .wheelUp: .up
        case .wheelDown: .down
        case .press: nil
        }
      return key.map { key in (0..<Self.wheelStep).flatMap { _ in press(key) } } ?? []
    case .prompt, .rating: break
    }
    return []
  }

  /// The number of rows by which the wheel moves.
  private static let wheelStep = 3

  private mutating func pointInBrowsing(_ mouse: MouseEvent) -> [Effect] {
    let layout = Layout(self)
    let inList = layout.list?.holds(mouse)
    switch mouse.action {
    case .press:
      (pressed, count) = ([], nil)
      guard inList == true, let list = layout.list else {
        focus = .record
        return pointInRecord(mouse, layout)
      }
      focus = .list
      let place = pane.listTop + mouse.row - list.row
      guard place < pane.listCount else { return [] }
      return go(to: pane.listing.number(at: place))
    case .wheelUp, .wheelDown:
      let rows = mouse.action == .wheelDown ? Self.wheelStep : -Self.wheelStep
      if inList == true { return step(rows) }
      scroll(rows, at: (mouse.row, mouse.column))
      return []
    }
  }

  /// Chooses the pane and the part that were clicked.
  private mutating func pointInRecord(_ mouse: MouseEvent, _ layout: Layout) -> [Effect] {
    guard let record = layout.records.first(where: { $0.whole.holds(mouse) }) else { return [] }
    let isOther = record.pane != active
    active = record.pane
    if let page = pane.page {
      let response = record.responses.first { $0.area.holds(mouse) }
      let flow = page.flow(ofColumn: response?.index)
      let area = response?.text ?? record.context
      // A response's name stands for its first part.
      let lines = flow.lines(
        from: pane.place[topOfColumn: response?.index], count: max(1, mouse.row - area.row + 1),
        columns: area.columns)
      let isShown = response != nil || record.context.holds(mouse)
      if isShown, let part = lines.last?.block.part, page.focusableParts.contains(part) {
        pane.place.focusedPart = part
      }
    }
    return isOther ? partnerEffects() : []
  }

  /// Moves the editor's caret to the character that was clicked.
  private mutating func place(_ edited: EditorState, at mouse: MouseEvent) {
    var state = edited
    guard
      let place = editorPlace(of: state)?.place(of: (mouse.row, mouse.column), in: state.editor)
    else { return }
    state.find = nil
    state.editor.endExtending()
    state.editor.move(toRow: place.row, column: place.column)
    mode = .editor(state)
  }
}

extension Layout.Rectangle {
  fileprivate func holds(_ mouse: MouseEvent) -> Bool { holds((mouse.row, mouse.column)) }

  func holds(_ place: (row: Int, column: Int)) -> Bool {
    (row..<row + rows).contains(place.row) && (column..<column + columns).contains(place.column)
  }
}
