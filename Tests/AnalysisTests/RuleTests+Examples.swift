import Curation
import JSONLines
import TestSupport
import Testing

@testable import Analysis

/// What each rule finds, and what it doesn't.
extension RuleTests {
  private static func chat(_ turns: String...) -> String {
    let list = turns.map { turn in
      let halves = turn.split(separator: ":", maxSplits: 1)
      return #"{"role":"\#(halves[0])","content":"\#(halves.count > 1 ? halves[1] : "")"}"#
    }
    return #"{"messages":[\#(list.joined(separator: ","))]}"#
  }

  static func pair(_ chosen: String, _ rejected: String, _ more: String = "") -> String {
    #"{"prompt":"p","chosen":"\#(chosen)","rejected":"\#(rejected)"\#(more)}"#
  }

  static func sft(_ output: String) -> String {
    #"{"instruction":"Please say something.","input":"","output":"\#(output)"}"#
  }

  private static func safe(_ members: String) -> String {
    #"{"prompt":"p","response_0":"a","response_1":"b",\#(members)}"#
  }

  private static func ranked(_ ranks: Int...) -> String {
    let list = ranks.map { #"{"text":"t\#($0)","rank":\#($0)}"# }.joined(separator: ",")
    return #"{"prompt":"p","responses":[\#(list)]}"#
  }

  /// A call of a function with a city, days and a unit.
  static func called(_ arguments: String) -> String {
    let text = arguments.replacing("\"", with: "\\\"")
    return """
      {"messages":[{"role":"user","content":"q"},{"role":"assistant","tool_calls":[{"id":"c",\
      "function":{"name":"w","arguments":"\(text)"}}]}],"tools":[{"type":"function","function":\
      {"name":"w","parameters":{"type":"object","required":["city"],"properties":{"city":\
      {"type":"string"},"days":{"type":"integer"},"unit":{"enum":["C","F"]}}}}}]}
      """
  }

  private static let fine = chat("user:a", "assistant:b")
  private static let call =
    #"{"role":"assistant","tool_calls":[{"id":"c1","function":{"name":"w","arguments":"{}"}}]}"#

  static let examples: [Example] = [
    .init(rule: "F01", bad: #"{"text":"#, good: #"{"text":"a"}"#),
    .init(rule: "F07", bad: #"{"text":"a","m":{"k":1,"k":2}}"#, good: #"{"text":"a","m":{"k":1}}"#),
    .init(rule: "F08", bad: #"{"text":"a","n":1e400}"#, good: #"{"text":"a","n":1e30}"#),
    .init(rule: "F08", bad: #"{"text":"a","n":NaN}"#, good: #"{"text":"a","n":null}"#),
    .init(rule: "F09", bad: #"{"text":"\ud800 x"}"#, good: #"{"text":"\ud83d\ude00"}"#),
    .init(
      rule: "F12", bad: #"{"text":"a","n":9007199254740993}"#,
      good: #"{"text":"a","n":9007199254740992}"#),
    .init(rule: "F14", bad: "{\"text\":\"a\u{2028}b\"}", good: #"{"text":"a\u2028b"}"#),
    .init(rule: "C01", bad: #"{"messages":[]}"#, good: fine),
    .init(
      rule: "P04", bad: pair("a", ""),
      good:
        #"{"prompt":"p","chosen":[\#(call)],"rejected":[{"role":"assistant","content":""},\#(call)]}"#
    ),
    .init(
      rule: "P02", bad: pair("A b", "a B"),
      good: #"{"prompt":"p","chosen":[\#(call)],"rejected":[\#(call),\#(call)]}"#),
    .init(rule: "R03", bad: ranked(1, 2, 4), good: ranked(-2, 3, 1)),
    .init(
      rule: "Q10",
      bad:
        #"{"tools":"[]","messages":[{"role":"user","content":"Draw a picture of a cat."},{"role":"assistant","content":"b"}]}"#,
      good:
        #"{"messages":[{"role":"user","content":[{"type":"text","text":"Describe the attached image."},{"type":"image_url","image_url":{"url":"u"}}]},{"role":"assistant","content":"b"}]}"#
    ),
    .init(
      rule: "C02", bad: #"{"messages":[{"role":"user"},{"role":"assistant","content":"b"}]}"#,
      good: fine),
    .init(rule: "C03", bad: chat("user:a", "robot:b"), good: fine),
    .init(rule: "C03", bad: chat("prompter:a", "assistant:b"), good: fine),
    .init(rule: "C03", bad: chat("user:a", "bot:b"), good: fine),
    .init(
      rule: "C04", bad: chat("user:a", "system:s", "assistant:b"),
      good: chat("system:s", "user:a", "assistant:b")),
    .init(
      rule: "C04",
      bad:
        #"{"system":"t","messages":[{"role":"system","content":"s"},{"role":"user","content":"a"},{"role":"assistant","content":"b"}]}"#,
      good:
        #"{"system":"","messages":[{"role":"system","content":"s"},{"role":"user","content":"a"},{"role":"assistant","content":"b"}]}"#
    ),
    .init(rule: "C05", bad: chat("user:a"), good: fine),
    .init(rule: "C06", bad: chat("user:a", "user:c", "assistant:b"), good: fine),
    .init(rule: "C07", bad: chat("user:a", "assistant:b", "user:c"), good: fine),
    .init(
      rule: "C08", bad: chat("assistant:a", "user:b", "assistant:c"),
      good: chat("system:s", "user:a", "assistant:b")),
    .init(rule: "C09", bad: chat("user:a", "assistant:  "), good: fine),
    .init(
      rule: "C10",
      bad:
        #"{"messages":[{"role":"user","content":"q"},{"role":"tool","tool_call_id":"c9","content":"x"},{"role":"assistant","content":"a"}]}"#,
      good:
        #"{"messages":[{"role":"user","content":"q"},\#(call),{"role":"tool","tool_call_id":"c1","content":"x"},{"role":"assistant","content":"a"}]}"#
    ),
    .init(
      rule: "C11",
      bad:
        #"{"messages":[{"role":"user","content":"q"},\#(call),{"role":"assistant","content":"a"}]}"#,
      good: #"{"messages":[{"role":"user","content":"q"},\#(call)]}"#),
    .init(
      rule: "C12",
      bad:
        #"{"messages":[{"role":"user","content":"q"},{"role":"assistant","tool_calls":[{"function":{"name":"w","arguments":"{"}}]}]}"#,
      good: #"{"messages":[{"role":"user","content":"q"},\#(call)]}"#),
    .init(
      rule: "C13",
      bad:
        #"{"messages":[{"role":"user","content":"q"},\#(call)],"tools":"[{\"function\":{\"name\":\"v\"}}]"}"#,
      good:
        #"{"messages":[{"role":"user","content":"q"},\#(call)],"tools":[{"function":{"name":"w"}}]}"#
    ),
    .init(
      rule: "C15", bad: #"{"instruction":"<image>?","input":"","output":"a","images":[]}"#,
      good: #"{"instruction":"<image>?","input":"","output":"a","images":["a.png"]}"#),
    .init(rule: "C16", bad: sft("<think>hm, so"), good: sft("<think>hm</think>so")),
    .init(rule: "C16", bad: sft("hm</think><think>so"), good: sft("<think></think>")),
    .init(
      rule: "C12",
      bad:
        #"{"conversations":[{"from":"human","value":"q"},{"from":"function_call","value":"{name: w}"}]}"#,
      good:
        #"{"conversations":[{"from":"human","value":"q"},{"from":"function_call","value":"{\"name\":\"w\",\"arguments\":{}}"}]}"#
    ),
    .init(rule: "F08", bad: #"{"a":-Infinity}"#, good: #"{"a":-1}"#),
    .init(rule: "C17", bad: sft("ok<|im_end|>"), good: sft("the word im_end")),
    .init(rule: "C18", bad: sft(#"ok\nHuman: next"#), good: sft("A Human: being")),
    .init(rule: "P01", bad: pair("a", "a"), good: pair("a", "b")),
    .init(rule: "P02", bad: pair("Yes, do", "yes,  do "), good: pair("Yes", "No")),
    .init(
      rule: "P03", bad: pair("Yes, of course they are, both", "Yes, of course they are"),
      good: pair("42", "4")),
    .init(rule: "P04", bad: pair("a", " "), good: pair("a", "b")),
    .init(
      rule: "P04", bad: #"{"prompt":"p","chosen":"a","rejected":null}"#, good: pair("a", "b")),
    .init(rule: "P04", bad: #"{"prompt":"p","chosen":"a"}"#, good: #"{"prompt":"p"}"#),
    .init(
      rule: "F15", bad: #"{"prompt":"p","completion":null}"#,
      good: #"{"prompt":"p","completion":"c","note":null}"#),
    .init(
      rule: "F15", bad: #"{"prompt":"","completion":"c"}"#,
      good: #"{"instruction":"","input":"x","output":"c"}"#),
    .init(
      rule: "P11", bad: #"{"messages":[{"role":"user","content":"a"}],"label":"true"}"#,
      good: #"{"messages":[{"role":"user","content":"a"}],"label":"harmful"}"#),
    .init(
      rule: "P11", bad: #"{"messages":[{"role":"user","content":"a"}],"kto_tag":1}"#,
      good: #"{"messages":[{"role":"user","content":"a"}],"kto_tag":true}"#),
    .init(
      rule: "C09", bad: #"{"messages":[{"role":"user","content":[{"type":"text","text":""}]}]}"#,
      good: #"{"messages":[{"role":"user","content":[{"type":"image"}]}]}"#),
    .init(rule: "C17", bad: sft("ok<|user|>"), good: sft("the user | assistant")),
    .init(rule: "C17", bad: sft("<｜Assistant｜>ok"), good: sft("｜a｜")),
    .init(rule: "Q18", bad: sft("Call 13812345678."), good: sft("13812345678.5")),
    .init(rule: "Q18", bad: sft("IP 81.2.69.14."), good: sft("version 81.2.69.14.1")),
    .init(rule: "Q18", bad: sft("Call +1 212 736 5000."), good: sft("+1 212 736 5000.25")),
    .init(rule: "Q18", bad: sft("card 4539148803436467."), good: sft("card 4539148803436468.")),
    .init(rule: "Q18", bad: sft("call 212.736.5000"), good: sft("1.212.736.5000")),
    .init(rule: "Q18", bad: sft("010-62781234"), good: sft("2010-62781234")),
    .init(rule: "Q18", bad: sft("(021)5555 6666"), good: sft("1990-2010 2010-2020")),
    .init(rule: "Q18", bad: sft("4111-1111-1111-1111"), good: sft("2017-06-08 2017-08-10")),
    .init(
      rule: "Q18", bad: sft("6212 2610 0000 1234 565"), good: sft("4111 1111 1111 1111 1111 2222")),
    .init(
      rule: "Q18", bad: sft("4111111111111111 5500000000000004"),
      good: sft("1234 5678 9012 3456 7890 1234")),
    .init(rule: "Q18", bad: sft("13812345678 / 13987654321"), good: sft("id 435218054349242670")),
    .init(rule: "Q18", bad: sft("Call 24/7 +1 415 777 2671"), good: sft("10 +2500000 = 2500010")),
    .init(rule: "Q18", bad: sft("Amex 378282246310005"), good: sft("id_4111111111111111")),
    .init(rule: "Q18", bad: sft("bob@corp.com"), good: sft("logo@2x.png, git@github.com:a/b")),
    .init(rule: "Q18", bad: sft("2a02:6b8::2:242"), good: sft("John 3:16::17")),
    .init(
      rule: "Q18", bad: sft("his 13912345678."), good: sft("5 + 13912345678 = 13912345683")),
    .init(
      rule: "Q18", bad: #"{"text":"t","iban":"DE44500105175407324931"}"#,
      good: #"{"text":"t","at":"https://a.org/web/20130501075627/x"}"#),
    .init(rule: "Q18", bad: sft("138 1234 5678"), good: sft("13812345678901")),
    .init(rule: "Q18", bad: sft("1-415-867-2671"), good: sft("21-415-867-2671")),
    .init(
      rule: "F15", bad: #"{"prompt":null,"chosen":"a","rejected":"b"}"#,
      good: #"{"chosen":"a","rejected":"b","note":null}"#),
    .init(rule: "F15", bad: #"{"text":null}"#, good: #"{"text":"a","note":null}"#),
    .init(
      rule: "Q19", bad: sft("hf_abcdefghijklmnopqrstuvwxyzABCDEFGH"), good: sft("hf_hub_download")),
    .init(
      rule: "Q19", bad: sft("glpat-abcdefghij0123456789"), good: sft("glpat is a prefix")),
    .init(
      rule: "Q19", bad: sft("AIzaabcdefghijklmnopqrstuvwxyz012345678"), good: sft("AIza")),
    .init(rule: "Q28", bad: pair("<think>x</think>a", "b"), good: pair("a", "b")),
    .init(
      rule: "Q28",
      bad:
        #"{"messages":[{"role":"assistant","reasoning":"r","content":"<think>r</think>a"}]}"#,
      good: #"{"messages":[{"role":"assistant","reasoning":"r","content":"a"}]}"#),
    .init(
      rule: "P05",
      bad: #"{"chosen":"\n\nHuman: a\n\nAssistant: x","rejected":"\n\nHuman: b\n\nAssistant: y"}"#,
      good: #"{"chosen":"\n\nHuman: a\n\nAssistant: x","rejected":"\n\nHuman: a\n\nAssistant: y"}"#),
    .init(
      rule: "P06", bad: #"{"chosen":"The sky is blue.","rejected":"The sky is black."}"#,
      good: #"{"chosen":"\n\nHuman: a\n\nAssistant: x","rejected":"\n\nHuman: a\n\nAssistant: y"}"#),
    .init(
      rule: "P07",
      bad:
        #"{"chosen":"\n\nHuman: a\n\nAssistant: x","rejected":"\n\nHuman: a\n\nAssistant: y\n\nHuman: c\n\nAssistant: z"}"#,
      good: #"{"chosen":"\n\nHuman: a\n\nAssistant: x","rejected":"\n\nHuman: a\n\nAssistant: y"}"#),
    .init(
      rule: "P10", bad: pair("a", "b", #","score_chosen":1,"score_rejected":2"#),
      good: pair("a", "b", #","score_chosen":2,"score_rejected":1"#)),
    .init(
      rule: "P11", bad: #"{"prompt":"p","completion":"c","label":"true"}"#,
      good: #"{"prompt":"p","completion":"c","label":true}"#),
    .init(
      rule: "P14", bad: pair("I'm sorry, but I can't help with that.", "Take two eggs."),
      good: pair("Take two eggs.", "Take none.")),
    .init(
      rule: "P15",
      bad:
        #"{"prompt":"p","chosen":[{"role":"user","content":"a"},{"role":"assistant","content":"x"}],"rejected":[{"role":"user","content":"b"},{"role":"assistant","content":"y"}]}"#,
      good:
        #"{"prompt":"p","chosen":[{"role":"user","content":"a"},{"role":"assistant","content":"x"}],"rejected":[{"role":"user","content":"a"},{"role":"assistant","content":"y"}]}"#
    ),
    .init(
      rule: "R01", bad: #"{"prompt":"p","responses":[{"text":"a","rank":1}]}"#,
      good: #"{"prompt":"p","responses":[{"text":"a","rank":1},{"text":"b","rank":2}]}"#),
    .init(
      rule: "R02", bad: #"{"prompt":"p","responses":[{"text":"a","rank":1},{"text":"b"}]}"#,
      good: #"{"prompt":"p","responses":[{"text":"a","rank":1},{"text":"b","rank":2}]}"#),
    .init(
      rule: "R03",
      bad: #"{"prompt":"p","responses":[{"text":"a","rank":1},{"text":"b","rank":3}]}"#,
      good: #"{"prompt":"p","responses":[{"text":"a","rank":0},{"text":"b","rank":1}]}"#),
    .init(
      rule: "R04",
      bad: #"{"prompt":"p","responses":[{"text":"a","rank":1},{"text":"b","rank":1}]}"#,
      good: #"{"prompt":"p","responses":[{"text":"a","rank":1},{"text":"b","rank":2}]}"#),
    .init(
      rule: "R05",
      bad: #"{"prompt":"p","responses":[{"text":"a","rank":1},{"text":"a","rank":2}]}"#,
      good: #"{"prompt":"p","responses":[{"text":"a","rank":1},{"text":"b","rank":2}]}"#),
    .init(
      rule: "S01", bad: #"{"prompt":"p","completions":["a","b"],"labels":[true]}"#,
      good: #"{"prompt":"p","completions":["a","b"],"labels":[true,false]}"#),
    .init(
      rule: "S02", bad: #"{"prompt":"p","completions":["a"],"labels":["yes"]}"#,
      good: #"{"prompt":"p","completions":["a"],"labels":[0.5]}"#),
    .init(
      rule: "H02",
      bad: safe(
        #""is_response_0_safe":true,"response_0_harm_category":{"Violence":true},"is_response_1_safe":true,"better_response_id":0,"safer_response_id":0"#
      ),
      good: safe(
        #""is_response_0_safe":true,"response_0_harm_category":{"Violence":false},"is_response_1_safe":true,"better_response_id":0,"safer_response_id":0"#
      )),
    .init(
      rule: "H03",
      bad: safe(
        #""is_response_0_safe":false,"is_response_1_safe":true,"better_response_id":0,"safer_response_id":0"#
      ),
      good: safe(
        #""is_response_0_safe":false,"is_response_1_safe":true,"better_response_id":0,"safer_response_id":1"#
      )),
    .init(
      rule: "Q5", bad: sft("I'm sorry, but I cannot do that."),
      good: sft("Sorry for the wait! Here it is.")),
    .init(rule: "Q5", bad: sft("很抱歉，我无法回答这个问题。"), good: sft("抱歉让您久等了，答案是三。")),
    .init(
      rule: "Q6", bad: sft(#"So:\n```python\nprint(1)"#),
      good: sft(#"So:\n```python\nprint(1)\n```"#)),
    .init(rule: "Q7", bad: sft("N/A"), good: sft("No.")),
    .init(
      rule: "Q7", bad: chat("user:q", "assistant:"),
      good:
        #"{"messages":[{"role":"user","content":"q"},{"role":"assistant","content":"","tool_calls":[{"id":"1","type":"function","function":{"name":"f","arguments":"{}"}}]},{"role":"tool","tool_call_id":"1","content":"x"},{"role":"assistant","content":"done"}]}"#
    ),
    .init(rule: "Q8", bad: sft("Please say something."), good: sft("Something.")),
    .init(
      rule: "Q9", bad: sft(#"Yes.\n## 18. Instruction: next"#),
      good: sft("1. Instructions are clear")),
    .init(
      rule: "Q11", bad: sft(String(repeating: "I like apples and pears. ", count: 5)),
      good: sft(String(repeating: "- - - - - ", count: 9))),
    .init(rule: "Q12", bad: sft("<div>a</div>"), good: sft("a < b and b > c")),
    .init(rule: "Q13", bad: sft("CafÃ©"), good: sft("Café")),
    .init(rule: "Q14", bad: sft(#"pay\u200bpal"#), good: sft("👨‍👩‍👧 می‌خواهم")),
    .init(
      rule: "Q16", bad: sft("这是一个很长的中文回答，它与英文的问题不是同一种文字。"),
      good: sft("This is a long answer in the script of the question.")),
    .init(
      rule: "Q18", bad: sft("write to jane.doe@gmail.com"), good: sft("write to me@example.com")),
    // A first label may be one of a real domain's.
    .init(rule: "Q18", bad: sft("jsmith@email.unc.edu"), good: sft("john@email.com.")),
    .init(rule: "Q18", bad: sft("anna@test.de"), good: sft("Is it me@test.com?")),
    .init(rule: "Q18", bad: sft("li@t.cn"), good: sft("a@b.com, a@x.org, na@d.co")),
    .init(rule: "Q18", bad: sft("kim@u.northwestern.edu"), good: sft("me@example.de")),
    .init(rule: "Q18", bad: sft("wu@company.com.cn"), good: sft("a@your-domain.de, a@company.com")),
    .init(rule: "Q18", bad: sft("card 4111 1111 1111 1111"), good: sft("card 4111 1111 1111 1112")),
    .init(rule: "Q18", bad: sft("身份证 11010519491231002X"), good: sft("身份证 110105194912310021")),
    .init(
      rule: "Q18", bad: sft("DE89 3704 0044 0532 0130 00"), good: sft("DE89 3704 0044 0532 0130 01")
    ),
    .init(rule: "Q18", bad: sft("电话 13812345678。"), good: sft("圆周率 3.13812345678")),
    .init(
      rule: "Q18", bad: sft("host 81.2.69.177"), good: sft("host 192.168.0.1, version 1.2.3.4")),
    .init(rule: "Q19", bad: sft("AKIAIOSFODNN7EXAMPLQ"), good: sft("AKIA is a prefix")),
    // In what is neither prompt nor answer, too.
    .init(
      rule: "Q19",
      bad:
        #"{"messages":[{"role":"user","content":"q"},{"role":"assistant","tool_calls":[{"id":"1","type":"function","function":{"name":"f","arguments":"{\"key\":\"AKIAIOSFODNN7EXAMPLQ\"}"}}]}]}"#,
      good:
        #"{"messages":[{"role":"user","content":"q"},{"role":"assistant","tool_calls":[{"id":"1","type":"function","function":{"name":"f","arguments":"{\"key\":\"AKIA\"}"}}]}]}"#
    ),
    .init(
      rule: "Q18", bad: #"{"title":"t","author":{"mail":"jane.doe@gmail.com"}}"#,
      good: #"{"title":"t","author":{"mail":"me@example.com"}}"#),
    .init(
      rule: "Q18", bad: #"{"instruction":"q","output":"a","phone":"13812345678"}"#,
      good: #"{"instruction":"q","output":"a","id":"49061534-5425-7506-ac3a-1f2e3d4c5b6a"}"#),
    .init(
      rule: "Q27",
      bad: chat(
        "system:You are a helpful pirate who never says his name", "user:a",
        "assistant:I was told: You are a helpful pirate who never says his name"),
      good: chat(
        "system:You are a helpful pirate who never says his name", "user:a",
        "assistant:You are a helpful one")),
    .init(
      rule: "C14", bad: chat("system:s", "user:a", "assistant:b", "user:c"),
      good: chat("system:s", "user:a", "assistant:b")),
    .init(
      rule: "R06", bad: ranked(3, 9), good: ranked(0, 1)),
    .init(
      rule: "Q10",
      bad: #"{"instruction":"Summarize https://a.org/x","input":"","output":"It says"}"#,
      good: #"{"instruction":"Is https://a.org/x a link? Read on.","input":"","output":"Yes"}"#),
    .init(
      rule: "Q10", bad: chat("user:请画一张猫的图", "assistant:好的"),
      good: chat("user:怎样画画？", "assistant:先学素描")),
    .init(
      rule: "Q15", bad: sft(String(repeating: "0123 456 ", count: 40)),
      good: sft(String(repeating: "all words ", count: 40))),
    .init(
      rule: "Q15", bad: sft(String(repeating: "https://example.org/some/page ", count: 10)),
      good: sft(String(repeating: "the page of the https protocol ", count: 10))),
    .init(rule: "Q17", bad: sft("这个问题来得很对，這個問題來得對時"), good: sft("这个问题：繁體字「為」是什么？")),
    .init(rule: "Q17", bad: sft("请打ＡＢＣ"), good: sft("请打ABC，谢谢！")),
    .init(
      rule: "Q24",
      bad:
        #"{"instruction":"q","completions":[{"model":"m","response":"a","overall_score":10.0,"fine-grained_score":1.5}]}"#,
      good:
        #"{"instruction":"q","completions":[{"model":"m","response":"a","overall_score":10.0,"fine-grained_score":4.75}]}"#
    ),
    .init(
      rule: "Q24",
      bad: safe(
        #""is_response_0_safe":false,"is_response_1_safe":true,"better_response_id":0,"safer_response_id":1"#
      ),
      good: safe(
        #""is_response_0_safe":false,"is_response_1_safe":true,"better_response_id":1,"safer_response_id":1"#
      )),
    .init(rule: "Q29", bad: called(#"{"town":"Rome"}"#), good: called(#"{"city":"Rome"}"#)),
    .init(rule: "Q29", bad: called("{}"), good: called(#"{"city":"Rome","days":2}"#)),
    .init(
      rule: "Q29", bad: called(#"{"city":"Rome","days":2.5}"#),
      good: called(#"{"city":"Rome","unit":"C"}"#)),
    .init(rule: "Q29", bad: called(#"{"city":"Rome","unit":"K"}"#), good: called("not json")),
    .init(rule: "Q32", bad: sft(String(repeating: "word ", count: 900)), good: sft("word")),
    .init(rule: "Q28", bad: sft("<think> </think>a"), good: sft("<think>b</think>a")),
  ]
}
