import TestSupport
import Testing

/// What reviewers do who don't see each other, each in a journal of one's own.
@Suite struct ConcurrentTests {
  private let winnow = Winnow()

  /// Carries out typed commands on the first record, and returns what all journals come to.
  private func applied(_ record: String, _ alice: String, _ bob: String) -> ChildProcess.Result {
    winnow.folder.write(record + "\n", "d.jsonl")
    for (actor, line) in [("alice", alice), ("bob", bob)] {
      let words = ["script", "d.jsonl", "--actor", actor, "--journal", "\(actor).jsonl"]
      #expect(winnow.run(words, input: "1\n\(line)\n").status == 0)
    }
    return winnow("apply", "d.jsonl", "--with", "alice.jsonl", "--with", "bob.jsonl")
  }

  private static func chat(_ texts: String...) -> String {
    let turns = texts.enumerated().map { index, text in
      #"{"role":"\#(index % 2 == 0 ? "user" : "assistant")","content":"\#(text)"}"#
    }
    return #"{"messages":[\#(turns.joined(separator: ","))]}"#
  }

  @Test(arguments: [
    ("delete /messages/0", "turn up at /messages/2"),
    ("delete /messages/0", "delete /messages/3"),
    ("turn insert system at /messages/0", "turn insert user at /messages/1"),
    ("turn up at /messages/2", "turn up at /messages/3"),
  ]) func `a turn that another one moved isn't taken for another turn`(
    _ alice: String, _ bob: String
  ) {
    let record = Self.chat("q1", "a1", "q2", "a2")
    let result = applied(record, alice, bob)
    #expect(result.status == 1 && result.errors.contains("in conflict"))
    #expect(result.lines == [record])
  }

  private static let scored =
    #"{"responses":[{"text":"x","score":1},{"text":"y","score":1},{"text":"z","score":1}]}"#

  @Test(arguments: [
    ("delete /responses/0", "set-json /responses/1/score 5"),
    ("set-json /responses/1/score 5", "delete /responses/1"),
    ("delete /responses/0", "set-json /responses/2/weight 5"),
    (
      #"set-json /responses [{"text":"y","score":1},{"text":"z","score":1}]"#,
      "set-json /responses/1/score 5"
    ),
  ]) func `a value isn't written into an element that has come to its place`(
    _ alice: String, _ bob: String
  ) {
    let result = applied(Self.scored, alice, bob)
    #expect(result.status == 1 && result.lines == [Self.scored])
  }

