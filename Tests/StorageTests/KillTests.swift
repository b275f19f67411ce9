import Curation
import Glibc
import JSONLines
import Storage
import TestSupport
import Testing

/// SIGKILL and SIGTERM at any moment.
@Suite(.serialized) struct KillTests {
  /// How long one run takes here, in microseconds.
  private func duration(_ body: () -> Void) -> Int {
    let clock = ContinuousClock()
    let taken = clock.measure(body)
    return Int(taken.components.seconds) * 1_000_000
      + Int(taken.components.attoseconds / 1_000_000_000_000)
  }

  @Test func `a writer that is killed again and again loses no acknowledged entry`() throws {
    let winnow = Winnow()
    winnow.folder.write("{\"text\":\"a\"}\n", "d.jsonl")
    var random = SeededRandom(seed: 3)
    let usual = duration { winnow("edit", "d.jsonl", "1", "--set", "/text=first") }
    var acknowledged = 1
    var kills = 0
    for round in 0..<25 {
      let writer = winnow.start(["edit", "d.jsonl", "1", "--set", "/text=round \(round)"])
      usleep(UInt32(random.below(max(1, usual * 5 / 4))))
      writer.send(SIGKILL)
      let result = writer.wait()
      if result.status == 0 { acknowledged += 1 } else { kills += 1 }
      #expect(result.status == 0 || result.status == 128 + SIGKILL)
    }
    let journal = try #require(winnow.journals(of: "d.jsonl").first)
    let found = try JournalText(readingFile: journal).journals[0].entries.count {
      $0.kind == .patch
    }
    #expect(found >= acknowledged && found <= acknowledged + kills)
    #expect(winnow("edit", "d.jsonl", "1", "--set", "/text=last").status == 0)
    #expect(winnow("apply", "d.jsonl").text == "{\"text\":\"last\"}\n")
    #expect(winnow("journal", "check", journal).status == 0)
    print("killed \(kills) of 25 writers, \(acknowledged) acknowledged, \(found) found")
  }

  @Test(arguments: [SIGKILL, SIGTERM])
  func `an export that is ended leaves a whole output or none, and the input alone`(
    signal: Int32
  ) throws {
    let winnow = Winnow()
    let rows = String(
      repeating: "{\"text\":\"\(String(repeating: "x", count: 500))\"}\n", count: 20_000)
    winnow.folder.write(rows, "d.jsonl")
    winnow("edit", "d.jsonl", "20000", "--set", "/text=y")
    let usual = duration { winnow("apply", "d.jsonl", "-o", "whole") }
    let whole = try #require(winnow.folder.read("whole"))
    var random = SeededRandom(seed: 5)
    func leftovers() -> Int { Files.names(in: winnow.folder.path).count { $0.hasSuffix(".tmp") } }
    for _ in 0..<6 {
      Files.remove(winnow.folder.path("out"))
      let export = winnow.start(["apply", "d.jsonl", "-o", "out"])
      usleep(UInt32(random.below(max(1, usual))))
      export.send(signal)
      _ = export.wait()
      let output = winnow.folder.read("out")
      #expect(output == nil || output == whole)
      if signal == SIGTERM { #expect(leftovers() == 0) }
    }
    // A file has a name of its own only between being whole and being renamed.
    #expect(leftovers() <= 1)
    #expect(winnow.folder.read("d.jsonl") == Array(rows.utf8))
  }
}
