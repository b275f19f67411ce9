import TestSupport
import Testing

@testable import JSONLines

@Suite struct JSONPointerTests {
  /// RFC 6901, section 5.
  private let document = #"""
    {"foo": ["bar", "baz"], "": 0, "a/b": 1, "c%d": 2, "e^f": 3, "g|h": 4, "i\\j": 5, "k\"l": 6, " ": 7, "m~n": 8, "\u00e9": 9}
    """#

  @Test(arguments: [
    ("/foo", #"["bar", "baz"]"#), ("/foo/0", #""bar""#), ("/", "0"), ("/a~1b", "1"), ("/c%d", "2"),
    ("/e^f", "3"), ("/g|h", "4"), ("/i\\j", "5"), ("/k\"l", "6"), ("/ ", "7"), ("/m~0n", "8"),
    ("/é", "9"),
  ]) func `the RFC's examples name these values`(text: String, raw: String) throws {
    let bytes = Bytes(document)
    let root = try JSONNode.parse(bytes)
    let node = try root.resolve(try #require(JSONPointer(text)), in: bytes)
    #expect(bytes.slice(node.range) == Bytes(raw))
    #expect(try root.resolve(.root, in: bytes).range == root.range)
  }

  @Test(arguments: 0..<30) func `a pointer is the same however it is built, short or long`(
    length: Int
  ) throws {
    let key = String(repeating: "k", count: length)
    let text = "/\(key)/12/a~1b"
    let read = try #require(JSONPointer(text))
    let built = JSONPointer([JSONString(key)]).appending(12).appending("a/b")
    let raw = Bytes("\"a\\/b\"")
    let other = JSONPointer([JSONString(key)]).appending(12).appending(raw: 0..<raw.count, of: raw)
    #expect(read == built && read == other && read.string.text == text)
    #expect(Set([read, built, other, .root]).count == 2)
    #expect(read.tokens == [JSONString(key), "12", "a/b"])
    let parent = try #require(read.parent)
    #expect(parent == JSONPointer("/\(key)/12") && parent.contains(read))
    #expect(read != built.appending("") && !read.contains(parent))
  }

  @Test(arguments: ["/x", "/foo/2", "/foo/-", "/foo/01", "/foo/+0", "/foo/0/x", "/foo/", "//"])
  func `a pointer to nothing is missing`(text: String) throws {
    let bytes = Bytes(document)
    let root = try JSONNode.parse(bytes)
    let pointer = try #require(JSONPointer(text))
    #expect(throws: JSONPointerError.missing(pointer)) { try root.resolve(pointer, in: bytes) }
  }

  @Test(arguments: ["a", "a/b", "/~", "/~2", "/a~", " /a", "#/a"])
  func `what isn't a pointer is refused`(text: String) {
    #expect(JSONPointer(text) == nil)
  }

  @Test func `an object with a member twice makes a pointer into it ambiguous`() throws {
    let bytes = Bytes(#"{"a":{"b":1,"\u0062":2},"c":{"d":1}}"#)
    let root = try JSONNode.parse(bytes)
    let inner = try #require(JSONPointer("/a/b"))
    #expect(throws: JSONPointerError.ambiguous(inner)) { try root.resolve(inner, in: bytes) }
    let beside = try root.resolve(try #require(JSONPointer("/c/d")), in: bytes)
    #expect(bytes.slice(beside.range) == Bytes("1"))
    #expect(try root.resolve(try #require(JSONPointer("/a")), in: bytes).kind == .object)
  }

  @Test(arguments: 0..<20) func `tokens of any text survive the form with slashes`(seed: Int) {
    var json = RandomJSON(seed: seed)
    for _ in 0..<100 {
      let tokens = (0..<json.random.below(5)).map { _ in
        json.random.oneIn(2) ? json.key() : json.string()
      }
      let pointer = JSONPointer(tokens)
      #expect(JSONPointer(pointer.string) == pointer)
    }
  }

  @Test(arguments: 0..<20) func `every leaf is found at its own pointer`(seed: Int) throws {
    var json = RandomJSON(seed: seed)
    let value = json.object(depth: 4)
    let bytes = Bytes(json.spelled(value))
    let root = try JSONNode.parse(bytes)
    func visit(_ value: JSONValue, _ pointer: JSONPointer) throws {
      #expect(JSONValue(try root.resolve(pointer, in: bytes), in: bytes) == value, "\(pointer)")
      switch value {
      case .object(let members):
        for member in members { try visit(member.value, pointer.appending(member.key)) }
      case .array(let elements):
        for (index, element) in elements.enumerated() {
          try visit(element, pointer.appending(index))
        }
      default: break
      }
    }
    try visit(value, .root)
  }

  @Test func `containment is by whole tokens`() throws {
    let outer = try #require(JSONPointer("/a"))
    #expect(outer.contains(try #require(JSONPointer("/a/b"))))
    #expect(outer.contains(outer))
    #expect(JSONPointer.root.contains(outer))
    #expect(!outer.contains(try #require(JSONPointer("/ab"))))
    #expect(!outer.contains(.root))
  }
}
