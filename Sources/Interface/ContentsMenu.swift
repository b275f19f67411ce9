import Console
import Curation

/// A menu of a record's turns and parts, to go to one of them.
struct ContentsMenu: Sendable {
  struct Row: Hashable, Sendable {
    var part: Int
    var name: Phrase
    var tone: Tone
    var text: String
  }

  let rows: [Row]
  var chosen = 0

  /// The maximum number of scalars shown of each text.
  private static let textCount = 200

  init(of page: RecordPage, at part: Int) {
    rows = page.focusableParts.map { index in
      let part = page.reading.parts[index]
      return Row(
        part: index, name: part.title, tone: part.role.tone,
        text: TextSource(part.node, in: page.bytes).beginning(Self.textCount))
    }
    chosen = rows.firstIndex { $0.part == part } ?? 0
  }

  mutating func move(_ step: Int) { chosen = chosen.moved(by: step, in: rows.count) }
}

extension Model {
  mutating func openContents() {
    if let obstacle = obstacleToReading ?? obstacleToWorking { return complain(obstacle) }
    guard let page = pane.page, !page.isComparison, !page.focusableParts.isEmpty else {
      return complain("there are no parts to go to")
    }
    mode = .contents(ContentsMenu(of: page, at: pane.focusedPart))
  }

  mutating func choose(_ key: Key, in menu: ContentsMenu) -> [Effect] {
    var menu = menu
    switch key {
    case .enter:
      mode = .browse
      if focus == .list { recordInMacro(.open, count: nil) }
      focus = .record
      if menu.rows.indices.contains(menu.chosen) { goTo(menu.rows[menu.chosen].part) }
      return []
    case .escape, .control("c"), .character("q"):
      mode = .browse
      return []
    default: if let step = key.menuStep(page: rows - 8) { menu.move(step) }
    }
    mode = .contents(menu)
    return []
  }

  /// Focuses a part; a macro has that as so many parts on or back.
  private mutating func goTo(_ part: Int) {
    let parts = pane.page?.focusableParts ?? []
    let ahead = parts.count { $0 > pane.focusedPart && $0 <= part }
    let behind = parts.count { $0 < pane.focusedPart && $0 >= part }
    if ahead > 0 { recordInMacro(.nextPart, count: ahead) }
    if behind > 0 { recordInMacro(.previousPart, count: behind) }
    focusPart(part)
  }
}

/// Draws the contents in a panel over the screen: number, name and beginning of each part.
enum ContentsView {
  static func draw(
    _ menu: ContentsMenu, in language: Language, on screen: inout Screen
  ) {
    let columns = max(20, screen.columns - 8)
    let rows = min(screen.rows - 5, menu.rows.count + 2)
    let row = max(1, (screen.rows - rows) / 2)
    let column = (screen.columns - columns) / 2
    let title: [Phrase] = [
      "contents", menu.rows.count == 1 ? "1 part" : "\(grouped(menu.rows.count)) parts",
    ]
    let inside = screen.drawPanel(
      .init(row: row, column: column, rows: rows, columns: columns), title: title,
      keys: "j k move   Enter goes there   Esc leaves", in: language)
    let digits = String(menu.rows.count).count
    let nameColumns = min(24, inside.columns / 3)
    let shown = menu.chosen.surroundings(rows: inside.rows, of: menu.rows.count)
    for (line, place) in shown.enumerated() {
      let part = menu.rows[place]
      let surface: Surface = place == menu.chosen ? .cursor : .panel
      let at = inside.row + line
      screen.fill(
        row: at, column: inside.column, columns: inside.columns, style: Style(on: surface))
      let label = String(place + 1)
      var column = inside.column + 1 + digits - label.count
      column += screen.write(label, row: at, column: column, style: Style(.dim, on: surface))
      screen.write(
        part.name, in: language, row: at, column: column + 1,
        style: Style(part.tone, on: surface, .bold),
        limit: nameColumns - 1)
      column += 1 + nameColumns
      screen.write(
        part.text, row: at, column: column, style: Style(on: surface),
        limit: max(0, inside.column + inside.columns - column - 1))
    }
  }
}
