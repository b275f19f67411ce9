/// Faces by the base16 styling guide: 00 background, 01 bars, 02 selection, 03 comments, 04 text on
/// bars, 05 text, 08 wrong and removed, 0A search, 0B right and added, 0C and 0D subjects and
/// headings, 0E changed.
extension Palette {
  func face(for tone: Tone, on surface: Surface) -> Face {
    let emphasis = tone.emphasis
    if tone == .match {
      return face(.base00, on: .base0A, emphasis)
    }
    switch surface {
    case .base: return face(tone.slot, on: .base00, emphasis)
    case .bar, .panel, .caretLine: return face(tone.slotOnShade, on: .base01, emphasis)
    case .selection: return face(tone.slotOnShade, on: .base02, emphasis)
    case .cursor: return face(.base00, on: cursorSlot, emphasis)
    }
  }

  /// The background of the cursor: the guide's blue if text is legible on it, otherwise the text
  /// colour.
  private var cursorSlot: Slot {
    contrast(self[.base0D], self[.base00]) >= 4.5 ? .base0D : .base05
  }

  private func face(_ foreground: Slot, on background: Slot, _ emphasis: Emphasis) -> Face {
    Face(
      foreground: .rgb(self[foreground]), background: .rgb(self[background]), emphasis: emphasis)
  }
}

extension Tone {
  var slot: Palette.Slot {
    switch self {
    case .plain, .title, .standIn: .base05
    case .dim, .border: .base03
    case .label: .base04
    case .rejected, .error, .flagged, .removed: .base08
    case .tool, .number: .base09
    case .warning, .match: .base0A
    case .chosen, .success, .string: .base0B
    case .assistant, .response, .keyHint: .base0C
    case .heading, .accent, .user, .prompt, .field, .info: .base0D
    case .system, .changed, .literal: .base0E
    }
  }

  /// The slot on a shaded background, where the colour of comments has too little contrast.
  var slotOnShade: Palette.Slot { self == .dim ? .base04 : slot }

  /// The emphasis that marks a tone in addition to its colour.
  var emphasis: Emphasis {
    switch self {
    case .heading, .title, .keyHint, .error, .flagged: [.bold]
    case .removed, .changed: [.underline]
    default: []
    }
  }
}
