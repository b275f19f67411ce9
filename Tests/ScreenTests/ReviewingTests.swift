import TerminalEmulator
import TestSupport
import Testing

/// Marks and reviews by key, in the real program on a real terminal.
@Suite struct ReviewingTests {
  private let folder = TemporaryFolder()
  private var winnow: Winnow { Winnow(folder) }

  private func dataset(_ count: Int) {
    let records = (1...count).map {
      #"{"prompt":"p\#($0)","chosen":"a\#($0)","rejected":"b\#($0)"}"#
    }
    folder.write(records.map { $0 + "\n" }.joined(), "data.jsonl")
  }

  private func found(_ query: String) -> [String] {
    winnow("query", "data.jsonl", query, "--numbers").lines
  }

  @Test func `a review goes from verdict to verdict, and on where it was left`() async throws {
    dataset(5)
    let sitting = try await Sitting(["review", "data.jsonl"], in: folder, shows: "review 0 of 5")
    try await sitting.press("a", until: "review 1 of 5")
    try await sitting.press("x", until: "review 2 of 5")
    try await sitting.press("u", until: "review 1 of 5")
    try await sitting.press("s", until: "review 2 of 5")
    #expect(try await sitting.quit() == .exited(0))
    #expect(found("verdict:accepted") == ["1"] && found("verdict:skipped") == ["2"])
    let again = try await Sitting(["review", "data.jsonl"], in: folder, shows: "review 0 of 3")
    try await again.press("a", "a", "x", until: "all reviewed: 2 accepted, 1 discarded, 0 skipped")
    #expect(try await again.quit() == .exited(0))
    #expect(found("verdict:none").isEmpty)
  }

  @Test func `ratings, turns, repeating, replacing and the history by key`() async throws {
    dataset(4)
    let sitting = try await Sitting(["data.jsonl"], in: folder)
    try await sitting.press("R", "h", "4", until: "rate helpful 4 on #1")
    try await sitting.press("j", ".", until: "rate helpful 4 on #2")
    try await sitting.press("r", "/1=2", "Enter", until: "rank /1=2 on #2")
    try await sitting.press(":", "3-4 flag S10 2 bad", "Enter", until: "flag S10 2 on 2 records")
    try await sitting.press("&", "flagged", "Enter", until: "flagged: 2")
    try await sitting.press(":", "replace /^a/A/ in chosen", "Enter", until: "2 hits in 2 records?")
    try await sitting.press("y", until: "replace /^a/A/ in chosen on 2 records")
    try await sitting.press("H", until: "history of data.jsonl  5 entries")
    try await sitting.press("j", "u", until: "(undone)")
    try await sitting.press("q", "V", until: "flagged records are veiled")
    #expect(try await sitting.quit() == .exited(0))
    #expect(found("rating(helpful)=4") == ["1", "2"])
    #expect(found("flagged").isEmpty, "the history took the flags back")
    #expect(found("edited") == ["3", "4"])
    let journal = Files.text(winnow.journals(of: "data.jsonl")[0]) ?? ""
    #expect(journal.contains(#""axis":"acceptable","at":"/chosen","was":null,"now":false"#))
  }

  @Test func `suggestions are agreed with or refused, and counted`() async throws {
    dataset(4)
    folder.write(
      """
      {"record":1,"command":"flag S10 2 at /chosen","score":0.93,"reason":"slur","by":"judge"}
      {"record":2,"command":"flip","score":0.8}
      {"record":4,"command":"set /chosen better"}

      """, "judge.jsonl")
    let sitting = try await Sitting(
      ["data.jsonl", "--suggestions", "judge.jsonl"], in: folder, shows: "+ - flag S10 2 at /chosen"
    )
    #expect(sitting.shows("  1 >  ") && sitting.shows("  2 >  ") && !sitting.shows("  3 >"))
    try await sitting.press("+", until: "agree: flag S10 2 at chosen on #1")
    #expect(sitting.shows("  1   ! "))
    try await sitting.press("]s", until: "+ - flip")
    try await sitting.press("-", until: "refuse: flip on #2")
    try await sitting.press("]s", "+", until: "agree: set chosen better on #4")
    try await sitting.press("u", until: "+ - set /chosen better")
    try await sitting.press("Ctrl-R", until: "redid agree")
    try await sitting.press("]s", until: "2 agreed with, 1 refused")
    #expect(try await sitting.quit() == .exited(0))
    #expect(found("flag:S10") == ["1"] && found("edited") == ["4"])
    #expect(winnow("agree", "data.jsonl").text.contains("agreed with 2 suggestions, refused 1"))
    let again = try await Sitting(["data.jsonl", "--suggestions", "judge.jsonl"], in: folder)
    try await again.press("]s", until: "no later suggestion")
    #expect(try await again.quit() == .exited(0))
  }

