import Glibc
import JSONLines
import TestSupport
import Testing

/// From any shape to trainers' formats.
@Suite struct ConvertTests {
  private let winnow = Winnow()

  private func dataset(_ records: String...) {
    winnow.folder.write(records.map { $0 + "\n" }.joined(), "d.jsonl")
  }

  private func converted(_ format: String, _ more: String...) -> [String] {
    let result = ChildProcess.run(
      [Winnow.path, "convert", "d.jsonl", "--to", format] + more,
      environment: winnow.environment, folder: winnow.folder.path)
    return result.lines
  }

  private let alpaca =
    #"{"instruction":"Translate","input":"你好","output":"Hello","system":"Be brief","history":[["Hi","Hi!"]],"id":7}"#
  private let pair = #"{"prompt":"2+2?","chosen":"4","rejected":"5","source":"x"}"#
  private let call =
    #"{"conversations":[{"from":"human","value":"Weather?"},{"from":"function_call","value":"{\"name\":\"w\",\"arguments\":{\"a\":1}}"},{"from":"observation","value":"sunny"},{"from":"gpt","value":"Sunny."}],"system":"","tools":"[{\"name\":\"w\"}]"}"#
  private let ranked =
    #"{"prompt":"q","responses":[{"text":"a","rank":2},{"text":"b","rank":1},{"text":"c","rank":3}]}"#

