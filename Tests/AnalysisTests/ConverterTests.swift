import Curation
import JSONLines
import Testing

@testable import Analysis

@Suite struct ConverterTests {
  private static let records = [
    #"{"messages":[{"role":"user","content":"q"},{"role":"assistant","content":"a"}],@}"#,
    #"{"conversations":[{"from":"human","value":"q"},{"from":"gpt","value":"a"}],@}"#,
    #"{"conversations":[{"from":"human","value":"q"},{"from":"gpt","value":"a"}],"kto_tag":true,@}"#,
    #"{"messages":[{"role":"user","content":"q"},{"role":"assistant","content":"a"}],"label":true,@}"#,
    #"{"messages":[{"role":"user","content":"q"},{"role":"assistant","content":"a"}],"rejected_response":"b",@}"#,
    #"{"instruction":"q","input":"i","output":"a",@}"#,
    #"{"instruction":"q","input":"i","output":"a","kto_tag":false,@}"#,
    #"{"prompt":"q","completion":"a",@}"#,
    #"{"prompt":"q","completion":"a","label":true,@}"#,
    #"{"prompt":"q","chosen":"a","rejected":"b",@}"#,
    #"{"chosen":[{"role":"user","content":"q"},{"role":"assistant","content":"a"}],"rejected":[{"role":"user","content":"q"},{"role":"assistant","content":"b"}],@}"#,
    #"{"prompt":"q","responses":[{"text":"a","rank":1},{"text":"b","rank":2}],@}"#,
    #"{"prompt":"q",@}"#,
    #"{"text":"t",@}"#,
    #"{"input":{"messages":[{"role":"user","content":"q"}]},"preferred_output":[{"role":"assistant","content":"a"}],"non_preferred_output":[{"role":"assistant","content":"b"}],@}"#,
  ]

