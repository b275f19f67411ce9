import TestSupport
import Testing

@Suite struct KeySettingsTests {
  private let winnow = Winnow()

  private func configure(_ lines: String...) {
    winnow.folder.write("keys:\n" + lines.map { "  \($0)\n" }.joined(), "winnow/config.yaml")
  }

  private func run(_ words: String...) -> ChildProcess.Result {
    let own = ["XDG_CONFIG_HOME": winnow.folder.path]
    return ChildProcess.run(
      [Winnow.path] + words, environment: winnow.environment.merging(own) { $1 },
      folder: winnow.folder.path)
  }

  @Test func `keys lists the person's own`() {
    configure("list:", "  X: discard", "  d: ~")
    let result = run("keys")
    #expect(result.status == 0)
    let lines = result.text.split(separator: "\n")
    let discarding = lines.filter { $0.contains(" discard ") }
    #expect(discarding.contains { $0.hasPrefix("X x ") && $0.contains(" list  ") })
    #expect(discarding.contains { $0.hasPrefix("x ") && $0.contains(" record ") })
    #expect(!lines.contains { $0.hasPrefix("d ") && $0.contains(" list ") })
  }

  @Test(arguments: [
    ("lists:", "  j: down", ":2:3: unknown key “lists”; did you mean “list”?"),
    ("list:", "  j: dwn", ":3:8: “j” can't be “dwn”; did you mean “down”?"),
    ("list:", "  j: save", ":3:8: “j” can't be “save”"),
    ("list:", "  Spcae: down", ":3:5: “Spcae” isn't a key; did you mean “Space”?"),
    ("list: {PgDn: down,", "  PageDown: up}", ":3:5: “PageDown” can't be a key here beside “PgDn”"),
    ("list:", "  jj: top", ":3:5: “jj” can't be a key here beside “j”"),
    ("list:", "  '7': top", ":3:5: “7” can't be a key here: it begins a count"),
    ("editor:", "  ZZ: save", ":3:5: “ZZ” is more than one key"),
    ("prompt:", "  j: cancel", ":2:3: unknown key “prompt”"),
  ])
  func `a key that can't be ends the program with its place`(
    _ first: String, _ second: String, _ message: String
  ) {
    configure(first, second)
    winnow.folder.write("{}\n", "d.jsonl")
    for words in ["keys", "d.jsonl"] {
      let result = run(words)
      #expect(result.status == 78)
      #expect(result.errors.contains("config.yaml\(message)"), "\(result.errors)")
    }
    #expect(run("info", "d.jsonl").status == 0)
  }
}
