import Foundation

/// What is on the screen, and waiting for it.
extension PseudoTerminal {
  /// The rows as text; blanks at their ends cut off.
  public func rows() -> [String] { line.rows() }

  public func cell(_ row: Int, _ column: Int) -> EmulatedCell {
    line.withEmulator { $0.cell(row: row, column: column) }
  }

  /// Where the cursor is, hidden or not, from 0.
  public var cursor: (row: Int, column: Int) { line.withEmulator { $0.cursor } }
  public var isCursorVisible: Bool { line.withEmulator { $0.properties.isCursorVisible } }
  public var isAlternateScreen: Bool { line.withEmulator { $0.properties.isAlternateScreen } }

  /// All that the program printed so far.
  public var rawOutput: String { String(decoding: line.output, as: UTF8.self) }

  /// Waits until the screen is as wanted and has come to rest, so that no half-drawn frame passes.
  ///
  /// - Returns: The rows of that screen.
  /// - Throws: ``Unmet`` if the time is over, or the program has ended and nothing more will come.
  @discardableResult
  public func wait(
    within timeout: Duration = .seconds(60), for what: String = "a condition",
    until isWanted: ([String]) throws -> Bool
  ) async throws -> [String] {
    let deadline = ContinuousClock.now + timeout
    while true {
      let isAtEnd = line.isAtEnd
      let isQuiet = line.quietTime >= Self.restTime
      let rows = line.rows()
      if isAtEnd || isQuiet, try isWanted(rows) { return rows }
      if isAtEnd || ContinuousClock.now > deadline {
        let reason = isAtEnd ? "the program ended" : "nothing changed within \(timeout)"
        let screen = rows.map { "|" + $0 }.joined(separator: "\n")
        throw Unmet(description: "waited for \(what), but \(reason):\n\(screen)")
      }
      try await Task.sleep(for: .milliseconds(5))
    }
  }

  /// Waits until the text is somewhere on the screen, in one row.
  @discardableResult
  public func waitForText(
    _ text: String, within timeout: Duration = .seconds(60)
  ) async throws -> [String] {
    try await wait(within: timeout, for: "\"\(text)\"") { $0.contains { $0.contains(text) } }
  }

  /// How long a program must print nothing for its screen to count as complete.
  private static let restTime = Duration.milliseconds(30)
}
