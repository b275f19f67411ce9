import CNCurses
import CSystem
public import Console
import Glibc

/// The terminal that the program runs on, drawn by ncurses.
///
/// ncurses keeps one terminal in globals, so there is one owner: make one, use it on the main
/// thread, close it. Nothing is shown before the first ``draw(_:)``.
public final class Terminal {
  /// What a person should know about the terminal, such as that its type is unknown here.
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

  /// Takes over the terminal behind the standard streams, or `/dev/tty` where one of them is
  /// redirected.
  ///
  /// - Parameters:
  ///   - environment: TERM, the locale, NO_COLOR and ESCDELAY are read from it.
  ///   - mouse: Whether to ask for presses and the wheel, which takes them from the terminal's own
  ///     selection of text.
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
      // Else ncurses believes them, and they are the size when the shell was started.
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

  /// Whether the terminal is gone: closed, or its line dropped. Nothing more will come from it.
  public var isClosed: Bool { stage == .closed || reader.isClosed }

  /// Shows a screen. What doesn't fit is cut.
  public func draw(_ screen: Screen) {
    if stage == .entered { painter.draw(screen) }
  }

  /// Changes the colours; the next ``draw(_:)`` shows them.
  public func setTheme(_ theme: Theme) { painter.setTheme(theme) }

  /// Asks for presses and the wheel, or leaves them to the terminal, which then selects text.
  public func setMouse(_ isOn: Bool) {
    mousemask(isOn ? NC_FIRST_BUTTON_PRESSED | NC_WHEEL_UP | NC_WHEEL_DOWN : 0, nil)
  }

  /// Sends everything again at the next ``draw(_:)``, after another program wrote on the screen.
  public func repaint() {
    if stage == .entered { clearok(nc_curscr(), true) }
  }

  /// Waits for something to happen, and returns all that has.
  ///
  /// - Parameters:
  ///   - wake: A descriptor that ends the wait when it can be read, a pipe that another thread
  ///     writes to. What it holds is read and dropped.
  ///   - timeoutMilliseconds: The longest wait; 0 to return at once.
  /// - Returns: Nothing if the time passed, `wake` was readable, or the terminal is gone: see
  ///   ``isClosed``.
  public func poll(wake: Int32? = nil, timeoutMilliseconds: Int) -> [InputEvent] {
    stage == .entered
      ? reader.poll(wake: wake, timeoutMilliseconds: timeoutMilliseconds) : []
  }

  /// Gives the terminal back for a while, so that another program can use it.
  public func leave() {
    guard stage == .entered else { return }
    stage = .left
    def_prog_mode()
    device.write(Self.pasteOff)
    endwin()
  }

  /// Takes the terminal again and shows the last screen. If the size has changed meanwhile, the
  /// next ``poll(wake:timeoutMilliseconds:)`` says so.
  public func enter() {
    guard stage == .left else { return }
    stage = .entered
    reset_prog_mode()
    device.write(Self.pasteOn)
    // A stopped process isn't told of a new size.
    if let size = device.size, is_term_resized(size.rows, size.columns) {
      resizeterm(size.rows, size.columns)
    }
    clearok(nc_curscr(), true)
    wrefresh(nc_curscr())
  }

  /// Stops the process as Ctrl-Z does, with the terminal given back, until the shell continues it.
  public func suspend() {
    leave()
    let handler = signal(SIGTSTP, SIG_DFL)
    // To the whole group, as the terminal would send it: a pipeline stops as one.
    kill(0, SIGTSTP)
    signal(SIGTSTP, handler)
    enter()
  }

  /// Gives the terminal back for good, in the state in which it was. Safe to call again, and when
  /// the terminal is gone.
  public func close() {
    guard stage != .closed else { return }
    if !reader.isClosed { leave() }
    stage = .closed
    winnow_restore_terminal_on_crash(device.output, nil)
    delscreen(screen)
    for stream in streams { fclose(stream) }
  }

  /// Hands text to the clipboard of the person's own machine, through the terminal (OSC 52).
  ///
  /// - Returns: Whether it was sent. Terminals drop more than ``Clipboard/capacity`` bytes in
  ///   silence, so longer text isn't sent at all.
  public func copy(_ text: String) -> Bool {
    guard stage == .entered, let sequence = Clipboard.sequence(for: text) else { return false }
    device.write(sequence)
    return true
  }
}

extension Terminal {
  /// How long ESC may wait for the rest of a sequence, unless ESCDELAY says otherwise.
  private static let escapeDelayMilliseconds: Int32 = 25
  /// Bracketed paste: pasted text comes between marks.
  private static let pasteOn = "\u{1B}[?2004h"
  /// What a crash has to undo: the alternate screen, the mouse, bracketed paste, application keys, the
  /// hidden cursor.
  private static let leaving =
    "\u{1B}[?1049l\u{1B}[?1000l\u{1B}[?1006l\u{1B}[?2004l\u{1B}[?1l\u{1B}>\u{1B}[?25h\u{1B}[0m"
  private static let pasteOff = "\u{1B}[?2004l"

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
    // Else a key that waits cuts a frame off, and rows of two records stand beside each other.
    typeahead(-1)
    define_key("\u{1B}[200~", CursesKeys.pasteStart)
    define_key("\u{1B}[201~", CursesKeys.pasteEnd)
    mouseinterval(0)  // Don't hold a press back to see whether it becomes a double click.
    if mouse { setMouse(true) }
  }
}
