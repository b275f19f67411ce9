public import Console
import Curation

extension Model {
  /// The screen for the model as it is. Reads only what is visible.
  public func view() -> Screen {
    var screen = Screen(rows: rows, columns: columns)
    guard rows >= 6, columns >= 30 else {
      screen.write("Winnow needs a larger window", row: 0, column: 0)
      return screen
    }
    if case .help(let top) = mode {
      HelpView.draw(self, top: top, on: &screen)
      return screen
    }
    if case .statistics(let statistics) = mode {
      StatisticsView.draw(statistics, of: self, on: &screen)
      return screen
    }
    if case .history(let history) = mode {
      HistoryView.draw(history, of: self, on: &screen)
      return screen
    }
    let layout = Layout(self)
    TitleView.draw(self, on: &screen)
    if let list = layout.list { ListView.draw(self, in: list, on: &screen) }
    if let divider = layout.divider {
      if divider.rows > 1 {
        screen.drawDivider(row: divider.row, column: divider.column, rows: divider.rows)
      } else {
        screen.drawRule(row: divider.row, column: divider.column, columns: divider.columns)
      }
    }
    for area in layout.records {
      if case .editor(let state) = mode, area.pane == active {
        EditorView.draw(state, in: area.whole, on: &screen)
      } else {
        RecordView.draw(self, area, on: &screen)
      }
    }
    StatusView.draw(self, layout, on: &screen)
    if case .flagMenu(let menu) = mode { FlagMenuView.draw(menu, on: &screen) }
    if case .values(let menu) = mode { ValuesMenuView.draw(menu, on: &screen) }
    if case .contents(let menu) = mode { ContentsView.draw(menu, on: &screen) }
    return screen
  }
}

/// The line at the top: what is open, where one is, what was done.
enum TitleView {
  static func draw(_ model: Model, on screen: inout Screen) {
    let pane = model.pane
    let bar = Style(.plain, on: .bar)
    screen.fill(row: 0, column: 0, columns: screen.columns, style: bar)
    var left = " \(pane.name)"
    if let page = pane.page {
      left += "  \(page.reading.shape.rawValue)"
      if let best = page.reading.bestRank { left += ", \(best) is best" }
    }
    left +=
      pane.recordCount == 0
      ? "  no records" : "  #\(grouped(pane.cursor.value)) of \(grouped(pane.recordCount))"
    if !pane.isIndexed { left += "+ indexing \(Int(pane.indexedFraction * 100))%" }
    if pane.choice.query != nil {
      let count = grouped(pane.listCount) + (pane.choice.isRunning ? "+" : "")
      left += "  & \(pane.choice.filter): \(count)"
    }
    if !pane.choice.orderText.isEmpty { left += "  by \(pane.choice.orderText)" }
    if !pane.selection.isEmpty { left += "  \(grouped(pane.selection.count)) selected" }
    if pane.showsBase { left += "  AS IN THE FILE" }
    if let progress = model.reviewProgress { left += "  \(progress)" }
    if let recording = model.macros.recording { left += "  RECORDING \(recording.name)" }
    var right = ""
    if pane.readOnlyReason != nil { right += "read-only  " }
    let live = pane.set.history.done.count
    right += "\(pane.actor)  \(live) \(live == 1 ? "edit" : "edits")"
    right += live > 0 ? ", saved " : " "
    screen.write(left, row: 0, column: 0, style: Style(.title, on: .bar, [.bold]))
    let width = Glyph.glyphs(right).reduce(0) { $0 + $1.columns }
    let used = Glyph.glyphs(left).reduce(0) { $0 + $1.columns }
    if used + width + 2 <= screen.columns {
      screen.write(right, row: 0, column: screen.columns - width, style: Style(.dim, on: .bar))
    }
  }
}

/// A number with its thousands apart, so that a million can be read.
public func grouped(_ number: Int) -> String {
  let digits = Array(String(number))
  var text = ""
  for (index, digit) in digits.enumerated() {
    if index > 0, (digits.count - index) % 3 == 0, digits[index - 1] != "-" { text += "," }
    text.append(digit)
  }
  return text
}
