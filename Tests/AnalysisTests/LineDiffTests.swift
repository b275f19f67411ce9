import JSONLines
import Testing

@testable import Analysis

@Suite struct LineDiffTests {
  struct Sample: Sendable {
    var old: String?
    var new: String?
    var marks: [String]
  }

  static let samples: [Sample] = [
    Sample(old: "a", new: "a", marks: []),
    Sample(old: "a", new: "b", marks: ["- a", "+ b"]),
    Sample(old: nil, new: "a\nb", marks: ["+ a", "+ b"]),
    Sample(old: "a\nb", new: nil, marks: ["- a", "- b"]),
    Sample(old: "a\nb\nc", new: "a\nx\nc", marks: ["  a", "- b", "+ x", "  c"]),
    Sample(old: "a\nb", new: "a\nb\n", marks: ["  ...", "  b", "+ "]),
    Sample(old: "a\na", new: "a\na\na", marks: ["  ...", "  a", "+ a"]),
    Sample(
      old: "1\n2\n3\n4\n5", new: "1\nx\n3\ny\n5",
      marks: ["  1", "- 2", "+ x", "  3", "- 4", "+ y", "  5"]),
    Sample(
      old: "1\n2\n3\n4\n5\n6\n7", new: "x\n2\n3\n4\n5\n6\ny",
      marks: ["- 1", "+ x", "  2", "  ...", "  6", "- 7", "+ y"]),
    Sample(old: "a\r\nb", new: "a\nb", marks: ["- a\r", "+ a", "  b"]),
  ]

  @Test(arguments: samples) func `lines that differ stand with those around them`(sample: Sample) {
    #expect(LineDiff(sample.old, sample.new, context: 1).marked == sample.marks)
  }

  @Test func `values that are shown alike differ by their JSON`() {
    let hunks = ValueDifference(pointer: .root, before: .text("1"), after: .integer(1)).lines()
      .hunks
    #expect(hunks.map(\.removed) == [["\"1\""]] && hunks.map(\.added) == [["1"]])
  }

  @Test func `lines are compared by bytes`() {
    #expect(LineDiff("\u{E9}", "e\u{301}").hunks.count == 1)
  }

  @Test func `hunks with all of the context say both texts`() {
    var random = SystemRandomNumberGenerator()
    for _ in 0..<300 {
      func text() -> [String] {
        (0..<Int.random(in: 1..<12, using: &random)).map { _ in
          String(UnicodeScalar(UInt8.random(in: 97...99, using: &random)))
        }
      }
      let (old, new) = (text(), text())
      let hunks = LineDiff(
        old.joined(separator: "\n"), new.joined(separator: "\n"), context: 20
      ).hunks
      if hunks.isEmpty {
        #expect(old == new)
        continue
      }
      let olds = hunks.flatMap { $0.before + $0.removed + $0.after }.map { String($0) }
      let news = hunks.flatMap { $0.before + $0.added + $0.after }.map { String($0) }
      #expect(olds == old)
      #expect(news == new)
    }
  }

  @Test func `texts that differ wholly are taken so`() {
    let lines = (0..<1_500).map { String($0) }
    let (old, new) = (lines.joined(separator: "\n"), lines.reversed().joined(separator: "\n"))
    let hunks = LineDiff(old, new).hunks
    #expect(hunks.count == 1)
    #expect(hunks.first?.removed.count == 1_500)
  }
}
