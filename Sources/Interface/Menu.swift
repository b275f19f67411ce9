import Console

/// Rows of which one is chosen, and which a text typed after `/` narrows.
struct Menu<Row: Sendable>: Sendable {
  let rows: [Row]
  /// The indices of the rows that contain what was typed.
  private var found: [Int]
  /// The index of the row that was chosen last, which may not be among those found.
  private var last: Int
  /// What rows have to contain, in any case, as it is typed; nil while nothing is looked for.
  private(set) var find: PromptLine?
  /// The text of a row that is searched, of which the beginning counts.
  private let text: @Sendable (Row) -> String

  init(_ rows: [Row], at chosen: Int? = nil, text: @escaping @Sendable (Row) -> String) {
    (self.rows, self.text) = (rows, text)
    (found, last) = (Array(rows.indices), chosen ?? 0)
  }

  /// The place of the chosen row among those found; 0 if there are none.
  private var place: Int { found.firstIndex(of: last) ?? 0 }

  var chosen: Row? { found.isEmpty ? nil : rows[found[place]] }

  enum Answer { case chosen, left, open }

  /// - Parameter page: the number of visible rows.
  mutating func take(_ key: Key, page: Int) -> Answer {
    if key == .enter { return chosen == nil ? .open : .chosen }
    guard let line = find else {
      if key.leavesMenu { return .left }
      if key == .character("/") || key == .character("／") { find = PromptLine(.search) }
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

  private mutating func move(_ step: Int) {
    guard !found.isEmpty else { return }
    last = found[place.moved(by: step, in: found.count)]
  }

  /// Shows the rows that contain a line.
  private mutating func look(for line: PromptLine?) {
    find = line
    let wanted = Array((line?.text ?? "").lowercased().utf8)
    found = rows.indices.filter { row in
      if wanted.isEmpty { return true }
      let beginning = String(decoding: text(rows[row]).utf8.prefix(Self.searched), as: UTF8.self)
      return Array(beginning.lowercased().utf8).firstRange(of: wanted) != nil
    }
  }

  /// The number of bytes of a row's text that are searched.
  private static var searched: Int { 1000 }

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
    let place = place
    if found.count > inside.rows || find != nil {
      let number = found.isEmpty ? 0 : place + 1
      let position = " \(grouped(number))/\(grouped(found.count)) "
      screen.write(
        position, row: area.row + height - 1, column: area.column + columns - position.count - 1,
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
