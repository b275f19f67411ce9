import Foundation
import Glibc
import TerminalEmulator
import TestSupport
import Testing

@Suite struct EndingTests {
  private let folder = TemporaryFolder()

  private func open(_ shows: String = "#1") async throws -> Sitting {
    try await Sitting(["data.jsonl"], in: folder, shows: shows)
  }

  @Test func `kill -9 loses nothing that was shown`() async throws {
    folder.write(Sample.jsonl, "data.jsonl")
    let sitting = try await open()
    try await sitting.press("a", until: "accepted")
    try await sitting.press("j", "w", until: "flip on #2")
    #expect(try await sitting.end(by: SIGKILL) == .killed(signal: SIGKILL))
    let again = try await open("accepted")
    try await again.press("u", until: "undid flip on #2")
    #expect(try await again.quit() == .exited(0))
  }

  @Test(arguments: [SIGHUP, SIGTERM])
  func `a signal in the middle of typing keeps the text, and leaves the terminal as it was`(
    _ signal: Int32
  ) async throws {
    folder.write(Sample.jsonl, "data.jsonl")
    let sitting = try await open()
    try await sitting.press("j", "e", "typed 文字 ", until: "typed 文字 Which?")
    #expect(try await sitting.end(by: signal) == .exited(128 + signal))
    #expect(!sitting.terminal.isAlternateScreen && sitting.terminal.isCursorVisible)
    #expect(sitting.terminal.rawOutput.contains("\u{1B}[?1049l"))
    #expect(sitting.terminal.rawOutput.contains("\u{1B}[?2004l"))
    try await openDraft()
  }

  @Test func `a dropped line in the middle of typing keeps the text`() async throws {
    folder.write(Sample.jsonl, "data.jsonl")
    let sitting = try await open()
    try await sitting.press("j", "e", "typed 文字 ", until: "typed 文字 Which?")
    sitting.terminal.hangUp()
    #expect(try await sitting.terminal.exitStatus() == .exited(129))
    try await openDraft()
  }

  @Test func `a program that is killed loses no more than the last second of typing`() async throws
  {
    folder.write(Sample.jsonl, "data.jsonl")
    let sitting = try await open()
    try await sitting.press("j", "e", "typed 文字 ", until: "typed 文字 Which?")
    try await waitForDraft()
    _ = try await sitting.end(by: SIGKILL)
    try await openDraft()
  }

  @Test func `who types on and on loses no more than the last seconds`() async throws {
    folder.write(Sample.jsonl, "data.jsonl")
    let sitting = try await open()
    try await sitting.press("j", "e", until: "Which?")
    for _ in 0..<40 where !hasDraft {
      try await sitting.press("word ", until: "word ")
      try await Task.sleep(for: .milliseconds(200))
    }
    #expect(hasDraft)
    _ = try await sitting.end(by: SIGKILL)
    let again = try await open("text for #2 was not saved")
    try await again.press(":draft", "Enter", until: "word Which?")
    try await again.press("Esc", "d", untilGone: "word Which?")
    #expect(try await again.quit() == .exited(0))
  }

  @Test func `a second text that wasn't saved is kept beside the first`() async throws {
    folder.write(Sample.jsonl, "data.jsonl")
    for (keys, text) in [(["e"], "first "), (["j", "e"], "second ")] {
      let sitting = try await open(text == "first " ? "Which?" : "was not saved")
      for key in keys { try await sitting.press(key, until: "#") }
      try await sitting.press(text, until: text)
      _ = try await sitting.end(by: SIGHUP)
    }
    let again = try await open("were not saved")
    try await again.press(":draft", "Enter", until: "second ")
    try await again.press("Ctrl-S", until: "was not saved")
    try await again.press(":draft", "Enter", until: "first ")
    try await again.press("Ctrl-S", until: "; u undoes")
    #expect(try await again.quit() == .exited(0))
    #expect(!hasDraft)
  }

  @Test func `of several texts not saved one is named by its record`() async throws {
    folder.write(Sample.jsonl, "data.jsonl")
    for (keys, shows) in [(["e"], "Which?"), (["j", "e"], "was not saved")] {
      let sitting = try await open(shows)
      for key in keys { try await sitting.press(key, until: "#") }
      try await sitting.press("typed ", until: "typed ")
      _ = try await sitting.end(by: SIGHUP)
    }
    let again = try await open("texts for #1, #2 were not saved")
    try await again.press(":draft 7", "Enter", until: "no text from an earlier session is for #7")
    try await again.press(":draft 1", "Enter", until: "#1")
    try await again.press("Ctrl-S", until: "text for #2 was not saved")
    #expect(try await again.quit() == .exited(0))
    #expect(hasDraft)
  }

  @Test func `what is given up leaves no draft`() async throws {
    folder.write(Sample.jsonl, "data.jsonl")
    let sitting = try await open()
    try await sitting.press("j", "e", "typed ", until: "typed Which?")
    try await waitForDraft()
    try await sitting.press("Esc", until: "isn't saved")
    try await sitting.press("d", untilGone: "isn't saved")
    #expect(try await sitting.quit() == .exited(0))
    #expect(!hasDraft)
  }

  private var hasDraft: Bool {
    Files.names(in: folder.path("data.jsonl.winnow")).contains { $0.hasSuffix(".draft") }
  }

