import Glibc
import TerminalEmulator
import TestSupport
import Testing

/// A person at the built program: a pseudo-terminal, a home and a folder of the test's own.
struct Sitting {
  let terminal: PseudoTerminal

  /// - Parameters:
  ///   - words: what follows `winnow`, by names in `folder`.
  ///   - through: a program that starts it.
  ///   - shows: what must be on the screen first; nil doesn't wait.
  init(
    _ words: [String], in folder: TemporaryFolder, actor: String = "alice",
    environment: [String: String] = [:], through: [String] = [], rows: Int = 24, columns: Int = 80,
    shows: String? = "#1"
  ) async throws {
    let own = ["HOME": folder.path, "TMPDIR": folder.path, "WINNOW_ACTOR": actor]
    terminal = try PseudoTerminal(
      through + [PseudoTerminal.built("winnow")] + words,
      environment: own.merging(environment) { $1 },
      rows: rows, columns: columns, directory: folder.path)
    if let shows { try await terminal.waitForText(shows) }
  }

  /// Presses keys one after the other and waits for what comes of them.
  func press(_ names: String..., until text: String) async throws {
    for name in names { await terminal.press(name) }
    try await terminal.waitForText(text)
  }

  /// Presses keys one after the other and waits until something is gone.
  func press(_ names: String..., untilGone text: String) async throws {
    for name in names { await terminal.press(name) }
    try await terminal.wait(for: "\"\(text)\" gone") { !$0.contains { $0.contains(text) } }
  }

  /// Processor time that the program has used, in hundredths of a second. Unlike the clock it
  /// doesn't depend on what else the machine is doing.
  var processorTicks: Int {
    get throws {
      let file = try #require(fopen("/proc/\(terminal.processIdentifier)/stat", "r"))
      defer { fclose(file) }
      var buffer = [UInt8](repeating: 0, count: 1024)
      let count = fread(&buffer, 1, buffer.count, file)
      let line = String(decoding: buffer.prefix(count), as: UTF8.self)
      let fields = try #require(line.split(separator: ")").last).split(separator: " ")
      return (Int(fields[11]) ?? 0) + (Int(fields[12]) ?? 0)
    }
  }

  /// Whether a text is on the screen now.
  func shows(_ text: String) -> Bool { terminal.rows().contains { $0.contains(text) } }

  func quit() async throws -> PseudoTerminal.ExitStatus {
    await terminal.press("Q")
    return try await terminal.exitStatus()
  }

  func end(by signal: Int32) async throws -> PseudoTerminal.ExitStatus {
    terminal.kill(signal)
    return try await terminal.exitStatus()
  }
}

enum Sample {
  static let lines = [
    #"{"instruction": "Say \u4f60\u597d", "input": "", "output": "Hello there", "id": 1.50}"#,
    #"{"prompt": "Which?", "chosen": "This one", "rejected": "That one"}"#,
    #"{"prompt": "Best?", "responses": [{"text": "Alpha", "rank": 1}, {"text": "Beta", "rank": 2}, {"text": "Gamma", "rank": 3}]}"#,
    #"{"messages": [{"role": "user", "content": "How?"}, {"role": "assistant", "content": "So."}]}"#,
  ]
  static let jsonl = lines.joined(separator: "\n") + "\n"
}
