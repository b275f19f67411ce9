import TestSupport
import Testing

@testable import Analysis

@Suite struct FingerprintTableTests {
  @Test(arguments: 0..<20) func `a table has what a dictionary has`(seed: Int) {
    var random = SeededRandom(seed: seed)
    var table = FingerprintTable<Int>()
    var twin: [UInt64: Int] = [:]
    let factor: UInt64 = seed % 2 == 0 ? 1 : 0x1_0000_0001
    for value in 0..<random.below(3000) {
      // Few keys, so that many come again.
      let key = UInt64(2 + random.below(2000)) &* factor
      #expect(table.insert(value, for: key) == twin[key])
      if twin[key] == nil { twin[key] = value }
    }
    for key in 2..<2100 as Range<UInt64> {
      #expect(table[key &* factor] == twin[key &* factor])
    }
  }

  @Test func `the key zero is a key`() {
    var table = FingerprintTable<String>()
    #expect(table[0] == nil && table.insert("a", for: 0) == nil)
    #expect(table[0] == "a" && table.insert("b", for: 0) == "a")
  }
}
