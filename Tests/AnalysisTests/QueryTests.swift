import Analysis
import Curation
import JSONLines
import TestSupport
import Testing

/// Queries as people type them, on records small enough to see why.
@Suite struct QueryTests {
  @Test func `two equals signs are one, and a sign after one is an error`() throws {
    #expect(try Query("label==safe") == Query("label=safe"))
    #expect(try Query("label=\"=safe\"") != Query("label=safe"))
    #expect(throws: QueryError.self) { try Query("score=>5") }
  }

  @Test(arguments: [
    "plain", "", "two words", "a\"b", #"a\b"#, "a\nb", "a\r\nb", "tab\t", "e\u{301}", "中文", "/x/",
    "(a", "or",
  ]) func `a quoted text is read back as it was`(text: String) throws {
    #expect(
      try Query("f=\(Query.quoted(text))")
        == .equals(.named("f"), text, isQuoted: Query.quoted(text).hasPrefix("\"")))
  }

  private static let records = [
    #"{"id":"a1","instruction":"Translate","input":"\u4f60\u597d","output":"Hello there","meta":{"source":"web"}}"#,
    #"{"prompt":"Which?","chosen":"This one, surely","rejected":"That","score_chosen":4.5,"score_rejected":"2"}"#,
    #"{"messages":[{"role":"user","content":"Weather?"},{"role":"assistant","content":null,"tool_calls":[{"id":"c1","type":"function","function":{"name":"w","arguments":"{}"}}]},{"role":"tool","content":"sunny"},{"role":"assistant","content":"Sunny."}]}"#,
    #"{"text":"go away","label":"unsafe"}"#,
    #"{"text":"come in","label":"safe"}"#,
    #"{"text":"come in now, please"#,
    #"{"text":"Привет, мир","label":"safe"}"#,
    #"{"id":17,"text":"come in here and sit with us","n":2.50}"#,
    #"{"id":18,"text":"come in here and sit with me","n":10}"#,
    #"{"doc":1234567890123456789,"body":"naïve, 安全ok"}"#,
    #"{"doc":"1234567890123456790","body":"na ve, 不安全","m":"nan"}"#,
  ]

  private func set(_ entries: [LoggedEntry] = []) -> WorkingSet {
    var set = WorkingSet(ArraySource(Self.records))
    set.load(entries)
    return set
  }

  private func numbers(_ text: String, in set: WorkingSet? = nil) throws -> [Int] {
    let query = try Query(text) { $0 == "list.txt" ? ["#2", "", " 4-5 "] : nil }
    let matcher = QueryMatcher(query, in: set ?? self.set(), as: nil)
    let all = (1...Self.records.count).map { RecordNumber($0) }
    return matcher.matches(among: all).map(\.value)
  }

  @Test(arguments: [
    ("你好", [1]), ("Hello there", [1]), (#""Hello there""#, [1]), (#""there Hello""#, []),
    ("hello", []), ("/hello/i", [1]), (#"/^come in\b/"#, [5, 8, 9]), ("/Which\\?/", [2]),
    ("come", [5, 6, 8, 9]), ("come not please", [5, 8, 9]), ("not come text:in", []),
    ("output:Hello", [1]), ("output:Hell", []), ("output:/Hell/", [1]), ("label:safe", [5, 7]),
    ("label=safe or label=unsafe", [4, 5, 7]), ("label:safe or label:unsafe come", [5, 7]),
    ("(label:safe or label:unsafe) come", [5]), ("has:label not label=safe", [4]),
    ("/meta/source:web", [1]), ("meta.source:web", [1]), ("/messages/0/role:user", [3]),
    ("instruction", []), ("true", []), ("2.50", [8]), ("n=2.5", [8]), ("n>2.5", [9]),
    ("n>=2.5 n<10", [8]), ("score_chosen>score_rejected", [2]), ("score_rejected<=2", [2]),
    ("len(text)>=28", [8, 9]), ("len(chosen)>len(rejected)", [2]), ("len(input)=2", [1]),
    ("words(text)=7", [8, 9]), ("words(input)=2", [1]), ("len(/label)=4", [5, 7]),
    ("turns>=4", [3]), ("turns>3 bytes<1000", [3]), ("role:tool", [3]), ("role:user", [3]),
    ("shape:pairwise", [2]), ("shape:opaque", [6]), ("broken", [6]), ("stage:sft", [1, 3]),
    ("script:han", [1, 10, 11]), ("script:cyrillic", [7]), ("responses=2", [2]),
    ("#2", [2]), ("#2-4,8", [2, 3, 4, 8]), ("#8-", [8, 9, 10, 11]), ("#@list.txt", [2, 4, 5]),
    ("id:a1", [1]), ("id:17", [8]), ("not #1-7 not id:17", [9, 10, 11]), ("similar:8 not #8", [9]),
    ("user:Weather?", [3]), ("assistant:Sunny.", [3]), (#"text:"come in""#, [5, 8, 9]),
    ("doc=1234567890123456789", [10]), ("doc>1234567890123456789", [11]),
    ("doc=1.23456789012345679e18", []), ("doc<=1234567890123456789", [10]),
    ("body:na", [11]), ("body:ve", [11]), ("body:安全", [10, 11]), ("body:ok", [10]),
    (#""label"=safe"#, [5, 7]), (#"not "two words"=1 has:doc"#, [10, 11]),
    (#"len("text")>=28"#, [8, 9]), (#""/meta/source":web"#, [1]), (#""meta.source"=web"#, [1]),
    (#""come in" "now""#, [6]), (#"len(text)>"n""#, [8, 9]), ("n=010", []), ("n=2.500", [8]),
    ("n=1e1", [9]),
    ("m>=4", []), ("m<=4", []), ("has:m", [11]),
    (#"/\bve\b/"#, [11]), ("(/na/)", [10, 11]), ("not (/NA/i) has:doc", []),
    ("(len(/text)=28)", [8, 9]), ("/\u{200D}/", []), ("\"\u{301}\"", []),
    ("edited", []), ("flag:none #1", [1]), ("verdict:none #1", [1]), ("linked", []),
  ])
  func `a query finds its records`(_ query: String, _ expected: [Int]) throws {
    #expect(try numbers(query) == expected, "\(query)")
  }

  @Test(arguments: [
    (
      #"{"messages":[{"role":"system","content":"s"},{"role":"user","content":[{"type":"text","text":"a"},{"type":"text","text":"b"}]},{"role":"assistant","content":"c","reasoning_content":"r","tool_calls":[{"id":"1"}]}]}"#,
      "turns=2"
    ),
    (#"{"history":[["a","b"]],"instruction":"c","output":"d"}"#, "turns=4"),
    (
      #"{"prompt":"P","chosen":[{"role":"user","content":"a long one"},{"role":"assistant","content":"good"}],"rejected":[{"role":"user","content":"a long one"},{"role":"assistant","content":"bad"}]}"#,
      "len(chosen)=4 len(rejected)=3 chosen:good not chosen:long"
    ),
    (#"{"prompt":"P","answers":[{"answer":"A","rank":2.0},{"answer":"B","rank":1.0}]}"#, "best=2"),
    (
      #"{"prompt":"P","responses":[{"text":"A","score":1},{"text":"B","score":3}]}"#, "best=2"
    ),
    (
      #"{"prompt":"P","responses":[{"text":"A","score":3},{"text":"B","score":3}]}"#, "not best>0"
    ),
    (#"{"system_prompt":"S","question":"Q","response":"R"}"#, "len(system)=1"),
  ]) func `a measure counts what a person would`(record: String, query: String) throws {
    let set = WorkingSet(ArraySource([record]))
    #expect(
      try QueryMatcher(Query(query), in: set, as: nil).matches(among: [.init(1)]) == [.init(1)],
      "\(query)")
  }

  @Test func `whole words are those of their script`() {
    func finds(_ word: String, _ text: String) -> Bool {
      TextPattern(.word(word)).firstRange(in: Array(text.utf8)) != nil
    }
    #expect(!finds("cafe", "cafe\u{301}") && !finds("हिन", "हिन्दी") && !finds("na", "naïve"))
    #expect(finds("ភាសា", "ជាភាសាខ្មែរ") && finds("ພາສາ", "ເປັນພາສາລາວ") && finds("安全", "不安全"))
    #expect(finds("naïve", "so naïve!") && finds("safe", "_ safe") && !finds("safe", "unsafe"))
  }

  @Test(arguments: [
    ("", 1), ("  ", 1), ("a (b", 3), ("a)", 2), ("not", 4), ("a or", 5), ("\"open", 1),
    ("x /(/", 5), ("len(output)>!", 13), ("n>", 3), ("turns:", 7), ("verdict:maybe", 9),
    ("shape:square", 7), ("script:elvish", 8), ("#x", 2), ("#5-2", 2), ("#@none.txt", 2),
    ("check:P99", 7), ("similar:x", 9), ("len(output>3", 4),
  ])
  func `an error points at its column`(_ query: String, _ column: Int) {
    do {
      let parsed = try Query(query)
      Issue.record("\(query) was read as \(parsed)")
    } catch {
      #expect(error.column == column, "\(query): \(error)")
    }
  }

  @Test(arguments: ["(", "not "]) func `a query is nested 500 times at most`(open: String) throws {
    func nested(_ count: Int) -> String {
      String(repeating: open, count: count) + "a"
        + String(repeating: ")", count: open == "(" ? count : 0)
    }
    #expect(throws: Never.self) { try Query(nested(500)) }
    for count in [501, 50_000] {
      let error = #expect(throws: QueryError.self) { try Query(nested(count)) }
      #expect(error?.reason == .tooDeep && error?.column == 501 * open.count + 1)
    }
  }

  @Test func `marks are asked for by what reviewers said`() throws {
    var alice = set()
    var journalists = ["alice", "bob"].map { Journalist(journal: "j-\($0)", actor: $0) }
    func commit(_ command: Command, _ number: Int, actor: String) throws {
      let draft = try alice.propose(command, on: [RecordNumber(number)], actor: actor)
      alice.commit(journalists[actor == "bob" ? 1 : 0].seal(try #require(draft)))
    }
    let flag = HazardFlag(.init(taxonomy: "mlcommons", category: "S10"), severity: 2)
    try commit(.flag(flag), 4, actor: "alice")
    try commit(.verdict(.discarded), 4, actor: "alice")
    try commit(.verdict(.accepted), 4, actor: "bob")
    try commit(.verdict(.accepted), 5, actor: "bob")
    try commit(.set(JSONPointer(["text"]), .text("changed")), 5, actor: "alice")
    try commit(.remove(why: nil), 7, actor: "alice")
    try commit(.rate(.init(axis: "helpful"), .score(4)), 8, actor: "bob")
    let expected: [(String, [Int])] = [
      ("flag:S10", [4]), ("flag:s10", [4]), ("flag:S1", []), ("flagged", [4]), ("severity>=2", [4]),
      ("verdict:accepted", [4, 5]), ("reviewed", [4, 5, 7]), ("disagree", [4]), ("edited", [5]),
      ("changed", [5]), ("text:come edited", []), ("removed", [7]), ("by:bob", [4, 5, 8]),
      ("rating(helpful)>3", [8]), ("unreviewed id:17", [8]),
    ]
    for (query, numbers) in expected {
      #expect(try self.numbers(query, in: alice) == numbers, "\(query)")
    }
  }

  @Test func `partners come from outside`() throws {
    let matcher = QueryMatcher(
      try Query("only-here"), in: set(), as: nil,
      comparedWith: Counterpart(set(), as: nil) { $0.value < 4 ? [$0] : [] })
    let all = (1...5).map { RecordNumber($0) }
    #expect(matcher.matches(among: all).map(\.value) == [4, 5])
  }

  /// Whatever is typed, it is read or refused at a column that is there.
  @Test(arguments: 0..<40) func `no text makes the reader fail`(seed: Int) {
    var random = SeededRandom(seed: seed)
    let pieces = [
      "(", ")", "not ", "or ", "and", "\"", "/", "#", ":", "=", ">", "<=", "len(", "a", "中", " ",
      "@", "-", "7", "\\", "i", "flag:", "verdict:", "{", "é",
    ]
    for _ in 0..<200 {
      let text = (0..<Int.random(in: 0..<12, using: &random))
        .map { _ in pieces.randomElement(using: &random) ?? "" }.joined()
      do { _ = try Query(text) } catch {
        #expect((1...text.count + 1).contains(error.column), "\(text): \(error)")
      }
    }
  }
}
