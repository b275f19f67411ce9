import TerminalEmulator
import TestSupport
import Testing

@Suite struct OwnKeysTests {
  private let folder = TemporaryFolder()

  @Test func `the person's own keys work, and help and hints show them`() async throws {
    folder.write(
      "keys:\n  list: {X: discard, x: ~, F2: help, '?': ~, Alt-a: accept, Ctrl-Right: skip}\n  record: {X: discard}\n",
      "winnow/config.yaml")
    folder.write(Sample.jsonl, "data.jsonl")
    let sitting = try await Sitting(
      ["data.jsonl"], in: folder, environment: ["XDG_CONFIG_HOME": folder.path],
      shows: "X discard")
    try await sitting.press("x", until: "x does nothing here")
    try await sitting.press("X", until: "discarded")
    try await sitting.press("Alt-a", until: "accepted")
    sitting.terminal.send("\u{1B}[1;5C")
    try await sitting.terminal.waitForText("skipped")
    try await sitting.press("F2", until: "X                    verdict: discarded")
    try await sitting.press("q", untilGone: " Keys")
    #expect(try await sitting.quit() == .exited(0))
    #expect(Winnow(folder)("log", "data.jsonl").text.contains("discarded"))
  }
}
