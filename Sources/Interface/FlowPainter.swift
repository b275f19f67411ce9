import Analysis
import Console

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
          // Where there are no colours, the current difference is the bold one.
          style.emphasis.formUnion(tone == .changed ? [.underline] : [.bold, .underline])
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
