import JSONLines
import TestSupport
import Testing

@Suite struct EditingTests {
  private let winnow = Winnow()
  private let alpaca = #"{"instruction": "q", "input": "", "output": "a\/b"}"#
  private let pair =
    #"{"prompt":"p","chosen":"a","rejected":"b","score_chosen":2,"score_rejected":1}"#
  private let ranked =
    #"{"prompt":"p","responses":[{"text":"a","rank":1},{"text":"b","rank":2}]}"#

  private func dataset(_ records: String...) {
    winnow.folder.write(records.map { $0 + "\n" }.joined(), "d.jsonl")
  }

  private func applied() -> [String] { winnow("apply", "d.jsonl").lines }

  @Test func `a category is named alike on the screen and on the command line`() {
    winnow.folder.write("{\"text\":\"t\"}\n", "h.jsonl")
    for code in ["pku:P1", "s10", "openai:self-harm"] {
      let flagged = winnow("flag", "h.jsonl", "1", "--category", code)
      #expect(flagged.status == 0, "\(flagged.errors)")
      winnow.folder.write("1 flag \(code)\n", "h.txt")
      #expect(winnow("script", "h.jsonl", "h.txt").status == 0)
    }
    #expect(winnow("query", "h.jsonl", "flag:P1", "--count").text == "1\n")
    #expect(winnow("unflag", "h.jsonl", "1", "--category", "pku:P1").status == 0)
    #expect(winnow("query", "h.jsonl", "flag:P1", "--count").text == "0\n")
    #expect(winnow("flag", "h.jsonl", "1", "--category", "nope").status == 64)
  }

  @Test func `marks of others that stay behind when sides are swapped are said`() {
    winnow.folder.write(#"{"prompt":"q","chosen":"A","rejected":"B"}"# + "\n", "pair.jsonl")
    func flag(_ actor: String) -> Int32 {
      winnow(
        "flag", "pair.jsonl", "1", "--category", "S2", "--at", "/rejected", "--actor", actor
      ).status
    }
    #expect(flag("alice") == 0 && flag("bob") == 0)
    let errors = winnow("rank", "pair.jsonl", "1", "2,1", "--actor", "alice").errors
    #expect(
      errors.contains("marks of others stay at /rejected, whose text was moved or taken away"))
    #expect(winnow("show", "pair.jsonl", "1").text.contains("/chosen"))
    let ranked = #"{"prompt":"q","responses":[{"text":"A","rank":1},{"text":"B","rank":2}]}"#
    winnow.folder.write(ranked + "\n", "ranked.jsonl")
    #expect(winnow("rate", "ranked.jsonl", "1", "helpful", "4", "--at", "/responses/0").status == 0)
    #expect(!winnow("rank", "ranked.jsonl", "1", "2,1").errors.contains("marks"))
  }

