import Console
import Curation

/// Draws the hazard categories over the screen, with the choice, the severity and the note, where
/// they hide the least of what is flagged.
enum FlagMenuView {
  private static let severityNames: [Phrase] = ["negligible", "minor", "serious", "severe"]

  /// - Parameter text: the area of what is flagged.
  static func draw(
    _ menu: FlagMenu, beside text: Layout.Rectangle?, in language: Language,
    on screen: inout Screen
  ) {
    let taxonomies: [Phrase] = menu.hasOthers ? ["< \(menu.taxonomy) >"] : []
    let title = [title(menu)] + taxonomies
    // On a low screen the categories come first.
    let hasSummaries =
      screen.rows > 12 + summaryRows && menu.hazards.contains { $0.summary != nil }
    let others = 5 + (hasSummaries ? summaryRows : 0)
    let rows = min(menu.hazards.count + others, max(others + 1, screen.rows - 2), screen.rows)
    let widest = menu.hazards.map { 8 + DisplayWidth.columns(of: $0.name) }.max() ?? 0
    let wanted = max(widest, DisplayWidth.columns(of: title.text(in: language)) + 2, least)
    // Descriptions get half of the screen, if they need it.
    let ideal = min(most, max(wanted + 4, hasSummaries ? screen.columns / 2 : 0))
    let columns = min(ideal, screen.columns - 2)
    let place = place(rows: rows, columns: columns, beside: text, on: screen)
    let (top, left, inner) = (place.row, place.column, columns - 4)
    screen.drawPanel(place, title: title, keys: "Enter flags, Esc leaves", in: language)
    let visible = max(1, rows - others)
    let first = max(0, min((menu.chosen ?? 0) - visible + 1, menu.hazards.count - visible))
    for line in 0..<visible where first + line < menu.hazards.count {
      draw(menu, first + line, row: top + 1 + line, left + 2, inner, on: &screen)
    }
    let hidden = menu.hazards.count - first - visible
    if hidden > 0 {
      let more = " +\(hidden) "
      screen.write(
        more, row: top + visible, column: left + columns - 1 - more.count,
        style: Style(.dim, on: .panel))
    }
    let end = top + rows - 1
    if hasSummaries, let chosen = menu.chosen, let summary = menu.hazards[chosen].summary {
      draw(summary, row: top + 1 + visible, left + 2, inner, on: &screen)
    }
    screen.write(
      "severity \(menu.severity), \(severityNames[menu.severity])   (0 to 3)", in: language,
      row: end - 2, column: left + 2, style: Style(.plain, on: .panel), limit: inner)
    drawNote(of: menu, row: end - 1, left + 2, inner, in: language, on: &screen)
    if !menu.isWritingNote, let chosen = menu.chosen {
      screen.caret = Position(row: top + 1 + chosen - first, column: left + 2)
    }
  }

  /// Draws the note; of a long one what is before the caret, or its beginning.
  private static func drawNote(
    of menu: FlagMenu, row: Int, _ column: Int, _ columns: Int, in language: Language,
    on screen: inout Screen
  ) {
    let used = screen.write(
      menu.note.label(in: language), row: row, column: column,
      style: Style(.keyHint, on: .panel, .bold))
    let room = max(1, columns - used - 1)
    let style = Style(menu.isWritingNote ? .plain : .dim, on: .panel)
    let text = menu.note.characters
    var start = menu.isWritingNote ? menu.note.caret : 0
    while start > 0, EditorLayout.width(of: text[start - 1..<menu.note.caret]) <= room {
      start -= 1
    }
    screen.write(
      text.isEmpty && !menu.isWritingNote ? "Tab writes one" : "\(String(text[start...]))",
      in: language, row: row, column: column + used, style: style, limit: room)
    if menu.isWritingNote {
      let before = EditorLayout.width(of: text[start..<menu.note.caret])
      screen.caret = Position(row: row, column: column + used + before)
    }
  }

  private static let summaryRows = 3
  /// The width inside the frame for severity and note, and the largest width of all.
  private static let (least, most) = (34, 60)

  /// The place that covers the least of the flagged text: at the right, or at the left, where the
  /// list may be.
  private static func place(
    rows: Int, columns: Int, beside text: Layout.Rectangle?, on screen: Screen
  ) -> Layout.Rectangle {
    let tops = [(screen.rows - rows) / 2, screen.rows - 2 - rows, 1]
    let places = [screen.columns - columns, 0].flatMap { left in
      tops.map { top in
        Layout.Rectangle(row: max(0, top), column: max(0, left), rows: rows, columns: columns)
      }
    }
    func hidden(_ place: Layout.Rectangle) -> Int { text.map(place.overlap) ?? 0 }
    return places.min { hidden($0) < hidden($1) } ?? places[0]
  }

  /// Draws the description of the chosen category.
  private static func draw(
    _ summary: String, row: Int, _ column: Int, _ columns: Int, on screen: inout Screen
  ) {
    let glyphs = Glyph.glyphs(summary)
    for (line, range) in Wrapping.lines(glyphs, columns: columns).prefix(summaryRows).enumerated() {
      screen.write(
        glyphs[range].map(\.text).joined(), row: row + line, column: column,
        style: Style(.dim, on: .panel), limit: columns)
    }
  }

  private static func title(_ menu: FlagMenu) -> Phrase {
    guard let place = menu.name else { return "Flag" }
    guard let count = menu.selectedCount else { return "Flag at \(place)" }
    return count == 1 ? "Flag at \(place), 1 character" : "Flag at \(place), \(count) characters"
  }

  private static func draw(
    _ menu: FlagMenu, _ index: Int, row: Int, _ column: Int, _ columns: Int,
    on screen: inout Screen
  ) {
    let hazard = menu.hazards[index]
    let surface: Surface = menu.chosen == index ? .cursor : .panel
    screen.fill(row: row, column: column, columns: columns, style: Style(on: surface))
    var used = screen.write(
      String(FlagMenu.letter(index)), row: row, column: column,
      style: Style(.keyHint, on: surface, .bold))
    used += 2
    let padding = max(1, 5 - DisplayWidth.columns(of: hazard.code))
    let code = hazard.code + String(repeating: " ", count: padding)
    used += screen.write(code, row: row, column: column + used, style: Style(.dim, on: surface))
    screen.write(
      hazard.name, row: row, column: column + used, style: Style(.plain, on: surface),
      limit: columns - used)
  }
}
