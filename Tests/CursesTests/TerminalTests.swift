import Foundation
import TerminalEmulator
import Testing

private let probe = PseudoTerminal.built("CursesProbe")

@Suite struct TerminalInputTests {
  @Test func `keys are decoded`() async throws {
    let terminal = try PseudoTerminal([probe])
    try await terminal.waitForText("0 nothing")
    let names = [
      "j", "G", "Space", "漢", "Enter", "Esc", "Tab", "S-Tab", "Backspace", "Del", "Ins", "Up",
      "Down", "Left", "Right", "Home", "End", "PgUp", "PgDn", "F1", "F5", "F12", "Ctrl-D", "Alt-x",
    ]
    for (index, name) in names.enumerated() {
      await terminal.press(name)
      try await terminal.waitForText("\(index + 1) key \(name)")
    }
    await terminal.press("q")
    #expect(try await terminal.exitStatus() == .exited(0))
  }

  @Test func `keys typed at once come in order`() async throws {
    let terminal = try PseudoTerminal([probe])
    try await terminal.waitForText("0 nothing")
    terminal.send(String(repeating: "\u{1B}OA", count: 500) + "x")
    try await terminal.waitForText("501 key x")
  }

  @Test func `a paste is one event, whatever is in it`() async throws {
    let terminal = try PseudoTerminal([probe])
    try await terminal.waitForText("0 nothing")
    terminal.paste("a\r\nq\u{1B}[A漢")
    try await terminal.waitForText(#"1 paste 9 "a\nq\u{1B}[A漢""#)
    let large = 200_000
    terminal.paste(String(repeating: "q", count: large))
    terminal.send("x")
    try await terminal.waitForText("3 key x")
    terminal.paste("")
    try await terminal.waitForText("4 paste 0")
  }

  @Test func `a paste that stalls stays a paste until its end`() async throws {
    let terminal = try PseudoTerminal([probe])
    try await terminal.waitForText("0 nothing")
    terminal.send("\u{1B}[200~hello\u{1B}[20")
    try await terminal.waitForText(#"1 paste 5 "hello""#)
    terminal.send("1")
    terminal.send("~x")
    try await terminal.waitForText("2 key x")
    terminal.send("\u{1B}[200~one")
    try await terminal.waitForText(#"3 paste 3 "one""#)
    terminal.send("xax\u{1B}[201~")
    try await terminal.waitForText(#"4 paste 3 "xax""#)
    terminal.send("z")
    try await terminal.waitForText("5 key z")
    terminal.send("\u{1B}[200~lost")
    try await terminal.waitForText(#"6 paste 4 "lost""#)
    terminal.send("\u{1B}\u{1B}\u{03}")
    try await Task.sleep(for: .seconds(6))  // it waits two for more of the paste
    terminal.send("k")
    try await terminal.waitForText("7 key k")
  }

  @Test func `a resize is reported with the new size`() async throws {
    // The environment of a shell that was started in another size.
    let stale = ["LINES": "10", "COLUMNS": "20"]
    let terminal = try PseudoTerminal([probe], environment: stale)
    try await terminal.waitForText("size 24x80")
    terminal.resize(rows: 40, columns: 132)
    try await terminal.waitForText("1 resized 40x132")
    terminal.resize(rows: 5, columns: 30)
    let rows = try await terminal.waitForText("2 resized 5x30")
    #expect(rows[0] == "size 5x30, no note")
  }

  @Test func `the mouse is silent unless it is asked for`() async throws {
    let terminal = try PseudoTerminal([probe])
    try await terminal.waitForText("0 nothing")
    #expect(!terminal.rawOutput.contains("\u{1B}[?1000h"))
  }

  @Test func `presses and the wheel are reported with their cell`() async throws {
    let terminal = try PseudoTerminal([probe, "--mouse"], columns: 400)
    try await terminal.waitForText("0 nothing")
    terminal.send("\u{1B}[<0;10;5M\u{1B}[<0;10;5m")
    try await terminal.waitForText("1 mouse press 4,9")
    terminal.send("\u{1B}[<64;300;5M")
    try await terminal.waitForText("2 mouse wheelUp 4,299")
    terminal.send("\u{1B}[<65;1;1M")
    try await terminal.waitForText("3 mouse wheelDown 0,0")
    await terminal.press("q")
    #expect(try await terminal.exitStatus() == .exited(0))
    #expect(terminal.rawOutput.contains("\u{1B}[?1000l") || terminal.rawOutput.contains(";1000l"))
  }

  @Test func `a wake descriptor ends the wait`() async throws {
    let terminal = try PseudoTerminal([probe])
    try await terminal.waitForText("0 nothing")
    await terminal.press("w")
    try await terminal.waitForText("woken with 0")
    await terminal.press("w")
    try await terminal.waitForText("2 woken with 0")
  }
}

@Suite struct TerminalOutputTests {
  @Test func `text stands in the columns that we say`() async throws {
    let texts = [
      "漢字かな", "e\u{301}|", "👩\u{200D}👩\u{200D}👧|", "👍🏽|", "🇯🇵|", "❤\u{FE0F}|",
      "1\u{FE0F}\u{20E3}|", "नमस्ते|", "\u{1B}[31m|", "a\u{202E}b|",
    ]
    let terminal = try PseudoTerminal([probe] + texts)
    let rows = try await terminal.waitForText("0 nothing")
    #expect(
      rows[3...12] == [
        "漢字かな", "e\u{301}|", "👩👩👧|", "👍🏽|", "🇯🇵|", "❤|", "1\u{20E3}|", "नमस्ते|",
        "^[[31m|", "a<202E>b|",
      ])
    #expect(terminal.cell(5, 6).text == "|")
    #expect(terminal.cell(11, 0).isReversed && !terminal.cell(11, 2).isReversed)
  }

  @Test func `a character that the C library lacks is drawn as a stand-in of its width`()
    async throws
  {
    // New in Unicode 17; a C library that knows it draws it.
    let terminal = try PseudoTerminal([probe, "\u{1FACD}|"])
    let rows = try await terminal.waitForText("0 nothing")
    #expect(["? |", "\u{1FACD}|"].contains(rows[3]))
    #expect(terminal.cell(3, 2).text == "|")
  }

  @Test(arguments: [
    [:], ["LANG": "C"], ["LANG": "POSIX"], ["LANG": "en_XX.UTF-8"], ["LC_ALL": "zh_XX.GB2312"],
  ])
  func `text is drawn in any locale`(_ environment: [String: String]) async throws {
    let terminal = try PseudoTerminal([probe, "漢字é"], environment: environment)
    #expect(try await terminal.waitForText("0 nothing")[3] == "漢字é")
  }

  @Test func `the cursor is shown at the caret and else waits where the focus is`() async throws {
    let terminal = try PseudoTerminal([probe])
    try await terminal.waitForText("0 nothing")
    #expect(!terminal.isCursorVisible)
    #expect(terminal.cursor == (2, 22))
    await terminal.press("c")
    try await terminal.waitForText("1 key c")
    #expect(terminal.isCursorVisible)
    #expect(terminal.cursor == (1, 4))
    await terminal.press("c")
    try await terminal.waitForText("2 key c")
    #expect(!terminal.isCursorVisible)
  }

  @Test func `only what has changed is sent`() async throws {
    let terminal = try PseudoTerminal([probe, String(repeating: "x", count: 79)])
    try await terminal.waitForText("0 nothing")
    let before = terminal.rawOutput.utf8.count
    await terminal.press("j")
    try await terminal.waitForText("1 key j")
    #expect(terminal.rawOutput.utf8.count - before < 60)
  }

  @Test func `a text is copied through the terminal, and a long one is not`() async throws {
    let terminal = try PseudoTerminal([probe])
    try await terminal.waitForText("0 nothing")
    await terminal.press("y")
    try await terminal.waitForText("copied true")
    #expect(terminal.rawOutput.contains("\u{1B}]52;c;aGkg5ryi\u{7}"))
    await terminal.press("Y")
    try await terminal.waitForText("copied false")
  }

  @Test func `a new theme is shown at once`() async throws {
    let terminal = try PseudoTerminal([probe, "--scheme"])
    try await terminal.waitForText("0 nothing")
    #expect(terminal.cell(2, 6).foreground == 203)
    await terminal.press("t")
    try await terminal.waitForText("1 key t")
    #expect(terminal.cell(2, 6).foreground == 1)
    #expect(terminal.cell(2, 0).background == -1)
  }
}

@Suite struct TerminalTypeTests {
  @Test(arguments: [
    "xterm-256color", "xterm", "vt100", "linux", "tmux-256color", "screen-256color", "rxvt",
  ])
  func `common terminals are drawn on`(_ term: String) async throws {
    let terminal = try PseudoTerminal([probe, "漢字"], environment: ["TERM": term])
    let rows = try await terminal.waitForText("0 nothing")
    #expect(rows[0] == "size 24x80, no note")
    #expect(rows[3] == "漢字")
    terminal.send("\u{1B}[A")
    try await terminal.waitForText("1 key Up")
    terminal.send("\u{1B}OB")
    // That is Down in the application mode of most, and with Ctrl and Shift on rxvt.
    try await terminal.waitForText(term == "rxvt" ? "2 key Ctrl-S-Down" : "2 key Down")
    await terminal.press("q")
    #expect(try await terminal.exitStatus() == .exited(0))
  }

  @Test(arguments: ["xterm-never", "../../etc/passwd"])
  func `an unknown terminal is drawn on as a common one, with a note`(_ term: String) async throws {
    let terminal = try PseudoTerminal([probe], environment: ["TERM": term])
    let rows = try await terminal.waitForText("0 nothing")
    #expect(rows[0] == "size 24x80, unknown terminal type; drawn as xterm-256color")
  }

  @Test(arguments: [
    (
      "dumb",
      #"unusable(term: Optional("dumb"), reason: Curses.TerminalError.Reason.noCursorAddressing)"#
    ),
    ("", "unusable(term: nil, reason: Curses.TerminalError.Reason.unnamed)"),
  ])
  func `a terminal that cannot be drawn on is refused`(_ term: String, _ error: String) async throws
  {
    let terminal = try PseudoTerminal([probe], environment: ["TERM": term], columns: 120)
    #expect(try await terminal.exitStatus() == .exited(64))
    #expect(terminal.rows()[0] == "error: " + error)
    #expect(!terminal.rawOutput.contains("\u{1B}"))
  }

  @Test func `colours follow what the terminal has`() async throws {
    // The foreground of an error, the background of a match, both on the base.
    let expected: [(String, Int32, Int32)] = [
      ("xterm-256color", 203, 226), ("xterm", 1, 3), ("vt100", -1, -1),
    ]
    for (term, foreground, background) in expected {
      let terminal = try PseudoTerminal([probe, "--scheme"], environment: ["TERM": term])
      try await terminal.waitForText("0 nothing")
      #expect(terminal.cell(2, 6).foreground == foreground, "\(term)")
      #expect(terminal.cell(2, 12).background == background, "\(term)")
    }
  }

  @Test(.enabled(if: FileManager.default.fileExists(atPath: "/usr/share/terminfo/x/xterm-direct")))
  func `a terminal of direct colours gets those of the scheme`() async throws {
    let terminal = try PseudoTerminal(
      [probe, "--scheme"], environment: ["TERM": "xterm-direct"])
    try await terminal.waitForText("0 nothing")
    // On the bytes: libvterm misreads the empty colour space.
    #expect(terminal.rawOutput.contains("38:2::255:95:95"))
  }

  @Test func `NO_COLOR leaves bold, underline and reverse`() async throws {
    for value in ["1", "0"] {
      let terminal = try PseudoTerminal([probe], environment: ["NO_COLOR": value])
      try await terminal.waitForText("0 nothing")
      let (error, cursor) = (terminal.cell(2, 6), terminal.cell(2, 22))
      #expect(error.foreground == -1 && error.background == -1 && error.isBold)
      #expect(cursor.foreground == -1 && cursor.background == -1 && cursor.isReversed)
    }
  }
}

@Suite struct TerminalLifeTests {
  @Test func `the terminal is left as it was found`() async throws {
    let terminal = try PseudoTerminal(
      [
        "/bin/sh", "-c",
        "stty -a >/tmp/winnow-$$; \(probe); stty -a | cmp - /tmp/winnow-$$ && echo same; rm /tmp/winnow-$$",
      ])
    try await terminal.waitForText("0 nothing")
    #expect(terminal.isAlternateScreen)
    #expect(terminal.rawOutput.contains("\u{1B}[?2004h"))
    await terminal.press("q")
    #expect(try await terminal.exitStatus() == .exited(0))
    #expect(terminal.rows().contains("same"))
    #expect(!terminal.isAlternateScreen)
    #expect(terminal.isCursorVisible)
    #expect(terminal.rawOutput.contains("\u{1B}[?2004l"))
  }

  @Test func `another program can use the terminal meanwhile`() async throws {
    let terminal = try PseudoTerminal([probe])
    try await terminal.waitForText("0 nothing")
    await terminal.press("o")
    try await terminal.waitForText("outside")
    #expect(!terminal.isAlternateScreen)
    terminal.resize(rows: 30, columns: 90)
    terminal.send("hello\n")
    let rows = try await terminal.waitForText("2 resized 30x90")
    #expect(rows[0] == "size 30x90, no note")
    #expect(terminal.isAlternateScreen)
    terminal.paste("x")
    try await terminal.waitForText("3 paste 1")
  }

  @Test func `the shell can stop it and go on`() async throws {
    let terminal = try PseudoTerminal(
      ["/bin/bash", "--norc", "-i"], environment: ["PS1": "PROMPT> "])
    try await terminal.waitForText("PROMPT>")
    terminal.send(probe + "\r")
    try await terminal.waitForText("0 nothing")
    await terminal.press("Ctrl-Z")
    try await terminal.waitForText("Stopped")
    #expect(!terminal.isAlternateScreen)
    terminal.resize(rows: 20, columns: 70)
    terminal.send("fg\r")
    try await terminal.waitForText("2 resized 20x70")
    await terminal.press("q")
    try await terminal.wait { $0.last { !$0.isEmpty }?.hasPrefix("PROMPT>") ?? false }
  }

  @Test func `a dropped line ends it without spinning or hanging`() async throws {
    let terminal = try PseudoTerminal([probe])
    try await terminal.waitForText("0 nothing")
    terminal.hangUp()
    #expect(try await terminal.exitStatus() == .exited(9))
  }

  @Test func `closing does not hang when the line has dropped unnoticed`() async throws {
    let terminal = try PseudoTerminal([probe])
    try await terminal.waitForText("0 nothing")
    await terminal.press("h")
    try await Task.sleep(for: .milliseconds(100))
    terminal.hangUp()
    #expect(try await terminal.exitStatus() == .exited(0))
  }

  @Test func `a closed terminal does nothing`() async throws {
    let terminal = try PseudoTerminal([probe])
    try await terminal.waitForText("0 nothing")
    await terminal.press("q")
    #expect(try await terminal.exitStatus() == .exited(0))
    #expect(terminal.rows().contains("closed: (0, 0), [], false"))
  }

  @Test func `redirected streams are replaced by the terminal itself`() async throws {
    let terminal = try PseudoTerminal(["/bin/sh", "-c", "echo data | \(probe) | cat"])
    try await terminal.waitForText("0 nothing")
    await terminal.press("j")
    try await terminal.waitForText("1 key j")
    await terminal.press("q")
    #expect(try await terminal.exitStatus() == .exited(0))
  }
}
