import TestSupport
import Testing

@testable import JSONLines

@Suite struct JSONMembersTests {
  private func members(_ text: String) throws -> (JSONMembers, Bytes) {
    let bytes = Bytes(text)
    return (JSONMembers(of: try JSONNode.parse(bytes), in: bytes), bytes)
  }

  @Test func `the first member of a name counts, however it is spelled`() throws {
    let (members, bytes) = try members(#"{"a":1,"b\u0063":2,"\u0061":3,"":4,"bc":5}"#)
    #expect(members.all.count == 3)
    #expect(members["a"].map { bytes.slice($0.range) } == Bytes("1"))
    #expect(members["bc"].map { bytes.slice($0.range) } == Bytes("2"))
    #expect(members[named: ""].map { bytes.slice($0.range) } == Bytes("4"))
    #expect(members["c"] == nil && members["ab"] == nil && members[""] == nil)
  }

  @Test(arguments: ["[1]", "7", #""a""#]) func `what isn't an object has none`(text: String) throws
  {
    #expect(try members(text).0.all.isEmpty)
  }

  @Test(arguments: 0..<40) func `each key of any object leads to its first value`(seed: Int) throws
  {
    var json = RandomJSON(seed: seed)
    let value = json.object(depth: 2)
    let bytes = Bytes(json.spelled(value))
    let root = try JSONNode.parse(bytes)
    let members = JSONMembers(of: root, in: bytes)
    var seen: Set<JSONString> = []
    var count = 0
    root.forEachMember(in: bytes) { member in
      count += 1
      let name = JSONString(raw: bytes, member.key)
      if seen.insert(name).inserted { #expect(members[named: name] == member.value) }
      return true
    }
    #expect(members.all.count == seen.count)
    #expect(root.hasDuplicateMembers(in: bytes) == (seen.count < count))
  }

  @Test(arguments: 0..<100) func `a document never says that no key comes twice where one does`(
    seed: Int
  ) throws {
    var json = RandomJSON(seed: seed)
    let bytes = Bytes(json.spelled(json.value(depth: 3)))
    let document = try JSONDocument.parse(bytes)
    var isRepeated = false
    func look(_ node: JSONNode) {
      isRepeated = isRepeated || (node.kind == .object && node.hasDuplicateMembers(in: bytes))
      for member in node.members(in: bytes) { look(member.value) }
      for element in node.elements(in: bytes) { look(element) }
    }
    look(document.root)
    #expect(document.mayRepeatKeys || !isRepeated)
  }

  @Test(arguments: 0..<100) func `a document's members are those that a walk finds`(
    seed: Int
  ) throws {
    var json = RandomJSON(seed: seed)
    let bytes = Bytes(json.spelled(json.value(depth: 3)))
    let document = try JSONDocument.parse(bytes)
    let walked = JSONMembers(of: document.root, in: bytes)
    #expect(document.members.all == walked.all)
    for member in walked.all {
      let name = walked.name(member)
      #expect(document.members[named: name] == walked[named: name])
    }
    let many = "{" + (0..<1200).map { "\"k\($0)\":\($0)" }.joined(separator: ",") + "}"
    let large = try JSONDocument.parse(Bytes(many))
    #expect(large.members.all == JSONMembers(of: large.root, in: Bytes(many)).all)
  }

  @Test func `keys that come twice are told at any depth, and of others mostly that they don't`()
    throws
  {
    for text in [#"{"a":1,"a":2}"#, #"[{"b":[{"role":1,"role":2}]}]"#, #"{"a":1,"\u0061":2}"#] {
      #expect(try JSONDocument.parse(Bytes(text)).mayRepeatKeys, "\(text)")
    }
    for text in [
      #"{"messages":[{"role":"user","content":"a"},{"role":"assistant","content":"b"}]}"#,
      #"{"prompt":"a","chosen":"b","rejected":"c","score_chosen":4,"score_rejected":2}"#,
    ] {
      #expect(try !JSONDocument.parse(Bytes(text)).mayRepeatKeys, "\(text)")
    }
  }
}
