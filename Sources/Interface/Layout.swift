import Console

/// The positions of everything on the screen, derived from the model and never stored.
struct Layout: Hashable {
  struct Rectangle: Hashable {
    var row: Int
    var column: Int
    var rows: Int
    var columns: Int

    /// The number of cells that are in both.
    func overlap(_ other: Rectangle) -> Int {
      let rows = min(row + rows, other.row + other.rows) - max(row, other.row)
      let columns =
        min(column + columns, other.column + other.columns) - max(column, other.column)
      return max(0, rows) * max(0, columns)
    }
  }

  /// The area of a record: its title if there are two datasets, its context, and its responses.
  struct RecordArea: Hashable {
    var pane: Int
    var title: Int?
    var whole: Rectangle
    var context: Rectangle
    /// The visible responses.
    var responses: [Response] = []

    struct Response: Hashable {
      var index: Int
      /// The response's name is in the first row, its text below.
      var area: Rectangle

      var text: Rectangle {
        Rectangle(
          row: area.row + 1, column: area.column, rows: max(0, area.rows - 1),
          columns: area.columns)
      }
    }
  }

  static let wideColumns = 100
  /// The minimum width of a response beside others, and while it is edited.
  static let responseColumns = 30
  private static let editorColumns = 40

  var list: Rectangle?
  /// The line between list and record, one column or one row.
  var divider: Rectangle?
  var records: [RecordArea] = []
  let marksRows: Range<Int>
  let eventRow: Int
  let hintsRow: Int
  let isWide: Bool

  init(_ model: Model) {
    isWide = model.columns >= Self.wideColumns
    hintsRow = max(0, model.rows - 1)
    eventRow = max(0, model.rows - 2)
    let marks = MarksView.rows(model)
    let marksRow = max(0, model.rows - 2 - marks)
    marksRows = marksRow..<marksRow + marks
    let body = Rectangle(
      row: 1, column: 0, rows: max(1, model.rows - 3 - marks), columns: model.columns)
    // On a low screen the list gives way to the editor.
    let inList = model.focus == .list && (model.keyMode != .editor || body.rows >= 12)
    var record = body
    if !isWide || model.panes.count == 2 {
      if inList {
        let wanted = max(3, min(max(3, min(body.rows / 3, 12)) + model.listGrowth, body.rows - 6))
        let rows = min(wanted, body.rows)
        list = Rectangle(row: body.row, column: 0, rows: rows, columns: body.columns)
        if rows < body.rows {
          divider = Rectangle(row: body.row + rows, column: 0, rows: 1, columns: body.columns)
        }
        record.row += rows + 1
        record.rows = max(0, body.rows - rows - 1)
      }
    } else {
      let usual = min(max(body.columns * 3 / 10, 30), 48)
      let columns = max(16, min(usual + 4 * model.listGrowth, body.columns - 40))
      list = Rectangle(row: body.row, column: 0, rows: body.rows, columns: columns)
      divider = Rectangle(row: body.row, column: columns, rows: body.rows, columns: 1)
      record.column = columns + 2
      record.columns = body.columns - columns - 2
    }
    placeRecords(model, in: record)
  }

  private mutating func placeRecords(_ model: Model, in area: Rectangle) {
    guard model.panes.count == 2 else {
      records = [recordArea(model, 0, in: area, titled: false)]
      return
    }
    guard isWide else {
      records = [recordArea(model, model.active, in: area, titled: true)]
      return
    }
    let half = (area.columns - 3) / 2
    for index in 0..<2 {
      let column = area.column + index * (half + 3)
      let columns = index == 0 ? half : area.columns - half - 3
      records.append(
        recordArea(
          model, index,
          in: Rectangle(row: area.row, column: column, rows: area.rows, columns: columns),
          titled: true))
    }
  }

  private func recordArea(
    _ model: Model, _ index: Int, in area: Rectangle, titled: Bool
  ) -> RecordArea {
    var inner = area
    let titled = titled && area.rows > 0
    if titled {
      inner.row += 1
      inner.rows = max(0, inner.rows - 1)
    }
    var record = RecordArea(
      pane: index, title: titled ? area.row : nil, whole: area, context: inner)
    let pane = model.panes[index]
    guard area.rows > 0, let page = pane.page, !page.columns.isEmpty else { return record }
    let editing = model.editedText(in: index)
    if model.arrangement == .stacked, editing == nil {
      placeStacked(page, pane, in: inner, &record)
    } else {
      let isSingle = model.arrangement != .columns || !isWide
      placeInColumns(page, pane, isSingle: isSingle, editing, in: inner, &record)
    }
    return record
  }

  private static func response(of page: RecordPage, in pane: Pane) -> Int {
    page.isComparison ? 1 : pane.response
  }

