import TerminalEmulator
import Testing

@Suite struct PseudoTerminalTests {
  @Test func `a program has the directory and the environment that it is given, no other`()
    async throws
  {
    let terminal = try PseudoTerminal(
      ["/bin/sh", "-c", "pwd; echo [$HOME] [$USER] [$MINE] [$LANG]; tty; exit 3"],
      environment: ["MINE": "x", "LANG": ""], directory: "/usr")
    #expect(try await terminal.exitStatus() == .exited(3))
    let rows = terminal.rows()
    #expect(rows[0...1] == ["/usr", "[/nonexistent] [] [x] []"])
    #expect(rows[2].hasPrefix("/dev/pts/"))
  }

  @Test func `a program that is killed says by what`() async throws {
    let terminal = try PseudoTerminal(["/bin/sh", "-c", "echo ready; read -r line"])
    try await terminal.waitForText("ready")
    terminal.kill(15)
    #expect(try await terminal.exitStatus() == .killed(signal: 15))
  }

  @Test func `waiting ends early when the program has ended`() async throws {
    let terminal = try PseudoTerminal(["/bin/sh", "-c", "echo hello"])
    await #expect(throws: PseudoTerminal.Unmet.self) { try await terminal.waitForText("bye") }
  }

  @Test func `cells show colours and attributes`() async throws {
    let terminal = try PseudoTerminal(
      ["/usr/bin/printf", #"\033[1;31;44ma\033[0;4;38;5;200mb\033[0;7m漢"#])
    _ = try await terminal.exitStatus()
    let cells = (0..<3).map { terminal.cell(0, $0) }
    #expect(cells[0].isBold && cells[0].foreground == 1 && cells[0].background == 4)
    #expect(cells[1].isUnderlined && cells[1].foreground == 200 && cells[1].background == -1)
    #expect(cells[2].isReversed && cells[2].columns == 2 && cells[2].text == "漢")
    #expect(terminal.cursor == (0, 4))
  }
}
