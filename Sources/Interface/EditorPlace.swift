import Console
import Curation

/// Where the editor stands: in place of the text that it edits, between what comes before and after
/// it in the record, so that an answer is corrected with its question in sight.
struct EditorPlace {
  /// The lines of the record that are shown above or below the editor.
  struct Stretch {
    var flow: Flow
    var top: Flow.Place
    var area: Layout.Rectangle
  }

  /// The editor's heading is in the first row, its text below.
  private(set) var area: Layout.Rectangle
  private(set) var stretches: [Stretch] = []
  let layout: EditorLayout
  /// The rows of `layout` that are shown.
  private(set) var window: Range<Int>

  /// The height of a record's area below which the editor takes all of it.
  private static let leastRows = 12

  init(_ state: EditorState, _ model: Model, in record: Layout.RecordArea) {
    let pane = model.panes[record.pane]
    let subject =
      record.whole.rows < Self.leastRows || model.veils(pane.cursor, of: pane)
      ? nil : Subject(state, pane, in: record)
    area = subject?.area ?? record.whole
    let rows = max(1, area.rows - 1)
    layout = EditorLayout(state.editor, columns: max(2, area.columns - 1), rows: rows)
    if let subject { (area, stretches) = subject.divided(for: 1 + layout.rows.count) }
    window = layout.window(of: max(1, area.rows - 1))
  }

  /// The place in the text that a cell of the screen shows; nil if it shows none.
  func place(of cell: (row: Int, column: Int), in editor: TextEditor) -> (row: Int, column: Int)? {
    let index = window.lowerBound + cell.row - area.row - 1
    guard window.contains(index), (area.column..<area.column + area.columns).contains(cell.column)
    else { return nil }
    let row = layout.rows[index]
    return (row.line, layout.character(at: cell.column - area.column, in: row, of: editor))
  }
}

/// The blocks of a flow that the edited text replaces, and the area that the flow has.
private struct Subject {
  let flow: Flow
  let area: Layout.Rectangle
  /// The place of the first line of the edited part, and that of the first one after it.
  let first: Flow.Place
  let next: Flow.Place

  /// Returns nil if the text stands for the whole record, or isn't shown as a part of it.
  init?(_ state: EditorState, _ pane: Pane, in record: Layout.RecordArea) {
    guard state.pointer != nil, let page = pane.page, pane.part?.pointer == state.pointer else {
      return nil
    }
    let column = page.column(ofPart: pane.place.focusedPart)
    flow = page.flow(ofColumn: column)
    guard let begin = flow.blocks.firstIndex(where: { $0.part == pane.place.focusedPart }),
      let last = flow.blocks.lastIndex(where: { $0.part == pane.place.focusedPart })
    else { return nil }
    // A name that isn't the part's own, such as a speaker's, gives way to the editor's heading.
    let isNamed = begin > 0 && flow.blocks[begin - 1].isHeading
    first = flow.place(ofBlock: isNamed ? begin - 1 : begin)
    next = flow.place(ofBlock: last + 1)
    if let column {
      guard let response = record.responses.first(where: { $0.index == column }) else { return nil }
      // A text that begins its column has its name above the column.
      area = first.block == 0 ? response.area : response.text
    } else {
      area = record.context
    }
  }

  /// Divides the area between the editor, which needs `rows` with its heading, and the lines around
  /// it. The editor gets two thirds if it needs them, and what follows at least a sixth.
  func divided(for rows: Int) -> (Layout.Rectangle, [EditorPlace.Stretch]) {
    let most = area.rows
    let top = flow.place(most, linesBefore: first, columns: area.columns)
    let before = flow.lines(from: top, count: most, columns: area.columns)
      .prefix { $0.place < first }.count
    let after = flow.lines(from: next, count: most, columns: area.columns).count
    var editor = area
    editor.rows = min(rows, max(most * 2 / 3, most - before - after))
    let above = min(before, most - editor.rows - min(after, most / 6))
    // Without anything after it, the text can grow to the end of the area.
    let below = after == 0 ? 0 : most - editor.rows - above
    editor.row += above
    editor.rows = most - above - below
    var (upper, lower) = (area, area)
    upper.rows = above
    (lower.row, lower.rows) = (editor.row + editor.rows, below)
    return (
      editor,
      [
        .init(
          flow: flow, top: flow.place(above, linesBefore: first, columns: area.columns), area: upper
        ),
        .init(flow: flow, top: next, area: lower),
      ]
    )
  }
}
