import Glibc

/// A running external program for what Winnow doesn't do itself: Parquet, HTTP, the user's editor.
public struct HelperProgram {
  /// Nil if the program couldn't be started.
  private let process: pid_t?

  /// Starts a program in the terminal: it has Winnow's own streams, and its process group.
  public init(inTerminal words: [String]) {
    process = Self.start(words, nil)
  }

  /// Starts a program, found through PATH, with an empty standard input.
  ///
  /// - Parameters:
  ///   - output: the descriptor for its standard output; nil discards the output.
  ///   - errors: the same for standard error.
  ///   - files: descriptors that it gets as numbers 3, 4 and so on.
  init(_ words: [String], output: Int32? = nil, errors: Int32? = nil, files: [Int32] = []) {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    // Move them first to numbers that don't collide with their new ones.
    let taken = files + [output, errors].compactMap(\.self)
    let first = taken.reduce(Int32(files.count) + 3) { max($0, $1 + 1) }
    for (place, file) in files.enumerated() {
      posix_spawn_file_actions_adddup2(&actions, file, first + Int32(place))
    }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    if let output {
      posix_spawn_file_actions_adddup2(&actions, output, 1)
    } else {
      posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
    }
    if let errors {
      posix_spawn_file_actions_adddup2(&actions, errors, 2)
    } else {
      posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
    }
    for place in files.indices {
      posix_spawn_file_actions_adddup2(&actions, first + Int32(place), 3 + Int32(place))
      posix_spawn_file_actions_addclose(&actions, first + Int32(place))
    }
    process = Self.start(words, &actions)
  }

  private static func start(
    _ words: [String], _ actions: UnsafePointer<posix_spawn_file_actions_t>?
  ) -> pid_t? {
    var arguments = words.map { strdup($0) } + [nil]
    defer { for argument in arguments { free(argument) } }
    // What Winnow ignores, the program needn't.
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var signals = sigset_t()
    sigemptyset(&signals)
    for signal in [SIGPIPE, SIGXFSZ] { sigaddset(&signals, signal) }
    posix_spawnattr_setsigdefault(&attributes, &signals)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF))
    var process: pid_t = 0
    let isStarted = posix_spawnp(&process, words[0], actions, &attributes, &arguments, environ) == 0
    return isStarted ? process : nil
  }

  /// Waits for the program to end. Returns its exit status, 128 plus the number of the signal that
  /// ended it, or 127 if it couldn't be started.
  public func wait() -> Int32 {
    guard let process else { return 127 }
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0 {
      if errno != EINTR { return 127 }
    }
    return status & 0x7F == 0 ? status >> 8 & 0xFF : 128 + status & 0x7F
  }

  /// Returns the first line that a program prints; nil if it can't be run or fails.
  public static func firstLine(of words: [String]) -> String? {
    var ends: [Int32] = [0, 0]
    guard pipe(&ends) == 0 else { return nil }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    let program = HelperProgram(words, output: ends[1])
    close(ends[1])
    var line: [UInt8] = []
    var byte: UInt8 = 0
    while line.count < 1024 {
      let count = read(ends[0], &byte, 1)
      if count < 0, errno == EINTR { continue }
      guard count > 0, byte != 0x0A else { break }
      line.append(byte)
    }
    // A program that prints more is told so.
    close(ends[0])
    guard program.wait() == 0, !line.isEmpty else { return nil }
    return String(decoding: line, as: UTF8.self)
  }
}
