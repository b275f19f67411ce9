import JSONLines
import TestSupport
import Testing

@testable import Curation

/// The patch from one value to another, and restoring with it.
@Suite struct ValuePatchTests {
  @Test(arguments: 0..<300) func `a patch makes the other value, and its mirror this one`(seed: Int)
    throws
  {
    var json = RandomJSON(seed: seed)
    let old = json.value()
    let new = json.random.oneIn(2) ? json.changed(old) : json.value()
    guard !old.hasDuplicateMembers, !new.hasDuplicateMembers else { return }
    let steps = old.patch(to: new)
    var value = old
    try value.apply(steps) { _, _ in nil }
    #expect(value == new)
    try value.apply(try steps.inverse(before: old)) { _, _ in nil }
    #expect(value == old)
  }

  @Test func `only what differs is named`() throws {
    let old = try JSONValue.parse(#"{"a":1,"b":{"c":[1,2],"d":"x"},"e":3}"#)
    let new = try JSONValue.parse(#"{"a":1,"f":0,"b":{"c":[1,5],"d":"x"}}"#)
    let paths = old.patch(to: new).map { "\($0.pointers[0])" }
    #expect(paths == ["/e", "/e", "/f", "/b/c/1", "/b/c/1"])
  }

  @Test func `a record becomes what it was then, whatever was taken back or left out since`() throws
  {
    let record = #"{"output":"0"}"#
    var set = WorkingSet(ArraySource([record, record]), ownJournal: "j")
    var writer = Journalist(journal: "j")
    let first = RecordNumber(1)
    func run(_ command: Command) throws {
      let draft = try #require(try set.propose(command, on: [first], actor: "alice"))
      set.commit(writer.seal(draft))
    }
    func output() -> String { String(decoding: set.bytes(of: first), as: UTF8.self) }
    for text in ["1", "2"] { try run(.set(JSONPointer(["output"]), .text(text))) }
    try run(.verdict(.accepted))
    set.commit(writer.seal(try set.proposeUndo(of: set.entry(named: "alice:2"))))
    #expect(output() == #"{"output":"1"}"#)
    try run(.restoreTo("alice:3"))
    #expect(output() == #"{"output":"2"}"#, "what is undone now was made then")
    try run(.restoreTo("alice:4"))
    #expect(output() == #"{"output":"1"}"#, "after the undo")
    try run(.remove(why: nil))
    try run(.restoreTo("alice:1"))
    #expect(set.state(of: first)?.isRemoved == false && output() == #"{"output":"1"}"#)
  }

  @Test func `a record becomes what it was after an entry`() throws {
    let record = #"{"prompt":"p","output":"one"}"#
    var set = WorkingSet(ArraySource([record, record]))
    var writer = Journalist()
    func propose(_ command: Command) throws -> Entry? {
      try set.propose(command, on: [RecordNumber(1)], actor: "alice")
    }
    for text in ["two", "three"] {
      set.commit(writer.seal(try #require(try propose(.set(JSONPointer(["output"]), .text(text))))))
    }
    set.commit(writer.seal(try #require(try propose(.delete(JSONPointer(["prompt"]))))))
    set.commit(writer.seal(try #require(try propose(.restoreTo("alice:1")))))
    #expect(set.bytes(of: RecordNumber(1)).elementsEqual(#"{"prompt":"p","output":"two"}"#.utf8))
    set.commit(writer.seal(try set.proposeUndo()))
    #expect(set.bytes(of: RecordNumber(1)).elementsEqual(#"{"output":"three"}"#.utf8))
    #expect(throws: CommandError(record: RecordNumber(1), reason: .noSuchEntry("bob:1"))) {
      try propose(.restoreTo("bob:1"))
    }
  }

  @Test func `an entry that was redone is gone back to as it was then`() throws {
    var set = WorkingSet(ArraySource([#"{"output":"one"}"#]))
    var writer = Journalist()
    func change(_ text: String) -> Command { .set(JSONPointer(["output"]), .text(text)) }
    func draft(_ command: Command) throws -> Entry {
      try #require(try set.propose(command, on: [RecordNumber(1)], actor: "alice"))
    }
    set.commit(writer.seal(try draft(change("two"))))
    set.commit(writer.seal(try set.proposeUndo()))
    set.commit(writer.seal(try set.proposeRedo()))
    set.commit(writer.seal(try draft(change("three"))))
    set.commit(writer.seal(try draft(.restoreTo("alice:1"))))
    #expect(set.bytes(of: RecordNumber(1)).elementsEqual(#"{"output":"two"}"#.utf8))
  }
}
