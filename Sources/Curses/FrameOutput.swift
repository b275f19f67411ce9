import CNCurses
import Glibc

/// Sends a frame that ncurses draws to the terminal: shortened, and in one piece.
///
/// ncurses writes to a descriptor and has no hook for its output. So while it draws a frame, that
/// descriptor refers to a file in memory; afterwards it is the terminal again.
final class FrameOutput {
  private let device: Device
  private let memory: Int32
  /// A duplicate of the terminal's descriptor, for when `device.output` is the file in memory.
  private let terminal: Int32

  /// Returns `nil` if frames can't be kept in memory, or if the terminal may not understand
  /// shortened ones. Then ncurses draws directly.
  init?(_ device: Device) {
    // All terminals with 256 colours take SGR sequences as ECMA-48 and xterm define them.
    guard tigetnum("colors") >= 256 else { return nil }
    let memory = memfd_create("frame", UInt32(NC_MEMORY_CLOSE_ON_EXEC))
    let terminal = fcntl(device.output, F_DUPFD_CLOEXEC, 3)
    guard memory >= 0, terminal >= 0 else {
      for descriptor in [memory, terminal] where descriptor >= 0 { _ = Glibc.close(descriptor) }
      return nil
    }
    self.device = device
    self.memory = memory
    self.terminal = terminal
  }

  deinit {
    _ = Glibc.close(memory)
    _ = Glibc.close(terminal)
  }

  /// Sends everything that ncurses draws during `draw`.
  func send(_ draw: () -> Void) {
    guard lseek(memory, 0, SEEK_SET) == 0, dup3(memory, device.output, O_CLOEXEC) >= 0 else {
      draw()
      return
    }
    draw()
    dup3(terminal, device.output, O_CLOEXEC)
    let count = max(0, Int(lseek(memory, 0, SEEK_CUR)))
    let frame = [UInt8](unsafeUninitializedCapacity: count) { buffer, initializedCount in
      initializedCount = max(0, pread(memory, buffer.baseAddress, count, 0))
    }
    device.write(FrameTrimmer.trim(frame))
  }
}
