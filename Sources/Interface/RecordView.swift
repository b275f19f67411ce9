import Analysis
import Console
import Curation

/// Draws a record by its shape: the context, and the responses side by side.
enum RecordView {
  static func draw(_ model: Model, _ area: Layout.RecordArea, on screen: inout Screen) {
    let pane = model.panes[area.pane]
    let isActive = area.pane == model.active
    if let row = area.title { drawTitle(model, area, row: row, on: &screen) }
    if model.panes.count == 2, area.pane == 1, area.whole.column > 0 {
      screen.drawDivider(row: area.whole.row, column: area.whole.column - 2, rows: area.whole.rows)
    }
    guard let page = pane.page, !pane.isOutOfList else { return }
    if !isActive, model.link != nil {
      let hasPartner = pane.partnership.numbers?.isEmpty == false
      guard hasPartner, !model.pane.isOutOfList else { return }
    }
    if model.veils(pane.cursor, of: pane) {
      screen.write(
        "veiled: this record is flagged; V shows it", in: model.language, row: area.whole.row,
        column: area.whole.column, style: Style(.dim), limit: area.whole.columns)
      return
    }
    let partner = pane.partnership.diff
    let painter = FlowPainter(
      pattern: model.search?.pattern, focusedPart: isActive ? pane.place.focusedPart : nil,
      flagged: pane.flaggedStretches)
    painter.draw(
      page.context, partner?.context ?? [:],
      current: partner?.current(pane.place.difference?.fromPartner, in: nil),
      from: pane.place.contextTop, in: area.context, on: &screen)
    if !area.responses.isEmpty {
      drawMore(
        page.context, from: pane.place.contextTop, in: area.context,
        row: area.context.row + area.context.rows, model.language, on: &screen)
    }
    let isStacked = area.responses.first?.area.row != area.responses.last?.area.row
    for response in area.responses {
      let (flow, top) = (page.columns[response.index], pane.place.columnTops[response.index])
      drawHeading(
        page, response, pane, in: model.language, isActive: isActive, of: area, on: &screen)
      if isStacked {
        drawMore(
          flow, from: top, in: response.text, row: response.area.row, model.language, on: &screen)
      }
      let (differences, current) = differences(
        page, pane, response.index, ofResponses: isActive ? pane.place.difference?.ofResponses : nil
      )
      painter.draw(
        flow, differences, current: current, from: top, in: response.text, on: &screen)
    }
    for (left, right) in zip(area.responses, area.responses.dropFirst())
    where right.area.row == left.area.row {
      screen.drawDivider(
        row: left.area.row, column: right.area.column - 2, rows: left.area.rows)
    }
  }

  /// Returns the differences of a response, from the partner or from the other responses, by block;
  /// and the place of the one that is visited.
  private static func differences(
    _ page: RecordPage, _ pane: Pane, _ response: Int, ofResponses visited: Int?
  ) -> (all: [Int: [Range<Int>]], current: Flow.Place?) {
    guard pane.showsPartnerDiff else {
      let places = page.diff?.places ?? []
      let own = visited.flatMap { places.indices.contains($0) ? places[$0] : nil }
      return (page.diff?.ranges[response] ?? [:], own?[response])
    }
    let partner = pane.partnership.diff
    let columns = partner?.columns ?? []
    return (
      columns.indices.contains(response) ? columns[response] : [:],
      partner?.current(pane.place.difference?.fromPartner, in: response)
    )
  }

  /// Draws a sign that a text continues where something else follows below it: in the blank row
  /// below the context, or in the heading of a response above others.
  private static func drawMore(
    _ flow: Flow, from top: Flow.Place, in area: Layout.Rectangle, row: Int, _ language: Language,
    on screen: inout Screen
  ) {
    guard area.rows > 0,
      flow.lines(from: top, count: area.rows + 1, columns: area.columns).count > area.rows
    else { return }
    let text = Phrase("... more").text(in: language)
    let columns = DisplayWidth.columns(of: text)
    screen.write(
      text, row: row, column: area.column + max(0, area.columns - columns),
      style: Style(.accent), limit: area.columns)
  }

