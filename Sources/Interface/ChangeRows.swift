import Analysis
import Console
import Curation
import JSONLines

/// The rows in which the history shows what an entry changed, each value before and after: at first
/// the beginnings of both, and once scrolled, all rows from there on.
struct ChangeRows {
  struct Row {
    var text: String
    var style: Style
    var indent: Int
  }

  /// The first row that is shown.
  private let top: Int
  /// How many rows are shown.
  private let count: Int
  private let columns: Int
  private var rows: [Row] = []
  private var hasMore = false

  init(from top: Int, count: Int, columns: Int) {
    (self.top, self.count, self.columns) = (top, count, columns)
  }

  private var isScrolled: Bool { top > 0 }
  /// The number of rows to make. Once scrolled, one more tells whether there are more.
  private var end: Int { top + count + (isScrolled ? 1 : 0) }

  var shown: ArraySlice<Row> { rows.dropFirst(top).prefix(count) }

  /// Whether more is below, or was left out between, what is shown.
  var isCut: Bool { isScrolled ? rows.count == end : hasMore }

  /// Adds what an entry changed.
  mutating func add(_ position: Int, of model: Model) {
    let pane = model.pane
    let entry = pane.set.entries[position].entry
    let first = pane.set.firstRecord(of: entry)
    let isSeveral = pane.set.places(of: entry).contains { $0 != first }
    for change in entry.changes {
      if rows.count >= end {
        hasMore = true
        return
      }
      let number = pane.set.place(of: change)
      if let number, model.veils(number, of: pane) {
        addLine("\(number) " + Phrase("veiled").text(in: model.language), Style(.dim), indent: 1)
        continue
      }
      let record = isSeveral ? number.map { "\($0) " } ?? "" : ""
      for value in ValueDifference.of(change.body) {
        let place = value.pointer.tokens.isEmpty ? "" : value.pointer.description
        if !(record + place).isEmpty {
          addLine(record + place, Style(.heading, .bold), indent: 1)
        }
        for hunk in value.lines(context: 1).hunks { add(hunk) }
      }
    }
  }

  private mutating func add(_ hunk: LineDiff.Hunk) {
    for line in hunk.before { addLine("  " + line, Style(.dim), indent: 2) }
    let isPair = hunk.removed.count == 1 && hunk.added.count == 1
    let same = isPair ? hunk.removed[0].lengthOfSameBeginning(as: hunk.added[0]) : 0
    // At first half of the rows for what was before, where something is after it.
    let isShared = !isScrolled && !hunk.added.isEmpty
    add(hunk.removed, "- ", .removed, from: same, until: isShared ? (rows.count + end) / 2 : end)
    add(hunk.added, "+ ", .success, from: same, until: end)
    for line in hunk.after { addLine("  " + line, Style(.dim), indent: 2) }
  }

  /// Adds lines that were taken away or have come, from shortly before a place in them on.
  private mutating func add(
    _ lines: [Substring], _ sign: String, _ tone: Tone, from place: Int, until end: Int
  ) {
    let texts = lines.prefix(self.end + 1).map {
      sign + $0.from(place, rows: self.end + 1, columns: columns - 6)
    }
    add(texts, Style(tone), indent: 2, until: end)
  }

  /// Breaks texts into the rows that they need, and adds those before `end`.
  private mutating func add(_ texts: [String], _ style: Style, indent: Int, until end: Int) {
    let all = texts.flatMap { text in
      let glyphs = Glyph.glyphs(text)
      return Wrapping.lines(glyphs, columns: columns - indent - 2).map { line in
        Row(text: glyphs[line].map(\.text).joined(), style: style, indent: indent)
      }
    }
    let shown = all.prefix(max(0, end - rows.count))
    rows += shown
    hasMore = hasMore || shown.count < all.count
  }

  /// Adds the first row of what isn't changed.
  private mutating func addLine(_ text: String, _ style: Style, indent: Int) {
    let hadMore = hasMore
    add([text], style, indent: indent, until: min(rows.count + 1, end))
    hasMore = hadMore || rows.count == end
  }
}

extension Substring {
  /// The number of characters that two texts begin with.
  fileprivate func lengthOfSameBeginning(as other: Substring) -> Int {
    zip(self, other).prefix { $0 == $1 }.count
  }

  /// The text from shortly before a place on, so that what differs there is seen.
  fileprivate func from(_ place: Int, rows: Int, columns: Int) -> String {
    let start = place > columns / 2 ? place - columns / 4 : 0
    return (start > 0 ? ".." : "") + String(dropFirst(start).prefix(rows * columns))
  }
}
