import Curation
import JSONLines
import TestSupport
import Testing

/// Journal lines: written and read back, and what is refused.
@Suite struct EntryLineTests {
  private static let hash = ArraySource.hash([1])
  private static let other = ArraySource.hash([2])

  private static func at(_ text: String) -> JSONPointer {
    JSONPointer(text) ?? .root
  }

  private static let flag = HazardFlag(
    .init(taxonomy: "mlcommons", category: "S10", at: at("/output"), range: 3..<9), severity: 3,
    note: "a note\u{202E}")

  static let bodies: [Change.Body] = [
    .patch([
      .test(at("/a~1b"), .value(.text("old"))), .replace(at("/a~1b"), .text("中\u{0}")),
      .test(at("/k"), .hash(other)), .remove(at("/k")), .add(at("/n"), .null, index: 2),
      .add(at("/l/-"), .bool(true), index: nil), .move(from: at("/x"), to: at("/y")),
    ]),
    .raw(was: Array("{\"a\":".utf8), now: Array("{}".utf8)),
    .raw(was: [0x7B, 0xFF, 0x00], now: Array("中".utf8)), .raw(was: [0xFF], now: [0xC0]),
    mark(nil, .flag(flag)), mark(.flag(flag), nil),
    mark(.flag(flag), .flag(HazardFlag(flag.key, severity: 0))),
    mark(nil, .flag(HazardFlag(.init(taxonomy: "t", category: "c"), severity: 1))),
    mark(nil, .verdict(.accepted)), mark(.verdict(.skipped), .verdict(.discarded)),
    mark(.verdict(.accepted), nil),
    mark(nil, .rating(.init(axis: "helpful", at: at("/a")), .score(5))),
    mark(
      .rating(.init(axis: "acceptable"), .acceptable(true)),
      .rating(.init(axis: "acceptable"), .acceptable(false))),
    mark(nil, .note(nil, "x")), mark(.note(at(""), "x"), nil), mark(nil, .decision("bob")),
    mark(nil, .order(RankOrder(groups: [[2], [1]]))),
    .remove(why: "spam"), .remove(why: nil), .restore(why: nil), .restore(why: "it was fine"),
  ]

  private static func mark(_ was: Mark?, _ now: Mark?) -> Change.Body {
    .mark((now ?? was)!.subject, was: was, now: now)
  }

  private func read(_ text: String) throws -> Entry { try Entry(line: Bytes(text)) }

