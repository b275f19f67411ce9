import Curation
import JSONLines
import TestSupport
import Testing

@testable import Analysis

/// Records on which the trainers themselves were run.
extension TrainerTests {
  static let u = #"{"role":"user","content":"q"}"#
  static let tagged = #"{"role":"user","content":"<image>?"}"#
  static let picture =
    #"{"role":"user","content":[{"type":"image"},{"type":"text","text":"q"}]}"#
  static let a = #"{"role":"assistant","content":"a"}"#
  static let b = #"{"role":"assistant","content":"b"}"#

  /// A message that calls a function.
  static func call(_ function: String) -> String {
    #"{"role":"assistant","content":null,"tool_calls":[{"function":\#(function)}]}"#
  }

  /// A message whose content is a part.
  static func parts(_ part: String) -> String {
    #"{"role":"assistant","content":[\#(part)]}"#
  }

  static let h = #"{"from":"human","value":"q"}"#
  static let g = #"{"from":"gpt","value":"a"}"#

  /// What LLaMA-Factory 0.9.5, ms-swift 4.6.0 and Axolotl 0.19.0 did when they were run on these
  /// records.
  static let measuredOthers: [(Trainer, String, String)] = [
    (.llamaFactoryKTO, #"{"conversations":[\#(g),\#(h)],"kto_tag":true}"#, "crash L1"),
    (.llamaFactoryKTO, #"{"conversations":[\#(h),\#(g)],"kto_tag":"true"}"#, "dropped L6"),
    (
      .llamaFactoryKTO,
      #"{"conversations":[\#(h),{"from":"gpt","value":""}],"kto_tag":true}"#, "changed L6"
    ),
    (.llamaFactoryKTO, #"{"instruction":"q","input":"","output":"","kto_tag":false}"#, "kept"),
    (.llamaFactorySFT, #"{"conversations":[\#(h),{"from":"gpt","value":null}]}"#, "crash L5"),
    (.llamaFactorySFT, #"{"conversations":[\#(h),{"from":"bot","value":"a"}]}"#, "dropped L1"),
    (
      .llamaFactorySFT, #"{"conversations":[\#(h),{"from":"assistant","value":"a"}]}"#, "dropped L1"
    ),
    (.llamaFactorySFT, #"{"conversations":[{"from":"system","value":"s"}]}"#, "dropped L2"),
    (
      .llamaFactorySFT, #"{"conversations":[\#(h),{"from":"function_call","value":"bad"}]}"#,
      "crash L8"
    ),
    (
      .llamaFactorySFT,
      #"{"conversations":[\#(h),{"from":"function_call","value":"<think>hm</think>{\"name\":\"f\",\"arguments\":{}}"}]}"#,
      "crash L8"
    ),
    (
      .llamaFactorySFT,
      #"{"conversations":[\#(h),{"from":"function_call","value":"<think>\nhm\n</think>\n\n{\"name\":\"f\",\"arguments\":{}}"}]}"#,
      "kept"
    ),
    (.llamaFactorySFT, #"{"conversations":[\#(h),\#(g)],"tools":"null"}"#, "crash L8"),
    (.llamaFactorySFT, #"{"conversations":[\#(h),\#(g)],"tools":[]}"#, "kept"),
    (.llamaFactorySFT, #"{"conversations":[\#(h),\#(g)],"tools":"[5]"}"#, "crash L8"),
    (.llamaFactorySFT, #"{"instruction":"i","output":null,"tools":"5"}"#, "dropped L5"),
    (
      .llamaFactorySFT, #"{"messages":[{"role":"function","content":"q"},\#(a)]}"#, "crash L1"
    ),
    (.llamaFactorySFT, #"{"messages":[\#(u),{"content":"a"}]}"#, "crash L1"),
    (
      .llamaFactorySFT,
      #"{"messages":[\#(u),{"role":"assistant","content":"","tool_calls":[{}]}]}"#, "crash L8"
    ),
    (
      .llamaFactoryKTO,
      #"{"conversations":[\#(h),{"from":"gpt","value":null}],"kto_tag":true}"#, "changed L6"
    ),
    (.msSwift, #"{"messages":[\#(u),{"role":"system","content":"s"},\#(a)]}"#, "dropped M1"),
    (.msSwift, #"{"messages":[{"role":"system","content":"s"}]}"#, "dropped M6"),
    (.msSwift, #"{"messages":[{"role":"tool","content":"t"},\#(a)]}"#, "dropped M6"),
    (.msSwift, #"{"messages":[\#(u),{"role":"tool","content":"t"},\#(u),\#(a)]}"#, "kept"),
    (.msSwift, #"{"messages":[\#(u),\#(a),{"role":"tool","content":"t"},\#(u)]}"#, "dropped M6"),
    (.msSwift, #"{"messages":[\#(u),{"role":"tool_call","content":"get(x)"}]}"#, "dropped M6"),
    (.msSwift, #"{"messages":[\#(u),{"role":"tool_call","content":"{'name':'f'}"}]}"#, "kept"),
    (
      .msSwift,
      #"{"messages":[\#(u),{"role":"tool_call","content":"{\"name\":\"f\",\"parameters\":{}}"}]}"#,
      "kept"
    ),
    (.msSwift, #"{"messages":[\#(u),\#(call(#"{"name":"f"}"#))]}"#, "kept"),
    (.msSwift, #"{"messages":[\#(u),\#(call(#"{"name":"f","arguments":"zz"}"#))]}"#, "dropped M6"),
    (.msSwift, #"{"messages":[\#(u),\#(call(#"{"arguments":{}}"#))]}"#, "dropped M6"),
    (.msSwift, #"{"messages":[\#(u),\#(parts(#"{"type":"text","text":"x"}"#))]}"#, "kept"),
    (.msSwift, #"{"messages":[\#(u),\#(parts(#"{"type":"text","value":"x"}"#))]}"#, "dropped M6"),
    (
      .msSwift, #"{"messages":[\#(u),\#(parts(#"{"type":"file","file":{"id":1}}"#))]}"#,
      "dropped M6"
    ),
    (
      .msSwift, #"{"messages":[\#(u),\#(parts(#"{"type":"input_text","text":"x"}"#))]}"#,
      "changed M6"
    ),
    (.msSwift, #"{"messages":[\#(picture),\#(a)],"images":["x.png"]}"#, "kept"),
    (.torchtune, #"{"messages":[\#(u),\#(parts(#"{"type":"text","value":"x"}"#))]}"#, "crash V0"),
    (
      .torchtune, #"{"messages":[\#(u),\#(parts(#"{"type":"audio","audio":"x"}"#))]}"#, "changed V0"
    ),
    (.llamaFactorySFT, #"{"messages":[\#(u),\#(call(#"{"name":"f"}"#))]}"#, "crash L8"),
    (
      .llamaFactorySFT,
      #"{"messages":[\#(u),{"role":"assistant","content":null,"tool_calls":[{"name":"f"}]},\#(u)]}"#,
      "crash L8"
    ),
    (
      .llamaFactoryKTO, #"{"instruction":"a","input":"","output":null,"kto_tag":true}"#,
      "changed L6"
    ),
    (
      .llamaFactoryKTO, #"{"instruction":"a","input":"","output":null,"kto_tag":false}"#, "crash L5"
    ),
    (
      .llamaFactoryKTO,
      #"{"conversations":[{"from":"human","value":"q"},{"from":"gpt","value":"a"},{"from":"gpt","value":null}],"kto_tag":true}"#,
      "crash L1"
    ),
    (.msSwift, #"{"messages":[\#(u),\#(a)],"tools":"bad"}"#, "dropped M1"),
    (.msSwift, #"{"query":5,"response":"a"}"#, "dropped M1"),
    (.msSwift, #"{"messages":"x"}"#, "dropped M1"),
    (
      .msSwift,
      #"{"conversation":[{"from":"human","value":"q"},{"from":"gpt","value":"a"}]}"#, "kept"
    ),
    (.axolotl, #"{"instruction":"q","output":""}"#, "dropped A5"),
    (.axolotl, #"{"segments":[{"label":false,"text":"a"}]}"#, "dropped A5"),
    (.axolotl, #"{"prompt":"q","completion":"a","label":1}"#, "kept"),
    (.axolotl, #"{"messages":[\#(u)],"chosen":null,"rejected":"b"}"#, "crash A0"),
    (.llamaFactorySFT, #"{"conversations":[\#(h),\#(g)],"system":5}"#, "crash L5"),
    (.llamaFactorySFT, #"{"instruction":5,"output":"a"}"#, "crash L5"),
    (.llamaFactorySFT, #"{"instruction":"q","output":"a","history":[["a"]]}"#, "crash L5"),
    (.llamaFactorySFT, #"{"instruction":"q","output":["a"],"history":[["a"]]}"#, "crash L5"),
    (.llamaFactorySFT, #"{"instruction":"q","output":["a"],"history":[[1,2]]}"#, "dropped L5"),
    (
      .llamaFactoryDPO, #"{"instruction":"q","chosen":["a"],"rejected":"b","history":[["a"]]}"#,
      "crash L5"
    ),
    (
      .llamaFactoryDPO,
      #"{"conversations":[{"from":"observation","value":"q"}],"chosen":\#(g),"rejected":\#(g)}"#,
      "kept"
    ),
    (
      .llamaFactorySFT, #"{"conversations":[{"from":"observation","value":"q"},\#(g)]}"#, "kept"
    ),
    (
      .llamaFactorySFT,
      #"{"conversations":[{"from":"tool","value":"q"},{"from":"function_call","value":"{\"name\":\"f\",\"arguments\":{}}"}]}"#,
      "dropped L1"
    ),
    (.llamaFactorySFT, #"{"instruction":"q","output":""}"#, "kept L5"),
    (
      .llamaFactorySFT,
      #"{"messages":[\#(u),{"role":"assistant","content":"","tool_calls":[{"function":{"name":"f","arguments":"{}"}}]},{"role":"tool","content":"1"},{"role":"tool","content":"2"},\#(a)]}"#,
      "changed L9"
    ),
    (
      .llamaFactoryDPO,
      #"{"conversations":[\#(h)],"chosen":{"from":"gpt"},"rejected":{"from":"gpt","value":"c"}}"#,
      "crash L5"
    ),
    (
      .llamaFactoryDPO,
      #"{"conversations":[\#(h)],"chosen":{"from":"assistant","value":"b"},"rejected":{"from":"gpt","value":"c"}}"#,
      "crash L4"
    ),
    (.llamaFactoryDPO, #"{"conversations":[\#(h)],"chosen":"b","rejected":"c"}"#, "dropped L4"),
    (.msSwift, #"{"prompt":"p","question":"q","response":"a"}"#, "changed M5"),
    (.msSwift, #"{"instruction":"q","input":"","output":"a","response":"b"}"#, "changed M3"),
    (.msSwift, #"{"prompt":"p"}"#, "changed M5"),
    (.msSwift, #"{"Query":"q","Response":"a"}"#, "kept"),
    (.msSwift, #"{"instruction":"q","context":"c","response":"a"}"#, "changed M3"),
    (.msSwift, #"{"query":"q","response":"a","rejected_response":"a"}"#, "dropped M2"),
    (.msSwift, #"{"query":"q","response":[]}"#, "dropped M4"),
    (.msSwift, #"{"messages":[]}"#, "dropped M1"),
    (
      .msSwift, #"{"messages":[\#(u),{"role":"assistant","content":null,"tool_calls":[]}]}"#,
      "dropped M1"
    ),
    (.msSwift, #"{"messages":[\#(u),\#(a)],"image":"x.png"}"#, "kept"),
    (.msSwift, #"{"messages":[\#(u),\#(a)],"questions":["q"],"positive_images":[]}"#, "kept"),
    (.msSwift, #"{"messages":[\#(u),\#(a)],"question_id":"q"}"#, "changed M3"),
    (
      .msSwift,
      #"{"messages":[\#(u),{"role":"function-call","content":"{}"},{"role":"observations","content":"1"},\#(a)]}"#,
      "kept"
    ),
    (.axolotl, #"{"messages":[\#(u),\#(a)],"tools":"null"}"#, "crash A1"),
    (.axolotl, #"{"messages":[\#(u),\#(a)],"tools":"[]"}"#, "kept"),
    (.axolotl, #"{"messages":[]}"#, "crash A0"),
    (.axolotl, #"{"messages":[\#(u),{"role":"assistant","content":""}]}"#, "dropped A5"),
    (.axolotl, #"{"instruction":null,"output":"a"}"#, "changed A0"),
    (.axolotl, #"{"instruction":"q","output":3}"#, "crash A0"),
    (.axolotl, #"{"completion":[\#(a)],"label":true}"#, "kept"),
    (.axolotl, #"{"segments":null}"#, "crash A0"),
    (
      .axolotl,
      #"{"messages":[\#(u)],"chosen":{"role":"assistant","content":""},"rejected":"no"}"#,
      "changed A6"
    ),
    (.axolotl, #"{"messages":[\#(u),\#(a)],"system":null}"#, "crash A0"),
    (
      .axolotl, #"{"messages":[{"role":"system","content":"s"},\#(u),\#(a)],"system":null}"#, "kept"
    ),
    (.axolotl, #"{"messages":"[]"}"#, "kept"),
    (.axolotl, #"{"conversations":[{"from":"human","value":"q"},\#(a)]}"#, "crash A0"),
    (
      .axolotl,
      #"{"conversations":[{"from":"human","value":"q"},{"from":"function_call","value":"get(x)"},{"from":"gpt","value":"a"}]}"#,
      "changed A0"
    ),
    (.msSwift, #"{"prompt":"q","chosen":"a","rejected":"b"}"#, "dropped M5"),
    (.msSwift, #"{"chosen":"a","rejected":"b"}"#, "dropped M5"),
    (.msSwift, #"{"turns":["a","b"]}"#, "dropped M5"),
    (.msSwift, #"{"query":"q","response":null}"#, "changed M5"),
    (.msSwift, #"{"messages":[\#(u)]}"#, "changed M5"),
    (
      .msSwift, #"{"messages":[\#(u),{"role":"assistant","content":"a","loss":false}]}"#,
      "changed M5"
    ),
    (.msSwift, #"{"messages":[\#(u),\#(a)],"label":"false"}"#, "changed M7"),
    (.msSwift, #"{"messages":[\#(u),\#(a)],"label":false}"#, "kept"),
    (.msSwift, #"{"messages":[\#(u),\#(a)],"rejected_response":[\#(a)]}"#, "dropped M2"),
    (.msSwift, #"{"messages":[\#(u),\#(a)],"rejected_response":4}"#, "dropped M2"),
    (.msSwift, #"{"messages":[\#(u),\#(a)],"rejected_response":["c","d"]}"#, "dropped M2"),
    (.msSwift, #"{"prompt":"q","completion":["a"]}"#, "changed M4"),
    (.llamaFactorySFT, #"{"instruction":"q","response":"a"}"#, "crash L0"),
    (.llamaFactorySFT, #"{"text":"t"}"#, "crash L0"),
    (.trlKTO, #"{"prompt":"q","chosen":"a","rejected":"b","images":["a.png"]}"#, "crash T5"),
    (
      .trlSFT, #"{"messages":[{"role":"user","content":[{"type":"text","text":"q"}]},\#(a)]}"#,
      "changed T5"
    ),
    (
      .trlDPO,
      #"{"prompt":[{"role":"user","content":[{"type":"text","text":"q"}]}],"chosen":[\#(a)],"rejected":[{"role":"assistant","content":"c"}]}"#,
      "changed T5"
    ),
    (.trlSFT, #"{"messages":[{"role":"user","content":null},\#(a)]}"#, "kept T1"),
    (.trlSFT, #"{"text":"t","score":NaN}"#, "kept F08"),
    (.trlSFT, #"{"text":"t","score":1e400}"#, "crash F08"),
    (.trlSFT, #"{"text":"t","score":1e300}"#, "kept"),
    (.axolotl, #"{"messages":[{"role":"system","content":null},\#(u),\#(a)]}"#, "crash A0"),
    (.openai, #"{"messages":[\#(u),\#(a)],"score":NaN}"#, "crash F01"),
  ]

  /// What TRL 1.16 and torchtune 0.6.1 did when they were run on these records.
  static let measured: [(Trainer, String, String)] = [
    (.trlSFT, #"{"prompt":"q","messages":[\#(u),\#(a)]}"#, "crash T1"),
    (.trlSFT, #"{"prompt":"q","text":"abc"}"#, "crash T1"),
    (.trlSFT, #"{"prompt":"q","completion":"a","text":"abc"}"#, "changed T1"),
    (.trlSFT, #"{"conversations":[\#(u),\#(a)]}"#, "crash T1"),
    (.trlSFT, #"{"conversations":[]}"#, "crash T3"),
    (.trlSFT, #"{"conversations":[{"from":"user","value":"q"}]}"#, "changed T1"),
    (.trlSFT, #"{"prompt":null,"completion":null}"#, "crash T2"),
    (.trlSFT, #"{"prompt":[\#(u)],"completion":[]}"#, "crash T3"),
    (.trlSFT, #"{"prompt":[{"from":"user","value":"q"}],"completion":[\#(a)]}"#, "crash T2"),
    (.trlSFT, #"{"text":"abc","labels":"harmful"}"#, "crash T1"),
    (.trlSFT, #"{"text":"abc","labels":[0,1]}"#, "changed T1"),
    (.trlSFT, #"{"text":"abc","input_ids":[0,1]}"#, "changed T1"),
    (.trlSFT, #"{"text":"abc","tools":""}"#, "crash T1"),
    (.trlSFT, #"{"messages":[\#(u),\#(a)],"tools":["a"]}"#, "crash T1"),
    (.trlSFT, #"{"messages":[\#(u),\#(a)],"tools":"[]"}"#, "kept"),
    (.trlSFT, #"{"messages":[\#(u),\#(a)],"chat_template_kwargs":null}"#, "crash T1"),
    (.trlSFT, #"{"messages":[\#(u),\#(a)],"images":[]}"#, "kept T5"),
    (.trlSFT, #"{"messages":[\#(u),\#(a)],"images":["i","j"]}"#, "kept"),
    (.trlSFT, #"{"messages":[\#(tagged),\#(a)],"images":["i"],"tools":""}"#, "crash T1"),
    (
      .trlDPO, #"{"prompt":[\#(tagged)],"chosen":[\#(a)],"rejected":[\#(a)],"images":["i"]}"#,
      "kept T10"
    ),
    (
      .trlKTO, #"{"prompt":[\#(tagged)],"completion":[\#(picture)],"label":1,"images":["i"]}"#,
      "crash T5"
    ),
    (.trlSFT, #"{"messages":[\#(picture),\#(a)],"images":["i","j"]}"#, "crash T5"),
    (.trlSFT, #"{"messages":[\#(picture),\#(u),\#(a)],"images":["i"]}"#, "crash T5"),
    (.trlSFT, #"{"prompt":[\#(picture)],"completion":[\#(a)],"images":["i"]}"#, "kept"),
    (.trlSFT, #"{"prompt":[\#(picture)],"completion":[\#(a)],"images":["i","j"]}"#, "crash T5"),
    (
      .trlKTO, #"{"prompt":[\#(u)],"completion":[\#(picture)],"label":true,"images":["i"]}"#,
      "crash T5"
    ),
    (
      .trlDPO, #"{"prompt":[\#(picture)],"chosen":[\#(a)],"rejected":[\#(b)],"images":[]}"#,
      "crash T5"
    ),
    (.trlSFT, #"{"messages":[{"role":"human","content":"q"},\#(a)]}"#, "changed T1"),
    (.trlSFT, #"{"text":"a","text":"b"}"#, "crash F07"),
    (.trlSFT, #"{"text":"a\ud83d"}"#, "crash F09"),
    (.trlDPO, #"{"chosen":"","rejected":"abc"}"#, "crash T9"),
    (.trlDPO, #"{"chosen":[\#(a)],"rejected":[\#(b)]}"#, "crash T9"),
    (.trlDPO, #"{"chosen":[\#(u),\#(a)],"rejected":[\#(u),\#(b)]}"#, "changed T9"),
    (
      .trlDPO, #"{"chosen":[{"content":"q","role":"user"},\#(a)],"rejected":[\#(u),\#(b)]}"#,
      "changed T9"
    ),
    (
      .trlDPO,
      #"{"prompt":[{"from":"user","value":"q"}],"chosen":[{"from":"gpt","value":"a"}],"rejected":[{"from":"gpt","value":"b"}]}"#,
      "crash T2"
    ),
    (
      .trlDPO, #"{"prompt":[\#(u)],"chosen":[\#(u),\#(a)],"rejected":[\#(u),\#(b)]}"#, "kept T9"
    ),
    (
      .trlDPO,
      #"{"chosen":[{"role":"user","content":"q","name":null},\#(a)],"rejected":[\#(u),\#(b)]}"#,
      "crash T9"
    ),
    (.trlDPO, #"{"chosen":"x a","rejected":"x b","tools":"zzz"}"#, "crash T1"),
    (.trlSFT, #"{"text":"t","chosen":[\#(u),\#(a)]}"#, "crash T1"),
    (.trlSFT, #"{"text":"t","input_ids":[]}"#, "crash T1"),
    (.trlSFT, #"{"conversations":[{"from":"user","value":"q"}],"tools":"zzz"}"#, "crash T1"),
    (.trlSFT, #"{"conversations":[{"from":"user","value":"q"}],"labels":null}"#, "crash T1"),
    (.trlKTO, #"{"prompt":"q","chosen":"a","rejected":"b","label":"true"}"#, "crash P11"),
    (.trlKTO, #"{"prompt":"q","chosen":"a","rejected":"b","completion":null}"#, "crash T2"),
    (.trlKTO, #"{"prompt":"q","completion":"a","label":-1}"#, "kept P11"),
    (.trlReward, #"{"chosen":"a","rejected":"b","margin":"1"}"#, "crash T1"),
    (.trlReward, #"{"chosen":"a","rejected":"b","margin":1}"#, "kept"),
    (.trlKTO, #"{"prompt":"q","completion":[\#(a)],"label":true}"#, "crash T2"),
    (.trlKTO, #"{"prompt":[],"completion":"a","label":true}"#, "crash T3"),
    (.trlKTO, #"{"prompt":"q","completion":"a","label":1}"#, "kept P11"),
    (.trlKTO, #"{"prompt":"q","chosen":null,"rejected":"b"}"#, "crash T2"),
    (.trlKTO, #"{"chosen":"The sky is blue","rejected":"The sky is black"}"#, "changed T9"),
    (.trlKTO, #"{"chosen":[\#(a)],"rejected":[\#(b)]}"#, "crash T9"),
    (.torchtune, #"{"messages":[\#(u),{"role":"assistant","content":null}]}"#, "changed V0"),
    (.torchtune, #"{"messages":[{"role":"user","content":null},\#(a)]}"#, "crash V0"),
    (
      .torchtune,
      #"{"messages":[\#(u),{"role":"assistant","content":"","tool_calls":[]},{"role":"tool","content":"1"},\#(a)]}"#,
      "crash V5"
    ),
    (.torchtune, #"{"chosen":"a","rejected":"b"}"#, "crash V0"),
    (.torchtune, #"{"instruction":"a"}"#, "crash V0"),
    (.torchtune, #"{"input":"a","output":"b"}"#, "kept"),
    (
      .torchtune, #"{"messages":[{"from":"human","value":"a"},{"from":"gpt","value":"b"}]}"#,
      "crash V0"
    ),
  ]
}
