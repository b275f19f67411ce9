import Testing

@testable import JSONLines

/// How files of every kind are cut into records: the container, and the records' bytes.
@Suite struct ContainerTests {
  struct Sample: Sendable, CustomTestStringConvertible {
    var name: String
    var text: String
    var container: Container
    var records: [String]

    init(_ name: String, _ text: String, _ container: Container, _ records: [String]) {
      self.name = name
      self.text = text
      self.container = container
      self.records = records
    }

    var testDescription: String { name }
  }

  private static let deep =
    String(repeating: "[", count: 600) + String(repeating: "]", count: 600)
  private static let turn = #"{"role":"user","content":"a"}"#
  private static let shareTurn = #"{"from":"human","value":"a"}"#

  static let samples: [Sample] = [
    .init("two lines", "{\"a\":1}\n{\"a\":2}\n", .jsonl, ["{\"a\":1}", "{\"a\":2}"]),
    .init("no final line end", "{\"a\":1}\n{\"a\":2}", .jsonl, ["{\"a\":1}", "{\"a\":2}"]),
    .init("CRLF", "{\"a\":1}\r\n{\"a\":2}\r\n", .jsonl, ["{\"a\":1}", "{\"a\":2}"]),
    .init("blank lines", "\n1\n\n \t\r\n2\n\n", .jsonl, ["1", "2"]),
    .init("spaces around values", "  1 \n\t2\t\n", .jsonl, ["1", "2"]),
    .init(
      "a byte order mark", "\u{FEFF}{\"a\":1}\n{\"a\":2}\n", .jsonl, ["{\"a\":1}", "{\"a\":2}"]),
    .init("strings", "\"a\"\n\"b\"\n", .jsonl, ["\"a\"", "\"b\""]),
    .init("arrays on lines", "[1]\n[2]\n", .jsonl, ["[1]", "[2]"]),
    .init("a conversation a line", "[\(turn)]\n[\(turn)]\n", .jsonl, ["[\(turn)]", "[\(turn)]"]),
    .init("a broken first line", "{\"a\":\n{\"a\":2}\n", .jsonl, ["{\"a\":", "{\"a\":2}"]),
    .init("a broken array on the first line", "[x\n[1]\n", .jsonl, ["[x", "[1]"]),
    .init(
      "a list that breaks off on the first line", "[\(turn),{\"role\":\"u\n[\(turn)]\n", .jsonl,
      ["[\(turn),{\"role\":\"u", "[\(turn)]"]),
    .init("an array that breaks off", "[{\"a\":\n1}", .array, ["{\"a\":\n1}"]),
    .init("an array of one line", "[\n  {\"a\":1}\n]", .array, ["{\"a\":1}"]),
    .init("a list that isn't closed on the first line", "[1,2\n[3]\n", .jsonl, ["[1,2", "[3]"]),
    .init(
      "a broken later line", "{\"a\":1}\n{oops\n{\"a\":3}\n", .jsonl,
      ["{\"a\":1}", "{oops", "{\"a\":3}"]),
    .init(
      "a first line that is nested too deep", "\(deep)\n{\"a\":1}\n", .jsonl, [deep, "{\"a\":1}"]),
    .init("text", "hello\nworld\n", .jsonl, ["hello", "world"]),
    .init("values run together", "{\"a\":1}{\"b\":2}\n", .jsonl, ["{\"a\":1}{\"b\":2}"]),
    .init(
      "values run together, then lines", "{\"a\":1} {\"b\":2}\n{\"c\":3}\n", .jsonl,
      ["{\"a\":1} {\"b\":2}", "{\"c\":3}"]),
    .init(
      "U+2028 and U+0085 don't end a line", "\"a\u{2028}\u{85}b\"\n1\n", .jsonl,
      ["\"a\u{2028}\u{85}b\"", "1"]),
    .init("empty", "", .jsonl, []), .init("only white space", " \n\t\r\n ", .jsonl, []),
    .init("only a byte order mark", "\u{FEFF}", .jsonl, []),

    .init("an array", "[1, 2,\n3]", .array, ["1", "2", "3"]),
    .init("an array on one line", "[{\"a\":1},{\"a\":2}]\n", .array, ["{\"a\":1}", "{\"a\":2}"]),
    .init(
      "a pretty array", "[\n  {\n    \"a\": 1\n  },\n  2\n]\n", .array,
      ["{\n    \"a\": 1\n  }", "2"]),
    .init("an array after a mark and blanks", "\u{FEFF}\n\n [1]\n", .array, ["1"]),
    .init("an empty array", "[]", .array, []),
    .init("a spaced empty array", " [ \n ] ", .array, []),
    .init("a trailing comma", "[1,2,]", .array, ["1", "2"]),
    .init("a trailing comma and a line end", "[1,\n]\n", .array, ["1"]),
    .init("an unclosed array", "[{\"a\":1},{\"a\":2}", .array, ["{\"a\":1}", "{\"a\":2}"]),
    .init("an unclosed array with a comma", "[1,2,\n", .array, ["1", "2"]),
    .init("an array that ends with its comma", "[1,2,", .array, ["1", "2"]),
    .init("an element cut off", "[1,{\"a\":", .array, ["1", "{\"a\":"]),
    .init("an opaque tail", "[1,2,oops,4]\n", .array, ["1", "2", "oops,4]"]),
    .init("a missing comma", "[1,2 3,4]", .array, ["1", "2", "3,4]"]),
    .init("a too deep element", "[1,\(deep), 3]", .array, ["1", deep, "3"]),
    .init("a too deep first element", "[\(deep),2]", .array, [deep, "2"]),
    .init("bytes after the array", "[1,2]\nmore\n", .jsonl, ["[1,2]", "more"]),
    .init("bytes after a long array", "[1,\n2]\nmore\n", .array, ["1", "2"]),
    .init("one turn and something else", "[\(turn),{\"a\":1}]", .array, [turn, "{\"a\":1}"]),
    .init("strings in an array", "[\"a]\",\"b,c\"]", .array, ["\"a]\"", "\"b,c\""]),
    .init("arrays in an array", "[[1,2],[3]]", .array, ["[1,2]", "[3]"]),

    .init("one object", "{\"a\":1}", .single, ["{\"a\":1}"]),
    .init("one object and a line end", "{\"a\":1}\n", .single, ["{\"a\":1}"]),
    .init("a pretty object", "{\n  \"a\": 1\n}\n", .single, ["{\n  \"a\": 1\n}"]),
    .init("one string", " \"a\" \n", .single, ["\"a\""]),
    .init("a list of turns", "[\(turn),\(turn)]\n", .single, ["[\(turn),\(turn)]"]),
    .init(
      "a pretty list of turns", "[\n \(shareTurn),\n \(turn)\n]\n", .single,
      ["[\n \(shareTurn),\n \(turn)\n]"]),
    .init(
      "a wrapper object of strings", "{\"prompts\":[\"how so?\",\"why not?\"],\"n\":1}", .wrapped,
      ["\"how so?\"", "\"why not?\""]),
    .init("a wrapper object", "{\"data\":[\n1,\n2]}", .single, ["{\"data\":[\n1,\n2]}"]),
  ]

