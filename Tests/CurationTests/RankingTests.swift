import JSONLines
import TestSupport
import Testing

@testable import Curation

/// Rank orders, and the patches that ranking and flipping make.
@Suite struct RankingTests {
  private func result(_ record: String, _ command: Command) throws -> String {
    var writer = Journalist()
    var set = WorkingSet(ArraySource([record]), ownJournal: writer.journal)
    guard let draft = try set.propose(command, on: [.init(1)], actor: "alice") else {
      return "unchanged"
    }
    set.commit(writer.seal(draft))
    return String(decoding: set.bytes(of: .init(1)), as: UTF8.self)
  }

  /// What a suggestion comes to after alice's commands.
  private func present(
    _ suggestion: String, of record: String, after commands: [Command], judged: Int = 0
  ) throws -> String? {
    var writer = Journalist()
    var set = WorkingSet(ArraySource([record]), ownJournal: writer.journal)
    var found = try Suggestion(try JSONValue.parse(#"{"record":1,"command":"\#(suggestion)"}"#)) {
      code in
      HazardFlag.Key(taxonomy: "mlcommons", category: code)
    }
    for (index, command) in commands.enumerated() {
      if index == judged, judged > 0 { found.judged = set.source.hash(set.bytes(of: .init(1))) }
      let draft = try #require(try set.propose(command, on: [.init(1)], actor: "alice"))
      set.commit(writer.seal(draft))
    }
    guard let command = set.present(found) else { return nil }
    guard let draft = try set.propose(command, on: [.init(1)], actor: "bob") else { return "same" }
    set.commit(writer.seal(draft))
    return "\(command.text): \(String(decoding: set.bytes(of: .init(1)), as: UTF8.self))"
  }

  private static let pair = #"{"prompt":"p","chosen":"a","rejected":"b"}"#
  private static let flipped = #"{"prompt":"p","chosen":"b","rejected":"a"}"#

  @Test func `a suggestion is about the record as it was judged`() throws {
    #expect(try present("rank 2,1", of: Self.pair, after: []) == "rank 2,1: \(Self.flipped)")
    for suggestion in ["rank 2,1", "flip"] {
      #expect(
        try present(suggestion, of: Self.pair, after: [.flip]) == "rank 1,2: \(Self.flipped)",
        "it was flipped already")
    }
    #expect(
      try present("rank 1,2", of: Self.pair, after: [.flip]) == "rank 2,1: \(Self.pair)")
    #expect(
      try present("set /chosen better", of: Self.pair, after: [.flip])
        == #"set /rejected: {"prompt":"p","chosen":"b","rejected":"better"}"#)
    #expect(
      try present("flag S10 2 at /chosen", of: Self.pair, after: [.flip])
        == "flag S10 2 at /rejected: \(Self.flipped)")
    #expect(
      try present("rank 2,1", of: Self.pair, after: [.flip, .flip], judged: 1)
        == "rank 1,2: \(Self.pair)", "what was judged was flipped, and is so no more")
    let chat = #"{"messages":[{"role":"user","content":"a"},{"role":"assistant","content":"b"}]}"#
    let inserted = Command.turn(.insert(role: "user"), at: JSONPointer("/messages/0") ?? .root)
    let patch = #"patch [{\"op\":\"add\",\"path\":\"/messages/1/w\",\"value\":1}]"#
    #expect(try present(patch, of: chat, after: []) != nil)
    #expect(try present(patch, of: chat, after: [inserted]) == nil)
    let deleted = Command.delete(JSONPointer("/messages/0") ?? .root)
    for step in [
      #"{\"op\":\"add\",\"path\":\"/messages/1\",\"value\":1}"#,
      #"{\"op\":\"move\",\"from\":\"/messages/1\",\"path\":\"/messages/0\"}"#,
    ] {
      #expect(try present("patch [\(step)]", of: chat, after: [deleted]) == nil)
    }
    #expect(
      try present("verdict discarded", of: chat, after: [inserted]) != nil,
      "it is about the record as a whole")
    let label = #"{"prompt":"p","completion":"c","label":true}"#
    #expect(
      try present("flip", of: label, after: [.flip]) == "same", "the label is the other one already"
    )
    let ranked = #"{"prompt":"p","responses":[{"text":"a","rank":1},{"text":"b","rank":2}]}"#
    #expect(try present("rank 2,1", of: ranked, after: [.dropResponse(1)]) == nil)
  }

  @Test func `what is moved over the line of what is acceptable is on its other side`() throws {
    let record =
      #"{"prompt":"p","responses":[\#((1...4).map { #"{"text":"\#($0)","rank":\#($0)}"# }.joined(separator: ","))]}"#
    var writer = Journalist()
    var set = WorkingSet(ArraySource([record]), ownJournal: writer.journal)
    func key(_ index: Int) -> RatingKey {
      RatingKey(axis: "acceptable", at: JSONPointer("/responses/\(index)"))
    }
    func acceptable() -> [RatingValue?] {
      let ratings = set.state(of: .init(1))?.marks["alice"]?.ratings ?? [:]
      return (0..<4).map { ratings[key($0)] }
    }
    let (yes, no) = (RatingValue.acceptable(true), RatingValue.acceptable(false))
    for (command, expected) in [
      (.rank(try RankOrder("2,1/3,4")), [yes, yes, no, no]),
      (.shift(response: 4, by: -1), [yes, yes, no, no]),
      (.shift(response: 4, by: -1), [yes, yes, no, yes]),
      (.shift(response: 2, by: 3), [yes, no, no, yes]),
      (.rate(key(0), .acceptable(false)), [no, no, no, yes]),
      (.shift(response: 3, by: -1), [no, no, no, yes]),
    ] as [(Command, [RatingValue])] {
      let draft = try #require(try set.propose(command, on: [.init(1)], actor: "alice"))
      set.commit(writer.seal(draft))
      #expect(acceptable() == expected)
    }
  }

  private func rank(_ record: String, _ order: String) throws -> String {
    try result(record, .rank(RankOrder(order)))
  }

  @Test(
    arguments: [
      ("1", [[1]]), ("2,1,3", [[2], [1], [3]]), ("2=3,1", [[2, 3], [1]]),
      ("2 1 3", [[2], [1], [3]]),
      ("3=1=2", [[3, 1, 2]]), ("10,1", [[10], [1]]),
    ] as [(String, [[Int]])]) func `an order reads as groups`(text: String, groups: [[Int]]) throws
  {
    let order = try RankOrder(text)
    #expect(order.groups == groups)
    #expect(try RankOrder(order.text) == order)
  }

  @Test(
    arguments: [
      ("", .empty), (" , ", .empty), ("a", .notANumber("a")), ("0", .notANumber("0")),
      ("-1", .notANumber("-1")), ("1==2", .notANumber("")), ("=1", .notANumber("")),
      ("1.5", .notANumber("1.5")), ("1/2/3", .severalLines), ("+1", .notANumber("+1")),
      ("99999999999999999999", .notANumber("99999999999999999999")),
    ] as [(String, RankOrder.Problem)])
  func `what isn't an order is refused`(text: String, problem: RankOrder.Problem) {
    #expect(throws: problem) { try RankOrder(text) }
  }

  @Test(
    arguments: [
      ("1,1,2", .repeated(1)), ("1,2", .missing([3])), ("3", .missing([1, 2])),
      ("1,2,3,4", .outOfRange(4, count: 3)),
    ] as [(String, RankOrder.Problem)])
  func `an order that doesn't fit the responses is refused`(
    text: String, problem: RankOrder.Problem
  )
    throws
  {
    let order = try RankOrder(text)
    #expect(throws: problem) { try order.places(count: 3) }
  }

  @Test(arguments: [("3,1/4,2", 2), ("/1,2", 0), ("1=2/", 1)])
  func `a line parts what is acceptable`(text: String, count: Int) throws {
    let order = try RankOrder(text)
    #expect(order.acceptableGroups == count)
    #expect(order.text == text)
  }

  /// The record, and the responses that are rated acceptable or not, by pointer.
  private func judged(_ record: String, _ order: String) throws -> (String, [String: Bool]) {
    var writer = Journalist()
    var set = WorkingSet(ArraySource([record]), ownJournal: writer.journal)
    let draft = try #require(
      try set.propose(.rank(RankOrder(order)), on: [.init(1)], actor: "alice"))
    let pieces = draft.split(byteCount: 1 << 20, transaction: "t")
    #expect(pieces.allSatisfy { piece in piece.changes.allSatisfy { $0.operation == piece.kind } })
    let entry = writer.seal(draft)
    set.commit(entry)
    let bytes = String(decoding: set.bytes(of: .init(1)), as: UTF8.self)
    var found: [String: Bool] = [:]
    for (key, value) in set.state(of: .init(1))?.marks["alice"]?.ratings ?? [:] {
      if case .acceptable(let isSo) = value { found[key.at?.description ?? ""] = isSo }
    }
    set.commit(writer.seal(try set.proposeUndo()))
    #expect(set.state(of: .init(1))?.marks.isEmpty != false)
    #expect(String(decoding: set.bytes(of: .init(1)), as: UTF8.self) == record)
    return (bytes, found)
  }

  @Test func `texts in a list get a place for their ranks`() throws {
    #expect(
      try rank(#"{"prompt":"p","responses":["a","b","c"]}"#, "2,1=3")
        == #"{"prompt":"p","responses":[{"text":"a","rank":2},{"text":"b","rank":1},{"text":"c","rank":2}]}"#
    )
    #expect(
      try rank(#"{"prompt":"p", "output": ["a", "b"]}"#, "2,1").contains(#"{"text":"b", "rank":1}"#)
    )
  }

  @Test func `acceptability is rated with the ranks, in one step`() throws {
    let (text, rated) = try judged(
      #"{"prompt":"p","responses":[{"text":"a","rank":1},{"text":"b","rank":2}]}"#, "2/1")
    #expect(text == #"{"prompt":"p","responses":[{"text":"a","rank":2},{"text":"b","rank":1}]}"#)
    #expect(rated == ["/responses/0": false, "/responses/1": true])
  }

  @Test(arguments: [("2,1,3", 0), ("1,3,2", 3), ("3,1,2", 3), ("1=2,3", 0), ("1,2/3", 3)])
  func `an order that the line doesn't part takes the line off`(order: String, count: Int) throws {
    var writer = Journalist()
    let record = #"{"prompt":"p","responses":[{"text":"a"},{"text":"b"},{"text":"c"}]}"#
    var set = WorkingSet(ArraySource([record]), ownJournal: writer.journal)
    for order in ["3,1/2", order] {
      let entry = try set.propose(.rank(RankOrder(order)), on: [.init(1)], actor: "alice")
      set.commit(writer.seal(try #require(entry)))
    }
    #expect(set.state(of: .init(1))?.marks["alice"]?.ratings.count == count)
    set.commit(writer.seal(try set.proposeUndo()))
    #expect(set.state(of: .init(1))?.marks["alice"]?.ratings.count == 3)
  }

  @Test func `a flipped pair is rated where its sides go`() throws {
    let (text, rated) = try judged(#"{"prompt":"p","chosen":"a","rejected":"b"}"#, "2/1")
    #expect(text == #"{"prompt":"p","chosen":"b","rejected":"a"}"#)
    #expect(rated == ["/chosen": true, "/rejected": false])
  }

  @Test func `both sides of a pair can be unacceptable`() throws {
    let (text, rated) = try judged(#"{"prompt":"p","chosen":"a","rejected":"b"}"#, "/1=2")
    #expect(text == #"{"prompt":"p","chosen":"a","rejected":"b"}"#)
    #expect(rated == ["/chosen": false, "/rejected": false])
  }

  @Test func `two answers without a verdict become a pair`() throws {
    let record = #"{"question":"q","answer1":"a","answer2":"b"}"#
    #expect(try rank(record, "2,1") == #"{"question":"q","chosen":"b","rejected":"a"}"#)
  }

  @Test func `a safety pair's better response is ranked and flipped`() throws {
    let record =
      #"{"prompt":"p","response_0":"a","response_1":"b","better_response_id":0,"safer_response_id":0}"#
    #expect(try rank(record, "2,1").contains(#""better_response_id":1,"safer_response_id":0"#))
    #expect(try result(record, .flip).contains(#""better_response_id":1"#))
  }

  private let ranked =
    #"{"prompt":"p","responses":[{"text":"a","rank":2},{"text":"b","rank":1},{"text":"c","rank":3}]}"#

  @Test(arguments: [
    ("2,1,3", "2,1,3"), ("1,2,3", "1,2,3"), ("3,1,2", "2,3,1"), ("2=3,1", "2,1,1"),
    ("1=2=3", "1,1,1"),
  ]) func `ranks are written dense, best first`(order: String, ranks: String) throws {
    let result = try rank(ranked, order)
    let each = ranks.split(separator: ",")
    #expect(
      result
        == #"{"prompt":"p","responses":[{"text":"a","rank":\#(each[0])},{"text":"b","rank":\#(each[1])},{"text":"c","rank":\#(each[2])}]}"#
    )
  }

  @Test func `ranks keep the data's own first number and spelling`() throws {
    let zero = #"{"prompt":"p","answers":[{"answer":"a","rank":1},{"answer":"b","rank":0}]}"#
    #expect(
      try rank(zero, "1,2")
        == #"{"prompt":"p","answers":[{"answer":"a","rank":0},{"answer":"b","rank":1}]}"#)
    let unranked = #"{"prompt":"p","responses":[{"text":"a"},{"text":"b"}]}"#
    #expect(
      try rank(unranked, "2,1")
        == #"{"prompt":"p","responses":[{"text":"a","rank":2},{"text":"b","rank":1}]}"#)
  }

  @Test func `a response is moved one place and ties are broken`() throws {
    #expect(try result(ranked, .shift(response: 1, by: -1)) == rank(ranked, "1,2,3"))
    #expect(try result(ranked, .shift(response: 1, by: 1)) == rank(ranked, "2,3,1"))
    #expect(try result(ranked, .shift(response: 2, by: -1)) == "unchanged")
    #expect(try result(ranked, .shift(response: 3, by: 1)) == "unchanged")
  }

  @Test func `a response is moved in the order of the scores where none has a rank`() throws {
    let scored =
      #"{"prompt":"q","responses":[{"text":"a","score":1},{"text":"b","score":3},{"text":"c","score":2}]}"#
    #expect(try result(scored, .shift(response: 2, by: 1)) == rank(scored, "3,2,1"))
    #expect(try result(scored, .shift(response: 1, by: -1)) == rank(scored, "2,1,3"))
    #expect(try result(scored, .shift(response: 2, by: -1)) == "unchanged")
  }

  @Test func `a pair in the other order is flipped, and can't tie`() throws {
    let pair = #"{"prompt":"p","chosen":"a","rejected":"b"}"#
    let flipped = #"{"prompt":"p","chosen":"b","rejected":"a"}"#
    #expect(try rank(pair, "2,1") == flipped)
    #expect(try rank(pair, "1,2") == pair)
    #expect(try result(pair, .flip) == flipped)
    #expect(try result(pair, .shift(response: 2, by: -1)) == flipped)
    #expect(throws: CommandError(record: .init(1), reason: .pairCannotTie)) {
      try rank(pair, "1=2")
    }
  }

  @Test(arguments: [
    (
      #"{"prompt":"p","chosen":"a","rejected":"b","score_chosen":9.50,"score_rejected":1,"chosen_id":"x","rejected_id":"y","n":1}"#,
      #"{"prompt":"p","chosen":"b","rejected":"a","score_chosen":1,"score_rejected":9.50,"chosen_id":"y","rejected_id":"x","n":1}"#
    ),
    (
      #"{"chosen":"\n\nHuman: q\n\nAssistant: a","rejected":"\n\nHuman: q\n\nAssistant: b"}"#,
      #"{"chosen":"\n\nHuman: q\n\nAssistant: b","rejected":"\n\nHuman: q\n\nAssistant: a"}"#
    ),
    (
      #"{"instruction":"p","chosen_response":"a","rejected_response":"b","chosen_avg_rating":5,"rejected_avg_rating":2}"#,
      #"{"instruction":"p","chosen_response":"b","rejected_response":"a","chosen_avg_rating":2,"rejected_avg_rating":5}"#
    ),
    (
      #"{"input":{"messages":[{"role":"user","content":"q"}]},"preferred_output":[{"role":"assistant","content":"4"}],"non_preferred_output":[{"role":"assistant","content":"5"}]}"#,
      #"{"input":{"messages":[{"role":"user","content":"q"}]},"preferred_output":[{"role":"assistant","content":"5"}],"non_preferred_output":[{"role":"assistant","content":"4"}]}"#
    ),
    (
      #"{"messages":[{"role":"user","content":"q"},{"role":"assistant","content":"4"}],"rejected_response":"5"}"#,
      #"{"messages":[{"role":"user","content":"q"},{"role":"assistant","content":"5"}],"rejected_response":"4"}"#
    ),
    (
      #"{"prompt":"q","completion":"4","label":true}"#,
      #"{"prompt":"q","completion":"4","label":false}"#
    ),
    (#"{"prompt":"p","chosen":"a","rejected":"a"}"#, "unchanged"),
  ]) func `a flip swaps the sides and all that stands for them`(
    record: String, expected: String
  ) throws {
    #expect(try result(record, .flip) == expected)
    if expected != "unchanged" { #expect(try result(expected, .flip) == record) }
  }

  @Test func `what has no responses can't be ranked or flipped`() {
    let record = #"{"messages":[{"role":"user","content":"q"}]}"#
    #expect(throws: CommandError(record: .init(1), reason: .nothingToRank(.messages))) {
      try rank(record, "1")
    }
    #expect(throws: CommandError(record: .init(1), reason: .nothingToFlip(.messages))) {
      try result(record, .flip)
    }
    #expect(throws: CommandError(record: .init(1), reason: .nothingToFlip(.ranked))) {
      try result(ranked, .flip)
    }
  }

  @Test(arguments: [
    ("1,2,3,4", 2, 1, "1,3,2,4"), ("1,2,3,4", 1, 3, "2,3,4,1"), ("1,2,3,4", 1, 9, "2,3,4,1"),
    ("1,2,3,4", 3, -2, "3,1,2,4"), ("1,2,3,4", 1, -1, "1,2,3,4"), ("2=3,1,4", 1, -1, "1,2=3,4"),
    ("2=3,1,4", 3, -1, "3,2,1,4"), ("2=3,1,4", 2, 1, "3,2,1,4"), ("2=3,1,4", 2, 2, "3,1,2,4"),
  ])
  func `a response moves by some places, as far as there are any`(
    _ start: String, _ number: Int, _ step: Int, _ order: String
  ) throws {
    #expect(try RankOrder(start).shifting(number, by: step).text == order)
  }

  @Test func `a response is dropped and added, and ranks stay dense`() throws {
    #expect(
      try result(ranked, .dropResponse(2))
        == #"{"prompt":"p","responses":[{"text":"a","rank":1},{"text":"c","rank":2}]}"#)
    #expect(
      try result(ranked, .addResponse("d"))
        == ranked.replacing("]}", with: #",{"text":"d","rank":4}]}"#))
    let spelled = #"{"prompt":"p","responses":[{"text":"a","rank":"1"},{"text":"b","rank":"2"}]}"#
    #expect(
      try result(spelled, .addResponse("d"))
        == spelled.replacing("]}", with: #",{"text":"d","rank":"3"}]}"#))
    let pair = #"{"prompt":"p","chosen":"a","rejected":"b"}"#
    #expect(throws: CommandError(record: .init(1), reason: .noListOfResponses(.pairwise))) {
      try result(pair, .dropResponse(1))
    }
    let alone = #"{"prompt":"p","responses":[{"text":"a","rank":1}]}"#
    #expect(throws: CommandError(record: .init(1), reason: .lastResponse)) {
      try result(alone, .dropResponse(1))
    }
  }
}
