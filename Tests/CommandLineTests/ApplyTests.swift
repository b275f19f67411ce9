import Glibc
import JSONLines
import TestSupport
import Testing

@Suite struct ApplyTests {
  private let winnow = Winnow()
  private let a = #"{"text":"a"}"#, b = #"{"text":"b"}"#, c = #"{"text":"c"}"#

  private func dataset(_ records: String...) {
    winnow.folder.write(records.map { $0 + "\n" }.joined(), "d.jsonl")
  }

  private func report(_ words: String...) throws -> (status: Int32, JSONValue) {
    let result = ChildProcess.run(
      [Winnow.path, "apply", "d.jsonl", "-o", "out", "--force", "--report", "r.json"] + words,
      environment: winnow.environment, folder: winnow.folder.path)
    let text = try #require(winnow.folder.read("r.json"))
    return (result.status, try JSONValue.parse(Bytes(text)))
  }

  @Test func `once the output has replaced the input everything is already applied`() throws {
    dataset(a, b, c, a)
    winnow("edit", "d.jsonl", "1", "--set", "/text=x")
    winnow("remove", "d.jsonl", "2")
    winnow("verdict", "d.jsonl", "3", "accepted")
    #expect(winnow("apply", "d.jsonl", "-o", "new.jsonl").status == 0)
    let output = try #require(winnow.folder.read("new.jsonl"))
    #expect(String(decoding: output, as: UTF8.self) == "{\"text\":\"x\"}\n\(c)\n\(a)\n")
    rename(winnow.folder.path("new.jsonl"), winnow.folder.path("d.jsonl"))
    let (status, found) = try report()
    #expect(status == 0)
    #expect(found["inConflict"]?.integer == 0 && found["notFound"]?.integer == 0)
    #expect(found["applied"]?.integer == 0)
    #expect(winnow.folder.read("out") == output)
    #expect(winnow("show", "d.jsonl", "2").text.contains("accepted by alice"))
    // Undo still works: the removed record is gone, so the edit is what is left to be undone.
    #expect(winnow("undo", "d.jsonl", "alice:1").status == 0)
    #expect(winnow("apply", "d.jsonl").lines == [a, c, a])
  }

  @Test func `--replace renews the dataset, and undo, redo and renewing again go on from there`() {
    dataset(a, b)
    winnow("edit", "d.jsonl", "1", "--set", "/text=y")
    winnow("edit", "d.jsonl", "1", "--set", "/text=x")
    func renew(_ expected: String, _ step: String) {
      let result = winnow("apply", "d.jsonl", "--replace")
      #expect(result.status == 0, "\(step): \(result.errors)")
      #expect(winnow.folder.read("d.jsonl") == Array("{\"text\":\"\(expected)\"}\n\(b)\n".utf8))
    }
    renew("x", "edited twice")
    renew("x", "nothing new")
    winnow("undo", "d.jsonl")
    renew("y", "one undone")
    renew("y", "nothing new")
    winnow("undo", "d.jsonl")
    renew("a", "both undone")
    renew("a", "nothing new")
    #expect(winnow("redo", "d.jsonl").status == 0)
    renew("y", "one redone")
    #expect(winnow("redo", "d.jsonl").status == 0)
    renew("x", "both redone")
    renew("x", "nothing new")
  }

