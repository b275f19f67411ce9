import Analysis
import Console
import Curation
import JSONLines
import TestSupport
import Testing

@testable import Interface

/// A screen as it is kept in `Golden/NAME.txt`: text, styles, caret. A golden that is missing is
/// written, and the test fails once: look at it before it is committed.
func expectGolden(_ name: String, _ desk: Desk) {
  let folder =
    #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast()
    .joined(separator: "/") + "/Golden"
  let path = "\(folder)/\(name).txt"
  let screen = desk.model.view().annotated()
  guard let golden = Files.text(path) else {
    Files.write(Array(screen.utf8), path)
    Issue.record("there was no \(name).txt; it is written now")
    return
  }
  let (shown, wanted) = (screen.split(separator: "\n"), golden.split(separator: "\n"))
  for (line, (one, other)) in zip(shown, wanted).enumerated() where one != other {
    Issue.record("\(name).txt, line \(line + 1)\nshown: \(one)\nwanted: \(other)")
    return
  }
  #expect(shown.count == wanted.count, "\(name).txt")
}

@Suite struct GoldenTests {
  private static let records = [
    Sample.alpaca, Sample.pair, Sample.ranked, Sample.chat, Sample.tree, Sample.opaque,
    Sample.hostile, Sample.chinese,
  ]

  private func desk(_ rows: Int, _ columns: Int, _ keys: String...) -> Desk {
    var desk = Desk([("data.jsonl", Self.records)], rows: rows, columns: columns)
    for key in keys { desk.press(key) }
    return desk
  }

  @Test func `list and record, narrow`() {
    expectGolden("list-80x24", desk(24, 80))
  }

  @Test func `list and record, wide`() {
    expectGolden("list-120x40", desk(40, 120))
  }

  @Test func `marks, edits and selection in the list`() {
    expectGolden(
      "marks-100x24",
      desk(
        24, 100, "a", "j", "w", "j", "x", "j", "f", "S10", "Enter", "c", "schade 可惜", "Enter", "j",
        "d", "j", "j", "s", "j", "Space", "4G"))
  }

  @Test func `a pair in columns`() {
    expectGolden("pair-120x24", desk(24, 120, "2G", "l"))
  }

  @Test func `a pair on a narrow screen, one side`() {
    expectGolden("pair-80x24", desk(24, 80, "2G", "Enter", "l"))
  }

  @Test func `four ranked responses`() {
    expectGolden("ranked-120x24", desk(24, 120, "3G", "Enter", "l", "l"))
  }

  @Test func `four ranked responses on a very wide screen`() {
    expectGolden("ranked-200x24", desk(24, 200, "3G", "Enter", "l"))
  }

  @Test func `messages with tools`() {
    expectGolden("messages-80x24", desk(24, 80, "4G", "Enter", "}"))
  }

  @Test func `a record without a shape`() {
    expectGolden("tree-100x24", desk(24, 100, "5G", "Enter", "l"))
  }

  @Test func `a record that is not JSON`() {
    expectGolden("opaque-80x24", desk(24, 80, "6G"))
  }

  @Test func `a hostile record`() {
    expectGolden("hostile-80x24", desk(24, 80, "7G"))
  }

  @Test func `Chinese, with a match`() {
    var desk = desk(24, 60, "/", "自然", "Enter")
    let serial = desk.searches.last?.serial ?? 0
    desk.take(
      .searched(.init(pane: 0, serial: serial, found: RecordNumber(8), wrapped: false)))
    desk.take(.searchEnded(serial: serial, [RecordNumber(8)]))
    expectGolden("chinese-60x24", desk)
  }

  @Test func `a filtered and sorted list`() {
    var desk = desk(24, 100, "o", "-bytes", "Enter", "&", "not broken prompt:/./", "Enter")
    expectGolden("filtered-100x24", desk)
    desk.press("&", "Ctrl-U", "verdict:maybe", "Enter")
    expectGolden("wrong-filter-100x24", desk)
  }

  @Test func `statistics`() {
    expectGolden("statistics-80x24", desk(24, 80, "S", "j", "j"))
    var desk = desk(24, 80, "S", "j")
    desk.press("Enter")
    #expect(desk.model.panes[0].choice.query != nil)
  }

