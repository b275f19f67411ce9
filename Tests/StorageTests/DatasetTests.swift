import Curation
import JSONLines
import Storage
import TestSupport
import Testing

/// Records read one by one and many at once, and files indexed in steps and in one go.
@Suite struct DatasetTests {
  private func expectEqual(_ dataset: Dataset) {
    let numbers = (0..<dataset.recordCount).map { RecordNumber(position: $0) }
    let one = numbers.map { dataset.bytes(of: $0) }
    // Each record's end found by reading it, without the next one's beginning.
    var scanner = RecordScanner(dataset.bytes, as: dataset.container)
    var index = RecordIndex()
    scanner.scan(dataset.bytes, into: &index)
    #expect(index.count == numbers.count)
    for (place, bytes) in one.enumerated() {
      let range = scanner.range(from: index[place], in: dataset.bytes)
      #expect(bytes == dataset.bytes.slice(range))
    }
    #expect(dataset.bytes(of: numbers[...]) == one)
    let half = numbers.count / 2
    #expect(dataset.bytes(of: numbers[half...]) == Array(one[half...]))
  }

  @Test(
    .enabled(if: !Repository.sharedData.isEmpty, "../shared/data isn't there"),
    arguments: Repository.sharedData)
  func `many records read at once are those read one by one`(path: String) throws {
    let dataset = try Dataset(path: path)
    dataset.index()
    expectEqual(dataset)
  }

  @Test(arguments: [
    "{\"a\":1}\r\n\n \t\n{\"a\":2} \n\n", "[{\"a\":1} , {\"a\":2},\n3 ,\"x,\" ]", "[1,2", "[1 2]",
    "{\"a\":{\"x\":1} , \"b\" : {\"x\":2}}", "{\"data\":[{\"x\":1} ,{\"x\":2}],\"n\":1}", "", "[]",
  ]) func `records end where they do, whatever stands between them`(text: String) throws {
    for container in [nil, Container.jsonl] {
      let fixture = Fixture(text, name: "d.json")
      expectEqual(try fixture.dataset(container))
    }
  }

  @Test func `a file that is indexed on all cores has the index of one that is read in steps`()
    throws
  {
    // Lines of all lengths, some blank, over several stretches of eight megabytes.
    var random = SeededRandom(seed: 3)
    var text: [UInt8] = []
    while text.count < 20 << 20 {
      text += Array(repeating: UInt8(ascii: "a"), count: random.below(3000))
      text += random.oneIn(9) ? Array(" \r\n\n".utf8) : [0x0A]
    }
    let folder = TemporaryFolder()
    let path = folder.write(text, "d.jsonl")
    let (whole, steps) = (try Dataset(path: path), try Dataset(path: path, readingAhead: 1))
    whole.index()
    while !steps.index(budget: 777_777) {}
    #expect(whole.isComplete && whole.recordCount == steps.recordCount)
    for position in 0..<whole.recordCount {
      let number = RecordNumber(position: position)
      guard whole.range(of: number) == steps.range(of: number) else {
        Issue.record("record \(number) differs")
        return
      }
    }
  }
}
