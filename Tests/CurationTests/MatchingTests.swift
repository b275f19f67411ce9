import Curation
import JSONLines
import TestSupport
import Testing

/// Finding the right record in a dataset that changed since (rules 5 and 6 of the journal).
@Suite struct MatchingTests {
  /// Journals made on one dataset, to be laid over another.
  struct Desk {
    var set: WorkingSet
    var writers: [String: Journalist] = [:]
    private let source: ArraySource

    init(_ records: [String]) {
      source = ArraySource(records)
      set = WorkingSet(source)
    }

    /// `actor` does something, seeing what was done before.
    mutating func perform(_ command: Command, _ numbers: Int..., by actor: String = "alice") throws
    {
      let draft = try set.propose(command, on: numbers.map { .init($0) }, actor: actor)
      commit(try #require(draft), by: actor)
    }

    mutating func commit(_ draft: Entry, by actor: String = "alice") {
      var writer = writers[actor] ?? Journalist(journal: "j-\(actor)", actor: actor)
      writer.lamport = max(
        writer.lamport, set.entries.compactMap(\.entry.stamp?.lamport).max() ?? 0)
      set.commit(writer.seal(draft))
      writers[actor] = writer
    }

    /// The entries on another dataset.
    func over(_ records: [String]) -> WorkingSet {
      var other = WorkingSet(ArraySource(records), ownJournal: "j-alice")
      other.load(set.entries)
      return other
    }
  }

  func at(_ text: String) -> JSONPointer { JSONPointer(text) ?? .root }

  func texts(_ set: WorkingSet) -> [String] {
    (0..<set.source.recordCount).map { position in
      let number = RecordNumber(position: position)
      return switch set.disposition(of: number, KeepRule()) {
      case .unchanged: String(decoding: set.source.bytes(of: number), as: UTF8.self)
      case .edited(let bytes): String(decoding: bytes, as: UTF8.self)
      case .leftOut: "-"
      }
    }
  }

  let a = #"{"k":"a"}"#, b = #"{"k":"b"}"#, c = #"{"k":"c"}"#, x = #"{"k":"x"}"#

  @Test func `a bookmark finds the record in another file, at its number or the nearest one`()
    throws
  {
    var desk = Desk([a, b, c])
    try desk.perform(.set(at("/k"), "x"), 2)
    let seen = try #require(desk.set.bookmark(of: .init(2)))
    func found(_ records: [String]) -> Int? {
      WorkingSet(ArraySource(records)).number(of: seen, at: .init(2))?.value
    }
    #expect(found([a, x, c, x]) == 2)
    #expect(found([x, c]) == 1)
    #expect(found([x, a, a, a, x]) == 1)
    #expect(found([a, b, c]) == nil)
    #expect(found([]) == nil)
    // With its edit still to be made, at another number.
    var later = WorkingSet(ArraySource([b, a, c]))
    later.load(desk.set.entries)
    #expect(later.number(of: seen, at: .init(2)) == .init(1))
    #expect(desk.set.bookmark(of: .init(4)) == nil)
  }

  @Test func `the same number and hash is the record`() throws {
    var desk = Desk([a, b, c])
    try desk.perform(.set(at("/k"), "x"), 2)
    let set = desk.over([a, b, c])
    #expect(texts(set) == [a, x, c])
    let report = ApplyReport(set, keep: KeepRule(.undiscarded))
    #expect(report.isClean && report[.applied] == 1 && report[.moved] == 0)
    #expect(report[.unreviewed] == 3)
  }

  @Test func `a record that moved is found by its hash`() throws {
    var desk = Desk([a, b, c])
    try desk.perform(.set(at("/k"), "x"), 1)
    try desk.perform(.verdict(.discarded), 2)
    let set = desk.over([c, b, a])
    #expect(texts(set) == [c, "-", x])
    let report = ApplyReport(set, keep: KeepRule(.undiscarded))
    #expect(
      report.isClean && report[.moved] == 1 && report[.applied] == 1 && report[.discarded] == 1)
  }

