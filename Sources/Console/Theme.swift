/// The colours and attributes that a theme gives to a style.
public struct Face: Hashable, Sendable {
  public var foreground: Colour
  public var background: Colour
  public var emphasis: Emphasis

  public init(
    foreground: Colour = .standard, background: Colour = .standard, emphasis: Emphasis = []
  ) {
    self.foreground = foreground
    self.background = background
    self.emphasis = emphasis
  }
}

/// A mapping of every style to a face. It is made from any base16 or base24 scheme; two themes,
/// ``terminal`` and ``plain``, need none.
public struct Theme: Hashable, Sendable {
  private enum Colours: Hashable, Sendable {
    case scheme(Palette)
    /// The terminal's own sixteen colours.
    case terminal
    case none
  }

  public let name: String
  private let colours: Colours

  private init(name: String, colours: Colours) {
    self.name = name
    self.colours = colours
  }

  /// Makes a theme from a base16 or base24 scheme, by the base16 styling guide.
  public init(name: String, palette: Palette) {
    self.init(name: name, colours: .scheme(palette))
  }

  /// The terminal's own sixteen colours, so that the program matches other programs on the screen.
  public static let terminal = Theme(name: "terminal", colours: .terminal)

  /// No colours, only bold, underline and reverse.
  public static let plain = Theme(name: "plain", colours: .none)

  /// Whether the theme uses no colours.
  public var isPlain: Bool { colours == .none }

  /// The scheme that the theme was made from; `nil` for ``terminal`` and ``plain``.
  public var palette: Palette? {
    if case .scheme(let palette) = colours { palette } else { nil }
  }

  /// Returns a theme that can be drawn at the given colour depth.
  ///
  /// Eight or sixteen colours can't tell the close shades of a scheme apart, so ``terminal`` takes
  /// its place; with 256 or more, quantising suffices.
  public func adapted(to depth: ColourDepth) -> Theme {
    switch depth {
    case .none: .plain
    case .eight, .sixteen: isPlain ? self : .terminal
    case .twoHundredFiftySix, .trueColour: self
    }
  }

  /// Returns the face of a style.
  ///
  /// Two reversals cancel out, so reversed text stands out on a reversed surface too.
  public func face(for style: Style) -> Face {
    var face =
      switch colours {
      case .scheme(let palette): palette.face(for: style.tone, on: style.surface)
      case .terminal: TerminalColours.face(for: style.tone, on: style.surface)
      case .none: PlainLook.face(for: style.tone, on: style.surface)
      }
    face.emphasis.overlay(style.emphasis)
    return face
  }
}

extension Emphasis {
  mutating func overlay(_ other: Emphasis) {
    let reverse = symmetricDifference(other).intersection(.reverse)
    self = union(other).subtracting(.reverse).union(reverse)
  }

  func overlaid(_ other: Emphasis) -> Emphasis {
    var result = self
    result.overlay(other)
    return result
  }
}
