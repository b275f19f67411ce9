import Analysis
import Console
import Curation
import JSONLines
import TestSupport
import Testing

@testable import Interface

/// The screen in Chinese: kept as goldens, and looked through for English words.
@Suite struct ChineseScreenTests {
  private static let hazards = [
    ("S1", "暴力犯罪"), ("S2", "非暴力犯罪"), ("S7", "隐私"), ("S10", "仇恨"), ("S14", "代码解释器滥用"),
  ].map { Model.Hazard(taxonomy: "mlcommons", code: $0.0, name: $0.1) }

  private static let records = [
    #"{"instruction": "把下面的句子改得更通顺。", "input": "塞翁失马，焉知非福。", "output": "这一句来自《淮南子》，讲的是祸福相依的道理：坏事未必坏，好事也未必好。"}"#,
    #"{"prompt": "哪个更好？", "chosen": "这一个。", "rejected": "那一个更好。"}"#,
    #"{"prompt": "最好？", "responses": [{"text": "甲", "rank": 1}, {"text": "乙", "rank": 2}, {"text": "丙", "rank": 3}, {"text": "丁", "rank": 4}]}"#,
    #"{"messages": [{"role": "system", "content": "简短些。"}, {"role": "user", "content": "杭州明天要带伞吗？"}, {"role": "assistant", "content": "<think>查一下天气。</think>要带：有八成可能下雨。"}]}"#,
    #"{"output": "断"#,
    #"{"instruction": "隐藏\u200b字符", "input": "", "output": ""}"#,
  ]

  private func desk(_ rows: Int, _ columns: Int, _ files: [String] = ["data.jsonl"]) -> Desk {
    Desk(
      files.map { ($0, Self.records) }, rows: rows, columns: columns, hazards: Self.hazards,
      link: files.count == 2 ? .prompt : nil, language: .chinese)
  }

  static let goldens: [(name: String, keys: [String])] = [
    ("list", []), ("record", ["2G", "w", "a", "c", "可惜", "Enter", "Enter", "l"]), ("help", ["?"]),
    ("flag", ["f", "S10", "Space", "3", "Tab", "仇恨"]), ("statistics", ["S", "j"]),
    ("history", ["2G", "w", "x", "u", "H", "j"]), ("prompt", [":", "rank 2,1"]),
    ("question", ["&", "prompt:/./", "Enter", ":", "flag S10", "Enter"]), ("rating", ["2G", "R"]),
    ("editor", ["1G", "e", "哈", "Ctrl-Space"]), ("contents", ["4G", "gt"]),
    ("ranked", ["3G", "Enter", "l", "l"]), ("compared", ["2G", "w", "b"]),
    ("values", ["B", "prompt", "Enter"]),
  ]

  @Test(arguments: goldens.indices, [(24, 80), (40, 120)])
  func `each screen in Chinese`(_ index: Int, _ size: (rows: Int, columns: Int)) {
    let (name, keys) = Self.goldens[index]
    var desk = desk(size.rows, size.columns)
    for key in keys { desk.press(key) }
    expectGolden("zh-\(name)-\(size.columns)x\(size.rows)", desk)
  }

  // MARK: - No English left

  /// What is never translated: keys, fields, shapes, roles, file and person, names of formats.
  private static let names: Set<String> = [
    "Enter", "Esc", "Tab", "Space", "Up", "Ctrl", "data", "jsonl", "two", "alice", "mlcommons",
    "JSON", "EDITOR", "UTF", "think", "instruction", "input", "output", "prompt", "chosen",
    "rejected", "messages", "responses", "text", "rank", "role", "content", "user", "system",
    "assistant", "alpaca", "pairwise", "ranked", "opaque", "latin", "han",
  ]

  /// What is typed, as it stands in notices.
  private static let commands: Set<String> = [
    "note", "verdict", "accepted", "discarded", "skipped", "flip", "remove", "restore", "duplicate",
    "rate", "helpful", "acceptable", "yes", "filter", "record", "differs", "there", "play", "flag",
    "unflag", "raise",
    "lower", "response", "drop", "add", "raw", "winnow", "apply", "FILE", "disagree", "unreviewed",
    "shape", "bytes", "check", "gm", "gr", "ga", "gx", "gJ", "gy", "turn", "undo", "at", "draft",
  ]

