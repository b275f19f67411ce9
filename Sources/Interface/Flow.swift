import Console
import JSONLines

/// A scrollable column of text blocks: the parts of a record, one below the other.
///
/// A place in a flow is a block and a byte offset, not a line number: a line number would require
/// the layout of everything above.
struct Flow: Hashable, Sendable {
  struct Block: Hashable, Sendable {
    enum Kind: Hashable, Sendable {
      /// A part's name, on a line of its own.
      case heading(String)
      /// A part's text.
      case text
      /// A member's name and value, with the value's further lines indented.
      case field(String)
      /// An empty line.
      case gap
    }

    var kind: Kind
    var tone: Tone
    var source: TextSource
    /// The index of the part that the block belongs to; nil if it belongs to none.
    var part: Int?

    var isHeading: Bool { if case .heading = kind { true } else { false } }
    var isField: Bool { if case .field = kind { true } else { false } }
  }

  /// The position of a line: its block, and the byte offset at which it begins.
  struct Place: Hashable, Comparable, Sendable {
    var block: Int
    var offset: Int

    static func < (a: Place, b: Place) -> Bool { (a.block, a.offset) < (b.block, b.offset) }
  }

  struct Line: Hashable, Sendable {
    var place: Place
    var block: Block
    var text: TextLine
    /// Whether the line is the first of its block.
    var isFirst: Bool
  }

  var blocks: [Block] = []

  /// Returns the indent of a field's continuation lines: two columns more than the indent of its
  /// name.
  static func indent(under name: String, _ columns: Int) -> Int {
    min(2 + name.prefix { $0 == " " }.count, max(1, columns / 2))
  }

  var start: Place { place(ofBlock: 0) }

  /// Returns the width for a block's text, of `columns` in total.
  private func width(of block: Block, isFirst: Bool, _ columns: Int) -> Int {
    guard case .field(let name) = block.kind else { return max(1, columns) }
    let label = isFirst ? Self.labelColumns(name, columns) : Self.indent(under: name, columns)
    return max(1, columns - label)
  }

  /// Returns the width of a field's name with its colon and blank, at most half of `columns`.
  static func labelColumns(_ name: String, _ columns: Int) -> Int {
    let whole = Glyph.glyphs(name).reduce(0) { $0 + $1.columns } + 2
    return min(whole, max(1, columns / 2))
  }

  /// Returns the line at `place` and the place of the next line; nil past the end.
  private func line(at place: Place, columns: Int) -> (Line, next: Place)? {
    guard blocks.indices.contains(place.block) else { return nil }
    let block = blocks[place.block]
    let isFirst = place.offset == block.source.range.lowerBound
    let after = self.place(ofBlock: place.block + 1)
    var text = TextLine(range: place.offset..<place.offset)
    switch block.kind {
    case .heading, .gap: return (Line(place: place, block: block, text: text, isFirst: true), after)
    case .text, .field:
      text = block.source.line(
        from: place.offset, columns: width(of: block, isFirst: isFirst, columns))
      let end = text.range.upperBound
      let next =
        end >= block.source.range.upperBound || end <= place.offset
        ? after : Place(block: place.block, offset: end)
      return (Line(place: place, block: block, text: text, isFirst: isFirst), next)
    }
  }

  /// Returns up to `count` lines from `place` on.
  func lines(from place: Place, count: Int, columns: Int) -> [Line] {
    var lines: [Line] = []
    var place = place
    while lines.count < count, let (line, next) = line(at: place, columns: columns) {
      lines.append(line)
      place = next
    }
    return lines
  }

  /// Returns the place `count` lines further down, or the last line's.
  func place(_ count: Int, linesAfter place: Place, columns: Int) -> Place {
    var place = place
    for _ in 0..<count {
      guard let (_, next) = line(at: place, columns: columns), blocks.indices.contains(next.block)
      else { return place }
      place = next
    }
    return place
  }

  /// Returns the place `count` lines further up, or the first line's.
  func place(_ count: Int, linesBefore place: Place, columns: Int) -> Place {
    var place = place
    var count = count
    while count > 0 {
      let before = places(before: place, columns: columns)
      guard let first = before.first else { return place }
      if count <= before.count { return before[before.count - count] }
      (place, count) = (first, count - before.count)
    }
    return place
  }

