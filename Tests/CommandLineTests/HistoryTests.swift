import Glibc
import Glibc
import JSONLines
import TestSupport
import Testing

@Suite struct HistoryTests {
  private let winnow = Winnow()
  private let record = #"{"text":"a"}"#

  private func write() {
    winnow.folder.write("\(record)\n\(record)\n", "d.jsonl")
  }

  private func text(_ number: String = "1") -> String {
    winnow("show", "d.jsonl", number, "--raw").text
  }

  private func set(_ value: String, _ number: String = "1") {
    #expect(winnow("edit", "d.jsonl", number, "--set", "/text=\(value)").status == 0)
  }

  @Test func `log shows what a note says`() {
    write()
    #expect(winnow("note", "d.jsonl", "2", "checked\ntwice").status == 0)
    #expect(winnow("log", "d.jsonl").lines.last?.hasSuffix("#2  note  checked twice") == true)
  }

  @Test func `log --json gives a transaction on several lines as its journal has it`() throws {
    winnow.folder.write(
      #"{"prompt":"p","responses":[{"text":"a","rank":2},{"text":"b","rank":1}]}"#, "r.jsonl")
    #expect(winnow("rank", "r.jsonl", "1", "1,2").status == 0)
    let journal = try #require(winnow.journals(of: "r.jsonl").first)
    let lines = winnow("log", "r.jsonl", "--json").lines
    #expect(lines.count == 3 && Files.text(journal) == lines.joined(separator: "\n") + "\n")
  }

  @Test func `log --json gives lines that sha256sum checks`() throws {
    write()
    set("b \u{202E}中")
    winnow("flag", "d.jsonl", "1", "--category", "S1", "--note", "\u{1B}")
    winnow("undo", "d.jsonl")
    let lines = winnow("log", "d.jsonl", "--json").lines
    #expect(lines.count == 4, "open, two changes, an undo")
    let journal = try #require(winnow.journals(of: "d.jsonl").first)
    #expect(Files.text(journal)?.split(separator: "\n").map(String.init) == lines)
    for (index, line) in lines.enumerated() {
      let check = ChildProcess.run([
        "/bin/sh", "-c", "sed -n \(index + 1)p '\(journal)' | head -c -74 | sha256sum",
      ])
      let id = try #require(try JSONValue.parse(line)["id"]?.string?.text)
      #expect(check.text.hasPrefix(id), "line \(index + 1)")
      #expect(try JSONValue.parse(line)["seq"]?.integer == index)
      #expect(line.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F })
    }
    for (line, next) in zip(lines, lines.dropFirst()) {
      #expect(try JSONValue.parse(next)["prev"] == JSONValue.parse(line)["id"])
    }
    #expect(winnow("journal", "check", journal).status == 0)
  }

  @Test func `undo and redo step back and forth over restarts`() {
    write()
    set("b")
    set("c")
    winnow("undo", "d.jsonl")
    #expect(text() == #"{"text":"b"}"# + "\n")
    winnow("undo", "d.jsonl")
    #expect(text() == record + "\n")
    #expect(winnow("undo", "d.jsonl").status == 1, "nothing to undo")
    winnow("redo", "d.jsonl")
    winnow("redo", "d.jsonl")
    #expect(text() == #"{"text":"c"}"# + "\n")
    #expect(winnow("redo", "d.jsonl").status == 1, "nothing to redo")
    winnow("undo", "d.jsonl")
    set("d")
    #expect(winnow("redo", "d.jsonl").status == 1, "a new change ends what could be redone")
  }

  @Test func `a mark can be undone, redone and undone again`() {
    write()
    winnow("verdict", "d.jsonl", "1", "discarded")
    for _ in 0..<2 {
      #expect(winnow("undo", "d.jsonl").status == 0)
      #expect(winnow("apply", "d.jsonl").lines.count == 2)
      #expect(winnow("redo", "d.jsonl").status == 0)
      #expect(winnow("apply", "d.jsonl").lines.count == 1)
    }
  }

  @Test func `any earlier entry is undone by name where nothing stands on it`() throws {
    write()
    set("b")
    set("x", "2")
    set("c")
    let refused = winnow("undo", "d.jsonl", "alice:1")
    #expect(refused.status == 1)
    #expect(refused.errors.contains("alice:3"), "names what stands in the way")
    #expect(winnow("undo", "d.jsonl", "alice:2").status == 0)
    #expect(text("2") == record + "\n")
    #expect(text() == #"{"text":"c"}"# + "\n")
    let lines = winnow("log", "d.jsonl", "--json").lines
    let id = try #require(try JSONValue.parse(lines[3])["id"]?.string?.text)
    #expect(winnow("undo", "d.jsonl", String(id.prefix(12))).status == 0)
    #expect(text() == #"{"text":"b"}"# + "\n")
    #expect(winnow("redo", "d.jsonl", "alice:2").status == 0)
    #expect(text("2") == #"{"text":"x"}"# + "\n")
    #expect(winnow("undo", "d.jsonl", "alice:99").status == 64)
    #expect(winnow("undo", "d.jsonl", "alice:0").status == 1, "the opening is no change")
    #expect(winnow("log", "d.jsonl").text.contains("(undone)"))
  }

  @Test func `a chain of redos is undone at its beginning, however long it is`() throws {
    winnow.folder.write("{\"text\":\"t\"}\n", "c.jsonl")
    let script = """
      import hashlib, os
      os.makedirs('c.jsonl.winnow')
      line = '{"op":"verdict","changes":[{"record":1,"was":null,"now":"accepted"}],"actor":"eve"}'
      with open('c.jsonl.winnow/eve.jsonl', 'w') as out:
          for _ in range(5000):
              out.write(line + '\\n')
              last = hashlib.sha256(line.encode()).hexdigest()
              line = '{"op":"verdict","changes":[{"record":1,"was":null,"now":"accepted"}],"actor":"eve","redoes":"%s"}' % last
      print(last[:20])
      """
    let made = Python.run(["-c", script], folder: winnow.folder.path(""))
    let result = winnow("undo", "c.jsonl", made.lines.last ?? "")
    #expect([0, 1].contains(result.status), "\(result.errors)")
  }

  @Test func `what an undo skips, as its record is gone, is said`() {
    winnow.folder.write(#"{"text":"a"}"# + "\n" + #"{"text":"b"}"# + "\n", "d.jsonl")
    #expect(winnow("edit", "d.jsonl", "1", "--set", "/text=x").status == 0)
    #expect(winnow("remove", "d.jsonl", "2").status == 0)
    #expect(winnow("apply", "d.jsonl", "--replace").status == 0)
    let errors = winnow("undo", "d.jsonl").errors
    #expect(errors.contains("alice:2 changed a record that isn't in the dataset any more: left"))
    #expect(errors.contains("undid set /text on #1"))
  }

  @Test func `only what changed the same stands in the way of an undo`() {
    winnow.folder.write(#"{"prompt":"p","turns":["a","b"]}"# + "\n", "d.jsonl")
    func said(_ entry: String) -> String { winnow("undo", "d.jsonl", entry).errors }
    for (place, value) in [("/turns/1", "A"), ("/turns/1", "B"), ("/prompt", "P")] {
      #expect(winnow("edit", "d.jsonl", "1", "--set", "\(place)=\(value)").status == 0)
    }
    #expect(said("alice:1").contains("alice:2 came later"))
    // What comes into a list, or leaves it, moves what stands behind it.
    let patch = #"[{"op":"remove","path":"/turns/0"}]"#
    #expect(winnow("edit", "d.jsonl", "1", "--patch", patch).status == 0)
    #expect(said("alice:2").contains("alice:4 came later"))
    #expect(winnow("undo", "d.jsonl", "alice:3").status == 0)
    // What stands in the way of these stands in the way, too.
    #expect(winnow("edit", "d.jsonl", "1", "--set", "/turns/0=C").status == 0)
    #expect(said("alice:2").contains("alice:4, alice:6 came later"))
    for entry in ["alice:6", "alice:4", "alice:2", "alice:1"] {
      #expect(winnow("undo", "d.jsonl", entry).status == 0, "\(entry)")
    }
  }

  @Test func `what changes nothing writes no entry`() {
    write()
    set("b")
    let before = winnow("log", "d.jsonl", "--json").lines.count
    #expect(winnow("edit", "d.jsonl", "1", "--set", "/text=b").status == 0)
    #expect(winnow("verdict", "d.jsonl", "1", "none").status == 0)
    #expect(winnow("restore", "d.jsonl", "1").status == 0)
    #expect(winnow("log", "d.jsonl", "--json").lines.count == before)
  }

  @Test func `every actor has a journal, and all are read`() {
    write()
    set("b")
    #expect(winnow.by("bob")("edit", "d.jsonl", "2", "--set", "/text=z").status == 0)
    #expect(winnow.journals(of: "d.jsonl").count == 2)
    #expect(winnow("apply", "d.jsonl").text == "{\"text\":\"b\"}\n{\"text\":\"z\"}\n")
    #expect(winnow.by("bob")("undo", "d.jsonl").status == 0)
    #expect(winnow("apply", "d.jsonl").text == "{\"text\":\"b\"}\n{\"text\":\"a\"}\n")
    #expect(winnow.by("../evil/ x")("edit", "d.jsonl", "2", "--set", "/text=q").status == 0)
    #expect(Files.names(in: winnow.folder.path) == ["d.jsonl", "d.jsonl.winnow"])
  }

  /// A journal of two entries, and what it was after the first.
  private func twoEntries() throws -> (Winnow, journal: String, old: [UInt8]) {
    let winnow = Winnow()
    winnow.folder.write("{\"text\":\"a\"}\n{\"text\":\"b\"}\n", "d.jsonl")
    #expect(winnow("verdict", "d.jsonl", "1", "accepted").status == 0)
    let journal = try #require(winnow.journals(of: "d.jsonl").first)
    let old = Array(try #require(Files.text(journal)).utf8)
    #expect(winnow("verdict", "d.jsonl", "2", "accepted").status == 0)
    return (winnow, journal, old)
  }

  @Test func `a journal that git or a backup puts back is read`() throws {
    let (winnow, journal, old) = try twoEntries()
    unlink(journal)
    Files.write(old, journal)
    #expect(winnow("log", "d.jsonl").status == 0)
    #expect(winnow("verdict", "d.jsonl", "2", "discarded").status == 0)
    #expect(winnow("query", "d.jsonl", "verdict:any", "--numbers").lines == ["1", "2"])
  }

  @Test func `a journal isn't written to where a longer copy of it stands beside it`() throws {
    let (winnow, journal, old) = try twoEntries()
    #expect(winnow("merge", journal, "-o", "d.jsonl.winnow/team.jsonl").status == 0)
    unlink(journal)
    Files.write(old, journal)
    let refused = winnow("verdict", "d.jsonl", "2", "discarded")
    #expect(refused.status == 65 && refused.errors.contains("team.jsonl"), "\(refused.errors)")
    #expect(winnow("query", "d.jsonl", "verdict:accepted", "--numbers").lines == ["1", "2"])
  }

  @Test func `a link to a dataset has the journals of the dataset`() {
    let winnow = Winnow()
    winnow.folder.write("{\"text\":\"a\"}\n{\"text\":\"b\"}\n", "real.jsonl")
    symlink("real.jsonl", winnow.folder.path("link.jsonl"))
    #expect(winnow("remove", "real.jsonl", "1").status == 0)
    #expect(winnow("verdict", "link.jsonl", "2", "accepted").status == 0)
    #expect(winnow("apply", "link.jsonl").lines == [#"{"text":"b"}"#])
    let names = Files.names(in: winnow.folder.path)
    #expect(names == ["link.jsonl", "real.jsonl", "real.jsonl.winnow"])
  }

  @Test func `times and numbers at their limit stop nobody`() throws {
    let winnow = Winnow()
    winnow.folder.write("{\"text\":\"a\"}\n", "d.jsonl")
    let limit = (1 << 53) - 1
    winnow.folder.write(
      #"{"v":1,"seq":9223372036854775807,"t":"2026-01-01T00:00:00.000Z","lc":1,"op":"verdict","changes":[{"record":1,"now":"skipped"}]}"#
        + "\n", "far.jsonl")
    #expect(winnow("journal", "salvage", "far.jsonl", "-o", "s.jsonl").status < 128)
    winnow.folder.write(
      #"{"lc":\#(limit),"op":"verdict","actor":"bob","changes":[{"record":1,"now":"skipped"}]}"#
        + "\n",
      "b.jsonl")
    for verdict in ["accepted", "discarded"] {
      let done = winnow("verdict", "d.jsonl", "1", verdict, "--with", "b.jsonl")
      #expect(done.status == 0, "\(done.errors)")
    }
    #expect(winnow("query", "d.jsonl", "verdict:discarded", "--count").text == "1\n")
  }

  @Test func `what was put into a list is taken out of it again`() {
    let winnow = Winnow()
    winnow.folder.write(#"{"l":["a","b"],"prompt":"x"}"# + "\n", "d.jsonl")
    #expect(winnow("edit", "d.jsonl", "1", "--set", "/prompt=y").status == 0)
    let patch = #"[{"op":"test","path":"/l/1","value":"b"},{"op":"add","path":"/l/1","value":"n"}]"#
    #expect(winnow("edit", "d.jsonl", "1", "--patch", patch).status == 0)
    #expect(winnow("apply", "d.jsonl", "-o", "n.jsonl").status == 0)
    rename(winnow.folder.path("n.jsonl"), winnow.folder.path("d.jsonl"))
    #expect(winnow("restore", "d.jsonl", "1", "--to", "alice:1").status == 0)
    #expect(winnow("apply", "d.jsonl").lines == [#"{"l":["a","b"],"prompt":"y"}"#])
  }

  @Test(arguments: [
    ["edit d.jsonl 1 --set /c=first", "undo d.jsonl", "edit d.jsonl 1 --set /c=second"],
    [
      "edit d.jsonl 1 --patch [{\"op\":\"move\",\"from\":\"/a\",\"path\":\"/c\"}]", "undo d.jsonl",
      "edit d.jsonl 1 --set /c=second",
    ],
  ]) func `a redo doesn't overwrite what came later`(_ steps: [String]) {
    winnow.folder.write("{\"a\":1}\n", "d.jsonl")
    for step in steps {
      #expect(winnow.run(step.split(separator: " ").map(String.init)).status == 0)
    }
    let redo = winnow("redo", "d.jsonl", "alice:1")
    #expect(redo.status != 0 && redo.errors.contains("alice:3"), "\(redo.errors)")
    #expect(winnow("apply", "d.jsonl").text.contains("second"))
  }

  @Test(arguments: [
    #"[{"op":"test","path":"/a","value":1},{"op":"add","path":"/a","value":2}]"#,
    #"[{"op":"add","path":"/a","value":2}]"#,
  ]) func `what was added by hand over a value keeps nobody from undoing something else`(
    _ patch: String
  ) {
    winnow.folder.write("{\"a\":1,\"b\":\"x\"}\n", "d.jsonl")
    winnow.folder.write(
      #"{"op":"patch","changes":[{"record":1,"patch":\#(patch)}]}"# + "\n",
      "d.jsonl.winnow/script.jsonl")
    #expect(winnow("edit", "d.jsonl", "1", "--set", "/b=y").status == 0)
    #expect(winnow("undo", "d.jsonl").status == 0)
    #expect(winnow("redo", "d.jsonl").status == 0)
    #expect(winnow("apply", "d.jsonl").lines == [#"{"a":2,"b":"y"}"#])
    let isTested = patch.contains("test")
    #expect(winnow("apply", "d.jsonl").errors.contains("untested") == !isTested)
  }

  @Test func `a redo doesn't, where what had made room is undone`() {
    winnow.folder.write("{\"n\":1}\n", "d.jsonl")
    for patch in [
      #"[{"op":"remove","path":"/n"}]"#, #"[{"op":"add","path":"/n","value":5}]"#,
    ] {
      #expect(winnow("edit", "d.jsonl", "1", "--patch", patch).status == 0)
    }
    #expect(winnow("undo", "d.jsonl").status == 0 && winnow("undo", "d.jsonl").status == 0)
    #expect(winnow.by("bob")("edit", "d.jsonl", "1", "--set", "/n=bob").status == 0)
    #expect(winnow("redo", "d.jsonl", "alice:2").errors.contains("bob:1"))
    #expect(winnow("apply", "d.jsonl").lines == [#"{"n":"bob"}"#])
  }

  @Test func `an undo doesn't either`() {
    winnow.folder.write("{\"a\":1,\"c\":2}\n", "d.jsonl")
    let remove = #"[{"op":"test","path":"/c","value":2},{"op":"remove","path":"/c"}]"#
    #expect(winnow("edit", "d.jsonl", "1", "--patch", remove).status == 0)
    #expect(winnow("edit", "d.jsonl", "1", "--set", "/c=second").status == 0)
    let undo = winnow("undo", "d.jsonl", "alice:1")
    #expect(undo.status != 0 && undo.errors.contains("alice:2"), "\(undo.errors)")
  }

  @Test func `a journal that lost its end isn't merged`() throws {
    write()
    set("b")
    set("c")
    let journal = try #require(winnow.journals(of: "d.jsonl").first)
    let lines = Files.lines(journal)
    let name = String(journal.dropFirst(winnow.folder.path.count + 1))
    // The same file, cut.
    #expect(truncate(journal, lines.dropLast().reduce(0) { $0 + $1.utf8.count + 1 }) == 0)
    #expect(winnow("merge", name, "-o", "m").status == 65)
    #expect(winnow.folder.read("m") == nil)
  }

  @Test func `an entry that isn't whole is said, and one whose lines disagree isn't made`() {
    winnow.folder.write("{\"a\":1}\n{\"a\":2}\n", "d.jsonl")
    func line(_ record: Int, _ part: Int, _ of: Int) -> String {
      #"{"op":"remove","tx":{"id":"t","part":\#(part),"of":\#(of)},"changes":[{"record":\#(record)}]}"#
        + "\n"
    }
    winnow.folder.write(line(1, 1, 2), "j")
    let check = winnow("journal", "check", "j")
    #expect(check.status == 0 && check.text.contains("don't count: 1"))
    #expect(winnow("apply", "d.jsonl", "--journal", "j").errors.contains("and don't count: 1"))
    winnow.folder.write(line(1, 1, 3) + line(2, 2, 2), "j")
    #expect(winnow("apply", "d.jsonl", "--journal", "j").lines.count == 2)
    winnow.folder.write(line(1, 1, 2) + line(2, 2, 2), "j")
    #expect(winnow("apply", "d.jsonl", "--journal", "j").lines.isEmpty)
  }

  @Test func `what is written by hand may overwrite, which is counted, but not rate as nobody can`()
  {
    winnow.folder.write("{\"x\":1}\n", "d.jsonl")
    func report(_ line: String) -> ChildProcess.Result {
      winnow.folder.write(line + "\n", "j")
      return winnow("apply", "d.jsonl", "--journal", "j")
    }
    let add =
      #"{"op":"patch","changes":[{"record":1,"patch":[{"op":"add","path":"/\#("x")","value":2}]}]}"#
    #expect(report(add).errors.contains("1 applied, 1 untested"))
    #expect(!report(add.replacing("/x", with: "/y")).errors.contains("untested"))
    for (axis, now) in [("helpful", "true"), ("acceptable", "3")] {
      let line =
        #"{"op":"rate","changes":[{"record":1,"axis":"\#(axis)","was":null,"now":\#(now)}]}"#
      #expect(report(line).status == 65)
    }
  }

  @Test func `merging keeps the mode of what it writes to`() throws {
    let winnow = Winnow()
    winnow.folder.write("{\"text\":\"a\"}\n", "d.jsonl")
    #expect(winnow("verdict", "d.jsonl", "1", "accepted").status == 0)
    let journal = try #require(winnow.journals(of: "d.jsonl").first)
    mkfifo(winnow.folder.path("pipe"), 0o640)
    let script = "cat pipe > /dev/null & '\(Winnow.path)' merge '\(journal)' -o pipe; wait"
    _ = ChildProcess.run(
      ["/bin/sh", "-c", script], environment: winnow.environment, folder: winnow.folder.path)
    #expect(winnow("merge", journal, "-o", "m").status == 0)
    var status = stat()
    for (name, mode) in [("pipe", 0o640), ("m", 0o600)] as [(String, mode_t)] {
      #expect(stat(winnow.folder.path(name), &status) == 0 && status.st_mode & 0o777 == mode)
    }
  }
}
