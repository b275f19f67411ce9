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
    if let mail = HelperProgram.firstLine(of: ["git", "config", "user.email"]) { return mail }
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
}
