import Console
import Curation
import TestSupport
import Testing

@testable import Interface

@Suite struct SizeTests {
  private static let records = [
    Sample.alpaca, Sample.pair, Sample.ranked, Sample.chat, Sample.tree, Sample.opaque,
    Sample.hostile, Sample.chinese,
  ]
  private static let sizes = [1, 2, 5, 6, 7, 9, 14, 40].flatMap { rows in
    [1, 2, 29, 30, 31, 80, 99, 100, 120].map { (rows, $0) }
  }

  /// What is open while the window changes.
  @Test(arguments: ["", "Enter", "e", "f", "?", "r", "e漢Esc", "fTab"])
  func `no size is too small or too large`(_ place: String) {
    var desk = Desk([("one.jsonl", Self.records)], language: place.isEmpty ? .english : .chinese)
    for record in 1...Self.records.count {
      desk.press("\(record)G")
      switch place {
      case "e漢Esc": desk.press("e", "漢", "Esc")
      case "fTab": desk.press("f", "Tab", "漢漢漢")
      case "": break
      default: desk.press(place)
      }
      for (index, (rows, columns)) in Self.sizes.enumerated() where (index + record) % 4 == 0 {
        desk.resize(rows, columns)
        let screen = desk.model.view()
        #expect(screen.rows == rows && screen.columns == columns)
        let caret = screen.caret ?? Position(row: 0, column: 0)
        let isVisible = screen.contains(row: caret.row, column: caret.column)
        #expect(isVisible, "caret \(caret) of \(rows)x\(columns)")
      }
      desk.press("Esc", "d", "Esc", "Esc")
    }
  }

  @Test(arguments: 0..<6) func `any keys in any size leave a model that can be shown`(_ seed: Int) {
    var random = SeededRandom(seed: seed)
    let keys =
      KeyTable.standard.bindings.flatMap(\.keys).filter { $0 != [.control("z")] }
      + "2 漢 x Tab Up Down PgDn Alt-d F5 Enter Enter".split(separator: " ").map {
        [Key(name: String($0)) ?? .enter]
      }
    var desk = Desk(
      [("one.jsonl", Self.records), ("two.jsonl", Self.records.reversed())],
      language: seed % 2 == 0 ? .english : .chinese)
    for _ in 0..<400 {
      if random.oneIn(6) {
        let (rows, columns) = random.pick(Self.sizes)
        desk.resize(rows, columns)
      }
      for key in random.pick(keys) { desk.take(.input(.key(key))) }
      if random.oneIn(30) {
        desk.take(
          .input(
            .mouse(
              .init(
                random.pick([.press, .wheelUp, .wheelDown]), row: random.below(50),
                column: random.below(130)))))
      }
      _ = desk.model.view()
    }
    #expect(desk.model.panes.allSatisfy { (1...$0.recordCount).contains($0.cursor.value) })
  }

  @Test func `a window that is made small and large again shows what it showed`() {
    var desk = Desk([("one.jsonl", Self.records)], rows: 24, columns: 120)
    desk.press("2G", "l")
    let before = desk.model.view()
    desk.resize(3, 10)
    desk.resize(24, 120)
    #expect(desk.model.view() == before)
  }
}
