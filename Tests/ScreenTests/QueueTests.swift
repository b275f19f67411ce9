import TerminalEmulator
import TestSupport
import Testing

/// What rules find, and what `apply` couldn't do, gone through record by record.
@Suite struct QueueTests {
  private let folder = TemporaryFolder()
  private var winnow: Winnow { Winnow(folder) }

  @Test func `findings are a queue, each with its reason and its remedy`() async throws {
    folder.write(
      (1...4).map {
        #"{"prompt":"p\#($0)","chosen":"good \#($0)","rejected":"bad","score_chosen":\#($0 % 2),"score_rejected":0.5}"#
          + "\n"
      }
      .joined(), "data.jsonl")
    let found = winnow("check", "data.jsonl", "--json").text
    #expect(found.contains(#""rule":"P"#), "\(found)")
    let sitting = try await Sitting(
      ["review", "data.jsonl", "--filter", "check:P"], in: folder, columns: 140,
      shows: "review 0 of")
    #expect(sitting.shows("─ P"))
    try await sitting.press("x", until: "review 1 of")
    #expect(try await sitting.quit() == .exited(0))
  }

  @Test func `a finding's remedy is carried out by key`() async throws {
    folder.write(
      #"{"messages":[{"role":"user","content":"q"},{"role":"Assistant","content":"a"}]}"# + "\n"
        + #"{"messages":[{"role":"user","content":"q "},{"role":"assistant","content":"a"}]}"#
        + "\n",
      "data.jsonl")
    let fixable = winnow("check", "data.jsonl", "--fix", "--dry-run")
    let rule = try #require(
      fixable.errors.isEmpty ? nil : winnow("check", "data.jsonl", "--json").lines.first)
    #expect(rule.contains(#""record":1"#))
    let sitting = try await Sitting(
      ["data.jsonl", "--filter", "check:C"], in: folder, columns: 140, shows: "(+ mends it)")
    try await sitting.press("+", until: "mend C")
    #expect(try await sitting.quit() == .exited(0))
    #expect(winnow("show", "data.jsonl", "1", "--raw").text.contains(#""role":"assistant""#))
  }

  @Test func `rejects open as a queue of what wasn't applied`() async throws {
    folder.write(
      "{\"a\":\"one\"}\n{\"a\":\"two\"}\n{\"a\":\"three\"}\n", "data.jsonl")
    /// An edit of a record that had other bytes.
    func changed(_ number: Int) -> String {
      let base = String(repeating: "0", count: 64)
      return
        #"{"op":"patch","command":"set /a","changes":[{"record":\#(number),"base":"\#(base)","#
        + #""patch":[{"op":"replace","path":"/a","value":"NOWHERE"}]}]}"# + "\n"
    }
    folder.write(
      #"{"op":"patch","actor":"bob","command":"set /a","changes":[{"record":2,"patch":[{"op":"test","path":"/a","value":"zwei"},{"op":"replace","path":"/a","value":"TWO"}]}]}"#
        + "\n"
        + #"{"op":"patch","actor":"bob","changes":[{"record":3,"patch":[{"op":"test","path":"/a","value":"drei"},{"op":"replace","path":"/a","value":"THREE"}]}]}"#
        + "\n"
        + changed(1) + changed(9), "fixes.jsonl")
    let applied = winnow(
      "apply", "data.jsonl", "--journal", "fixes.jsonl", "--rejects", "rejects.jsonl")
    #expect(applied.status == 1)
    let sitting = try await Sitting(
      ["open", "data.jsonl", "--with", "rejects.jsonl"], in: folder, columns: 120,
      shows: "& #1,2,3: 3")
    #expect(sitting.shows("rejects of records that aren't in this dataset: 1"))
    #expect(sitting.shows("+ - set /a NOWHERE"))
    #expect(sitting.shows("#1 is changed, or another; not applied: set /a"))
    try await sitting.press("j", until: "+ - set /a TWO")
    try await sitting.press("+", until: "agree: set a TWO on #2")
    try await sitting.press("]s", "-", until: "refuse: set a THREE on #3")
    #expect(try await sitting.quit() == .exited(0))
    #expect(
      winnow("apply", "data.jsonl").text == "{\"a\":\"one\"}\n{\"a\":\"TWO\"}\n{\"a\":\"three\"}\n")
  }
}