  private func records(_ bytes: Bytes, _ scanner: inout RecordScanner) -> [Bytes] {
    var index = RecordIndex()
    scanner.scan(bytes, into: &index)
    return (0..<index.count).map { bytes.slice(scanner.range(from: index[$0], in: bytes)) }
  }

  @Test(arguments: samples)
  func `a file is cut into these records`(sample: Sample) {
    let bytes = Bytes(sample.text)
    var scanner = RecordScanner(bytes)
    #expect(scanner.container == sample.container)
    #expect(records(bytes, &scanner) == sample.records.map { Bytes($0) })
    #expect(scanner.isFinished)
  }

  @Test(arguments: samples) func `any budget gives the same index`(sample: Sample) {
    let bytes = Bytes(sample.text)
    var whole = RecordIndex()
    var first = RecordScanner(bytes)
    first.scan(bytes, into: &whole)
    for budget in [1, 2, 3, 7, 63, 64, 65, 1000] {
      var index = RecordIndex()
      var scanner = RecordScanner(bytes)
      var rounds = 0
      while !scanner.isFinished, rounds <= bytes.count + 2 {
        scanner.scan(bytes, into: &index, budget: budget)
        rounds += 1
      }
      #expect(scanner.isFinished, "budget \(budget)")
      #expect((0..<index.count).map { index[$0] } == (0..<whole.count).map { whole[$0] })
      #expect(scanner.brokenOffset == first.brokenOffset)
    }
  }

  @Test func `a container that is asked for overrides what would be found`() {
    let text = Bytes("[1,\n2]\n")
    var lines = RecordScanner(text, as: .jsonl)
    #expect(records(text, &lines) == [Bytes("[1,"), Bytes("2]")])
    var single = RecordScanner(text, as: .single)
    #expect(records(text, &single) == [Bytes("[1,\n2]")])
    let rows = Bytes("{\"a\":1}\n{\"a\":2}\n")
    var array = RecordScanner(rows, as: .array)
    #expect(records(rows, &array) == [Bytes("{\"a\":1}\n{\"a\":2}")])
    #expect(array.brokenOffset == 0)
    for text in ["", "[", " [ ", "[]"] {
      var scanner = RecordScanner(Bytes(text), as: .array)
      #expect(records(Bytes(text), &scanner) == [])
      #expect(scanner.isFinished, "\(text)")
    }
  }

  @Test func `a line that is nested too deep is a record like any other`() {
    let bytes = Bytes("{\"a\":1}\n\(Self.deep)\n{\"a\":3}\n")
    var scanner = RecordScanner(bytes)
    #expect(scanner.container == .jsonl)
    #expect(records(bytes, &scanner) == [Bytes("{\"a\":1}"), Bytes(Self.deep), Bytes("{\"a\":3}")])
  }
}
