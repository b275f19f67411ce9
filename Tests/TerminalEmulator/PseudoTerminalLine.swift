import Foundation
import Glibc
import Synchronization

/// The master side of a pseudo-terminal with the emulator that reads it. One thread pumps output;
/// everything else is done under a lock.
final class PseudoTerminalLine: Sendable {
  fileprivate struct State: ~Copyable {
    /// The master descriptor, or -1 when the line is closed.
    var master: Int32
    var emulator: Emulator
    var output: [UInt8] = []
    var lastOutput = ContinuousClock.now
    var isAtEnd = false
    var isHangingUp = false
  }

  /// The path of the slave side.
  let path: String
  private let state: Mutex<State>

  init(rows: Int, columns: Int) throws {
    // Not openpty: its descriptors outlive an exec, and a program that another test starts
    // meanwhile would keep this line open.
    let master = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC | O_NONBLOCK)
    var (unlock, number): (Int32, Int32) = (0, 0)
    let (setLock, getNumber): (UInt, UInt) = (0x4004_5431, 0x8004_5430)  // TIOCSPTLCK, TIOCGPTN
    guard master >= 0, ioctl(master, setLock, &unlock) == 0, ioctl(master, getNumber, &number) == 0
    else { throw POSIXError(.ENOTTY) }
    path = "/dev/pts/\(number)"
    let emulator = Emulator(rows: rows, columns: columns)
    state = Mutex(State(master: master, emulator: emulator))
    Self.setSize(of: master, rows: rows, columns: columns)
  }

  var isAtEnd: Bool { state.withLock { $0.isAtEnd } }
  var output: [UInt8] { state.withLock { $0.output } }
  var quietTime: Duration { state.withLock { .now - $0.lastOutput } }

  func rows() -> [String] { withEmulator { $0.rows() } }

  func withEmulator<Result: Sendable>(_ body: (borrowing Emulator) -> Result) -> Result {
    state.withLock { body($0.emulator) }
  }

  func resize(rows: Int, columns: Int) {
    state.withLock { state in
      state.emulator.resize(rows: rows, columns: columns)
      Self.setSize(of: state.master, rows: rows, columns: columns)
    }
  }

  /// The kernel tells the foreground process group.
  private static func setSize(of master: Int32, rows: Int, columns: Int) {
    var size = winsize(
      ws_row: UInt16(rows), ws_col: UInt16(columns), ws_xpixel: 0, ws_ypixel: 0)
    _ = ioctl(master, UInt(TIOCSWINSZ), &size)
  }

  /// Closes the line as soon as the pump notices.
  func hangUp() { state.withLock { $0.isHangingUp = true } }

  /// Writes all bytes, as fast as the program reads them. Gives up when the line is closed.
  func write(_ bytes: [UInt8]) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = state.withLock { state in
        rest.withUnsafeBytes { Glibc.write(state.master, $0.baseAddress, $0.count) }
      }
      if count > 0 {
        rest = rest.dropFirst(count)
      } else if errno == EAGAIN || errno == EINTR {
        usleep(1_000)
      } else {
        return
      }
    }
  }

  /// Feeds output to the emulator until the program's side is closed or someone hangs up.
  func pump() {
    let master = state.withLock { $0.master }
    var buffer = [UInt8](repeating: 0, count: 65_536)
    var isOpen = true
    while isOpen {
      var readable = pollfd(fd: master, events: Int16(POLLIN), revents: 0)
      _ = poll(&readable, 1, 20)
      isOpen = state.withLock { state in !state.isHangingUp && state.takeOutput(&buffer) }
    }
    state.withLock { state in
      close(state.master)
      state.master = -1
      state.isAtEnd = true
    }
  }
}

extension PseudoTerminalLine.State {
  /// Reads what is there, and sends back what a terminal answers.
  ///
  /// - Returns: Whether more may come. A closed slave side reads as EIO.
  fileprivate mutating func takeOutput(_ buffer: inout [UInt8]) -> Bool {
    let count = read(master, &buffer, buffer.count)
    if count < 0 { return errno == EAGAIN || errno == EINTR }
    if count == 0 { return false }
    output += buffer.prefix(count)
    lastOutput = .now
    let answer = emulator.feed(buffer.prefix(count))
    if !answer.isEmpty { _ = write(master, answer, answer.count) }
    return true
  }
}
