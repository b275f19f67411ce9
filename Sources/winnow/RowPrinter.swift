import Console
import Glibc

/// Prints the rows of a screen: on a terminal in its own colours, otherwise as plain text.
struct RowPrinter {
  private let hasColours: Bool
  /// The terminal's width; 100 if there is no terminal.
  let columns: Int

  init() {
    let isTerminal = isatty(1) == 1
    let isDumb = (Identity.variable("TERM") ?? "dumb") == "dumb"
    hasColours = isTerminal && Identity.variable("NO_COLOR") == nil && !isDumb
    var size = winsize()
    let isKnown = isTerminal && ioctl(1, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0
    columns = isKnown ? Int(size.ws_col) : 100
  }

  func print(_ screen: Screen) {
    var text = ""
    for row in 0..<screen.rows {
      let cells = (0..<screen.columns).map { screen[row, $0] }
      let last = cells.lastIndex { $0.text != " " } ?? -1
      var style = Style.plain
      for cell in cells.prefix(last + 1) {
        if hasColours, cell.style != style {
          text += Self.sequence(Theme.terminal.face(for: cell.style))
          style = cell.style
        }
        text += cell.text
      }
      if style != .plain { text += "\u{1B}[0m" }
      text += "\n"
    }
    Output.write(Array(text.utf8))
  }

  /// Returns the SGR sequence for a face (ECMA-48).
  private static func sequence(_ face: Face) -> String {
    var codes = ["0"]
    for (emphasis, code) in [
      (Emphasis.bold, "1"), (.dim, "2"), (.italic, "3"), (.underline, "4"), (.reverse, "7"),
    ]
    where face.emphasis.contains(emphasis) { codes.append(code) }
    if case .palette(let index) = face.foreground, index < 16 {
      codes.append(String(Int(index) + (index < 8 ? 30 : 82)))
    }
    return "\u{1B}[\(codes.joined(separator: ";"))m"
  }
}
