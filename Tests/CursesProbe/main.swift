// A program that shows what it is given, for CursesTests to drive under a pseudo-terminal.
//
//     CursesProbe [--mouse] [--scheme] [TEXT...]
//
// Row 0 has the size, row 1 how many events there were and the last one, row 2 one word in each of
// five styles, then come the TEXTs. The caret is at row 1 after `c`. Other keys: `q` quits, Ctrl-Z
// suspends, `o` runs a shell that waits for a line, `y` and `Y` copy a short and a long text, `t`
// changes the theme, `w` waits for an hour with its wake descriptor ready, `h` closes the terminal
// a little later without a look at it. The last line says what a closed terminal answers.

import Console
import Curses
import Glibc

func environment() -> [String: String] {
  var result: [String: String] = [:]
  var entry = environ
  while let text = entry.pointee {
    let parts = String(cString: text).split(
      separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    result[String(parts[0])] = parts.count > 1 ? String(parts[1]) : ""
    entry += 1
  }
  return result
}

/// Greys from black to white, then eight strong colours.
func scheme() -> Theme {
  let values: [UInt32] = [
    0x101010, 0x282828, 0x404040, 0x707070, 0xA0A0A0, 0xE0E0E0, 0xF0F0F0, 0xFFFFFF,
    0xFF5F5F, 0xFFAF00, 0xFFFF00, 0x5FFF5F, 0x00FFFF, 0x5FAFFF, 0xFF5FFF, 0xAF5F00,
  ]
  return Palette(values.map(RGB.init)).map { Theme(name: "probe", palette: $0) } ?? .plain
}

func describe(_ event: InputEvent) -> String {
  switch event {
  case .key(let key): "key \(key)"
  case .paste(let text): "paste \(text.utf8.count) \(text.debugDescription)"
  case .mouse(let mouse): "mouse \(mouse.action) \(mouse.row),\(mouse.column)"
  case .resized(let rows, let columns): "resized \(rows)x\(columns)"
  }
}

/// Runs a shell on the terminal that the program has left.
func runShell() {
  let command = ["/bin/sh", "-c", "echo outside; read -r line; echo \"got $line\""]
  var arguments = command.map { strdup($0) } + [nil]
  defer { for argument in arguments { free(argument) } }
  var shell: pid_t = 0
  if posix_spawn(&shell, "/bin/sh", nil, nil, &arguments, environ) == 0 {
    // A resize interrupts the wait.
    while waitpid(shell, nil, 0) < 0, errno == EINTR {}
  }
}

struct Probe {
  let terminal: Terminal
  let texts: [String]
  let wake: (read: Int32, write: Int32)
  var count = 0
  var last = "nothing"
  var hasCaret = false
  var isDone = false

  func screen() -> Screen {
    var screen = Screen(rows: terminal.rows, columns: terminal.columns)
    let note = terminal.note ?? "no note"
    screen.write("size \(terminal.rows)x\(terminal.columns), \(note)", row: 0, column: 0)
    screen.write("\(count) \(last)", row: 1, column: 0, style: Style(.heading))
    let words: [(String, Style)] = [
      ("plain", .plain), ("error", Style(.error)), ("match", Style(.match)),
      ("bar", Style(on: .bar)), ("cursor", Style(on: .cursor)),
    ]
    var column = 0
    for (word, style) in words {
      column += 1 + screen.write(word, row: 2, column: column, style: style)
    }
    for (index, text) in texts.enumerated() { screen.write(text, row: 3 + index, column: 0) }
    if hasCaret { screen.caret = Position(row: 1, column: 4) }
    return screen
  }

  mutating func handle(_ event: InputEvent) {
    count += 1
    last = describe(event)
    switch event {
    case .key(.character("q")): isDone = true
    case .key(.control("z")): terminal.suspend()
    case .key(.character("o")):
      terminal.leave()
      runShell()
      terminal.enter()
    case .key(.character("y")): last = "copied \(terminal.copy("hi 漢"))"
    case .key(.character("Y")):
      last = "copied \(terminal.copy(String(repeating: "x", count: 60_000)))"
    case .key(.character("t")): terminal.setTheme(.terminal)
    case .key(.character("c")): hasCaret.toggle()
    case .key(.character("w")):
      _ = write(wake.write, "!", 1)
      let events = terminal.poll(wake: wake.read, timeoutMilliseconds: 3_600_000)
      last = "woken with \(events.count)"
    case .key(.character("h")):
      usleep(300_000)
      isDone = true
    default: break
    }
  }

  mutating func run() {
    while !isDone, !terminal.isClosed {
      terminal.draw(screen())
      for event in terminal.poll(wake: wake.read, timeoutMilliseconds: 60_000) { handle(event) }
    }
  }
}

var arguments = CommandLine.arguments.dropFirst()
let hasMouse = arguments.first == "--mouse"
if hasMouse { arguments.removeFirst() }
let hasScheme = arguments.first == "--scheme"
if hasScheme { arguments.removeFirst() }

do throws(TerminalError) {
  // A hangup shall show itself as the end of the input.
  signal(SIGHUP, SIG_IGN)
  var pipes: [Int32] = [0, 0]
  pipe(&pipes)
  let terminal = try Terminal(
    environment: environment(), theme: hasScheme ? scheme() : .terminal, mouse: hasMouse)
  var probe = Probe(terminal: terminal, texts: Array(arguments), wake: (pipes[0], pipes[1]))
  probe.run()
  let wasClosed = terminal.isClosed
  terminal.close()
  terminal.close()
  let size = (terminal.rows, terminal.columns)
  print("closed: \(size), \(terminal.poll(timeoutMilliseconds: 60_000)), \(terminal.copy("x"))")
  exit(wasClosed ? 9 : 0)
} catch {
  print("error: \(error)")
  exit(64)
}
