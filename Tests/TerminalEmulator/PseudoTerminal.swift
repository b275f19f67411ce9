import Foundation
import Glibc
import Synchronization

/// A program on a pseudo-terminal, and what a person would see: its output is parsed by libvterm
/// into a grid of cells.
///
///     let terminal = try PseudoTerminal([PseudoTerminal.built("winnow"), "data.jsonl"])
///     try await terminal.waitForText("#1")
///     await terminal.press("j", "Ctrl-D", "q")
///     #expect(try await terminal.exitStatus() == .exited(0))
///
/// The program inherits nothing: its environment is what is given here. It is killed when the last
/// reference goes. Assert on the grid, not on the bytes: ncurses sends differences.
public final class PseudoTerminal: Sendable {
  /// How a program ended.
  public enum ExitStatus: Hashable, Sendable {
    case exited(Int32)
    case killed(signal: Int32)
  }

  /// What waiting for something ends with if it doesn't come.
  public struct Unmet: Error, CustomStringConvertible {
    public let description: String
  }

  public let processIdentifier: Int32
  let line: PseudoTerminalLine
  private let status = Mutex<ExitStatus?>(nil)

  /// Starts a program.
  ///
  /// - Parameters:
  ///   - arguments: The path of the program, then its arguments.
  ///   - environment: Added to a default of PATH, TERM (xterm-256color), LANG (C.UTF-8) and HOME
  ///     (/nonexistent); an empty value takes a variable away.
  ///   - directory: Where the program starts, or `nil` for where the tests run.
  public init(
    _ arguments: [String], environment: [String: String] = [:], rows: Int = 24, columns: Int = 80,
    directory: String? = nil
  ) throws {
    line = try PseudoTerminalLine(rows: rows, columns: columns)
    do {
      processIdentifier = try Self.spawn(
        arguments, environment: Self.environment(environment), directory: directory,
        terminal: line.path)
    } catch {
      line.hangUp()
      throw error
    }
    Thread { [line] in line.pump() }.start()
  }

  deinit {
    if status.withLock({ $0 }) == nil {
      Glibc.kill(processIdentifier, SIGKILL)
      waitpid(processIdentifier, nil, 0)
    }
    line.hangUp()
  }

  /// The path of a product of this package, which lies beside the test bundle. The product must be
  /// among the dependencies of the test target, or it is not built first.
  public static func built(_ name: String) -> String {
    let bundle = CommandLine.arguments.first { $0.contains(".xctest") }
    let own = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    return URL(fileURLWithPath: bundle ?? own ?? name).deletingLastPathComponent()
      .appendingPathComponent(name).path
  }

  /// Types text as it is, escape sequences included.
  public func send(_ text: String) { send(Array(text.utf8)) }

  public func send(_ bytes: [UInt8]) { line.write(bytes) }

  /// Pastes text as a terminal does for a program that asked for bracketed paste.
  public func paste(_ text: String) { send("\u{1B}[200~" + text + "\u{1B}[201~") }

  /// Gives the terminal another size, and the program the signal for it.
  public func resize(rows: Int, columns: Int) { line.resize(rows: rows, columns: columns) }

  /// Closes the line as a dropped connection does: the program gets SIGHUP, then end of input.
  public func hangUp() { line.hangUp() }

  public func kill(_ signal: Int32) { _ = Glibc.kill(processIdentifier, signal) }

  /// Waits for the program to end, and for all that it printed to arrive.
  public func exitStatus(within timeout: Duration = .seconds(20)) async throws -> ExitStatus {
    for _ in 0...Self.looks(in: timeout) {
      if let status = reap(), line.isAtEnd { return status }
      try await Task.sleep(for: Self.pause)
    }
    throw Unmet(description: "still running:\n" + line.rows().joined(separator: "\n"))
  }

  private func reap() -> ExitStatus? {
    status.withLock { status in
      var code: Int32 = 0
      if status == nil, waitpid(processIdentifier, &code, WNOHANG) == processIdentifier {
        let signal = code & 0x7F
        status = signal == 0 ? .exited(code >> 8 & 0xFF) : .killed(signal: signal)
      }
      return status
    }
  }

  private static func environment(_ given: [String: String]) -> [String: String] {
    var environment = [
      "PATH": "/usr/bin:/bin", "TERM": "xterm-256color", "LANG": "C.UTF-8",
      "HOME": "/nonexistent",
      // Else a trap would wait half a minute for someone to press a key on this terminal.
      "SWIFT_BACKTRACE": "interactive=no,color=no",
    ]
    // Where the Swift runtime is, and where coverage goes.
    for name in ["LD_LIBRARY_PATH", "LLVM_PROFILE_FILE"] {
      environment[name] = ProcessInfo.processInfo.environment[name]
    }
    environment.merge(given) { $1 }
    return environment.filter { !$0.value.isEmpty }
  }
}
