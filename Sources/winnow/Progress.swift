import Curation
import Interface

/// Shows the progress of a long command on the terminal's last line, after half a second. Nothing
/// is shown if standard error isn't a terminal.
final class Progress {
  private let doing: String
  private let total: Int
  private let start = ContinuousClock.now
  private var told: ContinuousClock.Instant?

  /// - Parameter doing: `checking`, as in "checking: 34 % of 1,000,000 records".
  init(_ doing: String, of total: Int) {
    self.doing = doing
    self.total = total
  }

  func reached(_ done: Int) {
    let now = ContinuousClock.now
    guard now - (told ?? start + .milliseconds(400)) > .milliseconds(100) else { return }
    told = now
    Output.progress("\(doing): \(done * 100 / max(1, total)) % of \(grouped(total)) records")
  }

  /// Clears the line.
  func end() {
    if told != nil { Output.progress("") }
  }
}
