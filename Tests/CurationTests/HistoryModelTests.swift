@testable import Curation
import JSONLines
import TestSupport
import Testing

/// Random commands, undo and redo, against models that are slow and obvious.
@Suite struct HistoryModelTests {
  @Test(arguments: [
    ["verdict accepted", "verdict discarded"], ["note one", "note two"],
    ["rate honest 3", "rate honest 4"], ["rank 2,1", "rank 1,2"], ["flag S1 1", "unflag"],
    ["remove", "restore"],
  ])
  func `what was undone twice is redone twice`(lines: [String]) throws {
    var set = WorkingSet(
      ArraySource([#"{"prompt":"p","responses":[{"text":"a","rank":1},{"text":"b","rank":2}]}"#]))
    var writer = Journalist()
    let one = RecordNumber(1)
    func marks() -> [String: Marks] { (set.state(of: one) as RecordState?)?.marks ?? [:] }
    var states = [marks()]
    for line in lines {
      let command = try #require(
        try Command(typed: line) { HazardFlag.Key(taxonomy: "mlcommons", category: $0) })
      let entry = try set.propose(command, on: [RecordNumber(1)], actor: "alice")
      set.commit(writer.seal(try #require(entry)))
      states.append(marks())
    }
    let end = set.bytes(of: RecordNumber(1))
    for _ in lines { set.commit(writer.seal(try set.proposeUndo())) }
    #expect(marks().isEmpty)
    for state in states.dropFirst() {
      set.commit(writer.seal(try set.proposeRedo()))
      #expect(marks() == state)
    }
    #expect(set.bytes(of: RecordNumber(1)) == end)
  }

  @Test func `one's own change that another reviewer does again can be undone again`() throws {
    var set = WorkingSet(ArraySource([#"{"text":"a"}"#]), ownJournal: "j-alice")
    var (alice, bob) = (Journalist(), Journalist(journal: "j-bob", actor: "bob", lamport: 10))
    let entry = try set.propose(.verdict(.accepted), on: [RecordNumber(1)], actor: "alice")
    set.commit(alice.seal(try #require(entry)))
    set.commit(alice.seal(try set.proposeUndo()))
    set.commit(bob.seal(try set.proposeRedo(of: 0)))
    #expect(set.history.done == [0] && set.history.undone.isEmpty)
    set.commit(bob.seal(try set.proposeUndo(of: 0)))
    set.commit(alice.seal(try set.proposeRedo(of: 0)))
    var again = try #require(set.entries.last)
    (again.journal, again.actor, again.entry.id) = ("j-bob", "bob", ArraySource.hash([1]))
    set.commit(again)
    #expect(set.history.done == [0], "two copies of one journal may both redo it")
    set.commit(alice.seal(try set.proposeUndo()))
    #expect(
      set.history.done.isEmpty
        && (set.state(of: RecordNumber(1)) as RecordState?)?.marks.isEmpty != false)
  }

  static let records = [
    #"{"prompt":"p","chosen":"a","rejected":"b","score_chosen":2,"score_rejected":1.50}"#,
    #"{"prompt": "p", "responses": [{"text": "a\/b", "rank": 2}, {"text": "\u4e2d", "rank": 1}]}"#,
    #"{"messages":[{"role":"user","content":"q"},{"role":"assistant","content":"4"}]}"#,
    #"{"prompt":"q","completion":"4","label":true}"#, #"{"broken":"#, "[1, 2 ,3]", "\"text\"",
    #"{"a":1,"a":2}"#,
    #"{"messages":[{"role":"user","content":"q"},{"role":"assistant","content":"4"}]}"#,
  ]

  /// All that one can see of the working set's records.
  struct View: Equatable {
    var bytes: [Bytes]
    var removed: [Bool]
    var conflicts: [Bool]
    var marks: [[String: Marks]]

    init(_ set: WorkingSet) {
      // An inserted record that was taken back keeps its number, and isn't there.
      let numbers = (0..<set.source.recordCount).map { RecordNumber(position: $0) }.filter {
        $0.position < set.originalCount || set.state(of: $0)?.isInserted == true
      }
      bytes = numbers.map { set.bytes(of: $0) }
      removed = numbers.map { set.state(of: $0)?.isRemoved ?? false }
      conflicts = numbers.map { set.state(of: $0)?.conflict != nil }
      marks = numbers.map { set.state(of: $0)?.marks ?? [:] }
    }

    /// Equality but for the places of members and flags: what is undone and redone by name while
    /// later changes stay comes last.
    func isEquivalent(to other: View) -> Bool {
      let values = bytes.map { try? JSONValue.parse($0) }
      let others = other.bytes.map { try? JSONValue.parse($0) }
      let areSame = zip(values, others).allSatisfy { a, b in
        a == b || b.map { a?.isEquivalent(to: $0) == true } == true
      }
      func sets(_ view: View) -> [[String: Set<HazardFlag>]] {
        view.marks.map { $0.mapValues { Set($0.flags) }.filter { !$0.value.isEmpty } }
      }
      return areSame && removed == other.removed && sets(self) == sets(other)
    }
  }

  // MARK: - One writer, in order

  @Test(arguments: 0..<30)
  func `undo and redo step through the snapshots, live and replayed`(seed: Int) throws {
    var commands = RandomCommand(seed: seed)
    let source = ArraySource(Self.records)
    var writer = Journalist()
    var set = WorkingSet(source, ownJournal: writer.journal)
    var past: [View] = []
    var future: [View] = []
    for step in 0..<100 {
      let before = View(set)
      switch commands.json.random.below(6) {
      case 0 where !past.isEmpty:
        set.commit(writer.seal(try set.proposeUndo()))
        future.append(before)
        #expect(View(set) == past.removeLast(), "undo at \(step)")
      case 1 where !future.isEmpty:
        set.commit(writer.seal(try set.proposeRedo()))
        past.append(before)
        #expect(View(set) == future.removeLast(), "redo at \(step)")
      default:
        guard let draft = commands.draft(in: set, actor: "alice") else {
          #expect(View(set) == before)
          continue
        }
        set.commit(writer.seal(draft))
        #expect(View(set) != before, "\(draft.command ?? "") at \(step)")
        past.append(before)
        future = []
      }
      #expect(!View(set).conflicts.contains(true))
      guard step % 10 == 9 else { continue }
      var replayed = WorkingSet(source, ownJournal: writer.journal)
      replayed.load(set.entries.shuffled(using: &commands.json.random))
      #expect(View(replayed) == View(set), "replay at \(step)")
      set = replayed
    }
    for view in past.reversed() {
      set.commit(writer.seal(try set.proposeUndo()))
      #expect(View(set) == view)
    }
    #expect(View(set) == View(WorkingSet(source)))
    #expect(throws: UndoError.nothingToUndo) { try set.proposeUndo() }
  }

  // MARK: - Two writers, undo and redo by name

  @Test(arguments: 0..<30)
  func `entries carried out one after another come to the same state`(seed: Int) throws {
    var commands = RandomCommand(seed: 1000 + seed)
    let source = ArraySource(Self.records)
    var writers = [Journalist(), Journalist(journal: "j-bob", actor: "bob")]
    var set = WorkingSet(source, ownJournal: writers[0].journal)
    var twin = NaiveReplay(source)
    func commit(_ draft: Entry, by writer: Int) {
      writers[writer].lamport = writers.map(\.lamport).max() ?? 0
      // Both know each other's entries.
      var draft = draft
      for other in writers.indices where other != writer && writers[other].sequence > 0 {
        draft.sees[writers[other].journal] = writers[other].sequence
      }
      let logged = writers[writer].seal(draft)
      set.commit(logged)
      twin.apply(logged)
      #expect(twin.differences(from: set) == [], "\(draft.command ?? "")")
    }
    for _ in 0..<60 {
      let writer = commands.json.random.oneIn(4) ? 1 : 0
      let position = commands.json.random.below(max(1, set.entries.count))
      switch commands.json.random.below(4) {
      case 0 where !set.entries.isEmpty:
        let before = View(set)
        guard let undo = try? set.proposeUndo(of: position) else { continue }
        commit(undo, by: 0)
        guard commands.json.random.oneIn(2) else { continue }
        let target = try #require(set.entries.firstIndex { $0.entry.id == undo.undoes })
        commit(try set.proposeRedo(of: target), by: 0)
        #expect(View(set).isEquivalent(to: before))
      case 1 where !set.entries.isEmpty:
        guard let redo = try? set.proposeRedo(of: position) else { continue }
        commit(redo, by: 0)
      default:
        guard let draft = commands.draft(in: set, actor: writers[writer].actor) else { continue }
        commit(draft, by: writer)
      }
    }
    var replayed = WorkingSet(source, ownJournal: writers[0].journal)
    replayed.load(set.entries)
    #expect(View(replayed) == View(set))
  }

  @Test(arguments: 0..<20) func `the last change can always be undone and redone`(seed: Int) throws
  {
    var commands = RandomCommand(seed: 2000 + seed)
    var writer = Journalist()
    var set = WorkingSet(ArraySource(Self.records), ownJournal: writer.journal)
    for _ in 0..<40 {
      let before = View(set)
      guard let draft = commands.draft(in: set, actor: "alice") else { continue }
      set.commit(writer.seal(draft))
      let after = View(set)
      for _ in 0..<2 {
        set.commit(writer.seal(try set.proposeUndo()))
        #expect(View(set) == before, "\(draft.command ?? "")")
        set.commit(writer.seal(try set.proposeRedo()))
        #expect(View(set) == after, "\(draft.command ?? "")")
      }
    }
  }
}

/// The journal's own promise, taken at its word: the changes of every entry, undo and redo
/// included, are written out, so that carrying them out in order needs no looking back.
struct NaiveReplay {
  private let originals: [Bytes]
  private var texts: [Bytes]
  private var values: [JSONValue?]
  private var removed: [Bool]
  private var marks: [[String: [Mark.Subject: Mark]]]
  /// Whose marks an entry speaks of; an undo or redo speaks of those of the entry that it names.
  private var authors: [ContentHash: String] = [:]

  init(_ source: ArraySource) {
    originals = source.records
    texts = source.records
    values = source.records.map { try? JSONValue.parse($0) }
    removed = source.records.map { _ in false }
    marks = source.records.map { _ in [:] }
  }

  mutating func apply(_ logged: LoggedEntry) {
    let named = logged.entry.undoes ?? logged.entry.redoes
    let actor = named.flatMap { authors[$0] } ?? logged.actor
    if let id = logged.entry.id { authors[id] = actor }
    for change in logged.entry.changes {
      guard let place = change.record?.position else { continue }
      switch change.body {
      case .patch(let steps):
        var original = RecordContent(originals[place])
        try? values[place]?.apply(steps) { at, wanted in
          original.originalValue(at: at, hash: { ArraySource.hash($0) }) { $0.hash == wanted }
        }
      case .raw(_, let now):
        texts[place] = Bytes(now)
        values[place] = try? JSONValue.parse(texts[place])
      case .remove: removed[place] = true
      case .restore: removed[place] = false
      case .mark(let subject, let was, let now):
        #expect(marks[place][actor]?[subject] == was, "what was is written as it was")
        marks[place][actor, default: [:]][subject] = now
      case .insert: break
      }
    }
  }

  /// What differs between the two, in words.
  func differences(from set: WorkingSet) -> [String] {
    texts.indices.flatMap { place -> [String] in
      let number = RecordNumber(position: place)
      let state = set.state(of: number) ?? RecordState()
      let bytes = set.bytes(of: number)
      var found: [String] = []
      if let value = values[place] {
        if (try? JSONValue.parse(bytes)) != value { found.append("\(number) value") }
      } else if bytes != texts[place] {
        found.append("\(number) text")
      }
      if state.conflict != nil { found.append("\(number) conflict") }
      if state.isRemoved != removed[place] { found.append("\(number) removed") }
      for actor in ["alice", "bob"] {
        let said = state.marks[actor] ?? Marks()
        let all = Set(said.subjects.compactMap { said[$0] })
        let missing = Set(marks[place][actor, default: [:]].values).symmetricDifference(all)
        found += missing.map { "\(number) \($0) of \(actor)" }
      }
      return found
    }
  }
}

/// Commands of every kind, many of which can be carried out.
struct RandomCommand {
  var json: RandomJSON

  init(seed: Int) { json = RandomJSON(seed: seed) }

  /// The entry of a random command, or nil where it changes nothing or can't be done.
  mutating func draft(in set: WorkingSet, actor: String) -> Entry? {
    let count = set.source.recordCount
    let numbers = (0..<count).map { RecordNumber(position: $0) }.shuffled(using: &json.random)
      .prefix(json.random.oneIn(3) ? 3 : 1)
    guard let first = numbers.first else { return nil }
    let command = command(on: set.bytes(of: first))
    return try? set.propose(command, on: Array(numbers), actor: actor)
  }

  mutating func command(on bytes: Bytes) -> Command {
    let value = (try? JSONValue.parse(bytes)) ?? .null
    let places = RandomPatch.pointers(in: value)
    let place = places.isEmpty ? .root : json.random.pick(places)
    let pointer = json.random.oneIn(2) ? place : nil
    switch json.random.below(23) {
    case 0, 1: return .set(place, json.random.oneIn(2) ? json.changed(value) : json.value())
    case 2: return .set((place.parent ?? .root).appending(json.key()), json.value())
    case 3, 4: return .patch(RandomPatch.steps(on: value, &json))
    case 5: return .raw(json.spelled(json.object()).filter { $0 != 0x0A })
    case 6:
      let key = HazardFlag.Key(
        taxonomy: "t", category: json.random.pick(["S1", "S2"]), at: pointer)
      return .flag(HazardFlag(key, severity: json.random.below(4)))
    case 7: return .unflag(taxonomy: "t", category: json.random.oneIn(2) ? "S1" : nil, at: nil)
    case 8: return .verdict(json.random.pick([.accepted, .discarded, .skipped, nil]))
    case 9:
      return .rate(
        .init(axis: json.random.pick(["helpful", "honest"]), at: pointer),
        json.random.oneIn(3) ? nil : .score(1 + json.random.below(5)))
    case 10: return .note(pointer, json.random.pick([nil, "n", "m"]))
    case 11: return json.random.oneIn(2) ? .remove(why: "w") : .restore
    case 12:
      return json.random.oneIn(2)
        ? .flip : .shift(response: 1 + json.random.below(2), by: json.random.pick([-1, 1]))
    case 13: return .delete(place)
    case 14:
      return .turn(
        json.random.pick([
          .delete, .duplicate, .move(-1), .move(1), .role("user"), .merge, .insert(role: "tool"),
        ]), at: place)
    case 15: return .mask(place, .text("[masked]"))
    case 19: return .duplicate
    case 21:
      return json.random.oneIn(2) ? .dropResponse(1 + json.random.below(3)) : .addResponse("n")
    case 20: return .insert(json.spelled(json.object()).filter { $0 != 0x0A })
    case 17:
      let value = json.value()
      return .assign([Assignment(place, value), Assignment(pointer ?? place, json.value())])
    case 18: return .restoreTo("alice:\(1 + json.random.below(20))")
    case 16: return .resolve(json.random.pick(["alice", "bob", nil]))
    default:
      let groups = json.random.pick([[[1], [2]], [[2], [1]], [[1, 2]]])
      return .rank(
        RankOrder(groups: groups, acceptableGroups: json.random.pick([nil, 0, 1])))
    }
  }
}