  /// Places as many responses side by side as fit, around the focused one.
  private func placeInColumns(
    _ page: RecordPage, _ pane: Pane, isSingle: Bool, _ editing: EditorState?, in inner: Rectangle,
    _ record: inout RecordArea
  ) {
    let isInContext = page.column(ofPart: pane.place.focusedPart) == nil
    let count = page.columns.count
    let least = editing == nil || isInContext ? Self.responseColumns : Self.editorColumns
    let fitting = isSingle ? 1 : max(1, min(count, inner.columns / least))
    let response = Self.response(of: page, in: pane)
    let start = fitting == 1 ? response : min(max(0, response - fitting + 1), count - fitting)
    // Between two responses are a blank, a line and a blank.
    let width = (inner.columns - 3 * (fitting - 1)) / fitting
    let shown = start..<min(count, start + fitting)
    let needed = shown.map { Self.rows(page.columns[$0], inner.rows, width) }.max() ?? 0
    let twoThirds = inner.rows * 2 / 3
    if let editing, isInContext {
      let growth = editing.growth(in: page.context, pane.place.focusedPart, inner)
      let own = Self.rows(page.context, inner.rows, inner.columns)
      record.context.rows = min(twoThirds, own + growth)
    } else {
      let least = editing == nil ? 0 : twoThirds
      record.context.rows = Self.contextRows(page.context, above: max(1 + needed, least), in: inner)
    }
    let top = inner.row + record.context.rows + (record.context.rows > 0 ? 1 : 0)
    let rows = max(0, inner.row + inner.rows - top)
    for (slot, index) in shown.enumerated() {
      let column = inner.column + slot * (width + 3)
      let columns = slot == fitting - 1 ? inner.column + inner.columns - column : width
      record.responses.append(
        .init(
          index: index,
          area: Rectangle(row: top, column: column, rows: rows, columns: columns)))
    }
  }

  /// The minimum height of a response in a stack, including its name.
  private static let responseRows = 4

  /// Places as many responses below each other as fit; short ones leave their unused rows to the
  /// rest.
  private func placeStacked(
    _ page: RecordPage, _ pane: Pane, in inner: Rectangle, _ record: inout RecordArea
  ) {
    let needs = page.columns.map { 2 + Self.rows($0, inner.rows, inner.columns) }
    record.context.rows = Self.contextRows(page.context, above: needs.reduce(0, +), in: inner)
    var top = inner.row + record.context.rows + (record.context.rows > 0 ? 1 : 0)
    var left = max(0, inner.row + inner.rows - top)
    // The focused response, those after it, then those before it, as far as they fit.
    let least = needs.map { min($0, Self.responseRows) }
    let response = Self.response(of: page, in: pane)
    var shown = response..<response + 1
    var taken = least[response]
    while shown.upperBound < needs.count, taken + least[shown.upperBound] <= left {
      taken += least[shown.upperBound]
      shown = shown.lowerBound..<shown.upperBound + 1
    }
    while shown.lowerBound > 0, taken + least[shown.lowerBound - 1] <= left {
      taken += least[shown.lowerBound - 1]
      shown = shown.lowerBound - 1..<shown.upperBound
    }
    for index in shown {
      let others = shown.upperBound - 1 - index
      // This response gets the rows that those below don't need.
      let below = (index + 1..<shown.upperBound).reduce(0) {
        $0 + max(least[$1], min(needs[$1], left / (others + 1)))
      }
      let rows = others == 0 ? left : min(needs[index], left - below)
      record.responses.append(
        .init(
          index: index,
          area: Rectangle(row: top, column: inner.column, rows: rows, columns: inner.columns)))
      (top, left) = (top + rows, left - rows)
    }
  }

  /// Returns the number of rows that a flow needs, at most `most`.
  private static func rows(_ flow: Flow, _ most: Int, _ columns: Int) -> Int {
    flow.lines(from: flow.start, count: most, columns: columns).count
  }

  /// Returns the height of the context above the responses: a third of the rows, or more if the
  /// responses leave more.
  private static func contextRows(
    _ context: Flow, above needed: Int, in area: Rectangle
  ) -> Int {
    // Of a low one, its name and a line of it.
    let third = max(area.rows > 4 ? 2 : 1, area.rows / 3)
    let own = rows(context, area.rows, area.columns)
    guard own > third else { return own }
    // One blank row separates context and responses.
    return min(own, max(third, area.rows - 1 - needed))
  }

  /// Returns the area of a column's flow (nil: the context's), for scrolling; nil if the pane isn't
  /// shown.
  func area(ofColumn column: Int?, pane: Int) -> Rectangle? {
    guard let record = records.first(where: { $0.pane == pane }) else { return nil }
    guard let column else { return record.context }
    guard let response = record.responses.first(where: { $0.index == column }) else {
      return record.responses.first?.text
    }
    return response.text
  }
}

extension Model {
  /// The area of what a flag is set on: the column of a part, or the record.
  func area(of flag: FlagMenu, in layout: Layout) -> Layout.Rectangle? {
    guard flag.at != nil, let page = pane.page else {
      return layout.records.first { $0.pane == active }?.whole
    }
    return layout.area(ofColumn: page.column(ofPart: pane.place.focusedPart), pane: active)
  }

  /// Returns the text of a pane's record that is being edited; nil if none is.
  fileprivate func editedText(in index: Int) -> EditorState? {
    guard case .editor(let state) = mode, index == active, state.pointer != nil else { return nil }
    return state
  }
}

extension EditorState {
  /// The rows by which the edited text is longer than the part as it is shown in a flow.
  fileprivate func growth(in flow: Flow, _ part: Int, _ area: Layout.Rectangle) -> Int {
    let shown = flow.lines(from: flow.start, count: area.rows, columns: area.columns).count {
      $0.block.part == part && !$0.block.isHeading
    }
    let typed = EditorLayout(editor, columns: max(2, area.columns - 1), rows: area.rows).rows.count
    return max(0, typed - shown)
  }
}
