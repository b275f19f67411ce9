import Analysis
import Console
import Curation
import JSONLines

/// A menu of a field's values with their counts.
struct ValuesMenu: Sendable {
  var field: String
  var serial: Int
  /// Nil while the values are being counted.
  var values: [ValueCount]?
  var chosen = 0
  /// The label to set to the chosen value; nil to filter by it instead.
  var label: Part?

  mutating func move(_ step: Int) {
    chosen = chosen.moved(by: step, in: values?.count ?? 0)
  }

  /// The query for the chosen value; nil if there is none.
  var query: String? {
    guard let values, values.indices.contains(chosen) else { return nil }
    return Query.equals(field, values[chosen].value)
  }
}

extension Model {
  /// Opens a menu of the values that the focused label has in the listed records.
  mutating func chooseLabel() -> [Effect] {
    if let obstacle = obstacleToWriting() { return refuse(obstacle) }
    guard let part = pane.part,
      case .has(let field)? = try? Query("has:\(part.pointer)")
    else { return [] }
    let serial = newSerial()
    var menu = ValuesMenu(field: part.name, serial: serial)
    menu.label = part
    mode = .values(menu)
    return [.countValues(listRequest(serial), of: field)]
  }

  private mutating func setLabel(_ menu: ValuesMenu) -> [Effect] {
    guard let label = menu.label, let values = menu.values, values.indices.contains(menu.chosen)
    else { return [] }
    mode = .browse
    let text = values[menu.chosen].value
    let value = label.node.kind == .string ? JSONValue.text(text) : try? JSONValue.parse(text)
    let command = Command.set(label.pointer, value ?? .text(text))
    recordInMacro(command.line)
    return carryOut(command)
  }

  mutating func choose(_ key: Key, in menu: ValuesMenu) -> [Effect] {
    var menu = menu
    switch key {
    case .enter where menu.label != nil: return setLabel(menu)
    case .enter:
      return menu.query.map { narrow(by: $0) } ?? []
    case .escape, .control("c"), .character("q"):
      mode = .browse
      return []
    default: if let step = key.menuStep(page: rows - 8) { menu.move(step) }
    }
    mode = .values(menu)
    return []
  }
}

/// Draws the values in a panel over the screen, each with its count and a bar.
enum ValuesMenuView {
  /// How many there are; of too many, that many are counted.
  private static func number(of values: [ValueCount]) -> String {
    grouped(values.count) + (values.count == ValueCount.limit ? "+" : "")
  }

  static func draw(_ menu: ValuesMenu, in language: Language, on screen: inout Screen) {
    let columns = min(screen.columns - 4, 76)
    let rows = min(screen.rows - 6, max(4, (menu.values?.count ?? 1) + 2))
    let row = max(1, (screen.rows - rows) / 2)
    let column = (screen.columns - columns) / 2
    let title: [Phrase] = [
      "\(menu.field)", menu.values.map { "\(Self.number(of: $0)) different" } ?? "counting",
    ]
    let inside = screen.drawPanel(
      .init(row: row, column: column, rows: rows, columns: columns), title: title,
      keys: menu.label == nil ? "Enter filters by it   Esc leaves" : "Enter sets it   Esc leaves",
      in: language)
    guard let values = menu.values else { return }
    if values.isEmpty {
      screen.write(
        "no record here has it", in: language, row: inside.row, column: inside.column + 1,
        style: Style(on: .panel), limit: inside.columns - 1)
      return
    }
    let most = max(1, values[0].count)
    let digits = grouped(most).count
    let barColumns = min(16, inside.columns / 4)
    let shown = menu.chosen.surroundings(rows: inside.rows, of: values.count)
    for (line, index) in shown.enumerated() {
      let value = values[index]
      let isChosen = index == menu.chosen
      let style = Style(.plain, on: isChosen ? .cursor : .panel)
      let at = inside.row + line
      screen.fill(row: at, column: inside.column, columns: inside.columns, style: style)
      let count = grouped(value.count)
      let padding = String(repeating: " ", count: digits - count.count)
      var place = inside.column + 1
      place += screen.write(padding + count, row: at, column: place, style: style)
      let bar = String(repeating: "█", count: max(1, value.count * barColumns / most))
      screen.write(
        bar, row: at, column: place + 1,
        style: Style(.accent, on: isChosen ? .cursor : .panel))
      place += barColumns + 2
      screen.write(
        value.value.isEmpty ? "(empty)" : "\(value.value)", in: language, row: at,
        column: place, style: style, limit: inside.columns - (place - inside.column) - 1)
    }
  }
}
