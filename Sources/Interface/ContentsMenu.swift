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

  var menu: Menu<Row>

  /// The maximum number of scalars shown of each text.
  private static let textCount = 200

  init(of page: RecordPage, at part: Int, in language: Language) {
    let rows = page.focusableParts.map { index in
      let part = page.reading.parts[index]
      return Row(
        part: index, name: part.title, tone: part.role.tone,
        text: TextSource(part.node, in: page.bytes).beginning(Self.textCount))
    }
    menu = Menu(rows, at: rows.firstIndex { $0.part == part }) {
      $0.name.text(in: language) + " " + $0.text
    }
  }
}

extension Model {
  mutating func openContents() {
    if let obstacle = obstacleToReading ?? obstacleToWorking { return complain(obstacle) }
    guard let page = pane.page, !page.isComparison, !page.focusableParts.isEmpty else {
      return complain("there are no parts to go to")
    }
    mode = .contents(ContentsMenu(of: page, at: pane.place.focusedPart, in: language))
  }

  mutating func choose(_ key: Key, in contents: ContentsMenu) -> [Effect] {
    var contents = contents
    event = nil
    let answer = contents.menu.take(key, page: rows - 8)
    mode = answer == .open ? .contents(contents) : .browse
    if answer == .chosen, let row = contents.menu.chosen {
      if focus == .list { recordInMacro(.open, count: nil) }
      focus = .record
      goTo(row.part)
    }
    return []
  }

  /// Focuses a part; a macro has that as so many parts on or back.
  private mutating func goTo(_ part: Int) {
    let parts = pane.page?.focusableParts ?? []
    let ahead = parts.count { $0 > pane.place.focusedPart && $0 <= part }
    let behind = parts.count { $0 < pane.place.focusedPart && $0 >= part }
    if ahead > 0 { recordInMacro(.nextPart, count: ahead) }
    if behind > 0 { recordInMacro(.previousPart, count: behind) }
    focusPart(part)
  }
}

/// Draws the contents: number, name and beginning of each part.
enum ContentsView {
  static func draw(_ contents: ContentsMenu, in language: Language, on screen: inout Screen) {
    let rows = contents.menu.rows
    let title: [Phrase] = [
      "contents", rows.count == 1 ? "1 part" : "\(grouped(rows.count)) parts",
    ]
    let digits = String(rows.count).count
    contents.menu.draw(
      columns: max(20, screen.columns - 8), title: title,
      keys: "Enter goes there", in: language, on: &screen
    ) { index, area, surface, screen in
      let part = rows[index]
      let nameColumns = min(24, area.columns / 3)
      let label = String(index + 1)
      var column = area.column + 1 + digits - label.count
      column += screen.write(label, row: area.row, column: column, style: Style(.dim, on: surface))
      screen.write(
        part.name, in: language, row: area.row, column: column + 1,
        style: Style(part.tone, on: surface, .bold), limit: nameColumns - 1)
      column += 1 + nameColumns
      screen.write(
        part.text, row: area.row, column: column, style: Style(on: surface),
        limit: max(0, area.column + area.columns - column - 1))
    }
  }
}
