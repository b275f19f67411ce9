import Glibc

/// A program started by a test: explicit environment, output in files, so that nothing blocks.
public final class ChildProcess {
  public let pid: Int32
  private let folder: TemporaryFolder

  public struct Result: Equatable {
    /// The exit status, or 128 + the signal that ended it.
    public var status: Int32
    public var output: [UInt8]
    public var errors: String

    public var text: String { String(decoding: output, as: UTF8.self) }
    public var lines: [String] {
      text.split(separator: "\n", omittingEmptySubsequences: true).map(String.init)
    }
  }

  /// Starts a program.
  ///
  /// - Parameters:
  ///   - output: where standard output goes instead of a file that `wait` reads; opened for
  ///     appending where `appends`.
  public init(
    _ words: [String], environment: [String: String] = [:], input: [UInt8] = [],
    folder working: String? = nil, output: String? = nil, appends: Bool = false
  ) {
    folder = TemporaryFolder()
    folder.write(input, "in")
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    let flags = O_WRONLY | O_CREAT | (appends ? O_APPEND : O_TRUNC)
    posix_spawn_file_actions_addopen(&actions, 0, folder.path("in"), O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 1, output ?? folder.path("out"), flags, 0o600)
    posix_spawn_file_actions_addopen(
      &actions, 2, folder.path("err"), O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    // env changes the folder and becomes the program; the call for it is hidden from Swift.
    let all = (working.map { ["/usr/bin/env", "-C", $0] } ?? []) + words
    var arguments = all.map { strdup($0) } + [nil]
    let variables = environment.merging(["SWIFT_BACKTRACE": "enable=no"]) { own, _ in own }
    var list = variables.map { strdup("\($0)=\($1)") } + [nil]
    defer { for text in arguments + list { free(text) } }
    var pid: pid_t = 0
    let failure = posix_spawnp(&pid, all[0], &actions, nil, &arguments, &list)
    precondition(failure == 0, "can't start \(words[0]): \(failure)")
    self.pid = pid
  }

  public func send(_ signal: Int32) { kill(pid, signal) }

  /// Waits for its end.
  public func wait() -> Result {
    var raw: Int32 = 0
    while waitpid(pid, &raw, 0) < 0, errno == EINTR {}
    let signal = raw & 0x7F
    return Result(
      status: signal == 0 ? raw >> 8 & 0xFF : 128 + signal, output: folder.read("out") ?? [],
      errors: String(decoding: folder.read("err") ?? [], as: UTF8.self))
  }

  /// Runs a program to its end.
  public static func run(
    _ words: [String], environment: [String: String] = [:], input: [UInt8] = [],
    folder: String? = nil
  ) -> Result {
    ChildProcess(words, environment: environment, input: input, folder: folder).wait()
  }
}
