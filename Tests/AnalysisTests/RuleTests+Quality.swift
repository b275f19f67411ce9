import Curation
import JSONLines
import TestSupport
import Testing

@testable import Analysis

/// More of what rules about quality, tools and types must find, and must not.
extension RuleTests {
  private static func answer(_ prompt: String, _ answer: String) -> String {
    #"{"messages":[{"role":"user","content":"\#(prompt)"},{"role":"assistant","content":"\#(answer)"}]}"#
  }

  /// A call with a whole number.
  private static func numbered(
    _ number: String,
    tools: String =
      #"[{"name":"w","parameters":{"type":"object","properties":{"n":{"type":"integer"}}}}]"#
  ) -> String {
    #"{"messages":[{"role":"user","content":"q"},{"role":"assistant","tool_calls":[{"function":{"name":"w","arguments":{"n":\#(number)}}}]}],"tools":\#(tools)}"#
  }

  private static let story =
    "The old lighthouse keeper climbed the stairs every evening and lit the lamp before the ships came home from the cold sea. "
  private static let lines = (1...8).map { "line number \($0 % 3) of them" }.joined(
    separator: #"\n"#)
  private static let otherLines = (1...8).map { "line number \($0) of them" }
    .joined(separator: #"\n"#)
  /// A paragraph that comes three times, other words between.
  private static let rounds = (0..<3).map { "Round \($0) and \($0 * 7). " + story + story }.joined()

  /// A paragraph in Japanese.
  private static let jp = "国会で学生が会話する時間は長いです。東京の電車の中で本を読む人が多く来ます。"

  /// A pair whose sides begin with the same turn, with one image.
  private static func sides(images: Int) -> String {
    let turn = #"{"role":"user","content":[{"type":"image"},{"type":"text","text":"q"}]}"#
    func side(_ answer: String) -> String {
      #"[\#(turn),{"role":"assistant","content":"\#(answer)"}]"#
    }
    let names = (0..<images).map { #""\#($0).png""# }.joined(separator: ",")
    return #"{"images":[\#(names)],"chosen":\#(side("a")),"rejected":\#(side("b"))}"#
  }

  /// User and assistant in turns.
  private static func chat(_ texts: String...) -> String {
    let turns = texts.enumerated().map { index, text in
      #"{"role":"\#(index % 2 == 0 ? "user" : "assistant")","content":"\#(text)"}"#
    }
    return #"{"messages":[\#(turns.joined(separator: ","))]}"#
  }

  /// A pair of OpenAI's, with the messages of its prompt.
  private static func openAI(_ messages: String, chosen: String = "") -> String {
    #"{"input":{"messages":[\#(messages)]},"preferred_output":[\#(chosen){"role":"assistant","content":"a"}],"non_preferred_output":[{"role":"assistant","content":"b"}]}"#
  }

  private static let call =
    #"{"role":"assistant","content":"","tool_calls":[{"id":"c1","function":{"name":"w","arguments":"{}"}}]}"#

  /// A call with two arguments of a tool that names one, `additionalProperties` being `others`.
  private static func called(others: String) -> String {
    numbered(
      #"1,"m":"x""#,
      tools:
        #"[{"name":"w","parameters":{"properties":{"n":{}},"additionalProperties":\#(others)}}]"#)
  }

  static let mendedExamples: [Example] = [
    .init(
      rule: "Q6", bad: answer("q", story + "It is (so"),
      good: answer("q", "SELECT name, age FROM users WHERE age > 30 ORDER BY name;")),
    .init(
      rule: "Q6", bad: answer("q", story + "It is:"),
      good: answer("q", story + "I am not feeling well today :(")),
    .init(
      rule: "Q6", bad: answer("q", story + "It is ("),
      good: answer("q", story + "That is sad :-( I hope that it gets better.")),
    .init(
      rule: "Q10", bad: answer("Generate images of a cat", "b"),
      good: answer("Generate names of a cat", "b")),
    .init(
      rule: "Q10", bad: answer("Create a diagram of the heart", "b"),
      good: answer("Create a list of pictures", "b")),
    .init(rule: "Q10", bad: answer("create me an image", "b"), good: answer("create me", "b")),
    .init(rule: "Q10", bad: answer("请描述这张图片", "b"), good: answer("请描述这张桌子", "b")),
    .init(rule: "Q10", bad: answer("上面的照片里有什么", "b"), good: answer("上面的句子里有什么", "b")),
    .init(
      rule: "Q15",
      bad: answer("q", String(repeating: "请看https://example.com/page。", count: 9)),
      good: answer("q", "请看https://example.com。" + String(repeating: jp, count: 4))),
    .init(
      rule: "Q28",
      bad: chat(
        "q /no_think", "a", "/think now", "<think>r</think>a", "/no_think", "<think>r</think>a"),
      good: chat("q /no_think", "a", "q /think", "<think>r</think>a", "go on", "<think>r</think>a")),
    .init(
      rule: "Q28", bad: chat("/no_think", "a", "go on", "<think>r</think>a"),
      good: chat("q /no_think", "a", "/think now", "<think>r</think>a")),
    .init(
      rule: "Q28", bad: chat(#"Put it in \\boxed{}."#, "It is 4.", "thanks", "You're welcome."),
      good: chat(#"Put it in \\boxed{}."#, #"\\boxed{4}"#, "thanks", "You're welcome.")),
    .init(rule: "Q29", bad: called(others: "false"), good: called(others: #"{"type":"string"}"#)),
    .init(
      rule: "C10",
      bad:
        #"{"prompt":[{"role":"user","content":"q"},\#(call)],"completion":[{"role":"tool","tool_call_id":"c2","content":"r"},{"role":"assistant","content":"a"}]}"#,
      good:
        #"{"prompt":[{"role":"user","content":"q"},\#(call)],"completion":[{"role":"tool","tool_call_id":"c1","content":"r"},{"role":"assistant","content":"a"}]}"#
    ),
    .init(
      rule: "C16", bad: answer("q", "<think>a</think> b </think> c <think>"),
      good: answer("q", "<think>a<think>b</think></think> c <think>d</think>")),
    .init(
      rule: "F09", bad: #"{"text":"x","m":{"n":[{"\ud800":1}]}}"#,
      good: #"{"text":"x","m":{"n":[{"\u00e9":"\ud83d\ude00"}]}}"#),
    .init(
      rule: "H03",
      bad:
        #"{"prompt":"p","response_0":"a","response_1":"b","is_response_0_safe":true,"is_response_1_safe":true,"better_response_id":5}"#,
      good:
        #"{"prompt":"p","response_0":"a","response_1":"b","is_response_0_safe":true,"is_response_1_safe":true,"better_response_id":1}"#
    ),
    .init(
      rule: "Q5", bad: answer("q", "Very sorry, but I cannot help you."),
      good: answer("q", "Very well, I can help you.")),
    .init(
      rule: "Q5", bad: answer("q", "Really sorry, I can't help."), good: answer("q", "Really?")),
    .init(
      rule: "Q5", bad: answer("q", "Truly sorry, I can't help."), good: answer("q", "Truly.")),
    .init(
      rule: "Q18", bad: #"{"id":1,"x":[\#(words(1001)),"mail bob.smith@acme.org now"]}"#,
      good: #"{"id":1,"x":[\#(words(1001))]}"#),
    .init(
      rule: "C03", bad: openAI(#"{"role":"usr","content":"q"}"#),
      good: openAI(#"{"role":"user","content":"q"}"#)),
    .init(
      rule: "C10",
      bad: openAI(
        #"{"role":"user","content":"q"},{"role":"tool","tool_call_id":"c1","content":"r"}"#),
      good: openAI(
        #"{"role":"user","content":"q"},\#(call)"#,
        chosen: #"{"role":"tool","tool_call_id":"c1","content":"r"},"#)),
    .init(
      rule: "C13",
      bad: openAI(#"{"role":"user","content":"q"},\#(call)"#)
        .replacing(#""input":{"#, with: #""input":{"tools":[{"name":"v"}],"#),
      good: openAI(#"{"role":"user","content":"q"},\#(call)"#)
        .replacing(#""input":{"#, with: #""input":{"tools":[{"name":"w"}],"#)),
    .init(
      rule: "P07", bad: openAI(#"{"role":"user","content":"q"}"#, chosen: call + ","),
      good: openAI(#"{"role":"user","content":"q"}"#)),
    .init(
      rule: "P15",
      bad:
        #"{"input":{"messages":[]},"preferred_output":[{"role":"tool","content":"x"},{"role":"assistant","content":"a"}],"non_preferred_output":[{"role":"tool","content":"y"},{"role":"assistant","content":"b"}]}"#,
      good:
        #"{"input":{"messages":[]},"preferred_output":[{"role":"tool","content":"x"},{"role":"assistant","content":"a"}],"non_preferred_output":[{"role":"tool","content":"x"},{"role":"assistant","content":"b"}]}"#
    ),
    .init(rule: "P01", bad: sides("a", "a"), good: sides("a", "b")),
    .init(rule: "P02", bad: sides("a b", "A  b"), good: sides("a", "b")),
    .init(
      rule: "P03", bad: sides("It is the first of them, and", "It is the first of them"),
      good: sides("42", "4")),
    .init(rule: "P04", bad: sides("a", " "), good: sides("a", "b")),
    .init(rule: "P14", bad: sides("I'm unable to help.", "Sure."), good: sides("Yes.", "No.")),
    .init(rule: "Q21", bad: sides(story + "by 8", story + "by 9"), good: sides("8", "9")),
    .init(rule: "R01", bad: answers(1), good: answers(1, 2)),
    .init(rule: "R03", bad: answers(1, 3), good: answers(2, 1)),
    // Competition ranking has no gap.
    .init(rule: "R03", bad: answers(1, 1, 4), good: answers(3, 1, 1)),
    .init(rule: "R03", bad: answers(1, 2, 2, 5), good: answers(0, 1, 1, 3, 4)),
    .init(rule: "R03", bad: answers(1, 3, 3), good: answers(1, 1, 1, 4)),
    .init(rule: "R04", bad: answers(1, 2, 1), good: answers(1, 2)),
    .init(rule: "R06", bad: answers(4, 5), good: answers(1, 2)),
  ]

  /// A pair under keys other than TRL's.
  private static func sides(_ chosen: String, _ rejected: String) -> String {
    #"{"prompt":"p","chosen_response":"\#(chosen)","rejected_response":"\#(rejected)"}"#
  }

  /// Ranked responses under another key than `responses`.
  private static func answers(_ ranks: Int...) -> String {
    let list = ranks.enumerated().map { #"{"answer":"t\#($0)","rank":\#($1)}"# }
    return #"{"prompt":"p","answers":[\#(list.joined(separator: ","))]}"#
  }

  private static func words(_ count: Int) -> String {
    (0..<count).map { #""plain words \#($0)""# }.joined(separator: ",")
  }

  static let qualityExamples: [Example] = [
    .init(rule: "Q6", bad: answer("q", story + "1. first\\n2."), good: answer("q", story + "2.5")),
    .init(
      rule: "Q6", bad: answer("q", story + "It was (as people said"),
      good: answer("q", story + "It was (as people said) so.")),
    .init(
      rule: "Q6", bad: answer("q", story + story + "And then the keeper"),
      good: answer("q", story + "\\n- one\\n- two")),
    .init(
      rule: "Q6", bad: answer("q", #"Here: ```python\nprint(1)\n"#),
      good: answer("q", #"Here: ```python\nprint(1)\n```\n1. x\n   - ```\n     y\n     ```\nDone."#)
    ),
    .init(
      rule: "Q6", bad: answer("q", story + #"\n- one\n-"#),
      good: answer("q", story + #"one after another:\n42."#)),
    .init(
      rule: "Q5", bad: answer("q", "Sorry, but I can’t help you."),
      good: answer("q", "I'm sorry, I can see how upsetting this is.")),
    .init(
      rule: "Q5", bad: answer("q", "As an AI language model, my knowledge ends here."),
      good: answer("q", "很抱歉听到你失去了亲人。")),
    .init(
      rule: "Q5", bad: answer("q", "As a large language model, I cannot do that."),
      good: answer("q", "As a general rule, I don't eat late.")),
    .init(
      rule: "P14", bad: #"{"prompt":"p","chosen":"I'm unable to help.","rejected":"Sure."}"#,
      good: #"{"prompt":"p","chosen":"很抱歉听到这个消息。","rejected":"Sure."}"#),
    .init(rule: "Q10", bad: answer("生成一张猫的图片", "好"), good: answer("生成一个随机的用户名", "好")),
    .init(
      rule: "Q14", bad: answer("q", "hid \u{E0067}\u{E0062} den"),
      good: answer("q", "\u{1F3F4}\u{E0067}\u{E0062}\u{E0065}\u{E006E}\u{E0067}\u{E007F} flag")),
    .init(
      rule: "Q16", bad: answer("How is it?", jp), good: answer("日本語で書いてください。", jp)),
    .init(rule: "Q17", bad: answer("q", "这个问题来得很对，這個問題來得對時"), good: answer("q", jp)),
    .init(rule: "F01", bad: #"{"a":None}"#, good: #"{"a":NaN}"#),
    .init(rule: "F08", bad: #"{"a":[-Infinity]}"#, good: "INFO loading"),
    .init(
      rule: "F09", bad: #"{"text":"a","meta":"\ud800"}"#, good: #"{"text":"a","m":"\ud83d\ude00"}"#),
    .init(
      rule: "P02", bad: #"{"prompt":"p","chosen":"使用 Python 编程","rejected":"使用Python编程"}"#,
      good: #"{"prompt":"p","chosen":"使用Python","rejected":"使用Perl"}"#),
    .init(
      rule: "C09",
      bad:
        #"{"messages":[{"role":"user","content":"q"},{"role":"assistant","content":"","tool_calls":null}]}"#,
      good:
        #"{"messages":[{"role":"user","content":"q"},{"role":"assistant","content":"","function_call":{"name":"f","arguments":"{}"}}]}"#
    ),
    .init(
      rule: "C02",
      bad: #"{"messages":[{"role":"user","content":null,"tool_calls":[]}]}"#,
      good: #"{"messages":[{"role":"user","content":"q","tool_calls":[]}]}"#),
    .init(
      rule: "C15", bad: sides(images: 2), good: sides(images: 1)),
    .init(
      rule: "P15",
      bad:
        #"{"chosen":[{"role":"user","content":"a"},{"role":"assistant","content":"b"}],"rejected":[{"role":"user","content":"x"},{"role":"assistant","content":"c"}]}"#,
      good:
        #"{"chosen":[{"role":"user","content":"a"},{"role":"assistant","content":"b"}],"rejected":[{"content":"a","role":"user"},{"role":"assistant","content":"c"}]}"#
    ),
    .init(rule: "Q8", bad: answer(story, story + "So be it."), good: answer(story, "It is lit.")),
    .init(
      rule: "Q8", bad: chat(story, story + "So be it."),
      good: chat("Tell me.", story, "Say it again: " + story, "It is lit.")),
    .init(
      rule: "Q10", bad: answer("What does the attached image show?", "A cat"),
      good: answer("What is attached to a mast?", "A sail")),
    .init(rule: "Q11", bad: answer("q", "1000000000000"), good: answer("q", "10000000, 20000000")),
    .init(rule: "Q11", bad: answer("q", lines), good: answer("q", otherLines)),
    .init(rule: "Q11", bad: answer("q", rounds), good: answer("q", story + story.uppercased())),
    .init(
      rule: "Q13", bad: answer("q", #"one\\ntwo\\nthree\\nfour"#),
      good: answer("q", #"print \\n\\n\\n\nprints line ends"#)),
    .init(rule: "Q13", bad: answer("q", #"\nSo"#), good: answer("q", "n")),
    .init(rule: "Q13", bad: answer("q", #"n\n第一"#), good: answer("q", #"n \n第一"#)),
    .init(
      rule: "Q21",
      bad: #"{"prompt":"p","chosen":"\#(story)by 8","rejected":"\#(story)by 9"}"#,
      good: #"{"prompt":"p","chosen":"by 8","rejected":"by 9"}"#),
    .init(
      rule: "Q24",
      bad:
        #"{"instruction":"q","completions":[{"model":"m","response":"a","overall_score":10,"fine-grained_score":"3.5"}]}"#,
      good:
        #"{"instruction":"q","completions":[{"model":"m","response":"a","overall_score":9,"fine-grained_score":"3.5"}]}"#
    ),
    .init(
      rule: "Q28", bad: answer(#"Put it in \\boxed{}."#, "It is 4."),
      good: answer(#"Put it in \\boxed{}."#, #"\\boxed{4}"#)),
    .init(
      rule: "Q28", bad: answer("2+2? /no_think", "<think>hm</think>4"),
      good: answer("2+2?", "<think>hm</think>4")),
    .init(
      rule: "Q28", bad: answer("2+2? /no_think", "<think>hm</think>4"),
      good: answer(#"What does \\boxed{} do in LaTeX?"#, "It draws a box.")),
    .init(
      rule: "Q13", bad: answer("q", "ÐŸÑ€Ð¸Ð²ÐµÑ‚"), good: answer("q", "El Niño était là, Ñandú")),
    .init(rule: "Q13", bad: answer("q", "æˆ‘çˆ±ä½"), good: answer("q", "déjà vu à côté, äöü")),
    .init(rule: "Q29", bad: numbered("1.5"), good: numbered("1.0")),
    .init(rule: "C13", bad: numbered("1", tools: "[]"), good: numbered("1")),
    .init(rule: "F09", bad: #"{"text":"a","\ud800":1}"#, good: #"{"text":"a","\u00e9":1}"#),
    .init(
      rule: "C02", bad: #"{"messages":[{"role":"user","content":"q"},null,"a"]}"#,
      good: answer("q", "a")),
    .init(
      rule: "C10",
      bad:
        #"{"messages":[{"role":"user","content":"q"},{"role":"assistant","tool_calls":[{"id":"c1","function":{"name":"w","arguments":"{}"}}]},{"role":"tool","content":"x"}]}"#,
      good:
        #"{"messages":[{"role":"user","content":"q"},{"role":"assistant","tool_calls":[{"function":{"name":"w","arguments":"{}"}}]},{"role":"tool","content":"x"}]}"#
    ),
    .init(
      rule: "C13",
      bad:
        #"{"messages":[{"role":"user","content":"q"},{"role":"assistant","function_call":{"name":"w","arguments":"{}"}}],"functions":[{"name":"v"}]}"#,
      good:
        #"{"messages":[{"role":"user","content":"q"},{"role":"assistant","function_call":{"name":"w","arguments":"{}"}}],"functions":[{"name":"w"}]}"#
    ),
    .init(
      rule: "Q29",
      bad:
        #"{"conversations":[{"from":"human","value":"q"},{"from":"function_call","value":"{\"name\":\"w\",\"arguments\":{\"a\":1}}"}],"tools":"[{\"name\":\"w\",\"parameters\":{\"properties\":{\"b\":{}}}}]"}"#,
      good:
        #"{"conversations":[{"from":"human","value":"q"},{"from":"function_call","value":"{\"name\":\"w\",\"arguments\":{\"b\":1}}"}],"tools":"[{\"name\":\"w\",\"parameters\":{\"properties\":{\"b\":{}}}}]"}"#
    ),
    .init(
      rule: "R02",
      bad: #"{"prompt":"p","responses":[{"text":"a","rank":"1"},{"text":"b","rank":"2"}]}"#,
      good: #"{"prompt":"p","responses":[{"text":"a"},{"text":"b"}]}"#),
    .init(
      rule: "P10",
      bad: #"{"prompt":"p","chosen":"a","rejected":"b","score_chosen":"1.5","score_rejected":"2"}"#,
      good: #"{"prompt":"p","chosen":"a","rejected":"b","score_chosen":"3","score_rejected":"2"}"#),
    .init(
      rule: "H03",
      bad:
        #"{"prompt":"p","response_0":"a","response_1":"b","is_response_0_safe":true,"is_response_1_safe":true,"better_response_id":2,"safer_response_id":0}"#,
      good:
        #"{"prompt":"p","response_0":"a","response_1":"b","is_response_0_safe":true,"is_response_1_safe":true,"better_response_id":1,"safer_response_id":0}"#
    ),
  ]

  @Test(arguments: mendedExamples) func `a finding points at what is there`(
    _ example: Example
  ) throws {
    let record = Bytes(example.bad)
    let root = try JSONNode.parse(record)
    let findings = try Checker([example.rule]).findings(in: record, nil, of: .init(1), as: nil)
    #expect(!findings.isEmpty)
    for finding in findings {
      if let pointer = finding.pointer {
        #expect(throws: Never.self, "\(pointer)") { try root.resolve(pointer, in: record) }
      }
    }
  }

  @Test(.timeLimit(.minutes(1))) func `every string is searched, and every touching number found`()
    throws
  {
    let checker = try Checker(["Q18"])
    func count(_ record: String) -> Int {
      checker.findings(in: Bytes(record), nil, of: RecordNumber(1), as: nil).count
    }
    let mails = (0..<3000).map { #"{"n":["bob\#($0)@acme.org"]}"# }.joined(separator: ",")
    #expect(count(#"{"x":[\#(mails)]}"#) == 3000)
    let numbers = String(repeating: "+8613812345678", count: 5000)
    #expect(count(Self.answer("q", numbers)) == 5000)
  }

  @Test func `a letter that JSON in a string escapes is masked with its word`() throws {
    let record = Bytes(#"{"text":"t","x":"{\"mail\":\"\\u0062ob.smith@acme.org\\n\"}"}"#)
    let found = try Checker(["Q18"]).findings(in: record, nil, of: RecordNumber(1), as: nil)
    #expect(found.first?.fix == .mask(JSONPointer(["x"]), .text(#"{"mail":"[email]\n"}"#)))
  }

  /// Where the cost grows with the square of the length, these take more than a minute.
  @Test(
    .timeLimit(.minutes(1)),
    arguments: [("Q11", "-", 400_000), ("Q19", "eyJaaaaaaaaaaa-", 80_000)]
  ) func `a long text is searched in linear time`(rule: String, part: String, count: Int) throws {
    let text = String(repeating: part, count: count) + " . eyJ"
    let record = Bytes(Self.answer("q", text))
    #expect(try Checker([rule]).findings(in: record, nil, of: .init(1), as: nil).isEmpty)
  }

  @Test func `a repetition behind one without letters is found`() throws {
    let tail =
      String(repeating: "-", count: 500) + Self.story + Self.story + Self.story + Self.story
    let record = Bytes(Self.answer("q", tail))
    #expect(try Checker(["Q11"]).findings(in: record, nil, of: .init(1), as: nil).count == 1)
  }

  @Test func `a message is one line, and cuts no character in two`() throws {
    let record = Self.answer("q", String(repeating: #"哈哈哈\n哈哈哈哈"#, count: 20))
    let found = try Checker(["Q11"]).findings(in: Bytes(record), nil, of: RecordNumber(1), as: nil)
    let message = try #require(found.first?.message)
    #expect(message.hasPrefix("repeated: \"哈") && !message.contains("\u{FFFD}"))
    #expect(!message.contains("\n"))
    #expect("漢字".utf8.excerpt(5) == "漢" && "ab\nc".utf8.excerpt(9) == "ab c")
  }

  @Test func `types are compared inside of objects and lists too`() throws {
    let nested = { (value: String) in #"{"text":"t","meta":{"tags":[{"n":\#(value)}]}}"# }
    func found(_ records: [String]) throws -> [String] {
      var messages: [String] = []
      let set = WorkingSet(ArraySource(records))
      let all = records.indices.map { RecordNumber(position: $0) }
      try Checker(["F11"]).check(all, in: set, as: nil) { messages.append($0.message) }
      return messages
    }
    #expect(try found([nested("1"), nested("22"), nested("null"), nested("true")]).count == 1)
    #expect(try found([#"{"a.b":1,"a":{"b":"x"}}"#]) == [])
    #expect(
      try found([nested("1"), nested(#""1""#), nested(#""1""#)])
        == ["meta.tags[].n is of type string, before of number"])
    #expect(try found([nested("[]"), nested("[1]"), nested(#"["a"]"#)]).count == 1)
    let content = { (value: String) in #"{"messages":[{"role":"user","content":\#(value)}]}"# }
    #expect(
      try found([content(#""a""#), content(#"[{"type":"text","text":"a"}]"#)])
        == ["messages[].content is of type array, before of string"])
  }

  @Test func `a label that hardly any record has is said, also of a small set`() throws {
    let label = { (name: String) in #"{"text":"t","label":"\#(name)"}"# }
    let records = (0..<25).map { _ in label("joy") } + [label("bliss")]
    var numbers: [Int] = []
    try Checker(["H01"]).check(
      records.indices.map { RecordNumber(position: $0) }, in: WorkingSet(ArraySource(records)),
      as: nil
    ) { numbers.append($0.record?.value ?? 0) }
    #expect(numbers == [26])
  }
}
