import CNCurses

/// The terminfo entry to draw by.
struct TerminalType {
  let name: String
  /// A remark for the user about the choice.
  let note: String?

  /// Types that nearly every terminal understands, the more capable first.
  private static let fallbacks = ["xterm-256color", "vt100"]

  /// Chooses the type that TERM names, or a common one if the database lacks it: a machine reached
  /// over SSH often doesn't know the newest terminals.
  static func choose(_ term: String?, output: Int32) throws(TerminalError) -> TerminalType {
    guard let term, !term.isEmpty else { throw .unusable(term: nil, reason: .unnamed) }
    switch ability(of: term, output) {
    case .unknown:
      let substitute = fallbacks.first { ability(of: $0, output) == .placesCursor }
      guard let substitute else { throw .unusable(term: term, reason: .unknown) }
      return TerminalType(name: substitute, note: "unknown terminal type; drawn as \(substitute)")
    case .noCursor:
      throw .unusable(term: term, reason: .noCursorAddressing)
    case .placesCursor:
      return TerminalType(name: term, note: nil)
    }
  }

  private enum Ability {
    case unknown
    case noCursor
    case placesCursor
  }

  private static func ability(of name: String, _ output: Int32) -> Ability {
    switch nc_can_place_cursor(name, output) {
    case 1: .placesCursor
    case 0: .noCursor
    default: .unknown
    }
  }
}
