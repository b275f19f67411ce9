import CNCurses
import Glibc

/// Hands the terminal what ncurses draws in a frame: shortened, and in one piece.
///
/// ncurses writes to a descriptor and lets nobody in between. So for the time of one frame that
/// descriptor is a file in memory; it is the terminal again before anything else happens.
final class FrameOutput {
  private let device: Device
  private let memory: Int32
  /// The terminal, while `device.output` is the file in memory.
  private let terminal: Int32

  /// Returns `nil` where frames can't be kept, or the terminal isn't known to understand what they
  /// are shortened to: then ncurses draws by itself.
  init?(_ device: Device) {
    // All that have 256 colours take SGR as ECMA-48 and xterm have it.
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

  /// Sends what `draw` makes ncurses draw.
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
