import Analysis
import Console
import Curation

/// The statistics of the listed records as bars; Enter filters by a bar.
struct StatisticsScreen: Sendable {
  enum Row: Hashable, Sendable {
    case title(Phrase)
    case bar(Statistics.Bar, most: Int)
    case gap
  }

  var serial: Int
  /// Nil while the statistics are computed.
  var rows: [Row]?
  /// The number of records counted so far, and of all.
  var progress: (done: Int, of: Int)?
  var records = 0
  /// The row of the chosen bar.
  var chosen = 0

  mutating func show(_ statistics: Statistics) {
    records = statistics.records
    rows = statistics.sections.flatMap { section -> [Row] in
      let most = section.bars.map(\.count).max() ?? 1
      return [.title(section.phrase)] + section.bars.map { .bar($0, most: most) } + [.gap]
    }
    chosen = bars.first ?? 0
  }

  private var bars: [Int] {
    (rows ?? []).indices.filter { index in
      if case .bar? = rows?[index] { true } else { false }
    }
  }

  mutating func move(_ step: Int) {
    let bars = bars
    guard let place = bars.firstIndex(of: chosen) else { return }
    chosen = bars[place.moved(by: step, in: bars.count)]
  }

  var query: String? {
    guard let rows, rows.indices.contains(chosen), case .bar(let bar, _) = rows[chosen] else {
      return nil
    }
    return bar.query
  }
}

extension Model {
  mutating func openStatistics() -> [Effect] {
    let serial = newSerial()
    mode = .statistics(StatisticsScreen(serial: serial))
    return [.survey(listRequest(serial))]
  }

  mutating func surveyed(_ serial: Int, _ statistics: Statistics) {
    guard case .statistics(var screen) = mode, screen.serial == serial else { return }
    screen.show(statistics)
    mode = .statistics(screen)
  }

  mutating func surveying(_ serial: Int, _ done: Int, of count: Int) {
    guard case .statistics(var screen) = mode, screen.serial == serial else { return }
    screen.progress = (done, count)
    mode = .statistics(screen)
  }

  mutating func choose(_ key: Key, in screen: StatisticsScreen) -> [Effect] {
    var screen = screen
    if key == .enter { return screen.query.map { narrow(by: $0) } ?? [] }
    if let step = key.menuStep(page: rows / 2) { screen.move(step) }
    mode = key.leavesMenu || key == .character("S") ? .browse : .statistics(screen)
    return []
  }
}

enum StatisticsView {
  static func draw(_ state: StatisticsScreen, of model: Model, on screen: inout Screen) {
    let filter = model.pane.choice.filter
    let title: [Phrase] =
      [
        "statistics of \(model.pane.name)",
        state.rows != nil
          ? "\(grouped(state.records)) records"
          : state.progress.map { "counting: \($0.done * 100 / max(1, $0.of)) %" } ?? "counting",
      ] + (filter.isEmpty ? [] : ["& \(filter)"])
    let keys: Phrase = "j k move   Enter shows these records   q back"
    screen.drawFrame(title: title.text(in: model.language), keys: keys.text(in: model.language))
    guard let rows = state.rows else { return }
    let height = max(1, screen.rows - 3)
    for (line, place) in state.chosen.surroundings(rows: height, of: rows.count).enumerated() {
      draw(
        rows[place], of: state.records, in: model.language, isChosen: place == state.chosen,
        row: line + 2, on: &screen)
    }
  }

  private static func draw(
    _ line: StatisticsScreen.Row, of records: Int, in language: Language, isChosen: Bool, row: Int,
    on screen: inout Screen
  ) {
    switch line {
    case .gap: return
    case .title(let title):
      screen.write(
        title, in: language, row: row, column: 1, style: Style(.heading, .bold),
        limit: screen.columns - 2)
    case .bar(let bar, let most):
      let surface: Surface = isChosen ? .cursor : .base
      screen.fill(row: row, column: 0, columns: screen.columns, style: Style(on: surface))
      let count = grouped(bar.count)
      screen.write(count, row: row, column: max(1, 12 - count.count), style: Style(on: surface))
      let share = Statistics.share(bar.count, of: records)
      screen.write(
        share, row: row, column: max(1, 17 - share.count), style: Style(.dim, on: surface))
      let columns = max(8, min(96, screen.columns - 48))
      let filled = max(bar.count > 0 ? 1 : 0, bar.count * columns / max(1, most))
      screen.write(
        String(repeating: "█", count: filled), row: row, column: 18,
        style: Style(.accent, on: surface))
      screen.write(
        bar.phrase, in: language, row: row, column: 19 + columns, style: Style(on: surface),
        limit: screen.columns - 20 - columns)
    }
  }
}
