import CNCurses
import Console

/// The colours of the terminal by their ncurses numbers.
struct ColourTable {
  let depth: ColourDepth
  /// Whether ncurses can use the terminal's own foreground and background.
  private let hasStandardColours: Bool

  /// Starts colour support, unless NO_COLOR (https://no-color.org) turns it off.
  init(environment: [String: String]) {
    let isRefused = environment["NO_COLOR"].map { !$0.isEmpty } ?? false
    guard !isRefused, has_colors(), start_color() == OK else {
      depth = .none
      hasStandardColours = false
      return
    }
    depth = ColourDepth(count: Int(nc_colors()))
    hasStandardColours = use_default_colors() == OK
  }

  /// Returns the number of a colour pair; 0 if the terminal has no room for another.
  func pair(_ foreground: Colour, on background: Colour) -> Int32 {
    if depth == .none { return 0 }
    let pair = alloc_pair(
      number(foreground, standard: COLOR_WHITE), number(background, standard: COLOR_BLACK))
    return max(0, pair)
  }

  private func number(_ colour: Colour, standard: Int32) -> Int32 {
    switch colour.quantised(to: depth) {
    case .standard: hasStandardColours ? -1 : Int32(standard)
    case .palette(let index): depth == .trueColour ? direct(colour, index) : Int32(index)
    case .rgb(let rgb): direct(rgb)
    }
  }

  /// Returns the number of a colour on a direct-colour terminal: 0xRRGGBB, except that numbers 1 to
  /// 7 are palette entries and so are replaced by 8.
  private func direct(_ rgb: RGB) -> Int32 {
    rgb.value == 0 || rgb.value > 7 ? Int32(rgb.value) : 8
  }

  private func direct(_ colour: Colour, _ index: UInt8) -> Int32 {
    index < 8 ? Int32(index) : colour.rgb.map(direct) ?? 0
  }
}