  @Test func `ranking texts says that they become objects`() {
    winnow.folder.write(#"{"prompt":"q","responses":["A","B"]}"# + "\n", "texts.jsonl")
    let errors = winnow("rank", "texts.jsonl", "1", "2,1").errors
    #expect(errors.contains("/responses/0 was a text, and is an object with its rank now"))
    #expect(!winnow("edit", "texts.jsonl", "1", "--set", "/prompt=x").errors.contains("was a text"))
  }

  @Test func `--set changes one text and no other byte`() {
    dataset(alpaca, pair)
    let edited = winnow("edit", "d.jsonl", "1", "--set", "/output=a/c=d")
    #expect(edited.status == 0 && !edited.errors.contains("new"))
    #expect(applied() == [#"{"instruction": "q", "input": "", "output": "a\/c=d"}"#, pair])
    #expect(winnow("undo", "d.jsonl").status == 0)
    #expect(applied() == [alpaca, pair])
  }

  @Test func `a field that wasn't there is told, as its name may be mistyped`() {
    dataset(pair)
    let added = winnow("edit", "d.jsonl", "1", "--set", "/chozen=c")
    #expect(added.status == 0 && added.errors.contains("/chozen is new: it wasn't there before"))
  }

  @Test func `--set-json, --set-file and several at once`() {
    dataset(pair)
    winnow.folder.write("line\n\"two\"\t中\n", "text.txt")
    #expect(
      winnow(
        "edit", "d.jsonl", "1", "--set-json", "/score_chosen=2.50", "--set-file",
        "/chosen=text.txt", "--set", "/prompt=-x", "--set", "/new="
      ).status == 0)
    #expect(
      applied() == [
        #"{"prompt":"-x","chosen":"line\n\"two\"\t中\n","rejected":"b","score_chosen":2.50,"score_rejected":1,"new":""}"#
      ])
    #expect(winnow("undo", "d.jsonl").status == 0, "one command is one step")
    #expect(applied() == [pair])
  }

  @Test func `--patch takes RFC 6902 and is one entry`() throws {
    dataset(alpaca)
    let patch = #"""
      [{"op":"remove","path":"/input"},{"op":"add","path":"/tags","value":["x"]},{"op":"add","path":"/tags/-","value":1.0},{"op":"move","from":"/instruction","path":"/q"}]
      """#
    #expect(winnow("edit", "d.jsonl", "1", "--patch", patch).status == 0)
    #expect(
      try JSONValue.parse(applied()[0]) == .parse(#"{"output":"a/b","tags":["x",1.0],"q":"q"}"#))
    #expect(winnow("undo", "d.jsonl").status == 0)
    #expect(applied() == [alpaca])
    let wrong = #"[{"op":"test","path":"/input","value":"no"},{"op":"remove","path":"/input"}]"#
    #expect(winnow("edit", "d.jsonl", "1", "--patch", wrong).status == 65)
  }

  @Test
  func `a test by hash keeps the old value out of the journal, and undo finds it in the dataset`()
    throws
  {
    dataset(alpaca, pair)
    let hash = "e29a7f5aaecf9f2a7d0c7bac6966ab57cbe4ef9e87271f2469dbfc33707ee37e"
    let patch = #"""
      [{"op":"test","path":"/output","valueSha256":"\#(hash)"},{"op":"replace","path":"/output","value":"***"}]
      """#
    #expect(winnow("edit", "d.jsonl", "1", "--patch", patch).status == 0)
    #expect(applied()[0] == #"{"instruction": "q", "input": "", "output": "***"}"#)
    let journal = try #require(winnow.journals(of: "d.jsonl").first)
    let text = try #require(Files.text(journal))
    #expect(text.contains(hash) && !text.contains("a/b") && !text.contains(#"a\\/b"#))
    #expect(winnow("edit", "d.jsonl", "1", "--patch", patch).status == 65, "the value is another")
    #expect(winnow("undo", "d.jsonl").status == 0)
    #expect(applied() == [alpaca, pair])
  }

  @Test func `an add over a member and a move onto one are undone after the dataset was renewed`() {
    for patch in [
      #"[{"op":"add","path":"/output","value":"new"}]"#,
      #"[{"op":"move","from":"/input","path":"/output"}]"#,
    ] {
      let winnow = Winnow()
      winnow.folder.write(alpaca + "\n", "d.jsonl")
      #expect(winnow("edit", "d.jsonl", "1", "--patch", patch).status == 0)
      #expect(winnow("apply", "d.jsonl", "--replace").status == 0)
      let undone = winnow("undo", "d.jsonl")
      #expect(undone.status == 0, "\(undone.errors)")
      let text = winnow("apply", "d.jsonl").text
      #expect((try? JSONValue.parse(text))?["output"] == .text("a/b"), "\(patch): \(text)")
    }
  }

  @Test func `--raw repairs a line that isn't JSON, and is undone`() {
    dataset(alpaca, "{\"broken\":")
    #expect(winnow("edit", "d.jsonl", "2", "--set", "/broken=x").status == 65)
    #expect(winnow("edit", "d.jsonl", "2", "--raw", "{\"broken\":\n1}").status == 65)
    #expect(winnow("edit", "d.jsonl", "2", "--raw", " ").status == 65)
    #expect(winnow("edit", "d.jsonl", "2", "--raw", "{\"broken\":1}").status == 0)
    #expect(applied() == [alpaca, "{\"broken\":1}"])
    #expect(winnow("edit", "d.jsonl", "2", "--set-json", "/broken=2").status == 0)
    #expect(applied() == [alpaca, "{\"broken\":2}"])
    winnow("undo", "d.jsonl")
    winnow("undo", "d.jsonl")
    #expect(applied() == [alpaca, "{\"broken\":"])
    #expect(!winnow("edit", "d.jsonl", "1", "--raw", "{\"a\":1}").errors.contains("isn't JSON"))
    #expect(winnow("edit", "d.jsonl", "1", "--raw", "{\"a\"").errors.contains("#1 isn't JSON now"))
  }

  @Test func `marks that go with their texts are counted`() {
    dataset(pair)
    #expect(winnow("note", "d.jsonl", "1", "why", "--at", "/rejected").status == 0)
    let patch = #"[{"op":"remove","path":"/rejected"}]"#
    let edit = winnow("edit", "d.jsonl", "1", "--patch", patch)
    #expect(edit.errors.contains("marks taken off with their texts: 1"), "\(edit.errors)")
    winnow("undo", "d.jsonl")
    let flip = winnow("rank", "d.jsonl", "1", "2,1")
    #expect(flip.status == 0 && !flip.errors.contains("taken off"), "\(flip.errors)")
  }

  @Test func `the hint for undoing is a command that undoes`() {
    winnow.folder.write(alpaca + "\n", "my data.jsonl")
    let edit = winnow("edit", "my data.jsonl", "1", "--set", "/output=x", "--actor", "o'hara")
    let hint = edit.errors.split(separator: "`").dropFirst().first.map(String.init) ?? ""
    #expect(hint == #"winnow undo 'my data.jsonl' --actor 'o'\''hara'"#)
    let command = hint.replacing("winnow", with: Winnow.path, maxReplacements: 1)
    let undo = ChildProcess.run(
      ["/bin/sh", "-c", command], environment: winnow.environment, folder: winnow.folder.path)
    #expect(undo.status == 0 && winnow("apply", "my data.jsonl").lines == [alpaca])
    #expect(winnow("check", "my data.jsonl", "--json", "--sarif").status == 64)
  }

  @Test func `a file named as JSON Lines is that with one line, too`() {
    dataset(alpaca)
    #expect(winnow("info", "d.jsonl", "--json").text.contains(#""container":"jsonl""#))
    #expect(winnow("edit", "d.jsonl", "1", "--raw", "{\"a\":\n1}").status == 65)
    #expect(winnow("insert", "d.jsonl", pair).status == 0)
    #expect(applied() == [alpaca, pair])
    winnow.folder.write(alpaca, "d.json")
    #expect(winnow("info", "d.json", "--json").text.contains(#""container":"single""#))
  }

  @Test func `a bulk edit is one entry, all or nothing, and one undo`() {
    dataset(alpaca, alpaca, pair)
    #expect(winnow("edit", "d.jsonl", "1-2,1", "--set", "/output=x").status == 0)
    #expect(winnow("log", "d.jsonl").lines.count == 1)
    #expect(applied().filter { $0.contains("\"x\"") }.count == 2)
    winnow("undo", "d.jsonl")
    #expect(applied() == [alpaca, alpaca, pair])
    #expect(winnow("edit", "d.jsonl", "1", "4", "--set", "/output=y").status == 65)
    #expect(applied() == [alpaca, alpaca, pair])
  }

  @Test func `a flag is put on once, renewed, and taken off`() throws {
    dataset(alpaca)
    #expect(winnow("flag", "d.jsonl", "1", "--category", "s10", "--at", "/output").status == 0)
    #expect(winnow("show", "d.jsonl", "1").text.contains("flag S10 severity 1 at /output by alice"))
    #expect(
      winnow("flag", "d.jsonl", "1", "--category", "S10", "--at", "/output").errors.contains(
        "nothing"))
    #expect(
      winnow("flag", "d.jsonl", "1", "--category", "S10", "--at", "/output", "--severity", "3")
        .status == 0)
    let shown = winnow("show", "d.jsonl", "1").text
    #expect(shown.contains("severity 3") && !shown.contains("severity 1"))
    winnow.folder.write("", "none.jsonl")
    let nothing = winnow("insert", "d.jsonl", "--from", "none.jsonl")
    #expect(nothing.status == 0 && nothing.errors.contains("nothing to add"))
    winnow.folder.write(#"{"record":1,"category":"S10","score":0.9}"# + "\n", "scores.jsonl")
    let kept = winnow("flag", "-", "--from", "scores.jsonl", input: "{}\n")
    #expect(kept.status == 64 && !Files.exists(winnow.folder.path("standard input.winnow")))
    let others = winnow.by("bob")("unflag", "d.jsonl", "1")
    #expect(others.status == 0 && others.errors.contains("nothing to change"), "it is a reviewer's")
    #expect(winnow("query", "d.jsonl", "flagged", "--count").lines == ["1"])
    #expect(winnow("unflag", "d.jsonl", "1", "--category", "S10").status == 0)
    #expect(!winnow("show", "d.jsonl", "1").text.contains("flag"))
    #expect(applied() == [alpaca])
  }

  @Test func `a verdict decides what stays`() {
    dataset(alpaca, pair, ranked)
    winnow("verdict", "d.jsonl", "1", "accepted")
    winnow("verdict", "d.jsonl", "2", "discarded")
    winnow.by("bob")("verdict", "d.jsonl", "2", "accepted")
    #expect(applied() == [alpaca, ranked])
    #expect(winnow("apply", "d.jsonl", "--keep", "accepted").lines == [alpaca])
    #expect(winnow("apply", "d.jsonl", "--keep", "all").lines == [alpaca, pair, ranked])
    winnow("verdict", "d.jsonl", "2", "none")
    #expect(applied() == [alpaca, pair, ranked])
    #expect(winnow("apply", "d.jsonl", "--keep", "accepted").lines == [alpaca, pair])
  }

  @Test func `ranking writes ranks, and flips a pair with its scores`() {
    dataset(ranked, pair, alpaca)
    #expect(winnow("rank", "d.jsonl", "1", "2,1").status == 0)
    #expect(winnow("rank", "d.jsonl", "2", "2,1").status == 0)
    #expect(
      applied() == [
        #"{"prompt":"p","responses":[{"text":"a","rank":2},{"text":"b","rank":1}]}"#,
        #"{"prompt":"p","chosen":"b","rejected":"a","score_chosen":1,"score_rejected":2}"#, alpaca,
      ])
    #expect(winnow("rank", "d.jsonl", "2", "1=2").status == 65)
    #expect(winnow("rank", "d.jsonl", "1", "1,2,3").status == 65)
    #expect(winnow("rank", "d.jsonl", "3", "1,2").status == 65)
  }

  @Test func `a removed record is left out until it is restored`() {
    dataset(alpaca, pair)
    #expect(winnow("remove", "d.jsonl", "1", "--why", "spam").status == 0)
    #expect(applied() == [pair])
    #expect(winnow("apply", "d.jsonl", "--keep", "all").lines == [pair])
    #expect(winnow("log", "d.jsonl", "--json").text.contains("spam"))
    #expect(winnow("restore", "d.jsonl", "1").status == 0)
    #expect(applied() == [alpaca, pair])
  }

  @Test func `scores are kept only for records that are there, and where they are numbers`() {
    dataset(alpaca)
    for (line, problem) in [
      (#"{"record":9,"category":"S10","score":0.9}"#, "there is no record #9; the dataset has"),
      (#"{"record":1,"category":"S10","score":"high"}"#, "line 1: its score isn't a number"),
      (#"{"record":1,"category":"S10","severity":"high"}"#, "line 1: its severity isn't a number"),
      (#"{"record":1,"score":0.9}"#, "line 1: a suggestion has a command or a category"),
    ] {
      winnow.folder.write(line + "\n", "scores.jsonl")
      let result = winnow("flag", "d.jsonl", "--from", "scores.jsonl")
      #expect(result.status == 65 && result.errors.contains(problem), "\(result.errors)")
    }
    winnow.folder.write(#"{"record":1,"score":0.9}"# + "\n", "scores.jsonl")
    let kept = winnow("flag", "d.jsonl", "--from", "scores.jsonl", "--category", "S10")
    #expect(kept.status == 0 && kept.errors.contains("1 of 1 suggested"), "\(kept.errors)")
  }

  @Test func `other taxonomies and one's own can be flagged from`() {
    dataset(alpaca)
    #expect(
      winnow("flag", "d.jsonl", "1", "--category", "hate/threatening", "--taxonomy", "openai")
        .status == 0)
    #expect(winnow("flag", "d.jsonl", "1", "--category", "P18", "--taxonomy", "pku").status == 0)
    #expect(winnow("flag", "d.jsonl", "1", "--category", "X1", "--taxonomy", "mine").status == 64)
    winnow.folder.write("", ".config/x")
    #expect(
      ChildProcess.run(
        ["/bin/mkdir", "-p", winnow.folder.path(".config/winnow/taxonomies")], environment: [:],
        folder: "/"
      ).status == 0)
    winnow.folder.write(
      "id: mine\nname: Mine\ncategories:\n  - code: X1\n    name: One\n    zh: 一\n",
      ".config/winnow/taxonomies/mine.yaml")
    #expect(winnow("flag", "d.jsonl", "1", "--category", "x1", "--taxonomy", "mine").status == 0)
    #expect(winnow("taxonomies").text.contains("X1"))
    winnow.folder.write("name: [", ".config/winnow/taxonomies/bad.yaml")
    let flagged = winnow("flag", "d.jsonl", "1", "--category", "P18", "--taxonomy", "pku")
    #expect(flagged.errors.split { $0 == "\n" }.count { $0.contains("bad.yaml") } == 1)
    #expect(winnow("query", "d.jsonl", "flag:X1", "--count").lines == ["1"])
  }

  @Test func `what is nested as deep as JSON is read can be edited, and deeper is refused`() {
    let deep = { String(repeating: "[", count: $0) + String(repeating: "]", count: $0) }
    let record = "{\"output\":\"a\",\"x\":\(deep(511))}\n"
    winnow.folder.write(record, "deep.jsonl")
    #expect(winnow("edit", "deep.jsonl", "1", "--set", "/x=gone").status == 0)
    #expect(winnow("apply", "deep.jsonl").text == "{\"output\":\"a\",\"x\":\"gone\"}\n")
    #expect(winnow("undo", "deep.jsonl").status == 0)
    #expect(winnow("apply", "deep.jsonl").text == record)
    #expect(winnow("edit", "deep.jsonl", "1", "--set-json", "/output=\(deep(511))").status == 0)
    #expect(winnow("edit", "deep.jsonl", "1", "--set-json", "/output=\(deep(512))").status == 65)
    #expect(winnow("apply", "deep.jsonl").status == 0)
  }
}
