import Analysis
import Console
import Curation
import JSONLines
import TestSupport
import Testing

@testable import Interface

@Suite struct PromptLineTests {
  @Test func `a prompt is edited like a line of a shell`() {
    var line = PromptLine(.command, "rank 2,10")
    func press(_ keys: Key...) {
      for key in keys {
        let isTaken = line.take(key)
        #expect(isTaken, "\(key)")
      }
    }
    press(.control("w"))
    line.insert("3,\n1\n")
    #expect(line.text == "rank 2,3, 1")
    press(.home, .delete, .right.with(.control), .right, .control("k"), .character("x"))
    #expect(line.text == "ank x" && line.caret == 5)
    // No part of a line is selected.
    press(.left.with(.shift), .left.with(.shift), .backspace)
    #expect(line.text == "an x" && line.caret == 2)
    press(.alt("f"), .control("u"), .backspace, .delete)
    #expect(line.isEmpty && line.caret == 0)
    for key in [Key.enter, .tab, .up, .down.with(.control), .pageDown, .escape] {
      let isTaken = line.take(key)
      #expect(!isTaken, "\(key)")
    }
    #expect(PromptLine(.filter, "a\r\nb\nc").text == "a b c")
  }

  @Test func `on the screen too a line is gone through by words`() {
    var desk = Desk(Sample.pair)
    desk.press("&", "ab cd", "Ctrl-Left", "z", "Alt-b", "Alt-b", "y", "Alt-s", "Ctrl-End", "x")
    #expect(desk.screen[22] == "&yab zcdx" && desk.marks(1).verdict == nil)
    desk.press("Esc", "f", "Tab", "so so", "Ctrl-Left", "not ")
    #expect(desk.text.contains("so not so"))
    desk.press("Esc", "?", "/", "a b", "Alt-b", "$")
    #expect(desk.screen.last == " /a $b")
  }

  @Test func `earlier lines come back, and what was being typed after them`() {
    let history = ["one", "two"]
    var line = PromptLine(.search, "half")
    var seen: [String] = []
    for step in [1, 1, 1, -1, -1, -1] {
      line.recall(step, from: history)
      seen.append(line.text)
    }
    #expect(seen == ["two", "one", "one", "two", "half", "half"])
  }

  @Test func `Tab completes the names of macros`() {
    var desk = Desk(Sample.pair)
    desk.model.rememberMacros(["mac", "other"])
    desk.press(":record m2", "Enter", "a", ":record", "Enter", ":play m", "Tab", "Tab")
    #expect(desk.model.completions(of: "play m", .command) == ["play m2", "play mac"])
  }

