import Curation
import JSONLines
import TestSupport
import Testing

@testable import Analysis

/// What trainers do with media and calls, and with records beside others.
@Suite struct TrainerFileTests {
  private func fates(_ trainer: Trainer, _ records: [String]) throws -> [String] {
    var found: [String] = []
    let numbers = records.indices.map { RecordNumber(position: $0) }
    try Checker(nil, for: trainer).check(numbers, in: WorkingSet(ArraySource(records)), as: nil) {
      found.append([$0.outcome?.rawValue ?? "?", $0.rule].joined(separator: " "))
    }
    return found
  }

  private func chat(_ content: String, _ more: String = "", role: String = "user") -> String {
    #"{"messages":[{"role":"\#(role)","content":"\#(content)"},{"role":"assistant","content":"b"}]\#(more)}"#
  }

  private func called(_ arguments: String) -> String {
    #"{"messages":[{"role":"user","content":"a"},{"role":"assistant","content":"","tool_calls":[{"id":"c","type":"function","function":{"name":"w","arguments":\#(arguments)}}]},{"role":"assistant","content":"b"}]}"#
  }

  @Test func `the first record decides how the others are read`() throws {
    let conversational = chat("a")
    let standard = #"{"prompt":"p","completion":"c"}"#
    #expect(
      try fates(.trlSFT, [conversational, standard, conversational])
        == ["kept ", "crash T2", "kept "])
    #expect(
      try fates(
        .llamaFactorySFT, [#"{"instruction":"a","input":"","output":"b"}"#, conversational])
        == ["kept ", "dropped L0"])
    #expect(
      try fates(.axolotl, [#"{"instruction":"a","input":"","output":"b"}"#, conversational])
        == ["kept ", "dropped A0"])
    // A column that is null is one that the other records lack.
    #expect(
      try fates(.trlSFT, [chat("a"), chat("a", #","conversations":null"#)]) == ["kept ", "kept "])
    #expect(
      try fates(.axolotl, [chat("a"), chat("a", #","label":null,"completion":null"#)])
        == ["kept ", "kept "])
    #expect(try fates(.openai, [conversational, conversational]) == ["kept ", "kept "])
    #expect(try fates(.trlSFT, [chat("a"), #"{"text":"t"}"#]) == ["kept ", "changed T2"])
    #expect(try fates(.trlSFT, [#"{"text":"t"}"#, chat("a")]) == ["kept ", "crash T2"])
    #expect(
      try fates(.trlSFT, [chat("a"), chat("a", #","chat_template_kwargs":{}"#)])
        == ["kept ", "crash T2"])
    #expect(try fates(.torchtune, [conversational, #"{"text":"t"}"#]) == ["kept ", "crash V0"])
    let labelled = #"{"prompt":"q","completion":"a","label":true}"#
    #expect(
      try fates(.trlKTO, [labelled, #"{"prompt":"q","chosen":"a","rejected":"b"}"#]).prefix(2)
        == ["kept ", "crash T2"])
    let pair = #"{"prompt":"q","chosen":"a","rejected":"b"}"#
    #expect(
      try fates(.trlDPO, [pair, #"{"chosen":"x a","rejected":"x b"}"#]) == ["kept ", "crash T2"])
  }

  @Test func `ms-swift looks at the columns of all records`() throws {
    let (more, alpaca) = (
      #","rejected_response":"e""#, #"{"instruction":"a","input":"","output":"b"}"#
    )
    #expect(try fates(.msSwift, [chat("a"), chat("c", more)]) == ["dropped M0", "kept "])
    #expect(try fates(.msSwift, [alpaca, chat("c")]) == ["dropped M0", "kept "])
    let said =
      #"{"conversations":[{"from":"human","value":"a"},{"from":"gpt","value":"b"}]}"#
    #expect(try fates(.msSwift, [chat("a"), said]) == ["kept ", "dropped M0"])
    #expect(
      try fates(
        .msSwift, [#"{"question":"a","answer":"b"}"#, #"{"prompt":"c","completion":"d"}"#])
        == ["dropped M5", "dropped M5"])
    #expect(
      try fates(.msSwift, [#"{"query":"a","response":"b"}"#, #"{"prompt":"c","completion":"d"}"#])
        == ["kept ", "dropped M5"])
    #expect(
      try fates(
        .msSwift,
        [#"{"question":"a","answer":"b"}"#, #"{"question":"c","answer":"d","solution":"e"}"#])
        == ["changed M5", "changed M5"])
  }

  @Test func `Axolotl writes a system column that is null`() throws {
    #expect(
      try fates(.axolotl, [chat("a"), chat("c", #","system":"Be brief.""#)])
        == ["crash A0", "kept "])
  }

  @Test func `LLaMA-Factory's columns have one type, and their objects the same members`() throws {
    func alpaca(_ more: String) -> String {
      #"{"instruction":"a","input":"","output":"b"\#(more)}"#
    }
    #expect(
      try fates(.llamaFactorySFT, [alpaca(#","id":1"#), alpaca(#","id":"x""#)])
        == ["kept ", "crash F11"])
    #expect(
      try fates(.llamaFactorySFT, [alpaca(""), alpaca("").replacing(#""b""#, with: "4")])
        == ["kept ", "crash F11"])
    #expect(
      try fates(.llamaFactorySFT, [alpaca(#","id":1"#), alpaca(#","id":null"#), alpaca("")])
        == ["kept ", "kept ", "kept "])
    #expect(
      try fates(.llamaFactorySFT, [alpaca(""), #"{"input":"","output":"b"}"#])
        == ["kept ", "dropped L5"])
    func answered(_ arguments: String) -> String {
      #"{"messages":[{"role":"user","content":"a"},{"role":"assistant","content":null,"tool_calls":[{"type":"function","function":{"name":"w","arguments":\#(arguments)}}]},{"role":"tool","content":"r"},{"role":"assistant","content":"b"}]}"#
    }
    #expect(
      try fates(
        .llamaFactorySFT,
        [answered(#"{"city":"B"}"#), answered(#"{"city":"C"}"#), answered(#"{"day":2}"#)])
        == ["changed L9", "changed L9", "changed L10"])
    let text = try fates(
      .llamaFactorySFT,
      [answered(#""{\"city\":\"B\"}""#), answered(#""{\"day\":2}""#)])
    #expect(text == ["changed L9", "changed L9"])
  }

  @Test func `labels of one kind, or out of balance, are said at the end`() throws {
    func labelled(_ isGood: Bool) -> String {
      #"{"prompt":"p","completion":"c","label":\#(isGood)}"#
    }
    #expect(try fates(.trlKTO, [labelled(true)]) == ["kept ", "? T7"])
    let nine = Array(repeating: labelled(true), count: 9)
    #expect(try fates(.trlKTO, nine + [labelled(false)]).last == "? T7")
    #expect(try fates(.trlKTO, [labelled(true), labelled(false)]).count == 2)
    let tagged = #"{"instruction":"a","input":"","output":"b","kto_tag":true}"#
    #expect(try fates(.llamaFactoryKTO, [tagged]).last == "? L6")
    // dataset_info.json may name the label so.
    let mapped = tagged.replacing("kto_tag", with: "label")
    #expect(try fates(.llamaFactoryKTO, [mapped]).last == "? L6")
  }

  @Test func `media and their placeholders are counted`() throws {
    let one = #","images":["a.png"]"#
    #expect(try fates(.trlSFT, [chat("<image>?", one), chat("?", one)]) == ["kept T5", "kept "])
    #expect(try fates(.trlSFT, [chat("<image>?", one, role: "critic")]) == ["crash T5"])
    #expect(
      try fates(.llamaFactorySFT, [chat("<image>?", one), chat("?", one)]) == [
        "changed L9", "crash L7",
      ])
    #expect(try fates(.llamaFactorySFT, [chat("<image>?")]) == ["kept L7"])
    #expect(try fates(.trlSFT, [chat("<image>?")]) == ["kept T5"])
    let typed =
      #"{"messages":[{"role":"user","content":[{"type":"image"},{"type":"text","text":"?"}]},{"role":"assistant","content":"b"}],"images":["a.png"]}"#
    #expect(try fates(.trlSFT, [typed]) == ["kept "])
  }

  @Test func `arguments of calls are a string here and an object there`() throws {
    let (text, object) = (called(#""{\"n\":1}""#), called(#"{"n":1}"#))
    #expect(try fates(.trlSFT, [text, object]) == ["kept O1", "kept "])
    #expect(try fates(.openai, [text, object]) == ["kept ", "crash O1"])
    #expect(
      try fates(.axolotl, [object, called(#"{"n":2}"#), called(#"{"n":"2"}"#)])
        == ["kept ", "kept ", "kept A2"])
  }

  @Test func `OpenAI wants tools and calls with their types and names`() throws {
    let call = #"{"function":{"name":"w","arguments":"{}"}}"#
    func record(_ call: String, _ result: String, _ tools: String = "") -> String {
      #"{"messages":[{"role":"user","content":"a"},{"role":"assistant","content":"","tool_calls":[\#(call)]},{"role":"tool",\#(result)"content":"b"}]\#(tools)}"#
    }
    let whole = #"{"id":"c","type":"function","function":{"name":"w","arguments":"{}"}}"#
    let named = #""tool_call_id":"c","#
    #expect(
      try fates(
        .openai,
        [
          record(whole, named), record(call, named), record(whole, ""),
          record(whole, named, #","tools":[{"name":"w"}]"#),
        ]) == ["kept ", "crash O0", "crash O0", "crash O0"])
    #expect(
      try fates(
        .openai,
        [
          chat("a"),
          #"{"input":{"messages":[{"role":"user","content":"q"}]},"preferred_output":[{"role":"assistant","content":"a"}],"non_preferred_output":[{"role":"assistant","content":"b"}]}"#,
        ])
        == ["kept ", "crash O0"])
  }

  @Test func `ShareGPT is spelled in one way in a file`() throws {
    func said(_ user: String, _ model: String) -> String {
      #"{"conversations":[{"from":"\#(user)","value":"a"},{"from":"\#(model)","value":"b"}]}"#
    }
    #expect(
      try fates(.llamaFactorySFT, [said("human", "gpt"), said("user", "assistant")])
        == ["kept ", "dropped L0"])
  }

  @Test func `empty turns and unknown keys are said`() throws {
    #expect(try fates(.axolotl, [chat(""), chat("a")]) == ["kept A3", "kept "])
    let reasoned =
      #"{"messages":[{"role":"user","content":"a"},{"role":"assistant","content":"b","reasoning_content":"c"}]}"#
    #expect(try fates(.openai, [reasoned]) == ["crash O0"])
  }

  @Test func `a turn of calls is JSON after its reasoning, of one function or several`() throws {
    let one = try #require(CallText(#"{"name":"w","arguments":{}}"#))
    #expect(one.functions.count == 1 && one.reasoning.isEmpty)
    let two = try #require(
      CallText("<think>\nhm\n</think>\n\n[{\"name\":\"w\"},{\"name\":\"v\"}]"))
    #expect(two.functions.count == 2 && two.reasoning == "<think>\nhm\n</think>\n\n")
    for text in ["", "no json", "[]", "{}", "<think>{\"name\":\"w\"}", "[1]"] {
      #expect(CallText(text) == nil, "\(text)")
    }
  }
}
