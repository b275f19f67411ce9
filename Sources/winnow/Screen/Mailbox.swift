import Glibc
import Interface
import Synchronization

/// News from background jobs for the loop that polls keys: a queue, and a pipe that wakes it.
final class Mailbox: Sendable {
  private let messages = Mutex<[Message]>([])
  /// The end that `poll` watches, and the end that is written to.
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
    _ = write(signalDescriptor, &byte, 1)  // a full pipe wakes as well as a fuller one
  }

  func collect() -> [Message] {
    messages.withLock { all in
      defer { all = [] }
      return all
    }
  }
}
