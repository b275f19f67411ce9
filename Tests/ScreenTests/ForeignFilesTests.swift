import Glibc
import TerminalEmulator
import TestSupport
import Testing

/// Files that stand beside a dataset when it is opened, from an earlier session or from somebody
/// else.
@Suite struct ForeignFilesTests {
  private let folder = TemporaryFolder()
  private var winnow: Winnow { Winnow(folder) }

  private func write(_ count: Int = 3) {
    folder.write((1...count).map { "{\"prompt\":\"p\($0)\"}\n" }.joined(), "data.jsonl")
  }

  @Test func `a suggestion follows its record, and half a line of them is no obstacle`()
    async throws
  {
    write()
    folder.write(#"{"record":2,"command":"flag S10"}"# + "\n", "scores.jsonl")
    #expect(winnow("flag", "data.jsonl", "--from", "scores.jsonl").status == 0)
    #expect(winnow("remove", "data.jsonl", "1").status == 0)
    #expect(winnow("apply", "data.jsonl", "--replace").status == 0)
    let name = Files.names(in: folder.path("data.jsonl.winnow")).first { $0.hasSuffix("ions") }
    let path = folder.path("data.jsonl.winnow/\(try #require(name))")
    Files.write(Array(try #require(Files.text(path)).utf8) + Array(#"{"record":3,"#.utf8), path)
    let sitting = try await Sitting(["data.jsonl"], in: folder, shows: "record is gone: 1")
    try await sitting.press("+", until: "flag S10")
    #expect(try await sitting.quit() == .exited(0))
    #expect(winnow("query", "data.jsonl", "flag:S10").lines == [#"{"prompt":"p2"}"#])
  }

  @Test func `a draft from elsewhere names no file of the user's`() async throws {
    write()
    mkdir(folder.path("work"), 0o700)
    folder.write("the user's secret", "work/record.txt")
    folder.write("the user's other secret", "id_rsa")
    mkdir(folder.path("data.jsonl.winnow"), 0o700)
    for name in ["work/record.txt", "id_rsa"] {
      let draft =
        #"{"record":1,"kind":"value","pointer":"/prompt","file":"\#(folder.path(name))","text":"x"}"#
      folder.write(draft + "\n", "data.jsonl.winnow/alice.draft")
      let sitting = try await Sitting(["data.jsonl"], in: folder)
      #expect(try await sitting.quit() == .exited(0))
      for file in Files.names(in: folder.path("data.jsonl.winnow")) {
        let text = Files.text(folder.path("data.jsonl.winnow/\(file)")) ?? ""
        #expect(!text.contains("secret"), "\(file)")
      }
    }
  }

  @Test func `a session that may not write keeps no draft`() async throws {
    write()
    let sitting = try await Sitting(["data.jsonl", "--read-only"], in: folder)
    try await sitting.press(":note something", until: "note something")
    try await Task.sleep(for: .seconds(2))
    #expect(Files.names(in: folder.path) == ["data.jsonl"])
    try await sitting.press("Esc", until: "q quit")
    #expect(try await sitting.quit() == .exited(0))
  }

  @Test func `a pipe among the journals or as a dataset is named, not waited for`() {
    write()
    #expect(winnow("verdict", "data.jsonl", "1", "accepted").status == 0)
    let pipes = ["data.jsonl.winnow/eve-00000000.jsonl", "pipe.jsonl"].map(folder.path)
    for pipe in pipes { mkfifo(pipe, 0o600) }
    defer { pipes.forEach(Files.remove) }
    for words in [["info", "data.jsonl"], ["info", "pipe.jsonl"]] {
      let result = winnow.start(words).wait()
      #expect(result.status == 66 && result.errors.contains("isn't a regular file"))
    }
  }

  @Test func `names in a journal reach the terminal as text`() {
    write()
    folder.write(
      #"{"op":"verdict","actor":"bob\u001b]0;pwn\u0007","changes":[{"record":1,"now":"accepted"}]}"#
        + "\n"
        + #"{"op":"flag","actor":"eve","changes":[{"record":1,"now":{"taxonomy":"t\u001b","category":"c\u009b1m","severity":1}}]}"#
        + "\n", "j.jsonl")
    folder.write(#"{"report":1,"applied":1,"a\u001b[1m":2,"taken":[]}"#, "r.json")
    for words in [
      ["show", "data.jsonl", "1", "--with", "j.jsonl"], ["log", "data.jsonl", "--with", "j.jsonl"],
      ["agree", "data.jsonl", "--with", "j.jsonl"], ["report", "r.json"],
    ] {
      let result = winnow.start(words).wait()
      let scalars = (result.text + result.errors).unicodeScalars
      #expect(!result.text.isEmpty)
      #expect(!scalars.contains { $0.value < 0x20 && $0 != "\n" && $0 != "\t" }, "\(words)")
      #expect(!scalars.contains { (0x7F...0x9F).contains($0.value) }, "\(words)")
    }
  }
}