  @Test func `equal records are interchangeable and taken in file order`() throws {
    var desk = Desk([a, a, a, b])
    try desk.perform(.set(at("/k"), "x"), 2)
    try desk.perform(.verdict(.discarded), 3)
    #expect(texts(desk.over([a, a, a, b])) == [a, x, "-", b])
    #expect(texts(desk.over([b, a, a])) == [b, x, "-"])
    #expect(texts(desk.over([b, b, b, a, a])) == [b, b, b, x, "-"])
    try desk.perform(.note(nil, "n"), 1)
    let short = desk.over([b, b, b, b, a, a])
    #expect(texts(short) == [b, b, b, b, a, x])
    #expect(
      ApplyReport(short, keep: KeepRule(.undiscarded)).isClean,
      "what was to be left out isn't there")
  }

  @Test func `of equal records of which one is left, the others' changes are missing`() throws {
    let (pair, last) = (#"{"k":"1","l":"q"}"#, #"{"k":"z","l":"p"}"#)
    var desk = Desk([pair, pair, last])
    try desk.perform(.set(at("/l"), "x"), 2)
    try desk.perform(.set(at("/k"), "x"), 1)
    let left = desk.over([last, last, last, pair])
    #expect(texts(left)[3] == #"{"k":"x","l":"q"}"#)
    #expect(ApplyReport(left, keep: KeepRule(.undiscarded))[.notFound] == 1)
  }

  @Test func `of equal records, the one that has an edit already isn't edited again`() throws {
    let record = #"{"k":"a","l":"q"}"#
    var desk = Desk([record, record])
    try desk.perform(.set(at("/l"), "v0"), 1)
    let edited = #"{"k":"a","l":"v0"}"#
    var next = Desk([edited, record])
    next.set = desk.over([edited, record])
    next.writers = desk.writers
    try next.perform(.set(at("/k"), "b"), 2)
    #expect(texts(next.over([x, edited, record])) == [x, edited, #"{"k":"b","l":"q"}"#])
  }

  @Test func `a record that was renumbered twice has all its changes`() throws {
    let record = #"{"k":"a","l":"1"}"#
    var desk = Desk([record])
    try desk.perform(.set(at("/k"), "A"), 1)
    var next = Desk([x, record])
    next.set = desk.over([x, record])
    next.writers = desk.writers
    try next.perform(.set(at("/l"), "2"), 2)
    #expect(texts(next.over([b, x, record])) == [b, x, #"{"k":"A","l":"2"}"#])
  }

  @Test func `changes of a record under two numbers are rebased together`() throws {
    let record = #"{"id":1,"k":"a","l":"q"}"#
    var desk = Desk([x, record])
    try desk.perform(.set(at("/k"), "A"), 2)
    let renewed = #"{"id":1,"k":"a","l":"q","v":1}"#
    var next = Desk([renewed])
    next.set = WorkingSet(ArraySource([renewed]), ownJournal: "j-alice", search: .rebasing)
    next.set.load(desk.set.entries)
    try next.perform(.set(at("/l"), "B"), 1, by: "bob")
    let now = #"{"id":1,"k":"a","l":"q","v":2}"#
    var other = WorkingSet(ArraySource([now]), search: .rebasing)
    other.load(next.set.entries)
    #expect(texts(other) == [#"{"id":1,"k":"A","l":"B","v":2}"#])
  }

  @Test func `a record is rebased to by one record's changes alone`() throws {
    var desk = Desk([#"{"id":0,"k":"a"}"#, #"{"id":1,"k":"a"}"#, #"{"id":2,"k":"c"}"#])
    try desk.perform(.set(at("/k"), "x"), 1, 2)
    let changed = [#"{"id":8,"k":"s"}"#, #"{"id":9,"k":"s"}"#, #"{"id":7,"k":"a"}"#]
    var other = WorkingSet(ArraySource(changed), search: .rebasing)
    other.load(desk.set.entries)
    #expect(texts(other) == changed)
    #expect(ApplyReport(other, keep: KeepRule(.undiscarded))[.notFound] == 2)
  }

  @Test func `a record that is the result already is no conflict, by hash and by value`() throws {
    var desk = Desk([a, b])
    try desk.perform(.set(at("/k"), "x"), 1)
    for again in [x, #"{ "k" : "x" }"#, #"{"k":"\u0078","new":1}"#] {
      let set = desk.over([again, b])
      #expect(texts(set) == [again, b])
      let report = ApplyReport(set, keep: KeepRule(.undiscarded))
      #expect(report.isClean && report[.alreadyApplied] == 1 && report[.applied] == 0, "\(again)")
    }
    // By hash it may have moved, too.
    let report = ApplyReport(desk.over([b, x]), keep: KeepRule(.undiscarded))
    #expect(report.isClean && report[.alreadyApplied] == 1)
  }

  @Test func `marks follow a record that is the result already`() throws {
    var desk = Desk([a, b])
    try desk.perform(.set(at("/k"), "x"), 1)
    try desk.perform(.verdict(.discarded), 1)
    let set = desk.over([x, b])
    #expect(set.state(of: .init(1))?.marks["alice"]?.verdict == .discarded)
    #expect(texts(set) == ["-", b])
  }

  @Test func `a removed record that isn't there is applied already`() throws {
    var desk = Desk([a, b, c])
    try desk.perform(.remove(why: nil), 1)
    try desk.perform(.verdict(.discarded), 3)
    let set = desk.over([b])
    #expect(texts(set) == [b])
    let report = ApplyReport(set, keep: KeepRule(.undiscarded))
    #expect(report.isClean && report[.alreadyApplied] == 2 && report[.absent] == 2)
  }

  @Test func `another record at the number is left alone, and reported`() throws {
    var desk = Desk([a, b])
    try desk.perform(.set(at("/k"), "x"), 1, 2)
    let set = desk.over([c, b])
    #expect(texts(set) == [c, x])
    let report = ApplyReport(set, keep: KeepRule(.undiscarded))
    #expect(!report.isClean && report[.notFound] == 1 && report[.applied] == 1)
    #expect(report.problems.map(\.record) == [.init(1)])
    #expect(report.problems[0].rejected.flatMap(\.changes).map(\.record) == [.init(1)])
  }

  @Test func `edits and undo over several renewals of the dataset are all applied`() throws {
    // set, set; renewed; undo; renewed; redo; renewed.
    var desk = Desk([a, b])
    try desk.perform(.set(at("/k"), "y"), 1)
    try desk.perform(.set(at("/k"), "x"), 1)
    let entries = desk.set.entries
    var second = WorkingSet(ArraySource([x, b]), ownJournal: "j-alice")
    second.load(entries)
    var writer = try #require(desk.writers["alice"])
    second.commit(writer.seal(try second.proposeUndo()))
    #expect(texts(second) == [#"{"k":"y"}"#, b])

    var third = WorkingSet(ArraySource([#"{"k":"y"}"#, b]), ownJournal: "j-alice")
    third.load(second.entries)
    #expect(texts(third) == [#"{"k":"y"}"#, b])
    let report = ApplyReport(third, keep: KeepRule(.undiscarded))
    #expect(report.isClean, "\(report.problems.map(\.entries))")

    third.commit(writer.seal(try third.proposeRedo()))
    #expect(texts(third) == [x, b])
    var fourth = WorkingSet(ArraySource([x, b]), ownJournal: "j-alice")
    fourth.load(third.entries)
    #expect(texts(fourth) == [x, b])
    #expect(ApplyReport(fourth, keep: KeepRule(.undiscarded)).isClean)
  }

  @Test func `an edit that was taken back stays so when the dataset is renewed again`() throws {
    var desk = Desk([a, b])
    try desk.perform(.set(at("/k"), "x"), 1)
    var second = WorkingSet(ArraySource([x, b]), ownJournal: "j-alice")
    second.load(desk.set.entries)
    var writer = try #require(desk.writers["alice"])
    second.commit(writer.seal(try second.proposeUndo()))
    #expect(texts(second) == [a, b])
    var third = WorkingSet(ArraySource([a, b]), ownJournal: "j-alice")
    third.load(second.entries)
    #expect(texts(third) == [a, b])
    #expect(ApplyReport(third, keep: KeepRule(.undiscarded)).isClean)
    third.commit(writer.seal(try third.proposeRedo()))
    #expect(texts(third) == [x, b])
    third.commit(writer.seal(try third.proposeUndo()))
    #expect(texts(third) == [a, b])
  }

  // MARK: - Several reviewers

  // MARK: - Hand-written

  func handWritten(_ lines: [String], over records: [String]) throws -> WorkingSet {
    var set = WorkingSet(ArraySource(records))
    set.load(
      try lines.enumerated().map { index, line in
        var entry = try Entry(line: Bytes(line))
        entry.id = ArraySource.hash(Array(line.utf8) + [UInt8(index)])
        return LoggedEntry(entry, journal: "", actor: entry.actor ?? "someone")
      })
    return set
  }

  @Test func `a change with only a number, or only a hash, finds its record`() throws {
    let patch = #""patch":[{"op":"replace","path":"/k","value":"x"}]"#
    let hash = ArraySource.hash(b.utf8).hex
    let set = try handWritten(
      [
        #"{"op":"patch","changes":[{"record":1,\#(patch)}]}"#,
        #"{"op":"patch","changes":[{"base":"\#(hash)",\#(patch)}]}"#,
      ], over: [a, c, b])
    #expect(texts(set) == [x, c, x])
    #expect(ApplyReport(set, keep: KeepRule(.undiscarded)).isClean)
  }

  @Test
  func `a hand-written change that doesn't fit is a conflict, one without a record not found`()
    throws
  {
    let test = #"{"op":"test","path":"/k","value":"q"},{"op":"replace","path":"/k","value":"x"}"#
    let set = try handWritten(
      [
        #"{"op":"patch","changes":[{"record":1,"patch":[\#(test)]}]}"#,
        #"{"op":"verdict","changes":[{"record":9,"now":"accepted"}]}"#,
        #"{"op":"verdict","changes":[{"record":2,"now":"discarded"}],"actor":"bob"}"#,
      ], over: [a, b])
    #expect(texts(set) == [a, "-"])
    let report = ApplyReport(set, keep: KeepRule(.undiscarded))
    #expect(report[.inConflict] == 1 && report[.notFound] == 1 && report[.discarded] == 1)
    #expect(set.state(of: .init(2))?.marks["bob"]?.verdict == .discarded)
  }
}
