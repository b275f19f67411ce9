import Analysis

/// Where the two responses of a record differ, as places in their columns.
struct PageDiff: Hashable, Sendable {
  /// For each column, by block: stretches of the source that the other column hasn't.
  var ranges: [[Int: [Range<Int>]]] = [[:], [:]]
  /// Where each difference begins, in both columns.
  var places: [[Flow.Place]] = []
  var similarity = 0.0
  var invisible: WordDiff.Invisible?

  /// When differences are shown.
  enum Mode: Hashable, Sendable, CaseIterable {
    /// Where the responses are alike.
    case automatic
    case always, never
  }

  /// Longer texts, in bytes, aren't compared.
  static let byteLimit = 64 << 10

  /// Nil where there aren't two columns, or their texts can't be compared.
  init?(_ columns: [Flow], _ mode: Mode) {
    guard mode != .never, columns.count == 2 else { return nil }
    let blocks = columns.map { flow in
      flow.blocks.indices.filter { flow.blocks[$0].kind == .text }
    }
    guard !blocks[0].isEmpty, blocks[0].count == blocks[1].count else { return nil }
    var bytes = 0
    var alike = 0.0
    for pair in zip(blocks[0], blocks[1]) {
      let sources = [columns[0].blocks[pair.0].source, columns[1].blocks[pair.1].source]
      let count = sources.reduce(0) { $0 + $1.range.count }
      bytes += count
      guard bytes <= Self.byteLimit else { return nil }
      let texts = sources.map { $0.decoded($0.range) }
      guard
        let diff = WordDiff(
          String(decoding: texts[0].text, as: UTF8.self),
          String(decoding: texts[1].text, as: UTF8.self),
          atLeast: mode == .automatic && blocks[0].count == 1 ? WordDiff.alike : 0)
      else { return nil }
      alike += diff.similarity * Double(count)
      invisible = invisible ?? diff.invisible
      for hunk in diff.hunks {
        let sides = [(hunk.left, pair.0), (hunk.right, pair.1)]
        var places: [Flow.Place] = []
        for (side, (range, block)) in sides.enumerated() {
          let offsets = texts[side].offsets
          let source = offsets[range.lowerBound]..<offsets[range.upperBound]
          if !source.isEmpty { ranges[side][block, default: []].append(source) }
          places.append(Flow.Place(block: block, offset: source.lowerBound))
        }
        self.places.append(places)
      }
    }
    similarity = bytes == 0 ? 1 : alike / Double(bytes)
    if mode == .automatic, similarity < WordDiff.alike { return nil }
  }

  /// What is said above the second column.
  var text: Phrase {
    if places.isEmpty { return "same text" }
    let count: Phrase = places.count == 1 ? "1 diff" : "\(places.count) diffs"
    return switch invisible {
    case .whiteSpace: "\(count): white space"
    case .normalForm: "\(count): Unicode form"
    case .zeroWidth: "\(count): unseen characters"
    case nil: "\(count), \(Int((similarity * 100).rounded()))% alike"
    }
  }
}

extension Model {
  /// Shows differences, or not, or only where the responses are alike.
  mutating func switchDiff() {
    let modes = PageDiff.Mode.allCases
    let next = ((modes.firstIndex(of: pane.diffMode) ?? 0) + 1) % modes.count
    pane.diffMode = modes[next]
    pane.loadPage()
    switch pane.diffMode {
    case .automatic: say("differences where responses are alike")
    case .always:
      say(pane.page?.diff == nil ? "these can't be compared word by word" : "differences always")
    case .never: say("no differences shown")
    }
  }

  /// Brings the next difference, or the one before, to the screen, in both columns.
  mutating func goToDifference(_ step: Int) {
    guard let page = pane.page, let diff = page.diff else {
      return complain("no differences are shown here; = compares two responses")
    }
    guard !diff.places.isEmpty else { return complain("the two texts are the same") }
    let next = (pane.difference ?? (step > 0 ? -1 : diff.places.count)) + step
    guard diff.places.indices.contains(next) else {
      return complain(step > 0 ? "that was the last difference" : "that was the first difference")
    }
    pane.difference = next
    let layout = Layout(self)
    for (column, place) in diff.places[next].enumerated() {
      guard let area = layout.area(ofColumn: column, pane: active) else { continue }
      let flow = page.columns[column]
      let shown = flow.lines(from: pane.columnTops[column], count: area.rows, columns: area.columns)
      let line = flow.place(ofOffset: place.offset, in: place.block, columns: area.columns)
      if !shown.contains(where: { $0.place == line }) {
        pane.columnTops[column] = flow.place(2, linesBefore: line, columns: area.columns)
      }
    }
    say("difference \(next + 1) of \(diff.places.count)")
  }
}
