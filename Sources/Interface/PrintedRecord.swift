public import Console
public import Curation
public import JSONLines

/// A complete record as the screen shows it, for printing. It is drawn in stretches of rows, one at
/// a time, so that memory use is bounded.
public struct PrintedRecord {
  private let page: RecordPage
  private let columns: Int

  /// The maximum number of rows in a stretch.
  private static let stretch = 400

  public init(
    _ number: RecordNumber, _ bytes: Bytes, as shape: Shape?, columns: Int
  ) {
    page = RecordPage(number, bytes, as: shape)
    self.columns = max(20, columns)
  }

  /// Draws the context, then the responses, side by side if there is room.
  public func forEachStretch(_ body: (Screen) -> Void) {
    draw([Column(flow: page.context, index: nil, left: 0, width: columns)], body)
    let count = page.columns.count
    guard count > 0 else { return }
    let width = (columns - 2 * (count - 1)) / count
    if width >= Layout.responseColumns {
      body(Screen(rows: 1, columns: columns))
      draw(
        page.columns.enumerated().map { index, flow in
          Column(flow: flow, index: index, left: index * (width + 2), width: width)
        }, body)
    } else {
      for (index, flow) in page.columns.enumerated() {
        body(Screen(rows: 1, columns: columns))
        draw([Column(flow: flow, index: index, left: 0, width: columns)], body)
      }
    }
  }

  private struct Column {
    var flow: Flow
    /// The index of the response; nil for the context.
    var index: Int?
    var left: Int
    var width: Int
  }

  /// Draws flows side by side, down to the end of the longest.
  private func draw(_ parts: [Column], _ body: (Screen) -> Void) {
    if parts[0].index != nil {
      var heading = Screen(rows: 1, columns: columns)
      for part in parts {
        guard let index = part.index else { continue }
        FlowPainter.drawHeading(
          RecordView.heading(page, index).text(in: .english),
          tone: RecordView.responseTone(page, index),
          isFocused: false, row: 0, column: part.left, columns: part.width, on: &heading)
      }
      body(heading)
    }
    let painter = FlowPainter(pattern: nil, focusedPart: nil)
    var tops: [Flow.Place?] = parts.map { $0.flow.blocks.isEmpty ? nil : $0.flow.start }
    while tops.contains(where: { $0 != nil }) {
      let lines = zip(parts, tops).map { part, top in
        top.map { part.flow.lines(from: $0, count: Self.stretch + 1, columns: part.width) } ?? []
      }
      let rows = min(Self.stretch, lines.map(\.count).max() ?? 0)
      var screen = Screen(rows: rows, columns: columns)
      for (place, part) in parts.enumerated() {
        guard let top = tops[place] else { continue }
        let area = Layout.Rectangle(row: 0, column: part.left, rows: rows, columns: part.width)
        let differences = part.index.flatMap { page.diff?.ranges[$0] } ?? [:]
        painter.draw(part.flow, differences, from: top, in: area, on: &screen)
        tops[place] = lines[place].count > rows ? lines[place][rows].place : nil
      }
      body(screen)
    }
  }
}
