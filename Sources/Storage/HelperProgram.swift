import Glibc

/// A running external program for what Winnow doesn't do itself: Parquet and HTTP.
struct HelperProgram {
  /// Nil if the program couldn't be started.
  private let process: pid_t?

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
    var arguments = words.map { strdup($0) } + [nil]
    defer { for argument in arguments { free(argument) } }
    var process: pid_t = 0
    let isStarted = posix_spawnp(&process, words[0], &actions, nil, &arguments, environ) == 0
    self.process = isStarted ? process : nil
  }

  /// Waits for the program to end. Returns its exit status, 128 plus the number of the signal that
  /// ended it, or 127 if it couldn't be started.
  func wait() -> Int32 {
    guard let process else { return 127 }
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0 && errno == EINTR {}
    return status & 0x7F == 0 ? status >> 8 & 0xFF : 128 + status & 0x7F
  }
}
