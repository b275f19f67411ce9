import Console
import Settings
import Testing

@Suite("Theme files")
struct ThemeFileTests {
  private func parse(_ yaml: String) throws -> Theme {
    try ThemeFile.parse(Array(yaml.utf8), file: "dusk.yaml", name: "dusk")
  }

  private func position(_ line: Int, _ column: Int) -> FilePosition {
    FilePosition(file: "dusk.yaml", line: line, column: column)
  }

  /// `count` colours, the slot's number in each part, one a line.
  private func colours(_ count: Int, indent: String, mark: String = "") -> String {
    Palette.Slot.allCases.prefix(count).map { slot in
      let part = (slot.rawValue < 16 ? "0" : "") + String(slot.rawValue, radix: 16)
      return "\(indent)\(slot): \"\(mark)\(part)\(part)\(part)\"\n"
    }.joined()
  }

  private func grey(_ part: UInt8) -> RGB { RGB(red: part, green: part, blue: part) }

  @Test("A base16 scheme in today's form", arguments: ["", "#"])
  func base16(mark: String) throws {
    let theme = try parse(
      """
      system: "base16"
      name: "Dusk"
      slug: "dusk"
      author: "Somebody (https://example.com)"
      variant: "light"
      palette:

      """ + colours(16, indent: "  ", mark: mark))
    #expect(theme.name == "dusk")
    #expect(theme.palette?[.base0A] == grey(10))
    #expect(theme.palette?[.base12] == grey(8), "base24 slots fall back")
  }

  @Test("A base24 scheme has eight colours more")
  func base24() throws {
    let theme = try parse("system: base24\npalette:\n" + colours(24, indent: "  "))
    #expect(theme.palette?[.base17] == grey(23))
  }

  @Test("The older form has the colours at the top level", arguments: [16, 24])
  func legacy(count: Int) throws {
    let theme = try parse("scheme: Old Dusk\nauthor: Somebody\n" + colours(count, indent: ""))
    #expect(theme.palette?[.base0F] == grey(15))
    #expect(theme.palette?[.base17] == grey(count == 24 ? 23 : 14))
  }

  @Test("The special themes have no colours in the file")
  func special() throws {
    #expect(try parse("system: terminal") == .terminal)
    #expect(try parse("system: plain\nname: None") == .plain)
  }

  @Test("A missing colour is named, at the palette")
  func missing() {
    #expect(throws: SettingsError(at: position(3, 3), .missingKey("base0F"))) {
      try parse("system: base16\npalette:\n" + colours(15, indent: "  "))
    }
    #expect(throws: SettingsError(at: position(1, 1), .missingKey("base10"))) {
      try parse("system: base24\n" + colours(16, indent: ""))
    }
    #expect(throws: SettingsError(at: position(1, 1), .missingKey("base00"))) { try parse("") }
  }

  @Test("A bad colour is named where it stands", arguments: ["12345", "1234567", "12345g", "red"])
  func badColour(_ text: String) {
    let yaml = "palette: {base00: \"\(text)\", base01: \"000000\"}"
    #expect(throws: SettingsError(at: position(1, 19), .notAColour(text, of: "base00"))) {
      try parse(yaml)
    }
  }

  @Test("A system or a slot that nobody knows is refused, with a hint")
  func unknown() {
    let system = SettingsError.Reason.unknownValue("base-16", of: "system", nearest: "base16")
    #expect(throws: SettingsError(at: position(1, 9), system)) { try parse("system: base-16") }
    let slot = SettingsError.Reason.unknownKey("base0a", nearest: "base0A")
    #expect(throws: SettingsError(at: position(1, 11), slot)) {
      try parse("palette: {base0a: \"000000\"}")
    }
  }
}
