import Console
import Curation
import JSONLines

/// The history of changes, newest first, with the values that each entry changed.
struct HistoryScreen: Sendable {
  /// Whether to show all entries of the dataset, or only those of one record.
  var showsAll: Bool
  /// Indices into the working set's entries.
  var entries: [Int]
  var chosen = 0
  /// The first row that is shown of the texts that the chosen entry changed.
  var top = 0
  /// How many records the entries with many changes are about, by their indices.
  private(set) var counts: [Int: Int]

  /// - Parameter counts: those that are known.
  init(of pane: Pane, showsAll: Bool, counts: [Int: Int] = [:]) {
    self.showsAll = showsAll
    self.counts = counts
    let all = pane.set.entries.indices.filter { !pane.set.entries[$0].entry.changes.isEmpty }
    entries =
      showsAll
      ? all.reversed()
      : all.reversed().filter { position in
        pane.set.places(of: pane.set.entries[position].entry).contains(pane.cursor)
      }
    for position in entries where self.counts[position] == nil {
      let entry = pane.set.entries[position].entry
      if entry.changes.count > 100 { self.counts[position] = pane.set.records(of: entry).count }
    }
  }

  /// The records of an entry: `#17`, `240 records`.
  func records(of position: Int, in pane: Pane) -> Phrase {
    let entry = pane.set.entries[position].entry
    let count = counts[position] ?? pane.set.records(of: entry).count
    return count == 1
      ? "\(pane.set.firstRecord(of: entry) ?? pane.cursor)" : "\(grouped(count)) records"
  }

  /// Returns the screen rebuilt after a new entry, with the same entry chosen.
  func renewed(in pane: Pane) -> HistoryScreen {
    var renewed = HistoryScreen(of: pane, showsAll: showsAll, counts: counts)
    renewed.chosen = entry.flatMap { renewed.entries.firstIndex(of: $0) } ?? 0
    return renewed
  }

  var entry: Int? { entries.indices.contains(chosen) ? entries[chosen] : nil }

  mutating func move(_ step: Int) {
    (chosen, top) = (chosen.moved(by: step, in: entries.count), 0)
  }
}

extension Model {
  /// Opens the history of the record, or, from the list, of the dataset.
  mutating func openHistory() {
    let screen = HistoryScreen(of: pane, showsAll: focus == .list)
    guard !screen.entries.isEmpty else { return complain("nothing was done here yet") }
    mode = .history(screen)
  }

  mutating func choose(_ key: Key, in screen: HistoryScreen) -> [Effect] {
    var screen = screen
    event = nil
    switch key {
    case _ where key.leavesMenu || key == .character("H"):
      mode = .browse
      return []
    case .tab: screen = HistoryScreen(of: pane, showsAll: !screen.showsAll, counts: screen.counts)
    case .enter:
      mode = .browse
      let number = screen.entry.flatMap { pane.set.firstRecord(of: pane.set.entries[$0].entry) }
      return number.map { go(to: $0) } ?? []
    case .character("r"):
      guard let position = screen.entry,
        let number = pane.set.firstRecord(of: pane.set.entries[position].entry)
      else { break }
      mode = .history(screen)
      pane.selection.endRange()
      let effects = go(to: number)
      pane.named = []
      return effects + carryOut(.restoreTo(pane.set.uniqueName(of: position)))
    case .control("d"), .control("u"):
      let step = max(1, HistoryView.rowsOfChanges(rows).count / 2 - 1)
      if key == .control("u") {
        screen.top = max(0, screen.top - step)
      } else if HistoryView.isCut(screen, of: self) {
        screen.top += step
      }
    case .character("u"):
      guard let position = screen.entry else { break }
      mode = .history(screen)
      return takeBack(position)
    default: if let step = key.menuStep(page: rows / 2) { screen.move(step) }
    }
    mode = .history(screen)
    return []
  }

  /// Undoes one entry, or redoes it if it is undone; of an undo or a redo, the entry that it names.
  private mutating func takeBack(_ entry: Int) -> [Effect] {
    if let obstacle = obstacleToWriting() { return refuse(obstacle) }
    let logged = pane.set.entries[entry].entry
    let position =
      (logged.undoes ?? logged.redoes).flatMap(pane.set.position) ?? entry
    do {
      let isLive = pane.set.isLive(position)
      return [
        .append(
          pane: active,
          isLive
            ? try pane.set.proposeUndo(of: position) : try pane.set.proposeRedo(of: position))
      ]
    } catch {
      return refuse(error.text)
    }
  }
}

