/// A theme of the terminal's sixteen colours. Their shades are unknown, so text keeps the
/// terminal's own background, and a coloured surface sets both foreground and background.
enum TerminalColours {
  static func face(for tone: Tone, on surface: Surface) -> Face {
    let emphasis = tone.emphasis
    if tone == .match {
      return Face(foreground: black, background: yellow, emphasis: emphasis)
    }
    switch surface {
    case .base, .panel, .caretLine:
      return Face(foreground: colour(of: tone), emphasis: emphasis.overlaid(shading(of: tone)))
    case .bar: return Face(foreground: white, background: blue, emphasis: emphasis)
    case .selection: return Face(foreground: black, background: cyan, emphasis: emphasis)
    case .cursor: return Face(emphasis: emphasis.overlaid([.reverse]))
    }
  }

  private static let black = Colour.palette(0)
  private static let red = Colour.palette(1)
  private static let green = Colour.palette(2)
  private static let yellow = Colour.palette(3)
  private static let blue = Colour.palette(4)
  private static let magenta = Colour.palette(5)
  private static let cyan = Colour.palette(6)
  private static let white = Colour.palette(7)

  private static func colour(of tone: Tone) -> Colour {
    switch tone.slot {
    case .base08, .base0F: red
    case .base09, .base0A: yellow
    case .base0B: green
    case .base0C: cyan
    case .base0D: blue
    case .base0E: magenta
    default: .standard
    }
  }

  /// Colour 8 is invisible on some backgrounds, so dim tones use the dim attribute instead.
  private static func shading(of tone: Tone) -> Emphasis {
    tone.slot == .base03 ? [.dim] : []
  }
}

/// A theme without colours, made of what every terminal has: bold, underline and reverse.
///
/// These can't tell all tones apart, so they mark those that must not be confused: reverse is for
/// surfaces and for stand-ins, which no text may resemble, and removed and changed text
/// differ from plain text and from each other. Words and position tell the rest.
enum PlainLook {
  static func face(for tone: Tone, on surface: Surface) -> Face {
    Face(emphasis: emphasis(of: tone).overlaid(emphasis(of: surface)))
  }

  private static func emphasis(of surface: Surface) -> Emphasis {
    switch surface {
    case .base, .panel, .caretLine: []
    case .bar: [.bold, .reverse]
    case .selection: [.bold, .underline]
    case .cursor: [.reverse]
    }
  }

  private static func emphasis(of tone: Tone) -> Emphasis {
    switch tone {
    case .heading, .title, .keyHint, .error, .flagged, .accent, .removed: [.bold]
    case .changed: [.underline]
    case .match: [.bold, .underline]
    default: []
    }
  }
}
