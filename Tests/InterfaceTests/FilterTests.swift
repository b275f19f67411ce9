import Console
import Curation
import Testing

@testable import Interface

/// What the list shows, and in which order; and that everything goes by that.
@Suite struct FilterTests {
  private func desk() -> Desk {
    Desk([
      (
        "d.jsonl",
        (1...20).map { #"{"text":"\#($0 % 3 == 0 ? "fizz" : "no") \#($0)","n":\#($0 * 7 % 10)}"# }
      )
    ])
  }

  private func listed(_ desk: Desk) -> [Int] {
    let pane = desk.model.panes[0]
    return pane.listing.numbers(of: pane.recordCount).map(\.value)
  }

  @Test func `a field that no record has is said; Esc takes back the filter, then the order`() {
    var desk = desk()
    desk.press("&", "txet:fizz", "Enter")
    #expect(desk.event == "no record matches, and none has a field txet; Esc shows all")
    desk.press("Esc", "&", "discarded", "Enter")
    #expect(
      desk.event
        == "no record matches; verdicts are asked for as verdict:discarded; Esc shows all")
    desk.press("Esc", "o", "-n", "Enter", "&", "fizz", "Enter")
    #expect(Set(listed(desk)) == [3, 6, 9, 12, 15, 18] && listed(desk) != [3, 6, 9, 12, 15, 18])
    desk.press("Esc")
    #expect(desk.event == "all records again")
    #expect(listed(desk).count == 20 && listed(desk) != Array(1...20))
    desk.press("Esc")
    #expect(listed(desk) == Array(1...20))
  }

