import TerminalEmulator
import TestSupport
import Testing

/// Filtering, sorting, counting and searching in the real program, with its background jobs.
@Suite struct FindingTests {
  private let folder = TemporaryFolder()

  private func open(_ words: String...) async throws -> Sitting {
    let lines = (1...3_000).map { number in
      let label = number % 3 == 0 ? "fizz" : "plain"
      return
        #"{"text": "record \#(number) \#(number % 1000 == 0 ? "needle 中" : "hay")", "label": "\#(label)", "n": \#(number * 7919 % 3001)}"#
    }
    folder.write(lines.joined(separator: "\n") + "\n", "data.jsonl")
    return try await Sitting(["data.jsonl"] + words, in: folder, columns: 120)
  }

  @Test func `a key that is held down moves in the list, and the record comes when it rests`()
    async throws
  {
    folder.write((1...60).map { "{\"text\":\"record \($0) it is\"}\n" }.joined(), "long.jsonl")
    let sitting = try await Sitting(["long.jsonl"], in: folder)
    for _ in 0..<40 { sitting.terminal.send("j") }
    try await sitting.press("j", until: "#42 of 60")
    #expect(sitting.terminal.rows().count { $0.contains("record 42 it is") } == 2)
    #expect(try await sitting.quit() == .exited(0))
  }

  @Test func `what rules find that compare records is shown with its reason`() async throws {
    folder.write(
      ["a", "b", "c"].map {
        "{\"prompt\":\"\($0 == "b" ? "other" : "same")\",\"completion\":\"\($0)\"}\n"
      }
      .joined(), "same.jsonl")
    let sitting = try await Sitting(["same.jsonl"], in: folder)
    try await sitting.press("&", "check:Q3", "Enter", until: "Q3 #1 has this prompt too")
    try await sitting.press("Esc", untilGone: "has this prompt too")
    #expect(try await sitting.quit() == .exited(0))
  }

  @Test func `a filter shows what it finds, a command works on all of it, Esc shows all`()
    async throws
  {
    let sitting = try await open()
    try await sitting.press("&", "label=fizz n<30", "Enter", until: "& label=fizz n<30: 8")
    try await sitting.press("*", "x", until: "8 records")
    #expect(
      Winnow(folder)("query", "data.jsonl", "verdict:discarded", "--count").text == "8\n")
    try await sitting.press("Esc", untilGone: "& label")
    #expect(try await sitting.quit() == .exited(0))
  }

  @Test func `a list is sorted, and numbers come from a file`() async throws {
    let sitting = try await open()
    try await sitting.press("o", "-n", "Enter", until: "by -n")
    try await sitting.press("gg", until: "n: 3000")
    folder.write("2000\n17\n", "numbers.txt")
    try await sitting.press("o", "Ctrl-U", "Enter", until: "all records")
    try await sitting.press("&", "#@numbers.txt", "Enter", until: "& #@numbers.txt: 2")
    try await sitting.press(
      "&", "Ctrl-U", "#@absent.txt", "Enter", until: "absent.txt can't be read")
    #expect(try await sitting.quit() == .exited(0))
  }

  @Test func `a filter waits for no one to type its numbers`() async throws {
    let sitting = try await open()
    try await sitting.press("&", "#@-", "Enter", until: "can't be read")
    try await sitting.press("Esc", "j", until: "#2 of 3,000")
    #expect(try await sitting.quit() == .exited(0))
  }

  @Test func `values and statistics open their records`() async throws {
    let sitting = try await open()
    try await sitting.press("B", "label", "Enter", until: "2 different")
    try await sitting.press("j", "Enter", until: "& label=fizz: 1,000")
    try await sitting.press("Esc", "S", until: "3,000 records")
    #expect(sitting.shows("labelled"))
    try await sitting.press("Enter", until: "& shape:labelled: 3,000")
    #expect(try await sitting.quit() == .exited(0))
  }

  @Test func `a search goes along while it is typed, counts, and Esc goes back`() async throws {
    let sitting = try await open()
    try await sitting.press("5G", "/", "needle", until: "#1,000 of 3,000")
    try await sitting.press("Esc", until: "#5 of 3,000")
    try await sitting.press("/", "/NEEDLE 中/i", "Enter", until: "record 1 of 3 with")
    // As fast as they come: no key is lost while the search is on its way.
    try await sitting.press("/", "needle", "Enter", "n", "n", until: "record 3 of 3 with")
    try await sitting.press("n", until: "went round the end")
    try await sitting.terminal.waitForText("#1,000 of 3,000")
    #expect(try await sitting.quit() == .exited(0))
  }
}
