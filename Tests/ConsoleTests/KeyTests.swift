import Console
import Testing

@Suite struct KeyTests {
  private static let plainKeys: [Key] = [
    .enter, .escape, .tab, .backTab, .backspace, .delete, .insert, .up, .down, .left, .right,
    .home, .end, .pageUp, .pageDown,
  ]

  @Test func `every key that a terminal sends is read back from its name`() {
    var keys = Self.plainKeys + Key.functionNumbers.map { .function($0) }
    keys += (0...0x7F).compactMap { Key(controlCode: $0) }
    for value in UInt8(0x20)...0x7E {
      let scalar = Unicode.Scalar(value)
      keys += [.character(scalar), .alt(Character(scalar))]
    }
    keys += [.character("漢"), .character("é"), .character("：")]
    for key in keys { #expect(Key(name: key.name) == key, "\(key.name)") }
    for held in 1...7 {
      let key = Key.home.with(Key.Modifiers(rawValue: held))
      #expect(Key(name: key.name) == key && key.alone == .home, "\(key.name)")
    }
  }

  @Test(arguments: [
    ("j", Key.character("j")), ("G", .character("G")), ("-", .character("-")),
    ("Space", .character(" ")), ("Ctrl-D", .control("d")), ("Ctrl-\\", .control("\\")),
    ("Alt-x", .alt("x")), ("Alt-X", .alt("X")), ("Enter", .enter), ("Esc", .escape),
    ("Tab", .tab), ("S-Tab", .backTab), ("PgDn", .pageDown), ("F1", .function(1)), ("Up", .up),
  ])
  func `names are printed as people write them`(_ name: String, _ key: Key) {
    #expect(key.name == name)
  }

  @Test(arguments: [
    ("ctrl-d", Key.control("d")), ("C-d", .control("d")), ("C-D", .control("d")),
    ("M-x", .alt("x")), ("a-x", .alt("x")), ("escape", .escape), ("RETURN", .enter),
    ("PageDown", .pageDown), ("Shift-Tab", .backTab), ("f12", .function(12)),
    ("C-Space", .control(" ")), ("Ctrl-@", .control(" ")), ("Alt-Space", .alt(" ")),
    ("Alt--", .alt("-")), ("F", .character("F")),
  ])
  func `other spellings are understood`(_ name: String, _ key: Key) {
    #expect(Key(name: name) == key)
  }

  @Test(arguments: [
    ("Ctrl-I", Key.tab), ("Ctrl-M", .enter), ("Ctrl-J", .enter), ("Ctrl-[", .escape),
    ("Ctrl-H", .backspace), ("Ctrl-?", .backspace),
  ])
  func `keys that send the same byte are one key`(_ name: String, _ key: Key) {
    #expect(Key(name: name) == key)
  }

  @Test(arguments: [
    "", "gg", "Ctrl-", "Ctrl-é", "Ctrl-F1", "Alt-", "Alt-xy", "F0", "F64", "\u{1B}",
  ])
  func `what names no key is refused`(_ name: String) {
    #expect(Key(name: name) == nil)
  }

  @Test func `control codes are keys and nothing else is`() {
    for byte in UInt8.min...UInt8.max {
      #expect((Key(controlCode: byte) != nil) == (byte < 0x20 || byte == 0x7F))
    }
  }
}
