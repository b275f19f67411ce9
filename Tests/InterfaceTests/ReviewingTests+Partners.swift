import Analysis
import Console
import Curation
import JSONLines
import TestSupport
import Testing

@testable import Interface

/// The partner's and the file's values beside the record's.
extension ReviewingTests {
  @Test mutating func `b shows the file's version beside the edited one, then alone`() {
    desk.press("b")
    #expect(desk.event == "#1 is as the file has it")
    desk.press(":", "set /chosen better one", "Enter", "b")
    #expect(desk.screen.contains { $0.contains("in the file") && $0.contains("now ") })
    #expect(desk.screen.contains { $0.contains("better one") })
    desk.press("Enter", "l", "e", "Z", "Ctrl-S")
    #expect(desk.record(1).contains("Zbetter one"), "what is now can be edited")
    desk.press("b")
    #expect(desk.screen[0].contains("AS IN THE FILE"))
    desk.press("b")
    #expect(!desk.screen[0].contains("AS IN THE FILE"))
    desk.resize(24, 80)
    desk.press("b")
    #expect(desk.screen.contains { $0.contains("now  (b: in the file)") && $0.contains("alike") })
    desk.press("b")
    #expect(desk.screen[0].contains("AS IN THE FILE"))
  }

  @Test mutating func `P takes the partner's text`() {
    desk = Desk(
      [
        ("a.jsonl", [#"{"instruction":"q","input":"","output":"old"}"#]),
        ("b.jsonl", [#"{"instruction":"q","input":"","output":"new\t"}"#]),
      ], rows: 30, columns: 160, link: .prompt)
    desk.start()
    desk.press("Enter", "l", "l", "P")
    #expect(desk.record(1) == #"{"instruction":"q","input":"","output":"new\t"}"#)
  }

  @Test mutating func `P takes one record's own partner, again on the next, never one for many`() {
    func record(_ number: Int, _ output: String) -> String {
      #"{"instruction":"p\#(number)","input":"","output":"\#(output) \#(number)"}"#
    }
    desk = Desk(
      [
        ("a.jsonl", (1...3).map { record($0, "old") }),
        ("b.jsonl", (1...3).map { record($0, "new") }),
      ],
      rows: 30, columns: 160, link: .prompt)
    desk.start()
    desk.press("*", "Enter", "l", "l", "P")
    #expect(desk.appended.isEmpty && desk.text.contains("P is for one record"))
    desk.model.pane.selection = []
    desk.press("P", "Ctrl-N", ".")
    #expect(
      (1...3).map { desk.record($0) } == [record(1, "new"), record(2, "new"), record(3, "old")])
  }

  @Test mutating func `P takes an instruction for what the user says`() {
    desk = Desk(
      [
        (
          "a.jsonl",
          [#"{"messages":[{"role":"user","content":"q"},{"role":"assistant","content":"a"}]}"#]
        ),
        ("b.jsonl", [#"{"instruction":"Q","output":"A"}"#]),
      ], rows: 30, columns: 160, link: .number)
    desk.start()
    desk.press("Enter", "P", "l", "P")
    #expect(
      desk.record(1)
        == #"{"messages":[{"role":"user","content":"Q"},{"role":"assistant","content":"A"}]}"#)
  }

  @Test mutating func `P takes the partner's tool calls, and no text in their place`() {
    func turns(_ answer: String) -> String {
      #"{"messages":[{"role":"user","content":"q"},{"role":"assistant",\#(answer)}]}"#
    }
    let calls = #""content":null,"tool_calls":[{"function":{"name":"f","arguments":"{}"}}]"#
    let others = calls.replacing("f\"", with: "g\"")
    desk = Desk(
      [
        ("a.jsonl", [turns(calls), turns(calls)]),
        ("b.jsonl", [turns(others), turns(#""content":"text""#)]),
      ], rows: 30, columns: 160, link: .number)
    desk.start()
    desk.press("Enter", "l", "P")
    #expect(desk.record(1) == turns(others))
    desk.take(.typed("2"))
    desk.press("l", "P")
    #expect(desk.record(2) == turns(calls) && desk.text.contains("the partner has no"))
  }

  @Test mutating func `P takes nothing for a part that the partner lacks`() {
    func answers(_ texts: [String]) -> String {
      #"{"prompt":"p","responses":[\#(texts.map { "\"\($0)\"" }.joined(separator: ","))]}"#
    }
    func turn(_ rest: String) -> String {
      #"{"messages":[{"role":"user","content":"q"},{"role":"assistant","content":"one"\#(rest)}]}"#
    }
    let own = [answers(["a", "b", "c"]), turn(#","reasoning_content":"thought""#)]
    desk = Desk(
      [("a.jsonl", own), ("b.jsonl", [answers(["A", "B"]), turn("")])], rows: 30, columns: 160,
      link: .number)
    desk.start()
    desk.press("Enter", "l", "l", "P")
    #expect(desk.record(1) == answers(["a", "B", "c"]))
    desk.press("l", "P")
    #expect(desk.record(1) == answers(["a", "B", "c"]) && desk.text.contains("the partner has no"))
    desk.take(.typed("2"))
    desk.press("l", "P")
    #expect(desk.text.contains("nothing to change") || desk.text.contains("the partner has no"))
    desk.press("l", "P")
    #expect(desk.record(2) == own[1])
  }

  @Test mutating func `beside the partner, other values that differ are gone to and taken, too`() {
    func record(_ label: Bool, _ rest: String) -> String {
      #"{"prompt":"p","completion":"c","label":\#(label),\#(rest)}"#
    }
    let own = record(true, #""score":1,"by":"x""#)
    desk = Desk(
      [("a.jsonl", [own]), ("b.jsonl", [record(false, #""source":2,"by":"y""#)])], rows: 30,
      columns: 160, link: .number)
    desk.start()
    desk.press("Enter", "]d")
    #expect(desk.text.contains("difference 1 of 4") && desk.model.pane.part?.role == .label)
    desk.press("]d")
    #expect(desk.model.pane.part?.name == "score")
    desk.press("P")
    #expect(desk.record(1) == own && desk.text.contains("the partner has no"))
    desk.press("[d", "]d", "]d", "]d")
    #expect(desk.text.contains("difference 4 of 4") && desk.model.pane.part?.name == "by")
    desk.press("P")
    #expect(desk.record(1) == record(true, #""score":1,"by":"y""#))
    // From a part that only a difference or a search focuses, keys go on to the next.
    desk.press("h")
    #expect(desk.model.pane.part?.role == .label)
  }

  @Test mutating func `beside the partner, values differ though texts can't be compared`() {
    func record(_ text: String, _ id: Int) -> String {
      #"{"instruction":"\#(text)","input":"","output":"c","id":\#(id)}"#
    }
    let texts = ["one two three four five", "other words altogether, and many more of them"]
    desk = Desk(
      [("a.jsonl", [record(texts[0], 1)] + texts), ("b.jsonl", [record(texts[1], 2)] + texts)],
      rows: 30, columns: 160, link: .number)
    desk.start()
    desk.press("Enter", "]d")
    #expect(desk.text.contains("difference 1 of 2"))
    #expect(desk.model.pane.part?.name == "instruction")
    desk.press("]d")
    #expect(desk.text.contains("difference 2 of 2") && desk.model.pane.part?.name == "id")
    // A short prompt leaves the answer as it is compared.
    func essay(_ every: String) -> String {
      let words = (0..<2000).map { $0 % 15 == 0 ? every : "word\($0)" }.joined(separator: " ")
      return #"{"instruction":"Write.","input":"","output":"\#(words)"}"#
    }
    desk = Desk(
      [("a.jsonl", [essay("one")]), ("b.jsonl", [essay("two")])], rows: 30, columns: 160,
      link: .number)
    desk.start()
    desk.press("Enter", "]d")
    #expect(desk.text.contains("difference 1 of 134"))
    desk = Desk(
      [
        ("a.jsonl", [#"{"prompt":"p","responses":[{"text":"a","rank":1},{"text":"b","rank":2}]}"#]),
        ("b.jsonl", [#"{"prompt":"p","responses":[{"text":"a","rank":2},{"text":"b","rank":1}]}"#]),
      ], rows: 30, columns: 160, link: .number)
    desk.start()
    desk.press("Enter", "]d")
    #expect(desk.text.contains("the records differ, but not in words"))
  }

  @Test mutating func `P takes a member of the same place, and no other`() {
    func score(_ first: String, _ second: String) -> String {
      #"{"instruction":"t","output":"o","score":{\#(first),\#(second)}}"#
    }
    let (help, harm) = (#""help":{"v":"a1"}"#, #""harm":{"v":"b2"}"#)
    desk = Desk(
      [
        ("a.jsonl", [score(help, harm), #"{"instruction":"t","output":"o","c":5,"d":1}"#]),
        (
          "b.jsonl",
          [
            score(#""harm":{"v":"c3"}"#, #""help":{"v":"d4"}"#),
            #"{"instruction":"t","output":"o","d":7}"#,
          ]
        ),
      ], rows: 30, columns: 160, link: .number)
    desk.start()
    desk.press("Enter", "]d", "P")
    #expect(
      [score(#""help":{"v":"d4"}"#, harm), score(help, #""harm":{"v":"c3"}"#)]
        .contains(desk.record(1)))
    desk.take(.typed("2"))
    desk.press("]d")
    #expect(desk.model.pane.part?.name == "c")
    desk.press("P")
    #expect(desk.text.contains("the partner has no"))
  }

  @Test mutating func `beside the file's version, values are compared by their names`() {
    let record = #"{"prompt":"p","completion":"c","a":1,"b":2}"#
    desk = Desk([("a.jsonl", [record])], rows: 30, columns: 120)
    desk.press("Enter")
    for command in ["delete /a", "set-json /b 1", "set /source web"] { desk.take(.typed(command)) }
    desk.press("b")
    #expect(desk.text.contains("3 diffs"))
    desk.press("]d", "]d", "gg", "]d")
    #expect(desk.text.contains("difference 1 of 3"))
  }

  @Test mutating func `beside the file's version, other values that differ are told, too`() {
    let record = #"{"prompt":"p","completion":"c","meta":{"a":1,"s":"x"}}"#
    desk = Desk([("a.jsonl", [record])], rows: 30, columns: 120)
    desk.press("Enter")
    desk.take(.typed(#"set-json /meta {"a":1,"s":"new"}"#))
    #expect(desk.text.contains("set /meta on #1"))
    desk.press("b")
    #expect(desk.text.contains("1 diff") && !desk.text.contains("same text"))
    desk.press("]", "d")
    #expect(desk.text.contains("difference 1 of 1"))
    desk = Desk([("a.jsonl", [record])], rows: 30, columns: 120)
    desk.press("Enter")
    desk.take(.typed(#"set-json /meta/a "1""#))
    desk.press("b")
    #expect(desk.text.contains("1 diff") && !desk.text.contains("same text"))
    desk = Desk([("a.jsonl", [Sample.chat])], rows: 30, columns: 120)
    desk.press("Enter")
    desk.take(.typed(#"set-json /messages/1/role "tool""#))
    desk.press("b")
    #expect(desk.text.contains("other values differ") && !desk.text.contains("same text"))
  }
}
