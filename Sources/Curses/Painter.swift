import CNCurses
import Console

/// Draws screens into the ncurses window, and of each only the cells that differ from the previous
/// one. ncurses in turn sends only what differs from the terminal's content, and ``FrameOutput``
/// shortens that.
struct Painter {
  /// A style in terms of ncurses.
  private struct Look {
    let attributes: attr_t
    let pair: Int32
  }

  private let colours: ColourTable
  private let output: FrameOutput?
  private var theme: Theme
  private var looks: [Style: Look] = [:]
  private var drawn: Screen?
  private var caretIsVisible: Bool?

  init(theme: Theme, colours: ColourTable, output: FrameOutput?) {
    self.colours = colours
    self.output = output
    self.theme = theme.adapted(to: colours.depth)
  }

  /// Changes the theme; the next draw redraws all cells.
  mutating func setTheme(_ theme: Theme) {
    self.theme = theme.adapted(to: colours.depth)
    looks = [:]
    drawn = nil
  }

  mutating func draw(_ screen: Screen) {
    guard let window = nc_stdscr() else { return }
    let old = drawn.flatMap { $0.rows == screen.rows && $0.columns == screen.columns ? $0 : nil }
    if old == nil { werase(window) }
    for row in 0..<min(screen.rows, Int(getmaxy(window))) {
      for column in 0..<min(screen.columns, Int(getmaxx(window))) {
        let cell = screen[row, column]
        if cell.isContinuation || cell == old?[row, column] { continue }
        put(cell, Int32(row), Int32(column), in: window)
      }
    }
    placeCursor(screen, in: window)
    if let output { output.send { wrefresh(window) } } else { wrefresh(window) }
    drawn = screen
  }

  private mutating func put(
    _ cell: Cell, _ row: Int32, _ column: Int32, in window: UnsafeMutablePointer<WINDOW>
  ) {
    let look = self.look(for: cell.style)
    if let text = CharacterSet.wide(cell.text) {
      nc_put(window, row, column, text, look.attributes, look.pair)
      return
    }
    // The C library disagrees about the width, and a terminal of the same age may too.
    let standIn = self.look(for: .standIn(on: cell.style.surface))
    let columns = DisplayWidth.columns(of: cell.text)
    for offset in 0..<columns {
      let mark = offset == 0 ? "?" : " "
      guard let text = CharacterSet.wide(mark) else { continue }
      nc_put(window, row, column + Int32(offset), text, standIn.attributes, standIn.pair)
    }
  }

  /// Shows the cursor at the caret. Without a caret it is hidden, but placed on the focused row,
  /// where input methods open their window and screen readers read.
  private mutating func placeCursor(
    _ screen: Screen, in window: UnsafeMutablePointer<WINDOW>
  ) {
    let caret = screen.caret.flatMap {
      screen.contains(row: $0.row, column: $0.column) ? $0 : nil
    }
    if caretIsVisible != (caret != nil) {
      curs_set(caret == nil ? 0 : 1)
      caretIsVisible = caret != nil
    }
    let place = caret ?? screen.focus
    wmove(window, Int32(place.row), Int32(place.column))
  }

  private mutating func look(for style: Style) -> Look {
    if let known = looks[style] { return known }
    let face = theme.face(for: style)
    let look = Look(
      attributes: Self.attributes(face.emphasis),
      pair: colours.pair(face.foreground, on: face.background))
    looks[style] = look
    return look
  }

  private static func attributes(_ emphasis: Emphasis) -> attr_t {
    var attributes = NC_NORMAL
    if emphasis.contains(.bold) { attributes |= NC_BOLD }
    if emphasis.contains(.dim) { attributes |= NC_DIM }
    if emphasis.contains(.italic) { attributes |= NC_ITALIC }
    if emphasis.contains(.underline) { attributes |= NC_UNDERLINE }
    if emphasis.contains(.reverse) { attributes |= NC_REVERSE }
    return attributes
  }
}

extension Screen {
  /// The first cell on the `cursor` surface, otherwise the start of the last row.
  fileprivate var focus: Position {
    guard let index = cells.firstIndex(where: { $0.style.surface == .cursor }) else {
      return Position(row: max(0, rows - 1), column: 0)
    }
    return Position(row: index / columns, column: index % columns)
  }
}
