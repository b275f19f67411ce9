import Console
import Settings
import Testing

@Suite("The user's configuration file")
struct ConfigurationTests {
  private func parse(_ yaml: String) throws -> Configuration {
    try Configuration.parse(Array(yaml.utf8), file: "config.yaml")
  }

  private func position(_ line: Int, _ column: Int) -> FilePosition {
    FilePosition(file: "config.yaml", line: line, column: column)
  }

  @Test("All that can be set is read")
  func full() throws {
    let configuration = try parse(
      """
      actor: 小梅
      language: zh
      theme: winnow-light
      mouse: false
      editor: nvim -n
      keys:
        list:
          y: copy
          "?": help
          d: ~
        review:
          Ctrl-A: accept
      """)
    #expect(configuration.actor == "小梅")
    #expect(configuration.language == .chinese)
    #expect(configuration.theme == "winnow-light")
    #expect(configuration.mouse == false)
    #expect(configuration.editor == "nvim -n")
    #expect(configuration.bindings.map(\.mode) == ["list", "list", "list", "review"])
    #expect(configuration.bindings.map(\.key) == ["y", "?", "d", "Ctrl-A"])
    #expect(configuration.bindings.map(\.action) == ["copy", "help", nil, "accept"])
    #expect(configuration.bindings[0].modePosition == position(7, 3))
    #expect(configuration.bindings[1].keyPosition == position(9, 5))
    #expect(configuration.bindings[3].actionPosition == position(12, 13))
  }

  @Test(
    "What is left out is left to the program",
    arguments: ["", "# nothing yet", "keys:", "keys: {list: }", "actor: ~\ntheme:\n"])
  func defaults(_ yaml: String) throws {
    let read = try parse(yaml)
    #expect(read.actor == nil && read.language == nil && read.theme == nil)
    #expect(read.mouse == nil && read.editor == nil && read.bindings.isEmpty)
  }

  @Test(
    "An unknown key is refused, with the nearest known one as a hint",
    arguments: [
      ("them: dark", "them", "theme"), ("Theme: dark", "Theme", "theme"),
      ("teh: x", "teh", nil), ("mosue: true", "mosue", "mouse"),
      ("editr: vi", "editr", "editor"), ("colour: red", "colour", nil),
    ] as [(String, String, String?)])
  func unknownKey(_ yaml: String, _ key: String, _ nearest: String?) {
    #expect(throws: SettingsError(at: position(1, 1), .unknownKey(key, nearest: nearest))) {
      try parse(yaml)
    }
  }

  @Test("A language that the program doesn't speak is refused, and the known ones are named")
  func language() {
    for (word, nearest) in [("hz", "zh"), ("french", "en” or “zh")] {
      let unknown = SettingsError.Reason.unknownValue(word, of: "language", nearest: nearest)
      #expect(throws: SettingsError(at: position(1, 11), unknown)) {
        try parse("language: \(word)")
      }
    }
  }

  @Test("A value of the wrong kind is refused where it stands")
  func wrongKinds() {
    #expect(
      throws: SettingsError(at: position(1, 8), .wrongKind(expected: .boolean, found: .text))
    ) { try parse("mouse: yes") }
    #expect(
      throws: SettingsError(at: position(1, 8), .wrongKind(expected: .boolean, found: .text))
    ) { try parse("mouse: \"true\"") }
    #expect(throws: SettingsError(at: position(1, 8), .wrongKind(expected: .text, found: .list))) {
      try parse("actor: [a]")
    }
    #expect(throws: SettingsError(at: position(2, 3), .wrongKind(expected: .mapping, found: .list)))
    { try parse("keys:\n  - a") }
    #expect(throws: SettingsError(at: position(1, 1), .wrongKind(expected: .mapping, found: .text)))
    { try parse("dark") }
    #expect(throws: SettingsError(at: position(1, 8), .emptyValue(of: "actor"))) {
      try parse("actor: ''")
    }
  }

  @Test("Bindings are held against the modes and actions that there are")
  func bindings() throws {
    let actions = ["list": ["next-record", "previous-record"], "review": ["accept"]]
    let good = try parse("keys: {list: {j: next-record, k: ~}, review: {a: accept}}")
    #expect(throws: Never.self) { try KeyBinding.check(good.bindings, actions: actions) }

    let mode = try parse("keys:\n  lists:\n    j: next-record\n")
    #expect(throws: SettingsError(at: position(2, 3), .unknownKey("lists", nearest: "list"))) {
      try KeyBinding.check(mode.bindings, actions: actions)
    }
    let action = try parse("keys:\n  list:\n    j: nxt-record\n")
    let unknown = SettingsError.Reason.unknownValue("nxt-record", of: "j", nearest: "next-record")
    #expect(throws: SettingsError(at: position(3, 8), unknown)) {
      try KeyBinding.check(action.bindings, actions: actions)
    }
  }

  @Test(
    "A key is read by any of its names, two characters as two presses",
    arguments: [
      ("j", [Key.character("j")]), ("PageDown", [.pageDown]), ("C-d", [.control("d")]),
      ("gg", [.character("g"), .character("g")]), ("]f", [.character("]"), .character("f")]),
      ("F1", [.function(1)]), ("Space", [.character(" ")]),
    ])
  func sequences(_ name: String, _ keys: [Key]) throws {
    let binding = try #require(try parse("keys: {list: {'\(name)': down}}").bindings.first)
    #expect(try binding.sequence() == keys)
  }

  @Test(
    "A key that can't be read is named, with the nearest that there is",
    arguments: [
      ("Spcae", "Space"), ("Ctlr-D", "Ctrl-D"), ("F99", "F9"), ("abc", nil),
    ])
  func unreadable(_ name: String, _ nearest: String?) throws {
    let bindings = try parse("keys:\n  list:\n    '\(name)': down\n").bindings
    #expect(throws: SettingsError(at: position(3, 5), .notAKey(name, nearest: nearest))) {
      try KeyBinding.check(bindings, actions: ["list": ["down"]])
    }
  }

  @Test(
    "A key has one meaning in a mode, by whatever name",
    arguments: [
      ("PgDn: down, PageDown: up", "PageDown", "PgDn"), ("C-d: ~, Ctrl-D: up", "Ctrl-D", "C-d"),
      ("g: down, gg: up", "gg", "g"), ("gg: down, g: up", "g", "gg"),
    ])
  func taken(_ pairs: String, _ key: String, _ other: String) throws {
    let bindings = try parse("keys: {record: {j: down}, list: {\(pairs)}}").bindings
    let last = try #require(bindings.last)
    #expect(throws: SettingsError(at: last.keyPosition, .keyTaken(key, by: other))) {
      try KeyBinding.check(bindings, actions: ["list": ["down", "up"], "record": ["down"]])
    }
    let free = try parse("keys: {list: {g: ~, gg: up}, record: {g: down}}").bindings
    let actions = ["list": ["up"], "record": ["down"]]
    #expect(throws: Never.self) { try KeyBinding.check(free, actions: actions) }
  }
}
