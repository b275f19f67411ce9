import TestSupport
import Testing

/// Entries whose records are gone or changed.
extension ShardTests {
  @Test func `entries that no shard takes are reported at the end`() {
    #expect(winnow("edit", "d.jsonl", "4", "--set", "/output=x").status == 0)
    let script = """
      cat d.jsonl.winnow/*.jsonl > j; sed 4d d.jsonl > rest; split -n l/2 rest s.
      for f in s.*; do "$W" apply --by-hash - --journal j --report rep.$f < $f > /dev/null; done
      "$W" report rep.*
      """
    let result = sh(script)
    #expect(result.status == 1 && result.text.contains("no shard has the record"))
  }

  @Test func `--rebase-by finds a record that changed by its id, for marks too`() {
    let old = [
      #"{"id":"a","text":"one","n":1}"#, #"{"id":"b","text":"two","n":2}"#,
      #"{"id":"c","text":"three","n":3}"#, #"{"id":"c","text":"four","n":4}"#,
    ]
    winnow.folder.write(old.map { $0 + "\n" }.joined(), "old.jsonl")
    #expect(winnow("verdict", "old.jsonl", "1", "discarded").status == 0)
    #expect(winnow("edit", "old.jsonl", "2", "--set", "/text=zwei").status == 0)
    #expect(winnow("verdict", "old.jsonl", "3", "discarded").status == 0)
    // Another version: another order, other numbers in the records, the third one's id is no id.
    let new = [
      #"{"id":"c","text":"three","n":30}"#, #"{"id":"b","text":"two","n":20}"#,
      #"{"id":"a","text":"uno","n":10}"#,
    ]
    winnow.folder.write(new.map { $0 + "\n" }.joined(), "new.jsonl")
    let journals = winnow.folder.path("old.jsonl.winnow")
    let journal = Files.names(in: journals).first { $0.hasSuffix(".jsonl") } ?? ""
    let result = winnow(
      "apply", "new.jsonl", "--journal", "\(journals)/\(journal)", "--rebase-by", "/id", "--was",
      "old.jsonl", "--json")
    #expect(result.lines == [new[0], #"{"id":"b","text":"zwei","n":20}"#], "\(result.errors)")
    #expect(winnow("apply", "new.jsonl", "--rebase-by", "/id").status == 64)
    #expect(winnow("apply", "new.jsonl", "--was", "old.jsonl").status == 64)
    #expect(result.errors.contains("find none of them: 1\n"))
    let nowhere = winnow("apply", "new.jsonl", "--rebase-by", "/nope", "--was", "old.jsonl")
    #expect(nowhere.status == 64 && nowhere.errors.contains("has an id of its own at /nope"))
  }

  @Test func `--rebase edits a record that changed elsewhere`() {
    #expect(winnow("edit", "d.jsonl", "4", "--set", "/output=x").status == 0)
    var changed = records
    changed[3] = #"{"instruction":"q4","input":"more","output":"a4"}"#
    winnow.folder.write(changed.map { $0 + "\n" }.joined(), "d.jsonl")
    #expect(winnow("apply", "d.jsonl").status == 1)
    let rebased = winnow("apply", "d.jsonl", "--rebase", "--json")
    #expect(rebased.status == 0 && rebased.errors.contains(#""rebased":1"#))
    #expect(rebased.lines[3] == #"{"instruction":"q4","input":"more","output":"x"}"#)
    changed[3] = #"{"instruction":"q4","input":"","output":"other"}"#
    winnow.folder.write(changed.map { $0 + "\n" }.joined(), "d.jsonl")
    #expect(winnow("apply", "d.jsonl").errors.contains("as they were with `--rebase`"))
    let other = winnow("apply", "d.jsonl", "--rebase")
    #expect(other.status == 1, "the value itself changed")
    #expect(other.errors.contains("--rebase-by") && !other.errors.contains("`--rebase`"))
  }

  @Test func `too many conflicts write nothing`() {
    let bob = winnow.by("bob")
    #expect(winnow("edit", "d.jsonl", "4", "--set", "/output=x", "--journal", "a").status == 0)
    #expect(bob("edit", "d.jsonl", "4", "--set", "/output=y", "--journal", "b").status == 0)
    let result = winnow(
      "apply", "d.jsonl", "--journal", "a", "--journal", "b", "--max-conflicts", "0", "-o",
      "o.jsonl")
    #expect(result.status == 73 && winnow.folder.read("o.jsonl") == nil)
    #expect(result.errors.contains("0 of 40 records written"), "\(result.errors)")
  }

