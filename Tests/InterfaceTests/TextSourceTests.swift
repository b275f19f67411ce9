import Console
import JSONLines
import TestSupport
import Testing

@testable import Interface

@Suite struct TextSourceTests {
  /// A short text, one of a few stretches, and one of a single endless word.
  private static func sources(seed: Int) -> [TextSource] {
    var random = RandomText(seed: seed)
    return [
      random.source(count: random.random.below(200)), random.jsonString(count: 9_000),
      random.plain(count: 9_000),
    ]
  }

  @Test(arguments: 0..<6) func `lines cover the text without gap or overlap`(_ seed: Int) {
    for source in Self.sources(seed: seed) {
      for columns in [2, 38] {
        let lines = source.allLines(columns: columns)
        #expect(lines.first?.range.lowerBound == source.range.lowerBound)
        #expect(lines.last?.range.upperBound == source.range.upperBound)
        for (line, next) in zip(lines, lines.dropFirst()) {
          #expect(line.range.upperBound == next.range.lowerBound)
          #expect(!line.range.isEmpty)
        }
      }
    }
  }

  @Test(arguments: 0..<6) func `lines and their glyphs begin at characters`(_ seed: Int) {
    for source in Self.sources(seed: seed) {
      let boundaries = Set(source.boundaries)
      for line in source.allLines(columns: 23) {
        #expect(boundaries.contains(line.range.lowerBound))
        #expect(boundaries.contains(line.range.upperBound))
        #expect(line.offsets.count == line.glyphs.count)
        #expect(line.offsets.allSatisfy { boundaries.contains($0) && line.range.contains($0) })
        #expect(line.offsets == line.offsets.sorted())
      }
    }
  }

  @Test(arguments: 0..<6) func `a line is no wider than its columns, but for a blank that hangs`(
    _ seed: Int
  ) {
    for source in Self.sources(seed: seed) {
      for columns in [2, 40] {
        for line in source.allLines(columns: columns) where line.glyphs.count > 1 {
          let width = line.glyphs.reduce(0) { $0 + $1.columns }
          let last = line.glyphs[line.glyphs.count - 1]
          let room = [" ", "\u{3000}"].contains(last.text) ? columns + last.columns : columns
          #expect(width <= room)
        }
      }
    }
  }

  @Test(arguments: 0..<6) func `anchors are characters' beginnings, one for each stretch`(
    _ seed: Int
  ) {
    for source in Self.sources(seed: seed) {
      let boundaries = source.boundaries
      var anchors: [Int] = []
      let step = TextSource.stretch
      for offset in boundaries.dropLast() where offset % 16 == 0 || (offset + 20) % step < 40 {
        let (before, after) = (source.anchor(before: offset), source.anchor(after: offset))
        #expect(before <= offset && after > offset)
        if anchors.last != before { anchors.append(before) }
        // What begins a stretch ends the one before it.
        if offset == before, offset > source.range.lowerBound {
          #expect(
            source.anchor(after: boundaries[(boundaries.firstIndex(of: offset) ?? 1) - 1]) == offset
          )
        }
      }
      #expect(Set(anchors).isSubset(of: Set(boundaries)))
      #expect(anchors == anchors.sorted())
      for (anchor, next) in zip(anchors, anchors.dropFirst()) {
        #expect(abs(next - anchor - TextSource.stretch) <= 12)
      }
    }
  }

  @Test(arguments: 0..<6) func `the line before a line is the one that a layout from the start has`(
    _ seed: Int
  ) {
    for source in Self.sources(seed: seed) {
      let starts = source.allLines(columns: 31).map(\.range.lowerBound)
      let flow = Flow(blocks: [.init(kind: .text, tone: .plain, source: source)])
      let pairs = Array(zip(starts, starts.dropFirst() + [source.range.upperBound]))
      for (index, (start, next)) in pairs.enumerated() where next > start {
        let isNearAnchor = (next + 40) % TextSource.stretch < 80
        guard isNearAnchor || index < 20 || index % 16 == 0 || index + 1 == pairs.count else {
          continue
        }
        let after = Flow.Place(block: 0, offset: next)
        #expect(flow.place(1, linesBefore: after, columns: 31).offset == start)
      }
    }
  }

  @Test(arguments: 0..<6) func `every character is on the line that a layout from the start has`(
    _ seed: Int
  ) {
    var random = SeededRandom(seed: seed)
    for source in Self.sources(seed: seed) {
      let lines = source.allLines(columns: 17)
      let flow = Flow(blocks: [.init(kind: .text, tone: .plain, source: source)])
      for line in lines where random.oneIn(30) || lines.count < 20 {
        for offset in [line.range.lowerBound, line.offsets.last ?? line.range.lowerBound] {
          let place = flow.place(ofOffset: offset, in: 0, columns: 17)
          #expect(place.offset == line.range.lowerBound)
        }
      }
    }
  }

  @Test(arguments: [
    "", "\n", "\n\n\n", "a", "a\n", "\na", String(repeating: "x", count: 9_000),
    String(repeating: "漢", count: 3_000), String(repeating: " ", count: 9_000),
    String(repeating: "\t", count: 9_000), String(repeating: "\\", count: 9_001),
  ])
  func `lines show all of a text and nothing else`(_ text: String) {
    for columns in [5, 64] {
      let lines = TextSource(text).allLines(columns: columns)
      let shown = lines.flatMap(\.glyphs)
      let breaks = text.filter { $0 == "\n" }.count
      let blanks = text.filter { $0 == "\t" }.count
      #expect(
        shown.filter { $0 != .trailingBlank }.map(\.text).joined().filter { $0 != " " }
          == text.filter { !" \t\n".contains($0) })
      #expect(lines.count >= max(1, breaks))
      if blanks == 0 { #expect(shown.count == text.count - breaks) }
    }
  }

  @Test func `a long line of zero-width characters is laid out in stretches`() {
    let source = TextSource("a" + String(repeating: "\u{301}", count: 100_000))
    let line = source.line(from: 0, columns: 80)
    #expect(line.range.count <= TextSource.stretch + 4)
  }

  @Test func `escapes are read as what they mean`() {
    let source = RandomText.jsonString(#"\u4e2d\n\ud83d\ude00\ud83dx\\n"#)
    let lines = source.allLines(columns: 40).map { $0.glyphs.map(\.text).joined() }
    #expect(lines == ["中", "😀<D83D>x\\n"])
  }

  @Test func `bytes that are not UTF-8 are shown one by one`() {
    let source = TextSource(plain: Bytes([0x61, 0xE4, 0xB8, 0xFF, 0xE4, 0xB8, 0xAD]))
    #expect(source.line(from: 0, columns: 40).glyphs.map(\.text).joined() == #"a\xE4\xB8\xFF中"#)
  }

  @Test func `a tab reaches to the next fourth column and is never cut in two`() {
    let source = TextSource("a\tb\t\tc")
    #expect(source.line(from: 0, columns: 40).glyphs.map(\.text).joined() == "a   b       c")
    for columns in 1...12 {
      let starts = source.allLines(columns: columns).map(\.range.lowerBound)
      #expect(Set(starts).count == starts.count)
    }
  }
}