enum HistoryView {
  static func draw(_ state: HistoryScreen, of model: Model, on screen: inout Screen) {
    let pane = model.pane
    let language = model.language
    let count = state.entries.count
    let title: [Phrase] = [
      state.showsAll
        ? "history of \(pane.name)" : "history of \(pane.cursor) of \(pane.name)",
      count == 1 ? "1 entry" : "\(grouped(count)) entries",
    ]
    let height = height(screen.rows)
    let shown = state.chosen.surroundings(rows: height, of: count)
    let widths = state.entries[shown].map {
      DisplayWidth.columns(of: state.records(of: $0, in: pane).text(in: language))
    }
    for (line, place) in shown.enumerated() {
      draw(
        state.entries[place], records: state.records(of: state.entries[place], in: pane), of: model,
        recordColumns: min(16, widths.max() ?? 0), isChosen: place == state.chosen, row: line + 1,
        on: &screen)
    }
    screen.drawRule(row: height + 1, column: 0, columns: screen.columns)
    let shownChanges = changes(state, of: model, columns: screen.columns)
    for (row, line) in zip(rowsOfChanges(screen.rows), shownChanges.shown) {
      screen.write(
        line.text, row: row, column: line.indent, style: line.style,
        limit: screen.columns - line.indent)
    }
    if let event = model.event {
      NoticeView.draw(event, in: language, row: screen.rows - 2, on: &screen)
    }
    let changes: [Phrase] =
      pane.readOnlyReason == nil ? ["u undo or redo this one", "r the record as of then"] : []
    let scrolls: [Phrase] = shownChanges.isCut || state.top > 0 ? ["Ctrl-D Ctrl-U scroll"] : []
    var keys: [Phrase] =
      ["j k move"] + scrolls + changes + ["Enter go there", "Tab all or this record", "q back"]
    // The way out is always shown.
    while keys.count > 1, DisplayWidth.columns(of: keys.text(in: language)) + 1 > screen.columns {
      keys.remove(at: keys.count - 2)
    }
    screen.drawFrame(title: title.text(in: language), keys: keys.text(in: language))
  }

  private static func draw(
    _ position: Int, records: Phrase, of model: Model, recordColumns: Int, isChosen: Bool, row: Int,
    on screen: inout Screen
  ) {
    let (pane, language) = (model.pane, model.language)
    let logged = pane.set.entries[position]
    let entry = logged.entry
    let surface: Surface = isChosen ? .cursor : .base
    screen.fill(row: row, column: 0, columns: screen.columns, style: Style(on: surface))
    let isUndone = entry.undoes == nil && !pane.set.isLive(position)
    var column = 1
    func write(_ text: String, _ tone: Tone, width: Int) {
      screen.write(
        text, row: row, column: column, style: Style(tone, on: surface),
        limit: min(width, screen.columns - column))
      column += width + 1
    }
    let time = entry.stamp.map { $0.time.prefix(16).map { $0 == "T" ? " " : $0 } } ?? []
    write(String(time), .dim, width: 16)
    write(shortened(logged), .dim, width: 12)
    write(records.text(in: language), .accent, width: recordColumns)
    let command: Phrase =
      if let undone = entry.undoes {
        "undo: \(pane.name(of: undone))"
      } else if let redone = entry.redoes {
        "redo: \(pane.name(of: redone))"
      } else {
        "\(entry.command ?? entry.kind.rawValue)"
      }
    let phrases: [Phrase] = isUndone ? ["(undone)", command] : [command]
    var text = phrases.text(in: language)
    if model.veil != .off, pane.set.places(of: entry).contains(where: { model.veils($0, of: pane) })
    {
      // What was typed may be the record's text.
      text = String(text.prefix { $0 != " " })
    }
    let room = screen.columns - column
    let isCut = DisplayWidth.columns(of: text) > room
    write(text, isUndone ? .dim : .plain, width: isCut ? room - 2 : room)
    if isCut {
      screen.write("..", row: row, column: screen.columns - 2, style: Style(.dim, on: surface))
    }
  }

  /// An entry's name, shortened before its number: `maintai:12`.
  private static func shortened(_ logged: LoggedEntry) -> String {
    let name = logged.name
    guard name.count > 12, let mark = name.lastIndex(of: ":") else { return name }
    return String(name.prefix(12 - name[mark...].count) + name[mark...])
  }

  /// The rows in which the chosen entry's changes are shown.
  static func rowsOfChanges(_ screenRows: Int) -> Range<Int> {
    let rule = height(screenRows) + 1
    return rule + 1..<max(rule + 1, screenRows - 2)
  }

  private static func height(_ screenRows: Int) -> Int { max(1, (screenRows - 4) / 2) }

  /// Whether more of the chosen entry's changes is below what is shown.
  static func isCut(_ state: HistoryScreen, of model: Model) -> Bool {
    changes(state, of: model, columns: model.columns).isCut
  }

  /// What the chosen entry changed, as far as there is room.
  private static func changes(
    _ state: HistoryScreen, of model: Model, columns: Int
  ) -> ChangeRows {
    var changes = ChangeRows(
      from: state.top, count: rowsOfChanges(model.rows).count, columns: columns)
    if let position = state.entry { changes.add(position, of: model) }
    return changes
  }
}
