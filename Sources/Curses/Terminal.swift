import CNCurses
import CSystem
public import Console
import Glibc

/// The terminal that the program runs on, drawn by ncurses.
///
/// ncurses keeps its terminal in globals, so there may be only one instance: make it, use it on the
/// main thread, close it. Nothing is shown before the first ``draw(_:)``.
public final class Terminal {
  /// A remark for the user about the terminal, such as that its type is unknown here.
  public let note: String?

  private enum Stage {
    case entered
    case left
    case closed
  }

  private let device: Device
  private let streams: [UnsafeMutablePointer<FILE>]
  private let screen: OpaquePointer
  private var painter: Painter
  private var reader: InputReader
  private var stage = Stage.entered
  /// What handled SIGTSTP before the terminal was left.
  private var stopHandler: (@convention(c) (Int32) -> Void)?

  /// Takes over the terminal behind the standard streams, or `/dev/tty` if one of them is
  /// redirected.
  ///
  /// - Parameters:
  ///   - environment: Variables; TERM, the locale, NO_COLOR and ESCDELAY are used.
  ///   - mouse: Whether to ask for button presses and the wheel, which disables the terminal's own
  ///     text selection.
  /// - Throws: ``TerminalError`` if there is no terminal, or none that can be drawn on.
  public init(
    environment: [String: String], theme: Theme, mouse: Bool = false
  ) throws(TerminalError) {
    device = try Device.open()
    do throws(TerminalError) {
      let type = try TerminalType.choose(environment["TERM"], output: device.output)
      note = type.note
      CharacterSet.prepare(environment)
      set_escdelay(environment["ESCDELAY"].flatMap { Int32($0) } ?? Self.escapeDelayMilliseconds)
      // Otherwise ncurses would trust these, which hold the size from when the shell started.
      for name in ["LINES", "COLUMNS"] { unsetenv(name) }
      winnow_restore_terminal_on_crash(device.output, Self.leaving)
      (screen, streams) = try Self.start(type, on: device)
    } catch {
      winnow_restore_terminal_on_crash(device.output, nil)
      device.close()
      throw error
    }
    painter = Painter(
      theme: theme, colours: ColourTable(environment: environment), output: FrameOutput(device))
    reader = InputReader(device: device, size: Self.size)
    configure(mouse: mouse)
    device.write(Self.pasteOn)
  }

  deinit { close() }

  public var rows: Int { Self.size.rows }
  public var columns: Int { Self.size.columns }

  /// Whether the terminal is closed or its connection lost. No more events will come from it.
  public var isClosed: Bool { stage == .closed || reader.isClosed }

  /// Shows a screen, cut to the size of the terminal.
  public func draw(_ screen: Screen) {
    if stage == .entered { painter.draw(screen) }
  }

  /// Changes the theme; the next ``draw(_:)`` shows it.
  public func setTheme(_ theme: Theme) { painter.setTheme(theme) }

  /// Asks for button presses and the wheel, or leaves them to the terminal for text selection.
  public func setMouse(_ isOn: Bool) {
    mousemask(isOn ? NC_FIRST_BUTTON_PRESSED | NC_WHEEL_UP | NC_WHEEL_DOWN : 0, nil)
  }

  /// Makes the next ``draw(_:)`` send everything again, after another program wrote on the screen.
  public func repaint() {
    if stage == .entered { clearok(nc_curscr(), true) }
  }

  /// Waits for an event and returns all events that have arrived.
  ///
  /// - Parameters:
  ///   - wake: A descriptor that ends the wait when it becomes readable, such as a pipe that
  ///     another thread writes to. Its content is read and dropped.
  ///   - timeoutMilliseconds: The longest wait; 0 returns at once.
  /// - Returns: The events; empty if the time passed, `wake` was readable, or the terminal is gone:
  ///   see ``isClosed``.
  public func poll(wake: Int32? = nil, timeoutMilliseconds: Int) -> [InputEvent] {
    stage == .entered
      ? reader.poll(wake: wake, timeoutMilliseconds: timeoutMilliseconds) : []
  }

  /// Releases the terminal temporarily, so that another program can use it.
  public func leave() {
    guard stage == .entered else { return }
    stage = .left
    // The library's own handler would draw the screen over what another program shows.
    stopHandler = signal(SIGTSTP, SIG_DFL)
    def_prog_mode()
    device.write(Self.pasteOff)
    // Where there is no other screen to go back to, the last line is the shell's.
    if !nc_has_other_screen() { device.write(Self.lastLineCleared) }
    endwin()
  }

