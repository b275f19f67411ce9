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
    within timeout: Duration = .seconds(20), for what: String = "a condition",
    until isWanted: ([String]) throws -> Bool
  ) async throws -> [String] {
    var looksLeft = Self.looks(in: timeout)
    while true {
      let isAtEnd = line.isAtEnd
      let isQuiet = line.quietTime >= Self.restTime
      let rows = line.rows()
      if isAtEnd || isQuiet, try isWanted(rows) { return rows }
      looksLeft -= 1
      if isAtEnd || looksLeft < 0 {
        let reason = isAtEnd ? "the program ended" : "nothing changed within \(timeout)"
        let screen = rows.map { "|" + $0 }.joined(separator: "\n")
        throw Unmet(description: "waited for \(what), but \(reason):\n\(screen)")
      }
      try await Task.sleep(for: Self.pause)
    }
  }

  static let pause = Duration.milliseconds(5)

  /// How often to look before giving up. Looks are counted, not the clock: other tests may keep all
  /// processors busy for as long as they like, and a program isn't late for that.
  static func looks(in timeout: Duration) -> Int { Int(timeout / pause) }

  /// Waits until the text is somewhere on the screen, in one row.
  @discardableResult
  public func waitForText(
    _ text: String, within timeout: Duration = .seconds(20)
  ) async throws -> [String] {
    try await wait(within: timeout, for: "\"\(text)\"") { $0.contains { $0.contains(text) } }
  }

  /// How long a program must print nothing for its screen to count as complete.
  private static let restTime = Duration.milliseconds(30)
}