  @Test func `instructions become conversations`() {
    dataset(alpaca)
    #expect(
      converted("trl-sft") == [
        #"{"messages":[{"role":"system","content":"Be brief"},{"role":"user","content":"Hi"},{"role":"assistant","content":"Hi!"},{"role":"user","content":"Translate\n你好"},{"role":"assistant","content":"Hello"}],"id":7}"#
      ])
    #expect(
      converted("sharegpt", "--only-taught") == [
        #"{"conversations":[{"from":"human","value":"Hi"},{"from":"gpt","value":"Hi!"},{"from":"human","value":"Translate\n你好"},{"from":"gpt","value":"Hello"}],"system":"Be brief","tools":""}"#
      ])
    #expect(winnow("convert", "d.jsonl", "--to", "io").status == 1)
    #expect(
      winnow("convert", "d.jsonl", "--to", "io").errors.contains("no place for a system prompt: #1")
    )
  }

  @Test func `pairs take each trainer's form`() {
    dataset(pair)
    let (user, four, five) = (
      #"{"role":"user","content":"2+2?"}"#, #"{"role":"assistant","content":"4"}"#,
      #"{"role":"assistant","content":"5"}"#
    )
    #expect(
      converted("trl-dpo") == [
        #"{"prompt":[\#(user)],"chosen":[\#(four)],"rejected":[\#(five)],"source":"x"}"#
      ])
    #expect(
      converted("trl-reward", "--only-taught") == [
        #"{"chosen":[\#(user),\#(four)],"rejected":[\#(user),\#(five)]}"#
      ])
    #expect(
      converted("trl-kto", "--only-taught") == [
        #"{"prompt":[\#(user)],"completion":[\#(four)],"label":true}"#,
        #"{"prompt":[\#(user)],"completion":[\#(five)],"label":false}"#,
      ])
    #expect(
      converted("openai") == [
        #"{"input":{"messages":[\#(user)]},"preferred_output":[\#(four)],"non_preferred_output":[\#(five)]}"#
      ])
    #expect(
      converted("ms-swift", "--only-taught") == [
        #"{"messages":[\#(user),\#(four)],"rejected_response":"5"}"#
      ])
    #expect(
      converted("llama-factory-dpo", "--only-taught") == [
        #"{"conversations":[{"from":"human","value":"2+2?"}],"system":"","tools":"","chosen":{"from":"gpt","value":"4"},"rejected":{"from":"gpt","value":"5"}}"#
      ])
    let openai = winnow("convert", "d.jsonl", "--to", "openai")
    #expect(openai.errors.contains("openai has no place for source: left out of 1"))
  }

  @Test func `every pair that is converted for a trainer is kept by it`() {
    dataset(pair, ranked)
    for (format, trainer) in [
      ("trl-dpo", "trl-dpo"), ("trl-reward", "trl-reward"), ("trl-kto", "trl-kto"),
      ("llama-factory-dpo", "llama-factory-dpo"), ("llama-factory-kto", "llama-factory-kto"),
      ("llama-factory-sft", "llama-factory-sft"), ("trl-sft", "trl-sft"), ("openai", "openai"),
      ("axolotl", "axolotl"), ("torchtune", "torchtune"),
    ] {
      let file = "\(format).jsonl"
      #expect(winnow("convert", "d.jsonl", "--to", format, "-o", file).status == 0)
      let check = winnow("check", file, "--for", trainer)
      #expect(check.status == 0, "\(format): \(check.text)")
    }
  }

  @Test func `tool calls go over and come back`() {
    dataset(call)
    let messages = converted("openai", "--only-taught")
    #expect(
      messages[0].contains(#""arguments":"{\"a\":1}""#)
        && messages[0].contains(#""role":"tool","content":"sunny""#))
    #expect(converted("trl-sft")[0].contains(#""arguments":{"a":1}"#))
    winnow.folder.write(converted("trl-sft")[0] + "\n", "m.jsonl")
    #expect(winnow("convert", "m.jsonl", "--to", "sharegpt").lines == [call])
  }

  @Test func `ranks become pairs by a named policy, in a named direction`() {
    dataset(ranked)
    func pairs(_ words: String...) -> [String] {
      let result = ChildProcess.run(
        [Winnow.path, "convert", "d.jsonl", "--to", "trl-dpo"] + words,
        environment: winnow.environment, folder: winnow.folder.path)
      return result.lines.map { line in
        line.split(separator: "\"content\":\"").dropFirst(2).map { String($0.prefix(1)) }.joined()
      }
    }
    #expect(pairs() == ["bc"])
    #expect(pairs("--direction", "best-high") == ["cb"])
    #expect(pairs("--pairs", "adjacent") == ["ba", "ac"])
    #expect(pairs("--pairs", "all") == ["ba", "bc", "ac"])
    #expect(
      winnow("convert", "d.jsonl", "--to", "trl-dpo", "--pairs", "across-line").errors.contains(
        "nobody said which answers are acceptable: #1"))
    #expect(winnow("rank", "d.jsonl", "1", "2/1,3").status == 0)
    #expect(pairs("--pairs", "across-line") == ["ba", "bc"])
    #expect(winnow("rank", "d.jsonl", "1", "/1=2=3").status == 0)
    #expect(
      winnow("convert", "d.jsonl", "--to", "trl-dpo").errors.contains("its answers are tied: #1"))
    #expect(
      winnow("convert", "d.jsonl", "--to", "trl-dpo", "--pairs", "across-line").errors.contains(
        "none of its answers is acceptable"))
  }

  @Test func `mean ranks order answers, and those without any are counted`() {
    dataset(
      #"{"prompt":"p","responses":[{"text":"a","rank":2.5},{"text":"b","rank":1},{"text":"c","rank":2.5},{"text":"d","rank":null}]}"#
    )
    #expect(winnow("convert", "d.jsonl", "--to", "trl-reward", "--pairs", "all").lines.count == 2)
    let pair = winnow("convert", "d.jsonl", "--to", "trl-dpo", "--pairs", "adjacent")
    let isBest = #""chosen":[{"role":"assistant","content":"b"}]"#
    #expect(pair.lines.count == 2 && pair.lines.allSatisfy { $0.contains(isBest) })
    #expect(pair.errors.contains("answers in no pair (no rank or score): 1"), "\(pair.errors)")
  }

  @Test func `where reviewers don't agree on an answer, it is in no pair across the line`() {
    dataset(ranked)
    #expect(winnow("rank", "d.jsonl", "1", "2,1/3").status == 0)
    #expect(winnow.by("bob")("rank", "d.jsonl", "1", "2/1,3").status == 0)
    let pairs = winnow("convert", "d.jsonl", "--to", "trl-reward", "--pairs", "across-line")
    #expect(pairs.lines.count == 1, "\(pairs.text)")
    #expect(pairs.errors.contains("answers in no pair (no rating, or not the same of all): 1"))
  }

  @Test func `a problem is a prompt of pairs, and a label makes any answer one of KTO`() {
    dataset(#"{"problem":"2+2?","chosen":"4","rejected":"5"}"#)
    #expect(
      converted("trl-dpo").first?.hasPrefix(#"{"prompt":[{"role":"user","content":"2+2?"}]"#)
        == true)
    dataset(#"{"question":"q","answer":"a","label":false}"#)
    #expect(converted("trl-kto").first?.contains(#""content":"a"}],"label":false"#) == true)
    #expect(winnow("convert", "d.jsonl", "--to", "trl-sft").text.isEmpty)
    // The usual names come first, and a problem beside a prompt is what that was made of.
    dataset(#"{"prompt":"p","completion":"c","label":true,"question":"q","answer":"a"}"#)
    #expect(converted("trl-kto").first?.contains(#""content":"c"}],"label":true"#) == true)
    dataset(#"{"problem":"2+2?","prompt":"Solve: 2+2?","chosen":"4","rejected":"5"}"#)
    #expect(
      converted("trl-dpo").first?.hasPrefix(#"{"prompt":[{"role":"user","content":"Solve: 2+2?"}]"#)
        == true)
  }

  @Test func `reasoning goes into the text whatever the text speaks of, or is named`() {
    func record(_ content: String) -> String {
      #"{"messages":[{"role":"user","content":"q"},{"role":"assistant","content":"\#(content)","reasoning_content":"why"}]}"#
    }
    let thought = #"<think>\nwhy\n</think>\n\n"#
    dataset(record("use <think> here"), record(#"<think>\n\n</think>\n\nyes"#))
    #expect(
      converted("io") == [
        #"{"input":"q","output":"\#(thought)use <think> here"}"#,
        #"{"input":"q","output":"\#(thought)yes"}"#,
      ])
    let call =
      #"{"messages":[{"role":"user","content":"q"},{"role":"assistant","content":null,"reasoning_content":"why","tool_calls":[{"function":{"name":"f","arguments":{}}}]}]}"#
    dataset(call, record("x").replacing(#""x""#, with: "null"))
    #expect(
      converted("sharegpt").allSatisfy { $0.contains(#""value":"\#(thought)"#) }
        && converted("sharegpt").count == 2)
    dataset(record("<think>why</think>yes"))
    #expect(winnow("convert", "d.jsonl", "--to", "io").errors.contains("no place") == false)
    dataset(record("<think>other</think>yes"))
    #expect(
      winnow("convert", "d.jsonl", "--to", "io").errors.contains("has no place for reasoning"))
  }

  @Test func `what stands in parts, calls and rounds beside what is carried over is named`() {
    func left(_ record: String, _ format: String) -> String {
      dataset(record)
      return winnow("convert", "d.jsonl", "--to", format).errors
    }
    #expect(
      left(#"{"conversation":[{"human":"q","assistant":"a","source":"s"}]}"#, "trl-sft")
        .contains("has no place for source"))
    #expect(
      !left(
        #"{"conversation":[{"human":"q","assistant":"a","x":null}],"meta":{"k":{"b":1}}}"#,
        "trl-sft"
      ).contains("no place"))
    #expect(
      left(
        #"{"messages":[{"role":"user","content":[{"type":"text","text":"q","cache_control":1}]},{"role":"assistant","content":"a"}]}"#,
        "sharegpt"
      ).contains("has no place for cache_control"))
    let twice =
      #"{"messages":[{"role":"system","content":"s"},{"role":"system","content":"t"},{"role":"user","content":"q"},{"role":"assistant","content":"a"}]}"#
    #expect(left(twice, "llama-factory-sft").contains("no place for several system prompts"))
  }

  @Test func `TRL's other forms: a prompt and its completion, a prompt alone, a text`() {
    dataset(#"{"prompt":"q","completion":"a"}"#, #"{"prompt":"alone"}"#)
    let (question, alone, answer) = (
      #"{"role":"user","content":"q"}"#, #"{"role":"user","content":"alone"}"#,
      #"{"role":"assistant","content":"a"}"#
    )
    #expect(
      converted("trl-prompt-only") == [
        #"{"prompt":[\#(question)]}"#, #"{"prompt":[\#(alone)]}"#,
      ])
    #expect(
      converted("trl-prompt-completion") == [
        #"{"prompt":[\#(question)],"completion":[\#(answer)]}"#
      ])
    #expect(
      winnow("convert", "d.jsonl", "--to", "trl-sft").errors.contains("it lacks an answer: #2"))
    dataset(#"{"text":"once"}"#)
    #expect(converted("trl-sft") == [#"{"text":"once"}"#])
  }

  @Test func `scores make an order where ranks don't, and unranked or equal answers make no pair`()
  {
    dataset(
      #"{"prompt":"q","completions":[{"response":"low","overall_score":3},{"response":"high","overall_score":7.5}]}"#,
      #"{"prompt":"q","responses":[{"text":"x","rank":null},{"text":"best","rank":1},{"text":"worst","rank":2}]}"#,
      #"{"prompt":"q","responses":[{"text":"same","rank":1},{"text":"same","rank":2}]}"#)
    let result = winnow("convert", "d.jsonl", "--to", "trl-dpo", "--only-taught")
    let sides = result.lines.map { line in
      line.split(separator: "\"content\":\"").dropFirst(2)
        .map { String($0.prefix { $0 != "\"" }) }
    }
    #expect(sides == [["high", "low"], ["best", "worst"]])
    #expect(result.errors.contains("its answers are equal: #3"))
  }

  @Test func `each of several instances is an example of its own`() {
    dataset(
      #"{"id":1,"instruction":"Say a number.","instances":[{"input":"odd","output":"3"},{"input":"","output":"4"}]}"#
    )
    #expect(
      converted("trl-sft") == [
        #"{"messages":[{"role":"user","content":"Say a number.\nodd"},{"role":"assistant","content":"3"}],"id":1}"#,
        #"{"messages":[{"role":"user","content":"Say a number."},{"role":"assistant","content":"4"}],"id":1}"#,
      ])
    #expect(winnow("convert", "d.jsonl", "--to", "trl-dpo").status == 1)
    dataset(
      #"{"instruction":"Say.","instances":[{"input":"a","output":"b"},{"input":"c","output":null},{"input":"d"}]}"#
    )
    #expect(converted("trl-sft").count == 1)
    #expect(winnow("convert", "d.jsonl", "--to", "trl-sft").errors.contains("lacks an answer: #1"))
    dataset(#"{"instruction":"Say.","instances":[{"input":"a","output":null}]}"#)
    #expect(winnow("convert", "d.jsonl", "--to", "trl-sft").status == 1)
  }

  @Test func `what is said to be correct is better than what is wrong`() {
    dataset(
      #"{"problem":"2+2?","a":{"solution":"5","is_correct":false},"b":{"solution":"4","is_correct":true}}"#
    )
    #expect(
      converted("trl-dpo") == [
        #"{"prompt":[{"role":"user","content":"2+2?"}],"chosen":[{"role":"assistant","content":"4"}],"rejected":[{"role":"assistant","content":"5"}]}"#
      ])
    #expect(!winnow("convert", "d.jsonl", "--to", "trl-dpo").errors.contains("one rank"))
    let right =
      #"{"problem":"q","a":{"solution":"4","is_correct":true},"b":{"solution":"four","is_correct":true}}"#
    dataset(right)
    #expect(converted("trl-sft").count == 2, "both are examples")
    #expect(winnow("convert", "d.jsonl", "--to", "trl-dpo").status == 1)
    dataset(right.replacing("true", with: "false"))
    let wrong = winnow("convert", "d.jsonl", "--to", "trl-kto", "--ties", "keep")
    #expect(wrong.status == 1 && wrong.errors.contains("lacks a correct answer: #1"))
  }

  @Test func `answers of one rank are a tie, whatever they are scored`() {
    dataset(
      #"{"prompt":"q","responses":[{"text":"a","rank":1,"score":5},{"text":"b","rank":1,"score":3}]}"#
    )
    let result = winnow("convert", "d.jsonl", "--to", "trl-dpo", "--ties", "keep")
    #expect(result.errors.contains("one rank: 1"))
  }

  @Test func `members of turns that a format has no place for are said`() {
    dataset(
      #"{"messages":[{"role":"user","content":"q","name":"bo"},{"role":"assistant","content":[{"type":"reasoning","value":"hm"},{"type":"text","value":"a"}],"weight":0}]}"#
    )
    let result = winnow("convert", "d.jsonl", "--to", "llama-factory-sft")
    #expect(result.errors.contains("no place for name: left out of 1"))
    #expect(result.errors.contains("no place for weight: left out of 1"))
    #expect(result.lines[0].contains(#"<think>\nhm\n</think>\n\na"#))
  }

  @Test func `what was masked goes into no pair of edits`() {
    dataset(#"{"prompt":"q","completion":"write to bob@corp-x.com"}"#)
    #expect(winnow("check", "d.jsonl", "--only", "Q18", "--fix").status == 0)
    let result = winnow("convert", "d.jsonl", "--to", "trl-dpo", "--from-edits")
    #expect(result.lines.isEmpty && !result.errors.contains("bob@"))
  }

  @Test func `marks go to a file of their own, line by line`() {
    dataset(pair, ranked)
    #expect(winnow("flag", "d.jsonl", "2", "--category", "S10").status == 0)
    #expect(
      winnow("convert", "d.jsonl", "--to", "trl-kto", "-o", "o.jsonl", "--marks-file", "m.jsonl")
        .status == 0)
    let lines = (Files.text(winnow.folder.path("m.jsonl")) ?? "").split(separator: "\n")
    #expect(
      lines.count == (Files.text(winnow.folder.path("o.jsonl")) ?? "").split(separator: "\n").count)
    #expect(lines[0] == #"{"record":1,"marks":{}}"#)
    #expect(lines[2].hasPrefix(#"{"record":2,"marks":{"alice":{"flags""#))
  }

  @Test func `equal ranks make no pair, or one in their order that is counted`() {
    dataset(#"{"prompt":"q","responses":[{"text":"a","rank":1},{"text":"b","rank":1}]}"#, ranked)
    let skipping = winnow("convert", "d.jsonl", "--to", "trl-dpo")
    #expect(skipping.lines.count == 1)
    #expect(skipping.errors.contains("its answers are tied: #1"))
    let keeping = winnow("convert", "d.jsonl", "--to", "trl-dpo", "--ties", "keep", "--only-taught")
    #expect(keeping.status == 0)
    #expect(
      keeping.lines.first
        == #"{"prompt":[{"role":"user","content":"q"}],"chosen":[{"role":"assistant","content":"a"}],"rejected":[{"role":"assistant","content":"b"}]}"#
    )
    #expect(keeping.lines.count == 2)
    #expect(keeping.errors.contains("pairs of answers with one rank: 1"))
    #expect(winnow("convert", "d.jsonl", "--to", "trl-dpo", "--ties", "both").status == 64)
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

  /// A tree as OASST has it, rank 0 the best, with an answer that was deleted.
  private static let tree =
    #"{"message_tree_id":"t","prompt":{"message_id":"0","role":"prompter","text":"q","replies":["#
    + #"{"role":"assistant","text":"bad","rank":1,"replies":[]},"#
    + #"{"role":"assistant","text":"gone","rank":2,"deleted":true,"replies":[]},"#
    + #"{"role":"assistant","text":"good","rank":0,"replies":["#
    + #"{"role":"prompter","text":"more","replies":["#
    + #"{"role":"assistant","text":"x","replies":[]},{"role":"assistant","text":"y","replies":[]}"#
    + #"]}]}]}}"#

  @Test func `a tree of replies gives its best conversation, or a pair for each ranked prompt`() {
    dataset(Self.tree)
    let turns =
      #"{"role":"user","content":"q"},{"role":"assistant","content":"good"},"#
      + #"{"role":"user","content":"more"},{"role":"assistant","content":"x"}"#
    #expect(converted("trl-sft", "--only-taught") == [#"{"messages":[\#(turns)]}"#])
    let pairs = winnow("convert", "d.jsonl", "--to", "trl-dpo", "--only-taught")
    #expect(
      pairs.lines == [
        #"{"prompt":[{"role":"user","content":"q"}],"chosen":[{"role":"assistant","content":"good"}],"rejected":[{"role":"assistant","content":"bad"}]}"#
      ])
    #expect(
      pairs.errors.contains("of a prompt in it, fewer than two of its answers have ranks: #1"))
    #expect(pairs.status == 1)
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

  @Test func `why answers give no pair is said`() {
    func ranked(_ a: String, _ b: String, _ ranks: [Int]) -> String {
      #"{"prompt":"p","responses":[{"text":"\#(a)","rank":\#(ranks[0])},{"text":"\#(b)","rank":\#(ranks[1])}]}"#
    }
    dataset(ranked("a", "a", [1, 2]), ranked("a", "b", [1, 1]), ranked("a", "b", [1, 2]))
    let errors = winnow("convert", "d.jsonl", "--to", "trl-dpo").errors
    #expect(errors.contains("its answers are equal: #1") && errors.contains("are tied: #2"))
    #expect(converted("trl-dpo", "--ties", "keep").count == 2)
    #expect(winnow("convert", "d.jsonl", "--to", "trl-dpo", "--ties", "most").status == 64)
  }

  @Test(arguments: [
    (["--pairs", "all"], 2), (["--pairs", "adjacent"], 1), ([], 0),
    (["--pairs", "across-line"], 1),
  ]) func `a text that stands twice makes each pair once, and that is said`(
    words: [String], left: Int
  ) {
    dataset(
      #"{"prompt":"p","responses":[{"text":"A","rank":1},{"text":"A","rank":2},{"text":"C","rank":3}]}"#
    )
    #expect(winnow("rank", "d.jsonl", "1", "1/2,3").status == 0)
    let result = winnow.run(["convert", "d.jsonl", "--to", "trl-dpo"] + words)
    #expect(
      result.lines == [
        #"{"prompt":[{"role":"user","content":"p"}],"chosen":[{"role":"assistant","content":"A"}],"rejected":[{"role":"assistant","content":"C"}]}"#
      ])
    let said = "pairs left out, of equal answers or equal to another pair: \(left)"
    #expect(result.errors.contains(said) == (left > 0), "\(result.errors)")
  }

  @Test(arguments: [
    ["--pairs", "best-worst"], ["--ties", "skip"], ["--direction", "best-low"],
  ]) func `pairs of edits take no policy for ranks`(words: [String]) {
    dataset(ranked)
    let result = winnow.run(["convert", "d.jsonl", "--to", "trl-dpo", "--from-edits"] + words)
    #expect(result.status == 64 && result.errors.contains("no --pairs, --ties or --direction"))
    guard words[0] != "--pairs" else { return }
    let across = ["convert", "d.jsonl", "--to", "trl-dpo", "--pairs", "across-line"]
    #expect(winnow.run(across + words).status == 64)
  }

  @Test func `members are found behind thousands of others`() {
    let others = (1...1500).map { "\"key\($0)\":\($0)," }.joined()
    dataset("{\(others)\"prompt\":\"p\",\"response\":\"r\"}")
    #expect(winnow("info", "d.jsonl").text.contains("prompt-response (1)"))
    #expect(winnow("show", "d.jsonl", "1").text.contains("key1500"))
  }

  @Test func `answers and turns that aren't read are said`() {
    func list(_ count: Int, _ element: (Int) -> String) -> String {
      "[" + (1...count).map(element).joined(separator: ",") + "]"
    }
    let ranked = #"{"text":"t@","rank":@}"#
    dataset(
      #"{"prompt":"p","responses":\#(list(1000) { ranked.replacing("@", with: "\($0)") })}"#,
      #"{"prompt":"p","responses":\#(list(1001) { ranked.replacing("@", with: "\($0)") })}"#,
      #"{"prompt":"p","outputs":\#(list(1001) { "\"\($0)\"" }),"scores":\#(list(1001) { "\($0)" })}"#
    )
    #expect(winnow("query", "d.jsonl", "responses=1001", "--count").lines == ["2"])
    #expect(winnow("show", "d.jsonl", "2").text.contains("more parts than are shown"))
    let hit = winnow("replace", "d.jsonl", "2", "/t9$/x/", "--dry-run")
    #expect(hit.errors.contains("more parts than are looked into: #2"), "\(hit.errors)")
    let pairs = winnow("convert", "d.jsonl", "--to", "trl-dpo")
    #expect(pairs.status == 1 && pairs.lines.count == 3)
    #expect(pairs.errors.contains("the answers after the 1,000th: #2 #3\n"), "\(pairs.errors)")
    #expect(winnow("convert", "d.jsonl", "--to", "trl-prompt-only").status == 0)

    let turn = #"{"role":"user","content":"q"},{"role":"assistant","content":"a"}"#
    let numbers = list(20_000) { "\($0)" }
    dataset(
      #"{"messages":\#(list(10_001) { _ in turn })}"#,
      #"{"messages":\#(list(10) { _ in turn }),"vector":\#(numbers)}"#)
    let chats = winnow("convert", "d.jsonl", "--to", "trl-sft")
    #expect(chats.status == 1 && chats.lines.count == 1)
    #expect(chats.errors.contains("it has more turns or answers than are read: #1"))
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

  @Test func `typed parts, several calls and reasoning become turns that LLaMA-Factory takes`()
    throws
  {
    let record =
      ##"{"messages":[{"role":"user","content":[{"type":"text","value":"q"}]},{"role":"assistant","content":[{"type":"reasoning","value":"hm"},{"type":"tool_call","value":"{\"name\":\"w\",\"arguments\":{}}"},{"type":"tool_call","value":"{\"name\":\"v\",\"arguments\":{}}"}]},{"role":"tool","content":"1"},{"role":"tool","content":"2"},{"role":"assistant","content":"a"}]}"##
    winnow.folder.write(record + "\n", "calls.jsonl")
    let line = try #require(
      winnow("convert", "calls.jsonl", "--to", "llama-factory-sft").lines.first)
    #expect(
      line.contains(
        ##""value":"<think>\nhm\n</think>\n\n[{\"name\":\"w\",\"arguments\":{}},{\"name\":\"v\",\"arguments\":{}}]""##
      ))
    #expect(
      line.contains(##""from":"observation","value":"1\n</tool_response>\n<tool_response>\n2""##))
    winnow.folder.write(line + "\n", "lf.jsonl")
    #expect(
      winnow("check", "lf.jsonl", "--for", "llama-factory-sft").errors.contains("1 kept"))
    // And back: two calls in OpenAI's form, after the reasoning.
    let back = winnow("convert", "lf.jsonl", "--to", "trl-sft").text
    #expect(back.ranges(of: ##""type":"function""##).count == 2)
    #expect(back.contains(##""content":"<think>\nhm\n</think>\n\n""##))
  }

  @Test
  func `texts are no conversations for a trainer of chats, and parts are written as it reads them`()
  {
    dataset(#"{"text":"How?"}"#)
    let result = winnow("convert", "d.jsonl", "--to", "openai")
    #expect(result.status == 1 && result.lines.isEmpty)
    #expect(result.errors.contains("no place for a text without a prompt"))
    #expect(converted("ms-swift") == [#"{"messages":[{"role":"assistant","content":"How?"}]}"#])
    dataset(
      #"{"messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"u"}},{"type":"text","value":"q"}]},{"role":"assistant","content":[{"type":"reasoning","value":"hm"},{"type":"text","value":"a"}]}]}"#
    )
    #expect(
      converted("openai") == [
        #"{"messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"u"}},{"type":"text","text":"q"}]},{"role":"assistant","content":"<think>\nhm\n</think>\n\na"}]}"#
      ])
    #expect(winnow("check", "d.jsonl", "--for", "openai").text.contains("a text part has no text"))
  }

  @Test func `records that the trainer loses are written, and said`() {
    let lost =
      #"{"messages":[{"role":"user","content":"a"},{"role":"user","content":"b"},{"role":"assistant","content":"c"}]}"#
    winnow.folder.write(lost + "\n", "lost.jsonl")
    let result = winnow("convert", "lost.jsonl", "--to", "llama-factory-sft")
    #expect(result.lines.count == 1)
    #expect(result.errors.contains("written, but dropped by the trainer, L1 turn 2 is of human"))
    #expect(result.errors.contains(": #1"))
    let json = winnow("convert", "lost.jsonl", "--to", "llama-factory-sft", "--json")
    #expect(json.errors.contains(#""lost":[{"record":1,"rule":"L1","outcome":"dropped""#))
  }

  @Test func `what is left out and what can't be carried over is listed`() {
    dataset("{", #"{"a":1}"#, pair, #"{"text":"a"}"#)
    #expect(winnow("verdict", "d.jsonl", "3", "discarded").status == 0)
    let result = winnow("convert", "d.jsonl", "--to", "trl-dpo", "--json")
    #expect(result.status == 1 && result.text.isEmpty)
    #expect(result.errors.contains(#"{"record":1,"reason":"it isn't JSON"}"#))
    #expect(result.errors.contains(#"{"record":2,"reason":"tree has no prompt and answer"}"#))
    #expect(!result.errors.contains(#""record":3"#))
    #expect(winnow("convert", "d.jsonl", "--to", "text").lines == [#"{"text":"a"}"#])
  }

  @Test func `OpenAI's tools have a type, its calls an id that the result names`() {
    dataset(call)
    let line = converted("openai", "--only-taught").first ?? ""
    #expect(
      line.contains(
        #""tool_calls":[{"id":"call_1","type":"function","function":{"name":"w","arguments":"{\"a\":1}"}}]"#
      ))
    #expect(line.contains(#"{"role":"tool","content":"sunny","tool_call_id":"call_1"}"#))
    #expect(line.contains(#""tools":[{"type":"function","function":{"name":"w"}}]"#))
    winnow.folder.write(line + "\n", "o.jsonl")
    #expect(winnow("check", "o.jsonl", "--for", "openai").errors.contains("1 kept"))
  }

  @Test func `an answer has one label, or none where it is between others`() {
    dataset(ranked)
    let result = winnow("convert", "d.jsonl", "--to", "trl-kto", "--pairs", "all", "--only-taught")
    #expect(result.lines.map { $0.hasSuffix("true}") } == [true, false])
    #expect(
      result.lines[0].contains(#""content":"b""#) && result.lines[1].contains(#""content":"c""#))
    #expect(result.errors.contains("neither good nor bad: #1"))
    #expect(winnow("rank", "d.jsonl", "1", "2,1/3").status == 0)
    #expect(
      winnow("convert", "d.jsonl", "--to", "trl-kto", "--pairs", "across-line", "--only-taught")
        .lines.map { $0.hasSuffix("true}") } == [true, true, false])
  }

  @Test func `Axolotl gets preferences and labels in its strategies' forms`() {
    dataset(pair)
    let user = #"{"role":"user","content":"2+2?"}"#
    #expect(
      converted("axolotl", "--only-taught") == [
        #"{"messages":[\#(user)],"chosen":{"role":"assistant","content":"4"},"rejected":{"role":"assistant","content":"5"}}"#
      ])
    dataset(#"{"prompt":"p","completion":"c","label":true}"#)
    #expect(converted("axolotl") == [#"{"prompt":"p","completion":"c","label":true}"#])
    dataset(#"{"text":"t"}"#)
    #expect(converted("axolotl") == [#"{"text":"t"}"#])
  }

  @Test
  func `reasoning in a key of its own goes into the text where turns have nothing but a text`() {
    dataset(
      #"{"messages":[{"role":"user","content":"q"},{"role":"assistant","content":"a","reasoning_content":"hm"}]}"#
    )
    let result = winnow("convert", "d.jsonl", "--to", "llama-factory-sft", "--only-taught")
    #expect(result.lines[0].contains(#"{"from":"gpt","value":"<think>\nhm\n</think>\n\na"}"#))
    #expect(!result.errors.contains("left out"))
    #expect(converted("trl-sft")[0].contains(#""reasoning_content":"hm""#))
    // What isn't a string can't go along, and is said.
    dataset(
      #"{"messages":[{"role":"user","content":"q"},{"role":"assistant","content":"a","reasoning":null,"thinking":"hm"}]}"#,
      #"{"messages":[{"role":"user","content":"q"},{"role":"assistant","content":"a","reasoning":{"effort":1}}]}"#
    )
    let both = winnow("convert", "d.jsonl", "--to", "llama-factory-sft", "--only-taught")
    #expect(both.lines[0].contains(#"<think>\nhm\n</think>\n\na"#))
    #expect(both.errors.contains("reasoning"))
  }

  @Test func `a label, a function call of old and OpenAI's own members go along`() {
    dataset(#"{"text":"t","label":"harmful"}"#)
    #expect(converted("trl-sft") == [#"{"text":"t","label":"harmful"}"#])
    dataset(
      #"{"messages":[{"role":"user","content":"q"},{"role":"assistant","content":null,"function_call":{"name":"f","arguments":"{}"}}],"parallel_tool_calls":true}"#
    )
    let line = converted("openai").first ?? ""
    #expect(
      line.contains(
        #""tool_calls":[{"id":"call_1","type":"function","function":{"name":"f","arguments":"{}"}}]"#
      ))
    #expect(line.hasSuffix(#""parallel_tool_calls":true}"#))
    let pair =
      #"{"input":{"messages":[{"role":"user","content":"q"}],"tools":[{"type":"function","function":{"name":"f"}}],"parallel_tool_calls":true},"preferred_output":[{"role":"assistant","content":"a"}],"non_preferred_output":[{"role":"assistant","content":"b"}]}"#
    dataset(pair)
    #expect(converted("openai") == [pair])
    #expect(converted("trl-dpo").first?.contains(#""tools":[{"type":"function""#) == true)
  }

  @Test func `an instruction's input stays its input`() {
    dataset(alpaca)
    #expect(
      converted("alpaca", "--only-taught").first?.hasPrefix(
        #"{"instruction":"Translate","input":"你好","output":"Hello""#) == true)
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

  @Test func `ranks that may be scores want a direction`() {
    dataset(#"{"prompt":"q","responses":[{"text":"bad","rank":-2},{"text":"good","rank":3}]}"#)
    let result = winnow("convert", "d.jsonl", "--to", "trl-dpo")
    #expect(result.status == 1 && result.text.isEmpty)
    #expect(result.errors.contains("--direction says which end is the best: #1"))
    #expect(
      converted("trl-dpo", "--direction", "best-high")[0].contains(
        #""chosen":[{"role":"assistant","content":"good"}]"#))
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

  @Test func `what a trainer can't read beside other records is said`() {
    dataset(
      #"{"text":"a"}"#,
      #"{"messages":[{"role":"user","content":"a"},{"role":"assistant","content":"b"}]}"#)
    let result = winnow("convert", "d.jsonl", "--to", "trl-sft")
    #expect(result.status == 1 && result.errors.contains("crashing the trainer, T2"))
  }

  @Test func `results of several calls follow in the order of the calls where ids are lost`() {
    func call(_ name: String) -> String {
      #"{"id":"\#(name)","type":"function","function":{"name":"\#(name)","arguments":"{}"}}"#
    }
    dataset(
      #"{"messages":[{"role":"user","content":"q"},{"role":"assistant","content":null,"tool_calls":[\#(call("f")),\#(call("g"))]},{"role":"tool","tool_call_id":"g","content":"of g"},{"role":"tool","tool_call_id":"f","content":"of f"},{"role":"assistant","content":"a"}]}"#
    )
    let text = converted("sharegpt").joined()
    let places = ["of f", "of g"].map { text.firstRange(of: $0)?.lowerBound }
    #expect(places[0] ?? text.endIndex < places[1] ?? text.startIndex, "\(text)")
  }

  @Test func `a prompt without an answer is a prompt, and nothing else`() {
    dataset(
      #"{"prompt":"x","response":null}"#, #"{"id":1,"prompt":"y","label":"safe"}"#,
      #"{"instruction":"z","input":"","output":""}"#)
    #expect(
      converted("trl-prompt-only").map { $0.prefix(48) } == [
        #"{"prompt":[{"role":"user","content":"x"}],"respon"#.prefix(48),
        #"{"prompt":[{"role":"user","content":"y"}],"id":1,"#.prefix(48),
        #"{"prompt":[{"role":"user","content":"z"}]}"#.prefix(48),
      ])
    let taught = winnow("convert", "d.jsonl", "--to", "trl-sft")
    #expect(taught.status == 1 && taught.lines.count == 1)
    #expect(taught.errors.contains("it lacks an answer: #1 #2"), "\(taught.errors)")
  }

  @Test func `scores in a list beside the answers rank them`() {
    dataset(#"{"prompt":"p","responses":["a","b","c"],"scores":[1,3,2],"id":7}"#)
    #expect(
      converted("trl-dpo") == [
        #"{"prompt":[{"role":"user","content":"p"}],"chosen":[{"role":"assistant","content":"b"}],"rejected":[{"role":"assistant","content":"a"}],"id":7}"#
      ])
  }

  @Test func `marks take no field that is there`() {
    dataset(pair)
    for name in ["source", "messages"] {
      #expect(winnow("convert", "d.jsonl", "--to", "trl-dpo", "--marks", name).status == 64)
    }
  }

  @Test func `marks go to a field`() {
    dataset(pair)
    #expect(winnow("verdict", "d.jsonl", "1", "accepted").status == 0)
    #expect(
      converted("trl-dpo", "--marks", "review")[0].hasSuffix(
        #""review":{"alice":{"verdict":"accepted"}},"source":"x"}"#))
  }

  @Test func `dataset_info.json gets a complete entry, and keeps its other bytes`() {
    dataset(pair)
    let info = "{\n  \"old\": {\"file_name\" : \"a.json\"},\n  \"mine\": {}\n}\n"
    winnow.folder.write(info, "dataset_info.json")
    #expect(
      winnow(
        "convert", "d.jsonl", "--to", "llama-factory-dpo", "-o", "out.jsonl", "--dataset-info",
        "dataset_info.json", "--name", "new"
      ).status == 0)
    let text = Files.text(winnow.folder.path("dataset_info.json")) ?? ""
    #expect(
      text.contains("\"old\": {\"file_name\" : \"a.json\"},") && text.contains(#""ranking": true"#))
    #expect(text.contains(#""chosen": "chosen""#) && text.contains(#""file_name": "out.jsonl""#))
    #expect(
      winnow("convert", "d.jsonl", "--to", "llama-factory-dpo", "--dataset-info", "x").status == 64)
    // LLaMA-Factory joins the name to the folder of dataset_info.json.
    for folder in ["sub", "infos"] { mkdir(winnow.folder.path(folder), 0o700) }
    winnow.folder.write("{}", "infos/dataset_info.json")
    for (output, info, name) in [
      ("sub/o.jsonl", "dataset_info.json", "sub/o.jsonl"),
      ("sub/p.jsonl", "infos/dataset_info.json", winnow.folder.path("sub/p.jsonl")),
      ("q.jsonl", "not-there-yet.json", "q.jsonl"),
    ] {
      winnow(
        "convert", "d.jsonl", "--to", "llama-factory-dpo", "-o", output, "--dataset-info", info,
        "--name", "n")
      let text = Files.text(winnow.folder.path(info)) ?? ""
      #expect(text.replacing(": ", with: ":").contains("\"file_name\":\"\(name)\""), "\(text)")
    }
  }

  private static let twoCalls =
    #"{"messages":[{"role":"user","content":"weather in Rome and Oslo?"},{"role":"assistant","content":null,"tool_calls":[{"id":"c1","type":"function","function":{"name":"w","arguments":"{\"city\":\"Rome\"}"}},{"id":"c2","type":"function","function":{"name":"w","arguments":"{\"city\":\"Oslo\"}"}}]},{"role":"tool","tool_call_id":"c1","content":"sunny"},{"role":"tool","tool_call_id":"c2","content":"rain"},{"role":"assistant","content":"Sunny and rain."}],"tools":[{"type":"function","function":{"name":"w","parameters":{}}}]}"#

  @Test(arguments: ["ms-swift", "sharegpt"])
  func `several calls and their results come back from formats without ids`(_ format: String) {
    dataset(Self.twoCalls.replacing("c1", with: "call_1").replacing("c2", with: "call_2"))
    let there = winnow("convert", "d.jsonl", "--to", format, "-o", "there.jsonl")
    #expect(there.status == 0 && there.errors.contains("no place for tool_call_id"))
    let back = winnow("convert", "there.jsonl", "--to", "openai").text
    let straight = winnow("convert", "d.jsonl", "--to", "openai").text
    #expect(!back.isEmpty && back == straight)
    let trainer = format == "sharegpt" ? "llama-factory-sft" : format
    #expect(winnow("check", "there.jsonl", "--for", trainer).status == 0)
  }

  @Test func `ms-swift gets a turn for each call, as it documents them`() {
    dataset(Self.twoCalls)
    let text = winnow("convert", "d.jsonl", "--to", "ms-swift").text
    let call =
      #"{"role":"tool_call","content":"{\"name\":\"w\",\"arguments\":{\"city\":\"Rome\"}}"}"#
    #expect(text.contains(call + #",{"role":"tool_call""#))
    #expect(text.contains(#"{"role":"tool_response","content":"sunny"}"#), "\(text)")
  }

  @Test func `what isn't trained on, or is said twice, isn't lost in silence`() {
    dataset(
      #"{"messages":[{"role":"user","content":"q"},{"role":"assistant","content":"a","weight":0}]}"#,
      #"{"messages":[{"role":"user","content":"q"},{"role":"assistant","content":"a"}],"messages":[]}"#
    )
    let trl = winnow("convert", "d.jsonl", "--to", "trl-sft")
    #expect(trl.status == 1 && !trl.text.contains("weight"))
    #expect(trl.errors.contains("trl-sft has no place for weight: left out of 1: #1"))
    #expect(trl.errors.contains("an object in it has a key twice: #2"))
    #expect(winnow("convert", "d.jsonl", "--to", "openai").text.contains(#""weight":0"#))
    #expect(winnow("convert", "d.jsonl", "--to", "ms-swift").text.contains(#""loss":false"#))
    dataset(
      #"{"messages":[{"role":"user","content":"q"},{"role":"assistant","content":"a","weight":0.0},{"role":"user","content":"q"},{"role":"assistant","content":"b","loss":false},{"role":"tool_call","content":"{\"name\":\"f\",\"arguments\":{}}","loss":true}]}"#
    )
    let swift = winnow("convert", "d.jsonl", "--to", "ms-swift").text
    #expect(swift.contains(#""content":"a","loss":false"#), "\(swift)")
    let open = winnow("convert", "d.jsonl", "--to", "openai").text
    #expect(open.contains(#""content":"b","weight":0}"#) && !open.contains("loss"), "\(open)")
    #expect(winnow("convert", "d.jsonl", "--to", "trl-sft").errors.contains("no place for loss"))
  }

  @Test func `half of a surrogate pair isn't converted to something else`() {
    dataset(
      #"{"instruction":"q","input":"","output":"a \ud83d b"}"#,
      #"{"text":"Human: a \ud83d b\n\nAssistant: yo"}"#,
      #"{"instruction":"q","input":"","output":"a \ud83d\ude00 b"}"#)
    for format in ["io", "alpaca", "sharegpt", "trl-sft", "openai"] {
      let result = winnow("convert", "d.jsonl", "--to", format)
      #expect(result.status == 1 && result.errors.contains("half of a surrogate pair (F09): #1"))
      #expect(result.lines.count == 1 && !result.text.contains("\u{FFFD}"), "\(format)")
    }
  }

  @Test func `dataset_info.json names only columns that the file has`() {
    winnow.folder.write("{}", "dataset_info.json")
    func columns(_ record: String) -> String? {
      dataset(record)
      let status = winnow(
        "convert", "d.jsonl", "--to", "alpaca", "-o", "out.jsonl", "--dataset-info",
        "dataset_info.json", "--name", "new", "--force"
      ).status
      let text = Files.text(winnow.folder.path("dataset_info.json")) ?? ""
      return status == 0 ? text.split(separator: "\"columns\":").last.map(String.init) : nil
    }
    let plain = columns(#"{"instruction":"i","input":"","output":"o"}"#)
    #expect(plain?.contains("system") == false && plain?.contains("history") == false)
    let more = columns(#"{"instruction":"i","input":"","output":"o","system":"s"}"#)
    #expect(more?.contains(#""system""#) == true && more?.contains("history") == false)
  }

  @Test func `an output that exists, or is the dataset, is not written`() {
    dataset(pair)
    winnow.folder.write("mine", "out.jsonl")
    #expect(winnow("convert", "d.jsonl", "--to", "trl-dpo", "-o", "out.jsonl").status == 73)
    #expect(
      winnow("convert", "d.jsonl", "--to", "trl-dpo", "-o", "d.jsonl", "--force").status == 73)
    #expect(Files.text(winnow.folder.path("out.jsonl")) == "mine")
  }

  /// There and back again over two formats that can hold the same.
  @Test(
    .enabled(if: !Repository.sharedData.isEmpty, "../shared/data isn't there"),
    arguments: [
      ("LLaMA-Factory_glaive_toolcall_en_demo.json", "sharegpt", "trl-sft"),
      ("LLaMA-Factory_glaive_toolcall_en_demo.json", "openai", "sharegpt"),
      ("LLaMA-Factory_oaast_sft_zh.json", "sharegpt", "axolotl"),
      ("LLaMA-Factory_oaast_sft_zh.json", "alpaca", "trl-sft"),
      ("FastChat_dummy_conversation.json", "trl-sft", "sharegpt"),
      ("LLaMA-Factory_dpo_zh_demo.json", "trl-dpo", "llama-factory-dpo"),
      ("LLaMA-Factory_dpo_zh_demo.json", "trl-dpo", "openai"),
      ("hh-rlhf_harmless-base_test.jsonl.gz", "trl-dpo", "trl-reward"),
      ("LLaMA-Factory_kto_en_demo.json", "trl-kto", "llama-factory-kto"),
    ]) func `formats that hold the same go over and back`(
      file: String, a: String, b: String
    ) throws
  {
    let path = "\(Repository.root)/../shared/data/\(file)"
    #expect(winnow("convert", path, "--to", a, "-o", "1.jsonl").status == 0)
    #expect(winnow("convert", "1.jsonl", "--to", b, "-o", "2.jsonl").status == 0)
    #expect(winnow("convert", "2.jsonl", "--to", a, "-o", "3.jsonl").status == 0)
    let first = try #require(winnow.folder.read("1.jsonl"))
    #expect(!first.isEmpty && first == winnow.folder.read("3.jsonl"))
  }

  /// Hugging Face's own reader takes what was written.
  @Test func `datasets loads what is converted`() throws {
    guard Python.has("datasets") else {
      print("skipped: Python's datasets isn't installed; WINNOW_TEST_PYTHON names a folder of one")
      return
    }
    dataset(pair, ranked)
    for format in ["trl-sft", "trl-dpo", "trl-kto", "trl-reward", "llama-factory-dpo"] {
      #expect(
        winnow("convert", "d.jsonl", "--to", format, "--only-taught", "-o", "o.jsonl", "--force")
          .status == 0)
      let script = """
        import datasets, sys
        rows = datasets.load_dataset("json", data_files=sys.argv[1], split="train", cache_dir=sys.argv[2])
        print(rows.num_rows, *rows.column_names)
        """
      let result = Python.run(
        [
          "-c", script, winnow.folder.path("o.jsonl"), winnow.folder.path("cache-\(format)"),
        ], folder: winnow.folder.path)
      #expect(
        result.status == 0 && result.text.hasPrefix(format == "trl-kto" ? "4 " : "2 "),
        "\(result.errors)")
    }
  }

  /// Hugging Face's own reader fails at what F17 finds behind the first 10 MB, and at nothing else.
  @Test(arguments: [
    (#""b":"x""#, #""a":1"#), (#""a":null"#, #""a":1"#), (#""a":[]"#, #""a":["x"]"#),
    (#""a":1"#, #""a":1.5"#), (#""a":1"#, #""a":9223372036854775808"#),
    (#""a":"2026-11-28T20:15:00Z""#, #""a":"x""#),
    (#""m":[{"r":"x"}]"#, #""m":[{"r":"x","w":1}]"#), (#""a":{"b":null}"#, #""a":{"b":"x"}"#),
    (#""a":1,"b":"x""#, #""a":2.0"#), (#""a":1.5"#, #""a":1"#), (#""a":[]"#, #""a":[null]"#),
    (#""a":"2026-11-28T20:15:00.5Z""#, #""a":"x""#), (#""a":{}"#, #""a":{"b":1}"#),
    (#""m":[{"r":"x"},{"r":"x","w":1}]"#, #""m":[{"r":"x","z":1}]"#),
    (#""m":[{"r":"x","w":1}]"#, #""m":[{"r":"x"}]"#),
  ]) func `datasets fails at what comes too late`(near: String, late: String) throws {
    guard Python.has("datasets") else {
      print("skipped: Python's datasets isn't installed; WINNOW_TEST_PYTHON names a folder of one")
      return
    }
    let line = "{\(near),\"pad\":\"\(String(repeating: "p", count: 1 << 20))\"}\n"
    let text = String(repeating: line, count: 11) + "{\(late),\"pad\":\"\"}\n"
    winnow.folder.write(text, "late.jsonl")
    let script = """
      import datasets, sys
      datasets.load_dataset("json", data_files=sys.argv[1], split="train", cache_dir=sys.argv[2])
      """
    let loaded = Python.run(
      ["-c", script, winnow.folder.path("late.jsonl"), winnow.folder.path("cache")],
      folder: winnow.folder.path)
    let checked = winnow("check", "late.jsonl", "--only", "F17")
    #expect((loaded.status == 0) == (checked.status == 0), "\(loaded.errors)\n\(checked.text)")
  }

  @Test(arguments: [#""from":"gpt-4","text""#, #""role":"assistant","response""#])
  func `a ranked answer with its model's name is no turn`(keys: String) {
    let (good, bad) = ("{\(keys):\"A\",\"rank\":1}", "{\(keys):\"B\",\"rank\":2}")
    dataset(#"{"prompt":"q","responses":[\#(good),\#(bad)]}"#)
    let pair = winnow("convert", "d.jsonl", "--to", "trl-dpo").text
    #expect(pair.contains(#""chosen":[{"role":"assistant","content":"A"}]"#), "\(pair)")
  }

  @Test func `a direction of ranks is none of what has no ranks`() {
    dataset(
      #"{"prompt":"2+2?","response_0":"GOOD","response_1":"BAD","is_response_0_safe":true,"is_response_1_safe":true,"better_response_id":0,"safer_response_id":0}"#
    )
    for direction in ["best-low", "best-high"] {
      let pair = winnow("convert", "d.jsonl", "--to", "trl-dpo", "--direction", direction).text
      #expect(pair.contains(#""chosen":[{"role":"assistant","content":"GOOD"}]"#), "\(pair)")
    }
  }

  @Test func `calls and contents are found where other members are empty`() {
    let call = #"{"id":"c1","type":"function","function":{"name":"f","arguments":"{}"}}"#
    let text = String(decoding: JSONWriter.bytes(.text("[\(call)]")), as: UTF8.self)
    dataset(
      #"{"messages":[{"role":"user","content":null,"value":"q"},{"role":"assistant","content":null,"tool_calls":\#(text)}],"tools":null,"functions":[{"name":"f"}]}"#
    )
    let found = winnow("convert", "d.jsonl", "--to", "openai").text
    #expect(found.contains(#""content":"q""#) && found.contains(#""name":"f","arguments""#))
    #expect(found.contains(#""tools":[{"#), "\(found)")
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

  @Test(arguments: [
    ("USER: price? ASSISTANT: It costs <s>$10</s> $8</s>", "It costs <s>$10</s> $8"),
    ("<|user|>\nhi<|end|>\n<|assistant|>\nyo<|end|></s>", "yo"),
    ("<|im_start|>user\nhi<|im_end|>\n<|im_start|>assistant\nyo<|im_end|></s>", "yo"),
    ("<start_of_turn>user\nhi<end_of_turn>\n<start_of_turn>model\nyo<end_of_turn>\n<eos>", "yo"),
    ("<|user|>\nhi<|end|>\n<|assistant|>\nyo<|end|>\n<|endoftext|>\n", "yo"),
  ]) func `a turn ends before its markers, and loses nothing else`(text: String, answer: String) {
    let quoted = String(decoding: JSONWriter.bytes(.text(text)), as: UTF8.self)
    dataset(#"{"text":\#(quoted)}"#)
    let found = winnow("convert", "d.jsonl", "--to", "openai").text
    #expect(found.contains(#"{"role":"assistant","content":"\#(answer)"}"#), "\(found)")
  }

  @Test func `an edit of a tool or of a label alone makes no pair`() {
    dataset(#"{"prompt":"p","completion":"c","label":true,"meta":1}"#)
    #expect(winnow("edit", "d.jsonl", "1", "--set-json", "/meta=2").status == 0)
    #expect(winnow("convert", "d.jsonl", "--to", "trl-dpo", "--from-edits").text.isEmpty)
    #expect(winnow("edit", "d.jsonl", "1", "--set", "/completion=better").status == 0)
    let pair = winnow("convert", "d.jsonl", "--to", "trl-dpo", "--from-edits")
    #expect(pair.status == 0 && pair.lines.count == 1, "\(pair.errors)")
  }

  @Test func `calls and results get ids that belong together`() {
    func call(_ id: String) -> String {
      #"{\#(id)"type":null,"function":{"name":"f","arguments":"{}"}}"#
    }
    let calls = [call(#""id":"c9","#), call(#""id":null,"#), call(#""id":"call_1","#)]
    let results = [#""tool_call_id":"c9","#, #""tool_call_id":null,"#].map {
      #"{"role":"tool",\#($0)"content":"r"}"#
    }
    dataset(
      #"{"messages":[{"role":"user","content":"q"},{"role":"assistant","content":null,"tool_calls":[\#(calls.joined(separator: ","))]},\#(results.joined(separator: ",")),{"role":"assistant","content":"a"}]}"#
    )
    let found = winnow("convert", "d.jsonl", "--to", "openai").text
    for id in ["c9", "call_2", "call_1"] {
      #expect(found.contains(#"{"id":"\#(id)","type":"function","#), "\(found)")
    }
    #expect(found.contains(#""tool_call_id":"call_2""#) && !found.contains("null,\"type"))
  }

  @Test(arguments: [#""[]""#, #""null""#, "[]", "null"])
  func `calls that are none are left out`(calls: String) {
    dataset(
      #"{"messages":[{"role":"user","content":"q"},{"role":"assistant","content":"a","tool_calls":\#(calls)}]}"#
    )
    #expect(!winnow("convert", "d.jsonl", "--to", "openai").text.contains("tool_calls"))
  }
}
