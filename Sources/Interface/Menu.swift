import Analysis
import Console

/// Rows of which one is chosen, and which a text typed after `/` narrows.
struct Menu<Row: Sendable>: Sendable {
  let rows: [Row]
  /// The indices of the rows that contain what was typed.
  private var found: [Int]
  /// The place of the chosen row among those found.
  private var place: Int
  /// What rows have to contain, as it is typed; nil while nothing is looked for.
  private(set) var find: PromptLine?
  /// The text of a row that is searched.
  private let text: @Sendable (Row) -> String

  init(_ rows: [Row], at chosen: Int? = nil, text: @escaping @Sendable (Row) -> String) {
    (self.rows, self.text) = (rows, text)
    (found, place) = (Array(rows.indices), chosen ?? 0)
  }

  var chosen: Row? { found.indices.contains(place) ? rows[found[place]] : nil }

  enum Answer { case chosen, left, open }

  /// - Parameter page: the number of visible rows.
  mutating func take(_ key: Key, page: Int) -> Answer {
    if key == .enter { return chosen == nil ? .open : .chosen }
    guard let line = find else {
      if key.leavesMenu { return .left }
      if key == .character("/") { find = PromptLine(.search) }
      if let step = key.menuStep(page: page) { move(step) }
      return .open
    }
    switch key {
    case .escape, .control("c"): look(for: nil)
    case .backspace where line.isEmpty: look(for: nil)
    default:
      var line = line
      if line.take(key) {
        look(for: line)
      } else if let step = key.menuStep(page: page) {
        move(step)
      }
    }
    return .open
  }

  /// Adds what is pasted to the text that rows have to contain.
  mutating func paste(_ text: String) {
    var line = find ?? PromptLine(.search)
    line.insert(text)
    look(for: line)
  }

  private mutating func move(_ step: Int) { place = place.moved(by: step, in: found.count) }

  /// Shows the rows that contain a line; the chosen one stays chosen if it does.
  private mutating func look(for line: PromptLine?) {
    let before = found.indices.contains(place) ? found[place] : nil
    find = line
    // An expression that isn't whole yet finds all.
    let pattern = line.flatMap { try? TextPattern(typed: $0.text) }
    found = rows.indices.filter { row in
      pattern.map { $0.firstRange(in: Array(text(rows[row]).utf8)) != nil } ?? true
    }
    place = before.flatMap { found.firstIndex(of: $0) } ?? 0
  }

  /// Draws the rows that have room in a panel over the screen, and if they aren't all, the place of
  /// the chosen one.
  ///
  /// - Parameters:
  ///   - none: what stands there if there are no rows at all.
  ///   - drawRow: draws the row of an index, in an area of one row.
  func draw(
    columns: Int, title: [Phrase], keys: Phrase, none: Phrase? = nil, in language: Language,
    on screen: inout Screen, drawRow: (Int, Layout.Rectangle, Surface, inout Screen) -> Void
  ) {
    let height = min(screen.rows - 5, max(4, rows.count + 2))
    let area = Layout.Rectangle(
      row: max(1, (screen.rows - height) / 2), column: (screen.columns - columns) / 2,
      rows: height, columns: columns)
    let inside = screen.drawPanel(area, title: title, keys: keys, in: language)
    if found.isEmpty, let lack = rows.isEmpty ? none : find.map({ "nothing has \($0.text)" }) {
      screen.write(
        lack, in: language, row: inside.row, column: inside.column + 1, style: Style(on: .panel),
        limit: inside.columns - 1)
    }
    if found.count > inside.rows || find != nil {
      let position = " \(found.isEmpty ? 0 : place + 1)/\(grouped(found.count)) "
      screen.write(
        position, row: area.row, column: area.column + columns - position.count - 1,
        style: Style(.dim, on: .panel))
    }
    let visible = place.surroundings(rows: inside.rows, of: found.count)
    for (line, at) in visible.enumerated() {
      let row = Layout.Rectangle(
        row: inside.row + line, column: inside.column, rows: 1, columns: inside.columns)
      let surface: Surface = at == place ? .cursor : .panel
      screen.fill(row: row.row, column: row.column, columns: row.columns, style: Style(on: surface))
      drawRow(found[at], row, surface, &screen)
    }
  }
}

extension Key {
  /// Returns by how many rows a key moves in a menu or a full-screen list; nil for any other key.
  ///
  /// - Parameter page: the number of visible rows.
  func menuStep(page: Int) -> Int? {
    switch self {
    case .up, .character("k"): -1
    case .down, .character("j"): 1
    case .pageUp, .control("b"): -max(1, page)
    case .pageDown, .control("f"), .character(" "): max(1, page)
    case .home, .character("g"): -Self.farAway
    case .end, .character("G"): Self.farAway
    default: nil
    }
  }

  /// Whether it leaves a menu in which nothing is typed.
  var leavesMenu: Bool { [.escape, .control("c"), .character("q")].contains(self) }

  /// More rows than any menu has.
  private static let farAway = 1 << 40
}

extension Int {
  /// Returns the index after a step in a list, at most its ends.
  func moved(by step: Int, in count: Int) -> Int {
    Swift.min(Swift.max(0, self + step), Swift.max(0, count - 1))
  }

  /// Returns the indices of a list that are shown around this one, if there are more than rows.
  func surroundings(rows: Int, of count: Int) -> Range<Int> {
    let rows = Swift.max(0, rows)
    let top = Swift.min(Swift.max(0, self - rows / 2), Swift.max(0, count - rows))
    return top..<Swift.min(count, top + rows)
  }
}
