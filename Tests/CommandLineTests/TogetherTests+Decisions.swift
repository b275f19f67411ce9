import TestSupport
import Testing

/// How far reviewers agree, and whose word counts.
extension TogetherTests {
  @Test func `agreement counts what both judged, and lists where they differ`() {
    review()
    let text = winnow("agree", "d.jsonl").text
    #expect(text.contains("reviewers  alice, bob"))
    let lines = text.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
    #expect(lines.contains(["verdict", "4", "0.75", "0.00", "0.00", "-"]))
    #expect(text.contains("#4 verdict: alice accepted, bob discarded"))
    #expect(text.contains("#4 S10: alice not flagged, bob flagged"))
    #expect(winnow("agree", "d.jsonl", "--json").lines[0].contains(#""kappa":0"#))
    // Who only decides, or notes something, is no third judge.
    let carol = winnow.by("carol")
    #expect(carol("resolve", "d.jsonl", "4", "alice").status == 0)
    #expect(carol("note", "d.jsonl", "1", "hm").status == 0)
    #expect(winnow("agree", "d.jsonl").text == text)
    #expect(winnow("agree", "d.jsonl", "--journal", winnow.journals(of: "d.jsonl")[0]).status == 0)
  }

  @Test func `orders are compared by Kendall's tau, the last of each reviewer`() {
    let responses = #"{"text":"x","rank":1},{"text":"y","rank":2},{"text":"z","rank":3}"#
    winnow.folder.write(#"{"prompt":"p","responses":[\#(responses)]}"# + "\n", "r.jsonl")
    #expect(winnow("rank", "r.jsonl", "1", "3,2,1").status == 0)
    #expect(winnow("rank", "r.jsonl", "1", "2,1,3").status == 0)
    let lone = winnow("agree", "r.jsonl")
    #expect(lone.text.isEmpty && lone.errors.contains("no record was judged by two"))
    let bob = winnow.by("bob")
    #expect(bob("rank", "r.jsonl", "1", "2,3,1").status == 0)
    let lines = winnow("agree", "r.jsonl").text.split(separator: "\n")
    #expect(
      lines.map { $0.split(separator: " ") }.contains(["rank", "1", "0.00", "-", "-", "0.33"]))
  }

