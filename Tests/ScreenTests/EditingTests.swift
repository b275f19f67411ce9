import Glibc
import TerminalEmulator
import TestSupport
import Testing

@Suite struct EditingTests {
  private let folder = TemporaryFolder()
  private var winnow: Winnow { Winnow(folder) }

  private func apply(_ file: String) -> String { Winnow(folder)("apply", file).text }

  @Test func `what is edited on the screen is what apply writes, byte for byte`() async throws {
    folder.write(Sample.jsonl, "data.jsonl")
    let sitting = try await Sitting(["data.jsonl"], in: folder, shows: "Say 你好")
    try await sitting.press("e", until: "editing #1 instruction")
    try await sitting.press("Ctrl-E", "，世界", "Ctrl-S", until: "u undoes")
    try await sitting.press("j", "w", until: "flip on #2")
    try await sitting.press("j", "r", "2,1,3", "Enter", until: "rank 2,1,3 on #3")
    try await sitting.press("j", "a", until: "accepted")
    #expect(try await sitting.quit() == .exited(0))
    var wanted = Sample.lines
    wanted[0] = wanted[0].replacing(
      #"Say \u4f60\u597d"#, with: #"Say \u4f60\u597d\uff0c\u4e16\u754c"#)
    wanted[1] = #"{"prompt": "Which?", "chosen": "That one", "rejected": "This one"}"#
    wanted[2] = wanted[2].replacing(#""Alpha", "rank": 1"#, with: #""Alpha", "rank": 2"#)
      .replacing(#""Beta", "rank": 2"#, with: #""Beta", "rank": 1"#)
    #expect(apply("data.jsonl") == wanted.joined(separator: "\n") + "\n")

    let again = try await Sitting(["data.jsonl"], in: folder, shows: "Say 你好，世界")
    try await again.press("u", until: "undid verdict accepted on #4")
    try await again.press("u", "u", "u", until: "undid set instruction on #1")
    #expect(try await again.quit() == .exited(0))
    #expect(apply("data.jsonl") == Sample.jsonl)
    let last = try await Sitting(["data.jsonl"], in: folder)
    try await last.press("Ctrl-R", until: "redid set instruction on #1")
    #expect(try await last.quit() == .exited(0))
  }

  @Test func `records of an array are edited where they stand`() async throws {
    let array = "[\n  " + Sample.lines.joined(separator: ",\n  ") + "\n]\n"
    folder.write(array, "data.json")
    let sitting = try await Sitting(["data.json"], in: folder)
    try await sitting.press("4G", "d", until: "removed")
    try await sitting.press("2G", "w", until: "flip on #2")
    #expect(try await sitting.quit() == .exited(0))
    let wanted = [
      Sample.lines[0], #"{"prompt": "Which?", "chosen": "That one", "rejected": "This one"}"#,
      Sample.lines[2],
    ]
    #expect(apply("data.json") == "[\n  " + wanted.joined(separator: ",\n  ") + "\n]\n")
  }

  @Test func `an external editor's text is saved, without the newline that it adds`() async throws {
    folder.write(Sample.jsonl, "data.jsonl")
    let sitting = try await Sitting(
      ["data.jsonl"], in: folder, environment: ["EDITOR": "sed -i -e 's/How/Why/' -e '$a\\'"])
    try await sitting.press("4G", "E", until: "Why?")
    try await sitting.press("u", until: "How?")
    #expect(try await sitting.quit() == .exited(0))
  }

  @Test func `an external editor that fails changes nothing, and its file is gone`() async throws {
    folder.write(Sample.jsonl, "data.jsonl")
    let sitting = try await Sitting(
      ["data.jsonl"], in: folder, environment: ["EDITOR": "echo spoilt >", "VISUAL": "false"])
    try await sitting.press("E", until: "the editor ended with status 1; no change")
    #expect(try await sitting.quit() == .exited(0))
    #expect(Files.names(in: folder.path) == ["data.jsonl", "data.jsonl.winnow"])
    #expect(
      Files.names(in: folder.path("data.jsonl.winnow")).allSatisfy { !$0.hasSuffix(".draft") })
  }

  @Test func `keys typed while an external editor runs are no commands`() async throws {
    folder.write(Sample.jsonl, "data.jsonl")
    folder.write(
      """
      echo its window is up
      until [ -e "\(folder.path("typed"))" ]; do sleep 0.1; done
      sed -i -e 's/How/Why/' -e '$a\\' "$1"

      """, "window.sh")
    let sitting = try await Sitting(
      ["data.jsonl"], in: folder, environment: ["EDITOR": "sh \(folder.path("window.sh"))"])
    // Not a word of the screen before: a key that comes before the editor has begun is a command.
    // The editor ends when the key is there, however slow the machine.
    try await sitting.press("4G", "E", until: "its window is up")
    await sitting.terminal.press("x")
    folder.write("", "typed")
    try await sitting.terminal.waitForText("Why?")
    try await sitting.press("u", until: "How?")
    #expect(try await sitting.quit() == .exited(0))
    #expect(!winnow("log", "data.jsonl").text.contains("discarded"))
  }

  @Test func `what an external editor saved before it was ended is kept`() async throws {
    folder.write(Sample.jsonl, "data.jsonl")
    folder.write("sed -i 's/How/Why/' \"$1\"; kill -HUP $$\n", "ended.sh")
    let sitting = try await Sitting(
      ["data.jsonl"], in: folder, environment: ["EDITOR": "sh \(folder.path("ended.sh"))"])
    try await sitting.press("4G", "E", until: "the text is kept: :draft opens it again")
    try await sitting.press(":draft", "Enter", until: "Why")
    try await sitting.press("Ctrl-S", until: "; u undoes")
    #expect(try await sitting.quit() == .exited(0))
  }

  @Test func `what an external editor saved before the program was killed is kept`() async throws {
    folder.write(Sample.jsonl, "data.jsonl")
    folder.write("sed -i -e 's/How/Why/' -e '$a\\' \"$1\"; echo saved; sleep 60\n", "open.sh")
    let sitting = try await Sitting(
      ["data.jsonl"], in: folder, environment: ["EDITOR": "sh \(folder.path("open.sh"))"])
    try await sitting.press("4G", "E", until: "saved")
    #expect(try await sitting.end(by: SIGKILL) == .killed(signal: SIGKILL))
    let again = try await Sitting(["data.jsonl"], in: folder, shows: "text for #4 was not saved")
    try await again.press(":draft", "Enter", until: "Why")
    try await again.press("Ctrl-S", until: "; u undoes")
    #expect(try await again.quit() == .exited(0))
    #expect(!winnow("show", "data.jsonl", "4", "--raw").text.contains(#"?\n"#))
    #expect(
      Files.names(in: folder.path("data.jsonl.winnow")).allSatisfy { !$0.hasSuffix(".draft") })
  }

  @Test func `a flag is a letter, a digit and Enter`() async throws {
    folder.write(Sample.jsonl, "data.jsonl")
    let sitting = try await Sitting(["data.jsonl"], in: folder)
    try await sitting.press("f", until: "Flag at instruction")
    try await sitting.press("j", "2", "Enter", until: "severity 2")
    try await sitting.press("j", "f", "S10", "Enter", until: "! S10 severity 1 at prompt")
    #expect(try await sitting.quit() == .exited(0))
    let again = try await Sitting(["data.jsonl"], in: folder, shows: "severity 2 at instruction")
    #expect(try await again.quit() == .exited(0))
  }

  @Test func `a stretch of a text is selected and flagged`() async throws {
    folder.write(Sample.jsonl, "data.jsonl")
    let sitting = try await Sitting(["data.jsonl"], in: folder)
    try await sitting.press("j", "e", "Ctrl-Space", until: "Ctrl-T flags it")
    try await sitting.press("Alt-f", "Ctrl-T", until: "Flag at prompt, 5 characters")
    try await sitting.press("S10", "Enter", until: "! S10 severity 1 at prompt “Which”")
    try await sitting.press(
      "e", "Ctrl-Space", "Alt-f", "Ctrl-X", "Ctrl-E", "Ctrl-Y", "Ctrl-Y", until: "?WhichWhich")
    try await sitting.press("Ctrl-Z", "Ctrl-S", until: "set prompt on")
    #expect(try await sitting.quit() == .exited(0))
    let journal = try #require(winnow.journals(of: "data.jsonl").first.flatMap { Files.text($0) })
    #expect(journal.contains(#""at":"/prompt","range":[0,5]"#))
    #expect(
      winnow("flag", "data.jsonl", "2", "--category", "S1", "--at", "/prompt", "--range", "2-4")
        .status == 0)
    let far = winnow(
      "flag", "data.jsonl", "2", "--category", "S1", "--at", "/prompt", "--range", "2-40")
    #expect(far.status == 65 && far.errors.contains("aren't in that text, which has 6"))
  }