  @Test func `a neighbour's value isn't taken for the one that was to be written`() {
    let record = Self.scored.replacing(#""z","score":1"#, with: #""z","score":5"#)
    let result = applied(record, "delete /responses/0", "set-json /responses/1/score 5")
    #expect(result.status == 1 && result.lines == [record])
  }

  @Test func `what one deletes twice and another once is deleted twice`() {
    let record = #"{"l":[{"v":1},{"v":1},{"v":1},{"v":1}]}"#
    let result = applied(
      record, "delete /l/0", "delete /l/0\ndelete /l/0\nset-json /l/0/v 5")
    #expect(result.lines == [#"{"l":[{"v":5},{"v":1}]}"#] || result.status == 1, "\(result.lines)")
  }

  @Test func `turns that change places leave those behind them where they are`() {
    let record = Self.chat("q1", "a1", "q2", "a2")
    let result = applied(record, "turn down at /messages/0", "set /messages/3/content better")
    #expect(result.status == 0 && result.lines[0].hasSuffix(#""better"}]}"#))
  }

  @Test func `an element before those that moved takes its value`() {
    let before = applied(Self.scored, "delete /responses/2", "set-json /responses/1/score 5")
    #expect(
      before.status == 0
        && before.lines == [#"{"responses":[{"text":"x","score":1},{"text":"y","score":5}]}"#])
  }

  @Test func `an element that both moved alike takes its value`() {
    let both = applied(
      Self.scored, "delete /responses/0", "delete /responses/0\nset-json /responses/1/score 5")
    #expect(
      both.status == 0
        && both.lines == [#"{"responses":[{"text":"y","score":1},{"text":"z","score":5}]}"#])
  }

  @Test func `one of two equal turns that each reviewer deletes is no conflict that is lost`() {
    let record = Self.chat("hi", "hi", "q").replacing("assistant", with: "user")
    let result = applied(record, "delete /messages/1", "delete /messages/0")
    #expect(result.status == 1 && result.lines == [record])
  }

  @Test func `what two reviewers do to a list alike is done once`() {
    let record = Self.chat("q1", "a1", "q2")
    let moved = applied(record, "turn up at /messages/2", "turn up at /messages/2")
    #expect(moved.status == 0 && moved.lines[0].hasSuffix(#""a1"}]}"#), "\(moved.lines)")
    let inserted = applied(
      record, "turn insert system at /messages/0", "turn insert system at /messages/0")
    #expect(inserted.status == 0)
    #expect(inserted.lines[0].split(separator: "system").count == 2, "\(inserted.lines)")
  }

  @Test(arguments: [
    (
      ["turn insert system at /messages/0", "delete /messages/0"],
      ["turn insert system at /messages/0"]
    ),
    (["turn up at /messages/2", "turn up at /messages/2"], ["turn up at /messages/2"]),
    (
      ["turn insert system at /messages/0"],
      ["turn insert system at /messages/0", "delete /messages/4"]
    ),
  ]) func `what one did alike and took back is not the other's`(_ one: [String], _ other: [String])
  {
    let record = Self.chat("q1", "a1", "q2", "a2")
    for (alice, bob) in [(one, other), (other, one)] {
      let result = applied(
        record, alice.joined(separator: "\n"), bob.joined(separator: "\n"))
      #expect(result.status == 1 && result.lines == [record], "\(alice) \(bob)")
    }
  }

  @Test func `the same steps of two reviewers are made once`() {
    let record = Self.chat("q1", "a1", "q2", "a2")
    let steps = "turn insert system at /messages/0\nturn insert user at /messages/1"
    let result = applied(record, steps, steps)
    #expect(result.status == 0 && result.lines[0].split(separator: "role").count == 7)
  }

  @Test func `whoever has seen another one's edit corrects it`() {
    winnow.folder.write(#"{"o":{"k":"v"},"p":1,"l":[1,2]}"# + "\n", "d.jsonl")
    func patch(_ actor: String, _ steps: String) -> Int32 {
      winnow.by(actor)("edit", "d.jsonl", "1", "--patch", "[\(steps)]").status
    }
    #expect(patch("al", #"{"op":"replace","path":"/o/k","value":"w"}"#) == 0)
    #expect(
      patch("bo", #"{"op":"remove","path":"/o"},{"op":"add","path":"/o","value":"flat"}"#) == 0)
    #expect(patch("al", #"{"op":"add","path":"/l/0","value":0}"#) == 0)
    #expect(patch("bo", #"{"op":"remove","path":"/l/1"}"#) == 0)
    let result = winnow("apply", "d.jsonl")
    #expect(result.status == 0 && result.lines == [#"{"p":1,"l":[0,2],"o":"flat"}"#])
  }

  @Test func `an element that is added isn't taken for one that was there`() {
    let add = #"{"op":"add","path":"/p/0","value":"a"}"#
    let set = #"{"op":"replace","path":"/o","value":"X"}"#
    let record = #"{"o":"x","p":["a","b"]}"#
    let lost = applied(record, "patch [\(set)]", "patch [\(set),\(add)]")
    #expect(lost.status == 1 && lost.errors.contains("in conflict"))
    #expect(lost.lines == [record])
  }

  @Test func `an element that both add beside another edit is added once`() {
    let add = #"{"op":"add","path":"/p/0","value":"a"}"#
    let set = #"{"op":"replace","path":"/o","value":"X"}"#
    let record = #"{"o":"x","p":["a","b"]}"#
    let both = applied(record, "patch [\(set),\(add)]", "patch [\(set),\(add)]")
    #expect(both.status == 0 && both.lines == [#"{"o":"X","p":["a","a","b"]}"#])
  }

  @Test func `a test that fails is a conflict, whatever the record has elsewhere`() {
    winnow.folder.write(#"{"n":1,"p":["a","b"],"m":"q"}"# + "\n", "d.jsonl")
    for step in [
      #"{"op":"add","path":"/p/0","value":"a"}"#, #"{"op":"replace","path":"/m","value":"q"}"#,
    ] {
      let patch = #"[{"op":"test","path":"/n","value":2},\#(step)]"#
      winnow.folder.write(
        #"{"op":"patch","changes":[{"record":1,"patch":\#(patch)}]}"# + "\n", "j.jsonl")
      let result = winnow("apply", "d.jsonl", "--journal", "j.jsonl")
      #expect(result.status == 1 && result.errors.contains("1 in conflict"), "\(result.errors)")
    }
  }

  @Test func `the same turn deleted twice is deleted once`() {
    let result = applied(
      Self.chat("q1", "a1", "q2"), "delete /messages/2", "delete /messages/2")
    #expect(result.status == 0 && result.lines == [Self.chat("q1", "a1")])
  }

  @Test func `an entry that two undo and one redoes is made`() {
    winnow.folder.write("{\"x\":1}\n{\"x\":2}\n", "d.jsonl")
    func run(_ words: String...) -> ChildProcess.Result { winnow.run(words) }
    #expect(run("remove", "d.jsonl", "1", "--actor", "alice", "--journal", "a.jsonl").status == 0)
    for actor in ["bob", "carol"] {
      let undone = run(
        "undo", "d.jsonl", "alice:1", "--actor", actor, "--journal", "\(actor).jsonl", "--with",
        "a.jsonl")
      #expect(undone.status == 0)
    }
    let all = ["--with", "a.jsonl", "--with", "carol.jsonl"]
    let redo = ["redo", "d.jsonl", "alice:1", "--actor", "bob", "--journal", "bob.jsonl"] + all
    #expect(winnow.run(redo).status == 0)
    let result = winnow.run(["apply", "d.jsonl", "--journal", "bob.jsonl"] + all)
    #expect(result.lines == [#"{"x":2}"#])
  }

  @Test func `a text is masked where an edit has moved it`() {
    winnow.folder.write(Self.chat("q1", "my key is SECRET123") + "\n", "d.jsonl")
    let lines = "1\ndelete /messages/0\nmask /messages/0/content \"xxx\"\n"
    let words = ["script", "d.jsonl", "--actor", "alice", "--journal", "a.jsonl"]
    #expect(winnow.run(words, input: lines).status == 0)
    #expect(Files.text(winnow.folder.path("a.jsonl"))?.contains("SECRET") == false)
    let masked = winnow("apply", "d.jsonl", "--journal", "a.jsonl")
    #expect(masked.lines == [#"{"messages":[{"role":"assistant","content":"xxx"}]}"#])
  }

  @Test func `restore goes back behind what was applied since`() {
    winnow.folder.write("{\"prompt\":\"a\",\"output\":\"v1\"}\n", "d.jsonl")
    for text in ["v2", "v3"] {
      #expect(winnow("edit", "d.jsonl", "1", "--set", "/output=\(text)").status == 0)
    }
    #expect(winnow("apply", "d.jsonl", "--replace").status == 0)
    let first = winnow("log", "d.jsonl").lines.first?.prefix(8) ?? ""
    #expect(winnow("restore", "d.jsonl", "1", "--to", String(first)).status == 0)
    #expect(winnow("apply", "d.jsonl").lines == [#"{"prompt":"a","output":"v2"}"#])
  }

  @Test func `a rating is of the field that is named`() {
    winnow.folder.write("{\"my\":\"q\",\"my out\":\"x\"}\n", "d.jsonl")
    #expect(winnow("rate", "d.jsonl", "1", "helpful", "4", "--at", "/my out").status == 0)
    #expect(winnow("log", "d.jsonl").text.contains("rate helpful 4 at /my out"))
    #expect(winnow("rate", "d.jsonl", "1", "helpful", "9").status == 64)
  }

  @Test func `what an edit came to isn't taken for its record in a shard`() {
    winnow.folder.write("{\"x\":1}\n{\"x\":1}\n{\"x\":2}\n", "d.jsonl")
    #expect(
      winnow("edit", "d.jsonl", "1", "--set-json", "/x=5", "--journal", "j.jsonl").status == 0)
    #expect(winnow("verdict", "d.jsonl", "1", "discarded", "--journal", "j.jsonl").status == 0)
    winnow.folder.write("{\"x\":5}\n{\"x\":5}\n", "shard.jsonl")
    let result = winnow("apply", "shard.jsonl", "--by-hash", "--journal", "j.jsonl")
    #expect(result.status == 0 && result.lines == ["{\"x\":5}", "{\"x\":5}"])
  }
}

/// Journals that are mended or put together keep what their entries come to.
@Suite struct MendedJournalTests {
  private let winnow = Winnow()

  private func journal(of actor: String = "alice") -> String {
    let folder = "d.jsonl.winnow"
    let names = Files.names(in: winnow.folder.path(folder))
    return "\(folder)/"
      + (names.first { $0.hasPrefix(actor + "-") && $0.hasSuffix(".jsonl") } ?? "")
  }

  @Test func `edits of added records stay with them through salvage and merge`() {
    winnow.folder.write("{\"prompt\":\"a\",\"output\":\"b\"}\n", "d.jsonl")
    #expect(winnow("insert", "d.jsonl", #"{"prompt":"new","output":"x"}"#).status == 0)
    #expect(winnow("edit", "d.jsonl", "2", "--set", "/output=EDITED").status == 0)
    #expect(winnow("verdict", "d.jsonl", "2", "accepted").status == 0)
    #expect(winnow("journal", "salvage", journal(), "-o", "s.jsonl").status == 0)
    #expect(winnow("merge", "s.jsonl", "-o", "m.jsonl").status == 0)
    let result = winnow("apply", "d.jsonl", "--journal", "m.jsonl")
    #expect(result.status == 0)
    #expect(result.lines.last == #"{"prompt":"new","output":"EDITED"}"#)
  }

  @Test func `equal lines of an unsealed journal are two entries`() {
    winnow.folder.write("{\"a\":1}\n", "d.jsonl")
    let line = #"{"op":"insert","changes":[{"now":"{\"a\":2}"}]}"# + "\n"
    winnow.folder.write(line + line, "u.jsonl")
    let wanted = [#"{"a":1}"#, #"{"a":2}"#, #"{"a":2}"#]
    #expect(winnow("apply", "d.jsonl", "--with", "u.jsonl").lines == wanted)
    #expect(winnow("merge", "u.jsonl", "-o", "m.jsonl").status == 0)
    #expect(winnow("apply", "d.jsonl", "--journal", "m.jsonl").lines == wanted)
  }

  @Test func `what was undone stays undone when a journal is saved`() {
    winnow.folder.write("{\"a\":1,\"b\":1}\n", "d.jsonl")
    for words in [
      ["insert", "d.jsonl", #"{"a":2}"#], ["insert", "d.jsonl", #"{"a":2}"#],
      ["undo", "d.jsonl"], ["edit", "d.jsonl", "2", "--set", "/a=x"],
      ["edit", "d.jsonl", "1", "--set", "/c=new"], ["undo", "d.jsonl"], ["redo", "d.jsonl"],
      ["undo", "d.jsonl"],
    ] {
      #expect(winnow.run(words).status == 0)
    }
    let wanted = winnow("apply", "d.jsonl").lines
    #expect(wanted == [#"{"a":1,"b":1}"#, #"{"a":"x"}"#])
    #expect(winnow("journal", "salvage", journal(), "-o", "s.jsonl").status == 0)
    #expect(winnow("apply", "d.jsonl", "--journal", "s.jsonl").lines == wanted)
    // An edit of another reviewer's that only an undone one stands beside is no conflict.
    winnow.folder.write(
      #"{"op":"raw","actor":"bob","changes":[{"record":1,"was":"{\"a\":1,\"b\":1}","now":"{\"r\":3}"}]}"#
        + "\n", "bob.jsonl")
    let both = winnow("apply", "d.jsonl", "--journal", "s.jsonl", "--journal", "bob.jsonl")
    #expect(both.lines.first == #"{"r":3}"# && both.status == 0, "\(both.errors)")
  }

  @Test func `of two copies that went on apart, the one is saved beyond the other`() throws {
    winnow.folder.write("{\"a\":1}\n{\"a\":2}\n", "d.jsonl")
    #expect(winnow("insert", "d.jsonl", #"{"a":3}"#).status == 0)
    #expect(winnow("edit", "d.jsonl", "1", "--set", "/a=X").status == 0)
    let common = Files.lines(winnow.folder.path(journal()))
    #expect(winnow("undo", "d.jsonl").status == 0)
    let name = journal()
    #expect(
      ChildProcess.run(["/bin/mkdir", "-p", "copy/d.jsonl.winnow"], folder: winnow.folder.path)
        .status == 0)
    winnow.folder.write(winnow.folder.read("d.jsonl") ?? [], "copy/d.jsonl")
    winnow.folder.write(common.map { $0 + "\n" }.joined(), "copy/\(name)")
    #expect(winnow("verdict", "copy/d.jsonl", "2", "discarded").status == 0)
    let copy = "copy/\(name)"
    let both = winnow("apply", "d.jsonl", "--with", copy)
    #expect(both.status == 65 && both.errors.contains("--beyond"), "\(both.errors)")
    #expect(winnow("journal", "salvage", copy, "--beyond", name, "-o", "s").status == 0)
    #expect(Files.lines(winnow.folder.path("s")).count == 1)
    #expect(winnow("apply", "d.jsonl", "--with", "s").lines == [#"{"a":1}"#, #"{"a":3}"#])
  }

  @Test func `what is saved beyond a copy takes effect where it was made`() throws {
    winnow.folder.write(#"{"a":"1"}"# + "\n" + #"{"a":"2"}"# + "\n", "d.jsonl")
    for words in [
      ["verdict", "d.jsonl", "2", "accepted"], ["edit", "d.jsonl", "1", "--set", "/a=one"],
      ["edit", "d.jsonl", "1", "--set", "/b=new"], ["undo", "d.jsonl"],
    ] { #expect(winnow.run(words).status == 0) }
    let name = journal()
    let folder = winnow.folder.path
    let copied = ChildProcess.run(
      ["/bin/sh", "-c", "mkdir copy && cp -r d.jsonl d.jsonl.winnow copy"], folder: folder)
    #expect(copied.status == 0)
    #expect(winnow("note", "d.jsonl", "1", "mine").status == 0)
    for words in [
      ["redo", "copy/d.jsonl"], ["verdict", "copy/d.jsonl", "2", "discarded"],
      ["edit", "copy/d.jsonl", "1", "--set", "/a=two"],
    ] { #expect(winnow.run(words).status == 0) }
    let wanted = winnow("apply", "copy/d.jsonl").lines
    #expect(wanted == [#"{"a":"two","b":"new"}"#])
    let words = ["journal", "salvage", "copy/\(name)", "--beyond", name, "-o"]
    #expect(winnow.run(words + [name, "--force"]).status == 73)
    #expect(winnow.run(["journal", "salvage", "copy/\(name)", "--beyond", "d.jsonl"]).status == 65)
    #expect(winnow.run(words + ["s"]).status == 0)
    #expect(winnow("apply", "d.jsonl", "--with", "s").lines == wanted)
    #expect(winnow("merge", name, "s", "-o", "m").status == 0)
    #expect(winnow("apply", "d.jsonl", "--journal", "m").lines == wanted)
    // Once more, with a line that is lost.
    let saved = Files.text(winnow.folder.path("s")) ?? ""
    winnow.folder.write(saved + "garbage\n", "t")
    #expect(winnow("journal", "salvage", "t", "-o", "u").status == 1)
    #expect(winnow("apply", "d.jsonl", "--with", "u").lines == wanted)
  }

  @Test func `what two put into a list unseen isn't put there again`() {
    winnow.folder.write(#"{"tags":["a"]}"# + "\n", "d.jsonl")
    for actor in ["bob", "carol"] {
      let words = [
        "edit", "d.jsonl", "1", "--patch", #"[{"op":"add","path":"/tags/-","value":"c"}]"#,
        "--actor", actor, "--journal", actor,
      ]
      #expect(winnow.run(words).status == 0)
    }
    let both = ["d.jsonl", "--journal", "bob", "--journal", "carol"]
    func step(_ verb: String) -> Int32 {
      winnow(verb, "d.jsonl", "--actor", "bob", "--journal", "bob", "--with", "carol").status
    }
    #expect(step("undo") == 0 && step("redo") == 1)
    #expect(winnow.run(["apply"] + both).lines == [#"{"tags":["a","c"]}"#])
  }

  @Test(arguments: [
    ("--patch", #"[{"op":"remove","path":"/b"}]"#),
    ("--patch", #"[{"op":"remove","path":"/c/1"}]"#),
    ("--raw", #"{"a":9}"#), ("--set", "/b=same"),
  ]) func `what two did unseen, each can undo`(option: String, value: String) {
    let line = #"{"a":1,"b":2,"c":[1,2,3]}"#
    winnow.folder.write(line + "\n", "d.jsonl")
    for actor in ["bob", "carol"] {
      let words = ["edit", "d.jsonl", "1", option, value, "--actor", actor, "--journal", actor]
      #expect(winnow.run(words).status == 0)
    }
    let all = ["d.jsonl", "--journal", "bob", "--journal", "carol"]
    let edited = winnow.run(["apply"] + all).lines
    #expect(edited != [line])
    func step(_ verb: String, _ actor: String, wanted: [String]) {
      let other = actor == "bob" ? "carol" : "bob"
      let words = [verb, "d.jsonl", "--actor", actor, "--journal", actor, "--with", other]
      let result = winnow.run(words)
      #expect(result.status == 0, "\(verb) \(actor): \(result.errors)")
      #expect(winnow.run(["apply"] + all).lines == wanted, "\(verb) \(actor)")
    }
    step("undo", "carol", wanted: edited)
    // A list may have another element there by now: what was taken out once isn't again.
    if !value.contains("/c/1") {
      step("redo", "carol", wanted: edited)
      step("undo", "bob", wanted: edited)
      step("undo", "carol", wanted: [line])
    } else {
      step("undo", "bob", wanted: [line])
    }
    step("redo", "bob", wanted: edited)
    step("undo", "bob", wanted: [line])
  }

  @Test func `what git did to a journal is told, and can be mended`() {
    winnow.folder.write("{\"a\":1}\n", "d.jsonl")
    #expect(winnow("edit", "d.jsonl", "1", "--set", "/a=x").status == 0)
    let lines = Files.lines(winnow.folder.path(journal()))
    #expect(
      Files.text(winnow.folder.path("d.jsonl.winnow/.gitattributes"))?.contains("-text") == true)
    winnow.folder.write(lines.map { $0 + "\r\n" }.joined(), "crlf")
    let windows = winnow("apply", "d.jsonl", "--journal", "crlf")
    #expect(windows.status == 65 && windows.errors.contains("CR LF"), "\(windows.errors)")
    #expect(winnow("journal", "salvage", "crlf", "-o", "s").status == 0)
    #expect(winnow("apply", "d.jsonl", "--journal", "s").lines == [#"{"a":"x"}"#])
    let marked = [lines[0], "<<<<<<< HEAD", lines[1], "=======", ">>>>>>> other"]
    winnow.folder.write(marked.map { $0 + "\n" }.joined(), "marked")
    let conflict = winnow("apply", "d.jsonl", "--journal", "marked")
    #expect(conflict.status == 65 && conflict.errors.contains("git marks a conflict"))
    let all = winnow("journal", "check", journal(), "marked", "crlf", "s")
    #expect(all.status == 65 && all.lines.count == 2)
    #expect(all.errors.contains("git marks") && all.errors.contains("CR LF"))
  }

  @Test func `a line that stands twice is saved once`() {
    winnow.folder.write("{\"a\":1}\n", "d.jsonl")
    #expect(winnow("insert", "d.jsonl", #"{"a":2}"#).status == 0)
    let lines = Files.lines(winnow.folder.path(journal()))
    winnow.folder.write(
      ([lines[0]] + [lines[1], lines[1]]).joined(separator: "\n") + "\n", "twice")
    #expect(winnow("journal", "salvage", "twice", "-o", "s.jsonl").status == 0)
    #expect(winnow("apply", "d.jsonl", "--journal", "s.jsonl").lines == [#"{"a":1}"#, #"{"a":2}"#])
  }

  @Test func `lines after a copy of their journal are by who wrote them`() {
    winnow.folder.write("{\"a\":1}\n{\"a\":2}\n{\"a\":3}\n", "d.jsonl")
    func verdict(_ number: String, _ verdict: String, _ actor: String) -> [String] {
      let words = ["verdict", "d.jsonl", number, verdict, "--actor", actor, "--journal", actor]
      #expect(winnow.run(words).status == 0)
      return Files.lines(winnow.folder.path(actor))
    }
    let (first, other) = (verdict("1", "accepted", "alice"), verdict("2", "discarded", "bob"))
    let all = verdict("3", "accepted", "alice")
    winnow.folder.write((first + other + all).joined(separator: "\n") + "\n", "m")
    #expect(winnow("journal", "salvage", "m", "-o", "s").status == 0)
    let saved = Files.lines(winnow.folder.path("s"))
    #expect(saved.count == 3)
    #expect(saved.contains { $0.contains(#""record":3"#) && $0.contains(#""actor":"alice""#) })
    // Alice's lines around bob's.
    winnow.folder.write((first + other + all.dropFirst()).joined(separator: "\n") + "\n", "n")
    #expect(winnow("journal", "salvage", "n", "-o", "t").status == 0)
    #expect(Set(Files.lines(winnow.folder.path("t"))) == Set(saved))
  }

  @Test func `an unsealed line may have its id, also the first`() {
    winnow.folder.write("{\"a\":1}\n{\"a\":2}\n", "d.jsonl")
    let content = #"{"op":"remove","changes":[{"record":2}]"#
    let id = "d03ff2c47cac7fd0b2c441df317e691399f4664d2fe6b4da94c8a0f1046b24be"
    winnow.folder.write(content + #","id":"\#(id)"}"# + "\n", "j.jsonl")
    #expect(winnow("journal", "check", "j.jsonl").text.contains("unsealed, 1 entry"))
    #expect(winnow("apply", "d.jsonl", "--journal", "j.jsonl").lines == [#"{"a":1}"#])
    winnow.folder.write(content + #","id":"\#(String(id.reversed()))"}"# + "\n", "j.jsonl")
    #expect(winnow("journal", "check", "j.jsonl").status == 65)
  }

  @Test func `lines of several actors keep their order through merge`() {
    winnow.folder.write("{\"x\":1}\n", "d.jsonl")
    func line(_ actor: String, _ old: Int, _ new: Int) -> String {
      #"{"op":"patch","actor":"\#(actor)","changes":[{"record":1,"patch":[{"op":"test","path":"/x","value":\#(old)},{"op":"replace","path":"/x","value":\#(new)}]}]}"#
        + "\n"
    }
    winnow.folder.write(line("bob", 1, 2) + line("alice", 2, 3) + line("bob", 3, 4), "h.jsonl")
    #expect(winnow("merge", "h.jsonl", "-o", "m.jsonl").status == 0)
    for journal in ["h.jsonl", "m.jsonl"] {
      #expect(winnow("apply", "d.jsonl", "--journal", journal).lines == [#"{"x":4}"#])
    }
    #expect(winnow("journal", "salvage", "m.jsonl", "-o", "s.jsonl").status == 0)
    #expect(winnow("apply", "d.jsonl", "--journal", "s.jsonl").lines == [#"{"x":4}"#])
  }

  @Test func `an entry that changes a record twice is undone and redone`() {
    winnow.folder.write("{\"x\":1}\n", "d.jsonl")
    func change(_ old: Int, _ new: Int) -> String {
      #"{"record":1,"patch":[{"op":"test","path":"/x","value":\#(old)},{"op":"replace","path":"/x","value":\#(new)}]}"#
    }
    winnow.folder.write(
      #"{"op":"patch","actor":"ann","changes":[\#(change(1, 2)),\#(change(2, 3))]}"# + "\n",
      "h.jsonl")
    #expect(winnow("merge", "h.jsonl", "-o", "m.jsonl").status == 0)
    let both = ["d.jsonl", "--with", "m.jsonl"]
    for (command, result) in [("undo", 1), ("redo", 3)] {
      #expect(winnow.run([command] + both + ["ann:1"]).status == 0)
      #expect(winnow.run(["apply"] + both).lines == [#"{"x":\#(result)}"#])
    }
  }

  @Test func `who made an entry is unknown where the line that says so is lost`() {
    winnow.folder.write("{\"x\":1}\n", "d.jsonl")
    #expect(winnow("verdict", "d.jsonl", "1", "accepted").status == 0)
    #expect(winnow.by("bob")("verdict", "d.jsonl", "1", "discarded").status == 0)
    #expect(winnow("merge", journal(), journal(of: "bob"), "-o", "m.jsonl").status == 0)
    var lines = Files.lines(winnow.folder.path("m.jsonl"))
    lines[2] = "x" + lines[2]
    let second = lines[3].contains("discarded") ? "discarded" : "accepted"
    winnow.folder.write(lines.joined(separator: "\n") + "\n", "damaged.jsonl")
    #expect(winnow("journal", "salvage", "damaged.jsonl", "-o", "s.jsonl").text.isEmpty)
    let saved = Files.lines(winnow.folder.path("s.jsonl"))
    #expect(saved.count == 2)
    #expect(saved.contains { $0.contains(#""actor":"unknown""#) && $0.contains(second) })
  }

  @Test func `an entry whose line isn't there is missed by its number`() {
    winnow.folder.write("{\"x\":1}\n", "d.jsonl")
    for verdict in ["accepted", "discarded", "skipped"] {
      #expect(winnow("verdict", "d.jsonl", "1", verdict).status == 0)
    }
    var lines = Files.lines(winnow.folder.path(journal()))
    lines.remove(at: 2)
    winnow.folder.write(lines.joined(separator: "\n") + "\n", "gap.jsonl")
    #expect(winnow("journal", "salvage", "gap.jsonl", "-o", "gap.jsonl", "--force").status == 73)
    let saved = winnow("journal", "salvage", "gap.jsonl", "-o", "-")
    #expect(
      saved.lines.count == 2 && saved.errors.contains("not there: entry 2"), "\(saved.errors)")
  }

  @Test func `losses are short to read and in the status, and nothing saved is no journal`() {
    winnow.folder.write("{\"x\":1}\n", "d.jsonl")
    #expect(winnow("verdict", "d.jsonl", "1", "accepted").status == 0)
    let lines = Files.lines(winnow.folder.path(journal())).map { $0 + "\n" }
    winnow.folder.write(lines.joined(separator: "\n"), "sound.jsonl")
    let sound = winnow("journal", "salvage", "sound.jsonl", "-o", "-")
    #expect(sound.status == 0 && sound.errors.contains("no line is lost"), "\(sound.errors)")
    winnow.folder.write(lines.joined() + String(repeating: "x\n", count: 40), "bad.jsonl")
    let bad = winnow("journal", "salvage", "bad.jsonl", "-o", "-")
    #expect(bad.status == 1 && bad.lines.count == 1)
    #expect(bad.errors.contains("11, 12, ...\n"), "\(bad.errors)")
    winnow.folder.write("no journal\n", "none.jsonl")
    let none = winnow("journal", "salvage", "none.jsonl")
    #expect(none.status == 65 && none.errors.contains("no entry to save"), "\(none.errors)")
    #expect(!Files.exists(winnow.folder.path("none.salvaged.jsonl")))
  }

  @Test func `a line that claims to be a part of nothing is kept as it is`() {
    winnow.folder.write("{\"x\":1}\n", "d.jsonl")
    winnow.folder.write(
      #"{"op":"verdict","tx":{"id":"t","part":1,"of":0},"changes":[{"record":1,"now":"accepted"}]}"#
        + "\n", "h.jsonl")
    #expect(winnow("journal", "salvage", "h.jsonl", "-o", "s.jsonl").status <= 1)
    #expect(Files.lines(winnow.folder.path("s.jsonl")).count == 1)
  }

  @Test func `an insertion of several lines keeps the names of its records`() {
    winnow.folder.write("{\"x\":\"a\"}\n", "d.jsonl")
    let large = String(repeating: "y", count: 9 << 20)
    winnow.folder.write((1...2).map { "{\"x\":\"\($0)\(large)\"}\n" }.joined(), "big.jsonl")
    #expect(winnow("insert", "d.jsonl", "--from", "big.jsonl").status == 0)
    #expect(winnow("verdict", "d.jsonl", "3", "discarded").status == 0)
    #expect(winnow("journal", "salvage", journal(), "-o", "s.jsonl").status == 0)
    let query = ["query", "d.jsonl", "verdict:discarded", "--numbers", "--journal", "s.jsonl"]
    #expect(winnow.run(query).lines == ["3"])
  }
}
