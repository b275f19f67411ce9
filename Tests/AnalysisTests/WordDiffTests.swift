import Analysis
import TestSupport
import Testing

@Suite struct WordDiffTests {
  private func text(_ source: String, _ range: Range<Int>) -> String {
    String(decoding: Array(source.utf8)[range], as: UTF8.self)
  }

  private func hunks(_ left: String, _ right: String) throws -> [String] {
    let diff = try #require(WordDiff(left, right))
    return diff.hunks.map { "\(text(left, $0.left))|\(text(right, $0.right))" }
  }

  @Test func `words differ as words, Chinese by characters`() throws {
    #expect(try hunks("the sky is blue", "the sky is black") == ["blue|black"])
    #expect(try hunks("今天天气很好。", "今天天气不好。") == ["很|不"])
    #expect(try hunks("a b c", "a c") == ["b |"])
    #expect(try hunks("", "new") == ["|new"])
    #expect(try hunks("same", "same") == [])
    #expect(try hunks("x = 1", "x = 2;") == ["1|2;"])
  }

  @Test func `what can't be seen is named`() throws {
    #expect(WordDiff("a  b", "a b")?.invisible == .whiteSpace)
    #expect(WordDiff("caf\u{E9}", "cafe\u{301}")?.invisible == .normalForm)
    #expect(WordDiff("a\u{200B}b", "ab")?.invisible == .zeroWidth)
    #expect(WordDiff("a", "b")?.invisible == nil)
    #expect(WordDiff("a", "a")?.invisible == nil)
  }

  @Test func `what was written anew is one difference, stray words in it or not`() throws {
    #expect(try hunks("我喜欢在早上喝茶", "他的猫在睡觉") == ["我喜欢在早上喝茶|他的猫在睡觉"])
    #expect(
      try hunks("Begin. A cat sat on a mat. End.", "Begin. No dogs ran to the park. End.").count
        == 1)
    #expect(try hunks("colour of the sky", "color of the sea").count == 2)
  }

  @Test func `similarity is what both have`() throws {
    #expect(WordDiff("same", "same")?.similarity == 1)
    #expect(WordDiff("", "")?.similarity == 1)
    #expect(WordDiff("abc", "xyz")?.similarity == 0)
    let half = try #require(WordDiff("aa bb cc", "aa bb dd"))
    #expect(abs(half.similarity - 0.75) < 0.001)
  }

  @Test(arguments: 0..<60) func `taking the hunks' right sides makes the right text`(seed: Int)
    throws
  {
    var random = SeededRandom(seed: seed)
    let words = ["the", " ", "sky", "中", "文", "\n", "x1", ",", "é", "e\u{301}", "  "]
    func make() -> String {
      (0..<random.below(40)).map { _ in random.pick(words) }.joined()
    }
    let (left, right) = (make(), make())
    let diff = try #require(WordDiff(left, right))
    var made: [UInt8] = []
    var place = 0
    for hunk in diff.hunks {
      #expect(hunk.left.lowerBound >= place)
      made += Array(left.utf8)[place..<hunk.left.lowerBound]
      made += Array(right.utf8)[hunk.right]
      place = hunk.left.upperBound
    }
    made += Array(left.utf8)[place...]
    #expect(made == Array(right.utf8))
    #expect((0...1).contains(diff.similarity))
    #expect(diff.hunks.isEmpty == Array(left.utf8).elementsEqual(right.utf8))
  }

  @Test func `texts without anything in common are given up, not compared for ever`() {
    let left = (0..<5_000).map { "a\($0)" }.joined(separator: " ")
    let right = (0..<5_000).map { "b\($0)" }.joined(separator: "\t")
    #expect(WordDiff(left, right) == nil)
  }
}
