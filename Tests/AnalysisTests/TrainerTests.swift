import Curation
import JSONLines
import TestSupport
import Testing

@testable import Analysis

/// What trainers do with records, as read in their source.
@Suite struct TrainerTests {
  func fate(_ trainer: Trainer, _ record: String) throws -> String {
    let checker = try Checker(nil, for: trainer)
    let finding = try #require(
      checker.findings(in: Bytes(record), nil, of: RecordNumber(1), as: nil).first)
    let outcome = try #require(finding.outcome)
    return finding.rule.isEmpty ? outcome.rawValue : "\(outcome.rawValue) \(finding.rule)"
  }

  static let cases: [(Trainer, String, String)] = [
    (
      .trlSFT, #"{"messages":[{"role":"user","content":"a"},{"role":"assistant","content":"b"}]}"#,
      "kept"
    ),
    (.trlSFT, #"{"messages":[]}"#, "crash T3"),
    (.trlSFT, #"{"instruction":"a","input":"","output":"b"}"#, "crash T1"),
    (.trlSFT, #"{"text":"#, "crash F01"),
    (.trlDPO, #"{"prompt":"p","chosen":"a","rejected":"b"}"#, "kept"),
    (.trlDPO, #"{"prompt":"p","chosen":"a","rejected":"a"}"#, "kept T10"),
    (.trlDPO, #"{"chosen":"The sky is blue.","rejected":"The sky is black."}"#, "changed T9"),
    (
      .trlDPO,
      #"{"prompt":"p","chosen":{"role":"assistant","content":"a"},"rejected":{"role":"assistant","content":"b"}}"#,
      "crash T2"
    ),
    (
      .trlDPO,
      #"{"prompt":[{"role":"system","content":"p"}],"chosen":[{"role":"assistant","content":"a"}],"rejected":[{"role":"assistant","content":"b"}]}"#,
      "kept T4"
    ),
    (.trlReward, #"{"chosen":"a b","rejected":"a c"}"#, "kept"),
    (.trlKTO, #"{"prompt":"p","completion":"c","label":true}"#, "kept"),
    (.trlKTO, #"{"prompt":"p","completion":"c","label":"true"}"#, "crash P11"),
    (.trlKTO, #"{"prompt":"p","chosen":"a","rejected":"b"}"#, "changed T1"),
    (.llamaFactorySFT, #"{"instruction":"a","input":"","output":"b"}"#, "kept"),
    (
      .llamaFactoryKTO,
      #"{"messages":[{"role":"user","content":"a"},{"role":"assistant","content":"b"}],"label":true}"#,
      "changed L9"
    ),
    (.msSwift, #"{"system":"s","conversation":[{"human":"a","assistant":"b"}]}"#, "kept"),
    (
      .msSwift,
      #"{"messages":[{"role":"user","content":"a"},{"role":"assistant","content":"b"}],"id":1}"#,
      "changed M3"
    ),
    (
      .openai,
      #"{"messages":[{"role":"user","content":"a"},{"role":"assistant","content":"b","weight":2}]}"#,
      "crash O0"
    ),
    (
      .openai,
      #"{"input":{"messages":[{"role":"user","content":"a"}]},"preferred_output":[{"role":"assistant","content":"b"}],"non_preferred_output":[{"role":"assistant","content":"c","reasoning":"r"}]}"#,
      "crash O0"
    ),
    (
      .openai,
      #"{"input":{"messages":[{"role":"user"}]},"preferred_output":[{"role":"assistant","content":"b"}],"non_preferred_output":[{"role":"assistant","content":"c"}]}"#,
      "crash O0"
    ),
    (
      .openai,
      #"{"input":{"messages":[{"role":"user","content":"a"}]},"preferred_output":[{"role":"assistant","content":"b"}],"non_preferred_output":[{"role":"assistant","content":"c"},{"role":"user","content":"d"}]}"#,
      "crash O2"
    ),
    (
      .trlDPO,
      #"{"prompt":[{"role":"user","content":"a"}],"chosen":[{"role":"assistant","content":null,"tool_calls":[{"type":"function","function":{"name":"w","arguments":{"a":1}}}]}],"rejected":[{"role":"assistant","content":null,"tool_calls":[{"type":"function","function":{"name":"w","arguments":{"a":2}}}]}]}"#,
      "kept"
    ),
    (
      .torchtune,
      #"{"messages":[{"role":"user","content":"a"},{"role":"tool","content":"t"},{"role":"assistant","content":"b"}]}"#,
      "crash V5"
    ),
    (
      .torchtune,
      #"{"conversations":[{"from":"human","value":"a"},{"from":"observation","value":"b"}]}"#,
      "crash V0"
    ),
    (.llamaFactorySFT, #"{"instruction":"a","output":3}"#, "dropped L5"),
    (
      .llamaFactorySFT,
      #"{"conversations":[{"from":"system","value":"s"},{"from":"human","value":"a"},{"from":"gpt","value":"b"}]}"#,
      "kept"
    ),
    (
      .llamaFactorySFT,
      #"{"conversations":[{"from":"human","value":"a"},{"from":"human","value":"b"}]}"#,
      "dropped L1"
    ),
    (.llamaFactorySFT, #"{"conversations":[{"from":"human","value":"a"}]}"#, "dropped L2"),
    (
      .llamaFactoryDPO,
      #"{"conversations":[{"from":"human","value":"a"}],"chosen":{"from":"gpt","value":"b"},"rejected":{"from":"gpt","value":"c"}}"#,
      "kept"
    ),
    (
      .llamaFactoryDPO,
      #"{"conversations":[{"from":"human","value":"a"}],"chosen":[],"rejected":[]}"#, "dropped L4"
    ),
    (.llamaFactoryKTO, #"{"instruction":"a","input":"","output":"b","kto_tag":true}"#, "kept"),
    (.llamaFactoryKTO, #"{"instruction":"a","input":"","output":"b","kto_tag":1}"#, "dropped L6"),
    (
      .axolotl,
      #"{"messages":[{"role":"user","content":"[[dummy_message]]"},{"role":"assistant","content":"b"}]}"#,
      "kept"
    ),
    (.axolotl, #"{"messages":[{"role":"user","content":"a"}]}"#, "dropped A5"),
    (.axolotl, #"{"question":"a","chosen":"b","rejected":"c"}"#, "kept"),
    (.axolotl, #"{"chosen":"b","rejected":"c"}"#, "crash A0"),
    (.axolotl, #"{"prompt":"a","chosen":null,"rejected":"c"}"#, "changed A0"),
    (
      .axolotl, #"{"prompt":[{"role":"user","content":"a"}],"chosen":"b","rejected":"c"}"#,
      "changed A0"
    ),
    (.axolotl, #"{"instruction":"a","chosen_response":"b","rejected_response":"c"}"#, "kept"),
    (
      .axolotl,
      #"{"messages":[{"role":"user","content":"a"}],"chosen":{"role":"assistant","content":"yes"},"rejected":"no"}"#,
      "kept"
    ),
    (
      .axolotl,
      #"{"messages":[{"role":"user","content":"a"}],"chosen":{"role":"assistant","content":"sage"},"rejected":"no"}"#,
      "changed A6"
    ),
    (
      .axolotl, #"{"messages":[{"role":"human","content":"a"}],"chosen":"yes","rejected":"no"}"#,
      "crash A0"
    ),
    (
      .axolotl,
      #"{"messages":[{"role":"user","content":"a"}],"chosen":[{"role":"user","content":"q"},{"role":"assistant","content":"yes"}],"rejected":"no"}"#,
      "changed A0"
    ),
    (
      .axolotl,
      #"{"prompt":"a","chosen":{"role":"assistant","content":"yes"},"rejected":{"role":"assistant","content":"no"}}"#,
      "crash A0"
    ),
    (
      .axolotl,
      #"{"chosen":[{"role":"user","content":"q"},{"role":"assistant","content":"yes"}],"rejected":[{"role":"user","content":"q"},{"role":"assistant","content":"no"}]}"#,
      "kept"
    ),
    (
      .axolotl,
      #"{"chosen":[{"role":"user","content":"q"},{"role":"assistant","content":"yes"}],"rejected":[{"role":"user","content":"other"},{"role":"assistant","content":"no"}]}"#,
      "changed A7"
    ),
    (
      .axolotl,
      #"{"chosen":[{"role":"user","content":"q"},{"role":"assistant","content":null}],"rejected":[{"role":"user","content":"q"},{"role":"assistant","content":"no"}]}"#,
      "crash A0"
    ),
    (
      .axolotl, #"{"prompt":"p","answers":[{"answer":"a","rank":1},{"answer":"b","rank":2}]}"#,
      "changed A8"
    ),
    (.axolotl, #"{"prompt":"p","answers":[{"answer":"a","rank":1}]}"#, "crash A8"),
    (.axolotl, #"{"prompt":"p","completion":"c","label":true}"#, "kept"),
    (
      .axolotl,
      #"{"completion":[{"role":"user","content":"q"},{"role":"assistant","content":"a"}],"label":false}"#,
      "kept"
    ),
    (.axolotl, #"{"completion":"c","label":true}"#, "crash A0"),
    (.axolotl, #"{"segments":[{"label":true,"text":"a"},{"text":"b"}]}"#, "crash A0"),
    (.axolotl, #"{"prompt":"p","completions":["a","b"],"labels":[true]}"#, "crash A0"),
    (
      .msSwift,
      #"{"messages":[{"role":"developer","content":"a"},{"role":"assistant","content":"b"}]}"#,
      "dropped M1"
    ),
    (
      .msSwift,
      #"{"messages":[{"role":"user","content":"a"},{"role":"assistant","content":"b"}],"rejected_response":"b"}"#,
      "dropped M2"
    ),
    (
      .msSwift,
      #"{"messages":[{"role":"user","content":"a","name":"x"},{"role":"assistant","content":"b"}]}"#,
      "changed M3"
    ),
    (.msSwift, #"{"query":"a","response":"b","answer":"c"}"#, "changed M3"),
    (
      .openai,
      #"{"messages":[{"role":"user","content":"a"},{"role":"assistant","tool_calls":[{"function":{"name":"f","arguments":{}}}]}]}"#,
      "crash O1"
    ),
    (
      .openai, #"{"messages":[{"role":"user","content":"a"},{"role":"assistant","content":"b"}]}"#,
      "kept"
    ),
    (
      .torchtune,
      #"{"messages":[{"role":"user","content":"a"},{"role":"user","content":"b"},{"role":"assistant","content":"c"}]}"#,
      "crash V3"
    ),
  ]

  /// A pair of OpenAI's with an `input`.
  static func pair(_ input: String) -> String {
    #"{"input":\#(input),"preferred_output":[\#(a)],"non_preferred_output":[\#(b)]}"#
  }

  static func answered(_ message: String, _ more: String = "") -> String {
    #"{"messages":[\#(u),{"role":"assistant",\#(message)},\#(a)]\#(more)}"#
  }

  static let objectCall =
    #"{"id":"c","type":"function","function":{"name":"w","arguments":{}}}"#
  static let textCall =
    #"{"id":"c","type":"function","function":{"name":"w","arguments":"{}"}}"#

  /// What stands in `input`, and calls that are none.
  static let openAICases: [(Trainer, String, String)] = [
    (.openai, pair(#"{"messages":[\#(u)]}"#), "kept"),
    (.openai, pair("{}"), "crash O2"),
    (.openai, pair(#"{"messages":[]}"#), "crash O2"),
    (
      .openai,
      pair(
        #"{"messages":[\#(u),{"role":"assistant","content":null,"tool_calls":[\#(objectCall)]}]}"#),
      "crash O1"
    ),
    (
      .openai,
      pair(
        #"{"messages":[\#(u),{"role":"assistant","content":null,"tool_calls":[\#(textCall)]}]}"#),
      "kept"
    ),
    (.openai, pair(#"{"messages":[{"role":"user","content":[{"type":"zzz"}]}]}"#), "crash O0"),
    (.openai, pair(#"{"messages":[\#(u)],"tools":[{"name":"w"}]}"#), "crash O0"),
    (.openai, answered(#""function_call":{"name":"w","arguments":"{}"}"#), "kept"),
    (.openai, answered(#""tool_calls":[]"#), "crash O0"),
    (.openai, answered(#""content":"a""#, #","tools":{"a":1}"#), "crash O0"),
    (.openai, answered(#""content":"a""#, #","tools":null"#), "kept"),
    (.trlSFT, answered(#""tool_calls":null"#), "crash T1"),
    (.trlSFT, answered(#""tool_calls":[{"function":{"name":"w","arguments":{}}}]"#), "kept"),
  ]

  @Test func `a label that isn't boolean is shown where it is`() throws {
    let record = #"{"messages":[\#(Self.u),\#(Self.a)],"label":"yes"}"#
    let found = try Checker(nil, for: .llamaFactoryKTO)
      .findings(in: Bytes(record), nil, of: RecordNumber(1), as: nil)
    #expect(found.first?.pointer == JSONPointer(["label"]))
  }

  @Test(arguments: cases + measured + measuredOthers + openAICases)
  func `what a trainer does is said`(
    trainer: Trainer, record: String, expected: String
  ) throws {
    #expect(try fate(trainer, record) == expected)
  }

  /// Measured with TRL's own loop on the file: 445 pairs with a beginning of the answers in the
  /// prompt, 197 of them cut inside a word.
  @Test func `TRL's implicit prompt is cut where TRL cuts it`() throws {
    func cut(_ chosen: String, _ rejected: String) throws -> (Int, String?) {
      let record = Bytes(#"{"chosen":"\#(chosen)","rejected":"\#(rejected)"}"#)
      let found = try #require(
        ImplicitPrompt(CheckedRecord(RecordNumber(1), record, RecordState(), as: nil)))
      return (found.prompt.count, found.problem)
    }
    #expect(try cut("The sky is blue.", "The sky is black.").0 == 13)
    #expect(try cut("The sky is blue.", "The sky is black.").1?.contains("inside a word") == true)
    #expect(try cut("a", "b").1?.contains("empty") == true)
    #expect(try cut("Paris is big", "Paris is big and old").0 == 11)
    #expect(try cut("same", "same").0 == 3)
    let mark = #"\n\nHuman: q\n\nAssistant:"#
    #expect(try cut(mark + "\u{301}a", mark + "\u{301}b").1?.contains("before the last") == false)
    #expect(try cut("Hello there ", "No way").0 == 11)
    #expect(try cut("Yes: one", "Yes: two").1 == nil)
    // Characters that begin with the same bytes differ as a whole.
    #expect(try cut("你好，天", "你妈，天").0 == 3)
    #expect(try cut("你好", "你好").0 == 3)
    #expect(try cut(#"\ud83da"#, #"\ud83db"#).0 == 3)
    #expect(try cut("é", "é").0 == 0)
  }
}
