import TestSupport
import Testing

/// Several reviewers: merging journals, agreement, and git.
@Suite struct TogetherTests {
  let winnow = Winnow()

  init() {
    winnow.folder.write(
      (1...6).map { #"{"instruction":"q\#($0)","input":"","output":"a\#($0)"}"# + "\n" }.joined(),
      "d.jsonl")
  }

  func review() {
    let bob = winnow.by("bob")
    #expect(winnow("verdict", "d.jsonl", "1-4", "accepted").status == 0)
    #expect(bob("verdict", "d.jsonl", "1-3", "accepted").status == 0)
    #expect(bob("verdict", "d.jsonl", "4", "discarded").status == 0)
    #expect(bob("flag", "d.jsonl", "4", "--category", "S10").status == 0)
  }

  @Test func `orders and ratings that differ are named, near ratings aren't`() {
    let winnow = Winnow()
    let record = #"{"prompt":"p","responses":[{"text":"a"},{"text":"b"}]}"#
    winnow.folder.write("\(record)\n\(record)\n\(record)\n", "r.jsonl")
    for (actor, order, scores) in [("alice", "1,2", ["1", "4"]), ("bob", "2,1", ["5", "5"])] {
      #expect(winnow("rank", "r.jsonl", "1", order, "--actor", actor).status == 0)
      for (number, score) in zip(["2", "3"], scores) {
        let rated = winnow("rate", "r.jsonl", number, "helpful", score, "--actor", actor)
        #expect(rated.status == 0)
      }
    }
    let lines = winnow("agree", "r.jsonl").lines
    #expect(lines.contains("#1 rank: alice 1,2, bob 2,1"))
    #expect(lines.contains("#2 helpful: alice 1, bob 5"))
    #expect(!lines.contains { $0.hasPrefix("#3") })
    #expect(winnow("query", "r.jsonl", "disagree", "--numbers").lines == ["1", "2"])
  }

  @Test func `two scripts that don't test what they replace differ, in whatever order`() {
    let winnow = Winnow()
    winnow.folder.write("{\"x\":\"a\"}\n{\"x\":\"b\"}\n", "d.jsonl")
    for (actor, value) in [("ann", "1"), ("bob", "2")] {
      let same = #"{"record":2,"patch":[{"op":"replace","path":"/x","value":"same"}]}"#
      let other = #"{"record":1,"patch":[{"op":"replace","path":"/x","value":"\#(value)"}]}"#
      winnow.folder.write(
        #"{"op":"patch","actor":"\#(actor)","changes":[\#(same),\#(other)]}"# + "\n", actor)
    }
    #expect(winnow("merge", "ann", "bob", "-o", "merged").status == 0)
    for journals in [
      ["--with", "ann", "--with", "bob"], ["--with", "bob", "--with", "ann"], ["--with", "merged"],
    ] {
      let applied = winnow.start(["apply", "d.jsonl"] + journals).wait()
      #expect(applied.status == 1 && applied.errors.contains("#1: edits in conflict"))
      #expect(applied.lines == [#"{"x":"a"}"#, #"{"x":"same"}"#])
    }
  }

  @Test(arguments: [
    (
      #"{"op":"replace","path":"/a","value":2}"#,
      #"{"op":"replace","path":"/a","value":2},{"op":"replace","path":"/a","value":3}"#
    ),
    (#"{"op":"remove","path":"/b/0"}"#, #"{"op":"replace","path":"/b/1","value":3}"#),
    (#"{"op":"move","from":"/a","path":"/f"}"#, #"{"op":"replace","path":"/f","value":3}"#),
  ]) func `whatever two scripts do at one place is a conflict`(_ one: String, _ other: String) {
    let winnow = Winnow()
    winnow.folder.write("{\"a\":1,\"b\":[1,2]}\n", "d.jsonl")
    for (actor, steps) in [("ann", one), ("bob", other)] {
      winnow.folder.write(
        #"{"op":"patch","actor":"\#(actor)","changes":[{"record":1,"patch":[\#(steps)]}]}"# + "\n",
        actor)
    }
    for journals in [["--with", "ann", "--with", "bob"], ["--with", "bob", "--with", "ann"]] {
      let applied = winnow.start(["apply", "d.jsonl"] + journals).wait()
      #expect(
        applied.status == 1 && applied.errors.contains("edits in conflict"), "\(applied.text)")
    }
  }

  @Test func `two files of one script that don't test what they replace differ, in whatever order`()
  {
    let winnow = Winnow()
    winnow.folder.write("{\"x\":\"t\"}\n", "d.jsonl")
    for value in ["1", "2"] {
      let change = #"{"record":1,"patch":[{"op":"replace","path":"/x","value":"\#(value)"}]}"#
      winnow.folder.write(
        #"{"op":"patch","actor":"z","changes":[\#(change)]}"# + "\n", "j\(value)")
    }
    for (one, other) in [("j1", "j2"), ("j2", "j1")] {
      let applied = winnow("apply", "d.jsonl", "--with", one, "--with", other)
      #expect(applied.status == 1 && applied.errors.contains("edits in conflict"))
    }
  }

  @Test func `reviewers without a name are apart, also merged`() {
    let winnow = Winnow()
    winnow.folder.write("{\"x\":\"t\"}\n{\"x\":\"u\"}\n", "d.jsonl")
    for why in 0..<4 {
      for (name, verdict) in [("j1", "discarded"), ("j2", "accepted")] {
        winnow.folder.write(
          #"{"op":"verdict","why":"\#(why)","changes":[{"record":1,"now":"\#(verdict)"}]}"# + "\n",
          name)
      }
      #expect(winnow("merge", "j1", "j2", "-o", "m", "--force").status == 0)
      for journals in [["--with", "j1", "--with", "j2"], ["--with", "m"]] {
        let applied = winnow.start(["apply", "d.jsonl"] + journals).wait()
        #expect(applied.lines == ["{\"x\":\"u\"}"] && applied.errors.contains("1 disagreeing"))
      }
    }
  }

  @Test func `two who add one field differ, and a decision takes one's word`() {
    let winnow = Winnow()
    let record = #"{"prompt":"p","responses":[{"text":"a"},{"text":"b"}]}"#
    winnow.folder.write(record + "\n", "r.jsonl")
    for (actor, order) in [("alice", "1,2"), ("bob", "2,1")] {
      let words = ["rank", "r.jsonl", "1", order, "--actor", actor, "--journal", "\(actor).jsonl"]
      #expect(winnow.start(words).wait().status == 0)
    }
    let both = ["r.jsonl", "--with", "alice.jsonl", "--with", "bob.jsonl"]
    let undecided = winnow.start(["apply"] + both).wait()
    #expect(undecided.status == 1 && undecided.errors.contains("put another value"))
    #expect(undecided.text == record + "\n")
    for (actor, ranks) in [("alice", ["1", "2"]), ("bob", ["2", "1"])] {
      let words = ["resolve"] + both + ["1", actor, "--actor", "carol"]
      #expect(winnow.start(words).wait().status == 0)
      let applied = winnow.start(["apply"] + both).wait()
      #expect(applied.status == 0 && applied.errors.contains(" overruled"), "\(applied.errors)")
      #expect(
        applied.text.contains(
          #"{"text":"a","rank":\#(ranks[0])},{"text":"b","rank":\#(ranks[1])}"#))
    }
  }

  @Test func `a decision gives the order of the reviewer decided for, who ranked first too`() {
    let winnow = Winnow()
    winnow.folder.write(
      #"{"prompt":"p","chosen":"A","rejected":"B"}"# + "\n"
        + #"{"prompt":"p","responses":[{"text":"a","rank":1},{"text":"b","rank":2}]}"# + "\n",
      "r.jsonl")
    for (actor, order) in [("ann", "1,2"), ("bob", "2,1")] {
      #expect(winnow("rank", "r.jsonl", "1-2", order, "--actor", actor).status == 0)
    }
    let (first, last) = (winnow.folder.read("r.jsonl"), winnow("apply", "r.jsonl").text)
    #expect(last.contains(#""chosen":"B""#) && last.contains(#"{"text":"a","rank":2}"#))
    let carol = winnow.by("carol")
    #expect(carol("resolve", "r.jsonl", "1-2", "ann").status == 0)
    #expect(Array(winnow("apply", "r.jsonl").text.utf8) == first)
    #expect(carol("resolve", "r.jsonl", "1-2", "carol").errors.contains("ann, bob did"))
    #expect(carol("undo", "r.jsonl").status == 0)
    #expect(winnow("apply", "r.jsonl").text == last)
    #expect(carol("resolve", "r.jsonl", "1-2", "bob").status == 0)
    #expect(winnow("apply", "r.jsonl").text == last)
  }

  @Test func `who sees what the other added replaces it`() {
    #expect(winnow("edit", "d.jsonl", "1", "--set", "/tag=x").status == 0)
    #expect(winnow.by("bob")("edit", "d.jsonl", "1", "--set", "/tag=y").status == 0)
    let applied = winnow("apply", "d.jsonl")
    #expect(applied.status == 0 && applied.lines[0].hasSuffix(#""tag":"y"}"#))
  }

  @Test func `names in any script are different people`() throws {
    for (actor, verdict) in [("小王", "accepted"), ("小李", "discarded"), ("-José ", "accepted")] {
      #expect(winnow("verdict", "d.jsonl", "1", verdict, "--actor=\(actor)").status == 0)
    }
    let names = winnow.journals(of: "d.jsonl").compactMap { $0.split(separator: "/").last }
    #expect(names.map { String($0.prefix { $0 != "-" }) }.sorted() == ["José", "小李", "小王"])
    #expect(winnow("query", "d.jsonl", "by:小李", "--numbers").lines == ["1"])
    #expect(winnow("agree", "d.jsonl").text.contains("#1 verdict: José- accepted, 小李 discarded"))
  }

  @Test func `merging is the same in any order, any number of times`() {
    review()
    let journals = winnow.journals(of: "d.jsonl")
    #expect(journals.count == 2)
    #expect(winnow("merge", journals[0], journals[1], "-o", "m1").status == 0)
    #expect(winnow("merge", journals[1], journals[0], "-o", "m2").status == 0)
    #expect(winnow("merge", "m1", journals[1], "m2", "-o", "m3").status == 0)
    #expect(winnow.folder.read("m1") == winnow.folder.read("m2"))
    #expect(winnow.folder.read("m1") == winnow.folder.read("m3"))
    #expect(winnow("journal", "check", "m1").status == 0)
    let together = winnow("apply", "d.jsonl", "--journal", "m1")
    #expect(together.text == winnow("apply", "d.jsonl").text)
    #expect(
      winnow("apply", "d.jsonl", "--with", "m1").text == together.text, "no entry counts twice")
    #expect(winnow("merge", journals[0], "-o", "m1").status == 73, "a file that exists")
  }

  @Test func `of two copies the longer is taken, and a fork is refused`() throws {
    review()
    let journal = try #require(winnow.journals(of: "d.jsonl").first { $0.contains("alice") })
    let before = try #require(Files.read(journal))
    winnow.folder.write(before, "old.jsonl")
    #expect(winnow("note", "d.jsonl", "1", "first").status == 0)
    #expect(winnow("merge", "old.jsonl", journal).text == winnow("merge", journal).text)
    let long = try #require(Files.read(journal))
    winnow.folder.write(long, "one.jsonl")
    Files.write(before, journal)
    Files.remove(String(journal.dropLast(6)) + ".head")  // else the loss would be noticed
    #expect(winnow("note", "d.jsonl", "1", "other").status == 0)
    let fork = winnow("merge", "one.jsonl", journal)
    #expect(fork.status == 65 && fork.errors.contains("two copies of journal"))
  }

  @Test func `hand-written entries are sealed, the same each time`() {
    winnow.folder.write(
      #"{"op":"verdict","actor":"carol","changes":[{"record":2,"was":null,"now":"discarded"}]}"#
        + "\n",
      "hand.jsonl")
    let merged = winnow("merge", "hand.jsonl")
    #expect(merged.status == 0 && merged.text == winnow("merge", "hand.jsonl").text)
    winnow.folder.write(merged.text, "m")
    #expect(winnow("journal", "check", "m").text.contains("sealed, 1 entry"))
    #expect(
      winnow("query", "d.jsonl", "--journal", "m", "--numbers", "verdict:discarded by:carol").lines
        == ["2"])
  }

  @Test func `log --patch tells before and after, in fences that no text ends`() {
    winnow.folder.write(#"{"text":"a ```b"}"# + "\n", "e.jsonl")
    #expect(winnow("edit", "e.jsonl", "1", "--set", "/text=c\nd").status == 0)
    #expect(winnow("verdict", "e.jsonl", "1", "accepted").status == 0)
    let text = winnow("log", "e.jsonl", "--patch").text
    #expect(text.contains("### set /text by alice at "))
    #expect(text.contains("#1 /text\n\n````diff\n- a ```b\n+ c\n+ d\n````"))
    #expect(text.contains("```diff\n+ accepted\n```"))
  }

  @Test func `scores are suggestions that are answered on the screen`() {
    winnow.folder.write(
      #"{"record":2,"score":0.9,"reason":"slur"}"# + "\n" + #"{"record":3,"score":0.2}"# + "\n",
      "scores.jsonl")
    #expect(winnow("flag", "d.jsonl", "--from", "scores.jsonl", "--category", "S10").status == 0)
    let folder = winnow.folder.path("d.jsonl.winnow")
    let names = Files.names(in: folder).filter { $0.hasPrefix("scores-") }
    #expect(names.count == 1 && names.allSatisfy { $0.hasSuffix(".suggestions") })
    let kept = Files.text("\(folder)/\(names.first ?? "")") ?? ""
    #expect(kept.hasPrefix(#"{"record":2,"base":""#) && kept.split(separator: "\n").count == 1)
    #expect(kept.hasSuffix(#","command":"flag S10","score":0.9,"reason":"slur"}"# + "\n"))
    #expect(
      winnow("query", "d.jsonl", "flagged", "--count").lines == ["0"], "nothing is done by itself")
    #expect(winnow("flag", "d.jsonl", "--from", "scores.jsonl").status == 65)
    winnow.folder.write(#"{"record":1,"command":"explode"}"#, "bad.jsonl")
    #expect(winnow("flag", "d.jsonl", "--from", "bad.jsonl").errors.contains("line 1"))
  }

  @Test(.enabled(if: Files.exists("/usr/bin/git"), "git isn't installed"))
  func `git merges the journals of two reviewers by itself`() throws {
    let git = { (words: [String]) in
      ChildProcess.run(
        ["/usr/bin/git", "-c", "user.name=t", "-c", "user.email=t@example.org"] + words,
        environment: winnow.environment, folder: winnow.folder.path)
    }
    #expect(git(["init", "-q", "-b", "main"]).status == 0)
    #expect(git(["add", "d.jsonl"]).status == 0 && git(["commit", "-qm", "data"]).status == 0)
    for actor in ["alice", "bob"] {
      #expect(git(["checkout", "-q", "-b", actor, "main"]).status == 0)
      #expect(winnow.by(actor)("verdict", "d.jsonl", "2", "accepted").status == 0)
      #expect(git(["add", "-A"]).status == 0 && git(["commit", "-qm", actor]).status == 0)
      let tracked = git(["ls-files"]).lines
      #expect(!tracked.contains { $0.hasSuffix(".lock") || $0.hasSuffix(".head") })
    }
    #expect(git(["checkout", "-q", "alice"]).status == 0)
    #expect(git(["merge", "-q", "bob", "-m", "both"]).status == 0)
    #expect(winnow("query", "d.jsonl", "by:alice by:bob", "--numbers").lines == ["2"])
    for journal in winnow.journals(of: "d.jsonl") {
      #expect(winnow("journal", "check", journal).status == 0)
    }
  }
}