  private func waitForDraft() async throws {
    for _ in 0..<100 where !hasDraft { try await Task.sleep(for: .milliseconds(100)) }
    #expect(hasDraft)
  }

  /// The next session says that there is a text, offers it, and saves it; the one after has none.
  private func openDraft() async throws {
    let again = try await open("text for #2 was not saved")
    try await again.press(":draft", "Enter", until: "typed 文字 Which?")
    try await again.press("Ctrl-S", until: "set prompt on #2")
    #expect(try await again.quit() == .exited(0))
    #expect(!hasDraft)
    let last = try await open("typed 文字 Which?")
    #expect(!last.terminal.rows().contains { $0.contains("was not saved") })
    #expect(try await last.quit() == .exited(0))
  }

  @Test func `a text finds its record again after the dataset was renewed`() async throws {
    folder.write(Sample.jsonl, "data.jsonl")
    let winnow = Winnow(folder)
    let sitting = try await open()
    try await sitting.press("j", "e", "typed ", until: "typed Which?")
    _ = try await sitting.end(by: SIGHUP)
    #expect(winnow("remove", "data.jsonl", "1").status == 0)
    #expect(winnow("apply", "data.jsonl", "--replace").status == 0)
    let again = try await open("text for #2 was not saved")
    try await again.press(":draft", "Enter", until: "typed Which?")
    try await again.press("Ctrl-S", until: "set prompt on #1")
    #expect(try await again.quit() == .exited(0))
    #expect(!hasDraft)
  }

  @Test func `a text whose record is gone is opened at another, and says so`() async throws {
    folder.write(Sample.jsonl, "data.jsonl")
    let sitting = try await open()
    try await sitting.press("j", "e", "typed ", until: "typed Which?")
    _ = try await sitting.end(by: SIGHUP)
    folder.write(Sample.jsonl.replacing("Which?", with: "What?"), "data.jsonl")
    let again = try await open("text for #2 was not saved")
    try await again.press(":draft", "Enter", until: "the record of this text isn't found")
    #expect(again.shows("typed Which?"))
    try await again.press("Esc", "k", until: "#2")
    #expect(hasDraft)
    #expect(try await again.quit() == .exited(0))
  }

  @Test func `a note that was being typed is kept as the line that it would be`() async throws {
    folder.write(Sample.jsonl, "data.jsonl")
    let sitting = try await open()
    try await sitting.press("j", "c", "half a 注", until: "note: half a 注")
    #expect(try await sitting.end(by: SIGHUP) == .exited(129))
    let again = try await open("text for #2 was not saved")
    try await again.press(":draft", "Enter", until: ":note half a 注")
    try await again.press(" more", "Enter", until: "note: half a 注 more")
    #expect(try await again.quit() == .exited(0))
    let last = try await open()
    try await last.press("j", until: "note: half a 注 more")
    #expect(!last.shows("was not saved"))
    #expect(try await last.quit() == .exited(0))
  }

  @Test func `a text that was kept before the first change is still offered after it`()
    async throws
  {
    folder.write(Sample.jsonl, "data.jsonl")
    let sitting = try await open()
    try await sitting.press("j", "e", "typed ", until: "typed Which?")
    _ = try await sitting.end(by: SIGHUP)
    let again = try await open("was not saved")
    try await again.press("a", until: "accepted")
    #expect(try await again.quit() == .exited(0))
    let last = try await open("text for #2 was not saved")
    #expect(try await last.quit() == .exited(0))
  }

  @Test func `stopped without warning, it takes the terminal back when the shell goes on`()
    async throws
  {
    folder.write(Sample.jsonl, "data.jsonl")
    let shell = try PseudoTerminal(
      ["/bin/bash", "--norc", "-i"],
      environment: ["PS1": "PROMPT> ", "HOME": folder.path, "WINNOW_ACTOR": "alice"],
      directory: folder.path)
    try await shell.waitForText("PROMPT>")
    shell.send(PseudoTerminal.built("winnow") + " data.jsonl\r")
    try await shell.waitForText("Say 你好")
    let parent = shell.processIdentifier
    let child = try String(
      contentsOfFile: "/proc/\(parent)/task/\(parent)/children", encoding: .utf8
    ).split(separator: " ").compactMap { pid_t($0) }
    kill(try #require(child.first), SIGSTOP)
    try await shell.waitForText("Stopped")
    shell.send("fg\r")
    try await shell.wait(for: "no trace of the shell") { !$0.contains { $0.contains("Stopped") } }
    // Each key is read as it is pressed, and none is shown by the terminal itself.
    await shell.press("j", "a")
    try await shell.waitForText("accepted")
    await shell.press("Q")
    try await shell.wait { $0.last { !$0.isEmpty }?.hasPrefix("PROMPT>") ?? false }
  }

  @Test func `two people work on one file at once`() async throws {
    folder.write(Sample.jsonl, "data.jsonl")
    let first = try await open()
    let second = try await Sitting(["data.jsonl"], in: folder, actor: "bob")
    try await first.press("a", until: "accepted")
    try await second.press("x", until: "discarded")
    #expect(try await first.quit() == .exited(0))
    #expect(try await second.quit() == .exited(0))
    let last = try await open("discarded by bob")
    #expect(try await last.quit() == .exited(0))
  }
}
