import JSONLines
import TestSupport
import Testing

@testable import Curation

/// Commands as they are typed.
@Suite struct CommandTextTests {
  private func command(_ text: String, place: String? = nil) throws -> Command? {
    try Command(typed: text, place: place.flatMap { JSONPointer($0) }) { code in
      code.uppercased() == "S10" ? .init(taxonomy: "mlcommons", category: "S10") : nil
    }
  }

  private func flag(_ severity: Int, at: String? = nil, note: String? = nil) -> Command {
    let key = HazardFlag.Key(
      taxonomy: "mlcommons", category: "S10", at: at.flatMap { JSONPointer($0) })
    return .flag(HazardFlag(key, severity: severity, note: note))
  }

  @Test func `commands read as they are meant`() throws {
    let output = JSONPointer(["output"])
    #expect(try command("set /output  two  words") == .set(output, .text("two  words")))
    #expect(try command("verdict accepted ") == .verdict(.accepted))
    #expect(try command("set-json /output [1]") == .set(output, .array([.integer(1)])))
    #expect(try command("verdict none") == .verdict(nil))
    #expect(try command("verdict accepted") == .verdict(.accepted))
    #expect(try command("rate h 4") == .rate(.init(axis: "helpful"), .score(4)))
    #expect(
      try command("rate acceptable no at /output")
        == .rate(.init(axis: "acceptable", at: output), .acceptable(false)))
    #expect(try command("rate style none") == .rate(.init(axis: "style"), nil))
    #expect(try command("note at /output see #3") == .note(output, "see #3"))
    #expect(try command("note at noon") == .note(nil, "at noon"))
    #expect(try command("note none") == .note(nil, nil))
    #expect(try command("remove") == .remove(why: nil))
    #expect(try command("remove a copy") == .remove(why: "a copy"))
    #expect(try command("rank 2,1/3") == .rank(RankOrder("2,1/3")))
    #expect(try command("unflag s10") == .unflag(taxonomy: "mlcommons", category: "S10", at: nil))
    let there = Command.unflag(taxonomy: "mlcommons", category: "S10", at: output)
    #expect(try command("unflag S10 at /output") == there)
    #expect(try command("unflag at /output S10") == there)
    #expect(try command(there.text) == there)
  }

  @Test func `a flag has severity, place and note, or what stands for them`() throws {
    #expect(try command("flag s10") == flag(1))
    #expect(
      try command("flag S10 3 at /output why so", place: "/x")
        == flag(3, at: "/output", note: "why so"))
    #expect(try command("flag S10 bad word", place: "/x") == flag(1, at: "/x", note: "bad word"))
    #expect(try command("flag S10 9 lives") == flag(1, note: "9 lives"))
  }

  @Test(arguments: [
    "flag", "flag S99", "flag S10 7", "verdict maybe", "rate h", "rate h 6", "rate acceptable 3",
    "note", "set",
    "set /a",
    "set output x", "set-json /a {", "rank", "rank 1//2", "turn", "turn jump at /m/0",
    "turn delete", "flip foo", "delete /a b", "duplicate x", "unflag S10 S10",
  ]) func `what can't be read is refused`(text: String) {
    #expect(throws: CommandTextError.self) { try command(text) }
  }

  @Test(arguments: 0..<40) func `a command's line is the command`(seed: Int) throws {
    var random = RandomCommand(seed: 3000 + seed)
    var read = 0
    for _ in 0..<50 {
      let record = random.json.random.pick(HistoryModelTests.records)
      let command = random.command(on: Bytes(Array(record.utf8)))
      guard let line = command.line else { continue }
      let back = try Command(typed: line) { code in
        let words = code.split(separator: ":").map(String.init)
        return words.count == 2 ? HazardFlag.Key(taxonomy: words[0], category: words[1]) : nil
      }
      #expect(back == command, "\(line)")
      read += 1
    }
    #expect(read > 20)
  }

  @Test(arguments: ["a\nb", "a\r\nb"]) func `a text of two lines is no typed line`(text: String) {
    #expect(Command.note(nil, text).line == nil)
    #expect(Command.remove(why: text).line == nil)
    #expect(Command.set(JSONPointer(["a"]), .text(text)).line?.hasPrefix("set-json") == true)
  }

  @Test func `a command that would be read as another one has no line`() {
    #expect(Command.note(nil, "none").line == nil)
    #expect(Command.note(nil, "at /output x").line == nil)
    #expect(
      Command.set(JSONPointer(["a"]), .text("ends in a return\r")).line?.hasPrefix("set ") != true)
    #expect(Command.remove(why: nil, leavesCopy: true).line == nil)
  }

  @Test func `other words are no commands`() throws {
    #expect(try command("quit") == nil)
    #expect(try command("") == nil)
  }

  @Test(arguments: [
    ("set-json /output [1]", "set /output"), ("verdict skipped", "verdict skipped"),
    ("rate helpful 4 at /chosen", "rate helpful 4 at /chosen"), ("remove", "remove"),
    ("restore", "restore"), ("flip", "flip"), ("rank 2,1/3", "rank 2,1/3"),
    ("delete /x", "delete /x"), ("turn merge at /messages/1", "turn merge at /messages/1"),
    ("turn insert user at /m/0", "turn insert user at /m/0"),
    ("flag S10 2 at /output", "flag S10 2 at /output"), ("unflag S10", "unflag S10"),
    ("note see the first", "note"), ("verdict none", "verdict none"),
  ]) func `the text of a command names it`(typed: String, text: String) throws {
    #expect(try command(typed)?.text == text)
  }
}
