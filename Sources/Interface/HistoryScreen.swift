import Analysis
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

  init(of pane: Pane, showsAll: Bool) {
    self.showsAll = showsAll
    let all = pane.set.entries.indices.filter { !pane.set.entries[$0].entry.changes.isEmpty }
    entries =
      showsAll
      ? all.reversed()
      : all.reversed().filter { position in
        pane.set.records(of: pane.set.entries[position].entry).contains(pane.cursor)
      }
  }

  /// Returns the screen rebuilt after a new entry, with the same entry chosen.
  func renewed(in pane: Pane) -> HistoryScreen {
    var renewed = HistoryScreen(of: pane, showsAll: showsAll)
    renewed.chosen = entry.flatMap { renewed.entries.firstIndex(of: $0) } ?? 0
    return renewed
  }

  var entry: Int? { entries.indices.contains(chosen) ? entries[chosen] : nil }

  mutating func move(_ step: Int) {
    chosen = chosen.moved(by: step, in: entries.count)
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
    case .escape, .control("c"), .character("q"), .character("H"):
      mode = .browse
      return []
    case .tab: screen = HistoryScreen(of: pane, showsAll: !screen.showsAll)
    case .enter:
      mode = .browse
      let number = screen.entry.flatMap { pane.set.records(of: pane.set.entries[$0].entry).first }
      return number.map { go(to: $0) } ?? []
    case .character("r"):
      guard let position = screen.entry,
        let number = pane.set.records(of: pane.set.entries[position].entry).first
      else { break }
      mode = .history(screen)
      let effects = go(to: number)
      pane.selection = []
      return effects + carryOut(.restoreTo(pane.set.entries[position].name))
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
      (logged.undoes ?? logged.redoes).flatMap { id in
        pane.set.entries.firstIndex { $0.entry.id == id }
      } ?? entry
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
    let height = max(1, (screen.rows - 4) / 2)
    let shown = state.chosen.surroundings(rows: height, of: count)
    let widths = state.entries[shown].map {
      DisplayWidth.columns(of: records(of: $0, in: pane).text(in: language))
    }
    for (line, place) in shown.enumerated() {
      draw(
        state.entries[place], of: model, recordColumns: min(14, widths.max() ?? 0),
        isChosen: place == state.chosen, row: line + 1, on: &screen)
    }
    let rule = height + 1
    screen.drawRule(row: rule, column: 0, columns: screen.columns)
    if let entry = state.entry {
      drawChanges(
        pane.set.entries[entry].entry, of: model, rows: (rule + 1)..<(screen.rows - 2),
        on: &screen)
    }
    if let event = model.event {
      NoticeView.draw(event, in: language, row: screen.rows - 2, on: &screen)
    }
    let changes: [Phrase] =
      pane.readOnlyReason == nil ? ["u undo or redo this one", "r the record as of then"] : []
    var keys: [Phrase] =
      ["j k move"] + changes + ["Enter go there", "Tab all or this record", "q back"]
    // The way out is always shown.
    while keys.count > 1, DisplayWidth.columns(of: keys.text(in: language)) + 1 > screen.columns {
      keys.remove(at: keys.count - 2)
    }
    screen.drawFrame(title: title.text(in: language), keys: keys.text(in: language))
  }

  /// The records of an entry: `#17`, `240 records`.
  private static func records(of position: Int, in pane: Pane) -> Phrase {
    let numbers = pane.set.records(of: pane.set.entries[position].entry)
    return numbers.count == 1
      ? "\(numbers.first ?? pane.cursor)" : "\(grouped(numbers.count)) records"
  }

  private static func draw(
    _ position: Int, of model: Model, recordColumns: Int, isChosen: Bool, row: Int,
    on screen: inout Screen
  ) {
    let (pane, language) = (model.pane, model.language)
    let logged = pane.set.entries[position]
    let entry = logged.entry
    let surface: Surface = isChosen ? .cursor : .base
    screen.fill(row: row, column: 0, columns: screen.columns, style: Style(on: surface))
    let isUndone = entry.undoes == nil && !pane.set.isLive(position)
    let numbers = pane.set.records(of: entry)
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
    write(records(of: position, in: pane).text(in: language), .accent, width: recordColumns)
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
    if model.isVeiling, numbers.contains(where: { model.veils($0, of: pane) }) {
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

  /// Draws each value before and after, as far as there is room.
  private static func drawChanges(
    _ entry: Entry, of model: Model, rows: Range<Int>, on screen: inout Screen
  ) {
    let pane = model.pane
    var row = rows.lowerBound
    /// Breaks a text into the lines that it needs, of which at most `limit` are written.
    func write(_ text: String, _ style: Style, indent: Int, limit: Int = 1) {
      let glyphs = Glyph.glyphs(text)
      let lines = Wrapping.lines(glyphs, columns: screen.columns - indent - 2)
      for line in lines.prefix(min(limit, rows.upperBound - row)) {
        screen.write(
          glyphs[line], row: row, column: indent, style: style, limit: screen.columns - indent)
        row += 1
      }
    }
    let isSeveral = pane.set.records(of: entry).count > 1
    for change in entry.changes where row < rows.upperBound {
      if let number = pane.set.place(of: change), model.veils(number, of: pane) {
        write("\(number) " + Phrase("veiled").text(in: model.language), Style(.dim), indent: 1)
        continue
      }
      for value in ValueDifference.of(change.body) {
        let place = value.pointer.tokens.isEmpty ? "" : value.pointer.description
        let number = isSeveral ? pane.set.place(of: change).map { "\($0) " } ?? "" : ""
        if !(number + place).isEmpty { write(number + place, Style(.heading, .bold), indent: 1) }
        for hunk in value.lines(context: 1).hunks {
          for line in hunk.before { write("  " + line, Style(.dim), indent: 2) }
          let isPair = hunk.removed.count == 1 && hunk.added.count == 1
          let same = isPair ? hunk.removed[0].lengthOfSameBeginning(as: hunk.added[0]) : 0
          for (sign, lines, tone) in [
            ("- ", hunk.removed, Tone.removed), ("+ ", hunk.added, Tone.success),
          ] {
            // Half of the rows for what was before, where something is after it.
            let isShared = sign == "- " && !hunk.added.isEmpty
            let end = isShared ? (row + rows.upperBound) / 2 : rows.upperBound
            for line in lines.prefix(rows.count) where row < end {
              let shown = line.from(same, rows: rows.count, columns: screen.columns - 6)
              write(sign + shown, Style(tone), indent: 2, limit: end - row)
            }
          }
          for line in hunk.after { write("  " + line, Style(.dim), indent: 2) }
        }
      }
    }
  }
}

extension Substring {
  /// The number of characters that two texts begin with.
  fileprivate func lengthOfSameBeginning(as other: Substring) -> Int {
    zip(self, other).prefix { $0 == $1 }.count
  }

  /// The text from shortly before a place on, so that what differs there is seen.
  fileprivate func from(_ place: Int, rows: Int, columns: Int) -> String {
    let start = place > columns / 2 ? place - columns / 4 : 0
    return (start > 0 ? ".." : "") + String(dropFirst(start).prefix(rows * columns))
  }
}