  /// Returns the places of the lines from the last anchor before `place` up to `place`, in order.
  /// Empty only if `place` is the first line.
  private func places(before place: Place, columns: Int) -> [Place] {
    var place = place
    if !blocks.indices.contains(place.block) {
      place = Place(block: blocks.count, offset: 0)
    } else if place.offset > blocks[place.block].source.range.lowerBound {
      return places(in: place.block, before: place.offset, columns: columns)
    }
    guard place.block > 0 else { return [] }
    let index = place.block - 1
    let range = blocks[index].source.range
    switch blocks[index].kind {
    case .heading, .gap: return [Place(block: index, offset: range.lowerBound)]
    case .text, .field:
      guard !range.isEmpty else { return [Place(block: index, offset: range.upperBound)] }
      return places(in: index, before: range.upperBound, columns: columns)
    }
  }

  /// Returns the places of a block's lines from the anchor before `offset` up to `offset`, at least
  /// one. A field's first line is narrower, which only shifts the lines up to the next anchor.
  private func places(in index: Int, before offset: Int, columns: Int) -> [Place] {
    let block = blocks[index]
    let source = block.source
    var place = Place(block: index, offset: source.anchor(before: offset - 1))
    var places = [place]
    while let (_, next) = line(at: place, columns: columns), next.block == index,
      next.offset < offset
    {
      places.append(next)
      place = next
    }
    return places
  }

  /// Returns the last line of a block that begins before `offset`.
  private func lineStart(in index: Int, before offset: Int, columns: Int) -> Place {
    let start = place(ofBlock: index)
    return places(in: index, before: offset, columns: columns).last ?? start
  }

  /// Returns the place of the line that contains `offset` of a block.
  func place(ofOffset offset: Int, in index: Int, columns: Int) -> Place {
    let source = blocks[index].source
    guard offset > source.range.lowerBound else {
      return place(ofBlock: index)
    }
    return lineStart(in: index, before: offset + 1, columns: columns)
  }

  /// Returns the place of the first line of the last page.
  func lastPage(rows: Int, columns: Int) -> Place {
    place(rows, linesBefore: Place(block: blocks.count, offset: 0), columns: columns)
  }

  /// Returns the place that corresponds to one in `old`, the same flow before an edit: the same
  /// line if the text before it is unchanged, otherwise the start of its stretch.
  func place(_ place: Place, of old: Flow) -> Place {
    guard blocks.indices.contains(place.block), old.blocks.indices.contains(place.block) else {
      return start
    }
    let (source, before) = (blocks[place.block].source, old.blocks[place.block].source)
    let distance = place.offset - before.range.lowerBound
    let offset = source.range.lowerBound + distance
    let isSame =
      distance <= source.range.count
      && source.bytes.slice(source.range.lowerBound..<offset)
        == before.bytes.slice(before.range.lowerBound..<place.offset)
    let end = max(source.range.lowerBound, source.range.upperBound - 1)
    return Place(
      block: place.block, offset: isSame ? offset : source.anchor(before: min(offset, end)))
  }

  /// Returns the line that is as far down its part, proportionally, as `place` is in the flow of
  /// another record. For a part without a partner here, that is the line after the previous part
  /// that has one; nil if this flow lacks both.
  func place(
    _ place: Place, beside other: Flow, _ alignment: Alignment, columns: Int
  ) -> Place? {
    // A gap belongs to the block above it.
    guard let above = other.blocks.prefix(place.block + 1).lastIndex(where: { $0.part != nil }),
      let part = other.blocks[above].part
    else { return start }
    guard let partner = alignment.partner(of: part) else {
      guard let before = alignment.partner(before: part) else { return start }
      return blocks.lastIndex { $0.part == before }.map { last in
        let next = min(last + 1, blocks.count - 1)
        return self.place(ofBlock: next)
      }
    }
    let nth = other.blocks[..<above].count { $0.part == part }
    let ours = blocks.indices.filter { blocks[$0].part == partner }
    guard let last = ours.last else { return nil }
    let block = nth < ours.count ? ours[nth] : last
    if above < place.block, blocks.indices.contains(block + 1) {
      return self.place(ofBlock: block + 1)
    }
    let (here, there) = (blocks[block].source.range, other.blocks[above].source.range)
    let passed = above == place.block ? place.offset - there.lowerBound : there.count
    let share = Double(passed) / Double(max(1, there.count))
    let offset = here.lowerBound + Int((share * Double(here.count)).rounded())
    return self.place(ofOffset: offset, in: block, columns: columns)
  }

  /// Returns the place at which a part begins, including its heading; nil if it isn't in this flow.
  func place(ofPart part: Int) -> Place? {
    blocks.firstIndex { $0.part == part }.map(place(ofBlock:))
  }

  /// Returns the place at which a block begins; that after all lines, if there is no such block.
  func place(ofBlock index: Int) -> Place {
    Place(
      block: index,
      offset: blocks.indices.contains(index) ? blocks[index].source.range.lowerBound : 0)
  }
}
