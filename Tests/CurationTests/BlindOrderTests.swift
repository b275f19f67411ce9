import JSONLines
import TestSupport
import Testing

@testable import Curation

/// The order that blind reviewers see, and orders in the dataset's own numbering.
@Suite struct BlindOrderTests {
  @Test func `the numbers are SplitMix64's`() throws {
    // The first three of seed 1234567 (Vigna's splitmix64.c): 6457827717110365317,
    // 3203168211198807973, 9817491932198370423. Modulo 4, 3 and 2 they are 1, 2 and 1.
    let zero = try #require(ContentHash(bytes: [UInt8](repeating: 0, count: 32)))
    #expect(BlindOrder.shuffled(4, seed: 1_234_567, base: zero) == [0, 2, 3, 1])
  }

  @Test func `each order comes up about as often, and depends on seed and record`() throws {
    var counts: [[Int]: Int] = [:]
    for record in 0..<600 {
      let hash = ArraySource.hash(Array("\(record)".utf8))
      counts[BlindOrder.shuffled(3, seed: 7, base: hash), default: 0] += 1
    }
    #expect(counts.count == 6)
    for (order, count) in counts { #expect((60...140).contains(count), "\(order)") }
  }

  @Test func `orders are said in the numbering of the dataset`() throws {
    let base = Bytes(Array(#"{"prompt":"p","chosen":"a","rejected":"b"}"#.utf8))
    let flipped = Bytes(Array(#"{"prompt":"p","chosen":"b","rejected":"a"}"#.utf8))
    let edited = Bytes(Array(#"{"prompt":"p","chosen":"b","rejected":"new"}"#.utf8))
    #expect(RecordReading(base).originalPlaces(in: base, of: base) == [0, 1])
    #expect(RecordReading(flipped).originalPlaces(in: flipped, of: base) == [1, 0])
    #expect(RecordReading(edited).originalPlaces(in: edited, of: base) == [1, 0])
    #expect(
      RankOrder(groups: [[2], [1, 3]], acceptableGroups: 1).renumbered([1, 2, 0]).text == "3/2=1")
  }

  @Test func `ranking says the order, also where the record has it so`() throws {
    var set = WorkingSet(ArraySource([#"{"prompt":"p","chosen":"a","rejected":"b"}"#]))
    var writer = Journalist()
    func rank(_ text: String) throws -> Entry? {
      try set.propose(.rank(RankOrder(text)), on: [RecordNumber(1)], actor: "alice")
    }
    let same = try #require(try rank("1,2"))
    #expect(same.changes.map(\.operation) == [.order])
    set.commit(writer.seal(same))
    #expect(try rank("1,2") == nil)
    let other = try #require(try rank("2,1"))
    #expect(other.changes.map(\.operation) == [.patch, .order])
    set.commit(writer.seal(other))
    #expect(set.state(of: RecordNumber(1))?.marks["alice"]?.order?.text == "2,1")
    let confirming = try rank("1,2")
    #expect(confirming == nil, "what stands first now is the dataset's second")
  }
}
