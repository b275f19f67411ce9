import JSONLines
import TestSupport
import Testing

@testable import Curation

/// Renewals of a dataset in memory, against a model that knows each record by itself.
@Suite struct RenewalTests {
  /// A record of the model. Letters are few, so that many records are equal.
  private struct Slot {
    var letter: Character
    var isRemoved = false
    var isDiscarded = false
    var isKept: Bool { !isRemoved && !isDiscarded }
    var text: String { #"{"k":"\#(letter)"}"# }
  }

  /// The dataset, its journals, and its renewals.
  fileprivate struct Desk {
    var set: WorkingSet
    var logged: [LoggedEntry] = []
    var renewals: [Renewal] = []
    var writers = ["a", "b"].map { Journalist(journal: "j-\($0)", actor: $0) }

    init(_ records: [String]) { set = WorkingSet(ArraySource(records)) }

    mutating func perform(_ command: Command, _ number: Int, by writer: Int) throws {
      let draft = try set.propose(command, on: [.init(number)], actor: writers[writer].actor)
      guard var draft else { return }
      let others = logged.filter { $0.actor != writers[writer].actor }
      if let last = others.last?.entry.stamp?.sequence {
        draft.sees["j-\(writers[1 - writer].actor)"] = last
      }
      writers[writer].lamport = logged.compactMap(\.entry.stamp?.lamport).max() ?? 0
      logged.append(writers[writer].seal(draft))
      set.commit(logged[logged.count - 1])
    }

    var output: [String] {
      (0..<set.source.recordCount).compactMap { position in
        let number = RecordNumber(position: position)
        return switch set.disposition(of: number, KeepRule()) {
        case .unchanged: String(decoding: set.source.bytes(of: number), as: UTF8.self)
        case .edited(let bytes): String(decoding: bytes, as: UTF8.self)
        case .leftOut: nil
        }
      }
    }

    /// Puts the output in the dataset's place, as `apply --replace` does.
    mutating func renew() throws {
      let records = output
      let file = RenewedFile(
        hash: ArraySource.hash(Array("\(renewals.count)".utf8)),
        quick: ArraySource.hash(Array("quick \(renewals.count)".utf8)),
        byteCount: 0, inode: 0,
        seconds: 0, nanoseconds: 0)
      if let renewal = set.renewal(KeepRule(), to: file) {
        let line = renewal.line
        var read = try Renewal(line: Bytes(Array(line.dropLast())))
        #expect(read == renewal)
        read.id = ArraySource.hash(line)
        renewals.append(read)
      }
      set = WorkingSet(ArraySource(records))
      set.load(logged, after: renewals)
    }
  }

  @Test(arguments: 0..<40) func `any history ends as the model does`(seed: Int) throws {
    var random = SeededRandom(seed: seed)
    for _ in 0..<25 {
      var model = (0..<1 + random.below(5)).map { _ in Slot(letter: random.pick(["x", "y"])) }
      var desk = Desk(model.map(\.text))
      var story = model.map { String($0.letter) }.joined() + ":"
      for _ in 0..<3 + random.below(14) {
        let position = random.below(max(1, model.count))
        let (number, writer) = (position + 1, random.below(2))
        let isThere = model.indices.contains(position)
        switch random.below(8) {
        case 0, 1:
          guard isThere else { continue }
          model[position].letter = random.pick(["x", "y", "z"])
          let value = JSONPointer("/k") ?? .root
          try desk.perform(.set(value, .text(String(model[position].letter))), number, by: writer)
          story += " \(number)=\(model[position].letter)"
        case 2:
          guard isThere else { continue }
          model[position].isRemoved = true
          try desk.perform(.remove(why: nil, leavesCopy: random.oneIn(2)), number, by: writer)
          story += " -\(number)"
        case 3:
          guard isThere, model[position].isRemoved else { continue }
          model[position].isRemoved = false
          try desk.perform(.restore, number, by: writer)
          story += " +\(number)"
        case 4:
          guard isThere else { continue }
          model[position].isDiscarded.toggle()
          let verdict = model[position].isDiscarded ? Verdict.discarded : nil
          try desk.perform(.verdict(verdict), number, by: 0)
          story += " !\(number)"
        case 5:
          model.append(Slot(letter: random.pick(["x", "y"])))
          try desk.perform(.insert(Array(model[model.count - 1].text.utf8)), 1, by: writer)
          story += " i\(model[model.count - 1].letter)"
        default:
          // Inserted records that aren't kept stay with the journals.
          let waiting = model.indices.filter { $0 >= desk.set.originalCount && !model[$0].isKept }
          let open = waiting.map { model[$0] }
          model = model.filter(\.isKept) + open
          try desk.renew()
          story += " renew"
        }
        #expect(desk.output == model.filter(\.isKept).map(\.text), "\(story)")
      }
      #expect(ApplyReport(desk.set, keep: KeepRule()).isClean, "\(story)")
    }
  }

  @Test func `ranges of numbers know what they hold, and how much is below`() {
    var numbers = NumberRanges()
    for value in [2, 3, 4, 9, 11, 12] { numbers.append(value...value) }
    #expect(numbers.ranges == [2...4, 9...9, 11...12] && numbers.count == 6)
    let below = (1...13).map { numbers.place(of: RecordNumber($0)).below }
    #expect(below == [0, 0, 1, 2, 3, 3, 3, 3, 3, 4, 4, 5, 6])
    let there = (1...13).filter { numbers.place(of: RecordNumber($0)).isThere }
    #expect(there == [2, 3, 4, 9, 11, 12])
    #expect(!numbers.append(12...13) && numbers.count == 6, "they ascend")
  }

  @Test func `a line that this version wouldn't write is refused`() throws {
    let hash = String(repeating: "a", count: 64)
    let sound = #"{"v":1,"file":"\#(hash)","quick":"\#(hash)","bytes":1,"known":{}"#
    #expect(throws: Never.self) { try Renewal(line: Bytes(sound + "}")) }
    for rest in [
      #","new":1}"#, #","leftOut":[[2,1]]}"#, #","leftOut":[[2,3],[3,4]]}"#,
      #","leftOut":[[0,1]]}"#, #","leftOut":[1]}"#, #","places":[{"record":1,"is":"made"}]}"#,
      #","places":[{"record":0,"is":"missing"}]}"#, #","places":[{"insert":"x","is":"leftOut"}]}"#,
      #","places":[{"record":1,"is":"leftOut","now":1}]}"#, #","previous":"x"}"#, "",
    ] {
      #expect(throws: EntryError.self, "\(rest)") { try Renewal(line: Bytes(sound + rest)) }
    }
    #expect(throws: EntryError.version(2)) {
      try Renewal(line: Bytes(sound.replacing("\"v\":1", with: "\"v\":2") + "}"))
    }
  }
}
