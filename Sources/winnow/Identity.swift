import Glibc
import Settings
import Storage

/// The user's identity.
enum Identity {
  /// Returns the user's name: from the environment, or else the configuration, git's user.email, or
  /// the login name.
  static func actor() throws(Failure) -> String {
    if let name = variable("WINNOW_ACTOR") { return name }
    if let name = try Preferences().configuration.actor { return name }
    if let mail = output(of: ["git", "config", "user.email"]), !mail.isEmpty { return mail }
    if let name = variable("USER") ?? variable("LOGNAME") { return name }
    guard let entry = getpwuid(getuid()) else { return "nobody" }
    return String(cString: entry.pointee.pw_name)
  }

  /// The user's folder for journals of datasets whose own folder can't be written.
  static var stateFolder: String? {
    let home = variable("HOME").map { "\($0)/.local/state" }
    return (variable("XDG_STATE_HOME") ?? home).map { "\($0)/winnow" }
  }

  /// Returns an environment variable; nil if it is unset or empty.
  static func variable(_ name: String) -> String? {
    guard let value = getenv(name), value.pointee != 0 else { return nil }
    return String(cString: value)
  }

  /// Returns the first line that a program prints; nil if it can't be run or fails.
  private static func output(of words: [String]) -> String? {
    var ends: [Int32] = [0, 0]
    guard pipe(&ends) == 0 else { return nil }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, ends[1], 1)
    posix_spawn_file_actions_addclose(&actions, ends[0])
    posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
    var arguments = words.map { strdup($0) } + [nil]
    defer { for argument in arguments { free(argument) } }
    var process: pid_t = 0
    let status = posix_spawnp(&process, words[0], &actions, nil, &arguments, environ)
    close(ends[1])
    defer { close(ends[0]) }
    guard status == 0 else { return nil }
    var buffer = [UInt8](repeating: 0, count: 1024)
    var count = 0
    while count < buffer.count {
      let more = buffer.withUnsafeMutableBytes {
        read(ends[0], $0.baseAddress! + count, $0.count - count)
      }
      if more < 0, errno == EINTR { continue }
      if more <= 0 { break }
      count += more
    }
    var exit: Int32 = 0
    while waitpid(process, &exit, 0) < 0 && errno == EINTR {}
    guard exit == 0, count > 0 else { return nil }
    return String(decoding: buffer.prefix(count).prefix { $0 != 0x0A }, as: UTF8.self)
  }
}
