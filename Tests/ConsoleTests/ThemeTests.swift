import Testing

@testable import Console

@Suite struct ThemeTests {
  private static let gruvbox: [UInt32] = [
    0x282828, 0x3C3836, 0x504945, 0x665C54, 0xBDAE93, 0xD5C4A1, 0xEBDBB2, 0xFBF1C7,
    0xFB4934, 0xFE8019, 0xFABD2F, 0xB8BB26, 0x8EC07C, 0x83A598, 0xD3869B, 0xD65D0E,
  ]
  private static let palette = Palette(gruvbox.map(RGB.init))
  private static let themes: [Theme] =
    [.plain, .terminal] + [palette.map { Theme(name: "gruvbox", palette: $0) }].compactMap { $0 }

  @Test func `a palette has sixteen colours or twenty-four`() throws {
    let colours = (0..<25).map { RGB(UInt32($0)) }
    for count in 0...25 {
      #expect((Palette(Array(colours.prefix(count))) != nil) == (count == 16 || count == 24))
    }
    let (base16, base24) = (
      try #require(Palette(Array(colours.prefix(16)))),
      try #require(Palette(Array(colours.prefix(24))))
    )
    #expect(base16[.base12] == base16[.base08])
    #expect(base24[.base12] == RGB(0x12))
    #expect(base16[.base0F] == RGB(0x0F))
  }

  @Test func `a scheme dresses styles by the styling guide`() throws {
    let palette = try #require(Self.palette)
    let theme = Theme(name: "gruvbox", palette: palette)
    func slots(_ style: Style) -> [RGB?] {
      let face = theme.face(for: style)
      return [face.foreground.rgb, face.background.rgb]
    }
    #expect(slots(.plain) == [palette[.base05], palette[.base00]])
    #expect(slots(Style(.removed)) == [palette[.base08], palette[.base00]])
    #expect(slots(Style(on: .bar)) == [palette[.base05], palette[.base01]])
    #expect(slots(Style(.dim, on: .selection)) == [palette[.base04], palette[.base02]])
    #expect(slots(Style(.match, on: .cursor)) == [palette[.base00], palette[.base0A]])
    #expect(slots(Style(.error, on: .cursor)) == [palette[.base00], palette[.base0D]])
  }

  @Test func `the cursor can be read in any scheme`() throws {
    var values = Self.gruvbox
    values[0x0D] = 0x303060
    let theme = Theme(name: "murky", palette: try #require(Palette(values.map(RGB.init))))
    let face = theme.face(for: Style(on: .cursor))
    let (text, ground) = (try #require(face.foreground.rgb), try #require(face.background.rgb))
    #expect(contrast(text, ground) >= 4.5)
  }

  @Test func `the plain theme uses only what every terminal has`() {
    for style in Self.allStyles {
      let face = Theme.plain.face(for: style)
      #expect(face.foreground == .standard && face.background == .standard)
      #expect(face.emphasis.isSubset(of: [.bold, .underline, .reverse]))
    }
  }

  @Test(arguments: themes)
  func `surfaces that share a place look different`(_ theme: Theme) {
    let faces = [Surface.base, .bar, .selection, .cursor].map { theme.face(for: Style(on: $0)) }
    #expect(Set(faces).count == faces.count)
  }

  @Test(arguments: themes)
  func `differences look different from text and from each other`(_ theme: Theme) {
    let faces = [Tone.plain, .removed, .changed].map { theme.face(for: Style($0)) }
    #expect(Set(faces).count == faces.count)
  }

  @Test(arguments: themes)
  func `marks on the data look different from text`(_ theme: Theme) {
    for surface in [Surface.base, .cursor] {
      let text = theme.face(for: Style(on: surface))
      for tone in [Tone.match, .flagged, .removed, .changed, .error] {
        #expect(theme.face(for: Style(tone, on: surface)) != text, "\(tone) on \(surface)")
      }
    }
  }

  @Test(arguments: themes)
  func `no text looks like a stand-in`(_ theme: Theme) {
    for surface in Surface.allCases {
      let standIn = theme.face(for: Style(.standIn, on: surface, .reverse))
      for tone in Tone.allCases {
        #expect(theme.face(for: Style(tone, on: surface)) != standIn, "\(tone) on \(surface)")
      }
    }
  }

  @Test func `a terminal colour on a coloured ground sets both`() {
    for style in Self.allStyles {
      let face = Theme.terminal.face(for: style)
      #expect(face.background == .standard || face.foreground != .standard)
    }
  }

  @Test func `few colours take the terminal's own`() throws {
    let theme = Theme(name: "gruvbox", palette: try #require(Self.palette))
    #expect(theme.adapted(to: .trueColour) == theme)
    #expect(theme.adapted(to: .twoHundredFiftySix) == theme)
    #expect(theme.adapted(to: .sixteen) == .terminal)
    #expect(theme.adapted(to: .eight) == .terminal)
    #expect(theme.adapted(to: .none) == .plain)
    #expect(Theme.plain.adapted(to: .trueColour) == .plain)
    #expect(Theme.plain.adapted(to: .eight) == .plain)
  }

  private static let allStyles = Tone.allCases.flatMap { tone in
    Surface.allCases.map { Style(tone, on: $0) }
  }
}
