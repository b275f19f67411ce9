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
    let (layout, window) = Self.layout(state, in: area)
    let columns = layout.columns
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

  /// The text's rows, and which of them are shown below the heading.
  private static func layout(
    _ state: EditorState, in area: Layout.Rectangle
  ) -> (EditorLayout, window: Range<Int>) {
    let rows = max(1, area.rows - 1)
    let layout = EditorLayout(state.editor, columns: max(2, area.columns - 1), rows: rows)
    return (layout, layout.window(of: rows))
  }

  /// The place in the text that a cell of the screen shows; nil if it shows none.
  static func place(
    of cell: (row: Int, column: Int), _ state: EditorState, in area: Layout.Rectangle
  ) -> (row: Int, column: Int)? {
    let (layout, window) = layout(state, in: area)
    let index = window.lowerBound + cell.row - area.row - 1
    guard window.contains(index), cell.column >= area.column else { return nil }
    let row = layout.rows[index]
    return (row.line, layout.character(at: cell.column - area.column, in: row, of: state.editor))
  }
}