  private func expectNoEnglish(_ desk: Desk, after keys: [String]) {
    for line in desk.screen {
      for word in line.split(whereSeparator: { !$0.isASCII || !$0.isLetter }) where word.count > 1 {
        // A menu over the screen cuts names.
        let isKnown =
          Self.commands.contains(String(word)) || Self.names.contains { $0.hasPrefix(word) }
        if !isKnown { Issue.record("\(word) after \(keys): \(line)") }
      }
    }
  }

  /// Keys from the list on, and what they come to on the way is looked at too.
  static let walks: [[String]] = [
    ["j", "j", "j", "j", "j", "j", "G", "gg"], ["Enter", "l", "l", "l", "l", "h", "q", "q"],
    ["a", "x", "s", "u", "Ctrl-R", "U", "u", "u", "u", "u"],
    ["2G", "w", "u", "Ctrl-R", "b", "b", "b", "b"],
    ["f", "z", "9", "S10", "Space", "Tab", "注", "Tab", "Enter", "F", "F"],
    ["3G", "J", "K", "r", "Ctrl-U", "rank 9", "Enter"], ["3G", "l", "D", "u", "i", "Esc"],
    ["2G", "R", "h", "7", "Esc", "R", "a", "y", "R", "x"],
    ["c", "好", "Enter", "d", "d", "gd", "u"], ["e", "哈", "Esc", "x", "Esc", "d"],
    ["e", "Ctrl-Space", "Ctrl-Space", "Alt-w", "Ctrl-Y", "Ctrl-Z", "Ctrl-T", "F5", "Ctrl-S"],
    ["5G", "e", "Esc", "l", "l", "w", ":", "rank 1", "Enter"], ["6G", "H"],
    ["4G", "gt", "j", "Enter", "z", "z", "gx", "gx", "=", "=", "="],
    ["2G", "=", "=", "]d", "]d", "[d", "[d", "|", "|"],
    ["&", "prompt", "Enter", "*", "Esc", "Esc"], ["&", "查无此字", "Enter", "Esc"],
    ["/", "自然", "Enter", "n"], ["n", "N"], ["o", "Esc", "B", "Esc", "B", "prompt", "Enter", "j"],
    ["o", "-bytes", "Enter", "Esc", "Esc"], ["S", "j", "j", "Enter", "Esc", "H", "j", "Tab"],
    ["Space", "Space", "v", "j", "v", "x", "u", "Esc"], ["V", "V", "V"],
    ["gr", "a", "x", "s", "gr"], ["ga"], ["gm", "Esc", "@", "Esc", ":", "record m", "Enter"],
    ["]e", "]f", "]s", "[s", "[e", "[f", "+", "-", "."], [")", "P", "gE", "y", "F5", "g", "y"],
    [":", "17", "Enter", ":", "9-12 note", "Enter", ":", "w", "Enter"], ["<", ">", "Ctrl-L"],
    ["&", "check:Q7", "Enter", "+", "-"],
  ]

  @Test(arguments: walks.indices, [(24, 80), (40, 120)])
  func `no English word is on any screen`(_ index: Int, _ size: (rows: Int, columns: Int)) {
    let keys = Self.walks[index]
    for files in [["data.jsonl"], ["data.jsonl", "two.jsonl"]] {
      var desk = desk(size.rows, size.columns, files)
      desk.start()
      for (index, key) in keys.enumerated() {
        desk.press(key)
        expectNoEnglish(desk, after: Array(keys[...index]))
      }
    }
  }

  @Test func `what an entry says in the journal stays as it is typed`() {
    var desk = desk(24, 80)
    desk.press("a")
    #expect(desk.appended.last?.command == "verdict accepted")
    #expect(desk.text.contains("已执行 verdict accepted（#1）；u 撤销"))
  }

  @Test func `a shape keeps its name, and a verdict has a word`() {
    var desk = Desk(
      [
        (
          "data.jsonl",
          [#"[{"role": "user", "content": "问"}, {"role": "assistant", "content": "答"}]"#]
        )
      ],
      rows: 40, columns: 80, language: .chinese)
    desk.press("a", "S")
    #expect(desk.screen.contains { $0.hasSuffix("█ turns") })
    #expect(desk.screen.contains { $0.hasSuffix("█ 通过") })
  }

  @Test func `the hints at the bottom never run into each other`() {
    for columns in 30...120 {
      let line = desk(24, columns).screen.last ?? ""
      #expect(line.hasSuffix("? 帮助  q 退出"), "\(columns): \(line)")
    }
  }
}