  @Test func `what Tab offers is known, and so is what the help says of the command line`() {
    let offered = Desk(Sample.pair).model.completions(of: "", .command)
    #expect(
      offered.count > 100 && Set(offered).isSuperset(of: ["verdict", "raw", "theme", "undo"]))
    let help = HelpView.lines(of: Desk(Sample.pair).model)
    let typed = help.drop { $0.text.english != "After :" }.dropFirst().prefix { !$0.keys.isEmpty }
    #expect(typed.count > 10)
    for line in offered + typed.map(\.keys) where line != "NAME" {
      var desk = Desk(Sample.pair)
      desk.press(":", line, "Enter")
      #expect(!desk.event.contains("no such command"), "\(line)")
    }
  }

  @Test func `Tab completes as far as all agree, then takes one after another`() {
    var desk = Desk(Sample.pair, columns: 40)
    desk.press(":", "verd", "Tab")
    #expect(desk.screen[22].hasPrefix(":verdict"))
    desk.press("Tab", "Tab")
    #expect(desk.screen[22].hasPrefix(":verdict discarded"), "\(desk.screen[22])")
    // What is typed then is completed anew, and all pages of what there is can be reached.
    desk.press("Ctrl-U", "p")
    var seen: Set<String> = []
    for _ in 0..<20 {
      desk.press("Tab")
      seen.insert(String(desk.screen[22].prefix { $0 != " " }))
      #expect(desk.screen[23].count <= 40)
    }
    #expect(seen.isSuperset(of: [":patch", ":play", ":previous-turn"]), "\(seen)")
    desk.press("Ctrl-U", "them", "Tab", "Tab")
    #expect(desk.screen[22].hasPrefix(":theme winnow-dark"))
  }

  @Test func `lines of earlier sessions come back by kind`() {
    var desk = Desk(Sample.pair)
    desk.model.remember("verdict accepted", kind: "command")
    desk.model.remember("turns>4", kind: "filter")
    desk.model.remember("x", kind: "unheard of")
    desk.press(":", "Up")
    #expect(desk.screen[22].hasPrefix(":verdict accepted"))
    desk.press("Esc", "&", "Up")
    #expect(desk.screen[22].hasPrefix("&turns>4"))
    desk.press("Enter", ":", "note hm", "Enter")
    let kept = desk.effects.compactMap { effect -> String? in
      if case .keepLine(let kind, let text) = effect { "\(kind) \(text)" } else { nil }
    }
    #expect(kept == ["filter turns>4", "command note hm"])
  }

  @Test func `an expression that is being typed isn't searched for as a text`() {
    var desk = Desk(Sample.pair)
    desk.press("/", "/(a")
    #expect(desk.screen[23].contains("another / ends it"))
    desk.press("|b)/")
    #expect(!desk.screen[23].contains("another / ends it"))
  }

  @Test func `Esc and a Backspace too many leave the prompt without a change`() {
    for keys in [["Esc"], ["Ctrl-C"], ["Backspace", "Backspace"]] {
      var desk = Desk(Sample.pair)
      desk.press(":", "x")
      for key in keys { desk.press(key) }
      #expect(desk.isBrowsing && desk.effects.isEmpty)
    }
  }

  @Test func `the caret of a long line stays on the screen`() {
    var desk = Desk(Sample.pair, columns: 40)
    desk.press(":", String(repeating: "漢", count: 60))
    #expect(desk.model.view().caret.map { $0.column < 40 } == true)
    #expect(desk.screen[22].hasPrefix(":"))
  }
}

@Suite struct CommandLineTests {
  @Test(arguments: [
    ("nonsense", "nonsense: no such command; ? lists them"),
    ("verdict maybe", "a verdict is accepted, discarded, skipped or none"),
    ("rank 1,x", "\"x\" isn't a response's number; an order is like 2,1,3 or 2=3,1"),
    ("rank 1,1", "#1: response 1 stands twice in the order"),
    ("flag S99", "S99: no such category; f and `winnow taxonomies` show them"),
    ("set /chosen", "it is said like set /output some text"),
    ("set chosen x", "\"chosen\" isn't a JSON Pointer, like /output"),
    ("set-json /chosen {", "not JSON: it ends too early, at byte 2"),
    ("theme loud", "there is no theme loud: winnow-dark, plain"),
    ("save", "save does nothing here"),
    ("redo", "nothing to redo"), ("theme", "say a theme: winnow-dark, plain"),
    ("9-3 verdict skipped", "9-3 isn't a record number or a range like 17-40"),
    ("+1", "+1 isn't a record number or a range like 17-40"),
    ("select 1-2", "select takes a number at most, not 1-2"),
  ])
  func `what is wrong with a command is said`(_ line: String, _ message: String) {
    var desk = Desk(Sample.pair)
    desk.press(":" + line, "Enter")
    #expect(desk.event == message)
    #expect(desk.appended.isEmpty)
  }