  @Test(arguments: bodies) func `an entry of every kind reads back as written`(
    body: Change.Body
  ) throws {
    let change = Change(record: .init(42), base: Self.hash, after: Self.other, body)
    var entry = Entry(change.operation, changes: [change], command: "typed \u{1B}[m", why: "why")
    (entry.undoes, entry.sees) = (Self.other, ["j": 4, "k": 0])
    entry.stamp = .init(
      sequence: 17, previous: Self.hash, time: "2026-11-23T13:40:00.123Z", lamport: 41)
    entry.id = Self.other
    let line = entry.unsealedLine + Array(",\"id\":\"\(Self.other.hex)\"}".utf8)
    #expect(line.starts(with: Array(#"{"v":1,"seq":17,"prev":""#.utf8)))
    #expect(line.allSatisfy { $0 >= 0x20 && $0 != 0x7F })
    #expect(try Entry(line: Bytes(line)) == entry)

    var unsealed = entry
    (unsealed.stamp, unsealed.id, unsealed.sees, unsealed.actor) = (nil, nil, [:], "bob")
    #expect(
      try Entry(line: Bytes(JSONWriter.bytes(unsealed.unsealedContent(), .journal))) == unsealed)
  }

  @Test func `an opening reads back as written`() throws {
    var entry = Entry(.open, changes: [])
    entry.header = JournalHeader(
      journal: "0f-1", actor: "alice", host: "h", tool: "winnow 1",
      dataset: .init(name: "数据.jsonl", byteCount: 12, container: .array, quick: Self.hash))
    entry.stamp = .init(sequence: 0, previous: nil, time: "t", lamport: 1)
    let line = entry.unsealedLine + Array("}".utf8)
    #expect(String(decoding: line, as: UTF8.self).contains(#""prev":null"#))
    #expect(try Entry(line: Bytes(line)) == entry)
  }

  @Test(
    arguments: [
      (#"{"v":2,"op":"verdict","changes":[]}"#, .version(2)),
      (#"{"op":"enter","changes":[]}"#, .unknownOperation("enter")),
      (#"{"op":"verdict","changes":[],"z":1}"#, .unknownMember("z")),
      (#"{"op":"verdict","changes":[{"record":1,"now":"accepted","z":1}]}"#, .unknownMember("z")),
      (#"{"op":"verdict","changes":[{"record":1,"now":"good"}]}"#, .invalidMember("now")),
      (#"{"op":"verdict","changes":[{"now":"accepted"}]}"#, .missingMember("record")),
      (#"{"op":"verdict","changes":[{"record":0,"now":"accepted"}]}"#, .invalidMember("record")),
      (#"{"op":"verdict","changes":[{"record":1.5,"now":"accepted"}]}"#, .invalidMember("record")),
      (#"{"op":"verdict","changes":[{"record":"1","now":"accepted"}]}"#, .invalidMember("record")),
      (#"{"op":"verdict"}"#, .missingMember("changes")), (#"{"changes":[]}"#, .missingMember("op")),
      (#"{"op":"verdict","changes":{}}"#, .invalidMember("changes")),
      (#"{"op":"verdict","op":"note","changes":[]}"#, .notAnObject("line")),
      ("[]", .notAnObject("line")),
      ("", .blank), ("  ", .blank),
      (#"{"op":"rate","changes":[{"record":1,"axis":"a","now":6}]}"#, .invalidMember("now")),
      (#"{"op":"rate","changes":[{"record":1,"now":5}]}"#, .missingMember("axis")),
      (#"{"op":"note","changes":[{"record":1,"at":"a","now":"n"}]}"#, .invalidMember("at")),
      (#"{"op":"raw","changes":[{"record":1,"was":"a"}]}"#, .missingMember("now")),
      (#"{"op":"raw","changes":[{"record":1,"was64":"a","now":"b"}]}"#, .invalidMember("was64")),
      (#"{"op":"flag","changes":[{"record":1}]}"#, .missingMember("now")),
      (
        #"{"op":"patch","changes":[{"record":1,"patch":[{"op":"copy","path":"","from":""}]}]}"#,
        .unknownStep("copy")
      ),
      (#"{"op":"patch","changes":[{"base":"00","patch":[]}]}"#, .invalidMember("base")),
    ] as [(String, EntryError)])
  func `what isn't known is refused and named`(line: String, error: EntryError) {
    #expect(throws: error) { try read(line) }
  }

  @Test(arguments: [
    #"{"taxonomy":"t","category":"c","severity":4}"#,
    #"{"taxonomy":"t","category":"c","severity":-1}"#,
    #"{"taxonomy":"t","category":"c"}"#, #"{"category":"c","severity":1}"#,
    #"{"taxonomy":"t","category":"c","severity":1,"range":[3,1]}"#,
    #"{"taxonomy":"t","category":"c","severity":1,"colour":"red"}"#,
  ]) func `a flag that isn't whole is refused`(flag: String) {
    #expect(throws: EntryError.self) {
      try read(#"{"op":"flag","changes":[{"record":1,"now":\#(flag)}]}"#)
    }
  }

  @Test func `a text of a record that is no UTF-8 is refused, and white space around it dropped`()
    throws
  {
    func line(_ now: String) -> String {
      #"{"op":"raw","changes":[{"record":2,"was":"{}","now":"\#(now)"}]}"#
    }
    #expect(throws: EntryError.invalidMember("now")) { try read(line(#"[\"\ud83d\"]"#)) }
    let entry = try read(line(#"  [1]\n"#))
    #expect(entry.changes[0].body == .raw(was: Array("{}".utf8), now: Array("[1]".utf8)))
  }

  @Test func `names that begin with x- are passed over everywhere`() throws {
    let line = """
      {"x-tool":{"v":9},"op":"flag","x-a":1,"changes":[{"x-b":[],"record":1,"was":null,"now":\
      {"taxonomy":"t","category":"c","severity":2,"x-c":0}}]}
      """
    let entry = try read(line)
    #expect(entry.changes.count == 1)
    #expect(entry.stamp == nil && entry.id == nil)
    let patch =
      #"{"op":"patch","changes":[{"record":1,"patch":[{"op":"remove","path":"/a","x-d":1}]}]}"#
    #expect(try read(patch).changes.first?.body == .patch([.remove(Self.at("/a"))]))
  }

  @Test(arguments: 0..<60) func `base64 holds any bytes and refuses what isn't base64`(count: Int) {
    var random = SeededRandom(seed: count)
    let bytes = (0..<count).map { _ in UInt8(random.below(256)) }
    let text = Base64.encode(bytes)
    #expect(text.utf8.count == (count + 2) / 3 * 4)
    #expect(Base64.decode(text) == bytes)
    #expect(Base64.decode(text + "=") == nil)
    #expect(count == 0 || Base64.decode("*" + text.dropFirst()) == nil)
  }

  @Test func `base64 is RFC 4648's`() {
    let vectors = [
      ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="),
      ("fooba", "Zm9vYmE="), ("foobar", "Zm9vYmFy"),
    ]
    for (plain, encoded) in vectors {
      #expect(Base64.encode(plain.utf8) == encoded)
      #expect(Base64.decode(encoded) == Array(plain.utf8))
    }
    for bad in ["Zg", "Z===", "Zg==Zg==", "====", "=Zg="] { #expect(Base64.decode(bad) == nil) }
  }
}
