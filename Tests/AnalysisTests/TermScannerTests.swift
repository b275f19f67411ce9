import TestSupport
import Testing

@testable import Analysis

@Suite struct TermScannerTests {
  private func found(_ terms: [String], in text: String) -> [String] {
    let scanner = TermScanner(terms.map { [Array($0.utf8)] })
    var found: [String] = []
    Array(text.utf8).withUnsafeBufferPointer { buffer in
      scanner.scan(buffer) { group, range in
        found.append("\(terms[group])@\(range.lowerBound)")
        return true
      }
    }
    return found.sorted()
  }

  @Test func `terms are found at their places, in any case`() {
    #expect(found(["acme", "mean", "拒绝"], in: "ACMEan 拒绝") == ["acme@0", "mean@2", "拒绝@7"])
    #expect(found(["abc", "abcd"], in: "xabcd") == ["abc@1", "abcd@1"])
    #expect(found(["abc"], in: "ab").isEmpty && found([], in: "abc").isEmpty)
    #expect(found(["[x]"], in: "{x}").isEmpty)
  }

  @Test(arguments: 0..<30) func `what is found is what a plain search finds`(seed: Int) {
    var random = SeededRandom(seed: seed)
    // Of few letters, few beginnings: those are looked for in another way than many.
    let few = Array("abAB[{\u{E9}".utf8)
    let letters = seed % 2 == 0 ? few : few + Array("cdefghCDEFGH<> /".utf8)
    func text(_ count: Int) -> [UInt8] { (0..<count).map { _ in random.pick(letters) } }
    let terms = (0..<1 + random.below(300)).map { _ in text(3 + random.below(3)) }
    let sample = text(random.below(200))
    let scanner = TermScanner(terms.map { [$0] })
    var fast: Set<[Int]> = []
    sample.withUnsafeBufferPointer { buffer in
      scanner.scan(buffer) { group, range in
        fast.insert([group, range.lowerBound, range.count])
        return true
      }
    }
    let folded: ([UInt8]) -> [UInt8] = { $0.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 } }
    var slow: Set<[Int]> = []
    for (group, term) in terms.enumerated() {
      for start in sample.indices where folded(Array(sample[start...])).starts(with: folded(term)) {
        slow.insert([group, start, term.count])
      }
    }
    #expect(fast == slow)
  }
}
