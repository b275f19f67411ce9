import TestSupport
import Testing

/// Records that are added, edited, taken back and applied.
@Suite struct InsertTests {
  private let winnow = Winnow()

  private func dataset(_ text: String, _ name: String = "d.jsonl") {
    winnow.folder.write(text, name)
  }

  @Test func `an added record that is discarded or removed is counted as such`() {
    let winnow = Winnow()
    winnow.folder.write("{\"a\":1}\n{\"a\":2}\n", "d.jsonl")
    winnow("insert", "d.jsonl", #"{"a":3}"#)
    winnow("verdict", "d.jsonl", "1", "3", "discarded")
    #expect(winnow("apply", "d.jsonl", "--dry-run").errors.contains("1 of 3 records would"))
    #expect(winnow("apply", "d.jsonl", "--dry-run").errors.contains("1 inserted, 2 discarded"))
    winnow("remove", "d.jsonl", "3")
    #expect(winnow("apply", "d.jsonl", "--dry-run").errors.contains("1 removed, 1 discarded"))
    winnow("undo", "d.jsonl", "alice:1")
    #expect(winnow("apply", "d.jsonl", "--dry-run").errors.contains("1 of 2 records would"))
  }

  @Test func `an added record is edited, marked and applied like any other`() {
    dataset("{\"a\":1}\n{\"a\":2}\n")
    #expect(
      winnow("insert", "d.jsonl", #"{"a": 3}"#, "--copy", "1").errors.contains("added #3 to #4"))
    #expect(winnow("edit", "d.jsonl", "3", "--set-json", "/a=33").status == 0)
    #expect(winnow("verdict", "d.jsonl", "4", "accepted").status == 0)
    #expect(winnow("query", "d.jsonl", "verdict:accepted", "--numbers").lines == ["4"])
    #expect(winnow("show", "d.jsonl", "4", "--raw").text == "{\"a\":1}\n")
    let applied = winnow("apply", "d.jsonl")
    #expect(applied.text == "{\"a\":1}\n{\"a\":2}\n{\"a\": 33}\n{\"a\":1}\n")
    #expect(applied.status == 0 && applied.errors.contains("4 of 4 records written"))
    for (now, why) in [("{", "a new record must be JSON"), (#"{\n}"#, "can't have a line break")] {
      winnow.folder.write(
        #"{"op":"insert","changes":[{"now":"\#(now)"}]}"# + "\n", "hand.jsonl")
      let wrong = winnow("apply", "d.jsonl", "--journal", "hand.jsonl")
      #expect(wrong.status == 1 && wrong.errors.contains(why), "\(wrong.errors)")
    }
    #expect(winnow("log", "d.jsonl").lines.contains { $0.contains("set /a") && $0.contains("#3") })
    #expect(winnow("undo", "d.jsonl", "alice:1").status == 0)
    #expect(winnow("apply", "d.jsonl").text == "{\"a\":1}\n{\"a\":2}\n")
    #expect(winnow("redo", "d.jsonl").status == 0)
    #expect(winnow("apply", "d.jsonl").text == applied.text)
    #expect(winnow("remove", "d.jsonl", "3").status == 0)
    #expect(winnow("apply", "d.jsonl").lines.count == 3)
    for journal in winnow.journals(of: "d.jsonl") {
      #expect(winnow("journal", "check", journal).status == 0)
    }
  }

  @Test func `a journal can't add a record where there is no place for one`() {
    let map = #"{"x":{"a":1},"y":{"a":2}}"#
    dataset(map, "map.json")
    let line = #"{"op":"insert","changes":[{"was":null,"now":"{\"a\":3}"}]}"#
    let result = winnow("apply", "map.json", "--with", "-", input: line + "\n")
    #expect(result.text == map && result.status == 1, "\(result.errors)")
    dataset("{}\n")
    let lines = #"{"op":"insert","changes":[{"was":null,"now":"{\"a\":\n3}"}]}"#
    #expect(winnow("apply", "d.jsonl", "--with", "-", input: lines + "\n").text == "{}\n")
  }

  @Test func `an added record that somebody else edited isn't taken back unsaid`() {
    winnow.folder.write("{\"a\":1}\n", "d.jsonl")
    #expect(winnow("insert", "d.jsonl", #"{"a":2}"#).status == 0)
    #expect(winnow.by("bob")("edit", "d.jsonl", "2", "--set", "/a=3").status == 0)
    let refused = winnow("undo", "d.jsonl")
    #expect(refused.status != 0 && refused.errors.contains("bob:1"), "\(refused.errors)")
  }

  @Test func `what apply has put into the dataset isn't added again`() {
    dataset("{\"a\":1}\n{\"a\":2}\n")
    #expect(winnow("insert", "d.jsonl", #"{"a": 3}"#, #"{"a": 4}"#).status == 0)
    #expect(winnow("edit", "d.jsonl", "3", "--set-json", "/a=33").status == 0)
    #expect(winnow("apply", "d.jsonl", "--replace").status == 0)
    let again = winnow("apply", "d.jsonl")
    #expect(again.status == 0 && again.lines.count == 4 && again.errors.contains("already applied"))
    #expect(winnow("info", "d.jsonl").text.contains("records    4"))
    #expect(winnow("undo", "d.jsonl", "alice:1").status == 0)
    #expect(winnow("apply", "d.jsonl").lines == [#"{"a":1}"#, #"{"a":2}"#])
  }

  @Test(arguments: [
    ("{\"a\":1}", "{\"a\":1}\n{\"b\":2}"), ("{\"a\":1}\r\n", "{\"a\":1}\r\n{\"b\":2}\r\n"),
    ("", "{\"b\":2}\n"), ("{\"a\":1}\n\n", "{\"a\":1}\n\n{\"b\":2}\n"),
  ]) func `a line is added as the file's lines end`(before: String, after: String) {
    dataset(before)
    #expect(winnow("insert", "d.jsonl", #"{"b":2}"#).status == 0)
    #expect(winnow("apply", "d.jsonl").text == after)
  }

  @Test(arguments: [
    ("[{\"a\":1}]", "[{\"a\":1},{\"b\":2}]"),
    ("[\n  {\"a\":1},\n  {\"a\":2}\n]\n", "[\n  {\"a\":1},\n  {\"a\":2},\n  {\"b\":2}\n]\n"),
    ("[\n  {\"a\":1}\n]", "[\n  {\"a\":1},\n  {\"b\":2}\n]"),
    ("{\"data\": [{\"a\":1}, {\"a\":2}]}", "{\"data\": [{\"a\":1}, {\"a\":2}, {\"b\":2}]}"),
  ]) func `an element is added as the others stand apart`(before: String, after: String) {
    dataset(before, "d.json")
    #expect(winnow("insert", "d.json", #"{"b":2}"#).status == 0)
    #expect(winnow("apply", "d.json").text == after)
    #expect(winnow("remove", "d.json", "1").status == 0)
    #expect(!winnow("apply", "d.json").text.contains("\"a\":1"))
    if before.contains("\"a\":2") { #expect(winnow("remove", "d.json", "2").status == 0) }
    let alone = winnow("apply", "d.json")
    winnow.folder.write(alone.text, "only.json")
    #expect(
      winnow("query", "only.json", "#1", "--container", before.hasPrefix("{") ? "wrapped" : "array")
        .text == "{\"b\":2}\n")
  }

  @Test func `what can't be added is refused`() {
    dataset("{\"a\":1}\n")
    #expect(winnow("insert", "d.jsonl", "{").errors.contains("a new record must be JSON"))
    #expect(winnow("insert", "d.jsonl").status == 64)
    dataset("{\"x\":{\"a\":1},\"y\":{\"a\":2}}", "map.json")
    #expect(winnow("insert", "map.json", "{}", "--container", "map").status == 65)
  }

  @Test func `lines of a file are one entry, and a shard leaves them out`() {
    dataset("{\"a\":1}\n")
    winnow.folder.write("{\"a\":2}\n\n{\"a\":3}\n", "more.jsonl")
    #expect(winnow("insert", "d.jsonl", "--from", "more.jsonl", "--json").text.contains("[2,3]"))
    #expect(winnow("apply", "d.jsonl").lines.count == 3)
    let shard = winnow("apply", "d.jsonl", "--by-hash")
    #expect(shard.status == 0 && shard.lines.count == 1)
    #expect(winnow("undo", "d.jsonl").status == 0)
    #expect(winnow("apply", "d.jsonl").lines.count == 1)
  }

  @Test(arguments: [("[]", "[A,B]"), (" [ \n ]\n", " [A,B \n ]\n")])
  func `an empty array takes records`(_ empty: String, _ full: String) {
    winnow.folder.write(empty, "e.json")
    let (a, b) = (#"{"a":1}"#, #"{"b":2}"#)
    #expect(winnow("insert", "e.json", a, b).status == 0)
    let expected = full.replacing("A", with: a).replacing("B", with: b)
    #expect(winnow("apply", "e.json", "--replace").status == 0)
    #expect(winnow("apply", "e.json").text == expected)
    #expect(winnow("check", "e.json", "--only", "F16").status == 0)
  }

  @Test func `reviewers add records of their own`() throws {
    dataset("{\"a\":1}\n")
    #expect(winnow("insert", "d.jsonl", #"{"by":"alice"}"#).status == 0)
    let bob = winnow.by("bob")
    #expect(bob("insert", "d.jsonl", #"{"by":"bob"}"#).status == 0)
    #expect(bob("edit", "d.jsonl", "2", "--set", "/by=both").status == 0)
    #expect(winnow("apply", "d.jsonl").lines == [#"{"a":1}"#, #"{"by":"both"}"#, #"{"by":"bob"}"#])
    let journals = winnow.journals(of: "d.jsonl")
    #expect(winnow("merge", journals[0], journals[1], "-o", "m").status == 0)
    #expect(winnow("apply", "d.jsonl", "--journal", "m").text == winnow("apply", "d.jsonl").text)
  }

  @Test func `the records of an array are added one by one`() {
    dataset("{\"a\":1}\n")
    dataset("[\n  {\n    \"a\": 2\n  },\n  {\"a\": 3}\n]\n", "more.json")
    #expect(winnow("insert", "d.jsonl", "--from", "more.json").errors.contains("added #2 to #3"))
    #expect(winnow("apply", "d.jsonl").lines == [#"{"a":1}"#, #"{"a": 2}"#, #"{"a": 3}"#])
  }
}
