import Console
import TestSupport
import Testing

@testable import Interface

@Suite struct KeyChangesTests {
  private var table = KeyTable.standard

  private func keys(_ text: String) -> [Key] { KeyTable.sequence(text) ?? [] }

  private func meaning(_ text: String, in mode: KeyMode) -> KeyTable.Match {
    table.match(keys(text), in: mode)
  }

  @Test mutating func `a key of one's own comes first, and what it meant is gone`() throws {
    try table.bind(keys("X"), to: .discard, in: .list)
    try table.bind(keys("j"), to: .up, in: .list)
    #expect(meaning("X", in: .list) == .action(.discard))
    #expect(meaning("x", in: .list) == .action(.discard))
    #expect(meaning("X", in: .record) == .nothing)
    #expect(meaning("j", in: .list) == .action(.up))
    #expect(meaning("j", in: .record) == .action(.down))
    #expect(meaning("Down", in: .list) == .action(.down))
    #expect(table.keyName(of: .discard, in: .list) == "X")
    #expect(table.keyName(of: .discard, in: .record) == "x")
    #expect(table.keyName(of: .down, in: .list) == "Down")
  }

  @Test mutating func `a key that is taken away does nothing in that mode`() {
    table.unbind(keys("d"), in: .list)
    #expect(meaning("d", in: .list) == .nothing)
    #expect(meaning("d", in: .record) == .action(.remove))
    #expect(table.keyName(of: .remove, in: .list) == nil)
  }

  @Test mutating func `where the keys of all hints are taken away, the screen is drawn without`() {
    for binding in KeyTable.standard.bindings {
      for mode in binding.modes {
        for keys in binding.keys { table.unbind(keys, in: mode) }
      }
    }
    let desk = Desk([("data.jsonl", [#"{"text":"a"}"#])], keys: table)
    #expect(desk.screen.last?.allSatisfy { $0 == " " } == true)
  }

  @Test mutating func `a key takes the place of the sequences that it begins`() throws {
    try table.bind(keys("g"), to: .top, in: .list)
    #expect(meaning("g", in: .list) == .action(.top))
    #expect(table.keyName(of: .review, in: .list) == nil)
    #expect(meaning("gg", in: .record) == .action(.top))
  }

  @Test mutating func `a key that would never be reached is refused`() {
    #expect(throws: KeyTable.Refusal.hidden(by: keys("j"))) {
      try table.bind(keys("jj"), to: .top, in: .list)
    }
    #expect(throws: KeyTable.Refusal.counts) { try table.bind(keys("7"), to: .top, in: .list) }
    #expect(throws: KeyTable.Refusal.severalKeys) {
      try table.bind(keys("ZZ"), to: .save, in: .editor)
    }
  }

  @Test mutating func `one key for list and record is one row of the help`() throws {
    let rows = table.bindings.count
    for mode in [KeyMode.record, .list] { try table.bind(keys("X"), to: .discard, in: mode) }
    #expect(table.bindings.count == rows)
    let row = table.bindings.first { $0.action == .discard }
    #expect(row?.modes == [.list, .record])
    #expect(row?.keys == [keys("X"), keys("x")])
  }

  @Test(arguments: KeyTable.changeableModes) mutating func `every action of a mode can have a key`(
    _ mode: KeyMode
  ) throws {
    for action in KeyTable.actions(in: mode) {
      try table.bind([.function(5)], to: action, in: mode)
      #expect(table.match([.function(5)], in: mode) == .action(action))
    }
    #expect(KeyTable.actions(in: .list).contains(.open))
    #expect(!KeyTable.actions(in: .record).contains(.save))
  }
}
