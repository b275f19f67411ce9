import TerminalEmulator
import TestSupport
import Testing

@Suite struct LargeFileTests {
  private let folder = TemporaryFolder()

  @Test func `a file of 60 MB shows its first record at once, and its last when indexed`()
    async throws
  {
    let filler = String(repeating: "lorem ipsum ", count: 480)
    let block = Array((#"{"instruction": "filler", "output": "\#(filler)"}"# + "\n").utf8)
    var bytes = Array((#"{"instruction": "the first", "output": "x"}"# + "\n").utf8)
    bytes.reserveCapacity(block.count * 10_000 + 200)
    for _ in 0..<10_000 { bytes += block }
    bytes += Array((#"{"instruction": "the last", "output": "x"}"# + "\n").utf8)
    folder.write(bytes, "large.jsonl")
    let sitting = try await Sitting(["large.jsonl"], in: folder, shows: "the first")
    #expect(try sitting.processorTicks < 100, "a second of the processor, index and all")
    try await sitting.press("j", untilGone: "indexing")
    try await sitting.press("G", until: "#10,002 of 10,002")
    try await sitting.press("a", until: "accepted")
    try await sitting.press("gg", "/", "the last", "Enter", until: "#10,002 of")
    #expect(try await sitting.quit() == .exited(0))
  }

  @Test(arguments: [("stats", "counting:"), ("check", "checking:")])
  func `how far a long command is shows on a terminal, and goes`(
    command: String, doing: String
  ) async throws {
    let filler = String(repeating: "lorem ipsum ", count: 40)
    let line = #"{"instruction": "a", "output": "\#(filler)"}"# + "\n"
    folder.write(String(repeating: line, count: 20_000), "large.jsonl")
    let terminal = try PseudoTerminal(
      [PseudoTerminal.built("winnow"), command, "large.jsonl"]
        + (command == "check" ? ["--only", "Q", "--count"] : []),
      environment: ["HOME": folder.path], directory: folder.path)
    let rows = try await terminal.wait(for: "the end") { rows in
      !rows.contains { $0.contains(doing) } && rows.contains { $0.contains("records") }
    }
    #expect(rows.contains { $0.contains("20000") || $0.contains("20,000") })
    #expect(terminal.rawOutput.contains("\(doing) "))
    _ = try await terminal.exitStatus()
  }

  @Test func `a line of a million characters scrolls to its end and back`() async throws {
    let words = (0..<125_000).map { "w" + String(1_000_000 + $0).dropFirst() }
    folder.write(#"{"text": "\#(words.joined(separator: " "))"}"# + "\n", "long.jsonl")
    let sitting = try await Sitting(["long.jsonl"], in: folder, shows: "w000000")
    try await sitting.press("Enter", "G", until: "w124999")
    try await sitting.press("Ctrl-U", "k", untilGone: "w124999")
    try await sitting.press("gg", until: "w000000 w000001")
    try await sitting.press("Ctrl-D", untilGone: "w000000")
    try await sitting.press("/", "w099999", "Enter", until: "w099999")
    #expect(try await sitting.quit() == .exited(0))
  }
}

@Suite struct PartnerTests {
  private let folder = TemporaryFolder()
  private let demo = Repository.root + "/Sources/winnow/Demo/"

  private func copyDemo() {
    for name in ["sft.jsonl", "preferences.jsonl"] {
      folder.write(Files.read(demo + name) ?? [], name)
    }
  }

  @Test func `the partner in the other file is shown, and says so where there is none`()
    async throws
  {
    copyDemo()
    let sitting = try await Sitting(
      ["preferences.jsonl", "sft.jsonl"], in: folder, rows: 30, columns: 120)
    // The record whose prompt both files have.
    try await sitting.press(
      "/", "palindrome", "Enter", "/", "9.11 和 9.9", "Enter", until: "9.11 和 9.9")
    try await sitting.terminal.wait(for: "a partner") { rows in
      rows.contains { $0.contains("sft.jsonl  #") }
    }
    try await sitting.press("/", "limerick", "Enter", until: "no partner with this prompt")
    #expect(try await sitting.quit() == .exited(0))
  }

  @Test func `each file has its own edits`() async throws {
    copyDemo()
    let sitting = try await Sitting(
      ["sft.jsonl", "preferences.jsonl"], in: folder, rows: 30, columns: 120)
    try await sitting.press("a", until: "accepted")
    try await sitting.press("Tab", "Tab", until: " preferences.jsonl  ")
    try await sitting.press("x", until: "discarded")
    try await sitting.press("u", until: "undid verdict discarded on #1")
    try await sitting.press("u", until: "nothing to undo")
    #expect(try await sitting.quit() == .exited(0))
    #expect(Winnow(folder)("log", "sft.jsonl").text.contains("accepted"))
  }

  @Test func `one file given twice is one dataset in two panes`() async throws {
    folder.write(Sample.jsonl, "data.jsonl")
    let sitting = try await Sitting(
      ["data.jsonl", "./data.jsonl"], in: folder, rows: 30, columns: 120)
    try await sitting.press("a", until: "accepted")
    try await sitting.press("Tab", "Tab", "x", until: "discarded")
    try await sitting.press("u", until: "undid verdict discarded on #1")
    try await sitting.press("u", until: "undid verdict accepted on #1")
    try await sitting.press("u", until: "nothing to undo")
    #expect(try await sitting.quit() == .exited(0))
    let journals = Files.names(in: folder.path("data.jsonl.winnow"))
    #expect(journals.count { $0.hasSuffix(".jsonl") } == 1)
    #expect(Winnow(folder)("log", "data.jsonl").lines.count == 4)
  }

  @Test func `what was typed at a prompt comes back in the next session`() async throws {
    folder.write(Sample.jsonl, "data.jsonl")
    let first = try await Sitting(["data.jsonl"], in: folder)
    try await first.press(":", "verdict skipped", "Enter", until: "skipped")
    #expect(try await first.quit() == .exited(0))
    let second = try await Sitting(["data.jsonl"], in: folder)
    try await second.press(":", "Up", until: ":verdict skipped")
    try await second.press("Esc", until: "j move")
    #expect(try await second.quit() == .exited(0))
  }
}