  /// Takes the terminal again after ``leave()`` and shows the last screen. If the size has changed
  /// meanwhile, the next ``poll(wake:timeoutMilliseconds:)`` reports it.
  ///
  /// - Parameter forgetsKeys: whether to drop what was typed meanwhile, which wasn't meant for this
  ///   program.
  public func enter(forgetsKeys: Bool = false) {
    guard stage == .left else { return }
    stage = .entered
    signal(SIGTSTP, stopHandler)
    if forgetsKeys { tcflush(device.input, TCIFLUSH) }
    takeBack()
  }

  /// Shows the last screen again after the process was stopped without warning (SIGSTOP) and the
  /// shell, which had the terminal meanwhile, continued it.
  public func resume() {
    if stage == .entered { takeBack() }
  }

  private func takeBack() {
    reset_prog_mode()
    device.write(Self.pasteOn)
    // A stopped process isn't notified of a new size.
    if let size = device.size, is_term_resized(size.rows, size.columns) {
      resizeterm(size.rows, size.columns)
    }
    clearok(nc_curscr(), true)
    wrefresh(nc_curscr())
  }

  /// Releases the terminal and stops the process, as Ctrl-Z does, until the shell continues it.
  public func suspend() {
    leave()
    // Signals the whole process group, as the terminal would: a pipeline stops as one.
    kill(0, SIGTSTP)
    enter()
  }

  /// Releases the terminal permanently and restores its original state. Safe to call twice, and
  /// when the terminal is gone.
  public func close() {
    guard stage != .closed else { return }
    if !reader.isClosed { leave() }
    stage = .closed
    winnow_restore_terminal_on_crash(device.output, nil)
    delscreen(screen)
    for stream in streams { fclose(stream) }
  }

  /// Copies text to the clipboard of the user's own machine, through the terminal (OSC 52).
  ///
  /// - Returns: Whether the text was sent. Terminals silently drop more than ``Clipboard/capacity``
  ///   bytes, so longer text isn't sent.
  public func copy(_ text: String) -> Bool {
    guard stage == .entered, let sequence = Clipboard.sequence(for: text) else { return false }
    device.write(sequence)
    return true
  }
}

extension Terminal {
  /// How long an ESC waits for the rest of a sequence, unless ESCDELAY says otherwise.
  private static let escapeDelayMilliseconds: Int32 = 25
  /// Turns on bracketed paste, which puts marks around pasted text.
  private static let pasteOn = "\u{1B}[?2004h"
  /// Undoes, after a crash, the alternate screen, the mouse, bracketed paste, application keys and
  /// the hidden cursor.
  private static let leaving =
    "\u{1B}[?1049l\u{1B}[?1000l\u{1B}[?1006l\u{1B}[?2004l\u{1B}[?1l\u{1B}>\u{1B}[?25h\u{1B}[0m"
  private static let pasteOff = "\u{1B}[?2004l"
  private static let lastLineCleared = "\u{1B}[999;1H\u{1B}[2K"

  private static var size: (rows: Int, columns: Int) {
    nc_stdscr().map { (Int(getmaxy($0)), Int(getmaxx($0))) } ?? (0, 0)
  }

  private static func start(
    _ type: TerminalType, on device: Device
  ) throws(TerminalError) -> (screen: OpaquePointer, streams: [UnsafeMutablePointer<FILE>]) {
    guard let output = fdopen(device.output, "w"), let input = fdopen(device.input, "r") else {
      throw .noTerminal
    }
    guard let screen = newterm(type.name, output, input) else {
      throw .unusable(term: type.name, reason: .unknown)
    }
    return (screen, [output, input])
  }

  private func configure(mouse: Bool) {
    let window = nc_stdscr()
    raw()
    noecho()
    nonl()
    nodelay(window, true)
    keypad(window, true)
    meta(window, true)
    // Otherwise waiting input would cut a frame short, and rows of two records would show at once.
    typeahead(-1)
    define_key("\u{1B}[200~", CursesKeys.pasteStart)
    define_key("\u{1B}[201~", CursesKeys.pasteEnd)
    mouseinterval(0)  // don't wait for a double click
    if mouse { setMouse(true) }
  }
}
