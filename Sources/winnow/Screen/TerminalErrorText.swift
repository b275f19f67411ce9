import Curses
import Interface

extension Failure {
  init(_ error: TerminalError) {
    let advice = "use a terminal, or the headless commands: winnow info, show, edit, apply"
    switch error {
    case .noTerminal: self.init(.usage, "there is no terminal to draw on; \(advice)")
    case .unusable(let term, let reason):
      let name = term.map { "TERM=\($0)" } ?? "TERM"
      switch reason {
      case .unnamed: self.init(.usage, "TERM isn't set; \(advice)")
      case .noCursorAddressing: self.init(.usage, "\(name) can't show a screen; \(advice)")
      case .unknown: self.init(.usage, "\(name) isn't known on this machine; \(advice)")
      }
    }
  }
}
