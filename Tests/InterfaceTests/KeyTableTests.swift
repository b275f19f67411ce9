import Console
import Curation
import TestSupport
import Testing

@testable import Interface

@Suite struct KeyTableTests {
  private static let table = KeyTable.standard

  @Test(arguments: KeyMode.allCases) func `no key means two things in a mode`(_ mode: KeyMode) {
    var sequences: [[Key]] = []
    for binding in Self.table.bindings where binding.modes.contains(mode) {
      sequences += binding.keys
    }
    for (index, one) in sequences.enumerated() {
      for (other, two) in sequences.enumerated() where index != other {
        #expect(!two.starts(with: one), "\(KeyTable.name(one)) begins \(KeyTable.name(two))")
      }
    }
  }

  @Test func `every action has a name to type and help of its own`() {
    let names = Action.allCases.map(\.rawValue)
    #expect(Set(names).count == names.count)
    #expect(names.allSatisfy { $0.allSatisfy { $0.isLowercase || $0 == "-" } })
    let browsing = Action.allCases.filter { !$0.help.english.isEmpty }
    #expect(Set(browsing.map(\.help)).count == Action.allCases.count)
  }

  @Test func `help fits a window of 80 columns`() {
    for action in Action.allCases {
      for language in Language.allCases {
        let columns = DisplayWidth.columns(of: action.help.text(in: language))
        #expect(columns <= 55, "\(action.rawValue)")
      }
    }
  }

  @Test func `every key's name is read as that key`() {
    for sequence in Self.table.bindings.flatMap(\.keys) {
      #expect(!sequence.isEmpty)
      #expect(KeyTable.sequence(KeyTable.name(sequence)) == sequence)
    }
  }

  @Test(arguments: [
    (KeyMode.list, "j k Space v * gg G Ctrl-D Ctrl-U PgUp PgDn Ctrl-N Ctrl-P Tab Enter Esc q Q ?"),
    (.list, "/ n N ]e [e ( ) e E w r J K d u Ctrl-R b f F a x s c | y : ： ／"),
    (.record, "j k Space h l { } gg G Ctrl-D Ctrl-U PgUp PgDn Ctrl-N Ctrl-P Tab Esc q Q ?"),
    (.record, "/ n N ]e [e ( ) e E w r J K d u Ctrl-R b f F a x s c | y : ： ／"),
    (.editor, "Ctrl-S Ctrl-N Ctrl-P Esc"),
  ])
  func `the keys of the design do something`(_ mode: KeyMode, _ keys: String) {
    for name in keys.split(separator: " ").map(String.init) {
      let match = Self.table.match(KeyTable.sequence(name) ?? [], in: mode)
      guard case .action = match else {
        Issue.record("\(name) does nothing in \(mode.rawValue)")
        continue
      }
    }
  }

  @Test func `Backspace is bound nowhere that it could change data`() {
    for mode in [KeyMode.list, .record] {
      #expect(Self.table.match([.backspace], in: mode) == .nothing)
    }
  }

  @Test func `the beginning of a sequence waits for the rest`() {
    #expect(Self.table.match([.character("g")], in: .list) == .beginning)
    #expect(Self.table.match([.character("g"), .character("g")], in: .list) == .action(.top))
    #expect(Self.table.match([.character("g"), .character("y")], in: .list) == .nothing)
  }

  @Test(arguments: Action.allCases) func `every action can be typed after a colon`(
    _ action: Action
  ) {
    var desk = Desk(Sample.pair, Sample.ranked)
    desk.press(":\(action.rawValue)", "Enter")
    #expect(!desk.event.contains("no such command"))
  }

  @Test func `every command on records has an example, which fits its column`() {
    let all = TypedCommand.all(themes: ["plain"])
    for verb in Command.Verb.allCases where verb != .setJSON && verb != .restore {
      #expect(
        all.contains { Command.Verb(typed: $0.example.afterFirstWord.word) == verb }, "\(verb)")
    }
    #expect(all.allSatisfy { $0.example.count <= 20 })
  }

  @Test func `the help lists every key of the list, the record and the editor`() {
    let lines = HelpView.lines(of: Desk(Sample.pair).model)
    let shown = Set(lines.flatMap { $0.keys.split(separator: " ").map(String.init) })
    for binding in Self.table.bindings
    where binding.modes.contains(where: { [.list, .record, .editor].contains($0) }) {
      for sequence in binding.keys {
        #expect(shown.contains(KeyTable.name(sequence)), "\(binding.action)")
      }
    }
  }
}
