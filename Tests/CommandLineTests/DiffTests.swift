import JSONLines
import TestSupport
import Testing

@Suite struct DiffTests {
  private let winnow = Winnow()

  init() {
    winnow.folder.write(
      """
      {"instruction":"a","output":"one\\ntwo"}
      {"instruction":"b","output":"same"}
      {"instruction":"c","output":"gone"}

      """, "a.jsonl")
    winnow.folder.write(
      """
      {"instruction":"b", "output":"same"}
      {"instruction":"a","output":"one\\n2","source":"web"}
      {"instruction":"d","output":"new"}

      """, "b.jsonl")
  }

  @Test func `two files are compared as they are, where that is asked for`() {
    winnow.folder.write(#"{"text":"a"}"# + "\n", "one.jsonl")
    winnow.folder.write(#"{"text":"b"}"# + "\n", "two.jsonl")
    #expect(winnow("edit", "one.jsonl", "1", "--set", "/text=b").status == 0)
    let edited = winnow("diff", "one.jsonl", "two.jsonl", "--link", "number")
    #expect(edited.status == 0 && edited.errors.contains("--original"))
    // What is left out is in neither.
    winnow.folder.write(#"{"text":"a"}"# + "\n" + #"{"text":"c"}"# + "\n", "more.jsonl")
    winnow.folder.write(#"{"text":"c"}"# + "\n", "less.jsonl")
    #expect(winnow("remove", "more.jsonl", "1").status == 0)
    #expect(winnow("diff", "more.jsonl", "less.jsonl").status == 0)
    #expect(winnow("diff", "more.jsonl", "less.jsonl", "--original").status == 1)
    #expect(winnow("diff", "one.jsonl", "two.jsonl", "--link", "number", "--original").status == 1)
    #expect(winnow("diff", "one.jsonl", "--original").status == 64)
  }

  @Test func `two datasets are compared record by record, wherever they stand`() {
    let result = winnow("diff", "a.jsonl", "b.jsonl")
    #expect(result.status == 1)
    #expect(
      result.text == """
        #1 -> #2 changed
          /output
            one
          - two
          + 2
          /source
          + web
        #3 removed
        #3 added

        """)
    #expect(
      result.errors.contains("1 equal (1 of them spelled otherwise), 1 changed, 1 removed, 1 added")
    )
  }

  @Test func `of equal records, those of one number belong together`() {
    let lines = ["a", "b", "a"].map { #"{"prompt":"\#($0)","response":"x"}"# + "\n" }
    winnow.folder.write(lines.joined(), "old.jsonl")
    let changed = lines[0].replacing("\"x\"", with: "\"y\"")
    winnow.folder.write(([changed] + lines.dropFirst()).joined(), "new.jsonl")
    for words in [[], ["--link", "number"]] {
      let result = ChildProcess.run(
        [Winnow.path, "diff", "old.jsonl", "new.jsonl"] + words, environment: winnow.environment,
        folder: winnow.folder.path)
      #expect(result.lines.first == "#1 -> #1 changed", "\(result.text)")
    }
  }

  @Test func `records whose prompt isn't there any more are removed, among many of one prompt`() {
    func record(_ prompt: Int, _ answer: Int) -> String {
      #"{"prompt":"p\#(prompt)","response":"r\#(answer)"}"# + "\n"
    }
    let before = (0..<80).map { record($0 / 2, $0 % 2) } + [#"{"n":1}"# + "\n", #"{"n":2}"# + "\n"]
    let after = (0..<20).map { record($0 * 2, 0) }
    winnow.folder.write(before.joined(), "old.jsonl")
    winnow.folder.write(after.joined(), "new.jsonl")
    // The order of keys is another one in each run.
    for _ in 0..<3 {
      let result = winnow("diff", "old.jsonl", "new.jsonl")
      #expect(
        result.errors.contains("20 equal, 0 changed, 62 removed, 0 added"), "\(result.errors)")
    }
  }

  @Test func `a key that stands twice is no other value`() {
    winnow.folder.write(#"{"prompt":"p","a":1,"a":2}"# + "\n", "old.jsonl")
    winnow.folder.write(#"{"prompt":"p","a":1,"a":3}"# + "\n", "new.jsonl")
    let result = winnow("diff", "old.jsonl", "new.jsonl")
    #expect(result.text.contains(#""a":1,"a":3"#), "\(result.text)")
  }

  @Test func `an instruction and its input are one thing said last`() {
    func record(_ instruction: String, _ input: String, _ output: String) -> String {
      #"{"instruction":"\#(instruction)","input":"\#(input)","output":"\#(output)"}"# + "\n"
    }
    let old = record("Translate", "Hello", "1") + record("Sing", "", "la")
    winnow.folder.write(old, "old.jsonl")
    winnow.folder.write(record("Count", "Hello", "2") + record("Sing", "", "lala"), "new.jsonl")
    let result = winnow("diff", "old.jsonl", "new.jsonl", "--link", "last-user")
    #expect(
      result.lines.filter { $0.hasPrefix("#") } == [
        "#2 -> #2 changed", "#1 removed", "#1 added",
      ], "\(result.text)")
  }

  @Test func `the original is compared without any journal`() {
    let result = winnow("diff", "a.jsonl", "a.jsonl", "--original", "--with", "j.jsonl")
    #expect(result.status == 64)
  }

  @Test func `equal datasets differ in nothing`() {
    let result = winnow("diff", "a.jsonl", "a.jsonl", "--json")
    #expect(result.status == 0 && result.text.isEmpty)
  }

  @Test func `one file is compared with its own curated state`() throws {
    #expect(winnow("diff", "a.jsonl").text.isEmpty)
    #expect(winnow("edit", "a.jsonl", "2", "--set", "/output=other").status == 0)
    #expect(winnow("remove", "a.jsonl", "3").status == 0)
    let result = winnow("diff", "a.jsonl", "--json")
    #expect(result.status == 1)
    let lines = try result.lines.map { try JSONValue.parse($0) }
    #expect(lines.map { $0["kind"]?.string?.text } == ["changed", "removed"])
    #expect(lines[0]["record"]?.integer == 2)
  }

  @Test func `textconv tells values of other types and lines that aren't JSON apart`() {
    let winnow = Winnow()
    func lines(_ bytes: [UInt8]) -> [String] {
      winnow.folder.write(bytes + [0x0A], "d.jsonl")
      return winnow("diff", "--textconv", "d.jsonl").lines
    }
    #expect(lines(Array(#"{"a":"1"}"#.utf8)) == ["/a: 1"])
    #expect(lines(Array(#"{"a":1}"#.utf8)) == ["/a = 1"])
    #expect(lines(Array("{x".utf8) + [0xFF]) == [#"not JSON: {x\xFF"#])
  }

  @Test func `git shows one changed line of a one-line array, by textconv`() throws {
    let git = ["-c", "user.name=a", "-c", "user.email=a@b.example"]
    func run(_ words: String...) -> ChildProcess.Result {
      ChildProcess.run(
        ["/usr/bin/git", "-C", winnow.folder.path] + git + words,
        environment: winnow.environment)
    }
    let records = (1...200).map { #"{"instruction":"question \#($0)","output":"answer \#($0)"}"# }
    func array(_ records: [String]) -> String { "[" + records.joined(separator: ",") + "]" }
    winnow.folder.write(array(records), "d.json")
    winnow.folder.write("*.json diff=winnow\n", ".gitattributes")
    #expect(run("init", "-q").status == 0)
    #expect(run("config", "diff.winnow.textconv", "\(Winnow.path) diff --textconv").status == 0)
    #expect(run("add", ".").status == 0 && run("commit", "-qm", "one").status == 0)
    var changed = records
    changed[99] = #"{"instruction":"question 100","output":"answer one hundred"}"#
    winnow.folder.write(array(changed), "d.json")
    let lines = run("diff", "-U0", "d.json").text.split(separator: "\n").suffix(2)
    #expect(lines == ["-/output: answer 100", "+/output: answer one hundred"])
  }
}
