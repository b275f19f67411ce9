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
      pattern: model.search?.pattern, focusedPart: isActive ? pane.focusedPart : nil,
      flagged: pane.flaggedStretches)
    painter.draw(
      page.context, partner?.context ?? [:],
      current: partner?.current(pane.difference?.fromPartner, in: nil),
      from: pane.contextTop, in: area.context, on: &screen)
    if !area.responses.isEmpty {
      drawMore(
        page.context, from: pane.contextTop, in: area.context,
        row: area.context.row + area.context.rows, model.language, on: &screen)
    }
    let isStacked = area.responses.first?.area.row != area.responses.last?.area.row
    for response in area.responses {
      let (flow, top) = (page.columns[response.index], pane.columnTops[response.index])
      drawHeading(
        page, response, pane, in: model.language, isActive: isActive, of: area, on: &screen)
      if isStacked {
        drawMore(
          flow, from: top, in: response.text, row: response.area.row, model.language, on: &screen)
      }
      let (differences, current) = differences(
        page, pane, response.index, ofResponses: isActive ? pane.difference?.ofResponses : nil)
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
      partner?.current(pane.difference?.fromPartner, in: response)
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
    func named(_ heading: [Phrase]) -> [Phrase] {
      var heading = heading
      if area.responses.count < count, count == 2 {
        heading.insert("(l: \(responseName(page, 1 - response.index)))", at: 1)
      } else if area.responses.count < count {
        let total: Phrase = "of \(count)"
        heading[0] = "\(heading[0]) \(total)"
      }
      return heading
    }
    let isFocused = isActive && pane.part?.response == response.index
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

/// Draws the visible lines of a flow.
struct FlowPainter {
  let pattern: TextPattern?
  /// The part that edits and flags apply to.
  let focusedPart: Int?
  /// The flagged ranges, by part.
  var flagged: [Int: [Range<Int>]] = [:]

  func draw(
    _ flow: Flow, _ differences: [Int: [Range<Int>]], current: Flow.Place? = nil,
    from top: Flow.Place, in area: Layout.Rectangle, on screen: inout Screen
  ) {
    let lines = flow.lines(from: top, count: area.rows, columns: area.columns)
    let matches = matches(in: lines)
    for (index, line) in lines.enumerated() {
      let block = line.place.block
      draw(
        line, differences[block] ?? [], current?.block == block ? current?.offset : nil,
        matches[block] ?? [], row: area.row + index, in: area, on: &screen)
    }
  }

  /// Returns the search matches in the visible lines, by block.
  private func matches(in lines: [Flow.Line]) -> [Int: [Range<Int>]] {
    guard let pattern else { return [:] }
    var found: [Int: [Range<Int>]] = [:]
    for (block, lines) in Dictionary(grouping: lines, by: \.place.block) {
      guard let first = lines.first, let last = lines.last, !last.text.range.isEmpty else {
        continue
      }
      let source = first.block.source
      let start = source.anchor(before: first.text.range.lowerBound)
      let end = min(source.range.upperBound, last.text.range.upperBound + 256)
      found[block] = source.ranges(of: pattern, in: start..<max(start, end))
    }
    return found
  }

  private func draw(
    _ line: Flow.Line, _ differences: [Range<Int>], _ current: Int?, _ matches: [Range<Int>],
    row: Int, in area: Layout.Rectangle, on screen: inout Screen
  ) {
    let isPart = line.block.part != nil && line.block.part == focusedPart
    var column = area.column
    var limit = area.columns
    switch line.block.kind {
    case .gap: return
    case .heading(let name):
      Self.drawHeading(
        name, tone: line.block.tone, isFocused: isPart, row: row, column: area.column,
        columns: area.columns, on: &screen)
      return
    case .text: break
    case .field(let name):
      let indent =
        line.isFirst
        ? Flow.labelColumns(name, area.columns) : Flow.indent(under: name, area.columns)
      if line.isFirst {
        let surface: Surface = isPart ? .selection : .base
        screen.write(
          Self.label(name, columns: max(1, indent - 2)), row: row, column: column,
          style: Style(.field, on: surface), limit: max(1, indent - 2))
        screen.write(
          ": ", row: row, column: column + max(1, indent - 2), style: Style(.dim, on: surface))
      }
      column += indent
      limit -= indent
    }
    let style = Style(line.block.tone)
    screen.write(line.text.glyphs, row: row, column: column, style: style, limit: limit)
    if let part = line.block.part, let stretches = flagged[part] {
      highlight(line.text, stretches, .flagged, row: row, column: column, on: &screen)
    }
    highlight(line.text, differences, .changed, row: row, column: column, on: &screen)
    if let current = differences.first(where: { $0.lowerBound == current }) {
      highlight(line.text, [current], .match, row: row, column: column, on: &screen)
    }
    highlight(line.text, matches, .match, row: row, column: column, on: &screen)
  }

  /// Returns a field's name; a long one is cut at the start, as its end tells more.
  private static func label(_ name: String, columns: Int) -> [Glyph] {
    let whole = Glyph.glyphs(name)
    var room = columns
    guard whole.reduce(0, { $0 + $1.columns }) > room else { return whole }
    room -= 2
    let tail = whole.reversed().prefix { glyph in
      room -= glyph.columns
      return room >= 0
    }
    return Glyph.glyphs("..") + tail.reversed()
  }

  /// Highlights ranges of a line, such as search matches or differences.
  private func highlight(
    _ line: TextLine, _ matches: [Range<Int>], _ tone: Tone, row: Int, column: Int,
    on screen: inout Screen
  ) {
    guard let first = matches.firstIndex(where: { $0.upperBound > line.range.lowerBound }) else {
      return
    }
    var match = first
    var column = column
    for (glyph, offset) in zip(line.glyphs, line.offsets) {
      while match < matches.count, matches[match].upperBound <= offset { match += 1 }
      guard match < matches.count else { return }
      if matches[match].contains(offset) {
        screen.restyle(row: row, columns: column..<column + glyph.columns) { style in
          style.tone = tone
          style.emphasis.formUnion([.bold, .underline])
        }
      }
      column += glyph.columns
    }
  }

  /// Draws a part's name followed by a line; the focused part's name is emphasised.
  static func drawHeading(
    _ name: String, tone: Tone, isFocused: Bool, row: Int, column: Int, columns: Int,
    on screen: inout Screen
  ) {
    let surface: Surface = isFocused ? .selection : .base
    let label = isFocused ? "> \(name) " : "\(name) "
    screen.drawRule(row: row, column: column, columns: columns)
    screen.write(
      label, row: row, column: column, style: Style(tone, on: surface, .bold), limit: columns)
  }
}
