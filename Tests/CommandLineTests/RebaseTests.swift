import TestSupport
import Testing

/// Edits of a dataset that has changed since: none goes to another record, and none overwrites.
@Suite struct RebaseTests {
  private let winnow = Winnow()

  /// Edits the first record of `old`, and applies that to `new`.
  private func rebased(
    _ edit: [String], _ old: String, _ new: String, byID: Bool = false
  ) -> ChildProcess.Result {
    winnow.folder.write(old + "\n", "d.jsonl")
    winnow.folder.write(old + "\n", "old.jsonl")
    #expect(winnow.run(edit).status == 0)
    winnow.folder.write(new + "\n", "d.jsonl")
    return winnow.run(
      ["apply", "d.jsonl"] + (byID ? ["--rebase-by", "/id", "--was", "old.jsonl"] : ["--rebase"]))
  }

  private static let set = ["edit", "d.jsonl", "1", "--set", "/c=mine"]

  @Test(arguments: [false, true]) func `what only adds goes to no other record`(_ byID: Bool) {
    let result = rebased(
      Self.set, #"{"id":1,"q":"one"}"#, #"{"id":5,"q":"five"}"#, byID: byID)
    #expect(result.status != 0 && !result.text.contains("mine"), "\(result.errors)")
  }

  @Test func `what only adds goes to the record of its id`() {
    let result = rebased(Self.set, #"{"id":1}"#, #"{"id":1,"new":2}"#, byID: true)
    #expect(result.text == #"{"id":1,"new":2,"c":"mine"}"# + "\n", "\(result.errors)")
  }

  @Test func `what the new version has isn't overwritten`() {
    let new = #"{"id":1,"c":"theirs"}"#
    let result = rebased(Self.set, #"{"id":1}"#, new, byID: true)
    #expect(result.status == 1 && result.text == new + "\n")
    #expect(result.errors.contains("somebody else has put another value at /c"))
    let move = #"[{"op":"move","from":"/x","path":"/c"}]"#
    let moved = rebased(
      ["edit", "d.jsonl", "1", "--patch", move], #"{"id":1,"x":2}"#, #"{"id":1,"x":2,"c":3}"#,
      byID: true)
    #expect(moved.status == 1 && moved.lines == [#"{"id":1,"x":2,"c":3}"#])
  }

  @Test func `a turn goes into a list that is what it was, and no other`() {
    let chat = { (system: String, id: Int, more: String) in
      #"{"id":\#(id),"messages":[\#(system){"role":"user","content":"q"},{"role":"assistant","content":"a"}]\#(more)}"#
    }
    let insert = [
      "edit", "d.jsonl", "1", "--patch",
      #"[{"op":"add","path":"/messages/2","value":{"role":"user","content":"and?"}}]"#,
    ]
    let same = rebased(insert, chat("", 1, ""), chat("", 1, #","n":1"#), byID: true)
    #expect(same.status == 0 && same.text.contains(#"{"role":"user","content":"and?"}],"n":1}"#))
    let system = #"{"role":"system","content":"s"},"#
    for byID in [false, true] {
      let other = rebased(insert, chat("", 1, ""), chat(system, 1, ""), byID: byID)
      #expect(other.status == 1 && !other.text.contains("and?"), "\(other.errors)")
    }
  }

  @Test func `a turn that is deleted is found by what it was`() {
    let old = #"{"messages":[{"role":"user","content":"q"},{"role":"assistant","content":"a"}]}"#
    let words =
      #"[{"op":"test","path":"/messages/1","value":{"role":"assistant","content":"a"}},{"op":"remove","path":"/messages/1"}]"#
    let result = rebased(
      ["edit", "d.jsonl", "1", "--patch", words], old,
      #"{"messages":[]}"# + "\n"
        + old.replacing("{\"m", with: "{\"id\":7,\"m"))
    #expect(
      result.lines == [
        #"{"messages":[]}"#,
        #"{"id":7,"messages":[{"role":"user","content":"q"}]}"#,
      ], "\(result.errors)")
  }

  @Test(arguments: [
    #"[{"op":"move","from":"/tags/0","path":"/tags/1"}]"#,
    #"[{"op":"add","path":"/tags/1","value":"N"}]"#,
    #"[{"op":"add","path":"/tags/-","value":"N"}]"#,
  ]) func `what two reviewers did alike is done once`(_ patch: String) {
    let (old, new) = (#"{"id":7,"x":"q","tags":["a","b"]}"#, #"{"id":7,"x":"z","tags":["a","b"]}"#)
    winnow.folder.write(old + "\n", "d.jsonl")
    winnow.folder.write(old + "\n", "old.jsonl")
    for actor in ["alice", "bob"] {
      let words = ["edit", "d.jsonl", "1", "--patch", patch, "--journal", "\(actor).j"]
      #expect(winnow.by(actor).run(words).status == 0)
    }
    let journals = ["--journal", "alice.j", "--journal", "bob.j"]
    let straight = winnow.run(["apply", "d.jsonl"] + journals)
    winnow.folder.write(new + "\n", "d.jsonl")
    let rebased = winnow.run(
      ["apply", "d.jsonl", "--rebase-by", "/id", "--was", "old.jsonl"] + journals)
    #expect(rebased.text == straight.text.replacing(#""q""#, with: #""z""#), "\(rebased.errors)")
  }

  @Test func `a rank goes to the response that it was given`() {
    func record(_ texts: String...) -> String {
      let responses = texts.enumerated().map { #"{"text":"\#($1)","rank":\#($0 + 1)}"# }
      return #"{"id":7,"prompt":"p","responses":[\#(responses.joined(separator: ","))]}"#
    }
    let rank = ["rank", "d.jsonl", "1", "2,1"]
    let turned = rebased(rank, record("A", "B"), record("B", "A"), byID: true)
    #expect(turned.status == 1 && turned.lines == [record("B", "A")], "\(turned.errors)")
    let same = rebased(
      rank, record("A", "B"), record("A", "B").replacing("\"p\"", with: "\"q\""), byID: true)
    #expect(same.status == 0 && same.text.contains(#"{"text":"A","rank":2}"#), "\(same.errors)")
  }

  @Test func `an edit that the new version has doesn't keep others from it`() {
    winnow.folder.write(#"{"id":7,"x":"q","tags":["a","b"]}"# + "\n", "d.jsonl")
    #expect(winnow("edit", "d.jsonl", "1", "--set", "/tags/0=A").status == 0)
    let result = rebased(
      ["edit", "d.jsonl", "1", "--patch", #"[{"op":"add","path":"/tags/1","value":"N"}]"#],
      #"{"id":7,"x":"q","tags":["a","b"]}"#, #"{"id":7,"x":"z","tags":["A","b"]}"#, byID: true)
    #expect(result.text == #"{"id":7,"x":"z","tags":["A","N","b"]}"# + "\n", "\(result.errors)")
  }

  @Test(arguments: [
    (
      #"[{"op":"move","from":"/a","path":"/b"},{"op":"add","path":"/a","value":"new"}]"#,
      #"{"id":1,"a":"x"}"#, #"{"id":1,"a":"x","b":"KEEP"}"#
    )
  ]) func `a place that is as it was lets nothing else be overwritten`(
    _ patch: String, _ old: String, _ new: String
  ) {
    let result = rebased(["edit", "d.jsonl", "1", "--patch", patch], old, new, byID: true)
    #expect(result.status == 1 && result.lines == [new], "\(result.errors)")
  }

  @Test func `what was put there and then lessened isn't there where nothing is`() {
    winnow.folder.write(#"{"id":1,"up":"u"}"# + "\n", "d.jsonl")
    let set = #"/meta={"p":1,"q":2}"#
    #expect(winnow("edit", "d.jsonl", "1", "--set-json", set).status == 0)
    let result = rebased(
      ["edit", "d.jsonl", "1", "--patch", #"[{"op":"remove","path":"/meta/p"}]"#],
      #"{"id":1,"up":"u"}"#, #"{"id":1,"up":"v"}"#, byID: true)
    #expect(result.text == #"{"id":1,"up":"v","meta":{"q":2}}"# + "\n", "\(result.errors)")
  }
}
