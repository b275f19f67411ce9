import TestSupport
import Testing

@Suite struct QueryCommandTests {
  private let winnow = Winnow()
  private let lines = [
    #"{"text": "one \u4e2d",  "n": 1.50}"#, #"{"text": "two", "n": 2}"#, "not json {",
    #"{"text": "three", "n": 3}"#,
  ]

  private func dataset() {
    winnow.folder.write(lines.map { $0 + "\n" }.joined(), "d.jsonl")
  }

  @Test(arguments: [
    ("turns >= ", "a number is missing"), ("length(text)>3", "there is no measure \"length\""),
    ("turns>=", "a number is missing"), ("check:P99", "there is no check"),
  ]) func `what would find nothing in silence is refused`(query: String, message: String) {
    dataset()
    let result = winnow("query", "d.jsonl", query)
    #expect(result.status == 64 && result.errors.contains(message))
  }

  @Test func `of several numbers of a name, any is compared`() {
    let lines = [
      #"{"prompt":"p","responses":[{"text":"one","score":4},{"text":"two","score":5}]}"#,
      #"{"prompt":"p","responses":[{"text":"one","score":1},{"text":"two","score":2}]}"#,
      #"{"prompt":"p","score":5,"responses":[{"text":"one","score":1},{"text":"two","score":2}]}"#,
      #"{"prompt":"p","score":[1,9]}"#,
    ]
    winnow.folder.write(lines.map { $0 + "\n" }.joined(), "n.jsonl")
    func found(_ query: String) -> [String] { winnow("query", "n.jsonl", query, "--numbers").lines }
    #expect(found("score=5") == ["1", "3"] && found("score>=5") == ["1", "3", "4"])
    #expect(found("score<=2 score>=2") == ["2", "4"])
    #expect(found("score>8") == ["4"] && found("score=9") == ["4"])
  }

  @Test func `rules that compare records are asked too, alone and with their group`() {
    winnow.folder.write(
      (0..<4).map { #"{"prompt":"p","chosen":"c\#($0 % 2)","rejected":"c\#(1 - $0 % 2)"}"# + "\n" }
        .joined() + #"{"prompt":"q","chosen":"same","rejected":"same"}"# + "\n", "p.jsonl")
    let found = winnow("check", "p.jsonl", "--only", "P", "--json").lines
    let numbers = Set(found.compactMap { $0.firstMatch(of: /"record":(\d+)/).map { String($0.1) } })
    #expect(found.contains { $0.contains("P09") } && found.contains { $0.contains("P01") })
    #expect(Set(winnow("query", "p.jsonl", "check:P", "--numbers").lines) == numbers)
    let alone = winnow("query", "p.jsonl", "check:P09", "--numbers").lines
    #expect(!alone.isEmpty)
    #expect(winnow("query", "p.jsonl", "not check:P09", "--count").text == "\(5 - alone.count)\n")
  }

  @Test func `matching records come out byte for byte, counted, or by number`() {
    dataset()
    #expect(winnow("query", "d.jsonl", "中").lines == [lines[0]])
    #expect(winnow("query", "d.jsonl", "n>=2", "--count").text == "2\n")
    #expect(winnow("query", "d.jsonl", "n >= 2", "--count").text == "2\n")
    #expect(winnow("query", "d.jsonl", "n", ">=", "2", "not", "/n = 3", "--numbers").lines == ["2"])
    #expect(winnow("query", "d.jsonl", "len(text) < 4", "--numbers").lines == ["2"])
    #expect(winnow("query", "d.jsonl", "n>=2", "--numbers").lines == ["2", "4"])
    #expect(winnow("query", "d.jsonl", "not", "n>=2").lines == [lines[0], lines[2]])
    #expect(
      winnow("query", "d.jsonl", "n=1.5 or broken", "--json").lines == [
        #"{"record":1,"value":{"text": "one \u4e2d",  "n": 1.50}}"#,
        #"{"record":3,"text":"not json {"}"#,
      ])
    #expect(winnow("query", "d.jsonl", "nothing-like-it", "--count").text == "0\n")
    #expect(
      winnow("query", "d.jsonl", "txet:one").errors.contains("no record has a field \"txet\""))
    let others = winnow("query", "d.jsonl", "flag:S99 or by:bbo or role:tol").errors
    #expect(others.contains("no record has a flag \"S99\""))
    #expect(others.contains("no entry is by \"bbo\""))
    #expect(others.contains("no record has a turn of the role \"tol\""))
    #expect(!winnow("query", "d.jsonl", "text:four").errors.contains("no record has"))
    #expect(winnow("stats", "d.jsonl", "--by", "txet").errors.contains("no record has a field"))
    #expect(winnow("show", "d.jsonl", "--where", "n>=2", "--raw").lines == [lines[1], lines[3]])
    #expect(winnow("show", "d.jsonl", "2", "--where", "n>=2").status == 64)
    #expect(winnow("query", "-", "n=2", input: lines.joined(separator: "\n")).lines == [lines[1]])
  }

  @Test func `a pretty-printed record becomes one line, its values as they were`() {
    winnow.folder.write(
      "[\n  {\n    \"a\": \"x\\n  y\",\n    \"b\": [1.0,\n 2]\n  },\n  {}\n]\n", "d.json")
    #expect(winnow("query", "d.json", "has:a").lines == [#"{"a": "x\n  y","b": [1.0,2]}"#])
  }

  @Test func `--where edits and marks what a query finds, as one entry`() {
    dataset()
    #expect(winnow("verdict", "d.jsonl", "--where", "n>=2", "discarded").status == 0)
    #expect(winnow("apply", "d.jsonl").lines == [lines[0], lines[2]])
    #expect(winnow("query", "d.jsonl", "verdict:discarded", "--numbers").lines == ["2", "4"])
    #expect(winnow("undo", "d.jsonl").status == 0)
    #expect(winnow("query", "d.jsonl", "verdict:discarded", "--count").text == "0\n")
    #expect(winnow("edit", "d.jsonl", "--where", "text:two", "--set", "/text=2").status == 0)
    #expect(winnow("query", "d.jsonl", "edited").lines == [#"{"text": "2", "n": 2}"#])
    let none = winnow("remove", "d.jsonl", "--where", "absent")
    #expect(none.status == 0 && none.errors.contains("no record matches"))
    for words in [
      ["verdict", "d.jsonl", "accepted"], ["stats", "d.jsonl"], ["script", "d.jsonl"],
    ] {
      let told = winnow.run(words + ["--where", "nofield:x"], input: "").errors
      #expect(told.contains(#"no record has a field "nofield""#), "\(words)")
    }
  }

  @Test func `a wrong query says where`() {
    dataset()
    let wrong = winnow("query", "d.jsonl", "n>1 verdict:maybe")
    #expect(wrong.status == 64 && wrong.errors.contains("column 13"))
    #expect(wrong.errors.contains("accepted, discarded, skipped, none"))
    #expect(winnow("remove", "d.jsonl", "1", "--where", "x").status == 64)
    #expect(winnow("query", "d.jsonl", "/[/").status == 64)
  }

  @Test func `files of numbers and ids are read`() {
    dataset()
    winnow.folder.write("#1\n4\n", "numbers.txt")
    #expect(winnow("query", "d.jsonl", "#@numbers.txt", "--numbers").lines == ["1", "4"])
    #expect(winnow("query", "d.jsonl", "#@absent.txt").status == 66)
  }
}
