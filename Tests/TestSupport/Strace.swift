import Glibc

/// Faults put into a real program's system calls, by strace(1).
public enum Strace {
  /// Whether programs can be traced here; containers may forbid it.
  public static let isUsable: Bool = {
    access("/usr/bin/strace", X_OK) == 0
      && ChildProcess.run(["/usr/bin/strace", "-o", "/dev/null", "/bin/true"]).status == 0
  }()

  /// The words that start a program under it, with a fault in a system call.
  ///
  /// - Parameters:
  ///   - fault: as `inject=` takes it: `fdatasync:error=EIO:when=2`.
  ///   - log: the file that lists the calls, faults as `(INJECTED)`.
  public static func words(_ fault: String, log: String) -> [String] {
    let call = fault.prefix { $0 != ":" }
    return [
      "/usr/bin/strace", "-f", "-o", log, "-e", "trace=\(call)", "-e", "inject=\(fault)", "--",
    ]
  }
}