  @Test func `responses are moved by key, records are chosen, and one is made what it was`()
    async throws
  {
    let responses = #"[{"text":"A","rank":1},{"text":"B","rank":2},{"text":"C","rank":3}]"#
    folder.write(
      (1...3).map { #"{"prompt":"p\#($0)","responses":\#(responses)}"# + "\n" }.joined(),
      "data.jsonl")
    let sitting = try await Sitting(["data.jsonl"], in: folder, columns: 120)
    try await sitting.press("Enter", "l", "J", until: "now 2,1,3")
    try await sitting.press("r", "3,1=2", "Enter", until: "rank 3,1=2 on #1")
    try await sitting.press("H", until: "history of #1")
    try await sitting.press("j", "r", until: "restore to alice:2 on #1")
    try await sitting.press("q", "q", "j", "Space", "Space", until: "2 selected")
    try await sitting.press("d", until: "remove on 2 records")
    try await sitting.press("u", until: "undid remove on 2 records")
    #expect(try await sitting.quit() == .exited(0))
    #expect(
      winnow("show", "data.jsonl", "1", "--raw").text
        == #"{"prompt":"p1","responses":[{"text":"A","rank":2},{"text":"B","rank":1},{"text":"C","rank":3}]}"#
        + "\n")
  }

  @Test func `a response is dropped and one added, and a label is chosen`() async throws {
    folder.write(
      #"{"prompt":"p","responses":[{"text":"A","rank":1},{"text":"B","rank":2}]}"# + "\n"
        + #"{"text":"one","label":"harmful"}"# + "\n" + #"{"text":"two","label":"harmless"}"#
        + "\n",
      "data.jsonl")
    let sitting = try await Sitting(["data.jsonl"], in: folder, columns: 120)
    try await sitting.press("Enter", "i", "C", "Enter", until: "response add on #1")
    try await sitting.press("h", "h", "D", until: "response drop 1 on #1")
    try await sitting.press("q", "j", "Enter", "l", "f", until: "Enter sets it")
    try await sitting.press("Down", "Enter", until: "set label on #2")
    #expect(try await sitting.quit() == .exited(0))
    #expect(
      winnow("apply", "data.jsonl").lines == [
        #"{"prompt":"p","responses":[{"text":"B","rank":1},{"text":"C","rank":2}]}"#,
        #"{"text":"one","label":"harmless"}"#, #"{"text":"two","label":"harmless"}"#,
      ])
  }

  @Test func `what is done is recorded under a name, played again, and carried out by a script`()
    async throws
  {
    dataset(6)
    let sitting = try await Sitting(["data.jsonl"], in: folder)
    try await sitting.press("gm", "hate", "Enter", until: "RECORDING hate")
    try await sitting.press("f", "S10", "Space", "2", "Enter", until: "flag S10")
    try await sitting.press("w", until: "flip on #1")
    try await sitting.press("x", until: "verdict discarded on #1")
    try await sitting.press("j", until: "#2 of 6")
    try await sitting.press("gm", until: "hate has 4 commands; @ plays it")
    try await sitting.press("2@", until: "#4 of 6")
    #expect(try await sitting.quit() == .exited(0))
    #expect(found("flag:S10 edited verdict:discarded") == ["1", "2", "3"])
    let kept = try #require(Files.text(folder.path(".config/winnow/macros/hate")))
    #expect(kept == "flag S10 2 at /prompt\nflip\ndiscard\ndown\n")
    #expect(winnow("script", "data.jsonl", "--macro", "hate", "--where", "#5-6").status == 0)
    #expect(found("flag:S10 edited verdict:discarded") == ["1", "2", "3", "5", "6"])
    let again = try await Sitting(["data.jsonl"], in: folder)
    try await again.press("3j", ":play hate", "Enter", until: "#5 of 6")
    #expect(try await again.quit() == .exited(0))
    #expect(found("verdict:discarded").count == 6)
    #expect(
      winnow("script", "data.jsonl", input: "play nothing").errors.contains("no macro nothing"))
  }

  @Test func `a script does what the same lines do on the screen`() async throws {
    let lines = [
      "2 verdict discarded", "3", "flip", "note why", "1-2 rate honest 3", "undo", "redo",
      "set /prompt new", "flag S10 2 at /prompt range 0-2 why", "rank 2,1/", "4 remove twice",
      "unflag S10", "replace /w/W/ in prompt", "delete /rejected",
      "patch [{\"op\":\"add\",\"path\":\"/k\",\"value\":1}]", "4 restore", "duplicate",
      "insert {\"prompt\":\"x\"}", "undo",
    ]
    dataset(4)
    let sitting = try await Sitting(["data.jsonl"], in: folder)
    for line in lines {
      try await sitting.press(":", line, "Enter", until: line == "3" ? "#3 of 4" : "; ")
    }
    #expect(try await sitting.quit() == .exited(0))
    let other = TemporaryFolder()
    other.write(folder.read("data.jsonl") ?? [], "data.jsonl")
    let script = Winnow(other)
    #expect(script("script", "data.jsonl", input: lines.joined(separator: "\n")).status == 0)
    func essence(_ winnow: Winnow) -> [String] {
      winnow("log", "data.jsonl", "--json").lines.dropFirst().map { line in
        // Without clock and chain.
        let start = line.firstRange(of: "\"op\":")?.lowerBound ?? line.startIndex
        let end = line.firstRange(of: ",\"id\":")?.lowerBound ?? line.endIndex
        return String(line[start..<end]).replacing(
          /"((un|re)does|insert|tx":{"id)":"[^"]*"/, with: "")
      }
    }
    #expect(essence(winnow) == essence(script))
    #expect(script("log", "data.jsonl").lines.count == lines.count - 1)
  }
}
