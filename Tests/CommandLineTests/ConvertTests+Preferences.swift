import Glibc
import JSONLines
import TestSupport
import Testing

/// Ranked, scored and labelled answers.
extension ConvertTests {
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

  /// A tree as OASST has it, rank 0 the best, with an answer that was deleted.
  static let tree =
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

  @Test func `ranks that may be scores want a direction`() {
    dataset(#"{"prompt":"q","responses":[{"text":"bad","rank":-2},{"text":"good","rank":3}]}"#)
    let result = winnow("convert", "d.jsonl", "--to", "trl-dpo")
    #expect(result.status == 1 && result.text.isEmpty)
    #expect(result.errors.contains("--direction says which end is the best: #1"))
    #expect(
      converted("trl-dpo", "--direction", "best-high")[0].contains(
        #""chosen":[{"role":"assistant","content":"good"}]"#))
  }

  @Test func `scores in a list beside the answers rank them`() {
    dataset(#"{"prompt":"p","responses":["a","b","c"],"scores":[1,3,2],"id":7}"#)
    #expect(
      converted("trl-dpo") == [
        #"{"prompt":[{"role":"user","content":"p"}],"chosen":[{"role":"assistant","content":"b"}],"rejected":[{"role":"assistant","content":"a"}],"id":7}"#
      ])
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

  @Test(arguments: ["trl-sft", "openai", "alpaca", "llama-factory-sft"])
  func `an answer that is labelled bad isn't taught, however the label is written`(_ format: String)
  {
    for label in ["0", #""False""#, #""false""#, "0.0"] {
      let tag = label.contains("\"") ? "label" : "kto_tag"
      dataset(
        #"{"prompt":"p","completion":"bad","label":\#(label)}"#,
        #"{"instruction":"p","input":"","output":"bad","kto_tag":\#(label)}"#,
        #"{"messages":[{"role":"user","content":"p"},{"role":"assistant","content":"bad"}],"\#(tag)":\#(label)}"#
      )
      let result = winnow("convert", "d.jsonl", "--to", format)
      #expect(result.status == 1 && result.text == "", "\(label): \(result.text)")
      #expect(result.errors.contains("label") && result.errors.contains("#1, #2, #3"))
    }
  }

  @Test func `a label that is a class is carried as one`() {
    let turns = #"{"role":"user","content":"p"},{"role":"assistant","content":"a"}"#
    dataset(
      #"{"messages":[\#(turns)],"label":0}"#, #"{"prompt":"p","completion":"a","label":"no"}"#,
      #"{"messages":[\#(turns),{"role":"user","content":"q"}],"label":"false"}"#)
    let lines = converted("trl-sft")
    #expect(lines.count == 3 && lines.allSatisfy { $0.contains(#""label":"#) }, "\(lines)")
  }

  @Test func `labels of CSV become booleans`() {
    winnow.folder.write("prompt,completion,label\np,good,True\nq,bad,False\nr,bad,0\n", "d.csv")
    let result = winnow("convert", "d.csv", "--to", "trl-kto")
    #expect(result.status == 0 && result.lines.count == 3, "\(result.errors)")
    #expect(result.lines[2].contains(#""label":false"#))
    #expect(
      result.lines[0].contains(#""label":true"#) && result.lines[1].contains(#""label":false"#))
  }

  @Test func `a prompt that stands under two names is one`() {
    let sides = #""chosen":"4","rejected":"5""#
    dataset(
      #"{"prompt":"What is 2+2?","question":"What is 2+2?",\#(sides)}"#,
      #"{"prompt":"<s>[INST] What is the sum of 2 and 2? [/INST]","instruction":"What is the sum of 2 and 2?",\#(sides)}"#,
      #"{"prompt":"2+2?","conversations":[{"from":"human","value":"2+2?"}],"chosen":{"from":"gpt","value":"4"},"rejected":{"from":"gpt","value":"5"}}"#,
      #"{"prompt":"Answer briefly.","question":"2+2?",\#(sides)}"#,
      #"{"prompt":[{"role":"user","content":"Q"},{"role":"assistant","content":"A"},{"role":"user","content":"And?"}],"question":"Q",\#(sides)}"#,
      #"{"context":"It says: what is the capital of France?","question":"what is the capital of France?",\#(sides)}"#
    )
    let prompts = converted("trl-dpo").map { $0.prefix { $0 != "]" } }
    #expect(
      prompts == [
        #"{"prompt":[{"role":"user","content":"What is 2+2?"}"#,
        #"{"prompt":[{"role":"user","content":"What is the sum of 2 and 2?"}"#,
        #"{"prompt":[{"role":"user","content":"2+2?"}"#,
        #"{"prompt":[{"role":"user","content":"Answer briefly.\n2+2?"}"#,
        #"{"prompt":[{"role":"user","content":"Q"},{"role":"assistant","content":"A"},{"role":"user","content":"And?"}"#,
        #"{"prompt":[{"role":"user","content":"It says: what is the capital of France?\nwhat is the capital of France?"}"#,
      ], "\(prompts)")
  }

  @Test func `a prompt that was said before is said again`() {
    dataset(
      #"{"instruction":"continue","input":"","chosen":"c","rejected":"r","history":[["Tell","Once"],["continue","She ran."]]}"#,
      #"{"conversations":[{"from":"human","value":"continue"},{"from":"gpt","value":"Once"}],"prompt":"continue","chosen":"c","rejected":"r"}"#
    )
    for line in converted("trl-dpo") {
      #expect(line.contains(#"{"role":"user","content":"continue"}],"chosen""#), "\(line)")
    }
  }

  @Test func `what isn't learned isn't in Axolotl either, and lines end nowhere else`() {
    dataset(
      #"{"messages":[{"role":"user","content":"a\u2028b"},{"role":"assistant","content":"c","weight":0},{"role":"user","content":"d"},{"role":"assistant","content":"e","weight":1},{"role":"user","content":"f"},{"role":"assistant","content":"g","loss":false}]}"#
    )
    let line = converted("axolotl")[0]
    #expect(line.contains(#""content":"c","train":false"#), "\(line)")
    #expect(line.contains(#""content":"e","train":true"#))
    #expect(line.contains(#""content":"g","train":false"#) && line.contains(#"a\u2028b"#))
  }

  @Test func `the best conversation of a tree goes on to an answer`() {
    func node(_ role: String, _ text: String, _ rank: Int?, _ replies: String = "") -> String {
      #"{"role":"\#(role)","text":"\#(text)","rank":\#(rank.map(String.init) ?? "null"),"replies":[\#(replies)]}"#
    }
    let replies =
      node("prompter", "dead end", nil) + ","
      + node("prompter", "and?", nil, node("assistant", "A2", 0))
    let tree = node("prompter", "q", nil, node("assistant", "A1", 0, replies))
    dataset(#"{"message_tree_id":"m","prompt":\#(tree)}"#)
    let line = converted("sharegpt").joined()
    #expect(line.contains("A2") && !line.contains("dead end"), "\(line)")
  }
}
