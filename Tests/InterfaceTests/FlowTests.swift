import Console
import JSONLines
import TestSupport
import Testing

@testable import Interface

@Suite struct FlowTests {
  private static func flow(seed: Int) -> Flow {
    var random = RandomText(seed: seed)
    var flow = Flow()
    for part in 0..<1 + random.random.below(5) {
      let source = random.source(count: random.random.pick([0, 3, 90, 300]))
      switch random.random.below(4) {
      case 0:
        flow.blocks.append(
          .init(kind: .heading("name"), tone: .user, source: TextSource(""), part: part))
        flow.blocks.append(.init(kind: .text, tone: .plain, source: source, part: part))
      case 1: flow.blocks.append(.init(kind: .gap, tone: .plain, source: TextSource("")))
      case 2:
        let name = random.random.pick(["n", "/a/long/pointer/that/takes/half/of/a/line", "漢字", ""])
        flow.blocks.append(
          .init(kind: .field(name), tone: .field, source: source, part: part))
      default: flow.blocks.append(.init(kind: .text, tone: .plain, source: source, part: part))
      }
    }
    return flow
  }

  @Test(arguments: 0..<25) func `scrolling up goes back over the lines that scrolling down went`(
    _ seed: Int
  ) {
    let flow = Self.flow(seed: seed)
    for columns in [1, 12, 50] {
      let places = flow.lines(from: flow.start, count: .max, columns: columns).map(\.place)
      #expect(places == places.sorted() && Set(places).count == places.count)
      for (place, next) in zip(places, places.dropFirst()) {
        #expect(flow.place(1, linesAfter: place, columns: columns) == next)
        #expect(flow.place(1, linesBefore: next, columns: columns) == place)
      }
      #expect(flow.place(1, linesBefore: places[0], columns: columns) == places[0])
      let last = places[places.count - 1]
      #expect(flow.place(1, linesAfter: last, columns: columns) == last)
      #expect(flow.place(.max, linesAfter: flow.start, columns: columns) == last)
    }
  }

  @Test(arguments: 0..<25) func `steps of any size are undone by the same step back`(_ seed: Int) {
    let flow = Self.flow(seed: seed)
    var random = SeededRandom(seed: seed)
    let places = flow.lines(from: flow.start, count: .max, columns: 33).map(\.place)
    for _ in 0..<20 {
      let (a, b) = (random.below(places.count), random.below(places.count))
      let (low, high) = (min(a, b), max(a, b))
      #expect(flow.place(high - low, linesAfter: places[low], columns: 33) == places[high])
      #expect(flow.place(high - low, linesBefore: places[high], columns: 33) == places[low])
    }
  }

  @Test(arguments: 0..<25) func `the last page ends with the last line`(_ seed: Int) {
    let flow = Self.flow(seed: seed)
    for rows in [1, 5, 20] {
      let all = flow.lines(from: flow.start, count: .max, columns: 40)
      let page = flow.lines(
        from: flow.lastPage(rows: rows, columns: 40), count: .max, columns: 40)
      #expect(page.map(\.place) == all.suffix(rows).map(\.place))
    }
  }

  @Test(arguments: 0..<25) func `a byte's line is the one that shows it`(_ seed: Int) {
    let flow = Self.flow(seed: seed)
    let lines = flow.lines(from: flow.start, count: .max, columns: 29)
    var random = SeededRandom(seed: seed)
    for line in lines where random.oneIn(5) || lines.count < 100 {
      for offset in line.text.offsets {
        #expect(flow.place(ofOffset: offset, in: line.place.block, columns: 29) == line.place)
      }
    }
  }

  @Test func `a flow of no blocks has no lines and one place`() {
    let flow = Flow()
    #expect(flow.lines(from: flow.start, count: 5, columns: 20).isEmpty)
    #expect(flow.place(3, linesAfter: flow.start, columns: 20) == flow.start)
    #expect(flow.place(3, linesBefore: flow.start, columns: 20) == flow.start)
    #expect(flow.lastPage(rows: 4, columns: 20) == flow.start)
  }

  @Test func `a place stays where the text above it is unchanged`() {
    let long = String(repeating: "0123456789\n", count: 1_000)
    let (old, new) = (Flow.text(long + "end"), Flow.text(long + "END, changed"))
    let place = old.place(900, linesAfter: old.start, columns: 30)
    #expect(new.place(place, of: old) == place)
  }

  @Test func `a place below a change goes to a line's beginning near it`() {
    let long = String(repeating: "0123456789\n", count: 1_000)
    let (old, new) = (Flow.text(long), Flow.text("one more line\n" + long))
    let place = old.place(900, linesAfter: old.start, columns: 30)
    let moved = new.place(place, of: old)
    #expect(new.lines(from: new.start, count: .max, columns: 30).contains { $0.place == moved })
    #expect(abs(moved.offset - place.offset) <= TextSource.stretch + 30)
  }
}

extension Flow {
  static func text(_ text: String) -> Flow {
    Flow(blocks: [.init(kind: .text, tone: .plain, source: TextSource(text))])
  }
}
