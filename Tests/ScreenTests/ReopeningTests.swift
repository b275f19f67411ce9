import Glibc
import TerminalEmulator
import TestSupport
import Testing

/// What a session does that can't write: it says why, keeps what was typed, and offers a way.
@Suite struct ReopeningTests {
  private let folder = TemporaryFolder()
  private let stateFolder = ".local/state/winnow"

  init() { folder.write(Sample.jsonl, "data.jsonl") }

  private func journals(in path: String) -> [String] {
    Files.names(in: folder.path(path)).filter { $0.hasSuffix(".jsonl") }
  }

  @Test
  func `a second session takes over from the first, with the text that was being typed there`()
    async throws
  {
    let first = try await Sitting(["data.jsonl"], in: folder)
    try await first.press("a", until: "accepted")
    try await first.press("j", "e", "half a ", until: "half a Which?")
    let second = try await Sitting(["data.jsonl"], in: folder, shows: "takes over")
    #expect(second.shows("process \(first.terminal.processIdentifier)"))
    #expect(second.shows("read-only"))
    try await second.press("t", until: "text for #2 was not saved")
    #expect(try await first.terminal.exitStatus() == .exited(129))
    #expect(first.shows("another window that took over"))
    try await second.press(":draft", "Enter", until: "half a Which?")
    try await second.press("Ctrl-S", until: "set prompt on #2")
    #expect(!second.shows("read-only"))
    #expect(try await second.quit() == .exited(0))
  }

  @Test func `a second session that takes nothing over can only read, and says why`() async throws {
    let first = try await Sitting(["data.jsonl"], in: folder)
    try await first.press("a", until: "accepted")
    let second = try await Sitting(["data.jsonl"], in: folder, shows: "takes over")
    #expect(second.shows("accepted"))
    try await second.press("Esc", "x", until: "writes here")
    #expect(try await second.quit() == .exited(0))
    try await first.press("u", until: "undid")
    #expect(try await first.quit() == .exited(0))
  }

  @Test func `a change that can't be written beside the dataset goes into the state folder`()
    async throws
  {
    folder.write("", "data.jsonl.winnow")
    let sitting = try await Sitting(["data.jsonl"], in: folder, columns: 120)
    try await sitting.press("j", "x", until: "w writes in your state folder")
    try await sitting.press("w", until: "discarded on #2")
    #expect(try await sitting.quit() == .exited(0))
    let own = Files.names(in: folder.path(stateFolder))
    #expect(own.count == 1 && own[0].hasPrefix("data.jsonl-"))
    #expect(journals(in: "\(stateFolder)/\(own[0])").count == 1)
    // The next session and the headless commands find it without being told.
    Files.remove(folder.path("data.jsonl.winnow"))
    #expect(Winnow(folder)("log", "data.jsonl").text.contains("discarded"))
    let again = try await Sitting(["data.jsonl"], in: folder)
    try await again.press("u", until: "undid verdict discarded on #2")
    #expect(try await again.quit() == .exited(0))
    #expect(!Files.names(in: folder.path).contains("data.jsonl.winnow"))
  }

  @Test(.enabled(if: Strace.isUsable, "strace can't trace programs here"))
  func `a disk that fails for good ends the writing; what was typed goes elsewhere`() async throws {
    let sitting = try await Sitting(
      ["data.jsonl"], in: folder,
      through: Strace.words("fdatasync:error=EIO:when=2", log: folder.path("strace")),
      columns: 160)
    try await sitting.press("e", "typed 文字 ", "Ctrl-S", until: "w writes in your state folder")
    #expect(sitting.shows("Input/output error"))
    #expect(!sitting.shows("r tries again"))
    try await sitting.press("w", until: "set instruction on #1")
    try await sitting.press("j", "a", until: "accepted on #2")
    #expect(try await sitting.quit() == .exited(0))
    #expect(
      Winnow(folder)("show", "--raw", "data.jsonl", "1").text.contains(#"typed \u6587\u5b57 Say"#))
    #expect(Winnow(folder)("apply", "data.jsonl", "--dry-run").status == 0)
  }

  @Test(.enabled(if: Strace.isUsable, "strace can't trace programs here"))
  func `a write that fails once is tried again by one key`() async throws {
    // Of all writes only the journal's are 74 bytes and more after its opening; the call that
    // fails is found by its descriptor's path.
    let journal = folder.path("journal.jsonl")
    let words = [
      "/usr/bin/strace", "-f", "-o", folder.path("strace"), "-P", journal, "-e", "trace=write",
      "-e", "inject=write:error=ENOSPC:when=2", "--",
    ]
    let sitting = try await Sitting(
      ["data.jsonl", "--journal", journal], in: folder, through: words,
      columns: 160)
    try await sitting.press("e", "typed ", "Ctrl-S", until: "r tries again")
    #expect(sitting.shows("No space left on device"))
    try await sitting.press("r", until: "set instruction on #1")
    #expect(try await sitting.quit() == .exited(0))
    #expect(Winnow(folder)("journal", "check", journal).status == 0)
  }

  @Test(.enabled(if: Strace.isUsable, "strace can't trace programs here"))
  func `where the file system has no locks, that is said`() async throws {
    let sitting = try await Sitting(
      ["data.jsonl"], in: folder,
      through: Strace.words("flock:error=ENOLCK", log: folder.path("strace")))
    try await sitting.press("a", until: "has no locks")
    #expect(try await sitting.quit() == .exited(0))
  }
}
