import JSONLines
import TestSupport
import Testing

@Suite struct SetsTests {
  private let winnow = Winnow()

  init() {
    let records = ["a", "b", "a", "c"] + (1...16).map { "d\($0)" }
    winnow.folder.write(
      records.enumerated().map {
        #"{"instruction":"q\#($1)","input":"","output":"\#($1) is it","n":\#($0 % 2)}"# + "\n"
      }
      .joined(), "d.jsonl")
  }

  @Test func `duplicates are listed, and removed as one step`() {
    let found = winnow("duplicates", "d.jsonl")
    #expect(found.status == 1 && found.lines == ["#1 #3"])
    #expect(
      winnow("duplicates", "d.jsonl", "--json").lines == [
        #"{"records":[1,3],"similarity":1.0,"kept":1}"#
      ])
    #expect(winnow("verdict", "d.jsonl", "3", "accepted").status == 0)
    #expect(winnow("duplicates", "d.jsonl", "--remove", "--keep", "best").status == 0)
    #expect(winnow("query", "d.jsonl", "removed", "--numbers").lines == ["1"])
    #expect(winnow("duplicates", "d.jsonl").status == 0)
    #expect(winnow("undo", "d.jsonl").status == 0)
    #expect(winnow("query", "d.jsonl", "removed", "--numbers").lines.isEmpty)
    #expect(winnow("duplicates", "d.jsonl", "--threshold", "2").status == 64)
  }

  @Test func `a query narrows what is split, sampled and compared, and files are written`() {
    #expect(winnow("split", "d.jsonl", "a=0.5", "b=0.5", "--where", "#1-4").status == 0)
    let parts = ["a", "b"].flatMap { Files.lines(winnow.folder.path($0)) }
    #expect(parts.count == 4)
    #expect(winnow("duplicates", "d.jsonl", "--where", "#1-2").status == 0)
    #expect(winnow("query", "d.jsonl", "#2", "-o", "two").lines.isEmpty)
    #expect(Files.lines(winnow.folder.path("two")).count == 1)
    #expect(winnow("query", "d.jsonl", "#3", "-o", "two").status == 73)
    #expect(winnow("sample", "d.jsonl", "-n", "2", "-o", "two", "--force").status == 0)
    #expect(Files.lines(winnow.folder.path("two")).count == 2)
    #expect(winnow("query", "d.jsonl", "#3", "-o", "d.jsonl", "--force").status == 73)
    #expect(winnow("sample", "d.jsonl", "--by", "nope").errors.contains("no record has a field"))
  }

  @Test func `what stands in another file is removed as one step`() {
    winnow.folder.write(#"{"instruction":"qa","input":"","output":"x"}"# + "\n", "test.jsonl")
    let before = winnow("duplicates", "d.jsonl", "--against", "test.jsonl")
    #expect(before.status == 1 && !before.lines.isEmpty)
    #expect(winnow("duplicates", "d.jsonl", "--against", "test.jsonl", "--near").status == 64)
    #expect(winnow("duplicates", "d.jsonl", "--threshold", "0.5").status == 64)
    #expect(
      winnow("duplicates", "d.jsonl", "--against", "test.jsonl", "--remove", "--where", "#2")
        .status == 0)
    #expect(winnow("query", "d.jsonl", "removed", "--numbers").lines.isEmpty)
    #expect(winnow("duplicates", "d.jsonl", "--against", "test.jsonl", "--remove").status == 0)
    #expect(winnow("query", "d.jsonl", "removed", "--numbers").lines.count == before.lines.count)
    #expect(winnow("undo", "d.jsonl").status == 0)
    #expect(winnow("query", "d.jsonl", "removed", "--numbers").lines.isEmpty)
  }

  @Test func `equal prompts never cross a split, whatever was thought before the answers`() {
    let records = (0..<40).map { number in
      let (prompt, words) = (number / 2, number % 2 == 0 ? "short" : "other words altogether")
      return
        #"{"messages":[{"role":"user","content":"question \#(prompt) on topic \#(prompt * 7)"},{"role":"assistant","reasoning_content":"\#(words) \#(number * 13)","content":"It is \#(number)."}]}"#
    }
    winnow.folder.write(records.map { $0 + "\n" }.joined(), "r.jsonl")
    #expect(winnow("split", "r.jsonl", "a=0.5", "b=0.5", "--seed", "3").status == 0)
    let prompts = ["a", "b"].map { name in
      Set(
        Files.lines(winnow.folder.path(name)).compactMap { line in
          line.split(separator: "on topic ").last?.prefix { $0 != "\"" }
        })
    }
    #expect(prompts.allSatisfy { !$0.isEmpty } && prompts[0].isDisjoint(with: prompts[1]))
  }

  @Test func `parts hold every record once, as it is`() {
    #expect(
      winnow("split", "d.jsonl", "train.jsonl=0.8", "test.jsonl=0.2", "--seed", "3").status == 0)
    func lines(_ name: String) -> [String] {
      (Files.text(winnow.folder.path(name)) ?? "").split(separator: "\n").map(String.init)
    }
    let (train, test) = (lines("train.jsonl"), lines("test.jsonl"))
    #expect((train + test).sorted() == lines("d.jsonl").sorted())
    #expect((3...5).contains(test.count))
    #expect(train.count { $0.contains("qa\"") } != 1, "equal prompts stay together")
    // A topic of one group isn't made up for by another.
    let grouped = (0..<100).map {
      "{\"prompt\":\"p\($0 < 90 ? 0 : $0)\",\"completion\":\"c\",\"topic\":\($0 / 90)}\n"
    }
    winnow.folder.write(grouped.joined(), "grouped.jsonl")
    let large = winnow("split", "grouped.jsonl", "g9=0.9", "g1=0.1", "--by", "topic")
    let small = Files.text(winnow.folder.path("g1")) ?? ""
    #expect(large.status == 0 && (1...2).contains(small.split(separator: "\n").count), "\(small)")
    // Eight topics of five records each: every part gets its share of the whole.
    let topics = (0..<40).map {
      "{\"prompt\":\"p\($0)\",\"completion\":\"c\",\"topic\":\($0 / 5)}\n"
    }
    winnow.folder.write(topics.joined(), "topics.jsonl")
    let split = winnow("split", "topics.jsonl", "t9=0.9", "t1=0.1", "--by", "topic")
    #expect(split.errors.contains("t9: 36") && split.errors.contains("t1: 4"), "\(split.errors)")
    #expect(winnow("split", "d.jsonl", "train.jsonl=1").status == 73)
    #expect(winnow("split", "d.jsonl", "train").status == 64)
    #expect(winnow("split", "d.jsonl", "train.csv=1").status == 64)
    winnow.folder.write("[{\"a\":1},\n{\"a\":2}]", "list.json")
    let array = winnow("apply", "list.json", "-o", "list.jsonl")
    #expect(array.status == 0 && array.errors.contains("list.jsonl isn't JSON Lines"))
    #expect(winnow("split", "list.json", "lines.jsonl=1").status == 0)
    #expect(winnow.folder.read("lines.jsonl") == Array("{\"a\":1}\n{\"a\":2}\n".utf8))
    let more = winnow("split", "d.jsonl", "a.jsonl=0.9", "b.jsonl=0.3")
    #expect(winnow("split", "d.jsonl", "a.jsonl=0.5", "a.jsonl=0.5").status == 64)
    #expect(more.status == 64 && more.errors.contains("add up to 1.2"))
    #expect(winnow("split", "d.jsonl", "a.jsonl=0.9", "b.jsonl=1").status == 64)
    #expect(winnow("split", "d.jsonl", "a.jsonl=9", "b.jsonl=1").status == 0)
    #expect(winnow("split", "d.jsonl", "d.jsonl=1", "--force").status == 73)
  }

  @Test func `records of one group stay together`() {
    let records = (0..<60).map {
      #"{"prompt":"p\#($0)","response":"r\#($0)","user":"u\#($0 % 12)"}"#
    }
    winnow.folder.write(records.map { $0 + "\n" }.joined(), "g.jsonl")
    let split = winnow("split", "g.jsonl", "gx.jsonl=0.5", "gy.jsonl=0.5", "--group", "user")
    #expect(split.status == 0, "\(split.errors)")
    let users = ["gx.jsonl", "gy.jsonl"].map { file in
      Set(Files.lines(winnow.folder.path(file)).compactMap { $0.split(separator: ":").last })
    }
    #expect(users[0].count == 6 && users[1].count == 6 && users[0].isDisjoint(with: users[1]))
    #expect(winnow("split", "g.jsonl", "a=0.5", "b=0.5", "--group", "none").status == 64)
  }

  @Test func `records that share an element of a list are one group, and bars count them`() {
    let records = (0..<40).map { #"{"prompt":"p\#($0)","docs":["d\#($0 % 8)",\#($0 % 8 / 2)]}"# }
    winnow.folder.write(records.map { $0 + "\n" }.joined(), "g.jsonl")
    #expect(winnow("split", "g.jsonl", "gx=1", "gy=1", "--group", "docs").status == 0)
    let docs = ["gx", "gy"].map { file in
      Set(Files.lines(winnow.folder.path(file)).compactMap { $0.split(separator: "[").last })
    }
    #expect(docs[0].count == 4 && docs[1].count == 4 && docs[0].isDisjoint(with: docs[1]))
    let bars = winnow("stats", "g.jsonl", "--by", "docs").text
    #expect(bars.contains("d7") && bars.contains(/10 +25% █+ 3/), "\(bars)")
    #expect(winnow("query", "g.jsonl", "docs=3.0", "--count").lines == ["10"])
    // A record counts once, however often it has a value.
    winnow.folder.write(
      #"{"prompt":"a","completions":["a","b"],"labels":[true,true]}"# + "\n", "s.jsonl")
    #expect(winnow("stats", "s.jsonl", "--by", "label").text.contains(/1 100% █+ true/))
  }

  @Test func `the steps of one problem stay together`() {
    let records = (0..<40).map {
      #"{"prompt":"Which?","completions":["step \#($0)","so \#($0)"],"labels":[true,false]}"#
    }
    winnow.folder.write(records.map { $0 + "\n" }.joined(), "steps.jsonl")
    #expect(winnow("split", "steps.jsonl", "sx=1", "sy=1").status == 0)
    let counts = ["sx", "sy"].map { Files.lines(winnow.folder.path($0)).count }
    #expect(counts.sorted() == [0, 40])
  }

  @Test func `records that are spelled otherwise are equal, wherever they stand`() {
    winnow.folder.write(
      "{\"prompt\":\"q\",\"a\":\"\u{E9}1\"}\n{\"prompt\":\"q\",\"a\":\"\u{E9}2\"}\n", "one.jsonl")
    winnow.folder.write(
      #"{"a": "\u00e92", "prompt": "q"}"# + "\n" + #"{"prompt":"q", "a":"\u00e91"}"# + "\n",
      "two.jsonl")
    let result = winnow("diff", "one.jsonl", "two.jsonl")
    #expect(
      result.status == 0 && result.errors.contains("2 equal (2 of them spelled otherwise), 0"),
      "\(result.errors)")
    #expect(winnow("edit", "one.jsonl", "1", "--raw", #"{"prompt":"q","a":"\u00e91"}"#).status == 0)
    #expect(winnow("diff", "one.jsonl").lines == ["#1 changed in spelling"])
  }

  @Test func `ids are compared byte for byte`() {
    winnow.folder.write("{\"id\":\"\u{E9}\",\"a\":1}\n{\"id\":\"e\u{301}\",\"a\":2}\n", "one.jsonl")
    winnow.folder.write("{\"id\":\"e\u{301}\",\"a\":2}\n{\"id\":\"\u{E9}\",\"a\":1}\n", "two.jsonl")
    #expect(winnow("diff", "one.jsonl", "two.jsonl", "--link", "/id").status == 0)
    #expect(winnow("query", "one.jsonl", "id=\u{E9}", "--numbers").lines == ["1"])
  }

  @Test func `a part that gets nothing is told, and no part of a failed split stays`() {
    let one = (1...30).map { #"{"prompt":"p","response":"r\#($0)"}"# + "\n" }.joined()
    winnow.folder.write(one, "one.jsonl")
    let split = winnow("split", "one.jsonl", "x.jsonl=0.9", "y.jsonl=0.1")
    #expect(split.status == 0 && split.errors.contains("y.jsonl gets none of 3"))
    let more = one + #"{"prompt":"q","response":"r"}"# + "\n"
    winnow.folder.write(more, "more.jsonl")
    let far = winnow("split", "more.jsonl", "s.jsonl=0.5", "t.jsonl=0.5")
    #expect(far.errors.contains("gets 1 of 15: records with one prompt"), "\(far.errors)")
    #expect(winnow("split", "one.jsonl", "v.jsonl=0.5", "none/w.jsonl=0.5").status != 0)
    #expect(!Files.exists(winnow.folder.path("v.jsonl")))
  }

  @Test func `a sample is the same for its seed`() {
    let sample = winnow("sample", "d.jsonl", "-n", "5", "--seed", "9", "--numbers").lines
    #expect(sample.count == 5)
    #expect(winnow("sample", "d.jsonl", "-n", "5", "--seed", "9", "--numbers").lines == sample)
    #expect(winnow("sample", "d.jsonl", "-n", "2", "--by", "n", "--json").lines.count == 4)
    #expect(winnow("sample", "d.jsonl", "-n", "9", "--where", "#1-3").lines.count == 3)
  }

  @Test func `another file's records are found`() {
    winnow.folder.write(#"{"instruction":"qb","input":"","output":"other"}"# + "\n", "test.jsonl")
    let found = winnow("duplicates", "d.jsonl", "--against", "test.jsonl")
    #expect(found.status == 1 && found.lines == ["#2  the prompt of #1 in test.jsonl"])
  }

  @Test(arguments: [
    #"{"prompt":"How can I kill a process?","label":"safe"}"#,
    #"{"text":"How can I kill a process?","label":1}"#,
    #"{"question":"How can I kill a process?"}"#, #"{"goal":"How can I  kill a process?","n":1}"#,
    #""How can I kill a process?""#,
    #"{"prompt":"\n\nHuman: How can I kill a process?\n\nAssistant: ","answers":[{"answer":"a","rank":1},{"answer":"b","rank":2}]}"#,
  ]) func `a question of a test set is found, however it is kept`(test: String) {
    let question = #"{"role":"user","content":"How can I kill a process?"}"#
    winnow.folder.write(
      #"{"messages":[\#(question),{"role":"assistant","content":"kill -9"}]}"# + "\n", "x.jsonl")
    winnow.folder.write(test + "\n" + #"{"n":1}"# + "\n", "test.jsonl")
    let found = winnow("duplicates", "x.jsonl", "--against", "test.jsonl")
    let what = test.hasPrefix(#"{"prompt"#) || test.hasPrefix(#"{"text"#) ? "the prompt" : "a text"
    #expect(found.lines == ["#1  \(what) of #1 in test.jsonl"])
    #expect(found.errors.contains("without a prompt or a text to look for: 1 of 2"))
  }

  @Test func `what many records of a test set share is no question, and neither is a date`() {
    func record(_ name: String, _ number: Int) -> String {
      #"{"\#(name)\#(number)":"its text","license":"CC BY-SA 4.0 of all","day":"2024-01-01T00:00:00Z"}"#
        + "\n"
    }
    winnow.folder.write((0..<4).map { record("a", $0) }.joined(), "x.jsonl")
    winnow.folder.write((0..<4).map { record("b", $0) }.joined(), "test.jsonl")
    #expect(winnow("duplicates", "x.jsonl", "--against", "test.jsonl").lines == [])
  }

  @Test func `records of no known shape are compared by all that they hold`() throws {
    let lines = (0..<20).flatMap { number in
      [0, 1].map { #"{"passage":"text number \#(number)","label":\#($0)}"# + "\n" }
    }
    winnow.folder.write(lines.joined(), "p.jsonl")
    #expect(winnow("duplicates", "p.jsonl").lines == [])
    #expect(winnow("split", "p.jsonl", "one.jsonl=1", "two.jsonl=1").status == 0)
    let one = try #require(Files.text(winnow.folder.path("one.jsonl"))).lines
    for number in 0..<20 {
      #expect([0, 2].contains(one.count { $0.contains("number \(number)\"") }))
    }
  }

  @Test func `equal texts never cross a split, whatever their labels`() throws {
    let texts = (0..<40).map { "text \($0) of which there are two and each has a label of its own" }
    let lines = texts.flatMap { text in
      ["safe", "unsafe"].map { #"{"text":"\#(text)","label":"\#($0)"}"# + "\n" }
    }
    let near = texts.flatMap { text in
      ["true", "false"].map {
        #"{"prompt":"\#(text) \#(text.hashValue) \#($0)","completion":"a","label":\#($0)}"# + "\n"
      }
    }
    for (lines, options) in [(lines, []), (lines, ["--near"]), (near, ["--near"])] {
      winnow.folder.write(lines.joined(), "l.jsonl")
      let words = ["split", "l.jsonl", "one.jsonl=1", "two.jsonl=1", "--force"] + options
      #expect(winnow.run(words).status == 0)
      let one = try #require(Files.text(winnow.folder.path("one.jsonl"))).lines
      for text in texts { #expect([0, 2].contains(one.count { $0.contains(text) }), "\(text)") }
    }
  }

  @Test func `near duplicates say nearly the same with the same tools, side and labels`() {
    func found(_ records: [String]) -> [String] {
      winnow.folder.write(records.map { $0 + "\n" }.joined(), "n.jsonl")
      return winnow("duplicates", "n.jsonl", "--near").lines
    }
    let tools = (1...8).map {
      #"{"name":"tool_\#($0)","description":"does what number \#($0) of all tools does"}"#
    }
    func call(_ text: String) -> String {
      #"{"tools":[\#(tools.joined(separator: ","))],"messages":[{"role":"user","content":"\#(text)"},{"role":"assistant","content":"well"}]}"#
    }
    #expect(
      found(["book me a flight", "what is the weather", "turn the lights on"].map(call)) == [])
    let sides = ["a", "b"].map { side in (1...60).map { "\(side)\($0)" }.joined(separator: " ") }
    func pair(_ one: Int) -> String {
      #"{"prompt":"which","chosen":"\#(sides[one])","rejected":"\#(sides[1 - one])"}"#
    }
    #expect(found([pair(0), pair(1)]) == [])
    let text = (1...100).map { "w\($0)" }.joined(separator: " ")
    let labelled = (0..<60).flatMap { label in
      ["x", "y"].map { #"{"text":"\#(text) \#($0)","label":"L\#(label)"}"# }
    }
    #expect(found(labelled).count == 60)
    #expect(
      found([
        #"{"prompt":"x > 0 ?","response":"true"}"#, #"{"prompt":"x < 0 ?","response":"true"}"#,
      ])
        == ["#1 #2  99%"])
  }

  @Test func `shares hold where records of one prompt stay together`() {
    let records = (0..<100).flatMap { topic in
      (0..<8).map { #"{"prompt":"p\#(topic)","completion":"c\#(topic) \#($0)","t":"\#(topic)"}"# }
    }
    winnow.folder.write(records.map { $0 + "\n" }.joined(), "g.jsonl")
    let split = winnow("split", "g.jsonl", "a.jsonl=0.9", "b.jsonl=0.1", "--by", "t")
    #expect(split.status == 0, "\(split.errors)")
    let count = Files.lines(winnow.folder.path("b.jsonl")).count
    #expect((72...88).contains(count), "\(count)")
  }

  @Test func `the labels of one field don't push out those of another`() {
    let records = (0..<1000).map {
      #"{"text":"t","label":"\#($0 % 20 == 0 ? "y" : "x")","helpfulness":0.\#(1000 + $0)}"#
    }
    winnow.folder.write(records.map { $0 + "\n" }.joined(), "l.jsonl")
    let stats = winnow("stats", "l.jsonl", "--json")
    #expect(stats.text.contains(#""value":"label=x","records":950"#), "\(stats.text)")
    #expect(!stats.text.contains("helpfulness=") && stats.errors.contains("helpfulness has too"))
  }

  @Test func `equal answers in another order are no duplicates`() {
    func record(_ a: Int, _ b: Int) -> String {
      #"{"prompt":"p","responses":[{"text":"a","rank":\#(a)},{"text":"b","rank":\#(b)}]}"# + "\n"
    }
    winnow.folder.write(record(1, 2) + record(2, 1) + record(1, 2), "r.jsonl")
    #expect(winnow("duplicates", "r.jsonl").lines == ["#1 #3"])
    #expect(winnow("duplicates", "r.jsonl", "--near").lines == ["#1 #3"])
    func scored(_ a: Double, _ order: Int) -> String {
      #"{"prompt":"p","responses":["a","b"],"scores":[\#(a),2.0],"order":\#(order)}"# + "\n"
    }
    winnow.folder.write(scored(1, 1) + scored(1.5, 2) + scored(3, 3), "s.jsonl")
    #expect(winnow("duplicates", "s.jsonl").lines == ["#1 #2"])
  }

  @Test func `values are told apart by their bytes, but for numbers`() {
    let values = ["caf\u{E9}", "cafe\u{301}", "007", "7", "0x10", "16", "7.0"]
    winnow.folder.write(values.map { #"{"text":"t","v":"\#($0)"}"# + "\n" }.joined(), "v.jsonl")
    #expect(winnow("stats", "v.jsonl", "--by", "v", "--json").lines.count == 6)
    #expect(winnow("sample", "v.jsonl", "-n", "1", "--by", "v", "--numbers").lines.count == 6)
    winnow.folder.write(#"{"id":"a b","text":"t"}"# + "\n", "i.jsonl")
    winnow.folder.write(" a b \n", "ids.txt")
    #expect(winnow("query", "i.jsonl", "id:@ids.txt", "--count").text == "1\n")
    winnow.folder.write(
      ["9", "09", "10", "0x10", "inf"].map { #"{"text":"t","m":"\#($0)"}"# + "\n" }.joined(),
      "m.jsonl")
    #expect(winnow("query", "m.jsonl", "/m>=9", "--numbers").lines == ["1", "2", "3"])
    winnow.folder.write(#"{"text":"t","score":0.5}"# + "\n", "n.jsonl")
    #expect(winnow("query", "n.jsonl", "score=.5", "--count").text == "1\n")
  }

  @Test func `versions and ids that look like numbers are texts, and large numbers are exact`() {
    winnow.folder.write(
      "p,version\na,3.1\nb,3.10\nc,12e4\nd,120000\ne,9e999\nf,1e888\n", "v.csv")
    #expect(winnow("stats", "v.csv", "--by", "version", "--json").lines.count == 6)
    #expect(winnow("query", "v.csv", #"version="3.10""#, "--numbers").lines == ["2"])
    #expect(winnow("query", "v.csv", "version=3.1", "--numbers").lines == ["1"])
    let numbers = ["9007199254740993", "9007199254740992", "9007199254740992.0", "1e400", "2e400"]
    winnow.folder.write(numbers.map { #"{"text":"t","n":\#($0)}"# + "\n" }.joined(), "n.jsonl")
    #expect(winnow("stats", "n.jsonl", "--by", "n", "--json").lines.count == 4)
    #expect(winnow("query", "n.jsonl", "n=9007199254740992", "--numbers").lines == ["2", "3"])
    #expect(winnow("query", "n.jsonl", "n=9007199254740992.0", "--numbers").lines == ["2", "3"])
  }

  @Test func `a field whose name has a blank is asked for in quotes, by bars too`() {
    winnow.folder.write("p,Response Quality,a/b,turns\nx,4,1,2\ny,5,1,2\nz,4,2,3\n", "q.csv")
    for field in ["Response Quality", "a/b", "turns"] {
      for line in winnow("stats", "q.csv", "--by", field, "--json").lines {
        let bar = try? JSONValue.parse(line)
        guard let query = bar?["query"]?.string?.text else {
          Issue.record("no query in \(line)")
          continue
        }
        let count = winnow("query", "q.csv", query, "--count").text
        #expect(count == "\(bar?["records"]?.integer ?? 0)\n", "\(query)")
      }
    }
    let sorted = winnow("query", "q.csv", #""Response Quality">4"#, "--numbers")
    #expect(sorted.lines == ["2"])
  }

  @Test func `each bar's query finds as many records as the bar says`() {
    let values = [
      #""3.10""#, "3.10", "3.1", #"["x",3.1,null]"#, #""007""#, "7", "7.0", #""7.0""#, #""12e4""#,
      "120000", "1e38", "1e400", "2e400", "0.00001", "true", #""true""#, "null", #""""#, #""3.""#,
    ]
    winnow.folder.write(
      values.map { #"{"text":"a","label":\#($0)}"# + "\n" }.joined(), "b.jsonl")
    let all = [
      winnow("stats", "b.jsonl", "--json", "--by", "label"),
      winnow("stats", "b.jsonl", "--json", "--by", #""label""#),
      winnow("stats", "b.jsonl", "--json"),
    ]
    for result in all {
      for line in result.lines {
        guard let bar = try? JSONValue.parse(line), let query = bar["query"]?.string?.text,
          query.contains("label")
        else { continue }
        let count = winnow("query", "b.jsonl", query, "--count").text
        #expect(count == "\(bar["records"]?.integer ?? 0)\n", "\(line)")
      }
    }
    winnow.folder.write("text,score\na,4.0\nb,5.0\n", "p.csv")
    #expect(winnow("query", "p.csv", "score=4", "--count").text == "1\n")
    #expect(winnow("query", "b.jsonl", "label=007", "--count").text == "1\n")
  }

  @Test
  func `a whole example beside a prompt is no part of it, and one with thanks keeps its prompt`() {
    let alpaca = ["Blue", "Red"].map {
      #"{"instruction":"Name a color.","input":"","output":"\#($0)","text":"Name a color. \#($0)"}"#
    }
    winnow.folder.write(alpaca.joined(separator: "\n") + "\n", "a.jsonl")
    #expect(winnow("duplicates", "a.jsonl", "--scope", "prompt").lines == ["#1 #2"])
    winnow.folder.write(
      #"{"messages":[{"role":"user","content":"Name a color."},{"role":"assistant","content":"Red"},{"role":"user","content":"thanks"}]}"#
        + "\n", "t.jsonl")
    #expect(winnow("duplicates", "a.jsonl", "--against", "t.jsonl").lines.count == 2)
    winnow.folder.write(
      #"{"question":"Name a color.","answer":"Red","choices":["Red","Blue"]}"# + "\n", "m.jsonl")
    #expect(winnow("duplicates", "a.jsonl", "--against", "m.jsonl").lines.count == 2)
  }

  @Test func `one prompt stays in one part, whatever answers it and however it goes on`() {
    func shared(_ records: [String]) -> Int {
      winnow.folder.write(records.joined(separator: "\n") + "\n", "s.jsonl")
      #expect(winnow("split", "s.jsonl", "a.jsonl=1", "b.jsonl=1", "--force").status == 0)
      let parts = ["a.jsonl", "b.jsonl"].map { name in
        Set(
          Files.lines(winnow.folder.path(name)).compactMap { line in
            (try? JSONValue.parse(line))?["group"]?.integer
          })
      }
      return parts[0].intersection(parts[1]).count
    }
    let asked = (1...20).flatMap { number in
      ["yes", "no"].map {
        #"{"question":"Is it so?","passage":"I know it number \#(number).","answer":"\#($0)","group":\#(number)}"#
      }
    }
    #expect(shared(asked) == 0)
    let chats = (1...20).flatMap { number in
      [3, 4].map { count in
        let turns = (0..<count).map {
          #"{"role":"\#($0 % 2 == 0 ? "user" : "assistant")","content":"t\#($0) of \#(number)"}"#
        }
        return #"{"messages":[\#(turns.joined(separator: ","))],"group":\#(number)}"#
      }
    }
    #expect(shared(chats) == 0)
  }

  @Test func `small numbers in a table, and long ones, are found by their bars`() {
    winnow.folder.write(
      "text,lr\na,0.00001\nb,0.00001\nc,12345678901234567890.5\nd,12345678901234567890.6\n",
      "lr.csv")
    let lines = winnow("stats", "lr.csv", "--by", "lr", "--json").lines
    #expect(lines.count == 3)
    for line in lines {
      let bar = try? JSONValue.parse(line)
      let count = winnow("query", "lr.csv", bar?["query"]?.string?.text ?? "", "--count").text
      #expect(count == "\(bar?["records"]?.integer ?? 0)\n", "\(line)")
    }
    #expect(winnow("query", "lr.csv", #"lr>"4""#).status == 64)
  }

  @Test func `records without a value are no group`() {
    winnow.folder.write(
      (1...40).map { #"{"prompt":"p\#($0)","completion":"c\#($0)","conv":null}"# + "\n" }.joined(),
      "g.jsonl")
    let split = winnow("split", "g.jsonl", "a.jsonl=0.5", "b.jsonl=0.5", "--group", "conv")
    #expect(split.status == 0)
    #expect(Files.lines(winnow.folder.path("a.jsonl")).count == 20)
  }

  @Test func `bars of labels count those in lists`() {
    winnow.folder.write(
      #"{"text":"a","label":["x","y","x"]}"# + "\n" + #"{"text":"b","label":"x"}"# + "\n",
      "l.jsonl")
    #expect(winnow("stats", "l.jsonl").text.contains("2 100%"))
    #expect(winnow("stats", "l.jsonl").text.contains("label=y"))
  }

  @Test func `the longest is so by its texts, however they are spelled`() {
    let text = (1...30).map { "word\($0)" }.joined(separator: " ")
    winnow.folder.write(
      #"{"text":"\#(text)","meta":{"note":"\#(String(repeating: "x", count: 200))"}}"# + "\n"
        + #"{"text":"\#(text) q"}"# + "\n", "k.jsonl")
    let found = winnow("duplicates", "k.jsonl", "--near", "--keep", "longest", "--json")
    #expect(found.text.contains(#""kept":2"#))
  }
}
