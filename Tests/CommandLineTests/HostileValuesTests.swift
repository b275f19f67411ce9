import TestSupport
import Testing

/// Records of every shape with values that nobody expects in them: no command ends by a signal.
@Suite struct HostileValuesTests {
  private static let shapes = [
    #"{"messages":[{"role":§"user"§,"content":§"q"§},{"role":§"assistant"§,"content":§"a"§,"weight":§1§}]}"#,
    #"{"conversations":[{"from":§"human"§,"value":§"q"§},{"from":§"gpt"§,"value":§"a"§}],"tools":§"[]"§}"#,
    #"{"messages":[{"role":"user","content":§[{"type":"text","text":"q"}]§},{"role":"assistant","tool_calls":[{"id":§"1"§,"type":"function","function":{"name":§"f"§,"arguments":§"{\"a\":1}"§}}]}],"tools":§[{"type":"function","function":{"name":"f","parameters":{"properties":{"a":{"type":"integer"}}}}}]§}"#,
    #"{"instruction":§"i"§,"input":§""§,"output":§"o"§,"history":§[["a","b"]]§}"#,
    #"{"prompt":§"p"§,"chosen":§"a"§,"rejected":§"b"§,"score_chosen":§4§,"score_rejected":§1.5§}"#,
    #"{"prompt":§"p"§,"responses":[{"text":§"a"§,"rank":§1§},{"text":§"b"§,"rank":§2§},{"text":§"c"§,"rank":§3§}]}"#,
    #"{"prompt":§"p"§,"completion":§"c"§,"label":§true§}"#,
    #"{"prompt":§"p"§,"completions":§["a","b"]§,"labels":§[true,false]§}"#,
    #"{"text":§"t"§,"label":§"harmful"§,"images":§["a.png"]§}"#,
    #"{"prompt":§"p"§,"response_0":§"a"§,"response_1":§"b"§,"better_response_id":§0§,"safer_response_id":§1§,"is_response_0_safe":§true§}"#,
  ]

  private static let values = [
    "null", "true", "0", "-1", "9223372036854775807", "-9223372036854775808", "1e400", "-0.0",
    "1E+9223372036854775807", "123456789012345678901234567890", #""""#, #"" ""#, #""\ud800""#,
    #""\u0000\u202e""#, #""\n\nHuman: a\n\nAssistant: b""#, #""{\"a\":""#, #""</think><think>""#,
    "[]", "{}", "[[]]", "[null]", #"{"":{"a":[1]}}"#, #"[{"role":"user","content":"x"}]"#,
    #"[{"text":"a","rank":-9223372036854775808},{"text":"b","rank":9223372036854775807}]"#,
  ]

  private static func records(_ random: inout SeededRandom) -> String {
    var text = ""
    for _ in 0..<60 {
      let pieces = random.pick(shapes).split(separator: "§", omittingEmptySubsequences: false)
      for (place, piece) in pieces.enumerated() {
        text += place % 2 == 1 && random.oneIn(4) ? random.pick(values) : String(piece)
      }
      text += "\n"
    }
    return text
  }

  @Test(arguments: 0..<4) func `no value ends a command`(seed: Int) {
    var random = SeededRandom(seed: seed)
    let winnow = Winnow()
    let data = Self.records(&random)
    winnow.folder.write(data, "d.jsonl")
    let trainers = [
      "trl-sft", "trl-dpo", "trl-kto", "trl-reward", "llama-factory-sft", "llama-factory-dpo",
      "llama-factory-kto", "axolotl", "ms-swift", "openai", "torchtune",
    ]
    let pairs = [["--direction", "best-high"], ["--pairs", "adjacent"], ["--pairs", "all"]]
    let commands =
      [["info"], ["stats"], ["check"], ["check", "--fix", "--dry-run"], ["duplicates", "--near"]]
      + trainers.flatMap {
        [["check", "--for", $0], ["convert", "--to", $0] + random.pick(pairs)]
      }
    for command in commands {
      let result = winnow.run([command[0], "d.jsonl"] + command.dropFirst())
      #expect((0...1).contains(result.status), "\(command): \(result.errors.suffix(400))")
    }
    #expect(Files.lines(winnow.folder.path("d.jsonl")).joined(separator: "\n") + "\n" == data)
  }

  @Test func `sides of a record with a key twice aren't exchanged, and that is said`() {
    let winnow = Winnow()
    winnow.folder.write(
      #"{"prompt":"p","chosen":"a","rejected":"b","prompt":"q"}"# + "\n", "d.jsonl")
    let result = winnow("rank", "d.jsonl", "1", "2,1")
    #expect(result.status == 65 && result.errors.contains("/chosen is ambiguous"))
    #expect(!winnow("log", "d.jsonl").text.contains("rank"))
    winnow.folder.write(
      #"{"prompt":"p","completion":"c","label":true,"label":false}"# + "\n", "k.jsonl")
    let flipped = winnow.run(["script", "k.jsonl"], input: "1\nflip\n")
    #expect(flipped.status != 0 && flipped.errors.contains("/label is ambiguous"))
  }
}
