import TerminalEmulator
import TestSupport
import Testing

/// Several reviewers at the real program: deciding between them, and judging without seeing them.
@Suite struct TogetherTests {
  private let folder = TemporaryFolder()
  private var winnow: Winnow { Winnow(folder) }

  private func dataset() {
    let records = (1...4).map {
      #"{"prompt":"p\#($0)","chosen":"good \#($0)","rejected":"bad \#($0)","source":"model-x"}"#
    }
    folder.write(records.map { $0 + "\n" }.joined(), "data.jsonl")
  }

  @Test func `what others write meanwhile comes with :reload, and one goes on writing`()
    async throws
  {
    dataset()
    let sitting = try await Sitting(["data.jsonl"], in: folder, columns: 120)
    try await sitting.press("a", until: "accepted")
    #expect(winnow.by("bob")("verdict", "data.jsonl", "1", "discarded").status == 0)
    #expect(winnow.by("bob")("edit", "data.jsonl", "1", "--set", "/chosen=better").status == 0)
    try await sitting.press(":reload", "Enter", until: "entries are new")
    #expect(
      sitting.shows("bob") && sitting.shows("better"),
      "\(sitting.terminal.rows().joined(separator: "\n"))")
    try await sitting.press(":reload", "Enter", until: "nothing is new")
    try await sitting.press("j", "x", until: "verdict discarded on #2")
    // Neither sees what the other edits.
    try await sitting.press("l", "e", "A", "Ctrl-S", until: "set chosen on #2")
    let journals = winnow.journals(of: "data.jsonl").filter { !$0.contains("bob") }
    let away = journals.compactMap { Files.read($0) }
    for journal in journals { Files.remove(journal) }
    #expect(winnow.by("bob")("edit", "data.jsonl", "2", "--set", "/chosen=other").status == 0)
    for (journal, bytes) in zip(journals, away) { Files.write(bytes, journal) }
    try await sitting.press(":reload", "Enter", until: "in conflict since: 1; ga decides")
    #expect(try await sitting.quit() == .exited(0))
    #expect(winnow("log", "data.jsonl", "--json").lines.count { $0.contains("verdict") } == 3)
  }

  @Test func `a digit takes a reviewer's word, and the next dispute follows`() async throws {
    dataset()
    let bob = winnow.by("bob")
    #expect(winnow("verdict", "data.jsonl", "1-3", "accepted").status == 0)
    #expect(bob("verdict", "data.jsonl", "2-3", "discarded").status == 0)
    let sitting = try await Sitting(["data.jsonl"], in: folder, actor: "carol", columns: 120)
    try await sitting.press("ga", until: "1 alice:")
    #expect(sitting.shows("decided 0 of 2") && sitting.shows("2 bob:"))
    try await sitting.press("2", until: "decided 1 of 2")
    try await sitting.press("1", until: "all decided")
    try await sitting.press("u", until: "decided 1 of 2")
    try await sitting.press("Ctrl-R", until: "decided 2 of 2")
    #expect(try await sitting.quit() == .exited(0))
    #expect(winnow("apply", "data.jsonl", "--verdicts", "adjudicated").lines.count == 3)
  }

  @Test func `edits in conflict stand side by side until one is taken`() async throws {
    dataset()
    #expect(winnow("edit", "data.jsonl", "2", "--set", "/chosen=alice says").status == 0)
    let journal = try #require(winnow.journals(of: "data.jsonl").first)
    let away = try #require(Files.read(journal))
    Files.remove(journal)
    #expect(
      winnow.by("bob")("edit", "data.jsonl", "2", "--set", "/chosen=bob says").status == 0)
    Files.write(away, journal)
    let sitting = try await Sitting(["data.jsonl"], in: folder, actor: "carol", columns: 140)
    try await sitting.press("ga", until: "bob says")
    #expect(sitting.shows("alice says") && sitting.shows("conflict"))
    try await sitting.press("2", until: "all decided")
    #expect(!sitting.shows("alice says"))
    #expect(try await sitting.quit() == .exited(0))
    #expect(winnow("apply", "data.jsonl").lines[1].contains(#""chosen":"bob says""#))
  }

  @Test func `a blind review hides who wrote what, and keeps the order that was seen`() async throws
  {
    dataset()
    #expect(winnow("verdict", "data.jsonl", "1", "discarded").status == 0)
    let sitting = try await Sitting(
      ["review", "data.jsonl", "--blind", "--seed", "5", "--filter", "#1-4"], in: folder,
      actor: "bob", columns: 120, shows: "response 1")
    for hidden in ["chosen", "rejected", "model-x", "by alice"] {
      #expect(!sitting.shows(hidden), "\(hidden)")
    }
    let isSwapped = try isBadFirst(sitting)
    try await sitting.press("w", until: "in a blind review r ranks")
    try await sitting.press("r", "2,1", "Enter", until: "ranked 2,1")
    #expect(!sitting.shows("edited"))
    #expect(try isBadFirst(sitting) == isSwapped, "what is shown stays where it is")
    try await sitting.press("H", until: "a blind review hides this")
    try await sitting.press("Enter", "l", "f", until: "Flag at response")
    try await sitting.press("b", "Enter", until: "severity 1 at response")
    #expect(!sitting.shows("/chosen") && !sitting.shows("/rejected"))
    #expect(try await sitting.quit() == .exited(0))
    let order = isSwapped ? "1,2" : "2,1"
    let journal = try #require(winnow.journals(of: "data.jsonl").first { $0.contains("bob") })
    let text = try #require(Files.text(journal))
    #expect(text.contains(#""blind":5"#) && text.contains(#""now":"\#(order)""#))
    #expect(winnow("agree", "data.jsonl").text.contains("in 0 of 1 blind orders (by chance 50%)"))
    let chosen = isSwapped ? "good 1" : "bad 1"
    let line = winnow("show", "data.jsonl", "1", "--raw").text
    #expect(line.contains(#""chosen":"\#(chosen)""#))
  }

  @Test func `a blind review goes through what one didn't judge, whatever others did`() async throws
  {
    dataset()
    #expect(winnow("verdict", "data.jsonl", "1-2", "accepted").status == 0)
    #expect(winnow("flag", "data.jsonl", "3", "--category", "S1").status == 0)
    let sitting = try await Sitting(
      ["review", "data.jsonl", "--blind"], in: folder, actor: "bob", columns: 120,
      shows: "response 1")
    #expect(sitting.shows("#1 "))
    #expect(try await sitting.quit() == .exited(0))
  }

  private func isBadFirst(_ sitting: Sitting) throws -> Bool {
    let rows = sitting.terminal.rows().joined()
    let bad = try #require(rows.firstRange(of: "bad 1")).lowerBound
    return try bad < #require(rows.firstRange(of: "good 1")).lowerBound
  }
}