  @Test func `what was led back to an earlier value by hand stays so when renewed again`() {
    func renew(_ expected: String..., after arguments: String...) {
      #expect(winnow.run(arguments).status == 0)
      for _ in 0..<2 {
        let result = winnow("apply", "d.jsonl", "--replace")
        let text = expected.map { $0 + "\n" }.joined()
        #expect(result.status == 0, "\(arguments): \(result.errors)")
        #expect(winnow.folder.read("d.jsonl") == Array(text.utf8), "\(arguments)")
      }
    }
    dataset(a, b)
    let (x, y) = (#"{"text":"x"}"#, #"{"text":"y"}"#)
    renew(x, b, after: "edit", "d.jsonl", "1", "--set", "/text=x")
    renew(a, b, after: "edit", "d.jsonl", "1", "--set", "/text=a")
    renew(x, b, after: "edit", "d.jsonl", "1", "--set", "/text=x")
    renew(y, b, after: "edit", "d.jsonl", "1", "--set", "/text=y")
    renew(a, b, after: "edit", "d.jsonl", "1", "--set", "/text=a")
    renew(y, b, after: "undo", "d.jsonl")
    renew(a, b, after: "redo", "d.jsonl")
    renew(b, after: "remove", "d.jsonl", "1")
    renew(b, a, after: "insert", "d.jsonl", a)
    renew(b, after: "remove", "d.jsonl", "2")
    renew(b, a, after: "insert", "d.jsonl", a)
    renew(b, x, after: "edit", "d.jsonl", "2", "--set", "/text=x")
  }

  @Test func `what was left out stays so, and nothing else goes with it, when renewed again`() {
    func renew(_ expected: String..., after steps: [String]...) {
      for step in steps { #expect(winnow.run(step).status == 0, "\(step)") }
      for _ in 0..<3 {
        let result = winnow("apply", "d.jsonl", "--replace")
        #expect(result.status == 0, "\(steps): \(result.errors)")
        let text = expected.map { $0 + "\n" }.joined()
        #expect(winnow.folder.read("d.jsonl") == Array(text.utf8), "\(steps)")
      }
    }
    // One of several equal records.
    dataset(a, a, b)
    winnow("duplicates", "d.jsonl", "--remove")
    renew(a, b)
    // Edited and then removed: the next one has its number, and the same edit.
    Files.remove(winnow.folder.path("d.jsonl.winnow"))
    dataset(#"{"text":"a","id":1}"#, #"{"text":"b","id":2}"#, #"{"text":"c","id":3}"#)
    renew(
      #"{"text":"b","id":2,"lang":"en"}"#, #"{"text":"c","id":3,"lang":"en"}"#,
      after: ["edit", "d.jsonl", "1-3", "--set", "/lang=en"], ["remove", "d.jsonl", "1"])
  }

  @Test func `a mark stays on a record that got another number, whatever is done there`() {
    dataset(a, b)
    winnow("verdict", "d.jsonl", "2", "accepted")
    winnow("remove", "d.jsonl", "1")
    winnow("apply", "d.jsonl", "--replace")
    winnow("note", "d.jsonl", "1", "hm")
    #expect(winnow("query", "d.jsonl", "verdict:accepted", "--count").text == "1\n")
    winnow("edit", "d.jsonl", "1", "--set", "/text=x")
    let result = winnow("apply", "d.jsonl", "--keep", "accepted")
    #expect(result.status == 0 && result.lines == [#"{"text":"x"}"#], "\(result.errors)")
  }

  @Test func `an edit that makes a record what another one was isn't taken for that one`() {
    dataset(a, c)
    winnow("remove", "d.jsonl", "1")
    winnow("apply", "d.jsonl", "--replace")
    winnow("edit", "d.jsonl", "1", "--set", "/text=a")
    #expect(winnow("apply", "d.jsonl").lines == [a])
  }

  @Test func `a conflict is written unchanged, reported, and exits 1`() throws {
    dataset(a, b)
    winnow("edit", "d.jsonl", "1-2", "--set", "/text=x")
    dataset(#"{"text":"other"}"#, b)
    let (status, found) = try report("--rejects", "rejects.jsonl")
    #expect(status == 1)
    #expect(found["notFound"]?.integer == 1 && found["applied"]?.integer == 1)
    #expect(winnow.folder.read("out") == Array("{\"text\":\"other\"}\n{\"text\":\"x\"}\n".utf8))
    // The rejects are a journal of their own, which fits the old dataset.
    dataset(a, b)
    let again = winnow("apply", "d.jsonl", "--journal", "rejects.jsonl")
    #expect(again.status == 0)
    #expect(again.lines == [#"{"text":"x"}"#, b])
  }

  @Test func `an order that is rejected can be read again, with its patch`() throws {
    let pair = #"{"prompt":"p","chosen":"a","rejected":"b"}"# + "\n"
    winnow.folder.write(pair, "p.jsonl")
    winnow.folder.write(pair, "q.jsonl")
    #expect(winnow.by("amy")("rank", "p.jsonl", "1", "2,1").status == 0)
    #expect(winnow.by("bob")("edit", "q.jsonl", "1", "--set", "/chosen=z").status == 0)
    let hers = try #require(winnow.journals(of: "p.jsonl").first)
    let words = ["apply", "q.jsonl", "-o", "out.jsonl", "--rejects", "r.jsonl", "--with", hers]
    #expect(winnow.run(words).status == 1)
    #expect(winnow("journal", "check", "r.jsonl").status == 0)
    let again = winnow("apply", "p.jsonl", "--journal", "r.jsonl")
    #expect(again.status == 1 && Files.lines(winnow.folder.path("r.jsonl")).count == 3)
  }

  @Test func `rejects name the record as it is in the new version`() throws {
    func record(_ id: Int, _ text: String) -> String { #"{"id":\#(id),"text":"\#(text)"}"# }
    dataset(record(1, "a"), record(2, "b"), record(3, "c"))
    winnow("edit", "d.jsonl", "3", "--set", "/text=x")
    let journal = try #require(winnow.journals(of: "d.jsonl").first)
    winnow.folder.write(
      [record(2, "b"), record(3, "other")].map { $0 + "\n" }.joined(), "new.jsonl")
    let result = winnow(
      "apply", "new.jsonl", "--with", journal, "--rebase-by", "/id", "--was",
      "d.jsonl", "--rejects", "rejects.jsonl", "-o", "out")
    #expect(result.status == 1)
    let rejects = Files.lines(winnow.folder.path("rejects.jsonl"))
    #expect(rejects.count == 1 && rejects[0].contains(#""record":2,"#), "\(rejects)")
    // With them alone it is the same record that is in conflict.
    let again = winnow("apply", "new.jsonl", "--journal", "rejects.jsonl")
    #expect(again.status == 1 && again.errors.contains("#2"), "\(again.errors)")
  }

  @Test func `what would be written is said so, and an output has a name`() {
    dataset(a, b)
    #expect(
      winnow("apply", "d.jsonl", "--dry-run").errors.contains("2 of 2 records would be written"))
    #expect(winnow("apply", "d.jsonl", "-o", "").status == 64)
    #expect(winnow("replace", "d.jsonl", "1-2", "/a/b/", "--in", "/none").status == 64)
    let long = String(repeating: "a", count: 240) + ".jsonl"
    winnow.folder.write(a + "\n", long)
    #expect(winnow("verdict", long, "1", "discarded").status == 0)
    #expect(winnow("apply", long).text.isEmpty)
  }

  @Test func `a raw edit that would break the file is a conflict`() throws {
    func raw(_ now: String) -> String {
      #"{"op":"raw","changes":[{"record":1,"was":"{\"text\":\"a\"}","now":"\#(now)"}]}"# + "\n"
    }
    dataset(a, b)
    for now in [#"{\n}"#, "", " "] {
      winnow.folder.write(raw(now), "raw.jsonl")
      let result = winnow("apply", "d.jsonl", "--journal", "raw.jsonl")
      #expect(result.status == 1 && result.lines == [a, b], "\(now) \(result.errors)")
    }
    winnow.folder.write("[\(a),\(b)]", "d.json")
    for now in ["x", #"{},{}"#] {
      winnow.folder.write(raw(now), "raw.jsonl")
      let result = winnow("apply", "d.json", "--journal", "raw.jsonl")
      #expect(result.status == 1 && result.text == "[\(a),\(b)]", "\(now) \(result.errors)")
      #expect(winnow("edit", "d.json", "1", "--raw", now).status != 0)
    }
  }

  @Test func `two reviewers who disagree on a record leave it as it was`() throws {
    dataset(a, b)
    let copy = Winnow(actor: "bob")
    copy.folder.write("\(a)\n\(b)\n", "d.jsonl")
    winnow("edit", "d.jsonl", "1", "--set", "/text=x")
    copy("edit", "d.jsonl", "1", "--set", "/text=y")
    let journal = try #require(copy.journals(of: "d.jsonl").first)
    let both = winnow("apply", "d.jsonl", "--with", journal)
    #expect(both.status == 1)
    #expect(both.lines == [a, b])
    #expect(both.errors.contains("#1"))
    #expect(winnow("apply", "d.jsonl", "--journal", journal).lines == [#"{"text":"y"}"#, b])
  }

  @Test func `reviewers whose verdicts differ are counted, and found`() {
    dataset(a, b)
    winnow("verdict", "d.jsonl", "1", "2", "accepted")
    winnow.by("bob")("verdict", "d.jsonl", "1", "discarded")
    let result = winnow("apply", "d.jsonl")
    #expect(result.lines == [b] && result.errors.contains("1 disagreeing"))
    #expect(winnow("query", "d.jsonl", "disagree", "--numbers").lines == ["1"])
  }

  @Test func `a journal written by hand needs op, changes and a record`() {
    dataset(a, b, c)
    let patch = #"[{"op":"replace","path":"/text","value":"x"}]"#
    let lines = [
      #"{"op":"patch","changes":[{"record":1,"patch":\#(patch)}]}"#,
      #"{"op":"remove","actor":"script","changes":[{"record":2,"why":"x"}],"x-note":1}"#,
      #"{"op":"patch","changes":[{"record":3,"patch":[{"op":"test","path":"/text","value":"c"},{"op":"remove","path":"/text"}]}]}"#,
    ]
    winnow.folder.write(lines.joined(separator: "\n"), "hand.jsonl")
    let result = winnow("apply", "d.jsonl", "--journal", "hand.jsonl")
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.lines == [#"{"text":"x"}"#, "{}"])
    #expect(result.errors.contains("1 untested"), "what has no test is counted")
    #expect(
      winnow("edit", "d.jsonl", "1", "--set", "/text=q", "--journal", "hand.jsonl").status == 65)
    #expect(winnow.folder.read("hand.jsonl") == Array(lines.joined(separator: "\n").utf8))
    winnow.folder.write("", "empty.jsonl")
    #expect(winnow("apply", "d.jsonl", "--journal", "empty.jsonl").lines == [a, b, c])
  }

  @Test func `hand-written numbers near the largest do no harm`() {
    dataset(a, b)
    let big = Int.max
    for line in [
      #"{"seq":\#(big),"lc":\#(big),"op":"verdict","changes":[{"record":1,"now":"accepted"}]}"#,
      #"{"op":"verdict","changes":[{"record":\#(big),"now":"accepted"}]}"#,
      #"{"op":"patch","changes":[{"record":1,"patch":[{"op":"add","path":"/n","value":1,"index":-\#(big)}]}]}"#,
      #"{"op":"patch","changes":[{"record":1,"patch":[{"op":"add","path":"/n","value":1,"index":\#(big)}]}]}"#,
      #"{"op":"patch","changes":[{"record":1,"patch":[{"op":"remove","path":"/\#(big)"}]}]}"#,
    ] {
      winnow.folder.write(line + "\n", "hand.jsonl")
      for words in [["apply", "d.jsonl"], ["verdict", "d.jsonl", "1", "skipped"]] {
        let result = ChildProcess.run(
          [Winnow.path] + words + ["--with", "hand.jsonl"], environment: winnow.environment,
          folder: winnow.folder.path)
        #expect([0, 1, 65].contains(result.status), "\(result.status): \(line)")
      }
    }
  }

  @Test func `output goes behind what standard output holds already`() {
    dataset(a, b)
    winnow.folder.write("before\n", "all.jsonl")
    for _ in 0..<2 {
      let path = winnow.folder.path("all.jsonl")
      #expect(winnow.start(["apply", "d.jsonl"], output: path, appends: true).wait().status == 0)
    }
    #expect(winnow.folder.read("all.jsonl") == Array("before\n\(a)\n\(b)\n\(a)\n\(b)\n".utf8))
    let twice = ChildProcess.run(
      [
        "/bin/sh", "-c",
        "{ '\(Winnow.path)' apply d.jsonl; '\(Winnow.path)' apply d.jsonl; } >out2",
      ],
      environment: winnow.environment, folder: winnow.folder.path)
    #expect(twice.status == 0)
    #expect(winnow.folder.read("out2") == Array("\(a)\n\(b)\n\(a)\n\(b)\n".utf8))
    let piped = ChildProcess.run(
      [
        "/bin/sh", "-c",
        "'\(Winnow.path)' apply d.jsonl | cat; '\(Winnow.path)' apply d.jsonl | head -c 0",
      ],
      environment: winnow.environment, folder: winnow.folder.path)
    #expect(piped.text == "\(a)\n\(b)\n")
  }

  @Test func `--dry-run writes nothing and --json reports on standard error`() throws {
    dataset(a, b)
    winnow("remove", "d.jsonl", "1")
    let result = winnow("apply", "d.jsonl", "--dry-run", "-o", "out", "--json")
    #expect(result.status == 0 && result.output.isEmpty)
    #expect(winnow.folder.read("out") == nil)
    let found = try JSONValue.parse(result.errors)
    #expect(found["records"]?.integer == 2 && found["written"]?.integer == 1)
    #expect(found["removed"]?.integer == 1 && found["unreviewed"]?.integer == 1)
    // An inserted record is to be reviewed, too, as `query unreviewed` has it.
    winnow("insert", "d.jsonl", "--copy", "2")
    let more = try JSONValue.parse(winnow("apply", "d.jsonl", "--dry-run", "--json").errors)
    #expect(more["unreviewed"]?.integer == 2)
    #expect(winnow("query", "d.jsonl", "unreviewed not removed", "--count").lines == ["2"])
  }

  @Test func `a symbolic link to nothing isn't replaced without being asked`() {
    dataset(a)
    symlink("gone", winnow.folder.path("link"))
    #expect(winnow("apply", "d.jsonl", "-o", "link").status == 73)
    var status = stat()
    #expect(lstat(winnow.folder.path("link"), &status) == 0 && status.st_mode & S_IFMT == S_IFLNK)
  }

  @Test func `a symbolic link as output stays one, and modes stay`() throws {
    dataset(a)
    winnow.folder.write("old", "real")
    chmod(winnow.folder.path("real"), 0o640)
    symlink("real", winnow.folder.path("link"))
    #expect(winnow("apply", "d.jsonl", "-o", "link", "--force").status == 0)
    #expect(winnow.folder.read("real") == Array((a + "\n").utf8))
    var status = stat()
    #expect(lstat(winnow.folder.path("link"), &status) == 0 && status.st_mode & S_IFMT == S_IFLNK)
    #expect(stat(winnow.folder.path("real"), &status) == 0 && status.st_mode & 0o777 == 0o640)
    #expect(Files.names(in: winnow.folder.path) == ["d.jsonl", "link", "real"])
  }

  @Test(arguments: ["accepted", "skipped"])
  func `a record that one of several reviewers discarded counts as left out`(verdict: String) {
    dataset(a, b)
    #expect(winnow("verdict", "d.jsonl", "2", "discarded").status == 0)
    #expect(winnow.by("bob")("verdict", "d.jsonl", "2", verdict).status == 0)
    #expect(winnow("apply", "d.jsonl", "-o", "g").status == 0)
    rename(winnow.folder.path("g"), winnow.folder.path("d.jsonl"))
    let again = winnow("apply", "d.jsonl")
    #expect(again.status == 0 && again.lines == [a], "\(again.errors)")
  }
}
