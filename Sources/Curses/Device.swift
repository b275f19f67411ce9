import Glibc

/// The two descriptors of a terminal. They are our own copies, so that closing them leaves the
/// standard streams as they were.
struct Device {
  let input: Int32
  let output: Int32

  /// Opens the terminal behind the standard streams. If one of them isn't a terminal, because data
  /// is piped through it, its place is taken by `/dev/tty`.
  static func open() throws(TerminalError) -> Device {
    let input = terminal(STDIN_FILENO)
    let output = terminal(STDOUT_FILENO)
    guard input >= 0, output >= 0 else {
      for descriptor in [input, output] where descriptor >= 0 { _ = Glibc.close(descriptor) }
      throw .noTerminal
    }
    return Device(input: input, output: output)
  }

  private static func terminal(_ descriptor: Int32) -> Int32 {
    if isatty(descriptor) == 1 { return fcntl(descriptor, F_DUPFD_CLOEXEC, 3) }
    return Glibc.open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY)
  }

  func close() {
    _ = Glibc.close(input)
    _ = Glibc.close(output)
  }

  /// Writes all of `text`, or as much as the terminal takes before it fails.
  ///
  /// ncurses flushes what it draws, so text written here never lands inside one of its sequences.
  func write(_ text: String) { write(Array(text.utf8)) }

  func write(_ bytes: [UInt8]) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(output, $0.baseAddress, $0.count) }
      if count > 0 {
        rest = rest.dropFirst(count)
      } else if errno == EAGAIN {
        // Another program made the terminal's descriptor one that doesn't wait.
        var full = pollfd(fd: output, events: Int16(POLLOUT), revents: 0)
        poll(&full, 1, -1)
      } else if errno != EINTR {
        return
      }
    }
  }

  /// The size that the kernel knows, or `nil` if it knows none, as on a serial line.
  var size: (rows: Int32, columns: Int32)? {
    var size = winsize()
    guard ioctl(output, UInt(TIOCGWINSZ), &size) == 0, size.ws_row > 0, size.ws_col > 0 else {
      return nil
    }
    return (Int32(size.ws_row), Int32(size.ws_col))
  }

  /// How many bytes can be read at once; 0 at the end of a readable input.
  var bytesWaiting: Int {
    var count: Int32 = 0
    return ioctl(input, UInt(FIONREAD), &count) == 0 ? Int(count) : 0
  }
}
