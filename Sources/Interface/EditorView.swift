import Console

/// Draws the editor in the area of the record.
enum EditorView {
  static func draw(
    _ state: EditorState, in area: Layout.Rectangle, _ language: Language,
    on screen: inout Screen
  ) {
    let subject: Phrase =
      state.isJSON && state.content != .raw
      ? "editing \(state.record) \(state.name) as JSON" : "editing \(state.record) \(state.name)"
    let heading = state.isChanged ? "\(subject) (changed)" : subject
    for row in area.row..<area.row + area.rows {
      screen.fill(row: row, column: area.column, columns: area.columns, style: .plain)
    }
    FlowPainter.drawHeading(
      heading.text(in: language), tone: .accent, isFocused: true, row: area.row,
      column: area.column, columns: area.columns, on: &screen)
    let rows = max(1, area.rows - 1)
    let columns = max(2, area.columns - 1)
    let layout = EditorLayout(state.editor, columns: columns, rows: rows)
    let window = layout.window(of: rows)
    for (index, row) in layout.rows[window].enumerated() {
      let at = area.row + 1 + index
      let surface: Surface = window.lowerBound + index == layout.caretRow ? .caretLine : .base
      screen.fill(row: at, column: area.column, columns: area.columns, style: Style(on: surface))
      var used = 0
      let selection = state.editor.selection
      for index in row.characters {
        let glyphs = EditorLayout.glyphs(state.editor.lines[row.line][index], at: used)
        let isSelected = selection?.contains(.init(row: row.line, column: index)) == true
        let style = isSelected ? Style(on: .selection) : Style(on: surface)
        used += screen.write(
          glyphs, row: at, column: area.column + used, style: style, limit: columns - used)
      }
    }
    screen.caret = Position(
      row: area.row + 1 + layout.caretRow - window.lowerBound,
      column: area.column + min(layout.caretColumn, columns))
  }
}
