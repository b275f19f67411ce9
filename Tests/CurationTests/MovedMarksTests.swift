import JSONLines
import TestSupport
import Testing

@testable import Curation

/// Marks go along with the texts that they are about.
@Suite struct MovedMarksTests {
  /// A record with commands of its reviewers, and where the flags, ratings and notes of alice
  /// stand.
  private struct Desk {
    var set: WorkingSet
    private var writer = Journalist()

    init(_ record: String) {
      set = WorkingSet(ArraySource([record]), ownJournal: writer.journal)
    }

    mutating func run(_ text: String, as actor: String = "alice") throws {
      let command = try #require(
        try Command(typed: text) { HazardFlag.Key(taxonomy: "t", category: $0) })
      let draft = try #require(try set.propose(command, on: [.init(1)], actor: actor))
      set.commit(LoggedEntry(writer.seal(draft).entry, journal: writer.journal, actor: actor))
    }

    mutating func undo() throws {
      set.commit(writer.seal(try set.proposeUndo()))
    }

    mutating func undo(_ entry: Int) throws {
      set.commit(writer.seal(try set.proposeUndo(of: entry)))
    }

    func marks(of actor: String = "alice") -> [String] {
      let marks = set.state(of: .init(1))?.marks[actor] ?? Marks()
      let flags = marks.flags.map { flag in
        "\(flag.key.category) \(flag.key.at?.description ?? "-")"
          + (flag.key.range.map { " \($0)" } ?? "")
      }
      let ratings = marks.ratings.map { "\($0.key.axis) \($0.key.at?.description ?? "-")" }
      let notes = marks.notesByPlace.map { "\($0.note) \($0.at?.description ?? "-")" }
      return (flags + ratings + notes).sorted()
    }
  }

  private let pair = #"{"prompt":"p","chosen":"good","rejected":"bad"}"#
  private let chat =
    #"{"messages":[{"role":"user","content":"a"},{"role":"assistant","content":"b"},{"role":"user","content":"c"},{"role":"assistant","content":"d"}]}"#

  @Test func `sides that are swapped take their marks along, and undo brings all back`() throws {
    var desk = Desk(pair)
    try desk.run("flag S1 2 at /rejected range 0-2")
    try desk.run("flag S2 at /prompt")
    try desk.run("rate helpful 4 at /chosen")
    try desk.run("note at /chosen why")
    try desk.run("note of the record")
    let before = desk.marks()
    try desk.run("flip")
    #expect(
      desk.marks() == [
        "S1 /chosen 0..<2", "S2 /prompt", "helpful /rejected", "of the record -", "why /rejected",
      ])
    try desk.undo()
    #expect(desk.marks() == before)
    #expect(String(decoding: desk.set.bytes(of: .init(1)), as: UTF8.self) == pair)
  }

  @Test func `a stretch follows its text through a patch that replaces that twice`() throws {
    var desk = Desk(#"{"prompt":"p","output":"say bad words"}"#)
    try desk.run("flag S1 at /output range 4-7")
    try desk.run(
      #"patch [{"op":"replace","path":"/output","value":"now say bad words"},{"op":"replace","path":"/output","value":"and now say bad words"}]"#
    )
    #expect(desk.marks() == ["S1 /output 12..<15"])
  }

  @Test func `of texts that are merged the most severe flag stays`() throws {
    var desk = Desk(
      #"{"messages":[{"role":"user","content":"a"},{"role":"user","content":"b"}]}"#)
    try desk.run("flag S1 1 at /messages/0/content")
    try desk.run("flag S1 3 at /messages/1/content")
    try desk.run("turn merge at /messages/0")
    #expect(desk.set.state(of: .init(1))?.marks["alice"]?.flags.map(\.severity) == [3])
  }

  @Test func `a record of which everything is undone isn't touched`() throws {
    var desk = Desk(pair)
    try desk.run("flip")
    try desk.run("note why")
    #expect(desk.set.touchedRecords == [RecordNumber(1)])
    try desk.undo()
    try desk.undo()
    #expect(desk.set.touchedRecords.isEmpty)
  }

  @Test func `a whole list, a whole record and a text that gets a rank take marks along`() throws {
    var desk = Desk(#"{"prompt":"p","responses":["one","two","three"]}"#)
    try desk.run("flag S1 at /responses/0")
    try desk.run("flag S2 at /responses/2")
    try desk.run("note at /responses/1 why")
    let patch = #"patch [{"op":"replace","path":"/responses","value":["three","one"]}]"#
    try desk.run(patch)
    #expect(desk.marks() == ["S1 /responses/1", "S2 /responses/0"])
    try desk.undo()
    let raw = #"raw "{\"responses\":[\"two\",\"one\",\"three\"],\"prompt\":\"p\"}""#
    try desk.run(raw)
    #expect(desk.marks() == ["S1 /responses/1", "S2 /responses/2", "why /responses/0"])
    try desk.undo()
    let swapped = #"raw "{\"prompt\":\"p\",\"responses\":[\"two\",\"one\",\"three\"]}""#
    try desk.run(swapped)
    #expect(desk.marks() == ["S1 /responses/1", "S2 /responses/2", "why /responses/0"])
    try desk.undo()
    try desk.run("rank 2,1,3")
    let marks = desk.marks()
    let record = try JSONValue.parse(desk.set.bytes(of: .init(1)))
    for (flag, text) in [("S1", "one"), ("S2", "three"), ("why", "two")] {
      let place = marks.first { $0.hasPrefix(flag) }?.dropFirst(flag.count + 1)
      let pointer = try #require(place.flatMap { JSONPointer(String($0)) })
      #expect(try record.value(at: pointer).string?.text == text, "\(flag) \(marks)")
    }
  }

  @Test(
    arguments: [
      // An item is added and another one corrected.
      (#"["a","the anwser is long","c"]"#, #"["s","a","the answer is long","c"]"#, "/1", "/2"),
      (#"["first","b","c"]"#, #"["s","first!","b","c"]"#, "/0", "/1"),
      (#"["first bad","second good","third"]"#, #"["second good!","third"]"#, "/0", nil),
      (#"["first bad","second good","third"]"#, #"["second good!","third"]"#, "/1", "/0"),
      (
        #"[{"r":"user","t":"one"},{"t":"x"}]"#, #"[{"t":"x"},{"r":"user","t":"one"}]"#, "/0/t",
        "/1/t"
      ),
      (#"[{"t":"x"},{"r":"u"}]"#, #"[{"t":"new"},{"t":"xx"},{"r":"u"}]"#, "/0/t", "/1/t"),
      // Wrapped and unwrapped.
      (#"{"response":"T"}"#, #"{"data":{"response":"T"}}"#, "/response", "/data/response"),
      (#"{"data":{"response":"T"}}"#, #"{"response":"T"}"#, "/data/response", "/response"),
      (#"[{"t":"x"},{"t":"y"}]"#, #"{"m":[{"t":"x"},{"t":"y"}]}"#, "/1/t", "/m/1/t"),
      (#"{"c":"T"}"#, #"{"c":[{"type":"text","text":"T"}]}"#, "/c", "/c/0/text"),
      // Names made of digits are no places in a list.
      (#"{"by":{"10":"x","20":"y"}}"#, #"{"by":{"20":"y"}}"#, "/by/20", "/by/20"),
      (#"{"10":"x","20":"y"}"#, #"{"5":"w","10":"x","20":"y"}"#, "/20", "/20"),
      // Equal numbers say nothing.
      (#"{"score":1,"n":2}"#, #"{"score":2,"n":3}"#, "/n", "/n"),
      (#"{"a":1,"b":2}"#, #"{"a":2,"b":1}"#, "/a", "/b"),
      (#"{"score":"5"}"#, #"{"score":5}"#, "/score", "/score"),
    ] as [(String, String, String, String?)])
  func `a raw edit takes a note along`(
    _ before: String, _ after: String, _ at: String, _ place: String?
  ) throws {
    var desk = Desk(before)
    try desk.run("note at \(at) n")
    let raw = String(decoding: JSONWriter.bytes(.text(after)), as: UTF8.self)
    try desk.run("raw \(raw)")
    #expect(desk.marks() == (place.map { ["n \($0)"] } ?? []), "\(before) \(after)")
    try desk.undo()
    #expect(desk.marks() == ["n \(at)"])
  }

  /// Lists of turns are shuffled, cut, added to, swapped and wrapped: each note stays with its
  /// text.
  @Test(arguments: 1...200) func `notes stay with their texts through any raw edit`(
    _ seed: Int
  ) throws {
    var random = SeededRandom(seed: seed)
    var count = 0
    func turn() -> String {
      count += 1
      return #"{"role":"user","content":"text \#(count) \#(seed)"}"#
    }
    var lists = (0..<2).map { _ in (0...random.below(4)).map { _ in turn() } }
    func record(_ isWrapped: Bool) -> String {
      let (a, b) = (lists[0].joined(separator: ","), lists[1].joined(separator: ","))
      let record = #"{"prompt":"the prompt","chosen":[\#(a)],"rejected":[\#(b)]}"#
      return isWrapped ? "{\"data\":\(record)}" : record
    }
    func texts(_ record: String) throws -> [String: String] {
      var found: [String: String] = [:]
      func look(_ value: JSONValue, _ at: JSONPointer) {
        switch value {
        case .string(let text) where text != "user": found[text.text] = at.description
        case .object(let members): members.forEach { look($0.value, at.appending($0.key)) }
        case .array(let items):
          for (index, item) in items.enumerated() { look(item, at.appending(index)) }
        default: break
        }
      }
      look(try JSONValue.parse(Bytes(record)), .root)
      return found
    }
    let before = record(false)
    var desk = Desk(before)
    for (text, place) in try texts(before).sorted(by: { $0.key < $1.key }) {
      try desk.run("note at \(place) \(text)")
    }
    let noted = desk.marks()
    for _ in 0...random.below(3) {
      let list = random.below(2)
      switch random.below(4) {
      case 0: lists[list].shuffle(using: &random)
      case 1: lists[list].insert(turn(), at: random.below(lists[list].count + 1))
      case 2: if lists[list].count > 1 { lists[list].remove(at: random.below(lists[list].count)) }
      default: lists.swapAt(0, 1)
      }
    }
    let after = record(random.oneIn(3))
    if after == before { return }
    try desk.run("raw \(String(decoding: JSONWriter.bytes(.text(after)), as: UTF8.self))")
    let known = Set(try texts(before).keys)
    let expected = try texts(after).filter { known.contains($0.key) }.map {
      "\($0.key) \($0.value)"
    }
    #expect(desk.marks() == expected.sorted(), "\(before) \(after)")
    try desk.undo()
    #expect(desk.marks() == noted)
  }

  @Test func `a member with a digit for a name is no item of a list`() throws {
    var desk = Desk(#"{"by":{"10":"x","20":"y"},"l":["a","b"]}"#)
    try desk.run("note at /by/20 n")
    try desk.run("note at /l/1 m")
    try desk.run("delete /by/10")
    try desk.run("delete /l/0")
    #expect(desk.marks() == ["m /l/0", "n /by/20"])
  }

  @Test func `of merged turns both notes stay`() throws {
    var desk = Desk(chat.replacing("\"user\"", with: "\"assistant\""))
    try desk.run("note at /messages/0/content first")
    try desk.run("note at /messages/1/content second")
    try desk.run("turn merge at /messages/0")
    #expect(desk.marks() == ["first\nsecond /messages/0/content"])
  }

  @Test func `an older step isn't undone below a mark that was made since`() throws {
    var desk = Desk(pair)
    try desk.run("flip")
    try desk.run("flag S1 at /chosen")
    #expect(throws: UndoError.self) { try desk.undo(0) }
    try desk.run("flag S2 at /prompt")
    try desk.undo(1)
    try desk.undo(0)
    #expect(desk.marks() == ["S2 /prompt"])
    #expect(String(decoding: desk.set.bytes(of: .init(1)), as: UTF8.self) == pair)
  }

  @Test func `marks of both sides change places`() throws {
    var desk = Desk(pair)
    try desk.run("rate helpful 4 at /chosen")
    try desk.run("rate helpful 1 at /rejected")
    try desk.run("flip")
    let ratings = desk.set.state(of: .init(1))?.marks["alice"]?.ratings
    #expect(ratings?[RatingKey(axis: "helpful", at: JSONPointer("/chosen"))] == .score(1))
    #expect(ratings?[RatingKey(axis: "helpful", at: JSONPointer("/rejected"))] == .score(4))
  }

  @Test func `an order says which are acceptable where they stand then`() throws {
    var desk = Desk(pair)
    try desk.run("rank 1/2")
    try desk.run("rank 2,1/")
    let ratings = desk.set.state(of: .init(1))?.marks["alice"]?.ratings
    #expect(ratings?.count == 2 && ratings?.values.allSatisfy { $0 == .acceptable(true) } == true)
  }

  @Test func `a record that is made what it was has its marks where they were`() throws {
    var desk = Desk(pair)
    try desk.run("set /prompt q")
    let entry = try #require(desk.set.entries.last).name
    try desk.run("flag S1 at /rejected")
    try desk.run("flip")
    #expect(desk.marks() == ["S1 /chosen"])
    try desk.run("restore to \(entry)")
    #expect(desk.marks() == ["S1 /rejected"])
  }

  @Test func `a corrected text keeps its marks`() throws {
    var desk = Desk(pair)
    try desk.run("flag S1 at /rejected")
    try desk.run("set /rejected good")
    #expect(desk.marks() == ["S1 /rejected"])
  }

  @Test(arguments: [
    // The stretch is "harm".
    ("some harm here", "some more harm here", "harm"), ("some harm here", "harm", "harm"),
    ("some harm here", "some harm there", "harm"), ("some harm here", "some charm here", "harm"),
    ("some harm here", "some  here", nil), ("some harm here", "some [X] here", "[X]"),
    ("é harm é", "è harm ê", "harm"), ("harm", "", nil), ("harm", "harm!", "harm"),
  ]) func `a flagged stretch stays on its words`(old: String, new: String, words: String?) throws {
    var desk = Desk("{\"text\":\"\(old)\"}")
    let start = try #require(Array(old.utf8).firstOffset(of: Array("harm".utf8)))
    try desk.run("flag S1 at /text range \(start)-\(start + 4)")
    try desk.run("set-json /text \"\(new)\"")
    let flag = desk.set.state(of: .init(1))?.marks["alice"]?.flags.first
    let stretch = flag?.key.range.map { String(decoding: Array(new.utf8)[$0], as: UTF8.self) }
    #expect(stretch == words)
    try desk.undo()
    #expect(desk.marks() == ["S1 /text \(start)..<\(start + 4)"])
  }

  @Test func `a masked secret keeps the flag on its mask`() throws {
    var desk = Desk(#"{"text":"call 555 now"}"#)
    try desk.run("flag S7 at /text range 5-8")
    try desk.run(#"mask /text "call [PHONE] now""#)
    #expect(desk.marks() == ["S7 /text 5..<12"])
  }

  @Test func `turns that move up or down have their marks`() throws {
    var desk = Desk(chat)
    try desk.run("flag S1 at /messages/1/content")
    try desk.run("flag S2 at /messages/3/content")
    try desk.run("note at /messages/2 n")
    try desk.run("turn delete at /messages/0")
    #expect(desk.marks() == ["S1 /messages/0/content", "S2 /messages/2/content", "n /messages/1"])
    try desk.run("turn insert user at /messages/0")
    #expect(
      desk.marks().contains("S2 /messages/3/content"),
      "what is inserted goes below: \(desk.marks())")
    try desk.run("turn up at /messages/3")
    #expect(desk.marks().contains("S2 /messages/2/content"))
    try desk.run("turn delete at /messages/2")
    #expect(!desk.marks().contains { $0.hasPrefix("S2") }, "it goes with its text")
    try desk.undo()
    #expect(desk.marks().contains("S2 /messages/2/content"), "and comes back with it")
  }

  @Test func `a merged turn hands its marks on, at their place in the text`() throws {
    var desk = Desk(
      #"{"messages":[{"role":"user","content":"a"},{"role":"assistant","content":"bé"},{"role":"assistant","content":"harm"}]}"#
    )
    try desk.run("flag S1 at /messages/2/content range 1-4")
    try desk.run("turn merge at /messages/1")
    let flag = try #require(desk.set.state(of: .init(1))?.marks["alice"]?.flags.first)
    let (at, range) = (try #require(flag.key.at), try #require(flag.key.range))
    let value = try JSONValue.parse(desk.set.bytes(of: .init(1)))
    let text = try #require(try value.value(at: at).string)
    #expect(at.description == "/messages/1/content")
    #expect(text.wtf8[range].elementsEqual("arm".utf8))
  }

  @Test func `a turn that is split hands a stretch of its end on to the new one`() throws {
    var desk = Desk(
      #"{"messages":[{"role":"user","content":"q"},{"role":"assistant","content":"yes é and\n\nno harm"},{"role":"user","content":"r"}]}"#
    )
    // In bytes: é is two.
    try desk.run("flag S1 at /messages/1/content range 16-19")
    try desk.run("flag S2 at /messages/1/content range 0-3")
    let before = desk.marks()
    try desk.run("turn split at /messages/1/content no")
    let value = try JSONValue.parse(desk.set.bytes(of: .init(1)))
    let flags = try #require(desk.set.state(of: .init(1))?.marks["alice"]?.flags)
    let stretches = try flags.map { flag -> String in
      let (at, range) = (try #require(flag.key.at), try #require(flag.key.range))
      let text = try #require(try value.value(at: at).string)
      return "\(flag.key.category) \(at) \(String(decoding: text.wtf8[range], as: UTF8.self))"
    }
    #expect(stretches.sorted() == ["S1 /messages/2/content arm", "S2 /messages/1/content yes"])
    try desk.undo()
    #expect(desk.marks() == before)
  }

  @Test func `responses of a ranked record keep their marks when one is dropped`() throws {
    var desk = Desk(
      #"{"prompt":"p","responses":[{"text":"x","rank":1},{"text":"y","rank":2},{"text":"z","rank":3}]}"#
    )
    try desk.run("flag S1 at /responses/2/text")
    try desk.run("rate helpful 2 at /responses/0")
    try desk.run("rank 3,2,1")
    #expect(desk.marks() == ["S1 /responses/2/text", "helpful /responses/0"], "only ranks changed")
    try desk.run("response drop 2")
    #expect(desk.marks() == ["S1 /responses/1/text", "helpful /responses/0"])
  }

  @Test func `others' marks are theirs, and stay`() throws {
    var desk = Desk(pair)
    try desk.run("flag S1 at /rejected", as: "bob")
    try desk.run("flag S2 at /rejected")
    try desk.run("flip")
    #expect(desk.marks() == ["S2 /chosen"] && desk.marks(of: "bob") == ["S1 /rejected"])
    let entry = try #require(desk.set.entries.last?.entry)
    #expect(desk.set.marksLeftBehind(by: entry, of: "alice").map(\.description) == ["/rejected"])
  }
}
