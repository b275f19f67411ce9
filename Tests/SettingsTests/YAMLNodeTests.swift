import Settings
import Testing

@Suite("YAML as settings read it")
struct YAMLNodeTests {
  @Test(
    "A plain scalar stays the text that was written",
    arguments: ["no", "yes", "007", "1e3", "0x1F", "2024-01-01", "181818", "a b", "中文", "e\u{301}"])
  func plainScalar(_ text: String) throws {
    let node = try YAMLNode.parse(text, file: "f")
    #expect(node.content == .scalar(text, isQuoted: false))
    #expect(node.kind == .text)
  }

  @Test(
    "Quotes and blocks are undone and remembered",
    arguments: [
      ("'it''s'", "it's"), (#""a\tb\u4e2d\0""#, "a\tb中\0"), ("|\n  one\n  two\n", "one\ntwo\n"),
      (">-\n  one\n  two\n", "one two"), ("\"\"", ""), ("'~'", "~"),
    ])
  func quotedScalar(_ yaml: String, _ text: String) throws {
    let node = try YAMLNode.parse(yaml, file: "f")
    #expect(node.content == .scalar(text, isQuoted: true))
    #expect(!node.isNull)
  }

  @Test(
    "What is left out is null",
    arguments: ["", "\n\n", "# only a comment", "---", "~", "null"])
  func null(_ yaml: String) throws {
    let node = try YAMLNode.parse(yaml, file: "f")
    #expect(node.isNull)
    #expect(node.kind == .nothing)
  }

  @Test("Lists and mappings keep their order, in block and in flow form")
  func structure() throws {
    let block = try YAMLNode.parse("z: [1, 2]\na:\n- {y: 3}\n", file: "f")
    #expect(block.outline == "{z:[1,2],a:[{y:3}]}")
    let flow = try YAMLNode.parse("{z: [1, 2], a: [{y: 3}]}", file: "f")
    #expect(flow.outline == block.outline)
  }

  @Test("Every node says where it stands, counting from 1 and by scalars")
  func positions() throws {
    let root = try YAMLNode.parse("# 注释\n名字: 值\nlist:\n  - {键: x}\n", file: "设置.yaml")
    guard case .mapping(let members) = root.content,
      case .sequence(let items) = members[1].value.content,
      case .mapping(let inner) = items[0].content
    else {
      Issue.record("unexpected structure \(root.outline)")
      return
    }
    #expect(members[0].keyPosition == FilePosition(file: "设置.yaml", line: 2, column: 1))
    #expect(members[0].value.position == FilePosition(file: "设置.yaml", line: 2, column: 5))
    #expect(items[0].position == FilePosition(file: "设置.yaml", line: 4, column: 5))
    #expect(inner[0].value.position == FilePosition(file: "设置.yaml", line: 4, column: 9))
  }

  @Test(
    "A byte order mark and the line ends of Windows change nothing",
    arguments: ["\u{FEFF}a: 1\nb: 2\n", "a: 1\r\nb: 2\r\n", "\u{FEFF}a: 1\r\nb: 2"])
  func dressing(_ yaml: String) throws {
    #expect(try YAMLNode.parse(yaml, file: "f") == YAMLNode.parse("a: 1\nb: 2\n", file: "f"))
  }

  @Test("Values up to 64 deep are read")
  func nestingLimit() throws {
    let deep = String(repeating: "[", count: 64) + String(repeating: "]", count: 64)
    #expect(try YAMLNode.parse(deep, file: "f").outline == deep)
  }
}

extension YAMLNode {
  /// The values without positions and quotes, for comparison at a glance.
  var outline: String {
    switch content {
    case .scalar(let text, _): text
    case .sequence(let items): "[" + items.map(\.outline).joined(separator: ",") + "]"
    case .mapping(let members):
      "{" + members.map { "\($0.key):\($0.value.outline)" }.joined(separator: ",") + "}"
    }
  }
}
