import JSONLines
import TestSupport
import Testing

/// What `--json` prints is what the help of its command says.
@Suite struct JSONHelpTests {
  private let winnow = Winnow()

  init() {
    winnow.folder.write(
      """
      {"prompt":"q","chosen":"a","rejected":"b"}
      {"prompt":"q","chosen":"  a","rejected":"a"}
      {"prompt":"r","chosen":"c","rejected":"d"}
      no JSON

      """, "d.jsonl")
    winnow.folder.write(
      #"{"messages":[{"role":"bot","content":"hi"}]}"# + "\n"
        + #"{"prompt":"r","chosen":"mail me at ann.lee@gmail.com","rejected":"d"}"# + "\n",
      "e.jsonl")
    winnow.folder.write(#"[{"text":"a"},{"text":]"#, "broken.json")
    winnow.folder.write("17 verdict accepted\n", "commands")
  }

  /// The lines of a command's help that say what `--json` prints.
  private func help(of command: String) -> [String] {
    let lines = winnow.run(["help"] + command.words).lines.drop { !$0.hasPrefix("  --json") }
    let indent = String(repeating: " ", count: 8)
    return lines.dropFirst().drop { $0.hasPrefix(indent + indent) }.prefix { $0.hasPrefix(indent) }
      .map { String($0.dropFirst(indent.count)) }
  }

  /// The members of the objects that a command prints, on standard output or as the last line of
  /// standard error.
  private func printed(_ line: String) -> Set<String> {
    let result = winnow.run(line.words + ["--json"])
    let lines = result.lines + result.errors.split(separator: "\n").suffix(1).map(String.init)
    return Set(
      lines.compactMap { try? JSONValue.parse($0) }.flatMap { value -> [String] in
        guard case .object(let members) = value else { return [] }
        return members.map(\.key.text)
      })
  }

  /// Command lines, each group of which prints all that its command may print.
  private static let lines = [
    ["edit d.jsonl 1 --set /chosen=y"], ["undo d.jsonl"], ["redo d.jsonl"],
    ["rate d.jsonl 1 helpful 4"], ["flag d.jsonl 1 --category S10"],
    ["insert d.jsonl {\"text\":\"b\"}"], ["replace d.jsonl 1 /y/x/"],
    ["info d.jsonl", "info broken.json"],
    ["show d.jsonl 1-4", "show d.jsonl 3 --with bo.jsonl --with cy.jsonl"],
    ["query d.jsonl #1-"], ["sample d.jsonl -n 4"], ["stats d.jsonl"], ["agree d.jsonl"],
    [
      "check d.jsonl --for trl-dpo", "check d.jsonl", "check d.jsonl --count", "check e.jsonl",
      "check d.jsonl --fix --dry-run", "check --list",
    ],
    ["convert d.jsonl --to trl-dpo -o /dev/null"],
    ["duplicates d.jsonl --scope prompt", "duplicates d.jsonl --against e.jsonl"],
    ["split d.jsonl a=1 b=1"],
    ["diff d.jsonl e.jsonl", "diff d.jsonl"], ["script d.jsonl commands"],
    ["journal check bo.jsonl torn damaged part"],
    ["apply d.jsonl --by-hash --report r.json -o /dev/null"], ["report r.json"],
    ["keys", "keys --commands"], ["themes"], ["shapes"], ["taxonomies"],
  ]

  @Test func `all members are said, and all that are said are there`() throws {
    for (actor, text) in [("bo", "x"), ("cy", "y")] {
      let words = [
        "edit", "d.jsonl", "3", "--set", "/chosen=\(text)", "--journal", "\(actor).jsonl",
      ]
      #expect(winnow.by(actor).run(words).status == 0)
    }
    let journal = try #require(Files.text(winnow.folder.path("bo.jsonl")))
    winnow.folder.write(journal + #"{"v":1"#, "torn")
    winnow.folder.write(journal.replacing("/chosen", with: "/other"), "damaged")
    winnow.folder.write(
      #"{"op":"remove","tx":{"id":"t","part":1,"of":2},"changes":[{"record":1}]}"# + "\n", "part")
    for lines in Self.lines {
      let words = lines[0].words
      let command = words[0] == "journal" ? "journal check" : words[0]
      let said = help(of: command).map { String($0.prefix { $0 != ":" }) }
      #expect(said.allSatisfy { $0.words.count == 1 }, "\(command): a line that is broken")
      var printed = Set(lines.flatMap(printed))
      // What reports are said to have.
      if command == "report" { printed.formIntersection(["lost"]) }
      #expect(printed.sorted() == said.sorted(), "\(command)")
    }
  }

  @Test func `every command that has the flag says what it prints`() {
    for command in winnow("help").lines.drop(while: { $0 != "SUBCOMMANDS:" }).dropFirst() {
      guard let name = command.words.first, command.hasPrefix("  "), !command.hasPrefix("   "),
        // An entry is what `winnow journal schema` says.
        name != "log", winnow("help", name).text.contains("  --json")
      else { continue }
      #expect(!help(of: name).isEmpty, "\(name)")
    }
  }
}

extension StringProtocol {
  fileprivate var words: [String] { split { $0 == " " }.map { String($0) } }
}
