/// How a cell is drawn: the answer of a theme to a style.
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

/// The look of every style. Any base16 or base24 scheme makes one; two need no scheme.
public struct Theme: Hashable, Sendable {
  private enum Colours: Hashable, Sendable {
    case scheme(Palette)
    /// The terminal's own sixteen.
    case terminal
    case none
  }

  public let name: String
  private let colours: Colours

  private init(name: String, colours: Colours) {
    self.name = name
    self.colours = colours
  }

  /// Makes the theme of a base16 or base24 scheme, dressed by the base16 styling guide.
  public init(name: String, palette: Palette) {
    self.init(name: name, colours: .scheme(palette))
  }

  /// The terminal's own sixteen colours, so that the program looks like its neighbours.
  public static let terminal = Theme(name: "terminal", colours: .terminal)

  /// No colours: bold, underline and reverse say everything.
  public static let plain = Theme(name: "plain", colours: .none)

  /// Whether the theme uses no colours.
  public var isPlain: Bool { colours == .none }

  /// The scheme that the theme was made from.
  public var palette: Palette? {
    if case .scheme(let palette) = colours { palette } else { nil }
  }

  /// Returns the theme that can be drawn in so many colours.
  ///
  /// Eight or sixteen can't tell the near shades of a scheme apart, so the terminal's own take
  /// their place; 256 and more need only be quantised.
  public func adapted(to depth: ColourDepth) -> Theme {
    switch depth {
    case .none: .plain
    case .eight, .sixteen: isPlain ? self : .terminal
    case .twoHundredFiftySix, .trueColour: self
    }
  }

  /// Returns how a style is drawn.
  ///
  /// Reversing twice is not reversing, so what is reversed stands out on a reversed surface too.
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
