import Glibc
import TerminalEmulator
import TestSupport
import Testing

@Suite struct HostileDataTests {
  private let folder = TemporaryFolder()

  /// Sequences that do something on a terminal: titles, links, the clipboard, answers, colours.
  private static let attacks = [
    "\u{1B}]0;owned\u{7}", "\u{1B}]8;;http://evil\u{1B}\\link\u{1B}]8;;\u{1B}\\",
    "\u{1B}]52;c;b3duZWQ=\u{7}", "\u{1B}P$q\"p\u{1B}\\", "\u{1B}[31mred\u{1B}[0m",
    "\u{1B}[2J\u{1B}[H",
    "\u{1B}[6n", "\u{1B}[?1049l", "\u{9B}31m", "\u{9D}0;owned\u{9C}", "\u{90}x\u{9C}",
    "\r\u{8}\u{7}",
    "\u{1B}^pm\u{1B}\\", "\u{1B}_apc\u{1B}\\", "\u{1B}c", "\u{E}\u{F}", "\u{202E}gpj.exe\u{202C}",
  ]

  /// Every control and format character, and private and unassigned ones.
  private static let characters: [Unicode.Scalar] = (0...0xE01EF as ClosedRange<UInt32>)
    .compactMap { Unicode.Scalar($0) }
    .filter {
      switch $0.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator: true
      default: $0.value == 0xE000 || $0.value == 0xFFFE
      }
    }

  /// A JSON string: what must be escaped is, the rest stands raw, as a hostile writer would have
  /// it.
  private static func json(_ text: String, escapingAll: Bool = false) -> String {
    var json = "\""
    for scalar in text.unicodeScalars {
      if scalar.value < 0x20 || (escapingAll && scalar.value < 0x10000)
        || "\"\\".unicodeScalars.contains(scalar)
      {
        let hex = String(scalar.value, radix: 16)
        json += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
      } else {
        json.unicodeScalars.append(scalar)
      }
    }
    return json + "\""
  }

  private static var records: [String] {
    let attack = attacks.joined(separator: " ")
    let all = characters.map { "a" + String($0) }.joined()
    return [
      #"{"instruction": \#(json(attack)), "input": "", "output": \#(json(attack, escapingAll: true))}"#,
      #"{"text": \#(json(all))}"#, #"{"text": \#(json(all, escapingAll: true))}"#,
      "{" + attacks.enumerated().map { "\(json($1)): \($0)" }.joined(separator: ", ") + "}",
      #"{"messages": [{"role": \#(json(attacks[0])), "content": \#(json(attack))}]}"#,
      // Raw controls make these no JSON at all.
      #"{"text": "\#(attack)"}"#, attack.replacing("\n", with: ""),
    ]
  }

  @Test func `nothing in a record, a key or a file's name reaches the terminal as a sequence`()
    async throws
  {
    let name = "x\u{1B}]0;owned\u{7}\u{9B}31m.jsonl"
    folder.write(Self.records.joined(separator: "\n") + "\n", name)
    let sitting = try await Sitting([name], in: folder, shows: "#1 of 7")
    for record in 1...7 {
      try await sitting.press("\(record)G", until: "#\(record) of 7")
      await sitting.terminal.press(
        "Enter", "Ctrl-D", "Ctrl-D", "G", "l", "l", "l", "h", "e", "f", "Esc", "d", "q")
      try await sitting.terminal.wait { $0[0].contains("#\(record) of 7") }
    }
    try await sitting.press("gg", "c", until: "note:")
    sitting.terminal.paste(Self.attacks.joined())
    try await sitting.press("Enter", until: "note:")
    try await sitting.press("/", "owned", "Enter", until: "owned")
    sitting.terminal.resize(rows: 40, columns: 120)
    try await sitting.terminal.wait { $0.count == 40 && !$0[39].isEmpty }
    try await sitting.press("1G", until: "^[]0;owned^G")
    #expect(sitting.terminal.rows()[0].contains("x^[]0;owned^G<9B>31m.jsonl"))
    #expect(try await sitting.quit() == .exited(0))
    let sequences = OutputSequences(sitting.terminal.rawOutput)
    #expect(sequences.forbidden == [])
    #expect(
      !sequences.controlSequences.contains("6n") && !sequences.controlSequences.contains("31m"))
    #expect(sequences.controlSequences.filter { $0 == "?1049l" }.count == 1)
  }

  @Test func `the guard of these tests sees what it looks for`() {
    for attack in Self.attacks where attack.unicodeScalars.first != "\r" {
      let sequences = OutputSequences("text" + attack)
      let isSeen = !sequences.forbidden.isEmpty || !sequences.controlSequences.isEmpty
      #expect(isSeen || attack == "\u{E}\u{F}" || attack == "\u{1B}c")
    }
  }

  @Test func `a file that is rewritten while it is open is said, and nothing is written about it`()
    async throws
  {
    let records = [#"{"prompt":"first","output":"a"}"#, #"{"prompt":"later","output":"b"}"#]
    folder.write(records.map { $0 + "\n" }.joined(), "data.jsonl")
    let sitting = try await Sitting(["data.jsonl"], in: folder)
    // In its place, with other bytes at the same offsets.
    folder.write(records.reversed().map { $0 + "\n" }.joined(), "data.jsonl")
    try await sitting.press("j", until: "was changed by another program")
    try await sitting.press("x", until: "was changed by another program")
    #expect(try await sitting.quit() == .exited(0))
    #expect(Winnow(folder).journals(of: "data.jsonl").isEmpty)
  }

  @Test
  func `a file that was only touched is no other one, and a text that can't be saved is kept`()
    async throws
  {
    let record = #"{"prompt":"first","output":"a"}"# + "\n"
    folder.write(record, "data.jsonl")
    let sitting = try await Sitting(["data.jsonl"], in: folder)
    // Time for the program to look at all bytes.
    try await Task.sleep(for: .milliseconds(300))
    utimes(folder.path("data.jsonl"), nil)
    try await sitting.press("x", until: "discarded")
    #expect(Winnow(folder).journals(of: "data.jsonl").count == 1)
    try await sitting.press("e", "MINE ", until: "MINE first")
    folder.write(record.replacing("a\"", with: "b\""), "data.jsonl")
    try await sitting.press("Ctrl-S", until: "was changed by another program")
    try await sitting.press("Esc", until: "keeps it for later")
    try await sitting.press("k", until: "the text is kept: :draft opens it again")
    #expect(try await sitting.quit() == .exited(0))
    let again = try await Sitting(["data.jsonl"], in: folder, shows: "was not saved")
    try await again.press(":draft", "Enter", until: "MINE first")
    try await again.press("Ctrl-S", until: "set prompt on")
    #expect(try await again.quit() == .exited(0))
  }

  @Test func `a file that is replaced while it is open is said too`() async throws {
    folder.write("{\"prompt\":\"first\"}\n", "data.jsonl")
    let sitting = try await Sitting(["data.jsonl"], in: folder)
    folder.write("{\"prompt\":\"other\"}\n", "new.jsonl")
    rename(folder.path("new.jsonl"), folder.path("data.jsonl"))
    try await sitting.press("x", until: "was changed by another program")
    // If the verdict came before the program had looked at the file, one key answers the question
    // what to do about it.
    try await sitting.press("a", "a", until: "was changed by another program")
    #expect(try await sitting.quit() == .exited(0))
  }

  @Test func `hidden characters are shown by their codes`() async throws {
    folder.write(#"{"text": "pay\u200bpal \u202egpj\u202c \u0007 \ud800"}"# + "\n", "data.jsonl")
    let sitting = try await Sitting(["data.jsonl"], in: folder)
    let row = try await sitting.terminal.waitForText("pay<200B>pal <202E>gpj<202C> ^G <D800>")
    #expect(row.count == 24)
    let place = row.lastIndex { $0.contains("<200B>") } ?? 0
    #expect(
      sitting.terminal.cell(place, 3).isReversed && !sitting.terminal.cell(place, 2).isReversed)
    #expect(try await sitting.quit() == .exited(0))
  }
}
