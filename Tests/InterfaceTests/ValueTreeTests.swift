import Testing

@testable import Interface

/// Structured values are shown as lines, and JSON in strings is read.
@Suite struct ValueTreeTests {
  private func text(_ record: String) -> String {
    Desk(record, rows: 40, columns: 80).screen.joined(separator: "\n")
  }

  private func turn(_ calls: String) -> String {
    #"{"messages":[{"role":"user","content":"Go"},{"role":"assistant","content":null,"tool_calls":\#(calls)}]}"#
  }

  @Test func `arguments in a string are read as the values they are`() {
    let shown = text(
      turn(
        #"[{"type":"function","function":{"name":"w","arguments":"{\"city\":\"北京\",\"days\":3}"}}]"#
      ))
    #expect(shown.contains("arguments:") && shown.contains("city: 北京"))
    #expect(shown.contains("days: 3") && !shown.contains("not JSON"))
  }

  @Test func `arguments that aren't JSON are shown as they stand, with the reason`() {
    let shown = text(
      turn(#"[{"type":"function","function":{"name":"w","arguments":"{\"city\": Beijing}"}}]"#))
    #expect(shown.contains(#"{\"city\": Beijing}"#) || shown.contains(#"{"city": Beijing}"#))
    #expect(shown.contains("not JSON:"))
  }

  @Test func `a typed part that is a call is a tree, and so is a call after its reasoning`() {
    let call = #"{\"name\":\"w\",\"arguments\":{\"city\":\"Paris\"}}"#
    let typed = text(
      #"{"messages":[{"role":"user","content":"Go"},{"role":"assistant","content":[{"type":"tool_call","value":"\#(call)"}]}]}"#
    )
    #expect(typed.contains("assistant tool_call") && typed.contains("name: w"))
    let reasoned = text(
      #"{"conversations":[{"from":"human","value":"Go"},{"from":"function_call","value":"<think>\nhm, so\n</think>\n\n\#(call)"}]}"#
    )
    #expect(reasoned.contains("hm, so") && reasoned.contains("name: w"))
    #expect(!reasoned.contains("not JSON") && !reasoned.contains("</think>"))
  }

  @Test func `a result of a tool is a tree where it is JSON, else its text without complaint`() {
    for (content, expected) in [(#"{\"wind\":\"3 m/s\"}"#, "wind: 3 m/s"), ("{sunny", "{sunny")] {
      let shown = text(
        #"{"messages":[{"role":"user","content":"Go"},{"role":"tool","content":"\#(content)"}]}"#)
      #expect(shown.contains(expected) && !shown.contains("not JSON"))
    }
  }

  @Test func `media inside a record stand as what they are`() {
    let data = String(repeating: "QUJD", count: 100)
    let shown = text(
      #"{"messages":[{"role":"user","content":[{"type":"text","text":"See"},{"type":"image_url","image_url":{"url":"data:image/png;base64,\#(data)"}}]},{"role":"assistant","content":"A cat"}]}"#
    )
    #expect(shown.contains("user image_url"))
    #expect(shown.contains("(data:image/png;base64, 400 characters)"))
    #expect(!shown.contains("QUJD"))
  }
}
