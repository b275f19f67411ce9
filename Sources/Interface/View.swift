public import Console
import Curation

extension Model {
  /// Returns the screen for the model. Reads only what is visible.
  ///
  /// - Parameter last: the screen shown now, with the same `listPlace`, while keys arrive faster
  ///   than the record beside a list could be read. Record and title are then copied from it, so
  ///   nothing of them has to be sent. Nil draws everything.
  public func view(over last: Screen? = nil) -> Screen {
    var screen = Screen(rows: rows, columns: columns)
    guard hasRoom else {
      screen.write(
        columns < 30 ? "too small" : "Winnow needs a larger window", in: language, row: 0, column: 0
      )
      screen.write(
        isBrowsing ? "q quits; needs 30x6" : "needs 30x6", in: language, row: 1, column: 0)
      return screen
    }
    switch mode {
    case .help(let state): HelpView.draw(self, state, on: &screen)
    case .statistics(let statistics): StatisticsView.draw(statistics, of: self, on: &screen)
    case .history(let history): HistoryView.draw(history, of: self, on: &screen)
    default:
      let hasSamePlaces = listPlace != nil && last?.rows == rows && last?.columns == columns
      drawDesk(over: hasSamePlaces ? last : nil, on: &screen)
    }
    return screen
  }

  /// Draws the list, the records, and the menu that may lie over them.
  private func drawDesk(over kept: Screen?, on screen: inout Screen) {
    let layout = Layout(self)
    if let kept {
      screen.take(rows: 0..<1, columns: 0..<columns, from: kept)
    } else {
      TitleView.draw(self, on: &screen)
    }
    if let list = layout.list { ListView.draw(self, in: list, on: &screen) }
    if let divider = layout.divider {
      if divider.rows > 1 {
        screen.drawDivider(row: divider.row, column: divider.column, rows: divider.rows)
      } else {
        screen.drawRule(row: divider.row, column: divider.column, columns: divider.columns)
      }
    }
    for area in layout.records {
      if let kept {
        let whole = area.whole
        screen.take(
          rows: (area.title ?? whole.row)..<whole.row + whole.rows,
          // Including the divider before it.
          columns: max(0, whole.column - 2)..<whole.column + whole.columns, from: kept)
      } else {
        RecordView.draw(self, area, on: &screen)
        if case .editor(let state) = mode, area.pane == active {
          EditorView.draw(state, self, in: area, on: &screen)
        }
      }
    }
    StatusView.draw(self, layout, on: &screen)
    if let kept {
      screen.take(rows: layout.marksRows, columns: 0..<columns, from: kept)
    }
    drawMenu(layout, on: &screen)
  }

  private func drawMenu(_ layout: Layout, on screen: inout Screen) {
    switch mode {
    case .flagMenu(let menu):
      FlagMenuView.draw(menu, beside: area(of: menu, in: layout), in: language, on: &screen)
    case .values(let menu): ValuesMenuView.draw(menu, in: language, on: &screen)
    case .contents(let menu): ContentsView.draw(menu, in: language, on: &screen)
    default: return
    }
    // The menu may lie over the row of the message.
    if event != nil { StatusView.drawEvent(self, row: layout.eventRow, on: &screen) }
  }
}

extension Model {
  /// Whether the window is large enough to show anything.
  var hasRoom: Bool { rows >= 6 && columns >= 30 }

  /// The positions of a list and of the records beside it.
  public struct ListPlace: Hashable, Sendable {
    fileprivate let list: Layout.Rectangle
    fileprivate let records: [Layout.Rectangle]
  }

  /// The current positions; nil unless the list is being browsed, with no message over it.
  public var listPlace: ListPlace? {
    guard case .browse = mode, focus == .list, question == nil, !hasLongNotice else { return nil }
    let layout = Layout(self)
    return layout.list.map { ListPlace(list: $0, records: layout.records.map(\.whole)) }
  }
}

