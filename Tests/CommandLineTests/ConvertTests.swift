import Glibc
import JSONLines
import TestSupport
import Testing

/// From any shape to trainers' formats.
@Suite struct ConvertTests {
  let winnow = Winnow()

  func dataset(_ records: String...) {
    winnow.folder.write(records.map { $0 + "\n" }.joined(), "d.jsonl")
  }

  func converted(_ format: String, _ more: String...) -> [String] {
    let result = ChildProcess.run(
      [Winnow.path, "convert", "d.jsonl", "--to", format] + more,
      environment: winnow.environment, folder: winnow.folder.path)
    return result.lines
  }

  let alpaca =
    #"{"instruction":"Translate","input":"你好","output":"Hello","system":"Be brief","history":[["Hi","Hi!"]],"id":7}"#
  let pair = #"{"prompt":"2+2?","chosen":"4","rejected":"5","source":"x"}"#
  let call =
    #"{"conversations":[{"from":"human","value":"Weather?"},{"from":"function_call","value":"{\"name\":\"w\",\"arguments\":{\"a\":1}}"},{"from":"observation","value":"sunny"},{"from":"gpt","value":"Sunny."}],"system":"","tools":"[{\"name\":\"w\"}]"}"#
  let ranked =
    #"{"prompt":"q","responses":[{"text":"a","rank":2},{"text":"b","rank":1},{"text":"c","rank":3}]}"#

  @Test func `a turn of nobody is said not to be carried over`() {
    dataset(
      #"{"messages":[{"role":"user","content":"Hi"},{"content":"note"},{"role":"assistant","content":"a"}]}"#,
      #"{"messages":[{"role":"user","content":"Hi"},{"role":"critic","content":"c"},{"role":"assistant","content":"a"}]}"#
    )
    let result = winnow("convert", "d.jsonl", "--to", "trl-sft", "-o", "-")
    #expect(result.lines.count == 1 && result.text.contains(#""role":"critic""#))
    #expect(result.errors.contains("who speaks in a turn"))
  }

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
    #expect(pairs.errors.contains("the answers after the 1,000th: #2, #3\n"), "\(pairs.errors)")
    let prompts = winnow("convert", "d.jsonl", "--to", "trl-prompt-only")
    #expect(prompts.status == 0 && prompts.errors.contains("no place for answers"))

    let turn = #"{"role":"user","content":"q"},{"role":"assistant","content":"a"}"#
    let numbers = list(20_000) { "\($0)" }
    dataset(
      #"{"messages":\#(list(10_001) { _ in turn })}"#,
      #"{"messages":\#(list(10) { _ in turn }),"vector":\#(numbers)}"#)
    let chats = winnow("convert", "d.jsonl", "--to", "trl-sft")
    #expect(chats.status == 1 && chats.lines.count == 1)
    #expect(chats.errors.contains("it has more turns or answers than are read: #1"))
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

  @Test func `an instruction's input stays its input`() {
    dataset(alpaca)
    #expect(
      converted("alpaca", "--only-taught").first?.hasPrefix(
        #"{"instruction":"Translate","input":"你好","output":"Hello""#) == true)
  }

  @Test func `what a trainer can't read beside other records is said`() {
    dataset(
      #"{"text":"a"}"#,
      #"{"messages":[{"role":"user","content":"a"},{"role":"assistant","content":"b"}]}"#)
    let result = winnow("convert", "d.jsonl", "--to", "trl-sft")
    #expect(result.status == 1 && result.errors.contains("crashing the trainer, T2"))
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
    #expect(taught.errors.contains("it lacks an answer: #1, #2"), "\(taught.errors)")
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

  /// Hugging Face's own reader fails at what F17 finds behind the first 10 MB, and at nothing else.
  @Test(
    .enabled(
      if: Python.has("datasets"),
      "Python's datasets isn't installed; WINNOW_TEST_PYTHON names a folder of one"),
    arguments: [
      (#""b":"x""#, #""a":1"#), (#""a":null"#, #""a":1"#), (#""a":[]"#, #""a":["x"]"#),
      (#""a":1"#, #""a":1.5"#), (#""a":1"#, #""a":9223372036854775808"#),
      (#""a":"2026-11-28T20:15:00Z""#, #""a":"x""#),
      (#""m":[{"r":"x"}]"#, #""m":[{"r":"x","w":1}]"#), (#""a":{"b":null}"#, #""a":{"b":"x"}"#),
      (#""a":1,"b":"x""#, #""a":2.0"#), (#""a":1.5"#, #""a":1"#), (#""a":[]"#, #""a":[null]"#),
      (#""a":"2026-11-28T20:15:00.5Z""#, #""a":"x""#), (#""a":{}"#, #""a":{"b":1}"#),
      (#""m":[{"r":"x"},{"r":"x","w":1}]"#, #""m":[{"r":"x","z":1}]"#),
      (#""m":[{"r":"x","w":1}]"#, #""m":[{"r":"x"}]"#),
    ]) func `datasets fails at what comes too late`(near: String, late: String) throws
  {
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
}
