import TerminalEmulator
import TestSupport
import Testing

@Suite struct IdleTests {
  @Test func `a program that nobody uses takes no processor time`() async throws {
    let folder = TemporaryFolder()
    folder.write(Sample.jsonl, "data.jsonl")
    let sitting = try await Sitting(["data.jsonl"], in: folder)
    try await Task.sleep(for: .seconds(1))
    let before = try sitting.processorTicks
    try await Task.sleep(for: .seconds(2))
    let used = try sitting.processorTicks - before
    #expect(used <= 10, "\(used) hundredths of a second in 2 s")
    #expect(try await sitting.quit() == .exited(0))
  }
}
