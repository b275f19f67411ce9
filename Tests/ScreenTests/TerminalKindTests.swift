import TerminalEmulator
import TestSupport
import Testing

@Suite struct TerminalKindTests {
  private let folder = TemporaryFolder()

  @Test(arguments: [("dumb", "TERM=dumb can't show a screen"), ("", "TERM isn't set")])
  func `a terminal that shows no screen is refused with advice`(
    _ term: String, _ message: String
  ) async throws {
    folder.write(Sample.jsonl, "data.jsonl")
    let sitting = try await Sitting(
      ["data.jsonl"], in: folder, environment: ["TERM": term], columns: 120, shows: nil)
    #expect(try await sitting.terminal.exitStatus() == .exited(64))
    #expect(sitting.terminal.rows().contains { $0.contains(message) && $0.contains("winnow info") })
    #expect(!sitting.terminal.rawOutput.contains("\u{1B}"))
  }

  @Test func `NO_COLOR draws without a colour`() async throws {
    folder.write(Sample.jsonl, "data.jsonl")
    for (value, isColoured) in [("1", false), ("", true)] {
      let sitting = try await Sitting(["data.jsonl"], in: folder, environment: ["NO_COLOR": value])
      try await sitting.press("j", "?", until: "Keys")
      try await sitting.press("q", "f", until: "Flag at")
      try await sitting.press("Esc", "a", until: "accepted")
      #expect(try await sitting.quit() == .exited(0))
      let codes = OutputSequences(sitting.terminal.rawOutput).styles.joined()
      let colours = codes.filter { (30...38).contains($0) || (40...48).contains($0) || $0 >= 90 }
      #expect(colours.isEmpty != isColoured)
    }
  }

  @Test(arguments: ["C", "POSIX", "zh_CN.GB2312", ""])
  func `Chinese is shown and typed in any locale`(_ locale: String) async throws {
    folder.write(Sample.jsonl, "data.jsonl")
    let sitting = try await Sitting(
      ["data.jsonl"], in: folder, environment: ["LANG": locale, "LC_MESSAGES": "C"],
      shows: "Say 你好")
    try await sitting.press("e", "世界", until: "世界Say 你好")
    try await sitting.press("Ctrl-S", until: "u undoes")
    #expect(try await sitting.quit() == .exited(0))
  }

  @Test func `any storm of sizes ends in the screen of the last size`() async throws {
    folder.write(Sample.jsonl, "data.jsonl")
    let sitting = try await Sitting(["data.jsonl"], in: folder)
    var random = SeededRandom(seed: 14)
    for _ in 0..<300 {
      sitting.terminal.resize(rows: 1 + random.below(60), columns: 1 + random.below(200))
      if random.oneIn(4) { sitting.terminal.send(random.pick(["j", "k", "l", "\t"])) }
    }
    sitting.terminal.resize(rows: 30, columns: 110)
    await sitting.terminal.press("Esc", "Esc", "Ctrl-L", "2G")
    try await sitting.terminal.wait {
      $0.count == 30 && $0[0].contains("#2 of 4") && $0[29].contains("q ")
    }
    await sitting.terminal.press("gg", "k", "Esc")
    try await sitting.press("1G", until: "#1 of 4")
    let fresh = try await Sitting(["data.jsonl"], in: folder, rows: 30, columns: 110)
    try await fresh.terminal.wait {
      $0 == sitting.terminal.rows() || $0[0] == sitting.terminal.rows()[0]
    }
    #expect(fresh.terminal.rows()[1...20] == sitting.terminal.rows()[1...20])
    #expect(try await sitting.quit() == .exited(0))
    #expect(try await fresh.quit() == .exited(0))
  }
}
