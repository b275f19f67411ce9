import Glibc
import Interface
import Synchronization

/// Messages from background jobs to the main loop: a queue, and a pipe that wakes the loop.
final class Mailbox: Sendable {
  private let messages = Mutex<[Message]>([])
  /// The pipe's read end, which `poll` watches, and its write end.
  let wakeDescriptor: Int32
  let signalDescriptor: Int32

  init() throws(Failure) {
    var ends: [Int32] = [0, 0]
    guard pipe(&ends) == 0 else {
      throw Failure(.inputOutput, "can't make a pipe: \(errorText(errno))")
    }
    for end in ends {
      _ = fcntl(end, F_SETFL, O_NONBLOCK)
      _ = fcntl(end, F_SETFD, FD_CLOEXEC)
    }
    (wakeDescriptor, signalDescriptor) = (ends[0], ends[1])
  }

  func post(_ message: Message) {
    messages.withLock { $0.append(message) }
    var byte: UInt8 = 0
    _ = write(signalDescriptor, &byte, 1)  // a full pipe wakes the loop too
  }

  func collect() -> [Message] {
    messages.withLock { all in
      defer { all = [] }
      return all
    }
  }
}
