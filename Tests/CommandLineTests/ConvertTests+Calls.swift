import Glibc
import JSONLines
import TestSupport
import Testing

/// Tool calls, their results, reasoning and parts.
extension ConvertTests {
  @Test func `results find their calls by ids that are numbers, and in order by ids of none`() {
    func called(_ first: String, _ second: String, _ results: String...) -> String {
      let call = [("a", first), ("b", second)].map { name, id in
        #"{\#(id)"type":"function","function":{"name":"\#(name)","arguments":"{}"}}"#
      }
      return
        #"{"messages":[{"role":"user","content":"q"},{"role":"assistant","content":null,"tool_calls":[\#(call.joined(separator: ","))]},\#(results.joined(separator: ",")),{"role":"assistant","content":"done"}]}"#
    }
    dataset(
      called(
        #""id":1,"#, #""id":2,"#, #"{"role":"tool","tool_call_id":2,"content":"B"}"#,
        #"{"role":"tool","tool_call_id":1,"content":"A"}"#),
      called(
        "", "", #"{"role":"tool","tool_call_id":"x","content":"A"}"#,
        #"{"role":"tool","tool_call_id":"y","content":"B"}"#))
    let lines = winnow("convert", "d.jsonl", "--to", "openai", "-o", "-").lines
    let records = lines.compactMap { try? JSONValue.parse($0) }
    #expect(records.count == 2)
    for record in records {
      guard case .array(let turns)? = record["messages"],
        case .array(let calls)? = turns[1]["tool_calls"]
      else {
        Issue.record("no calls in \(record.json)")
        continue
      }
      for result in turns where result["role"]?.string?.text == "tool" {
        let call = calls.first { $0["id"] == result["tool_call_id"] }
        #expect(
          call?["function"]?["name"]?.string?.text == result["content"]?.string?.text.lowercased(),
          "\(record.json)")
      }
    }
  }

  @Test func `answers that begin with a result keep its call, and an unreadable call its answer`() {
    let call = #"{"id":"c1","type":"function","function":{"name":"f","arguments":"{}"}}"#
    func side(_ text: String) -> String {
      #"[{"role":"tool","tool_call_id":"c1","content":"\#(text)"},{"role":"assistant","content":"\#(text)"}]"#
    }
    dataset(
      #"{"prompt":[{"role":"user","content":"hi"},{"role":"assistant","content":null,"tool_calls":[\#(call)]}],"chosen":\#(side("1")),"rejected":\#(side("2"))}"#
    )
    let result = winnow("convert", "d.jsonl", "--to", "openai", "-o", "-")
    #expect(result.text.ranges(of: #""tool_call_id":"c1""#).count == 2, "\(result.text)")
    dataset(
      #"{"conversations":[{"from":"human","value":"hi"},{"from":"function_call","value":"I will call f(1)"},{"from":"observation","value":"2"},{"from":"gpt","value":"one"}]}"#
    )
    #expect(winnow("convert", "d.jsonl", "--to", "sharegpt", "-o", "-").lines.count == 1)
  }

  @Test func `a prompt that the sides go on after is part of a pair`() {
    dataset(
      #"{"prompt":[{"role":"user","content":"hi"}],"chosen":[{"role":"assistant","content":"A"},{"role":"user","content":"ok"},{"role":"assistant","content":"X"}],"rejected":[{"role":"assistant","content":"A"},{"role":"user","content":"ok"},{"role":"assistant","content":"Y"}]}"#
    )
    let result = winnow("convert", "d.jsonl", "--to", "trl-dpo", "-o", "-")
    let pair = result.lines.first.flatMap { try? JSONValue.parse($0) }
    guard case .array(let prompt)? = pair?["prompt"] else {
      Issue.record("no prompt: \(result.text)")
      return
    }
    #expect(prompt.compactMap { $0["content"]?.string?.text } == ["hi", "A", "ok"])
  }

  @Test(arguments: [
    (#"{"role":"assistant","content":"x","function_call":"get_weather"}"#, "function_call"),
    (#"{"role":"assistant","content":"x","tool_calls":{"name":"f"}}"#, "tool_calls"),
    (
      #"{"role":"assistant","content":null,"tool_calls":[{"function":{"name":"a","arguments":"{}"}}],"function_call":{"name":"zz","arguments":"{}"}}"#,
      "function_call"
    ),
    (#"{"role":"assistant","content":"a","value":"b"}"#, "value"),
  ])
  func `calls that can't be read, and a second text, are named`(turn: String, name: String) {
    dataset(#"{"messages":[{"role":"user","content":"q"},\#(turn)]}"#)
    let result = winnow("convert", "d.jsonl", "--to", "sharegpt", "-o", "-")
    #expect(result.errors.contains(name), "\(result.errors)")
  }

  @Test func `calls are wrapped as OpenAI has them, and no text of theirs becomes a number`() {
    dataset(
      #"{"messages":[{"role":"user","content":"q"},{"role":"assistant","content":null,"tool_calls":[{"id":"1","name":"a","arguments":{"x":1}}]}]}"#,
      #"{"messages":[{"role":"user","content":"q"},{"role":"assistant","content":null,"tool_calls":[{"id":"1","type":"function","function":{"name":"a","arguments":"5"}}]}]}"#
    )
    let result = winnow("convert", "d.jsonl", "--to", "openai", "-o", "-")
    #expect(result.lines[0].contains(#""function":{"name":"a","arguments":"{\"x\":1}"}"#))
    let trl = winnow("convert", "d.jsonl", "--to", "trl-sft", "-o", "-")
    #expect(trl.lines[1].contains(#""arguments":"5""#))
  }

  @Test func `reasoning under two keys is carried over whole`() {
    dataset(
      #"{"messages":[{"role":"user","content":"q"},{"role":"assistant","content":"c","reasoning":"A","thinking":"B"}]}"#
    )
    let result = winnow("convert", "d.jsonl", "--to", "sharegpt", "-o", "-")
    #expect(result.text.contains(#"<think>\nA\n\nB\n</think>"#), "\(result.text)")
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

  @Test func `members of turns that a format has no place for are said`() {
    dataset(
      #"{"messages":[{"role":"user","content":"q","name":"bo"},{"role":"assistant","content":[{"type":"reasoning","value":"hm"},{"type":"text","value":"a"}],"weight":0}]}"#
    )
    let result = winnow("convert", "d.jsonl", "--to", "llama-factory-sft")
    #expect(result.errors.contains("no place for name: left out of 1"))
    #expect(result.errors.contains("no place for weight: left out of 1"))
    #expect(result.lines[0].contains(#"<think>\nhm\n</think>\n\na"#))
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

  static let twoCalls =
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

  @Test func `columns of several types are said beside the line that loads them`() {
    func call(_ value: String) -> String {
      #"{"messages":[{"role":"user","content":"q"},{"role":"assistant","content":null,"tool_calls":[{"type":"function","function":{"name":"f","arguments":"{\"a\":\#(value)}"}}]}]}"#
    }
    dataset(call("1"), call(#"\"x\""#))
    let result = winnow("convert", "d.jsonl", "--to", "trl-sft", "-o", "o.jsonl")
    #expect(
      result.errors.contains("load_dataset") && result.errors.contains("F11"), "\(result.errors)")
    let link = ChildProcess.run(["/bin/ln", "-s", "o.jsonl", winnow.folder.path("l.jsonl")])
    #expect(link.status == 0)
    #expect(
      winnow("convert", "d.jsonl", "--to", "trl-sft", "-o", "l.jsonl", "--force").errors
        .contains("F11"))
    dataset(call("1"), call("2"))
    let same = winnow("convert", "d.jsonl", "--to", "trl-sft", "-o", "o.jsonl", "--force")
    #expect(same.status == 0 && !same.errors.contains("F11"), "\(same.errors)")
  }
}