  /// Draws the name of a response above its column: `chosen`, `2 of 4  rank 1`.
  private static func drawHeading(
    _ page: RecordPage, _ response: Layout.RecordArea.Response, _ pane: Pane,
    in language: Language, isActive: Bool, of area: Layout.RecordArea, on screen: inout Screen
  ) {
    let count = page.columns.count
    let acceptability = pane.acceptability(of: response.index, page)
    func named(_ heading: [Phrase]) -> [Phrase] {
      var heading = heading
      let hasRank = !page.isComparison && page.reading.responses[response.index].rank != nil
      if let acceptability { heading.insert(acceptability, at: hasRank ? 2 : 1) }
      if area.responses.count < count, count == 2 {
        let other = responseName(page, 1 - response.index)
        let key = page.isComparison ? "b" : response.index == 0 ? "l" : "h"
        heading.insert("(\(key): \(other))", at: 1)
      } else if area.responses.count < count {
        let total: Phrase = "of \(count)"
        heading[0] = "\(heading[0]) \(total)"
      }
      return heading
    }
    let isFocused = isActive && !page.isComparison && pane.part?.response == response.index
    let room = response.area.columns - (isFocused ? 3 : 1)
    func fits(_ heading: [Phrase]) -> Bool {
      DisplayWidth.columns(of: heading.text(in: language)) <= room
    }
    var heading = named(heading(page, response.index))
    if !fits(heading) { heading = named(Self.heading(page, response.index, isShort: true)) }
    // Details that don't fit are left out, not cut; at the least the name remains.
    while heading.count > 1, !fits(heading) { heading.removeLast() }
    FlowPainter.drawHeading(
      heading.text(in: language), tone: responseTone(page, response.index),
      isFocused: isFocused, row: response.area.row, column: response.area.column,
      columns: response.area.columns, on: &screen)
  }

  /// Returns the heading of a response, such as `chosen` or `response 2`, with rank, length and
  /// differences.
  ///
  /// - Parameter isShort: whether to abbreviate the details to figures.
  static func heading(_ page: RecordPage, _ index: Int, isShort: Bool = false) -> [Phrase] {
    let rank: Phrase? =
      page.isComparison ? nil : page.reading.responses[index].rank.map { "rank \($0)" }
    let difference = page.diff?.text(ofColumn: index, isShort: isShort)
    return [responseName(page, index)]
      + [rank, lengthText(page, index, isShort: isShort), difference].compactMap(\.self)
  }

  private static func responseName(_ page: RecordPage, _ index: Int) -> Phrase {
    if page.isComparison { return page.versions[index] }
    return page.reading.parts.first { $0.response == index }?.title ?? "response"
  }

  static func responseTone(_ page: RecordPage, _ index: Int) -> Tone {
    if page.isComparison { return index == 0 ? .dim : .changed }
    return page.reading.parts.first { $0.response == index }?.role.tone ?? .response
  }

  /// Returns the length of a response, and the difference from that of the first; nil if it wasn't
  /// counted.
  private static func lengthText(_ page: RecordPage, _ index: Int, isShort: Bool) -> Phrase? {
    guard let length = page.lengths[index] else { return nil }
    let text: Phrase =
      isShort ? "\(grouped(length))" : length == 1 ? "1 char" : "\(grouped(length)) chars"
    guard index > 0, let first = page.lengths[0], length != first else { return text }
    return "\(text) (\(length > first ? "+" : "")\(grouped(length - first)))"
  }

  /// Draws the line above a record when two panes are open: the file, and the record's relation to
  /// its partner.
  private static func drawTitle(
    _ model: Model, _ area: Layout.RecordArea, row: Int, on screen: inout Screen
  ) {
    let pane = model.panes[area.pane]
    var title: [Phrase] = ["\(pane.name)"]
    if (model.isDoubled ? pane : model.pane).isOutOfList {
      // Neither the record nor its partner is shown.
    } else if model.isDoubled {
      title.append("\(pane.cursor)")
    } else if area.pane == model.active {
      let other = model.panes[1 - area.pane]
      if Layout(model).isWide {
        title.append("\(pane.cursor)")
      } else {
        title.append("\(pane.cursor) ")  // an additional blank separates the two files
        let partner = partnerText(other).text(in: model.language)
        title.append("beside \(other.name): \(partner)")
      }
    } else {
      title += partnerText(pane)
    }
    let style = Style(area.pane == model.active ? .heading : .dim, on: .bar, .bold)
    screen.fill(
      row: row, column: area.whole.column, columns: area.whole.columns, style: Style(on: .bar))
    screen.write(
      " " + title.text(in: model.language), row: row, column: area.whole.column, style: style,
      limit: area.whole.columns)
  }

  private static func partnerText(_ pane: Pane) -> [Phrase] {
    guard let partners = pane.partnership.numbers else { return ["looking for partners"] }
    guard !partners.isEmpty else { return ["no partner with this prompt"] }
    let place: Phrase? =
      partners.count > 1 ? "\(pane.partnership.choice + 1) of \(partners.count), ( )" : nil
    return ["\(partners[min(pane.partnership.choice, partners.count - 1)])"]
      + [place, pane.partnership.relation].compactMap(\.self)
  }
}

extension Pane {
  /// Whether the user called a response acceptable; nil if they didn't say.
  fileprivate func acceptability(of index: Int, _ page: RecordPage) -> Phrase? {
    guard !page.isComparison else { return nil }
    let key = RatingKey.acceptable(at: page.reading.responses[index].pointer)
    switch set.state(of: page.number)?.marks[actor]?.ratings[key] {
    case .acceptable(true): return "acceptable"
    case .acceptable(false): return "unacceptable"
    default: return nil
    }
  }
}
