import Glibc
import TestSupport
import Testing

/// Work that goes on after `apply --replace`, mostly on equal records, which hashes can't tell
/// apart.
@Suite struct RenewalTests {
  let winnow = Winnow()
  static let log = "d.jsonl.winnow/renewals.log"

  /// Writes a dataset of one-letter texts.
  func dataset(_ letters: String, _ name: String = "d.jsonl") {
    winnow.folder.write(letters.map { "{\"text\":\"\($0)\"}\n" }.joined(), name)
  }

  /// Takes a step given as `edit 2 x`, `insert x`, `renew`, or a command and its words.
  func take(_ step: String, of story: String) {
    var words = step.split(separator: " ").map(String.init)
    let command = words.removeFirst()
    let arguments =
      switch command {
      case "edit": [words[0], "--set", "/text=\(words[1])"]
      case "insert": ["{\"text\":\"\(words[0])\"}"]
      case "renew": ["--replace"]
      default: words
      }
    let result = winnow.run([command == "renew" ? "apply" : command, "d.jsonl"] + arguments)
    #expect(result.status == 0, "\(step) in \(story): \(result.errors)")
  }

  /// Adds a line of another program at the end of the dataset.
  func grow(_ letter: String) {
    let lines = (winnow.folder.read("d.jsonl") ?? []) + Array("{\"text\":\"\(letter)\"}\n".utf8)
    winnow.folder.write(lines, "d.jsonl")
  }

  @Test(arguments: [
    ("axx", "remove 1, edit 2 b, renew", "bxz"), ("aab", "remove 2, renew", "abz"),
    ("ab", "insert a, renew, remove 3, renew", "abz"), ("ab", "insert c, renew", "abcz"),
  ])
  func `a dataset that has grown since is the renewed one`(
    letters: String, story: String, result: String
  ) {
    dataset(letters)
    for step in story.components(", ") { take(step, of: story) }
    grow("z")
    #expect(self.letters(story) == result)
    take("edit \(result.count) y", of: story)
    #expect(self.letters(story) == result.dropLast() + "y")
    var other = winnow
    other.actor = "bob"
    #expect(other("verdict", "d.jsonl", "1", "discarded").status == 0)
    #expect(self.letters(story) == result.dropFirst().dropLast() + "y")
    take("renew", of: story)
    grow("q")
    #expect(self.letters(story) == result.dropFirst().dropLast() + "yq")
  }