  @Test func `the values of a field`() {
    var desk = Desk(
      [("labels.jsonl", (0..<40).map { #"{"text":"t\#($0)","label":"l\#($0 % 7 * ($0 % 3))"}"# })],
      rows: 24, columns: 80)
    desk.press("B", "label", "Enter", "j", "j")
    expectGolden("values-80x24", desk)
  }

  @Test func `the editor`() {
    expectGolden("editor-80x24", desk(24, 80, "8G", "l", "l", "e", "Down", "End", "，对吗"))
  }

  @Test func `the editor asks`() {
    expectGolden("editor-asks-60x12", desk(12, 60, "e", "x", "Esc"))
  }

  @Test func `the flag menu`() {
    expectGolden("flag-80x24", desk(24, 80, "f", "S10", "Space", "3", "Tab", "仇恨"))
  }

  @Test func `the help`() {
    expectGolden("help-80x24", desk(24, 80, "?"))
  }

  @Test func `a prompt`() {
    expectGolden("prompt-80x24", desk(24, 80, ":", "rank 2,1"))
  }

  @Test func `two datasets, with a partner and without`() {
    var desk = Desk(
      [
        ("sft.jsonl", [Sample.alpaca, Sample.chinese]),
        ("pairs.jsonl", [Sample.pair, Sample.ranked]),
      ],
      rows: 24, columns: 120, link: .prompt)
    desk.take(.partners(of: RecordNumber(1), in: 0, [RecordNumber(2)], isComplete: true))
    expectGolden("partner-120x24", desk)
    desk.press("j")
    desk.take(.partners(of: RecordNumber(2), in: 0, [], isComplete: true))
    expectGolden("no-partner-120x24", desk)
    desk.resize(24, 80)
    expectGolden("no-partner-80x24", desk)
  }

  @Test func `a window that is too small says so`() {
    expectGolden("small-5x40", desk(5, 40))
  }

  /// Every screen in a small window and in a large one, with Chinese in it.
  static let screens: [(name: String, keys: [String])] = [
    ("chinese", ["8G", "Enter"]), ("chat", ["4G", "Enter"]), ("ranked-list", ["3G", "l", "l"]),
    ("editing", ["8G", "l", "e", "Ctrl-Space", "Alt-f", "Alt-f"]),
    ("stacked", ["3G", "|", "|"]), ("flagging", ["8G", "f", "S10", "Space", "2"]),
    ("counting", ["S"]),
    ("done", ["8G", "a", "c", "可惜", "Enter", "d", "H", "j"]), ("parts", ["4G", "gt", "j"]),
    ("asking", ["&", "prompt", "Enter", ":", "flag S10", "Enter"]), ("rating", ["2G", "R", "h"]),
    ("added", ["8G", "gd"]), ("recording", ["gm", "名", "Backspace", "m", "Enter", "a"]),
  ]

  @Test(arguments: screens.indices, [(24, 80), (40, 120)])
  func `each screen, small and large`(_ index: Int, _ size: (rows: Int, columns: Int)) {
    let (name, keys) = Self.screens[index]
    var desk = desk(size.rows, size.columns)
    for key in keys { desk.press(key) }
    expectGolden("\(name)-\(size.columns)x\(size.rows)", desk)
  }

  @Test(arguments: [(24, 80), (40, 120)])
  func `deciding between reviewers, and a blind review`(_ size: (rows: Int, columns: Int)) {
    var set = WorkingSet(ArraySource(Self.records))
    for (actor, verdict) in [("bob", Verdict.accepted), ("carol", .discarded)] {
      var writer = Journalist(journal: actor, actor: actor)
      let draft = try? set.propose(.verdict(verdict), on: [RecordNumber(2)], actor: actor)
      if let entry = draft.flatMap({ $0 }) { set.commit(writer.seal(entry)) }
    }
    for (name, blind, key) in [("deciding", nil, "ga"), ("blind", 3, "2G")] {
      let pane = Pane(name: "data.jsonl", actor: "alice", blind: blind, set: set)
      var desk = Desk(Self.records[0], rows: size.rows, columns: size.columns)
      desk.model = Model(
        [pane], rows: size.rows, columns: size.columns, hazards: Desk.hazards, themes: [])
      desk.press(key)
      expectGolden("\(name)-\(size.columns)x\(size.rows)", desk)
    }
  }
}
