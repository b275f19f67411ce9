import Glibc

/// The two descriptors of a terminal. They are duplicates, so closing them leaves the standard
/// streams open.
struct Device {
  let input: Int32
  let output: Int32

  /// Opens the terminal behind the standard streams. `/dev/tty` replaces a stream that isn't a
  /// terminal because data is piped through it.
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

  /// Writes all of `text`, or as much as the terminal accepts before it fails.
  ///
  /// ncurses flushes after drawing, so text written here never lands inside one of its sequences.
  func write(_ text: String) { write(Array(text.utf8)) }

  func write(_ bytes: [UInt8]) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(output, $0.baseAddress, $0.count) }
      if count > 0 {
        rest = rest.dropFirst(count)
      } else if errno == EAGAIN {
        // Another program set O_NONBLOCK on the terminal.
        var full = pollfd(fd: output, events: Int16(POLLOUT), revents: 0)
        poll(&full, 1, -1)
      } else if errno != EINTR {
        return
      }
    }
  }

  /// The size that the kernel reports, or `nil` if it reports none, as on a serial line.
  var size: (rows: Int32, columns: Int32)? {
    var size = winsize()
    guard ioctl(output, UInt(TIOCGWINSZ), &size) == 0, size.ws_row > 0, size.ws_col > 0 else {
      return nil
    }
    return (Int32(size.ws_row), Int32(size.ws_col))
  }

  /// The number of bytes that can be read without waiting; 0 when a readable input is at its end.
  var bytesWaiting: Int {
    var count: Int32 = 0
    return ioctl(input, UInt(FIONREAD), &count) == 0 ? Int(count) : 0
  }
}
