import Console

/// Where things stand on the screen. Derived from the model, never kept.
struct Layout: Hashable {
  struct Rectangle: Hashable {
    var row: Int
    var column: Int
    var rows: Int
    var columns: Int
  }

  /// A record's place: a title where there are two datasets, the context, the responses.
  struct RecordArea: Hashable {
    var pane: Int
    var title: Int?
    var whole: Rectangle
    var context: Rectangle
    /// The responses that are shown, with their index.
    var responses: [Response] = []

    struct Response: Hashable {
      var index: Int
      /// Its name is in the first row, its text below.
      var area: Rectangle

      var text: Rectangle {
        Rectangle(
          row: area.row + 1, column: area.column, rows: max(0, area.rows - 1),
          columns: area.columns)
      }
    }
  }

  static let wideColumns = 100
  /// Columns that a response beside others has at least.
  private static let responseColumns = 30

  var list: Rectangle?
  /// The column or row of the line between list and record.
  var divider: Rectangle?
  var records: [RecordArea] = []
  let marksRow: Int
  let eventRow: Int
  let hintsRow: Int
  let isWide: Bool

  init(_ model: Model) {
    isWide = model.columns >= Self.wideColumns
    hintsRow = max(0, model.rows - 1)
    eventRow = max(0, model.rows - 2)
    marksRow = max(0, model.rows - 3)
    let body = Rectangle(row: 1, column: 0, rows: max(1, model.rows - 4), columns: model.columns)
    // The list makes room for the editor where there is little.
    let inList = model.focus == .list && (model.keyMode != .editor || body.rows >= 12)
    var record = body
    if !isWide || model.panes.count == 2 {
      if inList {
        let rows = max(3, min(max(3, min(body.rows / 3, 12)) + model.listGrowth, body.rows - 6))
        list = Rectangle(row: body.row, column: 0, rows: rows, columns: body.columns)
        divider = Rectangle(row: body.row + rows, column: 0, rows: 1, columns: body.columns)
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
    if titled {
      inner.row += 1
      inner.rows = max(0, inner.rows - 1)
    }
    var record = RecordArea(
      pane: index, title: titled ? area.row : nil, whole: area, context: inner)
    let pane = model.panes[index]
    guard let page = pane.page, !page.columns.isEmpty else { return record }
    let count = page.columns.count
    var fitting = model.showsColumns ? min(count, inner.columns / Self.responseColumns) : 1
    if model.columns < Self.wideColumns { fitting = 1 }
    fitting = max(1, fitting)
    let response = page.isComparison ? 1 : pane.response
    let first = min(max(0, response - fitting + 1), count - fitting)
    let start = fitting == 1 ? response : first
    // Between two responses: a blank, a line, a blank.
    let width = (inner.columns - 3 * (fitting - 1)) / fitting
    let shown = (start..<min(count, start + fitting)).map { page.columns[$0] }
    record.context.rows = Self.contextRows(page.context, beside: shown, width, in: inner)
    let top = inner.row + record.context.rows + (record.context.rows > 0 ? 1 : 0)
    let rows = max(0, inner.row + inner.rows - top)
    for slot in shown.indices {
      let column = inner.column + slot * (width + 3)
      let columns = slot == fitting - 1 ? inner.column + inner.columns - column : width
      record.responses.append(
        .init(
          index: start + slot,
          area: Rectangle(row: top, column: column, rows: rows, columns: columns)))
    }
    return record
  }

  /// What comes before the responses has a third of the rows, and what the responses leave.
  private static func contextRows(
    _ context: Flow, beside responses: [Flow], _ columns: Int, in area: Rectangle
  ) -> Int {
    func rows(_ flow: Flow, _ most: Int, _ columns: Int) -> Int {
      flow.lines(from: flow.start, count: most, columns: columns).count
    }
    let third = max(1, area.rows / 3)
    let needed = rows(context, area.rows, area.columns)
    guard needed > third else { return needed }
    let longest = responses.map { rows($0, area.rows, columns) }.max() ?? 0
    // A blank row and the responses' names come between.
    return min(needed, max(third, area.rows - 2 - longest))
  }

  /// Where the flow that a part is in stands, for scrolling.
  func area(ofColumn column: Int?, pane: Int) -> Rectangle? {
    guard let record = records.first(where: { $0.pane == pane }) else { return nil }
    guard let column else { return record.context }
    guard let response = record.responses.first(where: { $0.index == column }) else {
      return record.responses.first?.text
    }
    return response.text
  }
}
