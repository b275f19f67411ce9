import CNCurses
import Console
import Glibc

/// Reads events from the terminal through ncurses.
struct InputReader {
  /// The longest single wait. A resize that arrives just before a wait doesn't interrupt it, and is
  /// noticed at its end.
  private static let sliceMilliseconds = 1_000

  /// Whether the terminal is gone permanently.
  private(set) var isClosed = false
  private let device: Device
  private var decoder = KeyDecoder()
  private var paste: PasteReader
  private var knownSize: (rows: Int, columns: Int)

  /// - Parameter size: The size that the caller has already.
  init(device: Device, size: (rows: Int, columns: Int)) {
    self.device = device
    paste = PasteReader(input: device.input)
    knownSize = size
  }

  /// Waits for an event, for `wake` to become readable, or for the timeout.
  mutating func poll(wake: Int32?, timeoutMilliseconds: Int) -> [InputEvent] {
    // ncurses may hold events that no descriptor reports, such as a resize.
    var events = drain()
    var rest = events.isEmpty ? max(0, timeoutMilliseconds) : 0
    repeat {
      let slice = min(rest, Self.sliceMilliseconds)
      let woken = wait(wake: wake, milliseconds: slice)
      events += drain()
      if woken || isClosed { break }
      rest -= slice
    } while rest > 0 && events.isEmpty
    return events
  }

  /// Waits once. Returns whether `wake` was readable; its content is then consumed.
  private mutating func wait(wake: Int32?, milliseconds: Int) -> Bool {
    // `poll` skips a negative descriptor; a dead one would always be ready.
    var watched = [
      pollfd(fd: isClosed ? -1 : device.input, events: Int16(POLLIN), revents: 0),
      pollfd(fd: wake ?? -1, events: Int16(POLLIN), revents: 0),
    ]
    guard Glibc.poll(&watched, 2, Int32(milliseconds)) > 0 else { return false }
    let terminal = Int32(watched[0].revents)
    let isDead = terminal & (POLLHUP | POLLERR | POLLNVAL) != 0
    let isAtEnd = terminal & POLLIN != 0 && device.bytesWaiting == 0
    if isDead || isAtEnd { isClosed = true }
    guard let wake, watched[1].revents != 0 else { return false }
    var discarded = [UInt8](repeating: 0, count: 4_096)
    _ = Glibc.read(wake, &discarded, discarded.count)
    return true
  }

  /// Takes all available events without waiting, except that ncurses waits a few hundredths of a
  /// second for what may follow an ESC.
  private mutating func drain() -> [InputEvent] {
    guard !isClosed, let window = nc_stdscr() else { return [] }
    // While a frame goes to memory, ncurses asks that file for the size, and so misses a resize.
    if let size = device.size, is_term_resized(size.rows, size.columns) {
      resizeterm(size.rows, size.columns)
    }
    var events: [InputEvent] = []
    if paste.isOpen, device.bytesWaiting > 0 {
      let more = paste.read()
      if !more.isEmpty { events.append(.paste(more)) }
    }
    while !paste.isOpen {
      let code = wgetch(window)
      if code == ERR { return events + keys(.pause) }
      events += decode(code, in: window)
    }
    return events
  }

  private mutating func decode(
    _ code: Int32, in window: UnsafeMutablePointer<WINDOW>
  ) -> [InputEvent] {
    switch code {
    case 0...0xFF:
      return keys(.byte(UInt8(code)))
    case KEY_RESIZE:
      return keys(.pause) + resize(window)
    case KEY_MOUSE:
      return keys(.pause) + [mouseEvent().map(InputEvent.mouse)].compactMap { $0 }
    case CursesKeys.pasteStart:
      return keys(.pause) + [.paste(paste.read())]
    default:
      return CursesKeys.key(code).map { keys(.key($0)) } ?? []
    }
  }

  /// Reports a new size once, though ncurses may report it twice.
  private mutating func resize(_ window: UnsafeMutablePointer<WINDOW>) -> [InputEvent] {
    let size = (rows: Int(getmaxy(window)), columns: Int(getmaxx(window)))
    if size == knownSize { return [] }
    knownSize = size
    return [.resized(rows: size.rows, columns: size.columns)]
  }

  private mutating func keys(_ token: KeyDecoder.Token) -> [InputEvent] {
    decoder.feed(token).map(InputEvent.key)
  }

  private func mouseEvent() -> MouseEvent? {
    var event = MEVENT()
    guard getmouse(&event) == OK else { return nil }
    let (row, column) = (Int(event.y), Int(event.x))
    if event.bstate & NC_FIRST_BUTTON_PRESSED != 0 {
      return MouseEvent(.press, row: row, column: column)
    } else if event.bstate & NC_WHEEL_UP != 0 {
      return MouseEvent(.wheelUp, row: row, column: column)
    } else if event.bstate & NC_WHEEL_DOWN != 0 {
      return MouseEvent(.wheelDown, row: row, column: column)
    }
    return nil
  }
}
