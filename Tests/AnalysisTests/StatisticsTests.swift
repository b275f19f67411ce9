import Analysis
import Curation
import TestSupport
import Testing

@Suite struct StatisticsTests {
  private static func demo(_ name: String) -> [String] {
    let folder = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
    let text = Files.text("/\(folder)/Sources/winnow/Demo/\(name)") ?? ""
    return text.split(separator: "\n").map(String.init)
  }

  /// A bar is a promise: its query finds as many records as it says.
  @Test(arguments: ["sft.jsonl", "preferences.jsonl"])
  func `each bar's query finds what it counts`(_ name: String) throws {
    let records = Self.demo(name)
    #expect(records.count > 10)
    let set = WorkingSet(ArraySource(records))
    let all = (1...records.count).map { RecordNumber($0) }
    let statistics = try #require(Statistics(all, in: set, as: nil))
    #expect(statistics.records == records.count)
    var checked = 0
    for section in statistics.sections {
      for bar in section.bars {
        let matcher = QueryMatcher(try Query(bar.query), in: set)
        let found = try #require(matcher.matches(among: all))
        #expect(found.count == bar.count, "\(section.title): \(bar.label): \(bar.query)")
        checked += 1
      }
    }
    #expect(checked > 15)
  }

  @Test func `cancelling ends it`() {
    let set = WorkingSet(ArraySource(["{}"]))
    #expect(Statistics([RecordNumber(1)], in: set, as: nil, isCancelled: { true }) == nil)
  }
}
