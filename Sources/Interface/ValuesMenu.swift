import Analysis
import Console
import Curation
import JSONLines

/// A menu of a field's values with their counts.
struct ValuesMenu: Sendable {
  var field: String
  var serial: Int
  /// Nil while the values are being counted.
  var menu: Menu<ValueCount>?
  /// The label to set to the chosen value; nil to filter by it instead.
  var label: Part?

  /// - Parameter chosen: the value to begin at.
  mutating func show(_ values: [ValueCount], at chosen: String?) {
    menu = Menu(values, at: values.firstIndex { $0.value == chosen }, text: \.value)
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
    mode = .values(ValuesMenu(field: part.name, serial: serial, label: part))
    return [.countValues(listRequest(serial), of: field)]
  }

  mutating func counted(_ serial: Int, _ values: [ValueCount]) {
    guard case .values(var counting) = mode, counting.serial == serial else { return }
    let bytes = pane.page?.bytes
    counting.show(values, at: bytes.flatMap { counting.label?.node.textOrSpelling(in: $0) })
    mode = .values(counting)
  }

  mutating func choose(_ key: Key, in values: ValuesMenu) -> [Effect] {
    var values = values
    event = nil
    // Until the values are there, they can only be left.
    let answer = values.menu?.take(key, page: rows - 8) ?? (key.leavesMenu ? .left : .open)
    mode = answer == .open ? .values(values) : .browse
    guard answer == .chosen, let value = values.menu?.chosen?.value else { return [] }
    guard let label = values.label else { return narrow(by: Query.equals(values.field, value)) }
    return set(label, to: value)
  }

  private mutating func set(_ label: Part, to text: String) -> [Effect] {
    let value = label.node.kind == .string ? JSONValue.text(text) : try? JSONValue.parse(text)
    let command = Command.set(label.pointer, value ?? .text(text))
    recordInMacro(command.line)
    return carryOut(command)
  }
}

/// Draws the values, each with its count and a bar.
enum ValuesMenuView {
  /// How many there are; of too many, that many are counted.
  private static func number(of values: [ValueCount]) -> String {
    grouped(values.count) + (values.count == ValueCount.limit ? "+" : "")
  }

  static func draw(_ state: ValuesMenu, in language: Language, on screen: inout Screen) {
    let values = state.menu?.rows
    let title: [Phrase] = [
      "\(state.field)", values.map { "\(Self.number(of: $0)) different" } ?? "counting",
    ]
    let most = max(1, values?.first?.count ?? 1)
    let digits = grouped(most).count
    let menu = state.menu ?? Menu([], text: \.value)
    menu.draw(
      columns: min(screen.columns - 4, 76), title: title,
      keys: state.label == nil ? "Enter filters by it" : "Enter sets it",
      none: values == nil ? nil : "no record here has it", in: language, on: &screen
    ) { index, area, surface, screen in
      let value = menu.rows[index]
      let count = grouped(value.count)
      let padding = String(repeating: " ", count: digits - count.count)
      var column = area.column + 1
      column += screen.write(
        padding + count, row: area.row, column: column, style: Style(on: surface))
      let barColumns = min(16, area.columns / 4)
      screen.write(
        String(repeating: "█", count: max(1, value.count * barColumns / most)), row: area.row,
        column: column + 1, style: Style(.accent, on: surface))
      column += barColumns + 2
      screen.write(
        value.value.isEmpty ? "(empty)" : "\(value.value)", in: language, row: area.row,
        column: column, style: Style(on: surface),
        limit: area.columns - (column - area.column) - 1)
    }
  }
}
