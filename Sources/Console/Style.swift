/// The meaning of a piece of the screen. Views style by meaning; only a ``Theme`` knows colours.
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

  /// The style of a stand-in. Text of the data never has it, so data can't imitate a stand-in.
  public static func standIn(on surface: Surface) -> Style {
    Style(.standIn, on: surface, .reverse)
  }
}

/// What a piece of text is.
public enum Tone: String, Hashable, Sendable, CaseIterable {
  case plain, dim, heading, title, accent, border
  /// The parts of a record.
  case system, user, assistant, tool, prompt, chosen, rejected, response, label
  /// JSON source text.
  case field, string, number, literal
  /// Messages of the program.
  case keyHint, info, warning, error, success
  /// Marks on the data: a flagged passage, a stand-in for something hidden, a search match, a
  /// difference.
  case flagged, standIn, match, removed, changed
}

/// The background that text is drawn on.
public enum Surface: String, Hashable, Sendable, CaseIterable {
  /// The screen itself.
  case base
  /// The lines at the top and bottom of the screen: names, counts, keys.
  case bar
  /// The selection.
  case selection
  /// The row or the part that the next key acts on.
  case cursor
  /// A menu or a help text over the screen.
  case panel
  /// The line being edited.
  case caretLine
}

/// Text attributes that are added to tone and surface, in every theme.
public struct Emphasis: OptionSet, Hashable, Sendable {
  public let rawValue: UInt8

  public init(rawValue: UInt8) { self.rawValue = rawValue }

  public static let bold = Emphasis(rawValue: 1 << 0)
  public static let dim = Emphasis(rawValue: 1 << 1)
  public static let italic = Emphasis(rawValue: 1 << 2)
  public static let underline = Emphasis(rawValue: 1 << 3)
  /// Foreground and background swapped; on a surface that is already reversed, swapped back.
  public static let reverse = Emphasis(rawValue: 1 << 4)
}
