import TestSupport
import Testing

@testable import JSONLines

/// The record index against slow, obvious twins.
@Suite struct RecordScannerTests {
  /// Lines cut at LF, white space trimmed, blank ones left out.
  private func naiveLines(_ bytes: [UInt8]) -> [Range<Int>] {
    let body = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    var ranges: [Range<Int>] = []
    var start = body
    for end in body...bytes.count where end == bytes.count || bytes[end] == 0x0A {
      var (low, high) = (start, end)
      let isSpace: (UInt8) -> Bool = { [0x20, 0x09, 0x0A, 0x0D].contains($0) }
      while low < high, isSpace(bytes[low]) { low += 1 }
      while high > low, isSpace(bytes[high - 1]) { high -= 1 }
      if low < high { ranges.append(low..<high) }
      start = end + 1
    }
    return ranges
  }

  private func scanned(_ bytes: Bytes, as container: Container, budget: Int) -> [Range<Int>] {
    var scanner = RecordScanner(bytes, as: container)
    var index = RecordIndex()
    // Each round takes a byte at least, so more rounds than bytes would never end.
    for _ in 0...bytes.count where !scanner.isFinished {
      scanner.scan(bytes, into: &index, budget: budget)
    }
    #expect(scanner.isFinished)
    let ranges = (0..<index.count).map { scanner.range(from: index[$0], in: bytes) }
    for position in 0..<max(0, index.count - 1) {
      let next = index[position + 1]
      #expect(scanner.range(from: index[position], upTo: next, in: bytes) == ranges[position])
    }
    return ranges
  }

  @Test(arguments: 0..<60) func `stretches scanned each for itself make the same index`(seed: Int) {
    var random = SeededRandom(seed: seed)
    let bytes = Bytes(
      (0..<random.below(600)).map { _ in random.pick([0x0A, 0x0D, 0x20, 0x61, 0x7B] as [UInt8]) })
    let length = 1 + random.below(150)
    var scanner = RecordScanner(bytes, as: .jsonl)
    var index = RecordIndex()
    if random.oneIn(2) { scanner.scan(bytes, into: &index, budget: random.below(100)) }
    while !scanner.isFinished {
      for var moved in scanner.scanners(for: 1 + random.below(5), of: length, in: bytes) {
        moved.scan(bytes, into: &index, budget: length)
        scanner = moved
      }
    }
    let found = (0..<index.count).map { scanner.range(from: index[$0], in: bytes) }
    #expect(found == naiveLines(Array(bytes)))
  }

  @Test(arguments: 0..<60) func `lines are found as by the naive twin`(seed: Int) {
    var random = SeededRandom(seed: seed)
    for _ in 0..<20 {
      let mark: [UInt8] = random.oneIn(5) ? [0xEF, 0xBB, 0xBF] : []
      let bytes =
        mark
        + (0..<random.below(400)).map { _ in
          random.pick([0x0A, 0x0A, 0x0D, 0x20, 0x09, 0x61, 0x62, 0x01, 0xC3, 0x7B] as [UInt8])
        }
      let expected = naiveLines(bytes)
      for budget in [Int.max, 1 + random.below(100)] {
        #expect(scanned(Bytes(bytes), as: .jsonl, budget: budget) == expected)
      }
    }
  }

  @Test(arguments: 0..<40) func `elements are found as by parsing the whole array`(seed: Int) throws
  {
    var json = RandomJSON(seed: seed)
    for _ in 0..<20 {
      let bytes = Bytes([0x0A] + json.spelled(json.array(depth: 4)) + [0x20])
      let expected = try JSONNode.parse(bytes).elements(in: bytes).map(\.range)
      for budget in [Int.max, 1 + json.random.below(60)] {
        #expect(scanned(bytes, as: .array, budget: budget) == expected)
      }
    }
  }

  @Test(arguments: 0..<40) func `any cut of an array gives whole elements and one tail`(seed: Int) {
    var json = RandomJSON(seed: seed)
    let text = json.spelled(.array((0..<5).map { _ in json.value() }))
    let whole = scanned(Bytes(text), as: .array, budget: .max)
    for count in 1..<text.count {
      let cut = Bytes(Array(text.prefix(count)))
      let found = scanned(cut, as: .array, budget: 1 + json.random.below(20))
      let complete = whole.filter { $0.upperBound < count }
      #expect(Array(found.prefix(complete.count)) == complete, "cut at \(count)")
      #expect(found.count <= complete.count + 1, "cut at \(count)")
      #expect(found.last.map { $0.upperBound <= count } ?? true)
    }
  }

  @Test func `the index holds starts that are more than 4 GiB apart`() {
    var index = RecordIndex()
    let gib = 1 << 30
    var starts: [Int] = []
    var start = 3
    for position in 0..<1000 {
      starts.append(start)
      index.append(start)
      // Around each border of a block a step that alone, or together with others, leaves 32 bits.
      start += position % 37 == 0 ? 5 * gib : position % 11 == 0 ? gib : 100
    }
    starts += [start, start + Int(UInt32.max), start + Int(UInt32.max) + 1]
    for start in starts.suffix(3) { index.append(start) }
    #expect((0..<index.count).map { index[$0] } == starts)
  }

  @Test(arguments: 0..<20) func `the index gives back what was put in`(seed: Int) {
    var random = SeededRandom(seed: seed)
    var index = RecordIndex()
    var starts: [Int] = []
    var start = random.below(10)
    for _ in 0..<500 {
      starts.append(start)
      index.append(start)
      start += random.oneIn(20) ? Int(UInt32.max) - 2 + random.below(5) : random.below(5000)
    }
    #expect(index.count == 500)
    #expect((0..<500).map { index[$0] } == starts)
  }

  @Test func `a record costs a few bytes of memory`() {
    var index = RecordIndex()
    for position in 0..<100_000 { index.append(position * 300) }
    #expect(index.byteCount < 100_000 * 9)
  }
}
