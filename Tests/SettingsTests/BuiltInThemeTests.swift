import Console
import Settings
import Testing
import Themes

@Suite("The themes that are part of the program")
struct BuiltInThemeTests {
  @Test("Every one loads, under the name that the list gives it", arguments: BuiltInTheme.all)
  func loads(_ builtIn: BuiltInTheme) throws {
    let theme = try ThemeFile.parse(builtIn.text, file: builtIn.name, name: builtIn.name)
    #expect(theme.name == builtIn.name)
  }

  @Test("No two share a name, and the special ones are among them")
  func names() {
    let names = BuiltInTheme.all.map(\.name)
    #expect(Set(names).count == names.count)
    #expect(names.first == "winnow-dark")
    #expect(names.suffix(2) == ["terminal", "plain"])
  }

  @Test("Text has a contrast of 7, everything else 4.5, in full colour and in 256")
  func contrasts() throws {
    for builtIn in BuiltInTheme.all {
      let theme = try ThemeFile.parse(builtIn.text, file: builtIn.name, name: builtIn.name)
      guard theme.palette != nil else { continue }
      for depth in [ColourDepth.trueColour, .twoHundredFiftySix] {
        let lowest = try #require(Ratio.all(of: theme, depth: depth).min { $0.ratio < $1.ratio })
        print("\(builtIn.name) at \(depth): minimum \(lowest)")
        for ratio in Ratio.all(of: theme, depth: depth) {
          #expect(ratio.ratio >= ratio.wanted, "\(builtIn.name) at \(depth): \(ratio)")
        }
      }
    }
  }
}

/// How readable one style of a theme is.
private struct Ratio: CustomStringConvertible {
  let style: Style
  let ratio: Double

  var description: String { "\((ratio * 100).rounded() / 100) (\(style.tone) on \(style.surface))" }

  /// Running text wants AAA. A selected row is also marked by a sign, and Okabe and Ito's
  /// vermillion is as light as it is, so 4 will do there.
  var wanted: Double {
    if style.tone == .plain && style.surface != .cursor { return 7 }
    return style.surface == .selection ? 4 : 4.5
  }

  static func all(of theme: Theme, depth: ColourDepth) -> [Ratio] {
    Surface.allCases.flatMap { surface in
      Tone.allCases.compactMap { tone in
        let style = Style(tone, on: surface)
        let face = theme.face(for: style)
        guard let foreground = face.foreground.quantised(to: depth).rgb,
          let background = face.background.quantised(to: depth).rgb
        else { return nil }
        return Ratio(style: style, ratio: contrast(foreground, background))
      }
    }
  }
}