  @Test(arguments: [
    (#"{"a":{"text":"x"},"b":{"text":"y"}}"#, #"{"b":{"text":"q"}}"#),
    (#"[{"role":"user","content":"x"},{"text":"y"}]"#, #"[{"text":"q"}]"#),
    (
      #"{"meta":[{"m":1},{"m":2}],"data":[{"text":"so long that it is found, as it is more than half of all"},{"text":"y"}]}"#,
      #"{"meta":[{"m":1},{"m":2}],"data":[{"text":"q"}]}"#
    ),
    (
      #"{"tags":["one"],"data":[{"text":"so long that it's found"},{"text":"y"}],"n":"a note beside it"}"#,
      #"{"tags":["one"],"data":[{"text":"q"}],"n":"a note beside it"}"#
    ),
  ])
  func `a renewed dataset keeps its container, however little is left of it`(
    before: String, after: String
  ) {
    winnow.folder.write(before, "d.json")
    for words in [
      ["remove", "d.json", "1"], ["apply", "d.json", "--replace"],
      ["edit", "d.json", "1", "--set", "/text=q"], ["apply", "d.json", "--replace"],
      ["remove", "d.json", "1"], ["undo", "d.json"],
    ] {
      #expect(winnow.run(words).status == 0, "\(words)")
    }
    #expect(winnow.folder.read("d.json").map { String(decoding: $0, as: UTF8.self) } == after)
    let result = winnow("apply", "d.json", "-o", "-")
    #expect(result.text == after)
    #expect(result.errors.contains("those of data; not of meta") == before.contains("meta"))
  }

  @Test func `a renewed dataset that is emptied opens`() {
    dataset("ab")
    #expect(winnow("remove", "d.jsonl", "1").status == 0)
    take("renew", of: "")
    winnow.folder.write("", "d.jsonl")
    #expect(winnow("info", "d.jsonl").status == 0)
    #expect(winnow("check", "d.jsonl").text.contains("F18 error"))
  }

  @Test func `one record to which others were added is lines`() {
    winnow.folder.write(#"{"text":"a"}"#, "d.json")
    for words in [
      ["insert", "d.json", #"{"text":"b"}"#], ["apply", "d.json", "--replace"],
      ["edit", "d.json", "2", "--set", "/text=c"],
    ] {
      #expect(winnow.run(words).status == 0, "\(words)")
    }
    #expect(winnow("apply", "d.json").lines == [#"{"text":"a"}"#, #"{"text":"c"}"#])
  }

  @Test func `restore --to gives a raw text back as it was, also after a renewal`() {
    let before = "{\"a\": 1, \"a\":2}\n"
    winnow.folder.write(before, "d.jsonl")
    #expect(winnow("note", "d.jsonl", "1", "as it was").status == 0)
    #expect(winnow("edit", "d.jsonl", "1", "--raw", "{\"a\": 3}").status == 0)
    take("renew", of: "")
    let first = winnow("log", "d.jsonl").text
    #expect(winnow("restore", "d.jsonl", "1", "--to", String(first.prefix(8))).status == 0)
    #expect(winnow("apply", "d.jsonl", "-o", "-").text == before)
  }

  @Test func `what was removed last is removed again where the old dataset was put back`() {
    dataset("abc")
    let old = winnow.folder.read("d.jsonl") ?? []
    take("remove 3", of: "put back")
    take("renew", of: "put back")
    winnow.folder.write(old, "d.jsonl")
    #expect(letters() == "ab")
  }

  @Test(arguments: [
    ("ab", ["insert d.jsonl --copy 1", "remove d.jsonl 3 --why twice"], "abz"),
    ("ab", ["insert d.jsonl --copy 1", "verdict d.jsonl 3 discarded"], "abz"),
    ("ab", ["insert d.jsonl --copy 1"], "abza"),
    ("ab", ["insert d.jsonl --copy 1", "remove d.jsonl 1"], "bza"),
  ])
  func `an added copy isn't its original, though the dataset has grown`(
    letters: String, steps: [String], result: String
  ) {
    dataset(letters)
    for step in steps {
      #expect(winnow.run(step.split(separator: " ").map(String.init)).status == 0)
    }
    grow("z")
    #expect(self.letters("\(steps)") == result)
  }

  @Test func `an added record is found again where only what is accepted was kept`() {
    dataset("abcd")
    take("insert x", of: "accepted")
    take("verdict 2 5 accepted", of: "accepted")
    #expect(winnow("apply", "d.jsonl", "--keep", "accepted", "-o", "n.jsonl").status == 0)
    winnow.folder.write(winnow.folder.read("n.jsonl") ?? [], "d.jsonl")
    #expect(winnow("apply", "d.jsonl").lines.count { $0.contains("\"x\"") } == 1)
  }

  /// The letters of what `apply` writes.
  func letters(_ story: String = "") -> String {
    let result = winnow("apply", "d.jsonl")
    #expect(result.status == 0, "\(story): \(result.errors)")
    return result.lines.map { String($0.dropFirst(9).dropLast(2)) }.joined()
  }

  @Test(arguments: [
    ("aaz", "remove 2, renew", "az"), ("aaz", "verdict 2 discarded, renew", "az"),
    ("aaaz", "remove 2, renew, verdict 2 accepted, renew, remove 1, renew", "az"),
    ("xx", "edit 2 a, renew, edit 2 b, renew", "xb"),
    ("xyx", "edit 3 a, remove 2, renew", "xa"),
    ("ac", "remove 1, renew, edit 1 a, renew", "a"),
    ("yx", "verdict 2 discarded, renew, insert x, renew", "yx"),
    ("xy", "edit 1 b, verdict 1 discarded, renew, insert x, renew", "yx"),
    ("a", "insert b, insert b, renew, undo, renew", "ab"),
    ("a", "insert b, insert b, renew, undo, renew, undo, renew, redo, renew", "ab"),
    ("a", "insert b, renew, remove 1-2, renew", ""),
    ("aaab", "duplicates --remove, renew, insert a, renew, duplicates --remove, renew", "ab"),
    ("ab", "edit 1 b, renew, edit 2 a, renew, edit 1 a, renew, edit 1 c, renew", "ca"),
    ("ab", "edit 1 c, renew, undo, renew, remove 1, renew, redo, renew", "b"),
  ])
  func `equal records keep their identity, however often the dataset is renewed`(
    begin: String, steps: String, end: String
  ) {
    dataset(begin)
    for step in steps.components(", ") {
      if step == "redo", steps.contains("remove 1, renew, redo") {
        #expect(winnow("redo", "d.jsonl").status == 1, "its record is gone")
        continue
      }
      take(step, of: steps)
    }
    for _ in 0..<3 {
      #expect(letters(steps) == end, "\(begin): \(steps)")
      take("renew", of: steps)
      #expect(letters(steps) == end, "\(begin): \(steps), once more")
    }
  }

  @Test func `what was renewed is known of a copy, too, and said to be changed of no other file`() {
    dataset("aaz")
    take("remove 2", of: "")
    take("renew", of: "")
    // A copy has another inode and time.
    let copied = ChildProcess.run(
      ["/bin/sh", "-c", "cp d.jsonl e; rm d.jsonl; touch -d 2001-01-01 e; mv e d.jsonl"],
      environment: winnow.environment, folder: winnow.folder.path)
    #expect(copied.status == 0)
    let result = winnow("apply", "d.jsonl")
    #expect(result.lines.count == 2 && !result.errors.contains("changed"), "\(result.errors)")
    // The dataset as it was is what the journal was written for.
    dataset("aaz")
    #expect(letters() == "az" && winnow("apply", "d.jsonl").errors.contains("1 removed"))
    dataset("qaaz")
    #expect(winnow("apply", "d.jsonl").errors.contains("records are matched by content"))
  }

  @Test func `an earlier dataset of the same size is told from the renewed one`() {
    // Only the middle differs, which the fingerprint of journals doesn't cover.
    let text = String(
      repeating: "{\"text\":\"0123456789012345678901234567890123456789\"}\n", count: 6000)
    winnow.folder.write(text, "d.jsonl")
    winnow("edit", "d.jsonl", "3000", "--set", "/text=9123456789012345678901234567890123456789")
    #expect(winnow("apply", "d.jsonl", "--replace").errors.contains("1 applied"))
    #expect(winnow("apply", "d.jsonl", "--dry-run").errors.contains("1 already applied"))
    winnow.folder.write(text, "d.jsonl")
    #expect(winnow("apply", "d.jsonl", "--dry-run").errors.contains("1 applied"))
  }

  @Test func `without a note, or with one that can't be read, records are found by their bytes`() {
    dataset("abc")
    take("edit 1 x", of: "")
    take("remove 2", of: "")
    take("renew", of: "")
    let note = winnow.folder.read(Self.log) ?? []
    for bad in [
      [], Array("\n\0\n{}\n[1]\n{\"v\":2}\n".utf8), Array(note.dropLast(20)), note.reversed(),
    ] {
      winnow.folder.write(bad, Self.log)
      #expect(letters("\(bad.count) bytes") == "xc")
    }
    winnow.folder.write(Array(note.dropLast(20)), Self.log)
    take("edit 2 y", of: "a torn note")
    take("renew", of: "a torn note")
    #expect(letters() == "xy")
    Files.remove(winnow.folder.path(Self.log))
    #expect(letters() == "xy")
    // Nor does a note about other journals count.
    for journal in winnow.journals(of: "d.jsonl") { Files.remove(journal) }
    winnow.folder.write(note, Self.log)
    take("edit 1 z", of: "another journal")
    #expect(letters() == "zy")
  }

  @Test func `a removed record isn't missed where a renewal left no list to add it to`() {
    winnow.folder.write(#"{"v":1,"data":[{"text":"a"}]}"#, "w.json")
    #expect(winnow("insert", "w.json", #"{"text":"b"}"#).status == 0)
    #expect(winnow("remove", "w.json", "1-2").status == 0)
    #expect(winnow("apply", "w.json", "--replace").status == 0)
    let again = winnow("apply", "w.json")
    #expect(again.status == 0 && again.text == #"{"v":1,"data":[]}"#, "\(again.errors)")
  }

  @Test func `a removal of an inserted record outlives undo and redo of the insertion`() {
    dataset("a")
    #expect(winnow("insert", "d.jsonl", #"{"text":"b"}"#, #"{"text":"c"}"#).status == 0)
    take("remove 3", of: "")
    take("undo \(winnow.actor):1", of: "")
    #expect(letters() == "a")
    take("redo \(winnow.actor):1", of: "")
    #expect(letters() == "ab")
  }

  @Test func `a redo of an inserted record can be undone, and --by-hash notes nothing`() {
    dataset("a")
    take("insert b", of: "")
    take("renew", of: "")
    take("undo", of: "")
    take("renew", of: "")
    take("redo", of: "")
    #expect(letters() == "ab")
    take("undo", of: "")
    #expect(letters() == "a")
    take("redo", of: "")
    take("renew", of: "")
    take("undo", of: "")
    take("renew", of: "")
    #expect(letters() == "a")
    let lines = Files.lines(winnow.folder.path(Self.log)).count
    #expect(winnow("apply", "d.jsonl", "--replace", "--by-hash").status == 0)
    #expect(Files.lines(winnow.folder.path(Self.log)).count == lines)
    #expect(letters() == "a")
  }

  @Test func `a conflict stays one when the dataset is renewed, at the record's new number`() {
    dataset("abc")
    take("edit 2 x", of: "")
    let other = winnow.folder.write(
      #"{"op":"patch","changes":[{"record":2,"patch":[{"op":"test","path":"/text","value":"b"},"#
        + #"{"op":"replace","path":"/text","value":"y"}]}]}"#, "o.jsonl")
    take("remove 1", of: "")
    let merged = winnow("merge", winnow.journals(of: "d.jsonl")[0], other)
    winnow.folder.write(merged.output, "all.jsonl")
    for _ in 0..<2 {
      let result = winnow("apply", "d.jsonl", "--journal", "all.jsonl", "--replace")
      #expect(result.status == 1 && result.errors.contains("in conflict"), "\(result.errors)")
      #expect(Files.lines(winnow.folder.path("d.jsonl")).count == 2)
    }
    #expect(winnow("log", "d.jsonl", "--journal", "all.jsonl").status == 0)
  }
}

extension String {
  fileprivate func components(_ separator: String) -> [String] {
    var parts: [String] = [""]
    var rest = Substring(self)
    while let first = rest.first {
      if rest.hasPrefix(separator) {
        parts.append("")
        rest = rest.dropFirst(separator.count)
      } else {
        parts[parts.count - 1].append(first)
        rest = rest.dropFirst()
      }
    }
    return parts
  }
}
