/// Why there is no terminal to show anything on.
public enum TerminalError: Error, Hashable, Sendable {
  /// Neither the standard streams nor `/dev/tty` are a terminal.
  case noTerminal
  /// The terminal can't be drawn on; `term` is what TERM says, `nil` if it is unset or empty.
  case unusable(term: String?, reason: Reason)

  public enum Reason: Hashable, Sendable {
    /// TERM is unset or empty, so nobody knows what the terminal can do.
    case unnamed
    /// The terminal can't place its cursor, as `dumb` can't.
    case noCursorAddressing
    /// Neither the type nor one of those that we fall back to is in the terminfo database.
    case unknown
  }
}