  @Test func `a majority of reviewers decides where it is asked to`() {
    for actor in ["a", "b"] {
      #expect(winnow.by(actor)("verdict", "d.jsonl", "2", "accepted").status == 0)
    }
    #expect(winnow.by("c")("verdict", "d.jsonl", "2-3", "discarded").status == 0)
    #expect(winnow("apply", "d.jsonl").lines.count == 4)
    let commands = [
      ["apply", "d.jsonl"], ["sample", "d.jsonl"], ["convert", "d.jsonl", "--to", "io"],
    ]
    for command in commands {
      #expect(winnow.run(command + ["--verdicts", "majority"]).lines.count == 5, "\(command)")
      let adjudicated = winnow.run(command + ["--verdicts", "adjudicated"])
      #expect(adjudicated.lines.count == 4 && adjudicated.errors.contains("nobody decided"))
      #expect(winnow.run(command + ["--keep", "all"]).lines.count == 6, "\(command)")
    }
    #expect(winnow("split", "d.jsonl", "all=1", "--verdicts", "majority").status == 0)
    #expect(winnow.folder.read("all")?.count { $0 == UInt8(ascii: "\n") } == 5)
    #expect(
      winnow("apply", "d.jsonl", "--verdicts", "majority", "--keep", "accepted").lines.count == 1)
  }

  @Test func `a removal after a decision counts, one before it doesn't`() {
    let (bob, carol) = (winnow.by("bob"), winnow.by("carol"))
    #expect(winnow("verdict", "d.jsonl", "1-2", "accepted").status == 0)
    #expect(bob("verdict", "d.jsonl", "1", "discarded").status == 0)
    #expect(bob("remove", "d.jsonl", "2").status == 0)
    #expect(carol("resolve", "d.jsonl", "1-2", "alice").status == 0)
    #expect(winnow("query", "d.jsonl", "removed", "--numbers").lines.isEmpty)
    #expect(carol("remove", "d.jsonl", "1").status == 0)
    #expect(winnow("query", "d.jsonl", "removed", "--count").errors.isEmpty)
    #expect(winnow("apply", "d.jsonl").lines.count == 5)
    #expect(carol("restore", "d.jsonl", "1").status == 0)
    #expect(winnow("apply", "d.jsonl").lines.count == 6)
    // Of two decisions, the later one is taken back.
    #expect(carol("remove", "d.jsonl", "1").status == 0)
    let dave = winnow.by("dave")
    #expect(dave("resolve", "d.jsonl", "1", "alice").status == 0)
    #expect(winnow("apply", "d.jsonl").lines.count == 6)
    #expect(dave("resolve", "d.jsonl", "1", "none").status == 0)
    #expect(winnow("apply", "d.jsonl").lines.count == 5)
  }

  @Test func `orders that differ are reported until somebody decides`() {
    winnow.folder.write(#"{"prompt":"p","chosen":"a","rejected":"b"}"# + "\n", "r.jsonl")
    #expect(winnow.by("ann")("rank", "r.jsonl", "1", "2,1").status == 0)
    #expect(winnow.by("bob")("rank", "r.jsonl", "1", "2,1").status == 0)
    #expect(winnow("apply", "r.jsonl").status == 0)
    for command in [["apply"], ["convert", "--to", "trl-dpo"]] {
      let words = [command[0], "r.jsonl", "--verdicts", "adjudicated"] + command[1...]
      let undecided = winnow.run(words)
      #expect(undecided.errors.contains("nobody decided"))
    }
    #expect(winnow.by("cyr")("resolve", "r.jsonl", "1", "ann").status == 0)
    let decided = winnow("apply", "r.jsonl", "--verdicts", "adjudicated")
    #expect(decided.status == 0)
    #expect(decided.lines == [#"{"prompt":"p","chosen":"b","rejected":"a"}"#])
  }

  @Test func `a decision stands above every rule, and can be taken back`() {
    review()
    let carol = winnow.by("carol")
    #expect(winnow("query", "d.jsonl", "disagree", "--numbers").lines == ["4"])
    let undecided = winnow("apply", "d.jsonl", "--verdicts", "adjudicated")
    #expect(undecided.status == 1 && undecided.lines.count == 5)
    let problem = "#4: reviewers differ (alice:1, bob:2, bob:3) and nobody decided"
    #expect(undecided.errors.contains(problem))
    #expect(carol("resolve", "d.jsonl", "4", "dave").errors.contains("alice, bob did"))
    #expect(winnow("query", "d.jsonl", "flag:S10", "--numbers").lines == ["4"])
    #expect(carol("resolve", "d.jsonl", "4", "alice").status == 0)
    #expect(winnow("query", "d.jsonl", "flag:S10", "--numbers").lines.isEmpty, "alice saw no harm")
    #expect(winnow("query", "d.jsonl", "disagree", "--count").text == "0\n")
    for rule in ["adjudicated", "any-discard", "majority"] {
      #expect(winnow("apply", "d.jsonl", "--verdicts", rule).lines.count == 6, "\(rule)")
    }
    #expect(carol("undo", "d.jsonl").status == 0)
    #expect(winnow("apply", "d.jsonl").lines.count == 5)
    #expect(carol("redo", "d.jsonl").status == 0)
    #expect(winnow.by("erin")("resolve", "d.jsonl", "4", "bob").status == 0)
    #expect(winnow("query", "d.jsonl", "disagree", "--count").text == "1\n", "two who decide")
  }

  @Test(arguments: [("amy", "c"), ("bob", "d"), ("zoe", "b")])
  func `a decision takes the edits that it builds on`(actor: String, text: String) throws {
    winnow.folder.write("{\"text\":\"a\"}\n", "t.jsonl")
    let set = { (text: String) in ["edit", "t.jsonl", "1", "--set", "/text=\(text)"] }
    #expect(winnow.by("dan").run(set("x")).status == 0)
    let his = try #require(winnow.journals(of: "t.jsonl").first)
    let unseen = try #require(Files.read(his))
    Files.remove(his)  // nobody sees it
    #expect(winnow.by("zoe").run(set("b")).status == 0)
    #expect(winnow.by("amy").run(set("c")).status == 0)
    let hers = try #require(winnow.journals(of: "t.jsonl").first { $0.contains("/amy-") })
    let away = try #require(Files.read(hers))
    Files.remove(hers)  // bob doesn't see it
    #expect(winnow.by("bob").run(set("d")).status == 0)
    Files.write(away, hers)
    Files.write(unseen, his)
    #expect(winnow("apply", "t.jsonl").status == 1)
    #expect(winnow.by("carol")("resolve", "t.jsonl", "1", actor).status == 0)
    let result = winnow("apply", "t.jsonl")
    #expect(result.status == 0 && result.text == "{\"text\":\"\(text)\"}\n", "\(result.errors)")
  }

  @Test func `of edits in conflict those of the one whose word counts are made`() throws {
    #expect(winnow("edit", "d.jsonl", "2", "--set", "/output=alice's").status == 0)
    let journal = try #require(winnow.journals(of: "d.jsonl").first)
    let away = try #require(Files.read(journal))
    Files.remove(journal)  // bob doesn't see it
    let bob = winnow.by("bob")
    #expect(bob("edit", "d.jsonl", "2", "--set", "/output=bob's").status == 0)
    Files.write(away, journal)
    #expect(winnow("apply", "d.jsonl").status == 1)
    #expect(winnow("query", "d.jsonl", "disagree", "--numbers").lines == ["2"])
    #expect(winnow.by("carol")("resolve", "d.jsonl", "2", "bob").status == 0)
    let applied = winnow("apply", "d.jsonl")
    #expect(applied.status == 0 && applied.lines[1].contains(#""output":"bob's""#))
    #expect(winnow("edit", "d.jsonl", "2", "--set", "/input=later").status == 0)
    #expect(
      winnow("apply", "d.jsonl").lines[1]
        == #"{"instruction":"q2","input":"later","output":"bob's"}"#)
  }

  @Test func `one removes what another accepts: they differ, and a decision counts`() throws {
    #expect(winnow("remove", "d.jsonl", "2").status == 0)
    let bob = winnow.by("bob")
    #expect(bob("edit", "d.jsonl", "2", "--set", "/output=better").status == 0)
    #expect(winnow("query", "d.jsonl", "disagree", "--count").text == "0\n")
    #expect(bob("verdict", "d.jsonl", "2", "accepted").status == 0)
    #expect(winnow("query", "d.jsonl", "disagree", "--numbers").lines == ["2"])
    #expect(winnow("agree", "d.jsonl").text.contains("alice removed"))
    let undecided = winnow("apply", "d.jsonl", "--verdicts", "adjudicated")
    #expect(undecided.status == 1 && undecided.lines.count == 5)
    #expect(undecided.errors.contains("#2: reviewers differ (alice:1, bob:2) and nobody decided"))
    let carol = winnow.by("carol")
    #expect(carol("resolve", "d.jsonl", "2", "bob").status == 0)
    #expect(winnow("query", "d.jsonl", "disagree", "--count").text == "0\n")
    #expect(winnow("apply", "d.jsonl").lines[1].contains("better"))
    #expect(carol("undo", "d.jsonl").status == 0)
    #expect(carol("resolve", "d.jsonl", "2", "alice").status == 0)
    #expect(winnow("apply", "d.jsonl").lines.count == 5)
  }
}