  @Test func `all turns, or the record's JSON, are edited as one text`() async throws {
    let chat =
      #"{"messages": [{"role": "user", "content": "q"}, {"role": "assistant", "content": "a"}]}"#
    folder.write(chat + "\n", "data.jsonl")
    folder.write(
      "sed -i 's/^a$/better/' $1 && printf '\\n=== + user\\nthanks\\n' >> $1\n", "turns.sh")
    let turns = try await Sitting(
      ["data.jsonl"], in: folder, environment: ["EDITOR": "sh \(folder.path("turns.sh"))"])
    try await turns.press("gE", until: "thanks")
    #expect(try await turns.quit() == .exited(0))
    #expect(
      winnow("show", "data.jsonl", "1", "--raw").text
        == #"{"messages": [{"role": "user", "content": "q"}, {"role": "assistant", "content": "better"}, {"role": "user", "content": "thanks"}]}"#
        + "\n")
    for (script, said) in [
      (": > $1", "came back empty"), ("echo broken > $1", "no line of the text begins a turn"),
    ] {
      folder.write(script + "\n", "none.sh")
      let none = try await Sitting(
        ["data.jsonl"], in: folder, environment: ["EDITOR": "sh \(folder.path("none.sh"))"])
      try await none.press("gE", until: said)
      #expect(try await none.end(by: SIGHUP) == .exited(129))
      #expect(winnow("show", "data.jsonl", "1", "--raw").text.contains("thanks"))
      for draft in Files.names(in: folder.path("data.jsonl.winnow")) where draft.contains(".draft")
      {
        Files.remove(folder.path("data.jsonl.winnow/\(draft)"))
      }
    }
    folder.write("sed -i 's/\"mess/x\"mess/' $1\n", "record.sh")
    let wrong = try await Sitting(
      ["data.jsonl"], in: folder, environment: ["EDITOR": "sh \(folder.path("record.sh"))"])
    try await wrong.press("gJ", until: "correct it, or leave with Esc")
    #expect(wrong.shows("x\"mess"))
    #expect(try await wrong.end(by: SIGHUP) == .exited(129))
    let again = try await Sitting(
      ["data.jsonl"], in: folder, environment: ["EDITOR": "true"], shows: "was not saved")
    try await again.press(":draft", "Enter", until: "x\"mess")
    try await again.press("Backspace", "Ctrl-S", until: "nothing changed")
    #expect(try await again.quit() == .exited(0))
  }

  @Test func `a record is doubled, edited as any other, and taken back`() async throws {
    folder.write(Sample.jsonl, "data.jsonl")
    let sitting = try await Sitting(["data.jsonl"], in: folder)
    try await sitting.press("j", "gd", until: "#5 of 5")
    #expect(sitting.shows("added") && sitting.shows("duplicate on #5"))
    try await sitting.press("e", "New ", "Ctrl-S", until: "New Which?")
    try await sitting.press(":", #"insert {"prompt": "six"}"#, "Enter", until: "#6 of 6")
    try await sitting.press("u", until: "undid insert on #6")
    #expect(try await sitting.quit() == .exited(0))
    let lines = winnow("apply", "data.jsonl").lines
    #expect(lines.count == 5 && lines[4] == lines[1].replacing("Which?", with: "New Which?"))
    let again = try await Sitting(["data.jsonl"], in: folder)
    try await again.press("G", "k", until: "New Which?")
    try await again.press("d", until: "removed")
    #expect(try await again.quit() == .exited(0))
    #expect(winnow("apply", "data.jsonl").lines.count == 4)
  }

  @Test func `every mark is there when the file is opened again`() async throws {
    folder.write(Sample.jsonl, "data.jsonl")
    let sitting = try await Sitting(["data.jsonl"], in: folder)
    try await sitting.press("a", until: "accepted")
    try await sitting.press("j", "x", until: "discarded")
    try await sitting.press("j", "s", until: "skipped")
    try await sitting.press("c", "注 a note", "Enter", until: "note: 注 a note")
    try await sitting.press("j", "d", until: "removed")
    try await sitting.press("u", untilGone: " removed ")
    try await sitting.press("Ctrl-R", until: " removed ")
    #expect(try await sitting.quit() == .exited(0))
    let again = try await Sitting(["data.jsonl"], in: folder, shows: "accepted")
    try await again.press("j", until: "discarded")
    try await again.press("j", until: "note: 注 a note")
    try await again.press("j", until: " removed ")
    #expect(try await again.quit() == .exited(0))
    #expect(apply("data.jsonl") == Sample.lines[0] + "\n" + Sample.lines[2] + "\n")
  }

  @Test func `J and K change the ranks of the response in focus`() async throws {
    folder.write(Sample.jsonl, "data.jsonl")
    let sitting = try await Sitting(["data.jsonl"], in: folder, columns: 120)
    try await sitting.press("3G", "l", "J", until: "lower 1 on #3")
    #expect(apply("data.jsonl").contains(#""Alpha", "rank": 2}, {"text": "Beta", "rank": 1"#))
    try await sitting.press("K", until: "raise 1 on #3")
    #expect(apply("data.jsonl") == Sample.jsonl)
    #expect(try await sitting.quit() == .exited(0))
  }

  @Test func `a search goes to the match, and n round the end`() async throws {
    folder.write(Sample.jsonl, "data.jsonl")
    let sitting = try await Sitting(["data.jsonl"], in: folder)
    try await sitting.press("/", "Gamma", "Enter", until: "#3 of 4")
    try await sitting.press("/", "one", "Enter", until: "#2 of 4")
    try await sitting.press("n", until: "went round the end")
    try await sitting.press("/", "你好", "Enter", until: "#1 of 4")
    try await sitting.press("/", "nowhere", "Enter", until: "nowhere: not found")
    #expect(try await sitting.quit() == .exited(0))
  }

  @Test func `help, keys that do nothing, and q`() async throws {
    folder.write(Sample.jsonl, "data.jsonl")
    let sitting = try await Sitting(["data.jsonl"], in: folder)
    try await sitting.press("?", until: "first record, or the top of this one")
    try await sitting.press("Esc", until: "#1 of 4")
    try await sitting.press("Enter", "q", "Backspace", until: "Backspace does nothing here")
    await sitting.terminal.press("q")
    #expect(try await sitting.terminal.exitStatus() == .exited(0))
    #expect(!sitting.terminal.isAlternateScreen)
    #expect(Files.names(in: folder.path) == ["data.jsonl"])
  }
}
