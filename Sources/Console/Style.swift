/// What a piece of the screen means. Screens speak in meaning; only a ``Theme`` knows colours.
public struct Style: Hashable, Sendable {
  public var tone: Tone
  public var surface: Surface
  public var emphasis: Emphasis

  public init(_ tone: Tone = .plain, on surface: Surface = .base, _ emphasis: Emphasis = []) {
    self.tone = tone
    self.surface = surface
    self.emphasis = emphasis
  }

  public static let plain = Style()

  /// The style of a stand-in, which no text of the data ever has, so that none passes for one.
  public static func standIn(on surface: Surface) -> Style {
    Style(.standIn, on: surface, .reverse)
  }

}

/// What a text is.
public enum Tone: String, Hashable, Sendable, CaseIterable {
  case plain, dim, heading, title, accent, border
  /// The parts of a record.
  case system, user, assistant, tool, prompt, chosen, rejected, response, label
  /// JSON as JSON.
  case field, string, number, literal
  /// What the program says.
  case keyHint, info, warning, error, success
  /// Marks on the data: a flagged place, a stand-in for something hidden, a search hit, a
  /// difference.
  case flagged, standIn, match, added, removed, changed
}

/// What a text stands on.
public enum Surface: String, Hashable, Sendable, CaseIterable {
  /// The screen itself.
  case base
  /// The lines above and below: names, counts, keys.
  case bar
  /// What is selected.
  case selection
  /// The row or the part that the next key acts on.
  case cursor
  /// A menu or a help text over the screen.
  case panel
  /// The line that is being edited.
  case caretLine
}

/// What is laid over tone and surface, whatever the colours.
public struct Emphasis: OptionSet, Hashable, Sendable {
  public let rawValue: UInt8

  public init(rawValue: UInt8) { self.rawValue = rawValue }

  public static let bold = Emphasis(rawValue: 1 << 0)
  public static let dim = Emphasis(rawValue: 1 << 1)
  public static let italic = Emphasis(rawValue: 1 << 2)
  public static let underline = Emphasis(rawValue: 1 << 3)
  /// Foreground and background exchanged; on a surface that is reversed already, not reversed.
  public static let reverse = Emphasis(rawValue: 1 << 4)
}