  @Test(arguments: records, Format.allCases)
  func `what stands beside the turns is carried over, listed, or refuses the record`(
    _ record: String, _ format: Format
  ) throws {
    let fields = [
      "system": #""SYS""#, "history": #"[["HIS","x"]]"#,
      "tools": #"[{"name":"TOO","parameters":{}}]"#, "id": #""IDS""#, "source": #"{"a":["SOU"]}"#,
    ]
    for (name, value) in fields {
      let text = record.replacing("@", with: "\"\(name)\":\(value)")
      let example = try Example(Bytes(Array(text.utf8)), as: nil)
      guard let result = try? Converter(format).convert(example) else { continue }
      let mark = name.prefix(3).uppercased()
      for record in result.records {
        let written = String(decoding: JSONWriter.bytes(record), as: UTF8.self)
        #expect(
          written.contains(mark) || result.leftOut.contains(name), "\(name) of \(text): \(written)")
      }
    }
  }

  @Test(arguments: [
    (#"{"prompt":"","completion":"a","label":true}"#, Format.trlKTO),
    (#"{"prompt":"","chosen":"a","rejected":"b"}"#, .trlDPO),
    (#"{"input":"","output":"a"}"#, .io), (#"{"instruction":"","input":"","output":"a"}"#, .alpaca),
    (#"{"instruction":"","input":"","output":"a","history":[["q","b"]]}"#, .openai),
  ]) func `an empty prompt stays one`(_ record: String, _ format: Format) throws {
    let result = try Converter(format).convert(try Example(Bytes(record), as: nil))
    let written = result.records.map(\.json).joined()
    #expect(written.contains(#""""#) && !written.contains("[]"), "\(written)")
  }

  @Test func `an empty instruction beside a conversation says nothing`() throws {
    let record =
      #"{"instruction":"","conversations":[{"from":"human","value":"q"}],"chosen":{"from":"gpt","value":"a"},"rejected":{"from":"gpt","value":"b"}}"#
    let result = try Converter(.trlDPO).convert(try Example(Bytes(record), as: nil))
    #expect(result.records.first?["prompt"]?.json == #"[{"role":"user","content":"q"}]"#)
  }

  @Test(arguments: records, Format.allCases)
  func `a value that is no text is carried over, or refuses the record`(
    _ record: String, _ format: Format
  ) throws {
    let record = record.replacing(",@", with: "")
    let values = ["777", #"["777"]"#, #"[{"type":"text","text":"777"}]"#, #"{"x":"777"}"#]
    // A prompt alone has no answer; a label of KTO has one.
    let texts = format == .trlPromptOnly ? ["q", "i"] : ["q", "i", "a"]
    for value in values {
      for text in texts where record.contains("\"\(text)\"") {
        let changed = record.replacing("\"\(text)\"", with: value)
        guard let example = try? Example(Bytes(Array(changed.utf8)), as: nil),
          let result = try? Converter(format).convert(example)
        else { continue }
        let written = result.records.map { String(decoding: JSONWriter.bytes($0), as: UTF8.self) }
          .joined()
        #expect(written.contains("777") || !result.leftOut.isEmpty, "\(changed): \(written)")
      }
    }
  }

  @Test func `a prompt needs no answer, whatever its columns`() throws {
    for record in [
      #"{"instruction":"q","input":"","output":null}"#, #"{"prompt":"q","response":null}"#,
      #"{"instruction":"q","output":null,"query":null,"response":null}"#,
    ] {
      let (text, _) = try converted(record, to: .trlPromptOnly)
      #expect(text.hasPrefix(#"{"prompt":[{"role":"user","content":"q"}]"#), "\(text)")
    }
    // The answer is where it isn't null.
    let (text, _) = try converted(
      #"{"prompt":"p","completion":null,"query":"q","answer":"a"}"#, to: .alpaca)
    #expect(text.contains(#""instruction":"q""#) && text.contains(#""output":"a""#), "\(text)")
  }

  @Test func `empty columns are no loss`() throws {
    let record =
      #"{"conversations":[{"from":"human","value":"q"},{"from":"gpt","value":"a"}],"system":"","tools":"","kto_tag":true}"#
    let example = try Example(Bytes(Array(record.utf8)), as: nil)
    #expect(example.others.isEmpty)
    var count = 0
    for format in Format.allCases {
      guard let result = try? Converter(format).convert(example) else { continue }
      // A format without labels says so.
      #expect(result.leftOut.subtracting(["label", "answers"]).isEmpty, "\(format)")
      count += 1
    }
    #expect(count > 10)
  }

  private func converted(_ text: String, to format: Format, onlyTaught: Bool = false) throws
    -> (text: String, left: Set<String>)
  {
    var converter = Converter(format)
    converter.keepsOthers = !onlyTaught
    let result = try converter.convert(Example(Bytes(Array(text.utf8)), as: nil))
    return (
      result.records.map { String(decoding: JSONWriter.bytes($0), as: UTF8.self) }.joined(),
      result.leftOut
    )
  }

  private static let user = #"{"role":"user","content":"q"}"#

  private static let dialogue = #"\n\nHuman: hi\n\nAssistant: yo\n\nHuman: q\n\nAssistant:"#

  @Test(arguments: [
    (#"{"prompt":"@","chosen":" 4","rejected":" 5"}"#, Format.trlDPO, #""prompt":["#),
    (#"{"prompt":"@ ","response":"4"}"#, .trlSFT, #""messages":["#),
    (#"{"instruction":"@","input":"","output":"4"}"#, .openai, #""messages":["#),
    (
      #"{"prompt":"@ ","answers":[{"answer":"4","rank":1},{"answer":"5","rank":2}]}"#, .trlDPO,
      #""prompt":["#
    ),
    (#"{"prompt":"@"}"#, .trlPromptOnly, #""prompt":["#),
    (#"{"prompt":"@","label":"harmful"}"#, .trlPromptOnly, #""prompt":["#),
  ]) func `a dialogue in the prompt becomes turns`(
    record: String, format: Format, beginning: String
  ) throws {
    let text = try converted(record.replacing("@", with: Self.dialogue), to: format).text
    let turns =
      #"{"role":"user","content":"hi"},{"role":"assistant","content":"yo"},\#(Self.user)"#
    #expect(text.contains(beginning + turns) && !text.contains("Human"), "\(text)")
  }

  @Test func `a dialogue that a prompt is about stays a text`() throws {
    for (prompt, input) in [
      ("Go on.", Self.dialogue), (Self.dialogue, "Go on."), (Self.dialogue + " so", ""),
      (#"\n\nAssistant:"#, ""),
    ] {
      let record = #"{"instruction":"\#(prompt)","input":"\#(input)","output":"a"}"#
      let whole = input.isEmpty ? prompt : #"\#(prompt)\n\#(input)"#
      #expect(
        try converted(record, to: .trlSFT).text
          == #"{"messages":[{"role":"user","content":"\#(whole)"},{"role":"assistant","content":"a"}]}"#
      )
    }
  }

  @Test(arguments: [
    (
      #"{"prompt":"p","responses":[{"text":"a","rank":2,"model":"M"},{"text":"b","rank":1,"x":null}]}"#,
      ["model"]
    ),
    (#"{"prompt":"p","responses":["a","b"],"scores":[0.1,0.9]}"#, ["scores"]),
    (
      #"{"instruction":"p","completions":[{"model":"m","response":"a","annotations":{"honesty":{"Rating":"5"}},"overall_score":1},{"model":"n","response":"b","overall_score":2}],"id":1}"#,
      ["annotations", "model", "overall_score"]
    ),
    (
      #"{"problem":"p","a":{"solution":"5","is_correct":false,"t":1},"b":{"solution":"4","is_correct":true}}"#,
      ["t"]
    ),
    (
      #"{"prompt":{"text":"p","role":"prompter","lang":"en","replies":[{"text":"a","role":"assistant","rank":0,"id":1},{"text":"b","role":"assistant","rank":1,"deleted":false}]}}"#,
      ["id", "lang"]
    ),
    (
      #"{"prompt":"p","responses":[{"role":"assistant","content":"a","rank":1,"model":"M"},{"role":"assistant","content":"b","rank":2}]}"#,
      []
    ),
  ]) func `what answers have beside their texts and ranks is said to be left out`(
    record: String, names: [String]
  ) throws {
    for format in [Format.trlDPO, .trlSFT, .trlKTO] {
      let left = try converted(record, to: format).left
      #expect(left.subtracting(["rejected"]) == Set(names), "\(format)")
    }
  }

  @Test(arguments: [
    (
      "output_1", "output_2", "preference",
      [("1", "ab"), ("2", "ba"), ("1.2", "ab"), ("2.0", "ba")]
    ),
    ("output_1", "output_2", "preference", [("0", ""), ("1.5", ""), ("3", ""), ("null", "")]),
    ("response1", "response2", "overall_preference", [("-2", "ab"), ("3", "ba"), ("-1", "ab")]),
    ("response1", "response2", "overall_preference", [("0", ""), ("5", ""), ("\"-2\"", "")]),
    ("answer1", "answer2", "preference", [("1", "")]),
  ]) func `a number says which of two answers is better`(
    first: String, second: String, key: String, cases: [(number: String, order: String)]
  ) throws {
    for (number, order) in cases {
      let record = #"{"prompt":"q","\#(first)":"a","\#(second)":"b","\#(key)":\#(number)}"#
      let text = (try? converted(record, to: .trlDPO).text) ?? ""
      let (chosen, rejected) = (order.prefix(1), order.suffix(1))
      let pair =
        #"{"prompt":[\#(Self.user)],"chosen":[{"role":"assistant","content":"\#(chosen)"}],"#
        + #""rejected":[{"role":"assistant","content":"\#(rejected)"}],"\#(key)":\#(number)}"#
      #expect(text == (order.isEmpty ? "" : pair), "\(record)")
    }
  }

  @Test func `scores of annotators go along with what compares two answers`() throws {
    let record =
      #"{"context":[\#(Self.user)],"response1":"a","response2":"b","overall_preference":1,"individual_preference":[{"score":1}]}"#
    let (text, left) = try converted(record, to: .trlDPO)
    #expect(text.hasSuffix(#""individual_preference":[{"score":1}]}"#) && left.isEmpty, "\(text)")
  }

  @Test func `a prompt loses only the answer that ends it`() throws {
    let call =
      #"{"role":"assistant","content":null,"tool_calls":[{"type":"function","function":{"name":"f","arguments":"{}"}}]}"#
    let answer = #"{"role":"assistant","content":"a"}"#
    let result = #"{"role":"tool","content":"r"}"#
    for (turns, kept) in [
      ([Self.user, answer, Self.user], 3), ([Self.user, call, result], 3),
      ([Self.user, call, result, answer], 3), ([Self.user, answer], 1),
    ] {
      let record = #"{"messages":[\#(turns.joined(separator: ","))]}"#
      let written = try converted(record, to: .trlPromptOnly).text
      let prompt = try JSONValue.parse(Bytes(written))["prompt"]
      guard case .array(let list)? = prompt else { return #expect(Bool(false), "\(written)") }
      #expect(list.count == kept, "\(written)")
    }
  }

  @Test func `tools that are null are none`() throws {
    for tools in ["null", "[]"] {
      let record =
        #"{"messages":[\#(Self.user),{"role":"assistant","content":"a"}],"tools":\#(tools)}"#
      for format in [Format.llamaFactorySFT, .msSwift, .alpaca] {
        let (text, left) = try converted(record, to: format)
        #expect(!text.contains("null") && (tools == "[]" || left.isEmpty), "\(text) \(left)")
      }
    }
  }

  @Test func `a pair for ms-swift and OpenAI is one that they read`() throws {
    let long =
      #"{"chosen":"\n\nHuman: a\n\nAssistant: b\n\nHuman: c\n\nAssistant: d","rejected":"\n\nHuman: a\n\nAssistant: x"}"#
    for format in [Format.msSwift, .openai] {
      #expect(throws: Converter.Problem.self) { try converted(long, to: format) }
    }
    let reasoned = ["51", "41"].map {
      #"[{"role":"assistant","content":"\#($0)","reasoning_content":"why \#($0)"}]"#
    }
    let pair =
      #"{"prompt":[\#(Self.user)],"chosen":\#(reasoned[0]),"rejected":\#(reasoned[1])}"#
    let text = try converted(pair, to: .msSwift).text
    #expect(text.contains(#""content":"<think>\nwhy 51\n</think>\n\n51"}]"#), "\(text)")
    #expect(
      text.contains(#""rejected_response":"<think>\nwhy 41\n</think>\n\n41""#), "\(text)")
  }

  @Test func `what isn't trained on is said in each trainer's words, or listed`() throws {
    func record(_ member: String) -> String {
      #"{"messages":[\#(Self.user),{"role":"assistant","content":"a",\#(member)}]}"#
    }
    for member in [#""weight":0"#, #""loss":false"#, #""train":false"#, #""loss_weight":0"#] {
      let name = String(member.dropFirst().prefix { $0 != "\"" })
      #expect(try converted(record(member), to: .trlSFT).left == [name])
      #expect(try converted(record(member), to: .torchtune).left == [name])
      let axolotl = try converted(record(member), to: .axolotl)
      #expect(axolotl.left.isEmpty && axolotl.text.contains(#""train":false"#))
      if name != "weight" {
        #expect(try converted(record(member), to: .openai).text.contains(#""weight":0"#))
      }
      #expect(try converted(record(member), to: .msSwift).text.contains(#""loss":false"#))
    }
    for (member, said) in [
      (#""weight":0.25"#, #""loss_scale":0.25}"#), (#""loss_weight":2"#, #""loss_scale":2}"#),
      (#""loss_scale":0.5"#, #""loss_scale":0.5}"#), (#""loss_weight":1.0"#, #""loss":true}"#),
    ] {
      let text = try converted(record(member), to: .msSwift).text
      #expect(text.contains(#""content":"a",\#(said)"#), "\(text)")
    }
    #expect(try converted(record(#""loss_scale":0.5"#), to: .trlSFT).left == ["loss_scale"])
  }

  @Test func `a line break of Windows between instruction and input is kept`() throws {
    for (end, beginning) in [("\\r", ""), ("", "\\u0301")] {
      let record =
        #"{"instruction":"a\#(end)","input":"\#(beginning)b","output":"c"}"#
      let text = try converted(record, to: .alpaca).text
      let value = try JSONValue.parse(Bytes(Array(text.utf8)))
      #expect(value == (try JSONValue.parse(Bytes(Array(record.utf8)))), "\(text)")
    }
  }

  @Test func `two members that would be one aren't written twice`() throws {
    let record =
      #"{"messages":[\#(Self.user),{"role":"assistant","content":"a","train":false,"weight":1}]}"#
    for format in [Format.openai, .msSwift] {
      #expect(throws: Converter.Problem.self) { try converted(record, to: format) }
    }
    let agreed = record.replacing(#""train":false"#, with: #""loss":true"#)
    #expect(try converted(agreed, to: .openai).text.contains(#""content":"a","weight":1}"#))
  }

  @Test func `a system prompt under another name is the system's turn`() throws {
    let record = #"{"id":"x","system_prompt":"S","question":"Q","response":"R"}"#
    #expect(
      try converted(record, to: .trlSFT).text
        .contains(#"{"role":"system","content":"S"},{"role":"user","content":"Q"}"#))
  }

  @Test func `images are trained on, and have no place where only their URLs have`() throws {
    let record =
      #"{"messages":[{"role":"user","content":[{"type":"image"},{"type":"text","text":"What?"}]},{"role":"assistant","content":"A cat."}],"images":["cat.jpg"],"id":1}"#
    let (text, left) = try converted(record, to: .trlSFT, onlyTaught: true)
    #expect(text.contains(#""images":["cat.jpg"]"#) && left == ["id"])
    #expect(throws: Converter.Problem.self) { try converted(record, to: .openai) }
  }

  @Test func `functions in OpenAI's older form are tools`() throws {
    let record =
      #"{"messages":[{"role":"user","content":"q"},{"role":"assistant","content":null,"function_call":{"name":"f","arguments":"{}"}}],"functions":[{"name":"f","parameters":{}}]}"#
    let (text, left) = try converted(record, to: .trlSFT)
    #expect(
      text.contains(#""tools":[{"type":"function","function":{"name":"f","parameters":{}}}]"#))
    #expect(!text.contains("functions") && left.isEmpty)
  }

  @Test func `a member that the trainer would take for a part of the example is left out`() throws {
    let record =
      #"{"prompt":"P","chosen":[{"role":"user","content":"q"},{"role":"assistant","content":"good"}],"rejected":[{"role":"user","content":"q"},{"role":"assistant","content":"bad"}]}"#
    for format in [Format.trlSFT, .trlReward] {
      let (text, left) = try converted(record, to: format)
      #expect(!text.contains(#""prompt""#) && left.contains("prompt"), "\(format)")
    }
    let kto = #"{"prompt":"p","completion":"c","label":true}"#
    #expect(try converted(kto, to: .trlSFT).left == ["label"])
  }

  @Test func `a tool call isn't dropped where there is no place for it`() throws {
    let call = #""tool_calls":[{"function":{"name":"f","arguments":{}}}]"#
    let chat =
      #"{"messages":[{"role":"user","content":"q"},{"role":"assistant","content":null,\#(call)}]}"#
    for format in [Format.io, .alpaca] {
      #expect(throws: Converter.Problem.noPlace("a tool call"), "\(format)") {
        try converted(chat, to: format)
      }
    }
    let rejected = #"[{"role":"assistant","content":"",\#(call)}]"#
    let pair =
      #"{"prompt":"q","chosen":[{"role":"assistant","content":"a"}],"rejected":\#(rejected)}"#
    #expect(throws: Converter.Problem.self) { try converted(pair, to: .msSwift) }
    let parts = #"[{"type":"text","text":"Be brief"}]"#
    let system =
      #"{"messages":[{"role":"system","content":\#(parts)},{"role":"user","content":"q"},{"role":"assistant","content":"a"}]}"#
    #expect(try converted(system, to: .alpaca).text.contains(#""system":"Be brief""#))
  }

  @Test func `for TRL texts in parts are one text, but beside images`() throws {
    let (text, more) = (
      #"[{"type":"text","text":"a","cache":1},{"type":"text","text":"b"}]"#,
      #"[{"type":"image"},{"type":"text","text":"a"}]"#
    )
    func chat(_ content: String) -> String {
      #"{"messages":[{"role":"user","content":\#(content)},{"role":"assistant","content":[{"type":"text","text":"c"}]}]}"#
    }
    let plain =
      #"{"messages":[{"role":"user","content":"ab"},{"role":"assistant","content":"c"}]}"#
    #expect(try converted(chat(text), to: .trlSFT) == (plain, ["cache"]))
    #expect(try converted(chat(more), to: .trlSFT).text == chat(more))
    #expect(try converted(chat(text), to: .openai).text == chat(text))
  }

  @Test func `a pair's prompt has no answer in it, and loses nothing`() throws {
    let user = #"{"role":"user","content":"q"}"#
    func turn(_ text: String) -> String { #"{"role":"assistant","content":"\#(text)"}"# }
    let whole =
      #"{"prompt":"q","chosen":"good","rejected":"bad","messages":[\#(user),\#(turn("good"))]}"#
    #expect(
      try converted(whole, to: .trlDPO).text
        .hasPrefix(#"{"prompt":[\#(user)],"chosen":[\#(turn("good"))],"rejected":"#))
    let system = #"{"role":"system","content":"s"}"#
    let repeated =
      #"{"prompt":[\#(system),\#(user)],"chosen":[\#(user),\#(turn("good"))],"rejected":[\#(user),\#(turn("bad"))]}"#
    let (text, left) = try converted(repeated, to: .trlDPO)
    #expect(text.hasPrefix(#"{"prompt":[\#(system),\#(user)],"chosen":[\#(turn("good"))]"#))
    #expect(left.isEmpty)
    let equal =
      #"{"prompt":"q","chosen":[\#(user),\#(turn("a"))],"rejected":[\#(user),\#(turn("b"))]}"#
    #expect(try converted(equal, to: .trlDPO).left.isEmpty)
  }
}
