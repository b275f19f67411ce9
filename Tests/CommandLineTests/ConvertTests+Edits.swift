import Glibc
import JSONLines
import TestSupport
import Testing

/// Preferences from edits.
extension ConvertTests {
  @Test func `what was masked goes into no pair of edits`() {
    dataset(#"{"prompt":"q","completion":"write to bob@corp-x.com"}"#)
    #expect(winnow("check", "d.jsonl", "--only", "Q18", "--fix").status == 0)
    let result = winnow("convert", "d.jsonl", "--to", "trl-dpo", "--from-edits")
    #expect(result.lines.isEmpty && !result.errors.contains("bob@"))
  }

  @Test func `edits of records that are left out are said to make no pair`() {
    dataset(pair)
    #expect(winnow("edit", "d.jsonl", "1", "--set", "/chosen=new").status == 0)
    for words in [["--keep", "accepted"], []] {
      let result = winnow.run(["convert", "d.jsonl", "--to", "trl-dpo", "--from-edits"] + words)
      let kept = words.last ?? "undiscarded"
      #expect(result.errors.contains("edited, but left out by --keep \(kept): #1"), "\(result)")
      #expect(winnow("verdict", "d.jsonl", "1", "discarded").status == 0)
    }
  }

  @Test
  func `an edit that is in the dataset, or that leaves no answer, makes no pair, and that is said`()
  {
    dataset(#"{"prompt":"p","completion":"old"}"#, #"{"prompt":"q","completion":"old"}"#)
    func said() -> String {
      winnow("convert", "d.jsonl", "--to", "trl-dpo", "--from-edits").errors
    }
    #expect(said().contains("no answer of these records was edited"))
    #expect(winnow("edit", "d.jsonl", "2", "--set", "/completion=").status == 0)
    #expect(said().contains("lacks a text in the answer as it is, or as it was: #2"))
    #expect(winnow("edit", "d.jsonl", "1", "--set", "/completion=new").status == 0)
    #expect(converted("trl-dpo", "--from-edits").count == 1)
    #expect(winnow("apply", "d.jsonl", "--replace").status == 0)
    #expect(said().contains("2 edits are in this dataset already"))
  }

  @Test func `an old answer that is kept as the worse one is no flip`() {
    dataset(
      #"{"prompt":"p","chosen":"A","rejected":"B","margin":3.0,"score_chosen":9,"preference_topic":"x"}"#
    )
    #expect(
      winnow("edit", "d.jsonl", "1", "--set", "/rejected=A", "--set", "/chosen=A2").status == 0)
    let result = winnow("convert", "d.jsonl", "--to", "trl-dpo", "--from-edits", "-o", "-")
    let pairs = result.lines.compactMap { try? JSONValue.parse($0) }
    let sides = pairs.map { pair in
      ["chosen", "rejected"].map { pair[JSONString($0)]?.json ?? "" }.joined(separator: " > ")
    }
    #expect(sides.count == 2, "\(result.text)")
    #expect(sides.contains { $0.contains("A2") && $0.contains(#""A""#) }, "\(sides)")
    #expect(sides.contains { $0.contains(#""A""#) && $0.contains(#""B""#) }, "\(sides)")
    #expect(!result.text.contains("margin") && !result.text.contains("score"))
    #expect(result.text.contains("preference_topic"))
    #expect(result.errors.contains("margin") && result.errors.contains("score_chosen"))
  }

  @Test func `edits become preferences, with who and why`() {
    dataset(
      #"{"instruction":"q","input":"","output":"bad"}"#,
      #"{"instruction":"r","input":"","output":"fine"}"#)
    #expect(winnow("edit", "d.jsonl", "1", "--set", "/output=good").status == 0)
    #expect(winnow("note", "d.jsonl", "1", "was rude").status == 0)
    let lines = converted("trl-dpo", "--from-edits")
    #expect(lines.count == 1)
    #expect(
      lines[0].hasPrefix(
        #"{"prompt":[{"role":"user","content":"q"}],"chosen":[{"role":"assistant","content":"good"}],"rejected":[{"role":"assistant","content":"bad"}],"edited_by":"alice","edited_at":"#
      ))
    #expect(lines[0].hasSuffix(#""why":"was rude"}"#))
    #expect(
      winnow("edit", "d.jsonl", "2", "--set", "/instruction=other", "--set", "/output=new").status
        == 0)
    #expect(
      winnow("convert", "d.jsonl", "--to", "trl-dpo", "--from-edits").errors.contains(
        "it lacks the prompt as it was: #2"))
  }

  @Test func `each preference names who made its answer, whoever edited after`() {
    dataset(
      #"{"messages":[{"role":"user","content":"q"},{"role":"assistant","content":"a"},{"role":"user","content":"r"},{"role":"assistant","content":"b"}]}"#
    )
    let first = ["edit", "d.jsonl", "1", "--set", "/messages/3/content=B", "--why", "wrong fact"]
    #expect(winnow.by("ann").start(first).wait().status == 0)
    let bob = winnow.by("bob")
    #expect(bob("edit", "d.jsonl", "1", "--set", "/messages/1/content=A").status == 0)
    #expect(bob("edit", "d.jsonl", "1", "--set-json", "/id=1").status == 0)
    let lines = converted("trl-dpo", "--from-edits")
    #expect(lines.count == 2)
    #expect(lines[0].contains(#""edited_by":"bob""#) && !lines[0].contains("why"))
    #expect(lines[1].contains(#""edited_by":"ann""#) && lines[1].contains(#""why":"wrong fact""#))
  }

  @Test func `an edit of an earlier answer, of a side or of a ranked answer is a preference too`() {
    dataset(
      #"{"messages":[{"role":"user","content":"q"},{"role":"assistant","content":"old"},{"role":"user","content":"r"},{"role":"assistant","content":"b"}]}"#,
      pair, ranked)
    #expect(
      winnow("edit", "d.jsonl", "1", "--set", "/messages/1/content=new", "--why", "it was old")
        .status == 0)
    #expect(converted("trl-dpo", "--from-edits")[0].hasSuffix(#""why":"it was old"}"#))
    #expect(winnow("edit", "d.jsonl", "2", "--set", "/chosen=four").status == 0)
    #expect(winnow("edit", "d.jsonl", "3", "--set", "/responses/1/text=B").status == 0)
    let pairs = converted("trl-dpo", "--from-edits").map { line in
      line.split(separator: "\"content\":\"").dropFirst()
        .map { String($0.prefix { $0 != "\"" }) }
    }
    #expect(pairs == [["q", "new", "old"], ["2+2?", "four", "4"], ["q", "B", "b"]])
  }

  @Test func `a flip, or what is trained on, is no edit of an answer`() {
    dataset(
      pair, #"{"prompt":"3+3?","chosen":"six","rejected":"7"}"#,
      #"{"messages":[{"role":"user","content":"q"},{"role":"assistant","content":"a","weight":1}]}"#
    )
    #expect(winnow("rank", "d.jsonl", "1-2", "2,1").status == 0)
    #expect(winnow("edit", "d.jsonl", "3", "--set-json", "/messages/1/weight=0").status == 0)
    #expect(converted("trl-dpo", "--from-edits") == [])
    #expect(winnow("edit", "d.jsonl", "2", "--set", "/chosen=7.5").status == 0)
    let lines = converted("trl-dpo", "--from-edits")
    #expect(lines.count == 1)
    #expect(
      lines.first?.contains(#""content":"7.5"}],"rejected":[{"role":"assistant","content":"7"}"#)
        == true)
  }

  @Test func `each edited answer of a conversation is a pair of its own`() {
    dataset(
      #"{"messages":[{"role":"user","content":"q"},{"role":"assistant","content":"a"},{"role":"user","content":"r"},{"role":"assistant","content":"b"}]}"#
    )
    #expect(
      winnow(
        "edit", "d.jsonl", "1", "--set", "/messages/1/content=A", "--set", "/messages/3/content=B"
      ).status == 0)
    #expect(converted("trl-dpo", "--from-edits").count == 2)
  }

  @Test func `what was masked stays hidden when its record has another number`() {
    dataset(#"{"instruction":"q","input":"","output":"x"}"#)
    let record = #"{"instruction":"q","input":"","output":"my mail is jane@gmail.com, twice"}"#
    winnow.folder.write(record + "\n", "m.jsonl")
    #expect(winnow("check", "m.jsonl", "--only", "Q18", "--fix").status == 0)
    let old = Files.text(winnow.folder.path("m.jsonl")) ?? ""
    winnow.folder.write(#"{"instruction":"new","input":"","output":"y"}"# + "\n" + old, "m.jsonl")
    let pairs = winnow("convert", "m.jsonl", "--to", "trl-dpo", "--from-edits")
    #expect(pairs.status == 1 && !pairs.text.contains("jane"), "\(pairs.text)")
  }

  @Test func `an edit of a tool or of a label alone makes no pair`() {
    dataset(#"{"prompt":"p","completion":"c","label":true,"meta":1}"#)
    #expect(winnow("edit", "d.jsonl", "1", "--set-json", "/meta=2").status == 0)
    #expect(winnow("convert", "d.jsonl", "--to", "trl-dpo", "--from-edits").text.isEmpty)
    #expect(winnow("edit", "d.jsonl", "1", "--set", "/completion=better").status == 0)
    let pair = winnow("convert", "d.jsonl", "--to", "trl-dpo", "--from-edits")
    #expect(pair.status == 0 && pair.lines.count == 1, "\(pair.errors)")
  }
}
