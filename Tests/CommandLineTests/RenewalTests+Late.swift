import Glibc
import TestSupport
import Testing

/// Journals that come after a renewal which didn't read them.
extension RenewalTests {
  @Test(arguments: [
    (["remove", "d.jsonl", "1"], ["undo", "d.jsonl"]),
    (["verdict", "d.jsonl", "1", "discarded"], ["verdict", "d.jsonl", "1", "accepted"]),
  ])
  func `what was taken back elsewhere before a renewal is missed, not settled`(
    out: [String], back: [String]
  ) throws {
    dataset("abc")
    #expect(winnow.run(out).status == 0)
    // The other machine.
    let there = Winnow()
    there.folder.write(try #require(winnow.folder.read("d.jsonl")), "d.jsonl")
    let journal = try #require(winnow.journals(of: "d.jsonl").first)
    let place = String(journal.dropFirst(winnow.folder.path.count + 1))
    there.folder.write(try #require(Files.read(journal)), place)
    #expect(there.run(back).status == 0)
    #expect(winnow.by("bob")("note", "d.jsonl", "2", "n").status == 0)
    #expect(winnow.by("bob")("apply", "d.jsonl", "--replace").status == 0)
    winnow.folder.write(try #require(there.folder.read(place)), place)
    let applied = winnow("apply", "d.jsonl")
    #expect(applied.status == 1 && applied.errors.contains("1 not found"), "\(applied.errors)")
  }

  @Test func `a journal that comes later finds the records that were renewed meanwhile`() {
    dataset("abcd")
    dataset("abcd", "e.jsonl")
    let bo = winnow.by("bo")
    bo("flag", "e.jsonl", "2", "--category", "S1")
    bo("verdict", "e.jsonl", "1", "accepted")
    bo("edit", "e.jsonl", "3", "--set", "/text=x")
    bo("edit", "e.jsonl", "4", "--set", "/text=y")
    take("remove 1", of: "")
    take("edit 2 B", of: "")
    take("edit 3 x", of: "")
    take("renew", of: "")
    bring(winnow, "e.jsonl")
    #expect(letters() == "Bxy", "#1 is gone, the same edit was made, and #4 is #3 now")
    #expect(winnow("query", "d.jsonl", "flagged", "--count").text == "1\n")
    #expect(winnow("show", "d.jsonl", "1").text.contains("S1"))
    take("renew", of: "")
    #expect(letters() == "Bxy")
  }

  @Test func `notes count only with all that they follow from, in whatever order they stand`() {
    dataset("abcde")
    take("edit 4 x", of: "")
    take("remove 1", of: "")
    take("renew", of: "")
    take("edit 2 y", of: "")
    take("renew", of: "")
    let lines = Files.lines(winnow.folder.path(Self.log)).map { $0 + "\n" }
    #expect(lines.count == 2)
    for order in [lines, lines.reversed(), lines + lines, [lines[1]], [lines[0]], ["x\n"] + lines] {
      winnow.folder.write(order.joined(), Self.log)
      #expect(letters("\(order)") == "byxe")
    }
    #expect(winnow("apply", "d.jsonl").errors.contains("lines that can't be read: 1"))
    // One's own journal, and the first note, may be in the state folder.
    dataset("abbz", "e.jsonl")
    func step(_ words: String...) { #expect(winnow.run(words).status == 0, "\(words)") }
    step("remove", "e.jsonl", "1", "--state-folder")
    step("apply", "e.jsonl", "--replace", "--state-folder")
    step("edit", "e.jsonl", "2", "--set", "/text=x")
    step("apply", "e.jsonl", "--replace")
    #expect(winnow("apply", "e.jsonl").lines.count == 3)
  }

  /// Takes a step as another reviewer, with the dataset as it was in a folder of their own.
  func aside(_ actor: String, _ letters: String, _ steps: String...) -> Winnow {
    let other = Winnow(actor: actor)
    other.folder.write(winnow.folder.read("d.jsonl") ?? [], "now")
    other.folder.write(letters.map { "{\"text\":\"\($0)\"}\n" }.joined(), "d.jsonl")
    for step in steps {
      let words = step.split(separator: " ").map(String.init)
      #expect(other.run([words[0], "d.jsonl"] + words.dropFirst()).status == 0, "\(step)")
    }
    return other
  }

  /// Brings a reviewer's journals to the others'.
  func bring(_ other: Winnow, _ dataset: String = "d.jsonl") {
    for journal in other.journals(of: dataset) {
      let name = journal.split(separator: "/").last.map(String.init) ?? ""
      winnow.folder.write(Files.read(journal) ?? [], "d.jsonl.winnow/\(name)")
    }
  }

  @Test func `changes that come late and current ones on equal records don't mix`() {
    dataset("jbbz")
    let bo = aside("bo", "jbbz", "verdict 2 discarded", "note 2 hm")
    take("edit 2 x", of: "")
    take("remove 1", of: "")
    take("renew", of: "")
    // #2 of now was #3 of then, and both name a "b" by the number 2.
    take("edit 2 y", of: "")
    #expect(letters() == "xyz")
    bring(bo)
    #expect(letters() == "yz", "bo discards what is x now")
    #expect(winnow("show", "d.jsonl", "1").text.contains("hm"))
    take("renew", of: "")
    #expect(letters() == "yz")
    #expect(winnow("query", "d.jsonl", "edited", "--count").text == "0\n")
  }

  @Test func `an edit in conflict stays with its record, though another is equal to what that was`()
  {
    dataset("jbbz")
    let bo = aside("bo", "jbbz", "edit 2 --set /text=y")
    take("edit 2 x", of: "")
    take("renew", of: "")
    bring(bo)
    take("remove 1", of: "")
    for _ in 0..<3 {
      let result = winnow("apply", "d.jsonl", "--replace")
      #expect(
        result.status == 1 && result.errors.contains("in conflict (bo:1)"), "\(result.errors)")
      #expect(
        Files.lines(winnow.folder.path("d.jsonl"))
          == ["x", "b", "z"].map { "{\"text\":\"\($0)\"}" })
    }
    #expect(winnow("undo", "d.jsonl", "bo:1").status == 0)
    #expect(letters() == "xbz")
    take("renew", of: "")
    #expect(letters() == "xbz")
    #expect(winnow("redo", "d.jsonl", "bo:1").status == 1, "x is in its way")
  }

  @Test func `an edit of a record that was left out meanwhile is missed once`() {
    dataset("abc")
    let bo = aside("bo", "abc", "edit 1 --set /text=y", "verdict 2 accepted")
    take("remove 1-2", of: "")
    take("renew", of: "")
    bring(bo)
    let result = winnow("apply", "d.jsonl", "--replace")
    #expect(result.status == 1 && result.errors.contains("1 not found"), "\(result.errors)")
    #expect(letters() == "c", "and said once")
  }

  @Test func `changes of an inserted record that come late find it where it was written`() {
    dataset("a")
    take("insert b", of: "")
    let bo = aside("bo", "a")
    for journal in winnow.journals(of: "d.jsonl") {
      bo.folder.write(Files.read(journal) ?? [], "d.jsonl.winnow/alice.jsonl")
    }
    #expect(bo("verdict", "d.jsonl", "2", "discarded").status == 0)
    Files.remove(bo.folder.path("d.jsonl.winnow/alice.jsonl"))
    take("edit 2 x", of: "")
    take("renew", of: "")
    #expect(letters() == "ax")
    bring(bo)
    #expect(letters() == "a")
    take("renew", of: "")
    #expect(letters() == "a")
  }

  @Test func `a journal that a renewal didn't read isn't taken for one that goes on after it`() {
    dataset("jbbz")
    let bo = winnow.by("bo")
    #expect(bo("note", "d.jsonl", "4", "hm").status == 0)
    take("note 4 hm", of: "")
    take("renew", of: "")
    take("verdict 2 discarded", of: "")
    #expect(bo("remove", "d.jsonl", "1").status == 0)
    let journal = winnow.journals(of: "d.jsonl").first { $0.contains("/bo-") } ?? ""
    #expect(winnow("apply", "d.jsonl", "--journal", journal, "--replace").status == 0)
    #expect(letters() == "bz", "by its bytes, one of the two")
  }

  @Test func `a known journal that goes on upon the old dataset means its numbers`() {
    dataset("xaa")
    let bo = aside("bo", "xaa", "note 1 hm")
    bring(bo)
    take("remove 1", of: "")
    take("renew", of: "")
    #expect(bo("edit", "d.jsonl", "2", "--set", "/text=b").status == 0)
    bring(bo)
    #expect(letters() == "ba")
    // Having seen what led to the new dataset, he goes on there.
    #expect(winnow.by("bo")("edit", "d.jsonl", "2", "--set", "/text=c").status == 0)
    #expect(letters() == "bc")
    take("renew", of: "")
    #expect(letters() == "bc")
  }

  @Test func `a number in the log that no record has stops nobody`() throws {
    winnow.folder.write(#"{"a":1}"# + "\n", "d.jsonl")
    #expect(winnow("insert", "d.jsonl", #"{"a":2}"#).status == 0)
    let journal = try #require(winnow.journals(of: "d.jsonl").first)
    let id = try #require(Files.lines(journal).last).suffix(66).prefix(64)
    #expect(winnow("apply", "d.jsonl", "--replace").status == 0)
    winnow.folder.write(
      #"{"op":"patch","changes":[{"insert":"\#(id)","patch":[{"op":"add","path":"/b","value":1}]}]}"#
        + "\n", "d.jsonl.winnow/hand.jsonl")
    let log = try #require(Files.text(winnow.folder.path(Self.log)))
    winnow.folder.write(
      log.replacing(#""now":2"#, with: #""now":99999"#), "d.jsonl.winnow/renewals.log")
    #expect(winnow("info", "d.jsonl").status == 0)
    #expect(winnow("apply", "d.jsonl").status <= 1)
  }
}