  @Test func `of equal records, a shard keeps those that aren't to stay alone`() {
    #expect(winnow("duplicates", "d.jsonl", "--remove").status == 0)
    #expect(winnow("apply", "d.jsonl").lines.count == 37)
    let shard = winnow("apply", "d.jsonl", "--by-hash", "--report", "rep.all")
    #expect(shard.status == 1 && shard.lines == records)
    #expect(shard.errors.contains("removals of one of several equal records aren't made: 3"))
    let report = winnow("report", "rep.all")
    #expect(report.status == 1 && report.errors.contains("made in no shard: 3"))
    #expect(winnow("apply", "d.jsonl", "--by-hash", "--report", "rep.b").status == 1)
    let both = winnow("report", "rep.all", "rep.b")
    #expect(both.errors.contains("made in no shard: 3"), "\(both.errors)")
    #expect(winnow("restore", "d.jsonl", "38-40").status == 0)
    #expect(winnow("apply", "d.jsonl", "--by-hash").status == 0)
    #expect(winnow("undo", "d.jsonl").status == 0)
    // Undone and redone, the removal is still that of a copy.
    #expect(winnow("undo", "d.jsonl").status == 0 && winnow("redo", "d.jsonl").status == 0)
    #expect(winnow("apply", "d.jsonl", "--by-hash").lines == records)
  }

  @Test func `a record that is to go, but has changed, is reported and counted`() {
    #expect(winnow("verdict", "d.jsonl", "7", "discarded").status == 0)
    #expect(winnow("remove", "d.jsonl", "9").status == 0)
    var changed = records
    changed[6] += " "
    changed[6].insert(" ", at: changed[6].index(after: changed[6].startIndex))
    winnow.folder.write(changed.map { $0 + "\n" }.joined(), "new.jsonl")
    let journals = winnow.folder.path("d.jsonl.winnow")
    let name = Files.names(in: journals).first { $0.hasSuffix(".jsonl") } ?? ""
    let journal = "\(journals)/\(name)"
    let result = winnow(
      "apply", "new.jsonl", "--journal", journal, "--rejects", "rejects", "-o", "out.jsonl")
    #expect(result.status == 1 && result.errors.contains("1 not found"), "\(result.errors)")
    #expect(Files.text(winnow.folder.path("rejects"))?.contains(#""now":"discarded""#) == true)
    let refused = winnow("apply", "new.jsonl", "--journal", journal, "--max-conflicts", "0")
    #expect(refused.status == 73 && refused.lines.isEmpty)
    // What an earlier run left out isn't missed, and neither is an edit of a record that went
    // later.
    #expect(winnow("edit", "d.jsonl", "12", "--set", "/output=x").status == 0)
    #expect(winnow("apply", "d.jsonl", "--replace").status == 0)
    #expect(winnow("apply", "d.jsonl").status == 0)
    #expect(winnow("remove", "d.jsonl", "10").status == 0, "edited as #12")
    #expect(winnow("apply", "d.jsonl", "--replace").status == 0)
    let again = winnow("apply", "d.jsonl")
    #expect(again.status == 0 && again.lines.count == 37, "\(again.errors)")
    #expect(!again.errors.contains("aren't here"), "it is known")
    Files.remove(winnow.folder.path("d.jsonl.winnow/renewals.log"))
    #expect(winnow("apply", "d.jsonl").errors.contains("(#7, #9, #10, #12)"), "it is guessed")
    // A dataset that has grown since tells nothing: it is said, and no error.
    let rest = (41...60).map { #"{"instruction":"new \#($0)","input":"","output":"a"}"# + "\n" }
    winnow.folder.write(again.text + rest.joined(), "d.jsonl")
    let grown = winnow("apply", "d.jsonl", "--max-conflicts", "0")
    #expect(grown.status == 0 && grown.errors.contains("or they have changed since"))
  }

  @Test func `a verdict on a record number that isn't there is reported`() {
    winnow.folder.write(
      #"{"op":"verdict","changes":[{"record":99,"now":"discarded"}]}"# + "\n", "j")
    let result = winnow("apply", "d.jsonl", "--journal", "j")
    #expect(result.status == 1 && result.errors.contains("1 not found"), "\(result.errors)")
  }
}