  @Test func `n goes on to the next record with a finding, and N back`() {
    let record = #"{"text":"see <br /> here"}"#
    var desk = Desk([("d.jsonl", [record, #"{"text":"fine"}"#, record])])
    desk.press("&", "check:Q12", "Enter", "n")
    #expect(desk.cursor == 3 && desk.event.hasPrefix("1 of 1: Q12"))
    desk.press("n")
    #expect(desk.cursor == 3 && desk.event == "no more findings in this list")
    desk.press("N")
    #expect(desk.cursor == 1 && desk.event.hasPrefix("1 of 1: Q12"))
    desk.press(":2", "Enter", "n")
    #expect(desk.cursor == 3 && desk.event.hasPrefix("1 of 1: Q12"))
  }

  @Test func `the record that a rule finds something in shows where, and n goes on`() throws {
    let filler = (0..<40).map { "line \($0)" }.joined(separator: "\\n")
    let record =
      #"{"messages":[{"role":"user","content":"\#(filler)"},{"role":"assistant","content":"\#(filler)\\nsee <br /> here"},{"role":"user","content":"and <br /> too"},{"role":"assistant","content":"ok"}]}"#
    var desk = Desk([("d.jsonl", [#"{"text":"fine"}"#, record])])
    desk.press("&", "check:Q12,Q1", "Enter")
    #expect(desk.cursor == 2)
    #expect(desk.screen.contains { $0.contains("see <br /> here") })
    desk.press("n")
    #expect(desk.event.hasPrefix("2 of 2: Q12"))
    #expect(desk.screen.contains { $0.contains("and <br /> too") })
    desk.press("n")
    #expect(desk.event == "no more findings in this list")
    desk.press("N", "e")
    let editor = try #require(desk.editor)
    #expect(editor.lines[editor.row].suffix(from: editor.column).starts(with: "<br />"))
  }

  @Test func `what is typed takes the place of the filter and of the order in force`() {
    var desk = desk()
    desk.press("&", "fizz", "Enter", "&", "n=1", "Enter")
    #expect(desk.model.pane.choice.filter == "n=1")
    desk.press("&", "End", " fizz", "Enter")
    #expect(desk.model.pane.choice.filter == "n=1 fizz")
    desk.press("&", "Enter", "&", "Backspace", "Backspace", "Enter")
    #expect(desk.model.pane.choice.filter == "n=1 fi")
    desk.press("o", "-n", "Enter", "o", "random 7", "Enter")
    #expect(desk.model.pane.choice.orderText == "random 7")
  }

  @Test func `nothing is changed while nothing can be seen`() {
    var desk = desk()
    desk.resize(5, 20)
    desk.press("x", "d")
    desk.resize(24, 80)
    #expect(desk.appended.isEmpty)
  }

  @Test func `a filter shows its records; moving, ends and pages stay inside`() {
    var desk = desk()
    desk.press("&", "fizz", "Enter")
    #expect(listed(desk) == [3, 6, 9, 12, 15, 18])
    #expect(desk.cursor == 3, "the next record that is listed")
    desk.press("j")
    #expect(desk.cursor == 6)
    desk.press("G")
    #expect(desk.cursor == 18)
    desk.press("j")
    #expect(desk.cursor == 18)
    desk.press("gg", "2j")
    #expect(desk.cursor == 9)
    desk.press(":10", "Enter")
    #expect(desk.cursor == 10, "a number goes anywhere")
    desk.press("j")
    #expect(desk.cursor == 12)
    desk.press(":10", "Enter", "k")
    #expect(desk.cursor == 9)
    #expect(desk.screen[0].contains("& fizz: 6"))
    desk.press("Esc")
    #expect(listed(desk).count == 20 && desk.cursor == 9)
  }

  @Test func `* and v select what the list shows`() {
    var desk = desk()
    desk.press("&", "fizz", "Enter", "*", "x")
    #expect(desk.appended.last?.changes.compactMap(\.record?.value) == [3, 6, 9, 12, 15, 18])
    desk.press("gg", "j", "v", "j", "j", "v", "a")
    #expect(desk.appended.last?.changes.compactMap(\.record?.value) == [6, 9, 12])
  }

  @Test func `a list can be sorted by a field, down, at random, and back`() {
    var desk = desk()
    desk.press("o", "n", "Enter")
    #expect(listed(desk).prefix(4) == [10, 20, 3, 13])
    #expect(desk.cursor == 10)
    desk.press("o", "Ctrl-U", "-n", "Enter")
    #expect(listed(desk).prefix(4) == [7, 17, 4, 14])
    desk.press("j", "j")
    #expect(desk.cursor == 4)
    desk.press("o", "Ctrl-U", "random 5", "Enter")
    let order = listed(desk)
    #expect(order.sorted() == Array(1...20) && order != Array(1...20))
    desk.press("o", "Ctrl-U", "len(typo)", "Enter")
    #expect(desk.screen.contains { $0.contains("no record has len(typo) to sort by") })
    desk.press("o", "Ctrl-U", "random 5", "Enter")
    #expect(listed(desk) == order)
    desk.press("o", "Ctrl-U", "Enter")
    #expect(listed(desk) == Array(1...20))
  }

  @Test func `a value is chosen to filter by, beside the filter that is there`() {
    var desk = desk()
    desk.press("&", "fizz", "Enter", "B", "n", "Enter")
    #expect(desk.screen.contains { $0.contains("n  6 different") })
    desk.press("j", "Enter")
    #expect(desk.model.panes[0].choice.filter == "(fizz) n=2")
    #expect(listed(desk) == [6])
  }

  @Test func `a menu is narrowed by what is typed, and says where in it one is`() {
    let lines = (1...90).map { #"{"text": "t", "name": "\#($0 % 30 + 10)"}"# }
    var desk = Desk([("d.jsonl", lines)])
    desk.press("B", "name", "Enter", "j")
    #expect(desk.screen.contains { $0.contains("name  30 different") })
    #expect(desk.screen.contains { $0.contains(" 2/30 ") })
    desk.press("/", "3")
    #expect(desk.screen.contains { $0.contains(" 1/12 ") })
    #expect(desk.screen.contains { $0.hasPrefix("/3") })
    desk.press("9")
    #expect(desk.screen.contains { $0.contains(" 1/1 ") })
    desk.press("x", "Enter")
    #expect(desk.screen.contains { $0.contains("nothing has 39x") })
    desk.press("Backspace", "Enter")
    #expect(desk.model.pane.choice.filter == "name=39" && listed(desk) == [29, 59, 89])
    // What was chosen stays chosen, whatever is looked for meanwhile.
    desk.press("Esc", "B", "name", "Enter", "j", "j", "j", "/", "zz", "Ctrl-U", "Esc")
    #expect(desk.screen.contains { $0.contains(" 4/30 ") })
    // Escape shows all values again, and then leaves.
    desk.press("/", "2", "Down", "Esc")
    #expect(desk.screen.contains { $0.contains(" 11/30 ") })
    desk.press("Esc")
    #expect(desk.model.isBrowsing)
    desk.press("B", "name", "Enter")
    desk.take(.input(.paste("17")))
    desk.press("Enter")
    #expect(desk.model.pane.choice.filter == "name=17")
  }

  @Test func `a wrong query is kept to be corrected, the caret where it is wrong`() {
    var desk = desk()
    desk.press("&", "fizz verdict:perhaps", "Enter")
    #expect(desk.event.hasPrefix("column 14: there is no verdict"))
    guard case .prompt(let line) = desk.model.mode else {
      Issue.record("the prompt is closed")
      return
    }
    #expect(String(line.text) == "fizz verdict:perhaps" && line.caret == 13)
  }

  @Test func `a typed command works on all that the filter shows, once that is confirmed`() {
    var desk = desk()
    desk.press("&", "fizz", "Enter", ":verdict discarded", "Enter")
    #expect(desk.model.question?.text.english.contains("all 6 records") == true)
    #expect(desk.screen.contains { $0.contains("y goes") })
    desk.press("n")
    #expect(desk.appended.isEmpty && desk.model.question == nil)
    desk.press(":verdict discarded", "Enter", "v")
    #expect(desk.model.panes[0].selection.count == 6 && desk.appended.isEmpty)
    desk.press("Esc", ":verdict discarded", "Enter", "y")
    #expect(desk.appended.count == 1 && desk.appended[0].changes.count == 6)
    #expect(desk.model.panes[0].selection.isEmpty)
    desk.press("u")
    #expect(desk.appended.last?.changes.count == 6, "one step")
    // A key works on the cursor's record, as anywhere.
    desk.press("a")
    #expect(desk.appended.last?.changes.count == 1)
  }

  @Test func `a program can begin with a filter`() {
    var desk = desk()
    desk.model.initialFilter = "fizz"
    desk.start()
    #expect(listed(desk) == [3, 6, 9, 12, 15, 18])
  }

  @Test func `Tab completes a command's name, and what it takes`() {
    var desk = desk()
    desk.press(":verd", "Tab")
    #expect(desk.screen.contains { $0.contains(":verdict") })
    desk.press("disc", "Tab", "Enter")
    #expect(desk.marks(1).verdict == .discarded)
    desk.press(":next", "Tab")
    #expect(desk.screen.contains { $0.contains("next-edit") && $0.hasSuffix(" ...") })
    desk.press("-t", "Tab", "Enter")
    #expect(desk.isBrowsing)
    desk.press(":theme pl", "Tab", "Enter")
    #expect(desk.event == "theme plain")
  }

  private func typed(_ desk: Desk) -> String? {
    if case .prompt(let line) = desk.model.mode { String(line.text) } else { nil }
  }

  @Test func `Tab goes through what a line may become, and S-Tab back`() {
    var desk = desk()
    desk.press(":verdict ", "Tab")
    #expect(typed(desk) == ":verdict accepted".dropFirst().description)
    desk.press("Tab", "Tab", "S-Tab")
    #expect(typed(desk) == "verdict discarded")
    desk.press("S-Tab", "S-Tab")
    #expect(typed(desk) == "verdict none", "round")
    // The one that stands in the line is marked among the others.
    let row = desk.screen.firstIndex { $0.contains("accepted  discarded") }
    #expect(row != nil)
    desk.press("Esc")
  }

  @Test func `Tab completes fields and words of queries, orders, and fields to count`() {
    var desk = desk()
    desk.press("&", "tex", "Tab")
    #expect(typed(desk) == "text:")
    desk.press("Ctrl-U", "unrev", "Tab", "verd", "Tab", "d", "Tab")
    #expect(typed(desk) == "unreviewed verdict:discarded ")
    desk.press("Ctrl-U", "len(t", "Tab")
    #expect(typed(desk) == "len(text) ")
    desk.press("Ctrl-U", "(not shape:rank", "Tab", "Esc", "Esc")
    desk.press("o", "Ctrl-U", "-by", "Tab")
    #expect(typed(desk) == "-bytes ")
    desk.press("Esc", "B", "te", "Tab")
    #expect(typed(desk) == "text ")
    desk.press("Esc", ":filter edi", "Tab")
    #expect(typed(desk) == "filter edit", "edited and edits")
    desk.press("Esc", ":set /t", "Tab")
    #expect(typed(desk) == "set /text ")
    // What completes to nothing stays as it is.
    for (key, line) in [
      ("o", "-nu"), ("o", "len(text) "), ("&", "text:\"we ha"), ("&", "text:/a b"),
    ] {
      desk.press("Esc", key, "Ctrl-U", line, "Tab")
      #expect(typed(desk) == line)
    }
    desk.press("Esc")
  }

  @Test func `each candidate is offered once, and no place that can't be typed`() {
    var desk = Desk([("d.jsonl", [#"{"text":"a","id":1,"my key":"v"}"#])])
    desk.press("&", "id", "Tab")
    #expect(typed(desk) == "id:")
    desk.press("Esc", ":set /my", "Tab")
    #expect(typed(desk) == "set /my")
    desk.press("Esc")
  }

  @Test func `a record stays in the list when it doesn't match any more`() {
    var desk = desk()
    desk.press("&", "unreviewed fizz", "Enter", "a", "j", "a")
    #expect(listed(desk).count == 6)
    desk.press("&", "Enter")
    #expect(listed(desk) == [9, 12, 15, 18])
  }
}
