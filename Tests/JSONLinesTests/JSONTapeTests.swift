import TestSupport
import Testing

@testable import JSONLines

/// The tape of a document against scanning the same bytes.
@Suite struct JSONTapeTests {
  private static let keys: [JSONKey] = ["a", "b", "ab", "role", "d", "k7", "k1199", "c", "text"]

  /// Everything that can be found in a node, nested as it is.
  private func told(_ node: JSONNode, in bytes: Bytes) -> [String] {
    var found = ["\(node.kind) \(node.range) \(node.hasDuplicateMembers(in: bytes))"]
    let members = node.members(in: bytes)
    let first = JSONMembers(of: node, in: bytes)
    found.append("\(members.map(\.key)) \(first.all.map(\.value.range)) \(first.count)")
    for key in Self.keys {
      found.append("\(first[key]?.range as Any) \(first.position(of: key) as Any)")
      found.append("\(node.member(key, in: bytes)?.range as Any)")
    }
    for member in members {
      let name = JSONString(raw: bytes, member.key)
      found.append("\(first[named: name]?.range as Any)")
      found.append("\(node.member(named: name, in: bytes)?.range as Any)")
      found += told(member.value, in: bytes)
    }
    found.append("\(node.firstElement(in: bytes)?.range as Any)")
    for element in node.elements(in: bytes) { found += told(element, in: bytes) }
    node.forEachString(in: bytes) { found.append("string \($0.range)") }
    return found
  }

  @Test(arguments: 0..<150) func `a tape tells what scanning finds`(seed: Int) throws {
    var json = RandomJSON(seed: seed)
    let bytes = Bytes([0x20] + json.spelled(json.value(depth: 4)) + [0x0A])
    let document = try JSONDocument.parse(bytes)
    let scanned = try JSONNode.parse(bytes)
    #expect(document.root == scanned && document.bytes.tape != nil && bytes.tape == nil)
    #expect(told(document.root, in: document.bytes) == told(scanned, in: bytes))
    // A node from a tape may be used with the bytes that it was parsed from, too.
    #expect(told(document.root, in: bytes) == told(scanned, in: bytes))
  }

  @Test func `keys that share a filter bit are told apart, and equal ones are one`() throws {
    for text in [
      #"{"ab":1,"ab":2,"b":3}"#, #"{"role":1,"r\u006fle":2}"#, #"{"":1,"":2,"c":{"d":1,"d":2}}"#,
      #"{"a":1,"b":{"a":2},"ab":3,"role":4,"a":5,"text":6}"#,
      #"{"role":"a","text":[1,{"a":2}],"c":{},"b":null,"d":"\n","ab":[[]]}"#,
      "{" + (0..<1200).map { "\"k\($0)\":\($0)" }.joined(separator: ",") + "}",
      "{" + (0..<80).map { "\"k\($0)\":\($0)" }.joined(separator: ",") + "}",
    ] {
      let bytes = Bytes(text)
      let document = try JSONDocument.parse(bytes)
      let scanned = try JSONNode.parse(bytes)
      #expect(told(document.root, in: document.bytes) == told(scanned, in: bytes), "\(text)")
    }
  }

  @Test func `what has more values than a tape takes is scanned`() throws {
    let few = Bytes("[" + String(repeating: "[],", count: 40) + "{\"a\":[1]}]")
    #expect(try JSONDocument.parse(few).bytes.tape != nil)
    let many = Bytes("[" + String(repeating: "1,", count: JSONTapeNotes.limit) + "{\"a\":[1]}]")
    let document = try JSONDocument.parse(many)
    #expect(document.bytes.tape == nil)
    let elements = document.root.elements(in: document.bytes)
    #expect(elements.count == JSONTapeNotes.limit + 1)
    #expect(elements.last?.member("a", in: document.bytes)?.kind == .array)
  }
}