/// Draws the line at the top: what is open, the position, and what was done.
enum TitleView {
  static func draw(_ model: Model, on screen: inout Screen) {
    let pane = model.pane
    screen.fill(row: 0, column: 0, columns: screen.columns, style: Style(on: .bar))
    var right = work(pane, room: screen.columns / 4).text(in: model.language) + " "
    var state = state(model)
    func text(_ name: String, isBrief: Bool = false) -> String {
      " " + (place(pane, name, isBrief: isBrief) + state).text(in: model.language)
    }
    var left = text(pane.name)
    // A long name is shortened to leave room for the right-hand side.
    let over =
      DisplayWidth.columns(of: left) + DisplayWidth.columns(of: right) + 2 - screen.columns
    if over > 0 {
      let name = shortened(pane.name, to: DisplayWidth.columns(of: pane.name) - over)
      left = text(name)
      // Who edits, and that it is saved, tells more than the shape, which the record shows.
      let brief = text(name, isBrief: true)
      let room = screen.columns - DisplayWidth.columns(of: right) - 2
      if DisplayWidth.columns(of: left) > room, DisplayWidth.columns(of: brief) <= room {
        left = brief
      }
      // Better without the shape, and what comes last, than with half a number.
      var isBrief = false
      while DisplayWidth.columns(of: left) > screen.columns, !isBrief || !state.isEmpty {
        if isBrief { state.removeLast() }
        isBrief = true
        left = text(name, isBrief: true)
      }
    }
    screen.write(left, row: 0, column: 0, style: Style(.title, on: .bar, [.bold]))
    let used = DisplayWidth.columns(of: left)
    if pane.readOnlyReason != nil, used + DisplayWidth.columns(of: right) + 2 > screen.columns {
      right = ("read-only" as Phrase).text(in: model.language) + " "
    }
    let width = DisplayWidth.columns(of: right)
    if used + width + 2 <= screen.columns {
      screen.write(right, row: 0, column: screen.columns - width, style: Style(.dim, on: .bar))
    }
  }

  /// Returns a file's name with its middle left out, as its beginning and its end tell most, but
  /// never below a few columns.
  private static func shortened(_ name: String, to columns: Int) -> String {
    let characters = Array(name)
    // Each takes a column; what is longer needn't be measured.
    var kept = min(characters.count, max(14, columns) + 1)
    func text() -> String {
      let end = min(10, kept / 2)
      return String(characters.prefix(kept - end)) + ".." + String(characters.suffix(end))
    }
    while kept > 14, kept == characters.count || DisplayWidth.columns(of: text()) > columns {
      kept -= 1
    }
    return kept == characters.count ? name : text()
  }

  /// Returns the file, the record's shape and its number.
  private static func place(_ pane: Pane, _ name: String, isBrief: Bool) -> [Phrase] {
    var parts: [Phrase] = ["\(name)"]
    if !isBrief, let reading = pane.page?.reading {
      let shape = reading.shape.rawValue
      if let stage = reading.shape.stage.phrase { parts.append(stage) }
      parts.append(reading.bestRank.map { "\(shape), \($0) is best" } ?? "\(shape)")
    }
    let records: Phrase =
      pane.recordCount == 0
      ? "no records" : "#\(grouped(pane.cursor.value)) of \(grouped(pane.recordCount))"
    let percent = Int(pane.indexedFraction * 100)
    return parts + [pane.isIndexed ? records : "\(records)+ indexing \(percent)%"]
  }

  /// Returns the filter, the order and other current states.
  private static func state(_ model: Model) -> [Phrase] {
    let pane = model.pane
    var parts: [Phrase] = []
    // What decides which records the next key changes comes first, as the rest may be cut.
    let isDone = model.isBrowsing && !model.isAsking
    let chosen = isDone || !pane.hasChosen ? pane.selection.count : pane.targets.count
    if chosen > 0 { parts.append("\(grouped(chosen)) selected") }
    if let recording = model.macros.recording { parts.append("RECORDING \(recording.name)") }
    if let progress = model.reviewProgress { parts.append(progress) }
    if pane.showsBase { parts.append("AS IN THE FILE") }
    if pane.choice.query != nil {
      let count = grouped(pane.listCount) + (pane.choice.isRunning ? "+" : "")
      let (whole, room) = (pane.choice.filter, max(20, model.columns / 3))
      let filter = DisplayWidth.columns(of: whole) > room ? shortened(whole, to: room) : whole
      parts.append("& \(filter): \(count)")
    }
    if !pane.choice.orderText.isEmpty { parts.append("by \(pane.choice.orderText)") }
    return parts
  }

  /// Returns who edits, in about `room` columns, and the number of edits.
  private static func work(_ pane: Pane, room: Int) -> [Phrase] {
    let actor: Phrase = "\(shortened(pane.actor, to: max(14, room)))"
    // What can't be written isn't counted: another process is writing this actor's journal.
    if pane.readOnlyReason != nil { return ["read-only", actor] }
    let count = pane.set.history.done.count
    let edits: Phrase = count == 1 ? "1 edit" : "\(count) edits"
    return [actor, count > 0 ? "\(edits), saved" : edits]
  }
}