  @Test(arguments: [
    ("verdict maybe", true), ("rank 1,x", true), ("rank 1", true), ("1 flag S99", true),
    ("set /chosen", true), ("replace /(/x/", true), ("flag S1", false), ("nonsense", false),
    ("rank 2,1", false), ("set /nope/0 x", false), ("insert {\"a\": b}", true),
  ])
  func `a line with a mistake stays open to be mended`(_ line: String, _ isOpen: Bool) {
    var desk = Desk(Sample.pair)
    desk.press(":" + line, "Enter")
    #expect(desk.isBrowsing == !isOpen, "\(desk.event)")
    if isOpen { #expect(desk.screen.contains { $0.hasPrefix(":" + line) }) }
  }

  @Test(arguments: [
    ("2", 2), ("#3", 3), ("99", 1), ("0", 1), ("-4", 1), ("9223372036854775807", 1),
    ("down 2", 3), ("down 9223372036854775807", 3), ("up -9223372036854775808", 3),
    ("bottom -1", 1), ("page-down 9223372036854775807", 3), ("next-record 1000000000000000000", 3),
  ])
  func `a number leads to its record if there is one, a count as far as it can`(
    _ line: String, _ record: Int
  ) {
    var desk = Desk(Sample.pair, Sample.pair, Sample.pair)
    desk.press(":" + line, "Enter")
    #expect((1...3).contains(desk.cursor))
    if !line.contains("up -") { #expect(desk.cursor == record) }
  }

  @Test(arguments: ["lower", "raise", "scroll", "next-turn", "half-page-up"])
  func `no count is too large`(_ name: String) {
    for count in ["9223372036854775807", "-9223372036854775808", "99999999999999999999"] {
      var desk = Desk(Sample.ranked)
      desk.press("Enter", ":\(name) \(count)", "Enter")
      #expect(desk.isBrowsing)
    }
  }

  @Test func `a full-width colon and slash open the prompts`() {
    var desk = Desk(Sample.pair, Sample.pair)
    desk.press("：", "2", "Enter")
    #expect(desk.cursor == 2)
    desk.press("／", "漢", "Enter")
    #expect(desk.searches.map(\.pattern) == [TextPattern(.literal("漢"))])
  }

  @Test func `values are set by pointer, as text and as JSON`() {
    var desk = Desk(Sample.alpaca)
    desk.press(":set /output two words", "Enter", ":set-json /score [1, 2]", "Enter")
    #expect(desk.record(1).contains(#""output": "two words""#))
    #expect(
      desk.record(1).contains(#""score": [1, 2]"#) || desk.record(1).contains(#""score": [1,2]"#))
  }
}

@Suite struct FlagMenuTests {
  @Test(arguments: [
    (["b", "2"], "S2", 2), (["S10"], "S10", 1), (["s10", "Space", "3"], "S10", 3),
    (["s1"], "S1", 1), (["0", "c"], "S7", 0), (["Down", "Down", "Up"], "S1", 1),
    (["S14", "Backspace"], "S1", 1),
  ])
  func `a category is a letter, a code or a step away`(
    _ keys: [String], _ code: String, _ severity: Int
  ) {
    var desk = Desk(Sample.alpaca)
    desk.press("f")
    for key in keys { desk.press(key) }
    desk.press("Enter")
    let flag = desk.marks(1).flags.first
    #expect(flag?.key.category == code && flag?.severity == severity)
    #expect(flag?.key.at == JSONPointer("/instruction"))
    #expect(desk.screen.contains { $0.contains("! \(code) severity \(severity)") })
  }

  @Test func `a note goes with the flag, letters and digits and all`() {
    var desk = Desk(Sample.alpaca)
    desk.press("f", "a", "Tab", "why 3 仇恨", "Enter")
    #expect(desk.marks(1).flags.first?.note == "why 3 仇恨")
    #expect(desk.marks(1).flags.first?.severity == 1)
  }

  @Test func `nothing is flagged without a category, nor after Esc`() {
    var desk = Desk(Sample.alpaca)
    desk.press("f", "Enter")
    #expect(!desk.isBrowsing && desk.event.contains("choose a category"))
    desk.press("9")
    #expect(desk.event.contains("no severity"))
    desk.press("a", "Esc")
    #expect(desk.isBrowsing && desk.appended.isEmpty)
  }

  @Test func `the categories leave what is flagged in view`() {
    var desk = Desk(
      #"{"prompt":"the question","chosen":"the better","rejected":"the worse"}"#, rows: 30,
      columns: 160)
    for text in ["the question", "the better", "the worse"] {
      desk.press("f")
      #expect(desk.text.contains("Flag at") && desk.text.contains(text), "\(text)")
      desk.press("Esc", "l")
    }
  }

  @Test func `flagging the same again changes the severity, and F takes all flags off`() {
    var desk = Desk(Sample.alpaca)
    desk.press("f", "a", "2", "Enter", "f", "a", "3", "Enter", ":flag S7 1 seen twice", "Enter")
    #expect(desk.marks(1).flags.map(\.severity) == [3, 1])
    #expect(desk.marks(1).flags.last?.note == "seen twice")
    desk.press("F")
    #expect(desk.marks(1).flags.isEmpty)
  }
}
