import Glibc

/// The built program, in a home of its own.
public struct Winnow {
  public let folder: TemporaryFolder
  public var actor: String

  public init(_ folder: TemporaryFolder = TemporaryFolder(), actor: String = "alice") {
    self.folder = folder
    self.actor = actor
  }

  /// The executable that stands beside the test bundle.
  public static let path: String = {
    var buffer = [CChar](repeating: 0, count: 4096)
    let count = readlink("/proc/self/exe", &buffer, buffer.count)
    let own = String(
      decoding: buffer.prefix(max(0, count)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    for path in [own] + CommandLine.arguments {
      let beside =
        path.split(separator: "/", omittingEmptySubsequences: false).dropLast()
        .joined(separator: "/") + "/winnow"
      if access(beside, X_OK) == 0 { return beside }
    }
    preconditionFailure("winnow isn't built beside \(own)")
  }()

  public var environment: [String: String] {
    [
      "HOME": folder.path, "WINNOW_ACTOR": actor, "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8",
      "TERM": "dumb", "TMPDIR": folder.path, "LLVM_PROFILE_FILE": "/dev/null",
    ]
  }

  /// Runs it in the folder.
  @discardableResult
  public func callAsFunction(_ words: String..., input: String = "") -> ChildProcess.Result {
    run(words, input: input)
  }

  @discardableResult
  public func run(_ words: [String], input: String = "") -> ChildProcess.Result {
    ChildProcess.run(
      [Self.path] + words, environment: environment, input: Array(input.utf8), folder: folder.path)
  }

  /// Starts it in the folder and doesn't wait.
  public func start(
    _ words: [String], output: String? = nil, appends: Bool = false
  ) -> ChildProcess {
    ChildProcess(
      [Self.path] + words, environment: environment, folder: folder.path, output: output,
      appends: appends)
  }

  /// The same dataset in the hands of somebody else.
  public func by(_ actor: String) -> Winnow { Winnow(folder, actor: actor) }

  /// The paths of the journals of `dataset`.
  public func journals(of dataset: String) -> [String] {
    let journals = folder.path("\(dataset).winnow")
    return Files.names(in: journals).filter { $0.hasSuffix(".jsonl") }.map { "\(journals)/\($0)" }
  }
}
