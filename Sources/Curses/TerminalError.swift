/// The reason why there is no terminal to draw on.
public enum TerminalError: Error, Hashable, Sendable {
  /// Neither the standard streams nor `/dev/tty` is a terminal.
  case noTerminal
  /// The terminal can't be drawn on; `term` is the value of TERM, `nil` if it is unset or empty.
  case unusable(term: String?, reason: Reason)

  public enum Reason: Hashable, Sendable {
    /// TERM is unset or empty, so the terminal's abilities are unknown.
    case unnamed
    /// The terminal can't place its cursor, as `dumb` can't.
    case noCursorAddressing
    /// The terminfo database has neither the type nor any of the fallback types.
    case unknown
  }
}
