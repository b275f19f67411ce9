import CVterm
import Foundation
import Glibc

extension PseudoTerminal {
  /// Starts a program in a session of its own whose controlling terminal is `terminal`.
  ///
  /// The new session comes before the file actions, and the first terminal that its leader opens
  /// becomes its controlling terminal: no fork.
  static func spawn(
    _ arguments: [String], environment: [String: String], directory: String?, terminal: String
  ) throws -> pid_t {
    var attributes = posix_spawnattr_t()
    var actions = posix_spawn_file_actions_t()
    posix_spawnattr_init(&attributes)
    posix_spawn_file_actions_init(&actions)
    defer {
      posix_spawnattr_destroy(&attributes)
      posix_spawn_file_actions_destroy(&actions)
    }
    var (none, all) = (sigset_t(), sigset_t())
    sigemptyset(&none)
    sigfillset(&all)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setsigdefault(&attributes, &all)
    let newSession: Int32 = 0x80  // POSIX_SPAWN_SETSID, which the Glibc module lacks
    posix_spawnattr_setflags(
      &attributes, Int16(newSession | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, terminal, O_RDWR, 0)
    posix_spawn_file_actions_adddup2(&actions, STDIN_FILENO, STDOUT_FILENO)
    posix_spawn_file_actions_adddup2(&actions, STDIN_FILENO, STDERR_FILENO)
    if let directory { posix_spawn_file_actions_addchdir_np(&actions, directory) }

    var cArguments = arguments.map { strdup($0) } + [nil]
    var cEnvironment = environment.map { strdup("\($0)=\($1)") } + [nil]
    defer { for string in cArguments + cEnvironment { free(string) } }
    var identifier: pid_t = 0
    let code = posix_spawn(
      &identifier, arguments[0], &actions, &attributes, &cArguments, &cEnvironment)
    guard code == 0 else { throw POSIXError(POSIXErrorCode(rawValue: code) ?? .EIO) }
    return identifier
  }
}
