import JSONLines
import TestSupport
import Testing

@testable import Curation

/// Several commands on one record, in one entry.
@Suite struct BatchTests {
  private let record = #"{"prompt":"p","output":"one two"}"#
  private let one = RecordNumber(1)

  private func flag(_ category: String, _ severity: Int) -> HazardFlag {
    HazardFlag(.init(taxonomy: "mlcommons", category: category), severity: severity)
  }

  @Test func `each command sees what those before it left, and all are undone as one`() throws {
    var set = WorkingSet(ArraySource([record, record]))
    var writer = Journalist()
    let output = JSONPointer(["output"])
    let commands: [(RecordNumber, Command)] = [
      (one, .set(output, .text("three"))), (RecordNumber(2), .set(output, .text("x"))),
      (one, .set(JSONPointer(["prompt"]), .text("q"))), (one, .set(output, .text("four"))),
      (one, .flag(flag("S1", 1))), (one, .flag(flag("S1", 2))), (one, .flag(flag("S2", 1))),
      (one, .unflag(taxonomy: "mlcommons", category: "S2", at: nil)),
    ]
    let entry = try #require(try set.propose(commands, as: "several", actor: "alice"))
    // One edit a record, and the flag as it is in the end; the other one came and went.
    #expect(entry.changes.map(\.operation) == [.patch, .patch, .flag])
    set.commit(writer.seal(entry))
    let made = set.bytes(of: one)
    #expect(made.elementsEqual(#"{"prompt":"q","output":"four"}"#.utf8))
    #expect(entry.changes[0].after == ArraySource.hash(Array(made)))
    #expect(set.state(of: one)?.marks["alice"]?.flags == [flag("S1", 2)])
    set.commit(writer.seal(try set.proposeUndo()))
    #expect(set.bytes(of: one).elementsEqual(record.utf8))
    #expect(set.bytes(of: RecordNumber(2)).elementsEqual(record.utf8))
    #expect(set.state(of: one)?.isFlagged != true)
    set.commit(writer.seal(try set.proposeRedo()))
    #expect(set.bytes(of: one) == made)
  }

  @Test func `raw edits and patches of one record are one raw edit`() throws {
    var set = WorkingSet(ArraySource([record]))
    let commands: [(RecordNumber, Command)] = [
      (one, .raw(Array(#"{"a":1}"#.utf8))), (one, .set(JSONPointer(["a"]), .integer(2))),
    ]
    let entry = try #require(try set.propose(commands, as: "several", actor: "alice"))
    #expect(entry.changes.count == 1 && entry.kind == .raw)
    var writer = Journalist()
    set.commit(writer.seal(entry))
    #expect(set.bytes(of: one).elementsEqual(#"{"a":2}"#.utf8))
    set.commit(writer.seal(try set.proposeUndo()))
    #expect(set.bytes(of: one).elementsEqual(record.utf8))
  }
}
