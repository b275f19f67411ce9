import Console

/// Draws the editor within the record, which is drawn already.
enum EditorView {
  static func draw(
    _ state: EditorState, _ model: Model, in record: Layout.RecordArea, on screen: inout Screen
  ) {
    let place = EditorPlace(state, model, in: record)
    let (area, layout, window) = (place.area, place.layout, place.window)
    let painter = FlowPainter(
      pattern: nil, focusedPart: nil,
      flagged: model.panes[record.pane].flaggedStretches)
    for stretch in place.stretches {
      screen.clear(stretch.area)
      painter.draw(stretch.flow, [:], from: stretch.top, in: stretch.area, on: &screen)
    }
    screen.clear(area)
    let subject: Phrase =
      state.isJSON && state.content != .raw
      ? "editing \(state.record) \(state.name) as JSON" : "editing \(state.record) \(state.name)"
    let heading = state.isChanged ? "\(subject) (changed)" : subject
    FlowPainter.drawHeading(
      heading.text(in: model.language), tone: .accent, isFocused: true, row: area.row,
      column: area.column, columns: area.columns, on: &screen)
    let columns = layout.columns
    for (index, row) in layout.rows[window].enumerated() {
      let at = area.row + 1 + index
      let surface: Surface = window.lowerBound + index == layout.caretRow ? .caretLine : .base
      screen.fill(row: at, column: area.column, columns: area.columns, style: Style(on: surface))
      var used = 0
      let selection = state.editor.selection
      let endOfWords = EditorLayout.endOfWords(row.line, of: state.editor)
      for index in row.characters {
        var glyphs = EditorLayout.glyphs(state.editor.lines[row.line][index], at: used)
        if index >= endOfWords { glyphs = glyphs.map { _ in Glyph.trailingBlank } }
        let isSelected = selection?.contains(.init(row: row.line, column: index)) == true
        let style = isSelected ? Style(on: .selection) : Style(on: surface)
        used += screen.write(
          glyphs, row: at, column: area.column + used, style: style, limit: columns - used)
      }
      if layout.isWrapped(window.lowerBound + index) {
        screen.write("\\", row: at, column: area.column + columns, style: Style(.dim, on: surface))
      }
    }
    screen.caret = Position(
      row: area.row + 1 + layout.caretRow - window.lowerBound,
      column: area.column + layout.caretColumn)
  }
}

extension Screen {
  /// Makes all cells of an area blank.
  fileprivate mutating func clear(_ area: Layout.Rectangle) {
    for row in area.row..<area.row + area.rows {
      fill(row: row, column: area.column, columns: area.columns, style: .plain)
    }
  }
}
