import Curation
import JSONLines
import TestSupport
import Testing

/// Changes of several reviewers.
extension MatchingTests {
  /// Alice and Bob each on their own copy, then both journals laid over the dataset.
  func together(_ records: [String], alice: [Command], bob: [Command]) throws -> WorkingSet {
    var loaded: [LoggedEntry] = []
    for (actor, commands) in [("alice", alice), ("bob", bob)] {
      var desk = Desk(records)
      for command in commands { try desk.perform(command, 1, by: actor) }
      loaded += desk.set.entries
    }
    var set = WorkingSet(ArraySource(records), ownJournal: "j-alice")
    set.load(loaded)
    return set
  }

  @Test func `two reviewers who say the same agree`() throws {
    let set = try together([a], alice: [.set(at("/k"), "x")], bob: [.set(at("/k"), "x")])
    #expect(texts(set) == [x])
    #expect(ApplyReport(set, keep: KeepRule(.undiscarded)).isClean)
  }

  @Test func `two reviewers of different fields don't disturb each other`() throws {
    let set = try together(
      [#"{"k":"a","l":"a"}"#], alice: [.set(at("/k"), "x")], bob: [.set(at("/l"), "x")])
    #expect(texts(set) == [#"{"k":"x","l":"x"}"#])
  }

  @Test func `a record that reviewers disagree on is written unchanged and reported once`() throws {
    let record = #"{"k":"a","l":"a"}"#
    let set = try together(
      [record, b], alice: [.set(at("/l"), "y"), .set(at("/k"), "x")],
      bob: [.set(at("/k"), "z"), .set(at("/l"), "w")])
    #expect(texts(set) == [record, b])
    let report = ApplyReport(set, keep: KeepRule(.undiscarded))
    #expect(report[.inConflict] == 1 && report.problems.count == 1)
    #expect(report.problems[0].record == .init(1))
    #expect(throws: CommandError.self) {
      try set.propose(.set(at("/k"), "q"), on: [.init(1)], actor: "alice")
    }
  }

  @Test func `the other records of an entry are applied when one is in conflict`() throws {
    var alice = Desk([a, b, c])
    try alice.perform(.set(at("/k"), "x"), 1, 2, 3)
    var bob = Desk([a, b, c])
    try bob.perform(.set(at("/k"), "z"), 2, by: "bob")
    var set = WorkingSet(ArraySource([a, b, c]))
    set.load(alice.set.entries + bob.set.entries)
    #expect(texts(set) == [x, b, x])
    let report = ApplyReport(set, keep: KeepRule(.undiscarded))
    #expect(report[.inConflict] == 1 && report[.applied] == 2)
  }

  @Test func `marks of several reviewers stand beside each other`() throws {
    let set = try together([a], alice: [.verdict(.accepted)], bob: [.verdict(.discarded)])
    #expect(set.state(of: .init(1))?.marks["alice"]?.verdict == .accepted)
    #expect(set.state(of: .init(1))?.marks["bob"]?.verdict == .discarded)
    #expect(set.disposition(of: .init(1), KeepRule(.undiscarded)) == .leftOut)
    #expect(set.disposition(of: .init(1), KeepRule(.accepted)) == .leftOut)
    #expect(set.disposition(of: .init(1), KeepRule(.all)) == .unchanged)
  }

  @Test func `a flag stays with its text where the swap that moved it isn't made`() throws {
    let pair = #"{"prompt":"p","chosen":"bad","rejected":"good"}"#
    let one = RecordNumber(1)
    let key = HazardFlag.Key(taxonomy: "mlcommons", category: "S10", at: at("/chosen"))
    var bob = Desk([pair])
    try bob.perform(.flag(HazardFlag(key, severity: 1)), 1, by: "bob")
    try bob.perform(.rank(RankOrder(groups: [[2], [1]])), 1, by: "bob")
    #expect(bob.set.state(of: one)?.marks["bob"]?.flags.map(\.key.at) == [at("/rejected")])
    var cyd = Desk([pair])
    try cyd.perform(.set(at("/chosen"), "bad, edited"), 1, by: "cyd")
    var set = WorkingSet(ArraySource([pair]))
    set.load(bob.set.entries + cyd.set.entries)
    func flagged() -> [JSONPointer?]? { set.state(of: one)?.marks["bob"]?.flags.map(\.key.at) }
    #expect(set.state(of: one)?.conflict != nil && flagged() == [at("/chosen")])
    #expect(set.state(of: one)?.marks["bob"]?.order != nil)
    // Either side of the conflict can be taken back, and then the other's is made.
    let swap = try #require(set.entries.firstIndex { $0.entry.command?.hasPrefix("rank") == true })
    #expect(try set.proposeUndo(of: swap).changes.count == bob.set.entries[1].entry.changes.count)
    let edit = try #require(set.entries.firstIndex { $0.actor == "cyd" })
    #expect(try set.proposeUndo(of: edit).changes.count == 1)
    // What its reviewer took off at the new place doesn't come back.
    var later = bob
    try later.perform(.unflag(taxonomy: nil, category: nil, at: nil), 1, by: "bob")
    var without = WorkingSet(ArraySource([pair]))
    without.load(later.set.entries + cyd.set.entries)
    #expect(without.state(of: one)?.conflict != nil)
    #expect(without.state(of: one)?.marks["bob"]?.flags.isEmpty == true)
    // So it is where a decision leaves out the swap, and otherwise where it keeps it.
    for (actor, place) in [("cyd", "/chosen"), ("bob", "/rejected")] {
      var decided = set
      let entry = try decided.propose(.resolve(actor), on: [one], actor: "rev")
      var journal = Journalist(journal: "j-rev", actor: "rev", lamport: 9)
      decided.commit(journal.seal(try #require(entry)))
      #expect(decided.state(of: one)?.conflict == nil)
      #expect(decided.state(of: one)?.marks["bob"]?.flags.map(\.key.at) == [at(place)], "\(actor)")
    }
  }

  @Test func `edits in conflict keep no record that is discarded or removed`() throws {
    for last in [Command.verdict(.discarded), .remove(why: nil)] {
      let set = try together(
        [a], alice: [.set(at("/k"), "x"), last], bob: [.set(at("/k"), "y"), .verdict(.discarded)])
      #expect(set.state(of: .init(1))?.conflict != nil)
      #expect(set.disposition(of: .init(1), KeepRule(.undiscarded)) == .leftOut)
      let report = ApplyReport(set, keep: KeepRule(.undiscarded))
      #expect(report[.inConflict] == 1 && report[.removed] + report[.discarded] == 1)
    }
  }
}
